//! People, for programs: who is here, and every change of one but inviting them.
//!
//! A change is answered with the person as they are afterwards, or with nothing to a key that may change
//! people and not read them.

mod changing;
mod leaving;
mod listing;
mod naming;
mod placing;
mod user;

use actix_web::web;
use utoipa::OpenApi;

use self::user::{User, user};
use crate::access::{Call, Granted, Tried, rights::ReadUsers};
use crate::api::{Absence, Doors, IfMatch, Reply};
use crate::app::Routes;
use crate::db::{Db, DbError, Tx};
use crate::error::{AppError, ProblemDocument};
use crate::people::{self, Somebody};
use crate::types::UserId;

#[derive(OpenApi)]
#[openapi(
    paths(
        listing::list,
        show,
        changing::change,
        leaving::delete,
        leaving::deactivate,
        leaving::reactivate,
        placing::set_roles,
        placing::set_teams
    ),
    components(schemas(ProblemDocument))
)]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/users", listing::list);
    routes.get("/api/users/{user}", show);
    routes.patch("/api/users/{user}", changing::change);
    routes.delete("/api/users/{user}", leaving::delete);
    routes.post("/api/users/{user}/deactivate", leaving::deactivate);
    routes.post("/api/users/{user}/reactivate", leaving::reactivate);
    routes.put("/api/users/{user}/roles", placing::set_roles);
    routes.put("/api/users/{user}/teams", placing::set_teams);
}

fn user_in(path: &web::Path<String>) -> Result<UserId, AppError> {
    path.parse().map_err(|_| AppError::NotFound)
}

/// Somebody.
#[utoipa::path(
    get,
    path = "/api/users/{user}",
    tag = "Users",
    params(
        ("user" = uuid::Uuid, Path, description = "Their id."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what is known already.", nullable = false)
    ),
    responses(
        (status = 200, body = User, headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 304, description = "They are as they were."),
        Doors, Absence
    )
)]
async fn show(
    call: Call<ReadUsers>,
    db: web::Data<Db>,
    path: web::Path<String>,
) -> Result<Reply, AppError> {
    let id = user_in(&path)?;
    let seen_by = (call.proof.workspace(), call.actor.permissions);
    let found = db.read(move |read| user(read, seen_by, id));
    let found: Option<User> = found.await?;
    Ok(found.ok_or(AppError::NotFound)?.reply())
}

/// Whoever is to be changed: somebody within reach, and as the sender has seen them. Rights are judged
/// before state.
fn found<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    (id, tried): (UserId, Tried),
    seen: &IfMatch,
) -> Result<Somebody, AppError> {
    let somebody = people::somebody(tx, by.workspace(), id)?;
    let somebody = somebody.ok_or(AppError::NotFound)?;
    somebody.within_reach(by, tried)?;
    let now = user(tx, (by.workspace(), by.holds()), id)?;
    let now = now.ok_or(DbError::Misuse("somebody is here and can't be told of"))?;
    seen.check(&now.decisive())?;
    Ok(somebody)
}
