//! Under which addresses somebody was known.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Text, Uuid as SqlUuid};

use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::types::{EmailAddress, UserId, WorkspaceId};

pub(in crate::lifecycle) fn address(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<EmailAddress>, DbError> {
    let row: Option<(String, String)> = users::table
        .find((workspace, user))
        .select((users::email, users::email_key))
        .first(read.connection())
        .optional()?;
    Ok(row.map(|(typed, key)| EmailAddress::from_stored(typed, key)))
}

#[derive(QueryableByName)]
struct Earlier {
    #[diesel(sql_type = Text)]
    email: String,
}

/// As the log tells it, but for those that are somebody else's by now.
pub(in crate::lifecycle) fn earlier(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<EmailAddress>, DbError> {
    let rows: Vec<Earlier> = sql_query(
        "SELECT DISTINCT side.email
         FROM audit_events
         JOIN audit_details ON audit_details.workspace_id = audit_events.workspace_id
             AND audit_details.event_id = audit_events.id
         CROSS JOIN LATERAL (VALUES
             (audit_details.details -> 'email' ->> 'before'),
             (audit_details.details -> 'email' ->> 'after'),
             (CASE jsonb_typeof(audit_details.details -> 'email')
                  WHEN 'string' THEN audit_details.details ->> 'email' END)
         ) AS side (email)
         WHERE audit_events.workspace_id = $1 AND audit_events.target_id = $2
             AND audit_events.action IN ('user.email_asked', 'user.email_changed')
             AND side.email IS NOT NULL",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .load(read.connection())?;
    let addresses: Vec<EmailAddress> = rows
        .iter()
        .filter_map(|row| EmailAddress::parse(&row.email).ok())
        .collect();
    let keys: Vec<&str> = addresses.iter().map(EmailAddress::key).collect();
    let others: Vec<String> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq_any(keys))
        .filter(users::id.ne(user))
        .select(users::email_key)
        .load(read.connection())?;
    let is_free = |one: &EmailAddress| !others.iter().any(|key| key == one.key());
    Ok(addresses.into_iter().filter(is_free).collect())
}
