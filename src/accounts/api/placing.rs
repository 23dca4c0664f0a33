use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;

use super::user::{User, as_they_are};
use super::{found, user_in};
use crate::access::{
    Alone, Call, Permission, Tried,
    rights::{WriteTeams, WriteUsers},
};
use crate::api::{Absence, Bodies, Body, Change, Conflict, Doors, FieldErrors, IfMatch, Reply};
use crate::db::{Db, Tx};
use crate::error::{AppError, Problem};
use crate::roles::{self, AssignError, Reassignment};
use crate::teams::{self, TeamChange, TeamsError};
use crate::types::{RoleId, TeamId};

/// No workspace has more roles or teams.
const MOST_NAMED: usize = 200;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserRoles {
    /// By their ids or exact names.
    #[schema(min_items = 1, max_items = 200, example = json!(["Agent"]))]
    roles: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserTeams {
    /// By their ids or exact names. A key without `teams:read` finds none.
    #[schema(max_items = 200, example = json!(["Returns"]))]
    teams: Vec<String>,
}

/// Gives somebody these roles and no other.
///
/// `409`: `last_owner`, and `not_joined` for who is invited, whose roles are their invitation's.
#[utoipa::path(
    put,
    path = "/api/users/{user}/roles",
    tag = "Users",
    params(
        ("user" = uuid::Uuid, Path, description = "Their id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the state that this was decided on.", nullable = false)
    ),
    request_body = UserRoles,
    responses(
        (status = 200, body = User, headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 204, description = "Done, for a key without `users:read`."),
        Doors, Bodies, Absence, Conflict, Change
    )
)]
pub(super) async fn set_roles(
    call: Call<WriteUsers>,
    db: web::Data<Db>,
    (path, seen): (web::Path<String>, IfMatch),
    body: Body<UserRoles>,
) -> Result<Reply, AppError> {
    let named = body.read().await?.roles;
    let user = user_in(&path)?;
    let changing = call.actor.changes_alone(&db, move |tx, by| {
        found(tx, by, (user, Tried::ChangeRoles), &seen)?;
        let reassignment = Reassignment {
            seen: None,
            wished: roles_named(tx, by, &named)?,
        };
        roles::assign(tx, by, user, &reassignment).map_err(not_assigned)?;
        Ok::<_, AppError>(as_they_are(tx, by, user)?)
    });
    changing.await
}

fn roles_named(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    named: &[String],
) -> Result<Vec<RoleId>, AppError> {
    not_too_many("roles", named)?;
    let all = roles::all(tx, by.workspace())?;
    let mut errors = FieldErrors::default();
    let found = errors.find_all(("roles", named), &all, |role| (role.id, role.name()));
    Ok(errors.or(Some(found))?)
}

/// What a program can tell by a code or a field. Everything else is for the edge.
fn not_assigned(error: AssignError) -> AppError {
    match &error {
        AssignError::NoRole => Problem::of_field("roles", "required", error).into(),
        AssignError::Invited => Problem::conflict("not_joined", error).into(),
        AssignError::LastOwner(_) => Problem::conflict("last_owner", error).into(),
        _ => error.into(),
    }
}

/// Puts somebody into these teams and no other. Whoever led one that they leave leads it no longer.
#[utoipa::path(
    put,
    path = "/api/users/{user}/teams",
    tag = "Users",
    params(
        ("user" = uuid::Uuid, Path, description = "Their id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the state that this was decided on.", nullable = false)
    ),
    request_body = UserTeams,
    responses(
        (status = 200, body = User, headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 204, description = "Done, for a key without `users:read`."),
        Doors, Bodies, Absence, Change
    )
)]
pub(super) async fn set_teams(
    call: Call<WriteTeams>,
    db: web::Data<Db>,
    (path, seen): (web::Path<String>, IfMatch),
    body: Body<UserTeams>,
) -> Result<Reply, AppError> {
    let named = body.read().await?.teams;
    let user = user_in(&path)?;
    let changing = call.actor.changes_alone(&db, move |tx, by| {
        let somebody = found(tx, by, (user, Tried::ChangeTeams), &seen)?;
        let change = TeamChange {
            seen: None,
            wished: teams_named(tx, by, &named)?,
        };
        teams::change(tx, by, &somebody, &change).map_err(not_moved)?;
        Ok::<_, AppError>(as_they_are(tx, by, user)?)
    });
    changing.await
}

fn teams_named(
    tx: &mut Tx<'_>,
    by: &Alone<WriteTeams>,
    named: &[String],
) -> Result<Vec<TeamId>, AppError> {
    not_too_many("teams", named)?;
    let all = if by.holds().contains(Permission::ReadTeams) {
        teams::all(tx, by.workspace())?
    } else {
        Vec::new()
    };
    let mut errors = FieldErrors::default();
    let found = errors.find_all(("teams", named), &all, |team| (team.id, team.name.as_str()));
    Ok(errors.or(Some(found))?)
}

fn not_moved(error: TeamsError) -> AppError {
    match &error {
        TeamsError::NoSuchTeam => Problem::of_field("teams", "not_found", error).into(),
        _ => error.into(),
    }
}

fn not_too_many(field: &str, named: &[String]) -> Result<(), Problem> {
    if named.len() > MOST_NAMED {
        let words = format!("At most {MOST_NAMED} may be named.");
        return Err(Problem::of_field(field, "too_many", words));
    }
    Ok(())
}
