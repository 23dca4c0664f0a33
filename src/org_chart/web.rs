use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use serde::Deserialize;

use super::actions::{self, Departments, Loaded};
use super::model::{Asked, Shown};
use super::views::{self, Sought, View};
use crate::access::{Visit, rights::ReadTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::types::UserId;
use crate::ui::{self, Page, Query};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/org-chart", chart);
    routes.get("/{slug}/settings/org-chart/people", found);
    routes.get("/{slug}/settings/org-chart/svg", file);
}

/// What may stand in the address. What can't be read is as if it weren't there, as in any filter.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ChartQuery {
    at: String,
    top: String,
    open: Vec<String>,
    closed: Vec<String>,
    /// Somebody whose part is opened or closed now.
    fold: String,
    unfold: String,
    all: String,
    depth: String,
    view: String,
    q: String,
}

impl ChartQuery {
    fn parse(&self) -> Asked {
        let one = |text: &String| text.parse::<UserId>().ok();
        let several = |texts: &[String]| texts.iter().filter_map(one).collect();
        let asked = Asked {
            at: one(&self.at),
            top: one(&self.top),
            open: several(&self.open),
            closed: several(&self.closed),
            all: self.all == "1",
            depth: self.depth.parse().ok(),
            shown: match self.view.as_str() {
                "list" => Shown::List,
                _ => Shown::Drawing,
            },
        };
        asked.with(one(&self.unfold), one(&self.fold))
    }
}

async fn chart(
    visit: Visit<ReadTeams>,
    db: web::Data<Db>,
    request: HttpRequest,
    query: Query<ChartQuery>,
) -> Result<Page, AppError> {
    let (asked, typed) = (query.0.parse(), query.0.q);
    let is_whole = ui::Asked::by(request.headers()) == ui::Asked::Page;
    let workspace = visit.proof.workspace();
    let (loaded, sought) = db
        .read(move |read| {
            let mut loaded = actions::load(read, workspace, &asked)?;
            // What is opened in its place stands between what was counted with the page.
            if is_whole {
                loaded.census = actions::census(read, workspace, &loaded)?;
            }
            let found = actions::find(read, workspace, &typed)?;
            Ok::<_, DbError>((loaded, Sought { typed, found }))
        })
        .await?;
    let actor = visit.actor;
    drawn(move || {
        views::page(&View {
            actor: &actor,
            loaded: &loaded,
            sought: &sought,
        })
    })
    .await
}

/// Thousands of cards keep a thread busy for longer than others should wait.
async fn drawn<T: Send + 'static>(
    draw: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    web::block(draw).await.map_err(AppError::internal)
}

/// Who and what fits what is typed into the box.
async fn found(
    visit: Visit<ReadTeams>,
    db: web::Data<Db>,
    query: Query<ChartQuery>,
) -> Result<impl Responder, AppError> {
    let (asked, typed) = (query.0.parse(), query.0.q);
    let workspace = visit.proof.workspace();
    let (loaded, sought) = db
        .read(move |read| {
            let found = actions::find(read, workspace, &typed)?;
            let loaded = Loaded {
                departments: Departments::read(read, workspace)?,
                asked,
                ..Loaded::default()
            };
            Ok::<_, DbError>((loaded, Sought { typed, found }))
        })
        .await?;
    Ok(views::found(&View {
        actor: &visit.actor,
        loaded: &loaded,
        sought: &sought,
    }))
}

/// What the page shows, as a file.
async fn file(
    visit: Visit<ReadTeams>,
    db: web::Data<Db>,
    query: Query<ChartQuery>,
) -> Result<HttpResponse, AppError> {
    let asked = query.0.parse();
    let workspace = visit.proof.workspace();
    let (loaded, now) = db
        .read(move |read| {
            let loaded = actions::load(read, workspace, &asked)?;
            Ok::<_, DbError>((loaded, read.now()?))
        })
        .await?;
    let workspace = visit.actor.workspace.clone();
    let drawing = drawn(move || {
        let sought = Sought::default();
        let view = View {
            actor: &visit.actor,
            loaded: &loaded,
            sought: &sought,
        };
        views::file(&view, now).into_string()
    })
    .await?;
    let (slug, today) = (&workspace.slug, workspace.zone.local(now).date_naive());
    let name = format!("attachment; filename=\"{slug}-org-chart-{today}.svg\"");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(drawing))
}
