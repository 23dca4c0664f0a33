//! What pages and files tell of rows.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::rows::Row;
use crate::db::schema::import_rows;
use crate::db::{DbError, Read};
use crate::imports::model::{Counts, Outcome};
use crate::types::{CursorKeyError, Direction, ImportId, Page, PageSize, Position, WorkspaceId};

#[derive(Debug, thiserror::Error)]
pub(in crate::imports) enum ListError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Cursor(#[from] CursorKeyError),
}

/// Of rows that were checked.
pub(in crate::imports) fn counts(
    read: &mut Read<'_>,
    (workspace, import): (WorkspaceId, ImportId),
) -> Result<Counts, DbError> {
    let rows: Vec<(Option<String>, i64)> = import_rows::table
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .group_by(import_rows::outcome)
        .select((import_rows::outcome, count_star()))
        .load(read.connection())?;
    let mut counts = Counts::default();
    for (outcome, rows) in rows {
        if let Some(outcome) = outcome.as_deref().and_then(Outcome::named) {
            counts.add(outcome, rows);
        }
    }
    Ok(counts)
}

/// How many say to whom somebody is to report.
pub(in crate::imports) fn managers(
    read: &mut Read<'_>,
    (workspace, import): (WorkspaceId, ImportId),
) -> Result<i64, DbError> {
    let to_do = [Outcome::Create, Outcome::Change].map(Outcome::word);
    Ok(import_rows::table
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::outcome.eq_any(to_do))
        .filter(import_rows::manager_key.is_not_null())
        .count()
        .get_result(read.connection())?)
}

/// In the file's order: all, or those that come to this.
pub(in crate::imports) fn page(
    read: &mut Read<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    outcome: Option<Outcome>,
    position: Option<&Position<i32>>,
) -> Result<Page<Row>, ListError> {
    let size = PageSize::default();
    let mut query = import_rows::table
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .limit(size.fetch())
        .select(Row::as_select())
        .into_boxed();
    if let Some(outcome) = outcome {
        query = query.filter(import_rows::outcome.eq(outcome.word()));
    }
    let query = match position {
        None => query.order(import_rows::place),
        Some(at) if at.direction == Direction::Forward => query
            .filter(import_rows::place.gt(at.key))
            .order(import_rows::place),
        Some(at) => query
            .filter(import_rows::place.lt(at.key))
            .order(import_rows::place.desc()),
    };
    let fetched: Vec<Row> = query.load(read.connection()).map_err(DbError::from)?;
    Ok(Page::from_fetched(fetched, size, position, |row| {
        row.place
    })?)
}

/// Some of the rows that nothing comes of, from beyond `after` on.
pub(in crate::imports) fn errors(
    read: &mut Read<'_>,
    (workspace, import): (WorkspaceId, ImportId),
    after: i32,
    most: i64,
) -> Result<Vec<Row>, DbError> {
    Ok(import_rows::table
        .filter(import_rows::workspace_id.eq(workspace))
        .filter(import_rows::import_id.eq(import))
        .filter(import_rows::outcome.eq(Outcome::Error.word()))
        .filter(import_rows::place.gt(after))
        .order(import_rows::place)
        .limit(most)
        .select(Row::as_select())
        .load(read.connection())?)
}
