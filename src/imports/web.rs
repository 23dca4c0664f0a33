//! A file from its upload to what came of it.

mod downloading;
mod showing;
mod upload;

use actix_web::{Either, web};
use serde::Deserialize;

use self::upload::{Upload, UploadError};
use crate::access::{Actor, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::imports::actions::{self, Asked, StartError};
use crate::imports::store::files;
use crate::imports::views::{self, Start};
use crate::types::{ImportId, Slug};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

const PATH: &str = "/settings/import";

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/import", start);
    routes.post("/{slug}/settings/import", bring);
    routes.get("/{slug}/settings/import/{import}", showing::show);
    routes.post("/{slug}/settings/import/{import}/check", check);
    routes.post("/{slug}/settings/import/{import}/apply", apply);
    routes.post("/{slug}/settings/import/{import}/remove", remove);
    routes.get(
        "/{slug}/settings/import/{import}/errors",
        downloading::errors,
    );
}

/// Of a workspace and one of its files.
type Path = web::Path<(Slug, String)>;

/// What columns are, and what is done for who is new. A box that isn't ticked sends nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::imports) struct ColumnsForm {
    pub column: Vec<String>,
    send_invite: String,
    pub role: String,
}

impl ColumnsForm {
    pub fn is_sent(&self) -> bool {
        !self.send_invite.is_empty()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ShowQuery {
    outcome: String,
    cursor: String,
    columns: String,
}

async fn start(visit: Visit<InviteUsers>, db: web::Data<Db>) -> Result<Page, AppError> {
    start_page(&db, &visit.actor, &FormErrors::default()).await
}

async fn start_page(db: &Db, actor: &Actor, errors: &FormErrors) -> Result<Page, AppError> {
    let whose = (actor.workspace.id, actor.user);
    let reading = db.read(move |read| {
        let kept = files::all(read, whose)?;
        Ok::<_, DbError>((kept, read.now()?))
    });
    let (kept, now) = reading.await?;
    Ok(views::start(&Start {
        actor,
        kept: &kept,
        errors,
        now,
    }))
}

async fn bring(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    upload: Upload,
) -> Result<Answer, AppError> {
    let actor = &visit.actor;
    match upload.read(&db, actor).await {
        Ok(id) => Ok(SeeOther::at(at(actor, id)).into()),
        Err(UploadError::Mistake(text)) => {
            let errors = FormErrors::one("file", &text);
            // What came before has used up the request's own time.
            let db = db.for_job(upload::PIECE_BUDGET);
            let page = start_page(&db, actor, &errors).await?;
            Ok(page.mistaken().into())
        }
        Err(UploadError::App(error)) => Err(error),
    }
}

fn at(actor: &Actor, id: ImportId) -> String {
    format!("/{}{PATH}/{id}", actor.workspace.slug)
}

fn id(path: &Path) -> Result<ImportId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

async fn check(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    path: Path,
    form: Posted<ColumnsForm>,
) -> Result<Either<SeeOther, Page>, AppError> {
    let (actor, id) = (&visit.actor, id(&path)?);
    let form = form.read().await?;
    let asked = Asked {
        columns: form.column.clone(),
        is_sent: form.is_sent(),
        role: form.role.clone(),
    };
    let by = actor.clone();
    let checking = db.tx(move |tx| actions::check(tx, &by, id, &asked));
    let field = match checking.await {
        Ok(()) => return Ok(Either::Left(SeeOther::at(at(actor, id)))),
        Err(StartError::Mapping(error)) => ("column", error.to_string()),
        Err(error @ StartError::NoSuchRole) => ("role", error.to_string()),
        Err(other) => return Err(other.into()),
    };
    let errors = FormErrors::one(field.0, &field.1);
    let page = showing::columns_again(&db, actor, (id, &form), &errors).await?;
    Ok(Either::Right(page.mistaken()))
}

async fn apply(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    path: Path,
) -> Result<SeeOther, AppError> {
    let (by, id) = (visit.actor.clone(), id(&path)?);
    db.tx(move |tx| actions::apply(tx, &by, id)).await?;
    Ok(SeeOther::at(at(&visit.actor, id)))
}

async fn remove(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    path: Path,
) -> Result<SeeOther, AppError> {
    let (by, id) = (visit.actor.clone(), id(&path)?);
    let db = db.for_job(upload::PIECE_BUDGET);
    db.tx(move |tx| actions::remove(tx, &by, id)).await?;
    let start = format!("/{}{PATH}", visit.actor.workspace.slug);
    Ok(SeeOther::at(start).saying(Notice::ImportRemoved))
}

impl From<StartError> for AppError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Unknown => Self::NotFound,
            StartError::Unproved(unproved) => unproved.into(),
            StartError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
