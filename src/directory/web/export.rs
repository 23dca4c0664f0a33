//! People as a file.

use actix_web::http::Method;
use actix_web::{Either, HttpRequest, HttpResponse, web};

use super::bulk::form::{BulkForm, Selection};
use crate::access::{Actor, Permission, Unproved, Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::audit::{self, Action, Entry};
use crate::db::{Db, DbError, Read};
use crate::directory::actions::bulk::BulkError;
use crate::directory::store::export::told;
use crate::directory::views::{bulk as views, lines};
use crate::error::AppError;
use crate::types::{CsvError, CsvRows, UserId};
use crate::ui::{Answer, CsvBatch, Query, csv_file, csv_file_name};

const PEOPLE_A_BATCH: usize = 1_000;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/export", export);
}

#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Csv(#[from] CsvError),
    #[error("its reader may no longer read it")]
    Lapsed,
}

impl From<ExportError> for AppError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Unproved(unproved) => unproved.into(),
            ExportError::Db(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Everybody on a list, or those of the named who are here.
async fn export(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    query: Query<BulkForm>,
    request: HttpRequest,
) -> Result<Either<Answer, HttpResponse>, AppError> {
    let (actor, form) = (&visit.actor, query.0);
    let selections = if form.names_somebody() {
        match form.chosen() {
            Err(BulkError::Stranger) => Ok(Vec::new()),
            other => other.map(|selection| vec![selection]),
        }
    } else {
        Ok(form.listed())
    };
    match selections {
        Ok(selections) => file(&db, actor, &request, selections)
            .await
            .map(Either::Right),
        Err(error) => Ok(Either::Left(nothing(actor, &form, &error))),
    }
}

/// The same for a form, where nobody who isn't here may be named.
pub(super) async fn chosen(
    db: &Db,
    actor: &Actor,
    request: &HttpRequest,
    form: &BulkForm,
) -> Result<Either<Answer, HttpResponse>, AppError> {
    let selection = match form.chosen() {
        Ok(selection) => selection,
        Err(error) => return Ok(Either::Left(nothing(actor, form, &error))),
    };
    if let Selection::These(people) = &selection {
        let (workspace, people, count) = (actor.workspace.id, people.clone(), people.len());
        let here = db.read(move |read| told(read, workspace, &people)).await?;
        if here.len() != count {
            return Ok(Either::Left(nothing(actor, form, &BulkError::Stranger)));
        }
    }
    file(db, actor, request, vec![selection])
        .await
        .map(Either::Right)
}

fn nothing(actor: &Actor, form: &BulkForm, error: &BulkError) -> Answer {
    let page = views::nothing_done(actor, &error.to_string(), &form.back(actor));
    page.mistaken().into()
}

/// Who is in it is decided at its start; what is told of them is read batch by batch, as long as its reader
/// may read it.
async fn file(
    db: &Db,
    actor: &Actor,
    request: &HttpRequest,
    selections: Vec<Selection>,
) -> Result<HttpResponse, AppError> {
    let (by, is_read) = (actor.clone(), request.method() != Method::HEAD);
    let beginning = db.tx(move |tx| {
        let proof = tx.prove::<ReadUsers>(&by)?;
        let mut people = Vec::new();
        for selection in &selections {
            people.extend(selection.people(tx, &by)?);
        }
        let first = batch(tx, &by, (people.clone(), 0))?;
        if is_read {
            let entry = Entry::new(Action::UsersExported).with("people", people.len());
            audit::record(tx, proof.author(), entry)?;
        }
        Ok::<_, ExportError>((first, tx.now()?))
    });
    let (first, now) = beginning.await?;
    let name = csv_file_name(&actor.workspace, "people", now);
    let by = actor.clone();
    let rest = move |read: &mut Read<'_>, next| {
        if !read.still_holds::<ReadUsers>(&by)? {
            return Err(ExportError::Lapsed);
        }
        batch(read, &by, next)
    };
    Ok(csv_file(request, (db, &name), first, rest))
}

/// From so many on.
fn batch(
    read: &mut Read<'_>,
    actor: &Actor,
    (people, from): (Vec<UserId>, usize),
) -> Result<CsvBatch<(Vec<UserId>, usize)>, ExportError> {
    let to = people.len().min(from + PEOPLE_A_BATCH);
    let these = people.get(from..to).unwrap_or_default();
    let mut rows = match from {
        0 => CsvRows::first(lines::HEAD)?,
        _ => CsvRows::default(),
    };
    let sees_teams = actor.permissions.contains(Permission::ReadTeams);
    for person in told(read, actor.workspace.id, these)? {
        let cells = lines::cells(&person, sees_teams);
        rows.add(cells.iter().map(String::as_str))?;
    }
    let next = (to < people.len()).then_some((people, to));
    Ok(CsvBatch::of(rows, next)?)
}
