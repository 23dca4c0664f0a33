use actix_web::web;
use serde::Deserialize;

use super::store::{self, ListError};
use super::views;
use crate::access::{Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::types::Cursor;
use crate::ui::{Page, Query};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users", list);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    cursor: Option<String>,
}

async fn list(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    query: Query<ListQuery>,
) -> Result<Page, AppError> {
    // A cursor that can't be read starts the list again.
    let position = query
        .0
        .cursor
        .and_then(|text| text.parse::<Cursor>().ok()?.position().ok());
    let workspace = visit.proof.workspace();
    let page = db
        .read(move |read| store::page_by_name(read, workspace, position.as_ref()))
        .await?;
    Ok(views::list(&visit.actor, &page))
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
