//! A list as a file, read and sent in batches: however long it is, one batch is in memory.

use std::fmt::Display;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream, StreamExt};

use crate::access::WorkspaceRef;
use crate::db::{Db, DbError, Read};
use crate::types::{CsvError, CsvRows};

/// A download takes as long as it takes, and the request's own budget ends with its first batch.
const BATCH_BUDGET: Duration = Duration::from_millis(2_500);

/// Lines to send, and where the next ones start.
pub struct CsvBatch<Next> {
    bytes: Bytes,
    next: Option<Next>,
}

impl<Next> CsvBatch<Next> {
    pub fn of(rows: CsvRows, next: Option<Next>) -> Result<Self, CsvError> {
        let bytes = rows.into_bytes()?.into();
        Ok(Self { bytes, next })
    }
}

/// What it is called: `northwind-audit-log-2026-11-22.csv`.
pub fn csv_file_name(workspace: &WorkspaceRef, what: &str, now: DateTime<Utc>) -> String {
    let (slug, today) = (&workspace.slug, workspace.zone.local(now).date_naive());
    format!("{slug}-{what}-{today}.csv")
}

/// The file, from its first batch on. One that fails breaks the download off, so that nobody takes a part
/// for the whole.
pub fn csv_file<Next, E, F>(
    request: &HttpRequest,
    (db, name): (&Db, &str),
    first: CsvBatch<Next>,
    read: F,
) -> HttpResponse
where
    Next: Send + 'static,
    E: From<DbError> + Display + Into<Box<dyn std::error::Error>> + Send + 'static,
    F: Fn(&mut Read<'_>, Next) -> Result<CsvBatch<Next>, E> + Clone + Send + 'static,
{
    let mut answer = HttpResponse::Ok();
    let disposition = format!("attachment; filename=\"{name}\"");
    answer
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, disposition));
    if request.method() == Method::HEAD {
        return answer.finish();
    }
    answer.streaming(batches(db.for_job(BATCH_BUDGET), first, read))
}

fn batches<Next, E, F>(
    db: Db,
    first: CsvBatch<Next>,
    read: F,
) -> impl Stream<Item = Result<Bytes, E>>
where
    Next: Send + 'static,
    E: From<DbError> + Display + Send + 'static,
    F: Fn(&mut Read<'_>, Next) -> Result<CsvBatch<Next>, E> + Clone + Send + 'static,
{
    let start = stream::iter([Ok(first.bytes)]);
    let rest = stream::try_unfold((db, read, first.next), async |(db, read, next)| {
        let Some(next) = next else {
            return Ok(None);
        };
        let one = read.clone();
        let reading = db.read(move |connection| one(connection, next)).await;
        let batch = reading.inspect_err(|error| tracing::warn!(%error, "an export broke off"))?;
        Ok(Some((batch.bytes, (db, read, batch.next))))
    });
    start.chain(rest)
}
