//! The page behind the link.

mod form;
mod joining;

pub(in crate::invitations) use form::JoinForm;

use actix_web::http::StatusCode;
use actix_web::web;

use crate::access::{Bearer, Guest};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::invitations::actions::{self, End, Led, Offer};
use crate::invitations::views::accepting::{self as views, At};
use crate::types::SecretToken;
use crate::ui::{Answer, FormErrors, Page, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/invitation/{token}", show);
    routes.post("/{slug}/invitation/{token}", joining::join);
    routes.post("/{slug}/invitation/{token}/renew", renew);
}

/// Somebody with a link that is, or was, one of the workspace's.
struct Comer {
    guest: Guest,
    token: SecretToken,
    led: Led,
}

impl Comer {
    /// Looks, and changes nothing. `None` for a link that isn't one, whatever is wrong with it.
    async fn with(bearer: Bearer, db: &Db) -> Result<Option<Self>, AppError> {
        let (Some(guest), Some(token)) = (bearer.guest, bearer.token) else {
            return Ok(None);
        };
        let led = follow(db, &guest, &token).await?;
        let is_known = !matches!(led, Led::Nowhere);
        Ok(is_known.then_some(Self { guest, token, led }))
    }
}

async fn follow(db: &Db, guest: &Guest, token: &SecretToken) -> Result<Led, AppError> {
    let (workspace, token) = (guest.workspace.id, token.clone());
    let following = db.read(move |read| actions::follow(read, workspace, &token));
    let led: Result<Led, DbError> = following.await;
    Ok(led?)
}

async fn show(bearer: Bearer, db: web::Data<Db>) -> Result<Answer, AppError> {
    let Some(comer) = Comer::with(bearer, &db).await? else {
        return Ok(not_valid().into());
    };
    let at = At {
        workspace: &comer.guest.workspace,
        token: &comer.token,
    };
    Ok(match &comer.led {
        Led::Nowhere => not_valid().into(),
        Led::ToEnd(end) => gone(&comer.guest, at, *end),
        Led::ToOffer(offer) => signed_in_as(&comer.guest, at, offer)
            .unwrap_or_else(|| {
                views::offer(at, offer, &JoinForm::new(offer), &FormErrors::default())
            })
            .into(),
    })
}

fn not_valid() -> Page {
    views::unknown().status(StatusCode::NOT_FOUND)
}

/// Who joined with it and is here goes where they belong.
fn gone(guest: &Guest, at: At<'_>, end: End) -> Answer {
    match (&guest.actor, end) {
        (Some(actor), End::Used(_, Some(user))) if actor.user == user => {
            SeeOther::at(format!("/{}", guest.workspace.slug)).into()
        }
        _ => views::ended(at, end).status(StatusCode::GONE).into(),
    }
}

/// Nobody accepts in another one's name.
fn signed_in_as(guest: &Guest, at: At<'_>, offer: &Offer) -> Option<Page> {
    let actor = guest.actor.as_ref()?;
    Some(views::signed_in_as(at, actor, &offer.email))
}

/// The same work and the same answer for every token, known, unknown or none at all.
async fn renew(bearer: Bearer, db: web::Data<Db>) -> Result<Page, AppError> {
    let token = bearer.token.unwrap_or_else(SecretToken::random);
    let Some(guest) = bearer.guest else {
        return Ok(views::on_its_way());
    };
    let asking = db.tx(move |tx| {
        let workspace = guest.workspace.id;
        actions::ask_for_link(tx, workspace, &guest.client, &token)
    });
    let wait: Result<_, DbError> = asking.await;
    Ok(match wait? {
        None => views::on_its_way(),
        Some(wait) => views::too_many(wait),
    })
}
