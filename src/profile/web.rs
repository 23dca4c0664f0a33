mod availability;

use actix_web::web;
use serde::Deserialize;

use super::actions::{self, ChangeError};
use super::store;
use super::views::{self, Account};
use crate::access::{
    Actor, HashError, PasswordHasher, Visit,
    rights::{Newcomer, Yourself},
};
use crate::app::Routes;
use crate::availability::AvailabilityForm;
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::sessions::{self, Confirmation};
use crate::types::Names;
use crate::types::{PersonName, SecretText};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};
use crate::{email_changes, roles, users};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/profile", profile);
    routes.post("/{slug}/profile", rename);
    routes.post("/{slug}/profile/notifications", notify);
    availability::routes(routes);
    routes.get("/{slug}/profile/password", password);
    routes.post("/{slug}/profile/password", change_password);
}

async fn profile(visit: Visit<Yourself>, db: web::Data<Db>) -> Result<Page, AppError> {
    let (names, account) = kept(&db, &visit.actor).await?;
    Ok(views::profile(
        &visit.actor,
        &names,
        &FormErrors::default(),
        &account,
    ))
}

/// The page as it is, before anything is typed into it.
async fn kept(db: &Db, actor: &Actor) -> Result<(NamesForm, Account), AppError> {
    let (reader, user) = (actor.clone(), actor.user);
    let (names, account) = db
        .read(move |read| {
            let names = users::names(read, reader.workspace.id, user)?;
            Ok::<_, DbError>((names, account(read, &reader)?))
        })
        .await?;
    let form = NamesForm {
        full_name: names.full_name.to_string(),
        display_name: names.display_name.to_string(),
    };
    Ok((form, account))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NamesForm {
    pub full_name: String,
    pub display_name: String,
}

impl NamesForm {
    fn parse(&self) -> Result<Names, FormErrors> {
        let mut errors = FormErrors::default();
        let full_name = errors.check("full_name", PersonName::parse(&self.full_name));
        let display_name = if self.display_name.trim().is_empty() {
            full_name.clone()
        } else {
            errors.check("display_name", PersonName::parse(&self.display_name))
        };
        match (full_name, display_name) {
            (Some(full_name), Some(display_name)) => Ok(Names {
                full_name,
                display_name,
            }),
            _ => Err(errors),
        }
    }
}

async fn rename(
    visit: Visit<Yourself>,
    db: web::Data<Db>,
    form: Posted<NamesForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let names = match form.parse() {
        Ok(names) => names,
        Err(errors) => {
            let (_, account) = kept(&db, &visit.actor).await?;
            let page = views::profile(&visit.actor, &form, &errors, &account);
            return Ok(page.mistaken().into());
        }
    };
    let profile = format!("/{}/profile", visit.actor.workspace.slug);
    db.tx(move |tx| {
        let by = tx.prove(&visit.actor)?;
        Ok::<_, AppError>(users::rename_yourself(tx, &by, &names)?)
    })
    .await?;
    Ok(SeeOther::at(profile).saying(Notice::NamesSaved).into())
}

fn account(read: &mut Read<'_>, actor: &Actor) -> Result<Account, DbError> {
    let (workspace, user) = (actor.workspace.id, actor.user);
    Ok(Account {
        availability: AvailabilityForm::of(actor.availability, actor.workspace.zone),
        sessions: sessions::open(read, workspace, user)?,
        told_of_joiners: store::told_of_joiners(read, workspace, user)?,
        awaited: email_changes::awaited(read, workspace, user)?,
        roles: roles::of_user(read, workspace, user)?,
        now: read.now()?,
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NotificationsForm {
    told_of_joiners: Option<String>,
}

async fn notify(
    visit: Visit<Yourself>,
    db: web::Data<Db>,
    form: Posted<NotificationsForm>,
) -> Result<SeeOther, AppError> {
    let wanted = form.read().await?.told_of_joiners.is_some();
    let profile = format!("/{}/profile", visit.actor.workspace.slug);
    db.tx(move |tx| {
        let by = tx.prove(&visit.actor)?;
        Ok::<_, AppError>(actions::tell_of_joiners(tx, &by, wanted)?)
    })
    .await?;
    Ok(SeeOther::at(profile).saying(Notice::NotificationsSaved))
}

async fn password(visit: Visit<Newcomer>) -> Page {
    views::password(&visit.actor, &FormErrors::default())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PasswordForm {
    current_password: SecretText,
    password: SecretText,
    password_confirm: SecretText,
}

async fn change_password(
    visit: Visit<Newcomer>,
    db: web::Data<Db>,
    hasher: web::Data<PasswordHasher>,
    form: Posted<PasswordForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let actor = visit.actor;
    let mut errors = FormErrors::default();
    let (workspace, user) = (actor.workspace.id, actor.user);
    let names = db
        .read(move |read| users::names(read, workspace, user))
        .await?;
    let person = [
        &actor.email,
        names.full_name.as_str(),
        names.display_name.as_str(),
    ];
    let about = actor.workspace.first_guesses(person);
    let wished = errors.new_password((&form.password, &form.password_confirm), &about);
    if wished.is_some() && form.password == form.current_password {
        errors.add(
            "password",
            "Choose a password that differs from the current one.",
        );
    }
    let (Some(wished), true) = (wished, errors.is_empty()) else {
        return Ok(views::password(&actor, &errors).mistaken().into());
    };
    let typed = &form.current_password;
    let desk = (db.get_ref(), hasher.get_ref());
    let current = match sessions::confirm_in_form(desk, &actor, typed, &mut errors).await? {
        Confirmation::Right(current) => current,
        Confirmation::Wrong => {
            return Ok(views::password(&actor, &errors).mistaken().into());
        }
        Confirmation::TooSoon(wait) => {
            return Ok(views::password(&actor, &errors).too_soon(wait).into());
        }
    };
    let hash = match hasher.hash(wished).await {
        Ok(hash) => hash,
        Err(HashError::Refused(error)) => {
            errors.add("password", error.to_string());
            return Ok(views::password(&actor, &errors).mistaken().into());
        }
        Err(error) => return Err(error.into()),
    };
    let profile = format!("/{}/profile", actor.workspace.slug);
    db.tx(move |tx| {
        let by = tx.prove(&actor)?;
        Ok::<_, AppError>(actions::change_password(tx, &by, &current, &hash)?)
    })
    .await?;
    Ok(SeeOther::at(profile).saying(Notice::PasswordChanged).into())
}

impl From<ChangeError> for AppError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Meanwhile => Self::Conflict(error.to_string()),
            ChangeError::Db(error) => error.into(),
        }
    }
}
