//! The link that was mailed to a new address.

use actix_web::http::StatusCode;
use actix_web::web;

use crate::access::{Bearer, Guest, WorkspaceRef};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::email_changes::actions::{self, ConfirmError};
use crate::email_changes::model::Account;
use crate::email_changes::{store, views};
use crate::error::AppError;
use crate::links::{Dead, Found, Purpose, Redeemable, look_up};
use crate::types::{EmailAddress, SecretToken, UserId, UserStatus, WorkspaceId};
use crate::ui::{Answer, Notice, Page, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/email/{token}", open);
    routes.post("/{slug}/email/{token}", confirm);
}

/// What a link led to.
enum Led {
    Nowhere,
    ToDead(Dead),
    Here(Box<Opened>),
}

struct Opened {
    account: Account,
    email: EmailAddress,
    link: Redeemable,
}

/// Looks, and changes nothing.
async fn follow(db: &Db, workspace: WorkspaceId, token: SecretToken) -> Result<Led, AppError> {
    let led: Result<Led, DbError> = db.read(move |read| led(read, workspace, &token)).await;
    Ok(led?)
}

fn led(read: &mut Read<'_>, workspace: WorkspaceId, token: &SecretToken) -> Result<Led, DbError> {
    let link = match look_up(read, workspace, Purpose::EmailChange, token)? {
        None => return Ok(Led::Nowhere),
        Some(Found::Dead(_, why)) => return Ok(Led::ToDead(why)),
        Some(Found::Live(link)) => link,
    };
    let user = UserId::from(link.subject);
    let account = store::account(read, workspace, user)?;
    let account = account.filter(|account| account.status == UserStatus::Active);
    let wished = store::wished(read, workspace, user)?.filter(|wished| wished.link == link.id);
    let Some((account, wished)) = account.zip(wished) else {
        return Ok(Led::ToDead(Dead::Withdrawn));
    };
    if !actions::is_still_asked(read, (workspace, user), &wished)? {
        return Ok(Led::ToDead(Dead::Withdrawn));
    }
    Ok(Led::Here(Box::new(Opened {
        account,
        email: wished.email,
        link,
    })))
}

fn not_valid() -> Page {
    views::unknown().status(StatusCode::NOT_FOUND)
}

fn gone(workspace: &WorkspaceRef, why: Dead) -> Page {
    views::dead(workspace, why).status(StatusCode::GONE)
}

async fn open(bearer: Bearer, db: web::Data<Db>) -> Result<Page, AppError> {
    let (Some(guest), Some(token)) = (bearer.guest, bearer.token) else {
        return Ok(not_valid());
    };
    Ok(match follow(&db, guest.workspace.id, token).await? {
        Led::Nowhere => not_valid(),
        Led::ToDead(why) => gone(&guest.workspace, why),
        Led::Here(opened) => views::confirm(&guest.workspace, &opened.account, &opened.email),
    })
}

async fn confirm(bearer: Bearer, db: web::Data<Db>) -> Result<Answer, AppError> {
    let (Some(guest), Some(token)) = (bearer.guest, bearer.token) else {
        return Ok(not_valid().into());
    };
    let opened = match follow(&db, guest.workspace.id, token.clone()).await? {
        Led::Nowhere => return Ok(not_valid().into()),
        Led::ToDead(why) => return Ok(gone(&guest.workspace, why).into()),
        Led::Here(opened) => *opened,
    };
    let client = guest.client.clone();
    let confirming = db.tx(move |tx| actions::confirm(tx, opened.link, client));
    match confirming.await {
        Ok(user) => Ok(afterwards(&guest, user).into()),
        Err(ConfirmError::Taken) => Ok(views::taken(&guest.workspace).in_conflict().into()),
        // Somebody was faster, and the link can say how.
        Err(ConfirmError::Dead) => Ok(match follow(&db, guest.workspace.id, token).await? {
            Led::ToDead(why) => gone(&guest.workspace, why).into(),
            _ => not_valid().into(),
        }),
        Err(ConfirmError::Db(error)) => Err(error.into()),
    }
}

/// Who is signed in here stays so.
fn afterwards(guest: &Guest, user: UserId) -> SeeOther {
    let is_theirs = guest.actor.as_ref().is_some_and(|actor| actor.user == user);
    let page = if is_theirs { "profile" } else { "login" };
    SeeOther::at(format!("/{}/{page}", guest.workspace.slug))
        .anew()
        .saying(Notice::EmailChanged)
}
