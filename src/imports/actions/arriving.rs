//! A file on its way in, piece by piece.

use thiserror::Error;

use crate::access::{Actor, Alone, Unproved, rights::InviteUsers};
use crate::db::{DbError, Tx};
use crate::imports::model::{HeadError, MOST_KEPT, MOST_ROWS, Wish, head};
use crate::imports::store::files::{self, NewImport};
use crate::imports::store::forgetting;
use crate::imports::store::rows::{self, NewRow};
use crate::types::{CsvReadError, CsvReader, CsvRow, ImportId, TextEncoding, WorkspaceId, grouped};

#[derive(Debug, Error)]
pub(in crate::imports) enum ArriveError {
    #[error(transparent)]
    Read(#[from] CsvReadError),
    #[error(transparent)]
    Head(#[from] HeadError),
    #[error("There is nobody below the first row. Choose a file with a row for each person.")]
    Nobody,
    #[error(
        "This file has more than {} rows. Part it, and import one part after the other.",
        grouped(i64::from(MOST_ROWS))
    )]
    TooManyRows,
    #[error("{MOST_KEPT} files are kept already. Remove one that you don't need any more.")]
    TooManyFiles,
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What came of it so far.
pub(in crate::imports) struct Arriving {
    actor: Actor,
    file_name: String,
    reader: CsvReader,
    /// Once its first row was read, with how many columns it has.
    begun: Option<(ImportId, usize)>,
    rows: i32,
}

impl Arriving {
    pub fn new(actor: &Actor, file_name: String, encoding: Option<TextEncoding>) -> Self {
        Self {
            actor: actor.clone(),
            file_name,
            reader: CsvReader::new(encoding),
            begun: None,
            rows: 0,
        }
    }

    pub fn id(&self) -> Option<ImportId> {
        self.begun.map(|(id, _)| id)
    }
}

/// The next piece. It is here as a whole, or the file isn't any more.
pub(in crate::imports) fn take(
    tx: &mut Tx<'_>,
    mut arriving: Arriving,
    bytes: &[u8],
) -> Result<Arriving, ArriveError> {
    let read = arriving.reader.feed(bytes)?;
    keep(tx, &mut arriving, read)?;
    Ok(arriving)
}

/// All of it came.
pub(in crate::imports) fn whole(
    tx: &mut Tx<'_>,
    mut arriving: Arriving,
) -> Result<ImportId, ArriveError> {
    let read = arriving.reader.end()?;
    keep(tx, &mut arriving, read)?;
    let (Some((id, _)), Some(dialect)) = (arriving.begun, arriving.reader.dialect()) else {
        return Err(HeadError::Empty.into());
    };
    if arriving.rows == 0 {
        return Err(ArriveError::Nobody);
    }
    let workspace = arriving.actor.workspace.id;
    files::arrived(tx, (workspace, id), (arriving.rows, dialect))?;
    Ok(id)
}

/// Nothing will come of it.
pub(in crate::imports) fn abandon(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: ImportId,
) -> Result<(), DbError> {
    forgetting::remove(tx, (workspace, id))
}

fn keep(tx: &mut Tx<'_>, arriving: &mut Arriving, read: Vec<CsvRow>) -> Result<(), ArriveError> {
    let mut read = read.into_iter();
    let (id, columns) = match arriving.begun {
        Some(begun) => begun,
        None => match read.next() {
            None => return Ok(()),
            Some(first) => begin(tx, arriving, &first)?,
        },
    };
    let new: Vec<NewRow> = read.map(|row| new_row(row, columns)).collect();
    let more = i32::try_from(new.len()).unwrap_or(i32::MAX);
    let all = arriving.rows.saturating_add(more);
    if all > MOST_ROWS {
        return Err(ArriveError::TooManyRows);
    }
    let workspace = arriving.actor.workspace.id;
    rows::insert(tx, (workspace, id), arriving.rows, &new)?;
    arriving.rows = all;
    Ok(())
}

fn begin(
    tx: &mut Tx<'_>,
    arriving: &mut Arriving,
    first: &CsvRow,
) -> Result<(ImportId, usize), ArriveError> {
    let head = head(&first.cells, first.has_more)?;
    let dialect = arriving.reader.dialect().ok_or(HeadError::Empty)?;
    let by: Alone<InviteUsers> = tx.prove_alone(&arriving.actor)?;
    if files::count(tx, by.workspace())? >= MOST_KEPT {
        return Err(ArriveError::TooManyFiles);
    }
    let new = NewImport {
        workspace: by.workspace(),
        brought_by: arriving.actor.user,
        file_name: &arriving.file_name,
        dialect,
        head: &head,
    };
    let begun = (files::insert(tx, &new)?, head.len());
    arriving.begun = Some(begun);
    Ok(begun)
}

/// Empty cells beyond the last column are none.
fn new_row(mut row: CsvRow, columns: usize) -> NewRow {
    let beyond = row.cells.get(columns..).unwrap_or_default();
    row.has_more |= beyond.iter().any(|cell| !cell.trim().is_empty());
    row.cells.truncate(columns);
    let address = Wish::first_address(&row.cells);
    NewRow {
        row,
        email_key: address.map(|address| address.key().to_owned()),
    }
}
