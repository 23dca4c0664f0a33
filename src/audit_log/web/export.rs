//! The list as a file.

use actix_web::{HttpRequest, HttpResponse, Responder, web};

use super::{LogForm, ReadError};
use crate::access::{Visit, rights::ReadAudit};
use crate::audit_log::actions::narrow;
use crate::audit_log::store::log::{self, Filter, LogError, Place, Wanted};
use crate::audit_log::views::{self, rows};
use crate::db::{Db, Read};
use crate::error::AppError;
use crate::types::{CsvRows, Direction, Position, WorkspaceId, Zone};
use crate::ui::{CsvBatch, Query, csv_file, csv_file_name};

/// An entry can name two hundred roles twice, and a batch is in memory at once.
const ROWS_A_BATCH: i64 = 250;

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
    let name = csv_file_name(&visit.actor.workspace, "audit-log", now);
    let rest = move |read: &mut Read<'_>, position| batch(read, &file, Some(&position));
    Ok(csv_file(&request, (&db, &name), first, rest))
}

/// What is in it, and in which time zone.
#[derive(Clone)]
struct File {
    workspace: WorkspaceId,
    zone: Zone,
    filter: Filter,
}

fn batch(
    read: &mut Read<'_>,
    file: &File,
    position: Option<&Position<Place>>,
) -> Result<CsvBatch<Position<Place>>, LogError> {
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
    Ok(CsvBatch::of(lines, next)?)
}
