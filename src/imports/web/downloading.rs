//! The rows that nothing comes of, as a file to put right and bring again.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Path, id};
use crate::access::{Visit, rights::InviteUsers};
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::imports::store::files::{self, Import};
use crate::imports::store::told;
use crate::types::{CsvError, CsvRows, as_it_was};
use crate::ui::{CsvBatch, csv_file, csv_file_name};

const ROWS_A_BATCH: i64 = 1_000;

#[derive(Debug, thiserror::Error)]
enum DownloadError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Csv(#[from] CsvError),
    #[error("its reader may no longer read it")]
    Lapsed,
}

impl From<DownloadError> for AppError {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::Db(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

pub(super) async fn errors(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    path: Path,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let id = id(&path)?;
    let whose = (visit.actor.workspace.id, visit.actor.user);
    let reading = db.read(move |read| {
        let Some(import) = files::find(read, whose, id)? else {
            return Ok(None);
        };
        let first = batch(read, &import, 0)?;
        Ok::<_, DownloadError>(Some((import, first, read.now()?)))
    });
    let (import, first, now) = reading.await?.ok_or(AppError::NotFound)?;
    let name = csv_file_name(&visit.actor.workspace, "import-errors", now);
    let by = visit.actor.clone();
    let rest = move |read: &mut Read<'_>, after| {
        if !read.still_holds::<InviteUsers>(&by)? {
            return Err(DownloadError::Lapsed);
        }
        batch(read, &import, after)
    };
    Ok(csv_file(&request, (&db, &name), first, rest))
}

/// Each with its row in the file and why, and then as it stood there.
fn batch(read: &mut Read<'_>, import: &Import, after: i32) -> Result<CsvBatch<i32>, DownloadError> {
    let rows = told::errors(read, (import.workspace, import.id), after, ROWS_A_BATCH)?;
    let mut file = if after == 0 {
        let head = import.head.iter().map(String::as_str);
        CsvRows::first(["row", "reason"].into_iter().chain(head))?
    } else {
        CsvRows::default()
    };
    for row in &rows {
        let number = row.number.to_string();
        let reason = row.reason.as_deref().unwrap_or_default();
        let mut cells: Vec<&str> = vec![&number, reason];
        // What made one harmless is there already.
        cells.extend(row.cells.iter().map(|cell| as_it_was(cell)));
        cells.resize(import.head.len() + 2, "");
        file.add(cells)?;
    }
    let is_last = i64::try_from(rows.len()).unwrap_or_default() < ROWS_A_BATCH;
    let next = rows.last().map(|row| row.place).filter(|_| !is_last);
    Ok(CsvBatch::of(file, next)?)
}
