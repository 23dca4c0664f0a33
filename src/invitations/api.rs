//! Inviting by program, and what is done with invitations that are there. No answer has a link in it.

mod inviting;
mod new_user;
mod told;

use actix_web::web;
use serde::Deserialize;
use utoipa::OpenApi;

pub use self::told::InvitationBrief;
use self::told::{Invitation, Wanted};
use super::actions::{self, ActError};
use super::store::history;
use super::store::listed::ListError;
use crate::access::{
    Alone, Call,
    rights::{InviteUsers, ReadUsers},
};
use crate::api::{
    Absence, Bodies, Body, Conflict, Doors, ListQuery, Listed, Mistake, Nothing, OnceHeader, Reply,
};
use crate::app::Routes;
use crate::db::{Db, DbError, Tx};
use crate::error::{AppError, Problem, ProblemDocument};
use crate::links::Links;
use crate::types::InvitationId;
use crate::ui::Query;

#[derive(OpenApi)]
#[openapi(
    paths(inviting::create, inviting::create_several, list, resend, cancel),
    components(schemas(ProblemDocument))
)]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    // Before somebody's own address, whose id `bulk` would be.
    routes.post("/api/users/bulk", inviting::create_several);
    routes.post("/api/users", inviting::create);
    routes.get("/api/invitations", list);
    routes.post("/api/invitations/{invitation}/resend", resend);
    routes.post("/api/invitations/{invitation}/cancel", cancel);
}

type Tools = (web::Data<Db>, web::Data<Links>);

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct InvitationsQuery {
    /// Only these. All that there ever were without it.
    #[param(required = false, value_type = Wanted)]
    status: Option<String>,
}

/// All invitations, the newest first, whatever has become of them.
#[utoipa::path(
    get,
    path = "/api/invitations",
    tag = "Invitations",
    params(InvitationsQuery, ListQuery),
    responses((status = 200, body = Listed<Invitation>), Doors, Mistake)
)]
async fn list(
    call: Call<ReadUsers>,
    db: web::Data<Db>,
    (query, paged): (Query<InvitationsQuery>, Query<ListQuery>),
) -> Result<Reply, AppError> {
    let paged = paged.0.parse()?;
    let wanted = query.0.status.as_deref().map(Wanted::parse).transpose()?;
    let workspace = call.proof.workspace();
    let reading = db.read(move |read| {
        let now = read.now()?;
        let part = (paged.size, paged.position.as_ref());
        let page = history::history(read, (workspace, wanted), part)?;
        Ok::<_, ListError>(page.map(|told| Invitation::of(told, now)))
    });
    Ok(Reply::ok(&Listed::from(reading.await?)))
}

/// Sends it again: a new link with its whole lifetime, and the old one is dead.
///
/// Within a minute of the last resend nothing more is sent; `sent_at` says when that was. An invitation
/// that has expired takes a seat again.
#[utoipa::path(
    post,
    path = "/api/invitations/{invitation}/resend",
    tag = "Invitations",
    params(("invitation" = uuid::Uuid, Path, description = "Its id."), OnceHeader),
    request_body(content = Nothing, description = "Nothing, or an empty object"),
    responses((status = 200, body = InvitationBrief), Doors, Bodies, Absence, Conflict)
)]
async fn resend(
    call: Call<InviteUsers>,
    (db, links): Tools,
    path: web::Path<String>,
    body: Body<Nothing>,
) -> Result<Reply, AppError> {
    let (_, once) = body.read_once(&call).await?;
    let id = invitation_in(&path)?;
    once.changes(&call, &db, move |tx, by| {
        actions::resend(tx, by, &links, id).map_err(problem)?;
        as_it_is(tx, by, id)
    })
    .await
}

/// Ends it for good. The person is removed, their address and their seat are free.
#[utoipa::path(
    post,
    path = "/api/invitations/{invitation}/cancel",
    tag = "Invitations",
    params(("invitation" = uuid::Uuid, Path, description = "Its id."), OnceHeader),
    request_body(content = Nothing, description = "Nothing, or an empty object"),
    responses((status = 200, body = InvitationBrief), Doors, Bodies, Absence, Conflict)
)]
async fn cancel(
    call: Call<InviteUsers>,
    db: web::Data<Db>,
    path: web::Path<String>,
    body: Body<Nothing>,
) -> Result<Reply, AppError> {
    let (_, once) = body.read_once(&call).await?;
    let id = invitation_in(&path)?;
    once.changes(&call, &db, move |tx, by| {
        actions::cancel(tx, by, id).map_err(problem)?;
        as_it_is(tx, by, id)
    })
    .await
}

fn invitation_in(path: &web::Path<String>) -> Result<InvitationId, AppError> {
    path.parse().map_err(|_| AppError::NotFound)
}

fn as_it_is(tx: &mut Tx<'_>, by: &Alone<InviteUsers>, id: InvitationId) -> Result<Reply, AppError> {
    let brief = history::briefs(tx, by.workspace(), &[id])?.pop();
    let brief = brief.ok_or(DbError::Misuse(
        "an invitation was acted on that isn't there",
    ))?;
    Ok(Reply::ok(&InvitationBrief::from(&brief)))
}

fn problem(error: ActError) -> AppError {
    let code = match &error {
        ActError::Accepted(_) => "already_accepted",
        ActError::Cancelled => "already_cancelled",
        ActError::NoSeat(_) => "seats_exhausted",
        ActError::OwnershipUnanswered => "ownership_unanswered",
        _ => return error.into(),
    };
    Problem::conflict(code, error).into()
}
