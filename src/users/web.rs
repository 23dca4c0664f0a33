use actix_web::{Either, HttpRequest, web};
use serde::Deserialize;

use super::model::{RoleChange, Tab};
use super::store;
use super::store::list::{Filter, ListError, Listed, page_by_name};
use super::views::{self, List, Profile, Row};
use crate::access::{Actor, Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::invitations::{self, Polled, Sought};
use crate::types::{Cursor, Slug, Title, UserId, UserStatus};
use crate::ui::{Asked, Page, Query};
use crate::{roles, seats};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users", list);
    routes.get("/{slug}/settings/users/{user}", person);
}

/// What any of the tabs may be asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    tab: String,
    cursor: String,
    role: String,
    q: String,
    status: String,
    version: String,
}

async fn list(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    query: Query<ListQuery>,
    request: HttpRequest,
) -> Result<Either<Page, Polled>, AppError> {
    let (query, asked) = (query.0, Asked::by(request.headers()));
    match Tab::named(&query.tab) {
        Tab::Pending => {
            let sought = Sought {
                q: query.q,
                role: query.role,
                status: query.status,
                cursor: query.cursor,
            };
            let seen = Some(query.version).filter(|_| asked == Asked::Fragment);
            let polled = invitations::pending_tab(&db, &visit.actor, &sought, seen.as_deref());
            polled.await.map(Either::Right)
        }
        tab => people(&db, &visit.actor, &query, tab)
            .await
            .map(Either::Left),
    }
}

async fn people(db: &Db, actor: &Actor, query: &ListQuery, tab: Tab) -> Result<Page, AppError> {
    // A cursor that can't be read starts the list again.
    let cursor = query.cursor.parse::<Cursor>().ok();
    let position = cursor.and_then(|cursor| cursor.position().ok());
    let listed = Listed {
        status: match tab {
            Tab::Inactive => UserStatus::Inactive,
            _ => UserStatus::Active,
        },
        filter: Filter::by_role(&query.role),
    };
    let workspace = actor.workspace.id;
    let (page, role, counts, seats) = db
        .read(move |read| {
            let role = match listed.filter {
                Filter::Role(role) => roles::name(read, workspace, role)?,
                Filter::None | Filter::Nobody => None,
            };
            let page = page_by_name(read, workspace, &listed, position.as_ref())?;
            let counts = store::counts::counts(read, workspace)?;
            let seats = seats::in_use(read, workspace)?;
            Ok::<_, ListError>((page, role, counts, seats))
        })
        .await?;
    let page = page.map(|line| Row {
        role_change: RoleChange::by(actor, line.permissions),
        line,
    });
    let list = List {
        tab,
        counts: &counts,
        seats,
        page: &page,
        role: &query.role,
        role_name: role.as_ref().map(Title::as_str),
        cursor: &query.cursor,
    };
    Ok(views::list(actor, &list))
}

/// Somebody, what they may do and why.
async fn person(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    path: web::Path<(Slug, String)>,
) -> Result<Page, AppError> {
    let user: UserId = path.1.parse().map_err(|_| AppError::NotFound)?;
    let workspace = visit.proof.workspace();
    let (person, roles, invited) = db
        .read(move |read| {
            let person = store::person(read, workspace, user)?;
            let roles = roles::of_user(read, workspace, user)?;
            let invited = invitations::open_of(read, workspace, &[user])?;
            Ok::<_, DbError>((person, roles, invited))
        })
        .await?;
    let person = person.ok_or(AppError::NotFound)?;
    let invitation = invited.first().map(|(_, invitation)| *invitation);
    let held = roles::union(&roles);
    let profile = Profile {
        person: &person,
        roles: &roles,
        invitation,
        role_change: match invitation {
            None => RoleChange::by(&visit.actor, held),
            Some(_) => RoleChange::of_invited(&visit.actor, held),
        },
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
