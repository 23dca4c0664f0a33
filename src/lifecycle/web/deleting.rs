use actix_web::web;
use serde::Deserialize;

use super::{NextQuery, UserPath, afterwards, back, user_in};
use crate::access::{Actor, Visit, rights::DeleteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::lifecycle::actions::{self, DeleteError};
use crate::lifecycle::model::short;
use crate::lifecycle::store::affected;
use crate::lifecycle::views::{Deletion, deletion};
use crate::people;
use crate::sessions::{Judges, Sensitive};
use crate::types::{EmailAddress, SecretText, UserId};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/delete", ask);
    routes.post("/{slug}/settings/users/{user}/delete", delete);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeleteForm {
    confirm_email: String,
    /// Where it was asked.
    next: String,
    current_password: SecretText,
}

async fn ask(
    visit: Visit<DeleteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    query: Query<NextQuery>,
) -> Result<Page, AppError> {
    let form = DeleteForm {
        next: query.0.next,
        ..DeleteForm::default()
    };
    let asked = (user_in(&path)?, &form, &FormErrors::default());
    question(&db, &visit.actor, asked).await
}

async fn question(
    db: &Db,
    actor: &Actor,
    (user, form, errors): (UserId, &DeleteForm, &FormErrors),
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let (person, row) = db
        .read(move |read| {
            let person = people::somebody(read, workspace, user)?;
            Ok::<_, DbError>((person, affected::row(read, workspace, user)?))
        })
        .await?;
    let (person, row) = person.zip(row).ok_or(AppError::NotFound)?;
    actions::deleting::may_be_asked(actor, &person)?;
    let (full, display) = (row.full_name.as_deref(), row.display_name.as_deref());
    Ok(deletion(&Deletion {
        actor,
        person: &person,
        short: &short(full, display, &row.email),
        email: &row.email,
        typed: &form.confirm_email,
        next: &back(actor, &form.next),
        errors,
    }))
}

async fn delete(
    visit: Visit<DeleteUsers>,
    judges: Judges,
    path: UserPath,
    form: Posted<DeleteForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let typed = EmailAddress::parse(&form.confirm_email).map_err(|_| DeleteError::AnotherAddress);
    let mut errors = FormErrors::default();
    let typed = errors.check("confirm_email", typed);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    if let (Some(typed), true) = (typed, errors.is_empty()) {
        let deleting = sensitive.change(move |tx, by| actions::delete(tx, by, user, Some(&typed)));
        match deleting.await {
            Ok(()) => {
                let list = format!(
                    "/{}/settings/users?tab=inactive",
                    sensitive.actor.workspace.slug
                );
                let list = afterwards(&sensitive.actor, &form.next, list);
                return Ok(SeeOther::at(list).saying(Notice::PersonDeleted).into());
            }
            Err(error) => noted(error, &mut errors)?,
        }
    }
    let asked = (user, &form, &errors);
    let page = question(&sensitive.db, &sensitive.actor, asked).await?;
    Ok(page.sent_back(wait).into())
}

/// What the form can say by a field. Everything else is for the edge.
fn noted(error: DeleteError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        DeleteError::AnotherAddress => "confirm_email",
        DeleteError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<DeleteError> for AppError {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::Nobody => Self::NotFound,
            DeleteError::Refused(refusal) => refusal.into(),
            DeleteError::Unproved(unproved) => unproved.into(),
            DeleteError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
