//! The form for a new account.

use actix_web::web;
use serde::Deserialize;

use super::actions::{self, CreateError, Known, NewUser};
use super::views::{self, Form};
use crate::access::{
    Actor, BuiltinRole, HashError, Password, PasswordHash, PasswordHasher, Permission, Visit,
    rights::InviteUsers,
};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::roles;
use crate::sessions::{Judges, Sensitive};
use crate::types::{EmailAddress, PersonName, RoleId, SecretText, UserId};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/new", show);
    routes.post("/{slug}/settings/users", create);
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewUserForm {
    pub full_name: String,
    pub display_name: String,
    pub email: String,
    pub role: Option<String>,
    password: SecretText,
    current_password: SecretText,
}

/// What was typed, parsed, but for the password.
struct Wish {
    full_name: PersonName,
    display_name: Option<PersonName>,
    email: EmailAddress,
    role: RoleId,
}

impl NewUserForm {
    fn parse(&self, actor: &Actor, errors: &mut FormErrors) -> Option<(Wish, Password)> {
        let full_name = errors.check("full_name", PersonName::parse(&self.full_name));
        let display_name = match self.display_name.trim() {
            "" => Some(None),
            typed => errors
                .check("display_name", PersonName::parse(typed))
                .map(Some),
        };
        let email = errors.check("email", EmailAddress::parse(&self.email));
        let person = [&*self.email, &*self.full_name, &*self.display_name];
        let about = actor.workspace.first_guesses(person);
        let password = errors.check("password", Password::parse(self.password.expose(), &about));
        let role = self.role.as_deref().unwrap_or_default().parse::<RoleId>();
        let role = errors.check("role", role.map_err(|_| CreateError::NoSuchRole));
        let wish = Wish {
            full_name: full_name?,
            display_name: display_name?,
            email: email?,
            role: role?,
        };
        Some((wish, password?))
    }
}

impl Wish {
    fn with(self, password_hash: PasswordHash) -> NewUser {
        NewUser {
            full_name: self.full_name,
            display_name: self.display_name,
            email: self.email,
            role: self.role,
            password_hash,
        }
    }
}

async fn show(visit: Visit<InviteUsers>, db: web::Data<Db>) -> Result<Page, AppError> {
    let none = FormErrors::default();
    page(&db, &visit.actor, (&NewUserForm::default(), &none), None).await
}

async fn page(
    db: &Db,
    actor: &Actor,
    (form, errors): (&NewUserForm, &FormErrors),
    known: Option<&Known>,
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let roles = db.read(move |read| roles::all(read, workspace)).await?;
    let offered = roles::offered_to(actor.permissions, &roles);
    let agent = offered
        .iter()
        .find(|role| role.builtin == Some(BuiltinRole::Agent));
    let usual = agent.map(|role| role.id.to_string()).unwrap_or_default();
    Ok(views::form(&Form {
        actor,
        offered: &offered,
        role: form.role.as_deref().unwrap_or(&usual),
        typed: form,
        errors,
        known,
    }))
}

async fn create(
    visit: Visit<InviteUsers>,
    judges: Judges,
    hasher: web::Data<PasswordHasher>,
    form: Posted<NewUserForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let parsed = form.parse(&sensitive.actor, &mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let (mut known, mut in_conflict) = (None, false);
    if let (Some((wish, password)), true) = (parsed, errors.is_empty())
        && let Some(hash) = hashed(&hasher, password, &mut errors).await?
    {
        let new = wish.with(hash);
        let creating = sensitive.change(move |tx, by| actions::create(tx, by, &new));
        match creating.await {
            Ok(user) => return Ok(afterwards(&sensitive.actor, user).into()),
            Err(error) => {
                in_conflict = matches!(error, CreateError::NoSeat(_));
                known = note(error, &mut errors)?;
            }
        }
    }
    let again = (&form, &errors);
    let page = page(&sensitive.db, &sensitive.actor, again, known.as_ref()).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.sent_back(wait)
    }
    .into())
}

/// Before the transaction, since it takes long.
async fn hashed(
    hasher: &PasswordHasher,
    password: Password,
    errors: &mut FormErrors,
) -> Result<Option<PasswordHash>, AppError> {
    match hasher.hash(password).await {
        Ok(hash) => Ok(Some(hash)),
        Err(HashError::Refused(easy)) => {
            errors.add("password", easy.to_string());
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// To their page, for who may see it.
fn afterwards(actor: &Actor, user: UserId) -> SeeOther {
    let slug = &actor.workspace.slug;
    let page = if actor.permissions.contains(Permission::ReadUsers) {
        format!("/{slug}/settings/users/{user}")
    } else {
        format!("/{slug}/settings/users/new")
    };
    SeeOther::at(page).saying(Notice::AccountMade)
}

/// What the form can say, and whose the address is. Everything else is for the edge.
fn note(error: CreateError, errors: &mut FormErrors) -> Result<Option<Known>, AppError> {
    let field = match &error {
        CreateError::NoSuchRole => "role",
        CreateError::Known(_) => "email",
        CreateError::NoSeat(_) => "seats",
        CreateError::PasswordFirst(_) => "current_password",
        CreateError::Refused(_) | CreateError::Unproved(_) | CreateError::Db(_) => {
            return Err(error.into());
        }
    };
    errors.add(field, error.to_string());
    Ok(match error {
        CreateError::Known(known) => Some(known),
        _ => None,
    })
}

impl From<CreateError> for AppError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Refused(refusal) => refusal.into(),
            CreateError::Unproved(unproved) => unproved.into(),
            CreateError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
