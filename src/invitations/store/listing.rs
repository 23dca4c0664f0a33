//! Many invitations.

use std::collections::HashSet;

use chrono::TimeDelta;
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};

use super::open::Row;
use crate::db::schema::{invitations, user_roles};
use crate::db::{DbError, Read};
use crate::invitations::model::{INVITED_A_DAY, Invitation, LONG_WAIT, MOST_ACTED_ON};
use crate::types::{EmailAddress, InvitationId, InvitationStatus, RoleId, UserId, WorkspaceId};

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

/// Those of the addresses, in lower case, that were invited often enough within the day. Looks at that
/// day alone, by `invitations_by_creation`.
pub(in crate::invitations) fn invited_often(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    emails: &[EmailAddress],
) -> Result<HashSet<String>, DbError> {
    #[derive(QueryableByName)]
    struct Often {
        #[diesel(sql_type = Text)]
        email: String,
    }
    let now = read.now()?;
    let lower: Vec<String> = emails.iter().map(|it| it.typed().to_lowercase()).collect();
    let often: Vec<Often> = diesel::sql_query(
        "SELECT lower(email) AS email FROM invitations
         WHERE workspace_id = $1 AND created_at > $2 AND lower(email) = ANY($3)
         GROUP BY lower(email) HAVING count(*) >= $4",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now - TimeDelta::days(1))
    .bind::<Array<Text>, _>(lower)
    .bind::<BigInt, _>(INVITED_A_DAY)
    .load(read.connection())?;
    Ok(often.into_iter().map(|often| often.email).collect())
}

fn with_users(rows: Vec<Row>) -> Result<Vec<(UserId, Invitation)>, DbError> {
    let invitations = rows.into_iter().map(Invitation::try_from);
    let invitations = invitations.collect::<Result<Vec<_>, _>>()?;
    let with_user = |invitation: Invitation| invitation.user.map(|user| (user, invitation));
    Ok(invitations.into_iter().filter_map(with_user).collect())
}

/// The open ones that somebody answers for, the oldest first.
pub(in crate::invitations) fn sent_by(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    inviter: UserId,
) -> Result<Vec<(UserId, Invitation)>, DbError> {
    let now = read.now()?;
    let rows: Vec<Row> = invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::invited_by.eq(inviter))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .filter(invitations::expires_at.gt(now))
        .order((invitations::created_at, invitations::id))
        .select(Row::as_select())
        .load(read.connection())?;
    with_users(rows)
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
