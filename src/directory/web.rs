//! The list of people.

mod bulk;
mod export;

use actix_web::{Either, HttpRequest, web};
use serde::Deserialize;

use crate::access::{Actor, Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::directory::store::choices::{Choices, choices};
use crate::directory::store::list::{Filter, ListError, Listed, page_by_name};
use crate::directory::views::{self, List, Row};
use crate::error::AppError;
use crate::invitations::{self, Polled, Sought};
use crate::people::Change;
use crate::seats;
use crate::types::{Cursor, UserStatus};
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
    role: String,
    team: String,
    department: String,
    q: String,
    status: String,
    version: String,
}

/// What a list is narrowed to, as it stands in the address.
#[derive(Clone, Debug, Default)]
pub(in crate::directory) struct Narrowing {
    pub role: String,
    pub team: String,
    pub department: String,
}

impl Narrowing {
    pub fn is_unnarrowed(&self) -> bool {
        [&self.role, &self.team, &self.department]
            .iter()
            .all(|text| text.is_empty())
    }

    /// `None` where something isn't there, be it no id at all or another workspace's.
    fn filter(&self, choices: &Choices) -> Option<Filter> {
        let mut filter = Filter::default();
        if !self.role.is_empty() {
            let role = self.role.parse().ok()?;
            filter.role = Some(choices.roles.iter().find(|(id, _)| *id == role)?.0);
        }
        if !self.team.is_empty() {
            let team = self.team.parse().ok()?;
            filter.team = Some(choices.teams.iter().find(|(id, _)| *id == team)?.0);
        }
        if !self.department.is_empty() {
            let within = choices.departments.within(self.department.parse().ok()?);
            filter.departments = Some(within).filter(|within| !within.is_empty());
            filter.departments.as_ref()?;
        }
        Some(filter)
    }
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
    // A cursor that can't be read starts the list again.
    let cursor = query.cursor.parse::<Cursor>().ok();
    let position = cursor.and_then(|cursor| cursor.position().ok());
    let narrowing = Narrowing {
        role: query.role,
        team: query.team,
        department: query.department,
    };
    let status = match tab {
        Tab::Inactive => UserStatus::Inactive,
        _ => UserStatus::Active,
    };
    let (workspace, holds, asked) = (actor.workspace.id, actor.permissions, narrowing.clone());
    let (page, choices, counts, seats, now) = db
        .read(move |read| {
            let choices = choices(read, (workspace, holds))?;
            let listed = Listed {
                status,
                filter: asked.filter(&choices),
            };
            let page = page_by_name(read, workspace, &listed, position.as_ref())?;
            let counts = users::counts(read, workspace)?;
            let seats = seats::in_use(read, workspace)?;
            Ok::<_, ListError>((page, choices, counts, seats, read.now()?))
        })
        .await?;
    let page = page.map(|line| Row {
        change: Change::by(actor, line.permissions),
        availability: line.availability(now),
        line,
    });
    let list = List {
        tab,
        counts: &counts,
        seats,
        page: &page,
        narrowing: &narrowing,
        choices: &choices,
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
