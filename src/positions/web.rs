use actix_web::web;
use serde::Deserialize;

use super::actions::{self, PlanError};
use super::model::{Plan, Position};
use super::store;
use super::views::{self, Planner};
use crate::access::{Actor, Visit, rights::WriteTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::departments::{self, Tree};
use crate::error::AppError;
use crate::people::{self, Found};
use crate::types::{ParseIdError, PositionId, Slug, Title, UserId};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/positions/new", new);
    routes.post("/{slug}/settings/positions", plan);
    routes.get("/{slug}/settings/positions/{position}", show);
    routes.post("/{slug}/settings/positions/{position}", change);
    routes.get("/{slug}/settings/positions/{position}/delete", ask);
    routes.post("/{slug}/settings/positions/{position}/delete", remove);
}

type PositionPath = web::Path<(Slug, String)>;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PositionForm {
    pub title: String,
    pub department: String,
    /// Absent where its author sees nobody to choose from.
    pub manager: Option<String>,
    pub manager_q: String,
    pub version: String,
}

impl PositionForm {
    fn of(position: &Position) -> Self {
        let written = |id: Option<String>| id.unwrap_or_default();
        Self {
            title: position.title.to_string(),
            department: written(position.department.map(|id| id.to_string())),
            manager: Some(written(position.manager.map(|id| id.to_string()))),
            manager_q: String::new(),
            version: position.version.to_string(),
        }
    }

    /// `before` has what the form leaves as it is.
    fn parse(&self, before: Option<&Position>, errors: &mut FormErrors) -> Option<Plan> {
        let title = errors.check("title", Title::parse(&self.title));
        let department = errors.check(
            "department",
            chosen(&self.department).map_err(|_| PlanError::NoSuchDepartment),
        );
        let manager = match &self.manager {
            None => Some(before.and_then(|position| position.manager)),
            Some(text) => errors.check(
                "manager",
                chosen(text).map_err(|_| PlanError::NoSuchManager),
            ),
        };
        Some(Plan {
            title: title?,
            department: department?,
            manager: manager?,
        })
    }

    fn seen(&self) -> Option<i32> {
        self.version.parse().ok()
    }
}

/// Nothing chosen is nothing.
fn chosen<T: std::str::FromStr<Err = ParseIdError>>(text: &str) -> Result<Option<T>, ParseIdError> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some),
    }
}

/// What the form's page shows beside it.
struct Known {
    departments: Tree,
    manager: Option<Found>,
    found: Vec<Found>,
}

impl Known {
    async fn by(db: &Db, actor: &Actor, form: &PositionForm) -> Result<Self, AppError> {
        let workspace = actor.workspace.id;
        let manager: Option<UserId> = form.manager.as_deref().and_then(|text| text.parse().ok());
        let typed = form.manager_q.clone();
        let reading = db.read(move |read| {
            let chosen = people::found(read, workspace, manager.as_slice())?;
            Ok::<_, DbError>(Self {
                departments: Tree::of(departments::all(read, workspace)?),
                manager: chosen.into_iter().next(),
                found: people::find(read, workspace, &typed)?,
            })
        });
        Ok(reading.await?)
    }

    fn planner<'p>(
        &'p self,
        actor: &'p Actor,
        (form, errors): (&'p PositionForm, &'p FormErrors),
    ) -> Planner<'p> {
        Planner {
            actor,
            departments: &self.departments,
            manager: self.manager.as_ref(),
            found: &self.found,
            form,
            errors,
        }
    }
}

async fn new(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    query: Query<PositionForm>,
) -> Result<Page, AppError> {
    let known = Known::by(&db, &visit.actor, &query.0).await?;
    let errors = FormErrors::default();
    Ok(views::new(
        &known.planner(&visit.actor, (&query.0, &errors)),
    ))
}

async fn plan(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    form: Posted<PositionForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    if let Some(plan) = form.parse(None, &mut errors) {
        let planning = visit
            .actor
            .changes_alone(&db, move |tx, by| actions::plan(tx, by, &plan));
        match planning.await {
            Ok(_) => return Ok(chart(&visit.actor).saying(Notice::PositionPlanned).into()),
            Err(error) => note(error, &mut errors)?,
        }
    }
    let known = Known::by(&db, &visit.actor, &form).await?;
    let page = views::new(&known.planner(&visit.actor, (&form, &errors)));
    Ok(page.mistaken().into())
}

/// One that somebody is invited into isn't planned any more.
async fn position(db: &Db, actor: &Actor, path: &PositionPath) -> Result<Position, AppError> {
    let id: PositionId = path.1.parse().map_err(|_| AppError::NotFound)?;
    let workspace = actor.workspace.id;
    let found = db
        .read(move |read| store::find(read, workspace, id))
        .await?;
    found
        .filter(|position| position.invited.is_none())
        .ok_or(AppError::NotFound)
}

async fn show(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: PositionPath,
    unsaved: Query<PositionForm>,
) -> Result<Page, AppError> {
    let position = position(&db, &visit.actor, &path).await?;
    let form = match unsaved.0 {
        saved if saved.version.is_empty() => PositionForm::of(&position),
        unsaved => unsaved,
    };
    let known = Known::by(&db, &visit.actor, &form).await?;
    let errors = FormErrors::default();
    let planner = known.planner(&visit.actor, (&form, &errors));
    Ok(views::position(&planner, &position))
}

async fn change(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: PositionPath,
    form: Posted<PositionForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let position = position(&db, &visit.actor, &path).await?;
    let mut errors = FormErrors::default();
    let mut is_outdated = false;
    if let Some(plan) = form.parse(Some(&position), &mut errors) {
        let (id, seen) = (position.id, form.seen());
        let changing = visit.actor.changes_alone(&db, move |tx, by| {
            actions::change(tx, by, id, (&plan, seen))
        });
        match changing.await {
            Ok(()) => return Ok(chart(&visit.actor).saying(Notice::PositionSaved).into()),
            Err(error) => {
                is_outdated = matches!(error, PlanError::ChangedMeanwhile);
                note(error, &mut errors)?;
            }
        }
    }
    // What it says now is what is changed next.
    let form = if is_outdated {
        PositionForm::of(&position)
    } else {
        form
    };
    let known = Known::by(&db, &visit.actor, &form).await?;
    let page = views::position(&known.planner(&visit.actor, (&form, &errors)), &position);
    Ok(if is_outdated {
        page.in_conflict()
    } else {
        page.mistaken()
    }
    .into())
}

async fn ask(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: PositionPath,
) -> Result<Page, AppError> {
    let position = position(&db, &visit.actor, &path).await?;
    Ok(views::removal(&visit.actor, &position))
}

async fn remove(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: PositionPath,
) -> Result<SeeOther, AppError> {
    let id = position(&db, &visit.actor, &path).await?.id;
    visit
        .actor
        .changes_alone(&db, move |tx, by| actions::remove(tx, by, id))
        .await?;
    Ok(chart(&visit.actor).saying(Notice::PositionRemoved))
}

fn chart(actor: &Actor) -> SeeOther {
    SeeOther::at(format!("/{}/settings/org-chart", actor.workspace.slug))
}

/// What the form can say by a field. Everything else is for the edge.
fn note(error: PlanError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        PlanError::NoSuchManager | PlanError::ManagerInactive(_) => "manager",
        PlanError::NoSuchDepartment => "department",
        PlanError::TooMany => "title",
        PlanError::ChangedMeanwhile => "version",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<PlanError> for AppError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Missing => Self::NotFound,
            PlanError::Refused(refusal) => refusal.into(),
            PlanError::Unproved(unproved) => unproved.into(),
            PlanError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
