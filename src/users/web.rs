mod person;

use actix_web::{Either, HttpRequest, web};
use serde::Deserialize;

use super::model::{Change, Tab};
use super::store;
use super::store::list::{Filter, ListError, Listed, page_by_name};
pub(super) use person::PersonForm;

use super::views::{self, List, Row};
use crate::access::{Actor, Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::invitations::{self, Polled, Sought};
use crate::types::{Cursor, Title, UserStatus};
use crate::ui::{Asked, Page, Query};
use crate::{roles, seats};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users", list);
    person::routes(routes);
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
        role_change: Change::by(actor, line.permissions),
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

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
