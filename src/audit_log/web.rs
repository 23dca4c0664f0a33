//! Settings → Audit log: the list, an entry, and the list as a file.

mod export;
mod form;

use actix_web::web;

pub(super) use self::form::LogForm;
use super::actions::{NarrowError, narrow};
use super::store;
use super::store::log::LogError;
use super::views::{self, Shown};
use crate::access::{Visit, rights::ReadAudit};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::types::{AuditEventId, PageSize};
use crate::ui::{FormErrors, Page, Query};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/audit", list);
    routes.get("/{slug}/settings/audit/export", export::export);
    routes.get("/{slug}/settings/audit/{event}", show);
}

async fn list(
    visit: Visit<ReadAudit>,
    db: web::Data<Db>,
    query: Query<LogForm>,
) -> Result<Page, AppError> {
    let form = query.0;
    let question = match form.parse() {
        Ok(question) => question,
        Err(errors) => return Ok(views::mistaken(&visit.actor, &form, &errors)),
    };
    let (workspace, position) = (visit.proof.workspace(), form.position());
    let zone = visit.actor.workspace.zone;
    let reading = db.read(move |read| {
        let narrowed = narrow(read, (workspace, zone), &question)?;
        let part = (PageSize::default(), position.as_ref());
        let page = store::log::page(read, workspace, &narrowed.filter, part)?;
        Ok::<_, ReadError>(Shown {
            page,
            narrowed,
            action: question.action,
        })
    });
    match reading.await {
        Ok(shown) => Ok(views::list(&visit.actor, &form, &shown)),
        Err(error) => {
            let errors = error.by_its_field()?;
            Ok(views::mistaken(&visit.actor, &form, &errors))
        }
    }
}

async fn show(
    visit: Visit<ReadAudit>,
    db: web::Data<Db>,
    path: web::Path<(String, String)>,
) -> Result<Page, AppError> {
    let id: AuditEventId = path.1.parse().map_err(|_| AppError::NotFound)?;
    let workspace = visit.proof.workspace();
    let entry = db
        .read(move |read| store::log::entry(read, workspace, id))
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(views::entry(&visit.actor, &entry))
}

#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Narrow(#[from] NarrowError),
    #[error(transparent)]
    Log(#[from] LogError),
}

impl ReadError {
    /// What is wrong with the form, where it is that.
    fn by_its_field(self) -> Result<FormErrors, AppError> {
        match self {
            Self::Narrow(NarrowError::Sought(error)) => Ok(FormErrors::one("person", &error)),
            Self::Narrow(NarrowError::Db(error)) | Self::Log(LogError::Db(error)) => {
                Err(error.into())
            }
            Self::Log(error) => Err(AppError::internal(error)),
        }
    }
}

impl From<DbError> for ReadError {
    fn from(error: DbError) -> Self {
        Self::Log(error.into())
    }
}
