//! Teams, for programs.

mod changing;
mod described;

use actix_web::web;
use utoipa::OpenApi;

use self::described::TeamTold;
use super::store::lists::{all_listed, one_listed};
use crate::access::{Call, PermissionSet, rights::ReadTeams};
use crate::api::{Absence, Doors, ListQuery, Listed, Mistake, Reply};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::types::{TeamId, WorkspaceId};
use crate::ui::Query;

#[derive(OpenApi)]
#[openapi(paths(list, show, changing::create, changing::change, changing::delete))]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/teams", list);
    routes.get("/api/teams/{team}", show);
    changing::routes(routes);
}

type TeamPath = web::Path<String>;

fn team_in(path: &TeamPath) -> Result<TeamId, AppError> {
    path.parse().map_err(|_| AppError::NotFound)
}

/// List the teams.
///
/// In the order in which they were made. Who is in one is listed by `GET /api/users?team=`.
#[utoipa::path(
    get,
    path = "/api/teams",
    tag = "Teams",
    params(ListQuery),
    responses((status = 200, description = "Some of the teams.", body = Listed<TeamTold>), Doors, Mistake)
)]
async fn list(
    call: Call<ReadTeams>,
    db: web::Data<Db>,
    asked: Query<ListQuery>,
) -> Result<Reply, AppError> {
    let paged = asked.0.parse::<TeamId>()?;
    let (workspace, holds) = (call.proof.workspace(), call.actor.permissions);
    let all = db
        .read(move |read| all_listed(read, workspace, holds))
        .await?;
    let all = all.into_iter().map(TeamTold::from).collect();
    let part = Listed::part(all, &paged, |team: &TeamTold| team.id)?;
    Ok(Reply::ok(&part))
}

/// Show one team.
#[utoipa::path(
    get,
    path = "/api/teams/{team}",
    tag = "Teams",
    params(("team" = Uuid, Path, description = "The team's id.")),
    responses((status = 200, description = "The team, with its state in `ETag`.", body = TeamTold), Doors, Absence)
)]
async fn show(call: Call<ReadTeams>, db: web::Data<Db>, path: TeamPath) -> Result<Reply, AppError> {
    let (key, holds) = (
        (call.proof.workspace(), team_in(&path)?),
        call.actor.permissions,
    );
    let team = db.read(move |read| told(read, key, holds)).await?;
    Ok(Reply::ok(&team.ok_or(AppError::NotFound)?).tagged())
}

fn told(
    read: &mut Read<'_>,
    key: (WorkspaceId, TeamId),
    holds: PermissionSet,
) -> Result<Option<TeamTold>, DbError> {
    Ok(one_listed(read, key, holds)?.map(TeamTold::from))
}
