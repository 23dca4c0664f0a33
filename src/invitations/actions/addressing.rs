//! Whose the addresses are that somebody wants to invite.

use std::collections::{HashMap, HashSet};

use crate::db::{DbError, Read};
use crate::invitations::model::Addressed;
use crate::invitations::store::listing;
use crate::types::{EmailAddress, UserId, UserStatus, WorkspaceId};
use crate::users;

pub(in crate::invitations) struct Addresses {
    known: HashMap<String, (UserId, UserStatus)>,
    often: HashSet<String>,
    asker: Option<UserId>,
}

impl Addresses {
    pub fn of(
        read: &mut Read<'_>,
        (workspace, asker): (WorkspaceId, Option<UserId>),
        emails: &[EmailAddress],
    ) -> Result<Self, DbError> {
        let known = users::known(read, workspace, emails)?;
        let known = known.into_iter();
        Ok(Self {
            known: known.map(|it| (it.email_key, (it.id, it.status))).collect(),
            often: listing::invited_often(read, workspace, emails)?,
            asker,
        })
    }

    pub fn whose(&self, email: &EmailAddress) -> Addressed {
        match Addressed::of(self.known.get(email.key()).copied(), self.asker) {
            Addressed::Nobody if self.often.contains(&email.typed().to_lowercase()) => {
                Addressed::TooOften
            }
            other => other,
        }
    }

    /// Those who are invited already.
    pub fn invited(&self) -> Vec<UserId> {
        let known = self.known.values();
        let pending = known.filter(|(_, status)| *status == UserStatus::Pending);
        pending.map(|(user, _)| *user).collect()
    }
}
