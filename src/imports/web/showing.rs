//! Where a file is by now.

use actix_web::web;

use super::{ColumnsForm, Path, ShowQuery, id};
use crate::access::{Actor, Visit, rights::InviteUsers};
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::imports::actions::{APPLY, CHECK};
use crate::imports::model::{Outcome, guessed};
use crate::imports::store::files::{self, Import};
use crate::imports::store::rows::{self, Row, Span};
use crate::imports::store::told::{self, ListError};
use crate::imports::views::{self, Columns, Telling};
use crate::jobs::{self, Job, State};
use crate::roles::{self, Role, offered_to};
use crate::types::{Cursor, ImportId, Position};
use crate::ui::{FormErrors, Page, Query};

/// So many rows show what stands in a column.
const SAMPLES: i32 = 3;

/// A file with the job that it is at, or that was the last one.
struct Found {
    import: Import,
    job: Option<Job>,
}

pub(super) async fn show(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    path: Path,
    query: Query<ShowQuery>,
) -> Result<Page, AppError> {
    let (actor, id, query) = (&visit.actor, id(&path)?, query.0);
    let whose = (actor.workspace.id, actor.user);
    let found = db.read(move |read| found(read, whose, id)).await?;
    let found = found.ok_or(AppError::NotFound)?;
    let import = &found.import;
    let Some(job) = &found.job else {
        let form = form_of(import);
        return columns(&db, actor, (import, &form), (&FormErrors::default(), None)).await;
    };
    if !job.state.is_over() {
        return Ok(views::working(actor, import, job));
    }
    let was_checked = import.apply_job.is_some() || job.state == State::Done;
    if !query.columns.is_empty() || !was_checked {
        let why = job.stopped_because.as_deref().filter(|_| !was_checked);
        let form = form_of(import);
        return columns(&db, actor, (import, &form), (&FormErrors::default(), why)).await;
    }
    told(&db, actor, (import, job), &query).await
}

fn found(
    read: &mut Read<'_>,
    whose: (crate::types::WorkspaceId, crate::types::UserId),
    id: ImportId,
) -> Result<Option<Found>, DbError> {
    let Some(import) = files::find(read, whose, id)? else {
        return Ok(None);
    };
    let job = match (import.apply_job, import.check_job) {
        (Some(job), _) => jobs::find(read, whose.0, (APPLY, job))?,
        (None, Some(job)) => jobs::find(read, whose.0, (CHECK, job))?,
        (None, None) => None,
    };
    Ok(Some(Found { import, job }))
}

async fn told(
    db: &Db,
    actor: &Actor,
    (import, job): (&Import, &Job),
    query: &ShowQuery,
) -> Result<Page, AppError> {
    let outcome = Outcome::named(&query.outcome);
    let position = position(&query.cursor);
    let whole = (import.workspace, import.id);
    let reading = db.read(move |read| {
        let counts = told::counts(read, whole)?;
        let page = told::page(read, whole, outcome, position.as_ref())?;
        Ok::<_, ListError>((counts, page))
    });
    let (counts, page) = reading.await?;
    Ok(views::told(&Telling {
        actor,
        import,
        stopped_because: job.stopped_because.as_deref(),
        is_applied: import.apply_job.is_some(),
        counts,
        outcome,
        page: &page,
    }))
}

/// One that can't be read starts the list again.
fn position(cursor: &str) -> Option<Position<i32>> {
    cursor.parse::<Cursor>().ok()?.position().ok()
}

/// What was said before, or what the columns seem to be.
fn form_of(import: &Import) -> ColumnsForm {
    let guess = || guessed(&import.head);
    let meanings = import.meanings.clone().unwrap_or_else(guess);
    let words = meanings.iter().map(|one| one.map_or("", |one| one.word()));
    let is_new = import.meanings.is_none();
    ColumnsForm {
        column: words.map(str::to_owned).collect(),
        send_invite: if is_new || import.is_sent { "on" } else { "" }.to_owned(),
        role: import.role.map(|role| role.to_string()).unwrap_or_default(),
    }
}

/// The form as it was sent, with what is wrong.
pub(super) async fn columns_again(
    db: &Db,
    actor: &Actor,
    (id, form): (ImportId, &ColumnsForm),
    errors: &FormErrors,
) -> Result<Page, AppError> {
    let whose = (actor.workspace.id, actor.user);
    let import = db.read(move |read| files::find(read, whose, id)).await?;
    let import = import.ok_or(AppError::NotFound)?;
    columns(db, actor, (&import, form), (errors, None)).await
}

async fn columns(
    db: &Db,
    actor: &Actor,
    (import, form): (&Import, &ColumnsForm),
    (errors, why): (&FormErrors, Option<&str>),
) -> Result<Page, AppError> {
    let span = Span {
        workspace: import.workspace,
        import: import.id,
        from: 1,
        to: SAMPLES,
    };
    let reading = db.read(move |read| {
        let samples = rows::of(read, span)?;
        Ok::<_, DbError>((samples, roles::all(read, span.workspace)?))
    });
    let (samples, all): (Vec<Row>, Vec<Role>) = reading.await?;
    let mut offered = offered_to(actor.permissions, &all);
    offered.retain(|role| !role.is_owner());
    Ok(views::columns(&Columns {
        actor,
        import,
        form,
        samples: &samples,
        roles: &offered,
        errors,
        stopped_because: why,
    }))
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
