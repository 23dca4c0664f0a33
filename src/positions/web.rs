use actix_web::web;
use serde::Deserialize;

use super::actions::{self, PlanError};
use super::model::{Position, Wish};
use super::store;
use super::views::{self, Planner};
use crate::access::{Actor, Visit, rights::WriteTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::departments::{self, Tree};
use crate::error::AppError;
use crate::people::{self, Found};
use crate::types::{PositionId, Slug, Title, UserId, Wished};
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

/// A position as it is typed and chosen. What isn't sent stays as it is: by a script, and by who sees
/// nobody to choose a manager from.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PositionForm {
    pub title: String,
    pub department: Option<String>,
    pub manager: Option<String>,
    pub manager_q: String,
    pub version: String,
}

impl PositionForm {
    fn of(position: &Position) -> Self {
        let written = |id: Option<String>| Some(id.unwrap_or_default());
        Self {
            title: position.title.to_string(),
            department: written(position.department.map(|id| id.to_string())),
            manager: written(position.manager.map(|id| id.to_string())),
            manager_q: String::new(),
            version: position.version.to_string(),
        }
    }

    /// What was typed, and what is where nothing was. What was typed on an older version says so until its
    /// author was told.
    fn over(&self, saved: Self, errors: &FormErrors) -> Self {
        let is_told = errors.of("version").is_some() || self.version.is_empty();
        Self {
            title: self.title.clone(),
            department: self.department.clone().or(saved.department),
            manager: self.manager.clone().or(saved.manager),
            manager_q: self.manager_q.clone(),
            version: if is_told {
                saved.version
            } else {
                self.version.clone()
            },
        }
    }

    fn parse(&self, errors: &mut FormErrors) -> Option<Wish> {
        let title = errors.check("title", Title::parse(&self.title));
        let department = Wished::parse(self.department.as_deref());
        let department = department.map_err(|_| PlanError::NoSuchDepartment);
        let department = errors.check("department", department);
        let manager = Wished::parse(self.manager.as_deref());
        let manager = errors.check("manager", manager.map_err(|_| PlanError::NoSuchManager));
        let seen = errors.version(&self.version);
        Some(Wish {
            title: title?,
            department: department?,
            manager: manager?,
            seen: seen?,
        })
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
    if let Some(wish) = form.parse(&mut errors) {
        let planning = visit
            .actor
            .changes_alone(&db, move |tx, by| actions::plan(tx, by, &wish));
        match planning.await {
            Ok(_) => return Ok(chart(&visit.actor).saying(Notice::PositionPlanned).into()),
            Err(error) => note(error, &mut errors)?,
        }
    }
    let known = Known::by(&db, &visit.actor, &form).await?;
    let page = views::new(&known.planner(&visit.actor, (&form, &errors)));
    Ok(page.mistaken().into())
}

fn position_in(path: &PositionPath) -> Result<PositionId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

/// One that somebody is invited into isn't planned any more.
async fn position(db: &Db, actor: &Actor, id: PositionId) -> Result<Position, AppError> {
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
    let unsaved = Some(&unsaved.0).filter(|form| !form.version.is_empty());
    let errors = FormErrors::default();
    page(&db, (&visit.actor, position_in(&path)?), (unsaved, &errors)).await
}

/// As it is, or as it was typed.
async fn page(
    db: &Db,
    (actor, id): (&Actor, PositionId),
    (typed, errors): (Option<&PositionForm>, &FormErrors),
) -> Result<Page, AppError> {
    let position = position(db, actor, id).await?;
    let saved = PositionForm::of(&position);
    let form = match typed {
        None => saved,
        Some(typed) => typed.over(saved, errors),
    };
    let known = Known::by(db, actor, &form).await?;
    let planner = known.planner(actor, (&form, errors));
    Ok(views::position(&planner, &position))
}

async fn change(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: PositionPath,
    form: Posted<PositionForm>,
) -> Result<Answer, AppError> {
    let (actor, id) = (visit.actor, position_in(&path)?);
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    let mut in_conflict = false;
    if let Some(wish) = form.parse(&mut errors) {
        let changing = actor.changes_alone(&db, move |tx, by| actions::change(tx, by, id, &wish));
        match changing.await {
            Ok(()) => return Ok(chart(&actor).saying(Notice::PositionSaved).into()),
            Err(error) => {
                in_conflict = matches!(error, PlanError::ChangedMeanwhile);
                note(error, &mut errors)?;
            }
        }
    }
    let page = page(&db, (&actor, id), (Some(&form), &errors)).await?;
    Ok(if in_conflict {
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
    let position = position(&db, &visit.actor, position_in(&path)?).await?;
    Ok(views::removal(&visit.actor, &position))
}

async fn remove(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: PositionPath,
) -> Result<SeeOther, AppError> {
    let id = position_in(&path)?;
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
            PlanError::Unproved(unproved) => unproved.into(),
            PlanError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
