use crate::db::{DbError, Read};
use crate::invitations::model::Invitation;
use crate::invitations::store::people;
use crate::roles::{self, Role};
use crate::types::{UserId, WorkspaceId};
use crate::{departments, teams};

/// What an invitation offers by now, and who stands for it: for its page and its mails.
pub(in crate::invitations) struct Offered {
    pub inviter: Option<String>,
    pub roles: Vec<Role>,
    /// By name.
    pub teams: Vec<String>,
    pub department: Option<String>,
}

impl Offered {
    pub fn of(
        read: &mut Read<'_>,
        workspace: WorkspaceId,
        (invitation, user): (&Invitation, UserId),
    ) -> Result<Self, DbError> {
        let inviter = match invitation.invited_by {
            Some(inviter) => people::person(read, workspace, inviter)?,
            None => None,
        };
        let teams = teams::of_user(read, workspace, user)?;
        let department = departments::of_user(read, workspace, user)?;
        Ok(Self {
            inviter: inviter.map(|inviter| inviter.name().to_owned()),
            roles: roles::of_user(read, workspace, user)?,
            teams: teams.iter().map(|team| team.name.to_string()).collect(),
            department: department.map(|one| one.name.to_string()),
        })
    }
}
