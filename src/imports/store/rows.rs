//! Rows, as they are read, checked and applied.

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use serde_json::Value;

use crate::db::schema::import_rows;
use crate::db::{DbError, Read, Tx};
use crate::imports::model::Outcome;
use crate::types::{CsvRow, ImportId, WorkspaceId};

/// A statement holds 65,535 values at most.
const ROWS_A_STATEMENT: usize = 2_000;

/// People's names as `users.name_key` has them.
pub(super) const FOLDED: &str =
    "lower(regexp_replace(normalize({}, NFD), '[\\u0300-\\u036f]', '', 'g'))";

pub(super) fn folded(text: &str) -> String {
    FOLDED.replace("{}", text)
}

/// A row that has just come, and whom it seems to be about.
pub(in crate::imports) struct NewRow {
    pub row: CsvRow,
    pub email_key: Option<String>,
}

/// `before` of the file are here already.
pub(in crate::imports) fn insert(
    tx: &mut Tx<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    before: i32,
    rows: &[NewRow],
) -> Result<(), DbError> {
    let numbered: Vec<_> = (before + 1..)
        .zip(rows)
        .map(|(place, new)| {
            (
                import_rows::workspace_id.eq(workspace),
                import_rows::import_id.eq(import),
                import_rows::place.eq(place),
                import_rows::row_number.eq(new.row.number),
                import_rows::cells.eq(&new.row.cells),
                import_rows::has_more.eq(new.row.has_more),
                import_rows::email_key.eq(&new.email_key),
            )
        })
        .collect();
    for some in numbered.chunks(ROWS_A_STATEMENT) {
        diesel::insert_into(import_rows::table)
            .values(some)
            .execute(tx.connection())?;
    }
    Ok(())
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = import_rows)]
pub(in crate::imports) struct Row {
    pub place: i32,
    /// As a spreadsheet counts.
    #[diesel(column_name = row_number)]
    pub number: i32,
    pub cells: Vec<String>,
    pub has_more: bool,
    pub email_key: Option<String>,
    pub manager_key: Option<String>,
    /// How many people are called as the manager is.
    pub managers: i32,
    outcome: Option<String>,
    pub reason: Option<String>,
    pub changes: Value,
}

impl Row {
    pub fn outcome(&self) -> Option<Outcome> {
        Outcome::named(self.outcome.as_deref()?)
    }
}

/// Some rows of a file, by their places.
#[derive(Clone, Copy, Debug)]
pub(in crate::imports) struct Span {
    pub workspace: WorkspaceId,
    pub import: ImportId,
    pub from: i32,
    pub to: i32,
}

pub(in crate::imports) fn of(read: &mut Read<'_>, span: Span) -> Result<Vec<Row>, DbError> {
    Ok(import_rows::table
        .filter(import_rows::workspace_id.eq(span.workspace))
        .filter(import_rows::import_id.eq(span.import))
        .filter(import_rows::place.between(span.from, span.to))
        .order(import_rows::place)
        .select(Row::as_select())
        .load(read.connection())?)
}

/// Whom a row is about and to whom they report, once it is known what the columns are.
#[derive(Clone, Debug, Default)]
pub(in crate::imports) struct Keys {
    pub place: i32,
    pub email_key: Option<String>,
    pub full_name: Option<String>,
    pub manager_key: Option<String>,
    pub manager_name: Option<String>,
}

/// What was found out before is forgotten.
pub(in crate::imports) fn set_keys(
    tx: &mut Tx<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    keys: &[Keys],
) -> Result<(), DbError> {
    let texts = |of: fn(&Keys) -> &Option<String>| -> Vec<Option<&str>> {
        keys.iter().map(|one| of(one).as_deref()).collect()
    };
    let places: Vec<i32> = keys.iter().map(|one| one.place).collect();
    diesel::sql_query(format!(
        "UPDATE import_rows SET
             email_key = keys.email_key, name_key = {}, manager_key = keys.manager_key,
             manager_name = keys.manager_name, managers = 0, depth = 0, outcome = NULL,
             reason = NULL, changes = '[]', manager_is_due = false
         FROM unnest($3, $4, $5, $6, $7)
             AS keys (place, email_key, full_name, manager_key, manager_name)
         WHERE import_rows.workspace_id = $1 AND import_rows.import_id = $2
             AND import_rows.place = keys.place",
        folded("keys.full_name")
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(import)
    .bind::<Array<Integer>, _>(places)
    .bind::<Array<Nullable<Text>>, _>(texts(|one| &one.email_key))
    .bind::<Array<Nullable<Text>>, _>(texts(|one| &one.full_name))
    .bind::<Array<Nullable<Text>>, _>(texts(|one| &one.manager_key))
    .bind::<Array<Nullable<Text>>, _>(texts(|one| &one.manager_name))
    .execute(tx.connection())?;
    Ok(())
}

/// What comes, or came, of a row.
#[derive(Clone, Debug)]
pub(in crate::imports) struct Fate {
    pub place: i32,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub changes: Value,
    pub depth: i32,
    pub manager_is_due: bool,
}

pub(in crate::imports) fn set_fates(
    tx: &mut Tx<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    fates: &[Fate],
) -> Result<(), DbError> {
    let places: Vec<i32> = fates.iter().map(|fate| fate.place).collect();
    let outcomes: Vec<&str> = fates.iter().map(|fate| fate.outcome.word()).collect();
    let reasons: Vec<Option<&str>> = fates.iter().map(|fate| fate.reason.as_deref()).collect();
    let changes: Vec<&Value> = fates.iter().map(|fate| &fate.changes).collect();
    let depths: Vec<i32> = fates.iter().map(|fate| fate.depth).collect();
    let due: Vec<bool> = fates.iter().map(|fate| fate.manager_is_due).collect();
    diesel::sql_query(
        "UPDATE import_rows SET
             outcome = fates.outcome, reason = fates.reason, changes = fates.changes,
             depth = fates.depth, manager_is_due = fates.is_due
         FROM unnest($3, $4, $5, $6, $7, $8)
             AS fates (place, outcome, reason, changes, depth, is_due)
         WHERE import_rows.workspace_id = $1 AND import_rows.import_id = $2
             AND import_rows.place = fates.place",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(import)
    .bind::<Array<Integer>, _>(places)
    .bind::<Array<Text>, _>(outcomes)
    .bind::<Array<Nullable<Text>>, _>(reasons)
    .bind::<Array<Jsonb>, _>(changes)
    .bind::<Array<Integer>, _>(depths)
    .bind::<Array<Bool>, _>(due)
    .execute(tx.connection())?;
    Ok(())
}

/// The next ones whose manager is still to be set, those nearest to the top first, so that nobody is put
/// below somebody who is still below them.
pub(in crate::imports) fn managers_due(
    read: &mut Read<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    most: i64,
) -> Result<Vec<Row>, DbError> {
    Ok(import_rows::table
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::manager_is_due)
        .order((import_rows::depth, import_rows::place))
        .limit(most)
        .select(Row::as_select())
        .load(read.connection())?)
}

/// The rows beyond so many that are done, where there was something to do, and managers who are still due.
pub(in crate::imports) fn leave_undone(
    tx: &mut Tx<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    done: i32,
) -> Result<(), DbError> {
    diesel::sql_query(
        "UPDATE import_rows SET outcome = 'error', manager_is_due = false,
             reason = CASE WHEN manager_is_due THEN 'Everything is done but their manager.'
                           ELSE 'It stopped before this row.' END
         WHERE workspace_id = $1 AND import_id = $2
             AND (manager_is_due OR (place > $3 AND outcome IN ('create', 'change')))",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(import)
    .bind::<Integer, _>(done)
    .execute(tx.connection())?;
    Ok(())
}
