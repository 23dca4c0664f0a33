mod deciding;
mod making;

use actix_web::web;

pub(super) use self::making::{KeyForm, LIFETIMES};
use super::actions::KeyError;
use super::store::listed;
use super::views;
use crate::access::{Actor, Visit, rights::WriteApiKeys};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::types::{ApiKeyId, Slug};
use crate::ui::Page;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/api-keys", list);
    making::routes(routes);
    deciding::routes(routes);
}

async fn list(visit: Visit<WriteApiKeys>, db: web::Data<Db>) -> Result<Page, AppError> {
    let workspace = visit.proof.workspace();
    let (keys, now) = db
        .read(move |read| {
            let keys = listed::all(read, workspace)?;
            Ok::<_, DbError>((keys, read.now()?))
        })
        .await?;
    Ok(views::list(&visit.actor, &keys, now))
}

/// Where all of them are.
fn page_of_all(actor: &Actor) -> String {
    format!("/{}{}", actor.workspace.slug, views::PATH)
}

type KeyPath = web::Path<(Slug, String)>;

fn key_in(path: &KeyPath) -> Result<ApiKeyId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

impl From<KeyError> for AppError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Missing => Self::NotFound,
            KeyError::Refused(refusal) => refusal.into(),
            KeyError::Unproved(unproved) => unproved.into(),
            KeyError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
