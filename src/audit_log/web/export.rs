//! The list as a file, read and sent in batches: however long the log is, one batch is in memory.

use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use chrono::{DateTime, Utc};
use futures_util::stream::{self, StreamExt};

use super::{LogForm, ReadError};
use crate::access::{Visit, WorkspaceRef, rights::ReadAudit};
use crate::audit_log::actions::narrow;
use crate::audit_log::store::log::{self, Filter, LogError, Place, Wanted};
use crate::audit_log::views::{self, rows};
use crate::db::{Db, Read};
use crate::error::AppError;
use crate::types::{CsvRows, Direction, Position, WorkspaceId, Zone};
use crate::ui::Query;

/// An entry can name two hundred roles twice, and a batch is in memory at once.
const ROWS_A_BATCH: i64 = 250;
/// A download takes as long as it takes, and the request's own budget ends with its first batch.
const BATCH_BUDGET: Duration = Duration::from_millis(2_500);

pub(super) async fn export(
    visit: Visit<ReadAudit>,
    db: web::Data<Db>,
    query: Query<LogForm>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let form = query.0;
    let mistaken = |errors| views::mistaken(&visit.actor, &form, &errors).respond_to(&request);
    let question = match form.parse() {
        Ok(question) => question,
        Err(errors) => return Ok(mistaken(errors)),
    };
    let (workspace, zone) = (visit.proof.workspace(), visit.actor.workspace.zone);
    let beginning = db.read(move |read| {
        let file = File {
            workspace,
            zone,
            filter: narrow(read, (workspace, zone), &question)?.filter,
        };
        let batch = batch(read, &file, None)?;
        Ok::<_, ReadError>((file, batch, read.now()?))
    });
    let (file, first, now) = match beginning.await {
        Ok(begun) => begun,
        Err(error) => return error.by_its_field().map(mistaken),
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, attachment(&visit.actor.workspace, now)));
    if request.method() == Method::HEAD {
        return Ok(answer.finish());
    }
    let rest = Rest {
        db: db.for_job(BATCH_BUDGET),
        file,
    };
    Ok(answer.streaming(rest.after(first)))
}

fn attachment(workspace: &WorkspaceRef, now: DateTime<Utc>) -> String {
    let (slug, today) = (&workspace.slug, workspace.zone.local(now).date_naive());
    format!("attachment; filename=\"{slug}-audit-log-{today}.csv\"")
}

/// What is in it, and in which time zone.
#[derive(Clone)]
struct File {
    workspace: WorkspaceId,
    zone: Zone,
    filter: Filter,
}

/// Lines to send, and where the next ones start.
struct Batch {
    bytes: Bytes,
    next: Option<Position<Place>>,
}

fn batch(
    read: &mut Read<'_>,
    file: &File,
    position: Option<&Position<Place>>,
) -> Result<Batch, LogError> {
    let entries = log::entries(
        read,
        file.workspace,
        &Wanted {
            filter: &file.filter,
            position,
            at_most: ROWS_A_BATCH,
        },
    )?;
    let is_full = i64::try_from(entries.len()).is_ok_and(|count| count == ROWS_A_BATCH);
    let next = entries.last().filter(|_| is_full).map(|last| Position {
        direction: Direction::Forward,
        key: Place::of(last),
    });
    let mut lines = if position.is_some() {
        CsvRows::default()
    } else {
        CsvRows::first(rows::HEAD)?
    };
    for entry in &entries {
        let cells = rows::cells(entry, file.zone);
        lines.add(cells.iter().map(String::as_str))?;
    }
    Ok(Batch {
        bytes: lines.into_bytes()?.into(),
        next,
    })
}

struct Rest {
    db: Db,
    file: File,
}

impl Rest {
    /// A batch that fails breaks the download off, so that nobody takes a part for the whole.
    fn after(self, first: Batch) -> impl stream::Stream<Item = Result<Bytes, LogError>> {
        let start = stream::iter([Ok(first.bytes)]);
        let rest = stream::try_unfold((self, first.next), async |(rest, next)| {
            let Some(position) = next else {
                return Ok(None);
            };
            let batch = rest.read(position).await?;
            Ok(Some((batch.bytes, (rest, batch.next))))
        });
        start.chain(rest)
    }

    async fn read(&self, position: Position<Place>) -> Result<Batch, LogError> {
        let file = self.file.clone();
        let reading = self
            .db
            .read(move |read| batch(read, &file, Some(&position)));
        reading.await.inspect_err(|error| {
            tracing::warn!(%error, "an export of the audit log broke off");
        })
    }
}
