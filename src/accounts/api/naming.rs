//! People whom a body names: by their ids, or by their addresses.

use std::collections::HashMap;

use crate::db::{DbError, Read};
use crate::types::{EmailAddress, UserId, WorkspaceId};
use crate::users;

/// Those of them that can be meant. Whether there is somebody of an id is for who acts on them.
pub(super) struct People<'t>(HashMap<&'t str, UserId>);

impl<'t> People<'t> {
    /// However many, in one query.
    pub fn named(
        read: &mut Read<'_>,
        workspace: WorkspaceId,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<Self, DbError> {
        let (mut people, mut by_address) = (HashMap::new(), Vec::new());
        for text in texts {
            if let Ok(id) = text.parse() {
                people.insert(text, id);
            } else if let Ok(email) = EmailAddress::parse(text) {
                by_address.push((text, email));
            }
        }
        let emails: Vec<EmailAddress> = by_address.iter().map(|(_, it)| it.clone()).collect();
        let known = if emails.is_empty() {
            Vec::new()
        } else {
            users::known(read, workspace, &emails)?
        };
        for (text, email) in by_address {
            let mut these = known.iter();
            if let Some(one) = these.find(|one| one.email_key == email.key()) {
                people.insert(text, one.id);
            }
        }
        Ok(Self(people))
    }

    pub fn find(&self, text: &str) -> Option<UserId> {
        self.0.get(text).copied()
    }
}
