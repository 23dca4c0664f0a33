//! Making, changing and deleting roles.

use actix_web::web;
use serde::Deserialize;

use super::described::{NewRole, RoleChange, RoleTold};
use super::{RolePath, role_in, told};
use crate::access::{Call, rights::WriteRoles};
use crate::api::{
    Absence, Bodies, Body, Change, Doors, IfMatch, Mistake, OnceHeader, Reply, named,
};
use crate::app::Routes;
use crate::db::Db;
use crate::error::{AppError, Problem, ProblemDocument};
use crate::roles::actions::{self, DefineError, DeleteError};
use crate::roles::model::{Role, Undefinable};
use crate::roles::store::definitions;
use crate::types::RoleId;
use crate::ui::Query;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/roles", create);
    routes.patch("/api/roles/{role}", change);
    routes.delete("/api/roles/{role}", delete);
}

/// Make a role.
///
/// A key gives no more than it holds itself: anything above is `above_ceiling`.
#[utoipa::path(
    post,
    path = "/api/roles",
    tag = "Roles",
    params(OnceHeader),
    request_body = NewRole,
    responses(
        (status = 201, description = "The role, and where it is in `Location`.", body = RoleTold),
        Doors,
        Bodies,
        (status = 409, description = "`name_in_use`: another role has this name. `too_many_roles`: there are as many as a workspace may have.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn create(
    call: Call<WriteRoles>,
    db: web::Data<Db>,
    body: Body<NewRole>,
) -> Result<Reply, AppError> {
    let (sent, once) = body.read_once(&call).await?;
    let wish = sent.wish()?;
    once.changes(&call, &db, move |tx, by| {
        let id = actions::create(tx, by, &wish).map_err(undefinable)?;
        let made = told(tx, (by.workspace(), id))?.ok_or(AppError::NotFound)?;
        Ok::<_, AppError>(Reply::created(&made, format!("/api/roles/{id}")))
    })
    .await
}

/// Change a role.
///
/// It takes effect on the next request of everybody who has it. You can't add to a role that whoever
/// answers for the key has themselves (`own_role`), nor give or take what the key doesn't hold
/// (`above_ceiling`).
#[utoipa::path(
    patch,
    path = "/api/roles/{role}",
    tag = "Roles",
    params(
        ("role" = Uuid, Path, description = "The role's id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the state that this was decided on.", nullable = false)
    ),
    request_body = RoleChange,
    responses(
        (status = 200, description = "The role as it is now.", body = RoleTold),
        Doors,
        Bodies,
        Absence,
        Change,
        (status = 409, description = "`built_in`: a role that came with the workspace stays as it is. `name_in_use`: another role has this name.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn change(
    call: Call<WriteRoles>,
    db: web::Data<Db>,
    path: RolePath,
    (seen, body): (IfMatch, Body<RoleChange>),
) -> Result<Reply, AppError> {
    let id = role_in(&path)?;
    let sent = body.read().await?;
    let changing = call.actor.changes_alone(&db, move |tx, by| {
        let key = (by.workspace(), id);
        let before = told(tx, key)?.ok_or(AppError::NotFound)?;
        let all = definitions::all(tx, by.workspace())?;
        let wish = sent.wish(role(&all, id)?)?;
        actions::edit(tx, by, id, &wish).map_err(undefinable)?;
        // What may not be done at all is said before who else did something.
        seen.check(&before)?;
        told(tx, key)?.ok_or(AppError::NotFound)
    });
    Ok(Reply::ok(&changing.await?).tagged())
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Replacement {
    /// What the people with this role get instead: another role, by its id or its exact name. Needed
    /// where anybody has it or is invited with it.
    #[param(required = false, nullable = false)]
    replacement: Option<String>,
}

/// Delete a role.
///
/// Nobody is left without a role.
#[utoipa::path(
    delete,
    path = "/api/roles/{role}",
    tag = "Roles",
    params(("role" = Uuid, Path, description = "The role's id."), Replacement),
    responses(
        (status = 204, description = "It is gone."),
        Doors,
        Absence,
        Mistake,
        (status = 409, description = "`built_in`: a role that came with the workspace stays. `replacement_needed`: somebody has it, so say what they get instead. `too_many_people`: so many have it that it can't be replaced at once.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn delete(
    call: Call<WriteRoles>,
    db: web::Data<Db>,
    path: RolePath,
    asked: Query<Replacement>,
) -> Result<Reply, AppError> {
    let (id, asked) = (role_in(&path)?, asked.0.replacement);
    let deleting = call.actor.changes_alone(&db, move |tx, by| {
        let all = definitions::all(tx, by.workspace())?;
        role(&all, id)?;
        let replacement = match &asked {
            None => None,
            Some(text) => Some(
                named(&all, text, |role| (role.id, role.name()))
                    .ok_or_else(|| unfit("not_found", "There is no such role."))?,
            ),
        };
        actions::delete(tx, by, id, replacement).map_err(undeletable)
    });
    deleting.await?;
    Ok(Reply::done())
}

fn role(all: &[Role], id: RoleId) -> Result<&Role, AppError> {
    let found = all.iter().find(|role| role.id == id);
    found.ok_or(AppError::NotFound)
}

fn unfit(code: &'static str, words: impl std::fmt::Display) -> Problem {
    Problem::of_field("replacement", code, words)
}

fn undefinable(error: DefineError) -> AppError {
    let problem = match &error {
        DefineError::Undefinable(Undefinable::BuiltIn) => Problem::conflict("built_in", &error),
        DefineError::Undefinable(Undefinable::Ownership) => {
            Problem::of_field("permissions", "ownership", &error)
        }
        DefineError::NameTaken => Problem::conflict("name_in_use", &error),
        DefineError::TooMany => Problem::conflict("too_many_roles", &error),
        _ => return error.into(),
    };
    problem.into()
}

fn undeletable(error: DeleteError) -> AppError {
    let problem = match &error {
        DeleteError::BuiltIn(_) => Problem::conflict("built_in", &error),
        DeleteError::ReplacementNeeded => Problem::conflict("replacement_needed", &error),
        DeleteError::TooMany => Problem::conflict("too_many_people", &error),
        DeleteError::NoReplacement => unfit("invalid", &error),
        _ => return error.into(),
    };
    problem.into()
}
