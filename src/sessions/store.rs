use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::access::Client;
use crate::db::schema::sessions;
use crate::db::{DbError, Tx};
use crate::types::{SessionId, TokenHash, UserId, WorkspaceId};

pub(super) struct NewSession<'s> {
    pub id: SessionId,
    pub token_hash: TokenHash,
    pub user: UserId,
    pub client: &'s Client,
}

/// One statement, so that nobody gets a session who is deactivated at the same moment.
pub(super) fn insert_if_active(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &NewSession<'_>,
) -> Result<bool, DbError> {
    let now = tx.now()?;
    let inserted = diesel::sql_query(
        "INSERT INTO sessions
             (workspace_id, id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent)
         SELECT users.workspace_id, $3, $4, users.id, $5, $5,
                $5 + make_interval(hours => workspaces.session_hours), $6, $7
         FROM users
         JOIN workspaces ON workspaces.id = users.workspace_id
         WHERE users.workspace_id = $1 AND users.id = $2 AND users.status = 'active'
         FOR SHARE OF users",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(new.user)
    .bind::<SqlUuid, _>(new.id)
    .bind::<Binary, _>(new.token_hash)
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<Text>, _>(new.client.ip.map(|ip| ip.to_string()))
    .bind::<Nullable<Text>, _>(new.client.user_agent.as_deref())
    .execute(tx.connection())?;
    Ok(inserted == 1)
}

/// Whether this call is the one that ended it.
pub(super) fn end(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    session: SessionId,
) -> Result<bool, DbError> {
    let now = tx.now()?;
    let ended = diesel::update(sessions::table.find((workspace, session)))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(now))
        .execute(tx.connection())?;
    Ok(ended == 1)
}
