use actix_web::web;
use serde::Deserialize;

use super::model::RoleChange;
use super::store;
use super::store::list::{Filter, ListError, page_by_name};
use super::views::{self, List, Profile, Row};
use crate::access::{Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles;
use crate::types::{Cursor, Slug, Title, UserId};
use crate::ui::{Page, Query};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users", list);
    routes.get("/{slug}/settings/users/{user}", person);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    cursor: String,
    role: String,
}

async fn list(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    query: Query<ListQuery>,
) -> Result<Page, AppError> {
    let query = query.0;
    // A cursor that can't be read starts the list again.
    let cursor = query.cursor.parse::<Cursor>().ok();
    let position = cursor.and_then(|cursor| cursor.position().ok());
    let filter = Filter::by_role(&query.role);
    let workspace = visit.proof.workspace();
    let (page, role) = db
        .read(move |read| {
            let role = match filter {
                Filter::Role(role) => roles::name(read, workspace, role)?,
                Filter::None | Filter::Nobody => None,
            };
            let page = page_by_name(read, workspace, &filter, position.as_ref())?;
            Ok::<_, ListError>((page, role))
        })
        .await?;
    let page = page.map(|line| Row {
        role_change: RoleChange::by(&visit.actor, line.permissions),
        line,
    });
    let list = List {
        page: &page,
        role: &query.role,
        role_name: role.as_ref().map(Title::as_str),
        cursor: &query.cursor,
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
    let profile = Profile {
        person: &person,
        roles: &roles,
        role_change: RoleChange::by(&visit.actor, roles::union(&roles)),
    };
    Ok(views::person(&visit.actor, &profile))
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
