//! Departments, for programs.

mod changing;
mod described;

use actix_web::web;
use utoipa::OpenApi;

use self::described::DepartmentTold;
use super::model::Tree;
use super::store::{definitions, people};
use crate::access::{Call, PermissionSet, rights::ReadTeams};
use crate::api::{Absence, Doors, ListQuery, Listed, Mistake, Reply};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::types::{DepartmentId, WorkspaceId};
use crate::ui::Query;

#[derive(OpenApi)]
#[openapi(paths(list, show, changing::create, changing::change, changing::delete))]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/departments", list);
    routes.get("/api/departments/{department}", show);
    changing::routes(routes);
}

type DepartmentPath = web::Path<String>;

fn department_in(path: &DepartmentPath) -> Result<DepartmentId, AppError> {
    path.parse().map_err(|_| AppError::NotFound)
}

/// List the departments.
///
/// In the order in which they were made. Who is in one is listed by `GET /api/users?department=`.
#[utoipa::path(
    get,
    path = "/api/departments",
    tag = "Departments",
    params(ListQuery),
    responses((status = 200, description = "Some of the departments.", body = Listed<DepartmentTold>), Doors, Mistake)
)]
async fn list(
    call: Call<ReadTeams>,
    db: web::Data<Db>,
    asked: Query<ListQuery>,
) -> Result<Reply, AppError> {
    let paged = asked.0.parse::<DepartmentId>()?;
    let (workspace, holds) = (call.proof.workspace(), call.actor.permissions);
    let all = db
        .read(move |read| {
            let tree = Tree::of(definitions::all(read, workspace)?);
            let headcounts = people::headcounts(read, workspace, None)?;
            let each = tree.lines().map(|(_, one)| one);
            let told = each.map(|one| DepartmentTold::of(one, &tree, (&headcounts, holds)));
            Ok::<_, DbError>(told.collect())
        })
        .await?;
    let part = Listed::part(all, &paged, |department: &DepartmentTold| department.id)?;
    Ok(Reply::ok(&part))
}

/// Show one department.
#[utoipa::path(
    get,
    path = "/api/departments/{department}",
    tag = "Departments",
    params(("department" = Uuid, Path, description = "The department's id.")),
    responses((status = 200, description = "The department, with its state in `ETag`.", body = DepartmentTold), Doors, Absence)
)]
async fn show(
    call: Call<ReadTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
) -> Result<Reply, AppError> {
    let (key, holds) = (
        (call.proof.workspace(), department_in(&path)?),
        call.actor.permissions,
    );
    let department = db.read(move |read| told(read, key, holds)).await?;
    Ok(Reply::ok(&department.ok_or(AppError::NotFound)?).tagged())
}

fn told(
    read: &mut Read<'_>,
    (workspace, id): (WorkspaceId, DepartmentId),
    holds: PermissionSet,
) -> Result<Option<DepartmentTold>, DbError> {
    let tree = Tree::of(definitions::all(read, workspace)?);
    let Some(department) = tree.find(id) else {
        return Ok(None);
    };
    let headcounts = people::headcounts(read, workspace, Some(&[id]))?;
    let told = DepartmentTold::of(department, &tree, (&headcounts, holds));
    Ok(Some(told))
}
