//! Invitations as programs are told of them: in short, and all that there ever were.

use chrono::{DateTime, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};

use super::listed::ListError;
use crate::db::schema::invitations;
use crate::db::{DbError, Read};
use crate::invitations::model::{Brief, BriefStatus};
use crate::roles::HIGHEST_FIRST;
use crate::types::{
    CursorTime, InvitationId, InvitationStatus, Page, PageSize, Position, RoleId, UserId,
    WorkspaceId,
};

type BriefRow = (
    InvitationId,
    Option<UserId>,
    InvitationStatus,
    Option<DateTime<Utc>>,
    DateTime<Utc>,
);

fn brief(now: DateTime<Utc>, (id, user, status, sent_at, expires_at): BriefRow) -> Brief {
    Brief {
        id,
        user,
        status: BriefStatus::at(now, status, expires_at),
        sent_at,
        expires_at,
    }
}

const BRIEF: (
    invitations::id,
    invitations::user_id,
    invitations::status,
    invitations::sent_at,
    invitations::expires_at,
) = (
    invitations::id,
    invitations::user_id,
    invitations::status,
    invitations::sent_at,
    invitations::expires_at,
);

/// Those of them that there are.
pub(in crate::invitations) fn briefs(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    ids: &[InvitationId],
) -> Result<Vec<Brief>, DbError> {
    let now = read.now()?;
    let rows: Vec<BriefRow> = invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::id.eq_any(ids))
        .select(BRIEF)
        .load(read.connection())?;
    Ok(rows.into_iter().map(|row| brief(now, row)).collect())
}

/// Those with which these people are invited who haven't come yet.
pub fn briefs_of(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<(UserId, Brief)>, DbError> {
    let now = read.now()?;
    let rows: Vec<BriefRow> = invitations::table
        .filter(invitations::workspace_id.eq(workspace))
        .filter(invitations::user_id.eq_any(people))
        .filter(invitations::status.eq(InvitationStatus::Pending))
        .select(BRIEF)
        .load(read.connection())?;
    let briefs = rows.into_iter().map(|row| brief(now, row));
    Ok(briefs
        .filter_map(|brief| Some((brief.user?, brief)))
        .collect())
}

/// Everything of one that a program is told.
#[derive(Debug, QueryableByName)]
pub(in crate::invitations) struct Told {
    #[diesel(sql_type = SqlUuid)]
    pub id: InvitationId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub user_id: Option<UserId>,
    /// Erased with the account that it became.
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Text)]
    pub stored: InvitationStatus,
    /// Those that it offers while it is pending, the highest first.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub role_ids: Vec<RoleId>,
    #[diesel(sql_type = Array<Text>)]
    pub role_names: Vec<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub invited_by: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub inviter: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub accepted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub cancelled_at: Option<DateTime<Utc>>,
}

/// Where a page of them starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::invitations) struct Made {
    at: CursorTime,
    id: InvitationId,
}

/// The newest first. `$2` is now.
pub(in crate::invitations) fn history(
    read: &mut Read<'_>,
    (workspace, wanted): (WorkspaceId, Option<BriefStatus>),
    (size, position): (PageSize, Option<&Position<Made>>),
) -> Result<Page<Told>, ListError> {
    let now = read.now()?;
    let sql = text(wanted, position.is_some());
    let from = position.map(|position| &position.key);
    let fetched: Vec<Told> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Timestamptz>, _>(from.map(|made| made.at.0))
        .bind::<Nullable<SqlUuid>, _>(from.map(|made| made.id))
        .bind::<BigInt, _>(size.fetch())
        .load(read.connection())
        .map_err(DbError::from)?;
    Ok(Page::from_fetched(fetched, size, position, |told| Made {
        at: CursorTime(told.created_at),
        id: told.id,
    })?)
}

fn text(wanted: Option<BriefStatus>, is_further: bool) -> String {
    let is_in = match wanted {
        None => "",
        Some(BriefStatus::Pending) => "AND one.status = 'pending' AND one.expires_at > $2",
        Some(BriefStatus::Expired) => "AND one.status = 'pending' AND one.expires_at <= $2",
        Some(BriefStatus::Accepted) => "AND one.status = 'accepted'",
        Some(BriefStatus::Cancelled) => "AND one.status = 'cancelled'",
    };
    let beyond = if is_further {
        "AND (one.created_at, one.id) < ($3, $4)"
    } else {
        ""
    };
    let roles = |column: &str| {
        format!(
            "ARRAY(SELECT roles.{column} FROM user_roles
                   JOIN roles ON roles.workspace_id = $1 AND roles.id = user_roles.role_id
                   WHERE user_roles.workspace_id = $1 AND user_roles.user_id = i.user_id
                       AND i.status = 'pending'
                   ORDER BY {HIGHEST_FIRST})"
        )
    };
    let (role_ids, role_names) = (roles("id"), roles("name"));
    format!(
        "SELECT i.id, i.user_id, nullif(i.email, '') AS email, i.status AS stored,
             {role_ids} AS role_ids, {role_names} AS role_names,
             i.invited_by, who.full_name AS inviter,
             i.created_at, i.sent_at, i.expires_at, i.accepted_at, i.cancelled_at
         FROM (
             SELECT * FROM invitations AS one WHERE one.workspace_id = $1 {is_in} {beyond}
             ORDER BY one.created_at DESC, one.id DESC LIMIT $5
         ) AS i
         LEFT JOIN users AS who ON who.workspace_id = $1 AND who.id = i.invited_by
         ORDER BY i.created_at DESC, i.id DESC"
    )
}

impl Told {
    pub fn status(&self, now: DateTime<Utc>) -> BriefStatus {
        BriefStatus::at(now, self.stored, self.expires_at)
    }
}
