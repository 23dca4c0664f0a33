//! Files and rows that go.

use chrono::TimeDelta;
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};

use crate::db::schema::{import_rows, imports};
use crate::db::{DbError, Tx};
use crate::imports::model::KEPT;
use crate::types::{ImportId, WorkspaceId};

/// A file takes minutes to come. What is still on its way after this never will.
const ARRIVING: TimeDelta = TimeDelta::hours(1);

/// With all of its rows.
pub(in crate::imports) fn remove(
    tx: &mut Tx<'_>,
    (workspace, import): (WorkspaceId, ImportId),
) -> Result<(), DbError> {
    diesel::delete(import_rows::table)
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .execute(tx.connection())?;
    diesel::delete(imports::table.find((workspace, import))).execute(tx.connection())?;
    Ok(())
}

/// For the cleaner: rows of what is too old or never arrived, and then the file itself. Nothing goes that a
/// job is at.
pub fn remove_old(tx: &mut Tx<'_>, at_most: i64) -> Result<usize, DbError> {
    let now = tx.now()?;
    let old: Option<(WorkspaceId, ImportId)> = imports::table
        .filter(
            imports::created_at.lt(now - KEPT).or(imports::arrived_at
                .is_null()
                .and(imports::created_at.lt(now - ARRIVING))),
        )
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(
            "NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.workspace_id = imports.workspace_id
                 AND jobs.id IN (imports.check_job, imports.apply_job)
                 AND jobs.finished_at IS NULL)",
        ))
        .select((imports::workspace_id, imports::id))
        .for_update()
        .skip_locked()
        .first(tx.connection())
        .optional()?;
    let Some((workspace, import)) = old else {
        return Ok(0);
    };
    let places: Vec<i32> = import_rows::table
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .order(import_rows::place)
        .limit(at_most)
        .select(import_rows::place)
        .load(tx.connection())?;
    if places.is_empty() {
        return Ok(
            diesel::delete(imports::table.find((workspace, import))).execute(tx.connection())?
        );
    }
    Ok(diesel::delete(import_rows::table)
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::place.eq_any(places))
        .execute(tx.connection())?)
}

/// Before somebody with these addresses is removed for good: every row that is about them, or names them
/// as somebody's manager. As long as nobody has said what a file's columns are, its cells are looked
/// through.
pub fn forget(tx: &mut Tx<'_>, workspace: WorkspaceId, keys: &[String]) -> Result<(), DbError> {
    diesel::sql_query(
        "DELETE FROM import_rows
         WHERE workspace_id = $1 AND (email_key = ANY ($2) OR manager_key = ANY ($2))",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<Text>, _>(keys)
    .execute(tx.connection())?;
    diesel::sql_query(
        "DELETE FROM import_rows USING imports
         WHERE imports.workspace_id = $1 AND imports.check_job IS NULL
             AND import_rows.workspace_id = $1 AND import_rows.import_id = imports.id
             AND EXISTS (SELECT 1 FROM unnest(import_rows.cells) AS cell
                         WHERE lower(btrim(cell)) = ANY ($2))",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Array<Text>, _>(keys)
    .execute(tx.connection())?;
    Ok(())
}
