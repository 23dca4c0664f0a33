//! Answers that are given again.

use actix_web::http::StatusCode;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};

use super::Reply;
use super::once::{KEPT_FOR, Named};
use crate::db::schema::idempotency_keys as kept;
use crate::db::{DbError, Read, Tx};
use crate::types::TokenHash;

type Row = (TokenHash, i16, String, String, Option<String>);

/// What was asked under this name within the last day, and the answer.
pub(super) fn find(
    read: &mut Read<'_>,
    named: &Named,
) -> Result<Option<(TokenHash, Reply)>, DbError> {
    let since = read.now()? - KEPT_FOR;
    let row: Option<Row> = kept::table
        .find((named.workspace, named.api_key, &named.name))
        .filter(kept::created_at.gt(since))
        .select((
            kept::request,
            kept::status,
            kept::content_type,
            kept::body,
            kept::location,
        ))
        .first(read.connection())
        .optional()?;
    row.map(|(request, status, content_type, body, location)| {
        let status = u16::try_from(status)
            .ok()
            .and_then(|status| StatusCode::from_u16(status).ok())
            .ok_or_else(|| DbError::Unreadable(format!("an answer with the status {status}")))?;
        let reply = Reply::again((status, content_type), body, location);
        Ok((request, reply))
    })
    .transpose()
}

/// Over one of the day before; one that somebody else has kept meanwhile stays.
pub(super) fn insert(tx: &mut Tx<'_>, named: &Named, reply: &Reply) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::delete(kept::table.find((named.workspace, named.api_key, &named.name)))
        .filter(kept::created_at.le(now - KEPT_FOR))
        .execute(tx.connection())?;
    diesel::insert_into(kept::table)
        .values((
            kept::workspace_id.eq(named.workspace),
            kept::api_key_id.eq(named.api_key),
            kept::key.eq(&named.name),
            kept::request.eq(named.request),
            kept::status.eq(reply.status_number()),
            kept::content_type.eq(&reply.content_type),
            kept::body.eq(&reply.body),
            kept::location.eq(&reply.location),
            kept::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())?;
    Ok(())
}

/// For the cleaner: removes at most so many that are told no more, and says how many.
pub fn remove_old(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let before = tx.now()? - KEPT_FOR;
    Ok(diesel::sql_query(
        "DELETE FROM idempotency_keys USING (
             SELECT workspace_id, api_key_id, key FROM idempotency_keys WHERE created_at < $1
             LIMIT $2 FOR UPDATE SKIP LOCKED
         ) AS old
         WHERE idempotency_keys.workspace_id = old.workspace_id
             AND idempotency_keys.api_key_id = old.api_key_id AND idempotency_keys.key = old.key",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(at_most)
    .execute(tx.connection())?)
}
