//! One invitation.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::{invitations, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::invitations::model::{Invitation, Joined, State};
use crate::types::{InvitationId, InvitationStatus, Note, TokenHash, UserId, WorkspaceId, Zone};

#[derive(Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub(super) struct Row {
    id: InvitationId,
    user_id: Option<UserId>,
    email: String,
    invited_by: Option<UserId>,
    message: Option<Note>,
    status: InvitationStatus,
    resent_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Invitation {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let state = match (row.status, row.accepted_at) {
            (InvitationStatus::Pending, _) => State::Pending,
            (InvitationStatus::Accepted, Some(at)) => State::Accepted { at },
            (InvitationStatus::Accepted, None) => {
                let what = "an accepted invitation that doesn't say when".to_owned();
                return Err(DbError::Unreadable(what));
            }
            (InvitationStatus::Cancelled, _) => State::Cancelled,
        };
        Ok(Self {
            id: row.id,
            user: row.user_id,
            email: row.email,
            invited_by: row.invited_by,
            message: row.message,
            state,
            resent_at: row.resent_at,
            expires_at: row.expires_at,
        })
    }
}

pub(in crate::invitations) fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    id: InvitationId,
) -> Result<Option<Invitation>, DbError> {
    let row: Option<Row> = invitations::table
        .find((workspace, id))
        .select(Row::as_select())
        .first(read.connection())
        .optional()?;
    row.map(Invitation::try_from).transpose()
}

/// Whoever is going to change it holds the workspace alone as well.
pub(in crate::invitations) fn lock(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: InvitationId,
) -> Result<Option<Invitation>, DbError> {
    let row: Option<Row> = invitations::table
        .find((workspace, id))
        .select(Row::as_select())
        .for_no_key_update()
        .first(tx.connection())
        .optional()?;
    row.map(Invitation::try_from).transpose()
}

/// What stands against doing anything for who has joined.
pub(in crate::invitations) fn joined(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    at: DateTime<Utc>,
) -> Result<Joined, DbError> {
    let zone: String = workspaces::table
        .find(workspace)
        .select(workspaces::time_zone)
        .first(read.connection())?;
    let zone = Zone::from_stored(&zone);
    Ok(Joined { at, zone })
}

/// The form that it was accepted with.
pub(in crate::invitations) fn accepted_form(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    id: InvitationId,
) -> Result<Option<TokenHash>, DbError> {
    Ok(invitations::table
        .find((workspace, id))
        .select(invitations::accepted_form)
        .first(read.connection())
        .optional()?
        .flatten())
}
