//! Deactivating, reactivating and deleting somebody.

use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;

use super::naming::People;
use super::user::{User, as_they_are};
use super::user_in;
use crate::access::{
    Alone, Call, Permission, Tried,
    rights::{DeleteUsers, WriteUsers},
};
use crate::api::{
    Absence, Bodies, Body, Conflict, Doors, FieldErrors, Nothing, Object, OnceHeader, Reply,
};
use crate::db::{Db, DbError, Tx};
use crate::error::{AppError, Problem};
use crate::invitations::Leavings;
use crate::lifecycle::{
    self, Cover, DeactivateError, DeleteError, ReactivateError, Reports, Wishes,
};
use crate::people::{self, Somebody};
use crate::reporting::ReportError;
use crate::teams::{self, Team};
use crate::types::UserId;

/// No workspace has more teams.
const MOST_COVERS: usize = 200;

/// What is to become of what somebody leaves behind. All of it may be left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Deactivation {
    /// Who takes those who report to them, by id or address. Otherwise they move up.
    #[schema(min_length = 1, max_length = 254, example = json!(null))]
    reports_to: Option<String>,
    /// Who joins teams in which nobody else would be left.
    #[schema(value_type = Option<Vec<TeamCover>>, max_items = 200, example = json!(null))]
    covers: Option<Vec<Object<TeamCover>>>,
    /// The open ones that they sent.
    invitations: Option<SentInvitations>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TeamCover {
    /// By its id or exact name.
    #[schema(min_length = 1, max_length = 100)]
    team: String,
    /// By their id or address.
    #[schema(min_length = 1, max_length = 254)]
    user: String,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SentInvitations {
    /// They stand on the right of whoever answers for the key, as far as that reaches. The others are
    /// cancelled. So it is where nothing is said.
    TakeOver,
    Cancel,
}

/// Ends somebody's access at once: they can't sign in, and every session, link and key of theirs stops.
///
/// `409`: `last_owner`, `yourself` for whoever answers for the key, `not_joined`, `already_inactive`.
#[utoipa::path(
    post,
    path = "/api/users/{user}/deactivate",
    tag = "Users",
    params(("user" = uuid::Uuid, Path, description = "Their id."), OnceHeader),
    request_body(content = Deactivation, description = "Nothing, or choices"),
    responses(
        (status = 200, body = User, headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 204, description = "Done, for a key without `users:read`."),
        Doors, Bodies, Absence, Conflict
    )
)]
pub(super) async fn deactivate(
    call: Call<WriteUsers>,
    db: web::Data<Db>,
    path: web::Path<String>,
    body: Body<Deactivation>,
) -> Result<Reply, AppError> {
    let (wanted, once) = body.read_once(&call).await?;
    let user = user_in(&path)?;
    once.changes(&call, &db, move |tx, by| {
        let somebody = somebody(tx, by, user)?;
        somebody.within_reach(by, Tried::Deactivate)?;
        let (wishes, covers) = wanted.understood(tx, by)?;
        lifecycle::deactivate(tx, by, user, &wishes)
            .map_err(|error| not_deactivated(error, &covers))?;
        Ok::<_, AppError>(as_they_are(tx, by, user)?)
    })
    .await
}

fn somebody(tx: &mut Tx<'_>, by: &Alone<WriteUsers>, user: UserId) -> Result<Somebody, AppError> {
    let found = people::somebody(tx, by.workspace(), user)?;
    found.ok_or(AppError::NotFound)
}

impl Deactivation {
    /// With the covers as they were sent, so that a mistake of one can be told by its place.
    fn understood(
        &self,
        tx: &mut Tx<'_>,
        by: &Alone<WriteUsers>,
    ) -> Result<(Wishes, Vec<Cover>), AppError> {
        let sent = self.covers.as_deref().unwrap_or_default();
        if sent.len() > MOST_COVERS {
            let words = format!("At most {MOST_COVERS} may be named.");
            return Err(Problem::of_field("covers", "too_many", words).into());
        }
        let teams = teams_seen(tx, by, sent)?;
        let covering = sent.iter().map(|Object(cover)| cover.user.as_str());
        let named = covering.chain(self.reports_to.as_deref());
        let people = People::named(tx, by.workspace(), named)?;
        let mut errors = FieldErrors::default();
        let covers = covers(sent, (&teams, &people), &mut errors);
        let taker = self.reports_to.as_deref().map(|text| people.find(text));
        if taker == Some(None) {
            errors.not_found("reports_to");
        }
        let wishes = Wishes {
            reports: taker.flatten().map_or(Reports::MoveUp, Reports::HandTo),
            covers: covers.clone(),
            invitations: match self.invitations {
                None | Some(SentInvitations::TakeOver) => Leavings::TakeOver,
                Some(SentInvitations::Cancel) => Leavings::Cancel,
            },
            // A program takes no keys over, so they stop.
            ..Wishes::default()
        };
        Ok(errors.or(Some((wishes, covers)))?)
    }
}

fn teams_seen(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    sent: &[Object<TeamCover>],
) -> Result<Vec<Team>, DbError> {
    if sent.is_empty() || !by.holds().contains(Permission::ReadTeams) {
        return Ok(Vec::new());
    }
    teams::all(tx, by.workspace())
}

fn covers(
    sent: &[Object<TeamCover>],
    (teams, people): (&[Team], &People<'_>),
    errors: &mut FieldErrors,
) -> Vec<Cover> {
    let understood = sent.iter().enumerate().filter_map(|(at, Object(cover))| {
        let field = format!("covers[{at}].team");
        let team = errors.find((&field, &cover.team), teams, |team| {
            (team.id, team.name.as_str())
        });
        let by = people.find(&cover.user);
        if by.is_none() {
            errors.not_found(&format!("covers[{at}].user"));
        }
        Some(Cover {
            team: team?,
            by: by?,
        })
    });
    understood.collect()
}

/// What a program can tell by a code or a field. Everything else is for the edge.
fn not_deactivated(error: DeactivateError, covers: &[Cover]) -> AppError {
    match &error {
        DeactivateError::Yourself => Problem::conflict("yourself", error).into(),
        DeactivateError::Pending(_) => Problem::conflict("not_joined", error).into(),
        DeactivateError::Inactive(_) => Problem::conflict("already_inactive", error).into(),
        DeactivateError::LastOwner(_) => Problem::conflict("last_owner", error).into(),
        DeactivateError::Reports(ReportError::NoSuchManager) => {
            Problem::of_field("reports_to", "not_found", error).into()
        }
        DeactivateError::Reports(_) => Problem::of_field("reports_to", "invalid", error).into(),
        DeactivateError::Cover { team, .. } => {
            let at = covers.iter().position(|cover| cover.team == *team);
            let field = at.map_or_else(|| "covers".to_owned(), |at| format!("covers[{at}]"));
            Problem::of_field(field, "invalid", error).into()
        }
        _ => error.into(),
    }
}

/// Lets somebody in again, with the roles and teams that they had. They sign in anew.
///
/// `409`: `seats_exhausted`, `not_joined`, `already_active`.
#[utoipa::path(
    post,
    path = "/api/users/{user}/reactivate",
    tag = "Users",
    params(("user" = uuid::Uuid, Path, description = "Their id."), OnceHeader),
    request_body(content = Nothing, description = "Nothing, or an empty object"),
    responses(
        (status = 200, body = User, headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 204, description = "Done, for a key without `users:read`."),
        Doors, Bodies, Absence, Conflict
    )
)]
pub(super) async fn reactivate(
    call: Call<WriteUsers>,
    db: web::Data<Db>,
    path: web::Path<String>,
    body: Body<Nothing>,
) -> Result<Reply, AppError> {
    let (_, once) = body.read_once(&call).await?;
    let user = user_in(&path)?;
    once.changes(&call, &db, move |tx, by| {
        lifecycle::reactivate(tx, by, user).map_err(not_reactivated)?;
        Ok::<_, AppError>(as_they_are(tx, by, user)?)
    })
    .await
}

fn not_reactivated(error: ReactivateError) -> AppError {
    let code = match &error {
        ReactivateError::Pending(_) => "not_joined",
        ReactivateError::Active(_) => "already_active",
        ReactivateError::NoSeat(_) => "seats_exhausted",
        _ => return error.into(),
    };
    Problem::conflict(code, error).into()
}

/// Removes somebody for good, who has to be inactive. Nothing confirms it but the id: what identifies them
/// is erased, and their address is free.
///
/// `409`: `not_inactive`, `not_joined`.
#[utoipa::path(
    delete,
    path = "/api/users/{user}",
    tag = "Users",
    params(("user" = uuid::Uuid, Path, description = "Their id.")),
    responses((status = 204, description = "They are gone."), Doors, Absence, Conflict)
)]
pub(super) async fn delete(
    call: Call<DeleteUsers>,
    db: web::Data<Db>,
    path: web::Path<String>,
) -> Result<Reply, AppError> {
    let user = user_in(&path)?;
    let deleting = call.actor.changes_alone(&db, move |tx, by| {
        lifecycle::delete(tx, by, user, None).map_err(not_deleted)
    });
    deleting.await?;
    Ok(Reply::done())
}

fn not_deleted(error: DeleteError) -> AppError {
    let code = match &error {
        DeleteError::Pending(_) => "not_joined",
        DeleteError::Active(_) => "not_inactive",
        _ => return error.into(),
    };
    Problem::conflict(code, error).into()
}
