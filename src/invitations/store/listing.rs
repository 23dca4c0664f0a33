//! Many invitations.

use diesel::prelude::*;

use super::open::Row;
use crate::db::schema::invitations;
use crate::db::{DbError, Read};
use crate::invitations::model::{Invitation, LONG_WAIT, MOST_ACTED_ON};
use crate::types::{InvitationId, InvitationStatus, UserId, WorkspaceId};

/// Open, sent, and unanswered for long.
pub(in crate::invitations) fn waiting(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Vec<(UserId, Invitation)>, DbError> {
    let now = read.now()?;
    let rows: Vec<Row> = invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::sent_at.lt(now - LONG_WAIT))
        .order((invitations::created_at, invitations::id))
        .limit(MOST_ACTED_ON)
        .select(Row::as_select())
        .load(read.connection())?;
    with_users(rows)
}

pub(in crate::invitations) fn expired(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Vec<(UserId, Invitation)>, DbError> {
    let now = read.now()?;
    let rows: Vec<Row> = invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .filter(invitations::expires_at.le(now))
        .order((invitations::expires_at, invitations::id))
        .limit(MOST_ACTED_ON)
        .select(Row::as_select())
        .load(read.connection())?;
    with_users(rows)
}

fn with_users(rows: Vec<Row>) -> Result<Vec<(UserId, Invitation)>, DbError> {
    let invitations = rows.into_iter().map(Invitation::try_from);
    let invitations = invitations.collect::<Result<Vec<_>, _>>()?;
    let with_user = |invitation: Invitation| invitation.user.map(|user| (user, invitation));
    Ok(invitations.into_iter().filter_map(with_user).collect())
}

/// The open ones of these people.
pub(in crate::invitations) fn open_of(
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
