//! Making, changing and deleting departments.

use actix_web::web;
use serde::Deserialize;

use super::described::{DepartmentChange, DepartmentTold, NewDepartment};
use super::{DepartmentPath, department_in, told};
use crate::access::{Call, rights::WriteTeams};
use crate::api::{
    Absence, Bodies, Body, Change, Doors, IfMatch, Mistake, OnceHeader, Reply, named,
};
use crate::app::Routes;
use crate::db::Db;
use crate::departments::actions::{self, DefineError, EndError};
use crate::departments::model::{Department, Misplaced};
use crate::departments::store::definitions;
use crate::error::{AppError, Problem, ProblemDocument};
use crate::types::DepartmentId;
use crate::ui::Query;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/departments", create);
    routes.patch("/api/departments/{department}", change);
    routes.delete("/api/departments/{department}", delete);
}

/// Make a department.
#[utoipa::path(
    post,
    path = "/api/departments",
    tag = "Departments",
    params(OnceHeader),
    request_body = NewDepartment,
    responses(
        (status = 201, description = "The department, and where it is in `Location`.", body = DepartmentTold),
        Doors,
        Bodies,
        (status = 409, description = "`name_in_use`: another department has this name. `too_many_departments`: there are as many as a workspace may have.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn create(
    call: Call<WriteTeams>,
    db: web::Data<Db>,
    body: Body<NewDepartment>,
) -> Result<Reply, AppError> {
    let (sent, once) = body.read_once(&call).await?;
    once.changes(&call, &db, move |tx, by| {
        let wish = sent.wish(&definitions::all(tx, by.workspace())?)?;
        let id = actions::create(tx, by, &wish).map_err(undefinable)?;
        let made = told(tx, (by.workspace(), id), by.holds())?.ok_or(AppError::NotFound)?;
        Ok::<_, AppError>(Reply::created(&made, format!("/api/departments/{id}")))
    })
    .await
}

/// Change a department.
#[utoipa::path(
    patch,
    path = "/api/departments/{department}",
    tag = "Departments",
    params(
        ("department" = Uuid, Path, description = "The department's id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the state that this was decided on.", nullable = false)
    ),
    request_body = DepartmentChange,
    responses(
        (status = 200, description = "The department as it is now.", body = DepartmentTold),
        Doors,
        Bodies,
        Absence,
        Change,
        (status = 409, description = "`name_in_use`: another department has this name.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn change(
    call: Call<WriteTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
    (seen, body): (IfMatch, Body<DepartmentChange>),
) -> Result<Reply, AppError> {
    let id = department_in(&path)?;
    let sent = body.read().await?;
    let changing = call.actor.changes_alone(&db, move |tx, by| {
        let key = (by.workspace(), id);
        let before = told(tx, key, by.holds())?.ok_or(AppError::NotFound)?;
        let all = definitions::all(tx, by.workspace())?;
        let wish = sent.wish(department(&all, id)?, &all)?;
        actions::edit(tx, by, id, &wish).map_err(undefinable)?;
        seen.check(&before)?;
        told(tx, key, by.holds())?.ok_or(AppError::NotFound)
    });
    Ok(Reply::ok(&changing.await?).tagged())
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Replacement {
    /// Where its people go: another department, by its id or its exact name. Without one they are in none.
    #[param(required = false, nullable = false)]
    replacement: Option<String>,
}

/// Delete a department.
///
/// The departments inside it move up to where it stood.
#[utoipa::path(
    delete,
    path = "/api/departments/{department}",
    tag = "Departments",
    params(("department" = Uuid, Path, description = "The department's id."), Replacement),
    responses(
        (status = 204, description = "It is gone."),
        Doors,
        Absence,
        Mistake,
        (status = 409, description = "`too_many_people`: so many are in it that they can't be moved at once.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete(
    call: Call<WriteTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
    asked: Query<Replacement>,
) -> Result<Reply, AppError> {
    let (id, asked) = (department_in(&path)?, asked.0.replacement);
    let deleting = call.actor.changes_alone(&db, move |tx, by| {
        let all = definitions::all(tx, by.workspace())?;
        department(&all, id)?;
        let replacement = match &asked {
            None => None,
            Some(text) => Some(
                named(&all, text, |one| (one.id, one.name.as_str()))
                    .ok_or_else(|| unfit("not_found", EndError::NoSuchDepartment))?,
            ),
        };
        actions::delete(tx, by, id, replacement).map_err(undeletable)
    });
    deleting.await?;
    Ok(Reply::done())
}

fn department(all: &[Department], id: DepartmentId) -> Result<&Department, AppError> {
    let found = all.iter().find(|department| department.id == id);
    found.ok_or(AppError::NotFound)
}

fn unfit(code: &'static str, words: impl std::fmt::Display) -> Problem {
    Problem::of_field("replacement", code, words)
}

fn undefinable(error: DefineError) -> AppError {
    let problem = match &error {
        DefineError::NameTaken => Problem::conflict("name_in_use", &error),
        DefineError::TooMany => Problem::conflict("too_many_departments", &error),
        DefineError::Misplaced(why) => {
            let code = match why {
                Misplaced::NoSuchParent => "not_found",
                Misplaced::Itself | Misplaced::Within(_) => "inside_itself",
                Misplaced::TooDeep => "too_deep",
            };
            Problem::of_field("parent", code, why)
        }
        DefineError::NoSuchHead => Problem::of_field("head", "not_found", &error),
        DefineError::HeadInactive(_) => Problem::of_field("head", "inactive", &error),
        _ => return error.into(),
    };
    problem.into()
}

fn undeletable(error: EndError) -> AppError {
    let problem = match &error {
        EndError::NoSuchDepartment => unfit("not_found", &error),
        EndError::Itself => unfit("invalid", &error),
        EndError::TooMany => Problem::conflict("too_many_people", &error),
        _ => return error.into(),
    };
    problem.into()
}
