//! Making, changing and deleting teams.

use actix_web::web;
use serde::Deserialize;

use super::described::{TeamChange, TeamSent, TeamTold};
use super::{TeamPath, team_in, told};
use crate::access::{Call, rights::WriteTeams};
use crate::api::{
    Absence, Bodies, Body, Change, Doors, IfMatch, Mistake, OnceHeader, Reply, named,
};
use crate::app::Routes;
use crate::db::Db;
use crate::error::{AppError, Problem, ProblemDocument};
use crate::teams::actions::{self, DefineError, DeleteError};
use crate::teams::store;
use crate::ui::Query;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/teams", create);
    routes.patch("/api/teams/{team}", change);
    routes.delete("/api/teams/{team}", delete);
}

/// Make a team.
#[utoipa::path(
    post,
    path = "/api/teams",
    tag = "Teams",
    params(OnceHeader),
    request_body = TeamSent,
    responses(
        (status = 201, description = "The team, and where it is in `Location`.", body = TeamTold),
        Doors,
        Bodies,
        (status = 409, description = "`name_in_use`: another team has this name. `too_many_teams`: there are as many as a workspace may have.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn create(
    call: Call<WriteTeams>,
    db: web::Data<Db>,
    body: Body<TeamSent>,
) -> Result<Reply, AppError> {
    let (sent, once) = body.read_once(&call).await?;
    let (new, leading) = sent.parse()?;
    once.changes(&call, &db, move |tx, by| {
        let id = actions::create(tx, by, &new).map_err(undefinable)?;
        if let Some(leading) = leading {
            actions::amend(tx, by, id, &leading).map_err(undefinable)?;
        }
        let made = told(tx, (by.workspace(), id), by.holds())?.ok_or(AppError::NotFound)?;
        Ok::<_, AppError>(Reply::created(&made, format!("/api/teams/{id}")))
    })
    .await
}

/// Change a team.
///
/// Nobody is taken in or out who holds more than the key (`above_ceiling`).
#[utoipa::path(
    patch,
    path = "/api/teams/{team}",
    tag = "Teams",
    params(
        ("team" = Uuid, Path, description = "The team's id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the state that this was decided on.", nullable = false)
    ),
    request_body = TeamChange,
    responses(
        (status = 200, description = "The team as it is now.", body = TeamTold),
        Doors,
        Bodies,
        Absence,
        Change,
        (status = 409, description = "`name_in_use`: another team has this name. `too_many_at_once`: more than 2,000 people would come and go.", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn change(
    call: Call<WriteTeams>,
    db: web::Data<Db>,
    path: TeamPath,
    (seen, body): (IfMatch, Body<TeamChange>),
) -> Result<Reply, AppError> {
    let id = team_in(&path)?;
    let amendment = body.read().await?.amendment()?;
    let changing = call.actor.changes_alone(&db, move |tx, by| {
        let key = (by.workspace(), id);
        let before = told(tx, key, by.holds())?.ok_or(AppError::NotFound)?;
        actions::amend(tx, by, id, &amendment).map_err(undefinable)?;
        // What may not be done at all is said before who else did something.
        seen.check(&before)?;
        told(tx, key, by.holds())?.ok_or(AppError::NotFound)
    });
    Ok(Reply::ok(&changing.await?).tagged())
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Replacement {
    /// Where its people and its work go: another team, by its id or its exact name. Without one they are
    /// in this team no more and in no other instead.
    #[param(required = false, nullable = false)]
    replacement: Option<String>,
}

/// Delete a team.
#[utoipa::path(
    delete,
    path = "/api/teams/{team}",
    tag = "Teams",
    params(("team" = Uuid, Path, description = "The team's id."), Replacement),
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
    path: TeamPath,
    asked: Query<Replacement>,
) -> Result<Reply, AppError> {
    let (id, asked) = (team_in(&path)?, asked.0.replacement);
    let deleting = call.actor.changes_alone(&db, move |tx, by| {
        let all = store::all(tx, by.workspace())?;
        if !all.iter().any(|team| team.id == id) {
            return Err(AppError::NotFound);
        }
        let replacement = match &asked {
            None => None,
            Some(text) => Some(
                named(&all, text, |team| (team.id, team.name.as_str()))
                    .ok_or_else(|| unfit("not_found", "There is no such team."))?,
            ),
        };
        actions::delete(tx, by, id, replacement).map_err(undeletable)
    });
    deleting.await?;
    Ok(Reply::done())
}

fn unfit(code: &'static str, words: impl std::fmt::Display) -> Problem {
    Problem::of_field("replacement", code, words)
}

fn undefinable(error: DefineError) -> AppError {
    let problem = match &error {
        DefineError::NameTaken => Problem::conflict("name_in_use", &error),
        DefineError::TooMany => Problem::conflict("too_many_teams", &error),
        DefineError::NoSuchPerson => Problem::of_field("members", "not_found", &error),
        DefineError::TooManyAtOnce => Problem::conflict("too_many_at_once", &error),
        // Among the members: whoever isn't one reads like somebody who never was.
        DefineError::LeadIsNoMember => Problem::of_field("lead", "not_found", &error),
        DefineError::LeadInactive(_) => Problem::of_field("lead", "inactive", &error),
        _ => return error.into(),
    };
    problem.into()
}

fn undeletable(error: DeleteError) -> AppError {
    let problem = match &error {
        DeleteError::NoReplacement => unfit("invalid", &error),
        DeleteError::TooMany => Problem::conflict("too_many_people", &error),
        _ => return error.into(),
    };
    problem.into()
}
