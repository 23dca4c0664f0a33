use actix_web::web;
use serde::Deserialize;

use super::{RolePath, page_after, role_in};
use crate::access::{Actor, Permission, Visit, rights::WriteRoles};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::actions::{self, DeleteError};
use crate::roles::model::offered_to;
use crate::roles::store::{counts, definitions};
use crate::roles::views::{Deletion, deletion};
use crate::sessions::{Judges, Sensitive};
use crate::types::{RoleId, SecretText};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/roles/{role}/delete", ask);
    routes.post("/{slug}/settings/roles/{role}/delete", delete);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeleteForm {
    replacement: String,
    current_password: SecretText,
}

async fn ask(
    visit: Visit<WriteRoles>,
    db: web::Data<Db>,
    path: RolePath,
) -> Result<Page, AppError> {
    let id = role_in(&path)?;
    question(
        &db,
        &visit.actor,
        id,
        (&DeleteForm::default(), &FormErrors::default()),
    )
    .await
}

async fn question(
    db: &Db,
    actor: &Actor,
    id: RoleId,
    (form, errors): (&DeleteForm, &FormErrors),
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let (roles, people) = db
        .read(move |read| {
            let people = counts::count_up_to(read, (workspace, id), actions::MOST_REPLACED)?;
            Ok::<_, DbError>((definitions::all(read, workspace)?, people))
        })
        .await?;
    let role = roles.iter().find(|role| role.id == id);
    let role = role.ok_or(AppError::NotFound)?;
    if let Some(builtin) = role.builtin {
        return Err(DeleteError::BuiltIn(builtin.name().to_owned()).into());
    }
    let mut replacements = offered_to(actor.permissions, &roles);
    replacements.retain(|other| other.id != id && !other.is_owner());
    Ok(deletion(&Deletion {
        actor,
        role,
        replacements: &replacements,
        people,
        chosen: &form.replacement,
        errors,
    }))
}

async fn delete(
    visit: Visit<WriteRoles>,
    judges: Judges,
    path: RolePath,
    form: Posted<DeleteForm>,
) -> Result<Answer, AppError> {
    let id = role_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let replacement = chosen(&form, &mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    if errors.is_empty() {
        let deleting = sensitive.change(move |tx, by| actions::delete(tx, by, id, replacement));
        match deleting.await {
            Ok(()) => {
                let list = format!("/{}/settings/roles", sensitive.actor.workspace.slug);
                let on = page_after(&sensitive, list, Permission::ReadRoles).await?;
                return Ok(SeeOther::at(on).saying(Notice::RoleDeleted).into());
            }
            Err(error) => note(error, &mut errors)?,
        }
    }
    let page = question(&sensitive.db, &sensitive.actor, id, (&form, &errors)).await?;
    Ok(page.sent_back(wait).into())
}

fn chosen(form: &DeleteForm, errors: &mut FormErrors) -> Option<RoleId> {
    if form.replacement.is_empty() {
        return None;
    }
    let parsed = form.replacement.parse();
    errors.check(
        "replacement",
        parsed.map_err(|_| DeleteError::NoReplacement),
    )
}

fn note(error: DeleteError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        DeleteError::ReplacementNeeded | DeleteError::NoReplacement => "replacement",
        DeleteError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<DeleteError> for AppError {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::Missing => Self::NotFound,
            DeleteError::Refused(refusal) => refusal.into(),
            DeleteError::Unproved(unproved) => unproved.into(),
            DeleteError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
