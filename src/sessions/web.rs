mod sensitive;

use std::time::Duration;

use actix_web::web;
use serde::Deserialize;

use super::actions::{self, ConfirmedPassword, Credentials, Origin, SignInError};
use super::views;
use crate::access::{
    Actor, Cookies, Guest, PasswordHasher, SignedIn, Visit,
    rights::{Newcomer, Yourself},
};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::throttles::Browser;
use crate::types::{SecretText, SessionId, Slug, way_on};
use crate::ui::{Answer, FormErrors, Notice, Posted, Query, SeeOther};

pub use self::sensitive::{Judges, Sensitive};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/login", login);
    routes.post("/{slug}/login", sign_in);
    routes.post("/{slug}/logout", log_out);
    routes.post("/{slug}/profile/sessions/others/end", end_others);
    routes.post("/{slug}/profile/sessions/{session}/end", end_one);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LoginQuery {
    next: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LoginForm {
    pub email: String,
    password: SecretText,
    pub next: Option<String>,
}

async fn login(guest: Guest, query: Query<LoginQuery>) -> Answer {
    let next = query.0.next;
    if guest.actor.is_some() {
        return SeeOther::at(way_on(&guest.workspace.slug, next.as_deref())).into();
    }
    let form = LoginForm {
        next,
        ..LoginForm::default()
    };
    views::login(&guest.workspace, &form, None).into()
}

async fn sign_in(
    guest: Guest,
    (db, hasher): (web::Data<Db>, web::Data<PasswordHasher>),
    cookies: Cookies,
    form: Posted<LoginForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let workspace = guest.workspace;
    let account = actions::account_key(&form.email);
    let origin = Origin {
        browser: if cookies.know(workspace.id, &account) {
            Browser::Known
        } else {
            Browser::New
        },
        replaces: guest.actor.and_then(|actor| actor.session()),
        client: guest.client,
        workspace: workspace.clone(),
    };
    let credentials = Credentials {
        email: form.email.clone(),
        password: form.password.clone(),
    };
    let token = match actions::sign_in(&db, &hasher, origin, credentials).await {
        Ok(token) => token,
        Err(error @ SignInError::Wrong) => {
            let page = views::login(&workspace, &form, Some(&error.to_string()));
            return Ok(page.mistaken().into());
        }
        Err(error @ SignInError::TooMany { wait }) => {
            let page = views::login(&workspace, &form, Some(&error.to_string()));
            return Ok(page.too_soon(wait).into());
        }
        Err(error) => return Err(error.into()),
    };
    let cookies = cookies.after_sign_in(SignedIn {
        workspace: workspace.id,
        slug: &workspace.slug,
        account: &account,
        token,
    })?;
    Ok(SeeOther::at(way_on(&workspace.slug, form.next.as_deref()))
        .anew()
        .with_cookies(cookies)
        .into())
}

impl From<SignInError> for AppError {
    fn from(error: SignInError) -> Self {
        match error {
            // A form says this by its field.
            SignInError::Wrong => Self::Conflict(error.to_string()),
            SignInError::TooMany { wait } => Self::TooMany { wait },
            SignInError::Hash(error) => error.into(),
            SignInError::Db(error) => error.into(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LogoutForm {
    next: Option<String>,
}

/// The row ends first: a cookie that outlives it opens nothing. Whoever makes way for somebody else goes
/// on to where that one was.
async fn log_out(
    visit: Visit<Newcomer>,
    db: web::Data<Db>,
    cookies: Cookies,
    form: Posted<LogoutForm>,
) -> Result<SeeOther, AppError> {
    let slug = visit.actor.workspace.slug.clone();
    // Nothing that is wrong with a form keeps anybody signed in.
    let next = form.read().await.unwrap_or_default().next;
    db.tx(move |tx| {
        let by = tx.prove(&visit.actor)?;
        Ok::<_, AppError>(actions::sign_out(tx, &by)?)
    })
    .await?;
    let way = match next {
        Some(_) => SeeOther::at(way_on(&slug, next.as_deref())),
        None => SeeOther::at(format!("/{slug}/login")).saying(Notice::SignedOut),
    };
    Ok(way.anew().with_cookies([cookies.after_sign_out(&slug)?]))
}

async fn end_one(
    visit: Visit<Yourself>,
    db: web::Data<Db>,
    path: web::Path<(Slug, String)>,
) -> Result<SeeOther, AppError> {
    let session: SessionId = path.1.parse().map_err(|_| AppError::NotFound)?;
    let slug = visit.actor.workspace.slug.clone();
    let found = db
        .tx(move |tx| {
            let by = tx.prove(&visit.actor)?;
            Ok::<_, AppError>(actions::end_own(tx, &by, session)?)
        })
        .await?;
    if !found {
        return Err(AppError::NotFound);
    }
    Ok(SeeOther::at(format!("/{slug}/profile")).saying(Notice::SessionEnded))
}

async fn end_others(visit: Visit<Yourself>, db: web::Data<Db>) -> Result<SeeOther, AppError> {
    let slug = visit.actor.workspace.slug.clone();
    db.tx(move |tx| {
        let by = tx.prove::<Yourself>(&visit.actor)?;
        Ok::<_, AppError>(actions::end_others(tx, &by)?)
    })
    .await?;
    Ok(SeeOther::at(format!("/{slug}/profile")).saying(Notice::OtherSessionsEnded))
}

/// What came of a password that was typed in the form of a sensitive step. What is wrong with it stands
/// by its field.
pub enum Confirmation {
    Right(ConfirmedPassword),
    Wrong,
    TooSoon(Duration),
}

pub async fn confirm_in_form(
    (db, hasher): (&Db, &PasswordHasher),
    actor: &Actor,
    typed: &SecretText,
    errors: &mut FormErrors,
) -> Result<Confirmation, AppError> {
    const FIELD: &str = "current_password";
    match actions::confirm_password(db, hasher, actor, typed).await {
        Ok(confirmed) => Ok(Confirmation::Right(confirmed)),
        Err(SignInError::Wrong) => {
            errors.add(FIELD, "This isn't your current password.");
            Ok(Confirmation::Wrong)
        }
        Err(error @ SignInError::TooMany { wait }) => {
            errors.add(FIELD, error.to_string());
            Ok(Confirmation::TooSoon(wait))
        }
        Err(error) => Err(error.into()),
    }
}
