//! Deleting a department, and merging it into another one.

use actix_web::web;
use serde::Deserialize;

use super::{DepartmentPath, department_in};
use crate::access::{Actor, Visit, rights::WriteTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::departments::actions::{self, EndError};
use crate::departments::model::{MOST_MOVED, Tree};
use crate::departments::store;
use crate::departments::views::{self, Ending};
use crate::error::AppError;
use crate::types::DepartmentId;
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get(
        "/{slug}/settings/departments/{department}/delete",
        ask_to_delete,
    );
    routes.post("/{slug}/settings/departments/{department}/delete", delete);
    routes.get(
        "/{slug}/settings/departments/{department}/merge",
        ask_to_merge,
    );
    routes.post("/{slug}/settings/departments/{department}/merge", merge);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeleteForm {
    replacement: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MergeForm {
    into: String,
}

/// What becomes of a department that goes.
type Question = fn(&Ending<'_>) -> Page;

async fn ask_to_delete(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
) -> Result<Page, AppError> {
    let unanswered = ("", &FormErrors::default());
    let id = department_in(&path)?;
    question(&db, (&visit.actor, id), views::deletion, unanswered).await
}

async fn ask_to_merge(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
) -> Result<Page, AppError> {
    let unanswered = ("", &FormErrors::default());
    let id = department_in(&path)?;
    question(&db, (&visit.actor, id), views::merging, unanswered).await
}

async fn question(
    db: &Db,
    (actor, id): (&Actor, DepartmentId),
    asked: Question,
    (chosen, errors): (&str, &FormErrors),
) -> Result<Page, AppError> {
    let (workspace, holds) = (actor.workspace.id, actor.permissions);
    let (tree, members, above) = db
        .read(move |read| {
            let tree = Tree::of(store::definitions::all(read, workspace)?);
            let members = store::people::members(read, (workspace, id), MOST_MOVED)?;
            let above = store::people::beyond(read, (workspace, id), holds)?;
            Ok::<_, DbError>((tree, members, above))
        })
        .await?;
    let department = tree.find(id).ok_or(AppError::NotFound)?;
    Ok(asked(&Ending {
        actor,
        department,
        tree: &tree,
        members,
        above: above.as_ref().map(|person| person.called.told_to(holds)),
        chosen,
        errors,
    }))
}

async fn delete(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
    form: Posted<DeleteForm>,
) -> Result<Answer, AppError> {
    let id = department_in(&path)?;
    let (form, actor) = (form.read().await?, visit.actor);
    let replacement = Some(form.replacement.as_str()).filter(|text| !text.is_empty());
    let replacement = replacement.map(str::parse).transpose();
    let mut errors = FormErrors::default();
    let unknown = replacement.map_err(|_| EndError::NoSuchDepartment);
    if let Some(replacement) = errors.check("replacement", unknown) {
        let deleting =
            actor.changes_alone(&db, move |tx, by| actions::delete(tx, by, id, replacement));
        match deleting.await {
            Ok(()) => return Ok(gone(&actor, Notice::DepartmentDeleted)),
            Err(error) => note(error, ("replacement", &mut errors))?,
        }
    }
    let answered = (form.replacement.as_str(), &errors);
    let page = question(&db, (&actor, id), views::deletion, answered).await?;
    Ok(page.mistaken().into())
}

async fn merge(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
    form: Posted<MergeForm>,
) -> Result<Answer, AppError> {
    let id = department_in(&path)?;
    let (form, actor) = (form.read().await?, visit.actor);
    let mut errors = FormErrors::default();
    let into = form.into.parse().map_err(|_| EndError::NoSuchDepartment);
    if let Some(into) = errors.check("into", into) {
        let merging = actor.changes_alone(&db, move |tx, by| actions::merge(tx, by, id, into));
        match merging.await {
            Ok(()) => return Ok(gone(&actor, Notice::DepartmentMerged)),
            Err(error) => note(error, ("into", &mut errors))?,
        }
    }
    let answered = (form.into.as_str(), &errors);
    let page = question(&db, (&actor, id), views::merging, answered).await?;
    Ok(page.mistaken().into())
}

fn gone(actor: &Actor, notice: Notice) -> Answer {
    let list = format!("/{}/settings/departments", actor.workspace.slug);
    SeeOther::at(list).saying(notice).into()
}

/// What the form can say by its field. Everything else is for the edge.
fn note(error: EndError, (field, errors): (&'static str, &mut FormErrors)) -> Result<(), AppError> {
    match error {
        EndError::NoSuchDepartment
        | EndError::TooMany
        | EndError::Itself
        | EndError::Within(_)
        | EndError::Misplaced(_) => {
            errors.add(field, error.to_string());
            Ok(())
        }
        other => Err(other.into()),
    }
}

impl From<EndError> for AppError {
    fn from(error: EndError) -> Self {
        match error {
            EndError::Missing => Self::NotFound,
            EndError::Refused(refusal) => refusal.into(),
            EndError::Unproved(unproved) => unproved.into(),
            EndError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
