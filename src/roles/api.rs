//! Roles, for programs.

mod changing;
mod described;

use actix_web::web;
use utoipa::OpenApi;

use self::described::RoleTold;
use super::store::{counts, definitions};
use crate::access::{Call, rights::ReadRoles};
use crate::api::{Absence, Doors, ListQuery, Listed, Mistake, Reply};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::types::{RoleId, WorkspaceId};
use crate::ui::Query;

#[derive(OpenApi)]
#[openapi(paths(list, show, changing::create, changing::change, changing::delete))]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/roles", list);
    routes.get("/api/roles/{role}", show);
    changing::routes(routes);
}

type RolePath = web::Path<String>;

fn role_in(path: &RolePath) -> Result<RoleId, AppError> {
    path.parse().map_err(|_| AppError::NotFound)
}

/// List the roles.
///
/// In the order in which they were made: the built-in ones first.
#[utoipa::path(
    get,
    path = "/api/roles",
    tag = "Roles",
    params(ListQuery),
    responses((status = 200, description = "Some of the roles.", body = Listed<RoleTold>), Doors, Mistake)
)]
async fn list(
    call: Call<ReadRoles>,
    db: web::Data<Db>,
    asked: Query<ListQuery>,
) -> Result<Reply, AppError> {
    let paged = asked.0.parse::<RoleId>()?;
    let workspace = call.proof.workspace();
    let all = db
        .read(move |read| definitions::all_counted(read, workspace))
        .await?;
    let all = all.iter().map(|(role, people)| RoleTold::of(role, *people));
    let part = Listed::part(all.collect(), &paged, |role| role.id)?;
    Ok(Reply::ok(&part))
}

/// Show one role.
#[utoipa::path(
    get,
    path = "/api/roles/{role}",
    tag = "Roles",
    params(("role" = Uuid, Path, description = "The role's id.")),
    responses((status = 200, description = "The role, with its state in `ETag`.", body = RoleTold), Doors, Absence)
)]
async fn show(call: Call<ReadRoles>, db: web::Data<Db>, path: RolePath) -> Result<Reply, AppError> {
    let key = (call.proof.workspace(), role_in(&path)?);
    let role = db.read(move |read| told(read, key)).await?;
    Ok(Reply::ok(&role.ok_or(AppError::NotFound)?).tagged())
}

fn told(
    read: &mut Read<'_>,
    (workspace, id): (WorkspaceId, RoleId),
) -> Result<Option<RoleTold>, DbError> {
    let all = definitions::all(read, workspace)?;
    let Some(role) = all.iter().find(|role| role.id == id) else {
        return Ok(None);
    };
    let people = counts::people(read, (workspace, id))?;
    Ok(Some(RoleTold::of(role, people)))
}
