use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::model::Account;
use super::{SendLinkError, actions, store, views};
use crate::access::{Guest, HashError, PasswordHasher, Public, WorkspaceRef};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::links::{Dead, Found, Purpose, Redeemable, look_up};
use crate::types::{EmailAddress, SecretText, SecretToken, Slug, UserId, duration};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};
use crate::workspaces;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/password/forgot", forgot);
    routes.post("/{slug}/password/forgot", ask);
    routes.get("/{slug}/password/reset/{token}", open);
    routes.post("/{slug}/password/reset/{token}", reset);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    sent: Option<String>,
}

async fn forgot(guest: Guest, asked: Query<Asked>) -> Page {
    if asked.0.sent.is_some() {
        views::on_its_way(&guest.workspace)
    } else {
        views::forgot(&guest.workspace, "", &FormErrors::default())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ForgotForm {
    email: String,
}

/// What is an address is answered alike, in bytes and in work.
async fn ask(
    guest: Guest,
    db: web::Data<Db>,
    form: Posted<ForgotForm>,
) -> Result<Answer, AppError> {
    let workspace = guest.workspace;
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    let Some(email) = errors.check("email", EmailAddress::parse(&form.email)) else {
        let page = views::forgot(&workspace, &form.email, &errors);
        return Ok(page.mistaken().into());
    };
    let id = workspace.id;
    let asking = db.tx(move |tx| actions::ask_for_link(tx, id, &guest.client, &email));
    let asked: Result<Option<Duration>, DbError> = asking.await;
    if let Some(wait) = asked? {
        errors.add(
            "email",
            format!("Too many requests. Wait {} and try again.", duration(wait)),
        );
        let page = views::forgot(&workspace, &form.email, &errors);
        return Ok(page.too_soon(wait).into());
    }
    Ok(SeeOther::at(format!("/{}/password/forgot?sent=1", workspace.slug)).into())
}

/// What a link in a mail led to.
enum Led {
    Nowhere,
    ToDead(WorkspaceRef, Dead),
    Here(Box<Opened>),
}

struct Opened {
    workspace: WorkspaceRef,
    account: Account,
    link: Redeemable,
}

/// Looks, and changes nothing.
async fn follow(db: &Db, (slug, token): (String, String)) -> Result<Led, AppError> {
    let (Ok(slug), Some(token)) = (slug.parse::<Slug>(), SecretToken::parse(&token)) else {
        return Ok(Led::Nowhere);
    };
    let led: Result<Led, DbError> = db.read(move |read| led(read, &slug, &token)).await;
    Ok(led?)
}

fn led(read: &mut Read<'_>, slug: &Slug, token: &SecretToken) -> Result<Led, DbError> {
    let Some(workspace) = workspaces::by_slug(read, slug)? else {
        return Ok(Led::Nowhere);
    };
    let link = match look_up(read, workspace.id, Purpose::PasswordReset, token)? {
        None => return Ok(Led::Nowhere),
        Some(Found::Dead(_, why)) => return Ok(Led::ToDead(workspace, why)),
        Some(Found::Live(link)) => link,
    };
    let user = UserId::from(link.subject);
    Ok(match store::active(read, workspace.id, user)? {
        None => Led::ToDead(workspace, Dead::Withdrawn),
        Some(account) => Led::Here(Box::new(Opened {
            workspace,
            account,
            link,
        })),
    })
}

fn not_valid() -> Page {
    views::unknown().status(StatusCode::NOT_FOUND)
}

fn gone(workspace: &WorkspaceRef, why: Dead) -> Page {
    views::dead(workspace, why).status(StatusCode::GONE)
}

async fn open(
    _: Public,
    db: web::Data<Db>,
    path: web::Path<(String, String)>,
) -> Result<Page, AppError> {
    Ok(match follow(&db, path.into_inner()).await? {
        Led::Nowhere => not_valid(),
        Led::ToDead(workspace, why) => gone(&workspace, why),
        Led::Here(visit) => views::reset(&visit.workspace, &visit.account, &FormErrors::default()),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ResetForm {
    password: SecretText,
    password_confirm: SecretText,
}

/// A mistake leaves the link as it was. The password is hashed before the link is spent, and who
/// comes second with it finds it used.
async fn reset(
    door: Public,
    (db, hasher): (web::Data<Db>, web::Data<PasswordHasher>),
    path: web::Path<(String, String)>,
    form: Posted<ResetForm>,
) -> Result<Answer, AppError> {
    let path = path.into_inner();
    let visit = match follow(&db, path.clone()).await? {
        Led::Nowhere => return Ok(not_valid().into()),
        Led::ToDead(workspace, why) => return Ok(gone(&workspace, why).into()),
        Led::Here(visit) => *visit,
    };
    let (workspace, account) = (visit.workspace, visit.account);
    let again = |errors: &FormErrors| views::reset(&workspace, &account, errors).mistaken();
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    let person = [account.email.typed(), &account.name, &account.display_name];
    let about = workspace.first_guesses(person);
    let typed = (&form.password, &form.password_confirm);
    let Some(password) = errors.new_password(typed, &about) else {
        return Ok(again(&errors).into());
    };
    let hash = match hasher.hash(password).await {
        Ok(hash) => hash,
        Err(HashError::Refused(easy)) => {
            errors.add("password", easy.to_string());
            return Ok(again(&errors).into());
        }
        Err(error) => return Err(error.into()),
    };
    let resetting = db.tx(move |tx| actions::reset(tx, visit.link, &hash, door.client));
    let is_reset: Result<bool, DbError> = resetting.await;
    if is_reset? {
        let login = format!("/{}/login", workspace.slug);
        return Ok(SeeOther::at(login)
            .anew()
            .saying(Notice::PasswordSet)
            .into());
    }
    // Somebody was faster, and the link can say how.
    Ok(match follow(&db, path).await? {
        Led::ToDead(workspace, why) => gone(&workspace, why).into(),
        _ => not_valid().into(),
    })
}

impl From<SendLinkError> for AppError {
    fn from(error: SendLinkError) -> Self {
        match error {
            SendLinkError::Nobody => Self::NotFound,
            SendLinkError::TooMany { wait } => Self::TooMany { wait },
            SendLinkError::Refused(refusal) => refusal.into(),
            SendLinkError::Unproved(unproved) => unproved.into(),
            SendLinkError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
