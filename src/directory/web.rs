//! The list of people.

mod bulk;
mod export;
mod narrowing;

use actix_web::{Either, HttpRequest, web};
use serde::Deserialize;

pub(in crate::directory) use self::narrowing::Narrowing;
use crate::access::{Actor, Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::directory::model::Sort;
use crate::directory::store::choices::choices;
use crate::directory::store::list::{Key, ListError, Listed, page};
use crate::directory::views::{self, List};
use crate::error::AppError;
use crate::invitations::{self, Polled, Sought};
use crate::seats;
use crate::types::{Cursor, Position, UserStatus};
use crate::ui::{Asked, Page, Query};
use crate::users::{self, Tab};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users", list);
    bulk::routes(routes);
    export::routes(routes);
}

/// What any of the tabs may be asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    tab: String,
    cursor: String,
    sort: String,
    q: String,
    role: String,
    team: String,
    department: String,
    seen: String,
    manager: String,
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
                team: query.team,
                department: query.department,
                status: query.status,
                cursor: query.cursor,
            };
            let seen = Some(query.version).filter(|_| asked == Asked::Fragment);
            let polled = invitations::pending_tab(&db, &visit.actor, &sought, seen.as_deref());
            polled.await.map(Either::Right)
        }
        tab => people(&db, &visit.actor, query, tab)
            .await
            .map(Either::Left),
    }
}

async fn people(db: &Db, actor: &Actor, query: ListQuery, tab: Tab) -> Result<Page, AppError> {
    let sort = Sort::named(&query.sort);
    let position = position(&query.cursor, sort);
    // Each row says where it was, so what is no cursor isn't said again.
    let cursor = position
        .as_ref()
        .map_or("", |_| query.cursor.as_str())
        .to_owned();
    let narrowing = Narrowing {
        q: query.q,
        role: query.role,
        team: query.team,
        department: query.department,
        seen: query.seen,
        manager: query.manager,
    };
    let (workspace, holds, asked) = (actor.workspace.id, actor.permissions, narrowing.clone());
    let (page, choices, counts, seats, now) = db
        .read(move |read| {
            let now = read.now()?;
            let choices = choices(read, (workspace, holds))?;
            let listed = Listed {
                status: status(tab),
                filter: asked.filter(&choices),
                sort,
            };
            let page = page(read, (workspace, now), &listed, position.as_ref())?;
            let counts = users::counts(read, workspace)?;
            let seats = seats::in_use(read, workspace)?;
            Ok::<_, ListError>((page, choices, counts, seats, now))
        })
        .await?;
    let list = List {
        tab,
        sort,
        counts: &counts,
        seats,
        page: &page,
        narrowing: &narrowing,
        choices: &choices,
        cursor: &cursor,
        now,
    };
    Ok(views::list(actor, &list))
}

fn status(tab: Tab) -> UserStatus {
    match tab {
        Tab::Inactive => UserStatus::Inactive,
        Tab::Active | Tab::Pending => UserStatus::Active,
    }
}

/// A cursor that can't be read, or is of another order, starts the list again.
fn position(cursor: &str, sort: Sort) -> Option<Position<Key>> {
    let cursor = cursor.parse::<Cursor>().ok()?;
    let position: Position<Key> = cursor.position().ok()?;
    Some(position).filter(|position| position.key.is_of(sort))
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
