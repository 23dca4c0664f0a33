use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, Responder, web};
use serde::Deserialize;

use super::actions::{self, Loaded};
use super::model::{Asked, Shown};
use super::store::{self, Here};
use super::views::{self, Sought, View};
use crate::access::{Visit, rights::ReadTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::departments;
use crate::error::AppError;
use crate::types::UserId;
use crate::ui::{Page, Query};

/// So many are shown of those whose name fits.
const MOST_FOUND: usize = 8;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/org-chart", chart);
    routes.get("/{slug}/settings/org-chart/people", people);
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
    query: Query<ChartQuery>,
) -> Result<Page, AppError> {
    let (asked, typed) = (query.0.parse(), query.0.q);
    let workspace = visit.proof.workspace();
    let (loaded, sought) = db
        .read(move |read| {
            let loaded = actions::load(read, workspace, &asked)?;
            let now = read.now()?;
            let here = Here { workspace, now };
            let found = store::find(read, here, (&typed, MOST_FOUND))?;
            Ok::<_, DbError>((loaded, Sought { typed, found }))
        })
        .await?;
    Ok(views::page(&View {
        actor: &visit.actor,
        loaded: &loaded,
        sought: &sought,
    }))
}

/// Whose name fits what is typed into the box.
async fn people(
    visit: Visit<ReadTeams>,
    db: web::Data<Db>,
    query: Query<ChartQuery>,
) -> Result<impl Responder, AppError> {
    let (asked, typed) = (query.0.parse(), query.0.q);
    let workspace = visit.proof.workspace();
    let (loaded, sought) = db
        .read(move |read| {
            let now = read.now()?;
            let here = Here { workspace, now };
            let found = store::find(read, here, (&typed, MOST_FOUND))?;
            let loaded = Loaded {
                departments: departments::all(read, workspace)?,
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
    let drawing = views::file(
        &View {
            actor: &visit.actor,
            loaded: &loaded,
            sought: &Sought::default(),
        },
        now,
    );
    let workspace = &visit.actor.workspace;
    let (slug, today) = (&workspace.slug, workspace.zone.local(now).date_naive());
    let name = format!("attachment; filename=\"{slug}-org-chart-{today}.svg\"");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(drawing.into_string()))
}
