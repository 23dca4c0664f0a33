//! Every change of an invitation's row.

use chrono::{DateTime, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::schema::{invitations, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::invitations::model::Lifetime;
use crate::types::{InvitationId, InvitationStatus, Note, TokenHash, UserId, WorkspaceId};
use crate::workspaces::HelpGoesTo;

/// An invitation to be.
pub(in crate::invitations) struct NewRow<'n> {
    pub id: InvitationId,
    pub user: UserId,
    pub email: &'n str,
    pub message: Option<&'n Note>,
    pub lifetime: Lifetime,
    pub is_sent: bool,
}

pub(in crate::invitations) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &[NewRow<'_>],
    invited_by: Option<UserId>,
) -> Result<(), DbError> {
    let now = tx.now()?;
    let rows: Vec<_> = new
        .iter()
        .map(|new| {
            (
                invitations::workspace_id.eq(workspace),
                invitations::id.eq(new.id),
                invitations::user_id.eq(new.user),
                invitations::email.eq(new.email),
                invitations::invited_by.eq(invited_by),
                invitations::message.eq(new.message),
                invitations::status.eq(InvitationStatus::Pending),
                invitations::valid_hours.eq(new.lifetime.hours()),
                invitations::created_at.eq(now),
                invitations::sent_at.eq(new.is_sent.then_some(now)),
                invitations::expires_at.eq(now + new.lifetime.delta()),
            )
        })
        .collect();
    diesel::insert_into(invitations::table)
        .values(rows)
        .execute(tx.connection())?;
    Ok(())
}

/// Open again for their whole lifetimes.
pub(in crate::invitations) fn reopen(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[InvitationId],
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::sql_query(
        "UPDATE invitations
         SET sent_at = $3, expires_at = $3 + make_interval(hours => valid_hours)
         WHERE workspace_id = $1 AND id = ANY($2) AND status = 'pending'",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Timestamptz, _>(now)
    .execute(tx.connection())?;
    Ok(())
}

/// They stand on somebody else's right from now on.
pub(in crate::invitations) fn hand_to(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[InvitationId],
    to: Option<UserId>,
) -> Result<(), DbError> {
    diesel::update(invitations::table)
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::id.eq_any(ids))
        .set(invitations::invited_by.eq(to))
        .execute(tx.connection())?;
    Ok(())
}

/// Nobody puts words into the mouth of who takes over.
pub(in crate::invitations) fn drop_messages(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[InvitationId],
) -> Result<(), DbError> {
    diesel::update(invitations::table)
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::id.eq_any(ids))
        .set(invitations::message.eq(None::<Note>))
        .execute(tx.connection())?;
    Ok(())
}

/// When somebody last asked for it to be sent again.
pub(in crate::invitations) fn note_resend(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[InvitationId],
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(invitations::table)
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::id.eq_any(ids))
        .set(invitations::resent_at.eq(now))
        .execute(tx.connection())?;
    Ok(())
}

/// The pending ones of these are cancelled, and whom they were for is nobody's business any more.
/// Says how many they were.
pub(in crate::invitations) fn cancel(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    ids: &[InvitationId],
) -> Result<usize, DbError> {
    let now = tx.now()?;
    Ok(diesel::update(invitations::table)
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::id.eq_any(ids))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .set((
            invitations::status.eq(InvitationStatus::Cancelled),
            invitations::cancelled_at.eq(now),
            invitations::user_id.eq(None::<UserId>),
        ))
        .execute(tx.connection())?)
}

/// Before somebody is removed for good. What they sent and what was sent to their addresses, in lower
/// case, stays in the history and names them no more.
pub fn forget(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    addresses: &[String],
) -> Result<(), DbError> {
    diesel::update(invitations::table)
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::invited_by.eq(user))
        .set((
            invitations::invited_by.eq(None::<UserId>),
            invitations::message.eq(None::<Note>),
        ))
        .execute(tx.connection())?;
    diesel::sql_query(
        "UPDATE invitations SET user_id = NULL, email = '', message = NULL
         WHERE workspace_id = $1 AND status <> 'pending'
             AND (user_id = $2 OR (user_id IS NULL AND lower(email) = ANY ($3)))",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .bind::<Array<Text>, _>(addresses)
    .execute(tx.connection())?;
    Ok(())
}

/// `false` if it isn't open any more.
pub(in crate::invitations) fn accept(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, InvitationId),
    form: Option<TokenHash>,
) -> Result<bool, DbError> {
    let now = tx.now()?;
    let accepted = diesel::update(invitations::table.find((workspace, id)))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .filter(invitations::expires_at.gt(now))
        .set((
            invitations::status.eq(InvitationStatus::Accepted),
            invitations::accepted_at.eq(now),
            invitations::accepted_form.eq(form),
        ))
        .execute(tx.connection())?;
    Ok(accepted == 1)
}

/// What a workspace has set for its invitations.
pub(in crate::invitations) struct Settings {
    pub lifetime: Lifetime,
    pub a_day: i32,
    pub help_goes_to: HelpGoesTo,
}

pub(in crate::invitations) fn settings(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Settings, DbError> {
    let (hours, a_day, help_goes_to): (i32, i32, String) = workspaces::table
        .find(workspace)
        .select((
            workspaces::invitation_hours,
            workspaces::invitations_a_day,
            workspaces::help_goes_to,
        ))
        .first(read.connection())?;
    let unreadable = |what: &str| DbError::Unreadable(format!("a workspace's {what}"));
    Ok(Settings {
        lifetime: Lifetime::of_hours(hours).ok_or_else(|| unreadable("invitation hours"))?,
        a_day,
        help_goes_to: help_goes_to
            .parse()
            .map_err(|_| unreadable("choice of who helps"))?,
    })
}

/// How many were made since then, as far as anybody counts.
pub(in crate::invitations) fn made_since(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        made: i64,
    }
    let row: Row = diesel::sql_query(
        "SELECT count(*) AS made FROM invitations WHERE workspace_id = $1 AND created_at > $2",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(since)
    .get_result(read.connection())?;
    Ok(row.made)
}

/// When the one in this place among them was made, the oldest first.
pub(in crate::invitations) fn made_nth_since(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (since, place): (DateTime<Utc>, i64),
) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::created_at.gt(since))
        .order(invitations::created_at)
        .offset(place - 1)
        .limit(1)
        .select(invitations::created_at)
        .first(read.connection())
        .optional()?)
}
