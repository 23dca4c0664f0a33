use actix_web::web;
use serde::Deserialize;

use super::{NextQuery, UserPath, afterwards, back, user_in};
use crate::access::{Actor, Visit, rights::WriteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::lifecycle::actions::{self, ReactivateError};
use crate::lifecycle::model::short;
use crate::lifecycle::store::affected;
use crate::lifecycle::views::{Reactivation, page_of, reactivation};
use crate::people;
use crate::seats;
use crate::sessions::{Judges, Sensitive};
use crate::types::{SecretText, UserId};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/reactivate", ask);
    routes.post("/{slug}/settings/users/{user}/reactivate", reactivate);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReactivateForm {
    /// Where it was asked.
    next: String,
    current_password: SecretText,
}

async fn ask(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    query: Query<NextQuery>,
) -> Result<Page, AppError> {
    let asked = (user_in(&path)?, &*query.0.next, &FormErrors::default());
    question(&db, &visit.actor, asked).await
}

async fn question(
    db: &Db,
    actor: &Actor,
    (user, next, errors): (UserId, &str, &FormErrors),
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let (person, row, seats) = db
        .read(move |read| {
            let person = people::somebody(read, workspace, user)?;
            let row = affected::row(read, workspace, user)?;
            Ok::<_, DbError>((person, row, seats::in_use(read, workspace)?))
        })
        .await?;
    let (person, row) = person.zip(row).ok_or(AppError::NotFound)?;
    actions::reactivating::may_be_asked(actor, &person)?;
    let (full, display) = (row.full_name.as_deref(), row.display_name.as_deref());
    Ok(reactivation(&Reactivation {
        actor,
        person: &person,
        short: &short(full, display, &row.email),
        no_seat: seats.room_for(1).err().map(|full| full.to_string()),
        takes_seat: seats.limit.is_some(),
        next: &back(actor, next),
        errors,
    }))
}

async fn reactivate(
    visit: Visit<WriteUsers>,
    judges: Judges,
    path: UserPath,
    form: Posted<ReactivateForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    if errors.is_empty() {
        let returning = sensitive.change(move |tx, by| actions::reactivate(tx, by, user));
        match returning.await {
            Ok(_) => {
                let page = page_of(&sensitive.actor, user);
                let page = afterwards(&sensitive.actor, &form.next, page);
                return Ok(SeeOther::at(page).saying(Notice::PersonReactivated).into());
            }
            Err(error @ ReactivateError::PasswordFirst(_)) => {
                errors.add("current_password", error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let asked = (user, &*form.next, &errors);
    let page = question(&sensitive.db, &sensitive.actor, asked).await?;
    Ok(page.sent_back(wait).into())
}

impl From<ReactivateError> for AppError {
    fn from(error: ReactivateError) -> Self {
        match error {
            ReactivateError::Nobody => Self::NotFound,
            ReactivateError::Refused(refusal) => refusal.into(),
            ReactivateError::Unproved(unproved) => unproved.into(),
            ReactivateError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
