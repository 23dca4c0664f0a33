//! Somebody else's availability. One's own is on one's profile.

use actix_web::web;
use chrono::Days;
use serde::Deserialize;

use super::actions::{self, SetError};
use super::model::{Change, Chosen, day};
use super::store;
use super::views::{self, Asked};
use crate::access::{Actor, Visit, rights::WriteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::people;
use crate::types::{Availability, AvailabilityWord, Slug, UserId, Zone};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/availability", ask);
    routes.post("/{slug}/settings/users/{user}/availability", set);
}

/// As it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AvailabilityForm {
    pub availability: String,
    pub until: String,
}

impl AvailabilityForm {
    pub fn of(availability: Availability, zone: Zone) -> Self {
        // Whom a program made away until some hour is here on the whole of the day after.
        let whole_day = |at| {
            let day = zone.local(at).date_naive();
            let begun = zone.first_moment(day) < at;
            day.checked_add_days(Days::new(begun.into())).unwrap_or(day)
        };
        let until = availability.until().map(whole_day);
        Self {
            availability: availability.word().as_str().to_owned(),
            until: until.map_or_else(String::new, |day| day.to_string()),
        }
    }

    /// The day counts for who is away.
    pub fn parse(&self, errors: &mut FormErrors) -> Option<Chosen> {
        match AvailabilityWord::parse(&self.availability) {
            None => {
                errors.add("availability", "Choose Available or Away.");
                None
            }
            Some(AvailabilityWord::Available) => Some(Chosen::Available),
            Some(AvailabilityWord::Away) => errors
                .check("until", day(&self.until))
                .map(|back_on| Chosen::Away { back_on }),
        }
    }
}

type UserPath = web::Path<(Slug, String)>;

fn user_in(path: &UserPath) -> Result<UserId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

async fn ask(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
) -> Result<Page, AppError> {
    let none = FormErrors::default();
    question(&db, &visit.actor, (user_in(&path)?, None), &none).await
}

/// `None` is as it is.
async fn question(
    db: &Db,
    actor: &Actor,
    (user, form): (UserId, Option<&AvailabilityForm>),
    errors: &FormErrors,
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let (person, now) = db
        .read(move |read| {
            let person = people::somebody(read, workspace, user)?;
            Ok::<_, DbError>((person, store::of_user(read, workspace, user)?))
        })
        .await?;
    let (person, now) = person.zip(now).ok_or(AppError::NotFound)?;
    let as_it_is = AvailabilityForm::of(now, actor.workspace.zone);
    Ok(views::question(&Asked {
        actor,
        person: &person,
        change: Change::by(actor, person.status, person.permissions),
        form: form.unwrap_or(&as_it_is),
        errors,
    }))
}

async fn set(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    form: Posted<AvailabilityForm>,
) -> Result<Answer, AppError> {
    let (actor, user) = (&visit.actor, user_in(&path)?);
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    if let Some(chosen) = form.parse(&mut errors) {
        let author = actor.clone();
        let setting = db.tx(move |tx| {
            let by = tx.prove(&author)?;
            actions::set(tx, &by, user, chosen)
        });
        match setting.await {
            Ok(_) => {
                let page = format!("/{}/settings/users/{user}", actor.workspace.slug);
                return Ok(SeeOther::at(page).saying(Notice::AvailabilitySet).into());
            }
            Err(SetError::BackOn(error)) => errors.add("until", error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    let page = question(&db, actor, (user, Some(&form)), &errors).await?;
    Ok(page.mistaken().into())
}

impl From<SetError> for AppError {
    fn from(error: SetError) -> Self {
        match error {
            SetError::Nobody => Self::NotFound,
            SetError::Refused(refusal) => refusal.into(),
            SetError::Unproved(unproved) => unproved.into(),
            SetError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
