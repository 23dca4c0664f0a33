//! The audit log, for programs.

mod described;

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::OpenApi;
use uuid::Uuid;

use self::described::EventTold;
use super::store;
use super::store::log::{Filter, LogError, Place};
use crate::access::{Call, rights::ReadAudit};
use crate::api::{Doors, FieldErrors, ListQuery, Listed, Mistake, Reply};
use crate::app::Routes;
use crate::audit::Action;
use crate::db::Db;
use crate::error::{AppError, Problem};
use crate::types::Page;
use crate::ui::Query;

#[derive(OpenApi)]
#[openapi(paths(list), components(schemas(Action)))]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/audit-events", list);
}

/// What of the log is asked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Narrowing {
    /// The id of the person or the key who did it.
    #[param(required = false, nullable = false)]
    actor: Option<String>,
    /// The id of whom or what it was done to.
    #[param(required = false, nullable = false)]
    target: Option<String>,
    /// What happened.
    #[param(required = false, value_type = Action)]
    action: Option<String>,
    /// From this moment on.
    #[param(required = false, nullable = false, value_type = DateTime<Utc>)]
    from: Option<String>,
    /// Before this moment.
    #[param(required = false, nullable = false, value_type = DateTime<Utc>)]
    to: Option<String>,
}

/// What is asked for can't be: nobody has an id that isn't one.
struct Nothing;

impl Narrowing {
    fn filter(&self) -> Result<Result<Filter, Nothing>, Problem> {
        let mut errors = FieldErrors::default();
        let action = self.action.as_deref().map(str::parse::<Action>);
        let action = errors.check_if_given("action", action);
        let from = errors.check_if_given("from", self.from.as_deref().map(moment));
        let before = errors.check_if_given("to", self.to.as_deref().map(moment));
        let known = action.zip(from).zip(before);
        let ((action, from), before) = errors.or(known)?;
        let (Ok(by), Ok(on)) = (id(self.actor.as_deref()), id(self.target.as_deref())) else {
            return Ok(Err(Nothing));
        };
        Ok(Ok(Filter {
            by,
            on,
            action,
            from,
            before,
            ..Filter::default()
        }))
    }
}

fn moment(text: &str) -> Result<DateTime<Utc>, &'static str> {
    let parsed = DateTime::parse_from_rfc3339(text);
    parsed
        .map(|moment| moment.to_utc())
        .map_err(|_| "Write the time as 2026-11-21T09:30:00Z.")
}

fn id(text: Option<&str>) -> Result<Option<Uuid>, Nothing> {
    let parsed = text.map(Uuid::try_parse).transpose();
    parsed.map_err(|_| Nothing)
}

/// List what happened.
///
/// The newest first. Where somebody was deleted, what an entry said of them is gone: `details` is `null`
/// then, and `details_state` says `erased`.
#[utoipa::path(
    get,
    path = "/api/audit-events",
    tag = "Audit log",
    params(Narrowing, ListQuery),
    responses((status = 200, description = "Some of what happened.", body = Listed<EventTold>), Doors, Mistake)
)]
async fn list(
    call: Call<ReadAudit>,
    db: web::Data<Db>,
    narrowed: Query<Narrowing>,
    asked: Query<ListQuery>,
) -> Result<Reply, AppError> {
    let paged = asked.0.parse::<Place>()?;
    let workspace = call.proof.workspace();
    let page = match narrowed.0.filter()? {
        Err(Nothing) => Page {
            rows: Vec::new(),
            next: None,
            previous: None,
        },
        Ok(filter) => {
            let part = (paged.size, paged.position);
            db.read(move |read| {
                store::log::page(read, workspace, &filter, (part.0, part.1.as_ref()))
            })
            .await?
        }
    };
    let listed = Listed::from(page);
    Ok(Reply::ok(&Listed {
        data: listed.data.iter().map(EventTold::of).collect(),
        next_cursor: listed.next_cursor,
    }))
}

impl From<LogError> for AppError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Db(error) => error.into(),
            LogError::Cursor(_) | LogError::Csv(_) => Self::internal(error),
        }
    }
}
