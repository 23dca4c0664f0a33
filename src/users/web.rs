use actix_web::web;
use serde::Deserialize;

use super::store;
use super::store::list::{Filter, ListError, page_by_name};
use super::views::{self, List};
use crate::access::{Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles;
use crate::types::{Cursor, Slug, UserId};
use crate::ui::{Page, Query};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users", list);
    routes.get("/{slug}/settings/users/{user}", person);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    cursor: Option<String>,
    role: Option<String>,
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
    let role = query.0.role.filter(|role| !role.is_empty());
    let filter = Filter::by_role(role.as_deref());
    let workspace = visit.proof.workspace();
    let page = db
        .read(move |read| page_by_name(read, workspace, &filter, position.as_ref()))
        .await?;
    let list = List {
        page: &page,
        role: role.as_deref(),
    };
    Ok(views::list(&visit.actor, &list))
}

/// Somebody, what they may do and why.
async fn person(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    path: web::Path<(Slug, String)>,
) -> Result<Page, AppError> {
    let user: UserId = path.1.parse().map_err(|_| AppError::NotFound)?;
    let workspace = visit.proof.workspace();
    let (person, roles) = db
        .read(move |read| {
            let person = store::person(read, workspace, user)?;
            Ok::<_, DbError>((person, roles::of_user(read, workspace, user)?))
        })
        .await?;
    let person = person.ok_or(AppError::NotFound)?;
    Ok(views::person(&visit.actor, &person, &roles))
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
