//! Many invitations.

use diesel::prelude::*;

use super::open::Row;
use crate::db::schema::{invitations, user_roles};
use crate::db::{DbError, Read};
use crate::invitations::model::{Invitation, LONG_WAIT, MOST_ACTED_ON};
use crate::types::{InvitationId, InvitationStatus, RoleId, UserId, WorkspaceId};

/// Which of the pending ones need somebody to do something.
#[derive(Clone, Copy, Debug)]
pub(in crate::invitations) enum Which {
    /// Open, sent, and unanswered for long.
    Waiting,
    Expired,
}

/// The oldest of them, but for those who are offered one of the roles `beyond`.
pub(in crate::invitations) fn some(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    which: Which,
    beyond: &[RoleId],
) -> Result<Vec<(UserId, Invitation)>, DbError> {
    let now = read.now()?;
    let out_of_reach = user_roles::table
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(user_roles::user_id.nullable().eq(invitations::user_id))
        .filter(user_roles::role_id.eq_any(beyond));
    let query = invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .filter(diesel::dsl::not(diesel::dsl::exists(out_of_reach)))
        .order((invitations::created_at, invitations::id))
        .limit(MOST_ACTED_ON)
        .select(Row::as_select())
        .into_boxed();
    let query = match which {
        Which::Waiting => query
            .filter(invitations::expires_at.gt(now))
            .filter(invitations::sent_at.lt(now - LONG_WAIT)),
        Which::Expired => query.filter(invitations::expires_at.le(now)),
    };
    with_users(query.load(read.connection())?)
}

fn with_users(rows: Vec<Row>) -> Result<Vec<(UserId, Invitation)>, DbError> {
    let invitations = rows.into_iter().map(Invitation::try_from);
    let invitations = invitations.collect::<Result<Vec<_>, _>>()?;
    let with_user = |invitation: Invitation| invitation.user.map(|user| (user, invitation));
    Ok(invitations.into_iter().filter_map(with_user).collect())
}

/// The open ones of these people.
pub fn open_of(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<(UserId, InvitationId)>, DbError> {
    let rows: Vec<(Option<UserId>, InvitationId)> = invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::user_id.eq_any(people))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .select((invitations::user_id, invitations::id))
        .load(read.connection())?;
    let whose = |(user, id): (Option<UserId>, InvitationId)| user.map(|user| (user, id));
    Ok(rows.into_iter().filter_map(whose).collect())
}
