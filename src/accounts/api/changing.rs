use actix_web::web;
use chrono::DateTime;
use serde::Deserialize;
use utoipa::ToSchema;

use super::naming::People;
use super::user::{Presence, User, as_they_are};
use super::{found, user_in};
use crate::access::{Alone, Call, Permission, Tried, rights::WriteUsers};
use crate::accounts::actions::{self, EditError};
use crate::accounts::model::Wish;
use crate::api::{Absence, Bodies, Body, Change, Conflict, Doors, FieldErrors, IfMatch, Reply};
use crate::availability::{self, Chosen, SetError};
use crate::db::{Db, DbError, Read, Tx};
use crate::departments;
use crate::error::{AppError, Problem};
use crate::reporting::ReportError;
use crate::types::{DepartmentId, UserId, Wished};

/// What isn't sent stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserChanges {
    #[schema(min_length = 1, max_length = 100, example = "Sofia Duarte")]
    full_name: Option<String>,
    /// `null` is the full name.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, example = "Sofia")]
    display_name: Wished<String>,
    /// By its id or exact name, or `null` for none. A key without `teams:read` finds none.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100, example = json!(null))]
    department: Wished<String>,
    /// By their id or address, or `null` for nobody.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 254, example = json!(null))]
    manager: Wished<String>,
    beta_access: Option<bool>,
    availability: Option<Presence>,
    /// When an absence ends by itself, within a year. It goes with `"availability": "away"`.
    #[serde(default)]
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>, example = json!(null))]
    away_until: Wished<String>,
}

/// What is wished, once it is understood.
struct Understood {
    details: Wish,
    beta_access: Option<bool>,
    availability: Option<Chosen>,
}

/// Changes what somebody is called, where they sit, to whom they report, and how they stand: all of it, or
/// nothing.
///
/// `409`: `not_joined` and `inactive`, for what only active people have: names, and an availability.
#[utoipa::path(
    patch,
    path = "/api/users/{user}",
    tag = "Users",
    params(
        ("user" = uuid::Uuid, Path, description = "Their id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the state that this was decided on.", nullable = false)
    ),
    request_body = UserChanges,
    responses(
        (status = 200, body = User, headers(("ETag" = String, description = "For `If-Match`"))),
        (status = 204, description = "Done, for a key without `users:read`."),
        Doors, Bodies, Absence, Conflict, Change
    )
)]
pub(super) async fn change(
    call: Call<WriteUsers>,
    db: web::Data<Db>,
    (path, seen): (web::Path<String>, IfMatch),
    body: Body<UserChanges>,
) -> Result<Reply, AppError> {
    let changes = body.read().await?;
    let user = user_in(&path)?;
    let changing = call.actor.changes_alone(&db, move |tx, by| {
        found(tx, by, (user, Tried::EditPerson), &seen)?;
        let wish = changes.understood(tx, by)?;
        carry_out(tx, by, user, &wish)?;
        Ok::<_, AppError>(as_they_are(tx, by, user)?)
    });
    changing.await
}

fn carry_out(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
    wish: &Understood,
) -> Result<(), AppError> {
    actions::edit(tx, by, user, &wish.details).map_err(not_edited)?;
    if let Some(is_on) = wish.beta_access {
        actions::set_beta(tx, by, user, is_on)?;
    }
    if let Some(chosen) = wish.availability {
        availability::set(tx, by, user, chosen).map_err(not_set)?;
    }
    Ok(())
}

impl UserChanges {
    /// All that is wrong with it is said at once.
    fn understood(&self, tx: &mut Tx<'_>, by: &Alone<WriteUsers>) -> Result<Understood, AppError> {
        let mut errors = FieldErrors::default();
        let full_name = match &self.full_name {
            None => Some(None),
            Some(name) => errors.person_name("full_name", name).map(Some),
        };
        let display_name = match &self.display_name {
            Wished::AsItIs => Some(Wished::AsItIs),
            Wished::Nothing => Some(Wished::Nothing),
            Wished::To(name) => errors.person_name("display_name", name).map(Wished::To),
        };
        let department = self.department(tx, by, &mut errors)?;
        let manager = self.manager(tx, by, &mut errors)?;
        let availability = self.availability(&mut errors);
        let names = full_name.zip(display_name);
        let (full_name, display_name) = errors.or(names)?;
        Ok(Understood {
            details: Wish {
                full_name,
                display_name,
                department,
                manager,
                seen: None,
            },
            beta_access: self.beta_access,
            availability,
        })
    }

    fn department(
        &self,
        read: &mut Read<'_>,
        by: &Alone<WriteUsers>,
        errors: &mut FieldErrors,
    ) -> Result<Wished<DepartmentId>, DbError> {
        let named = match &self.department {
            Wished::AsItIs => return Ok(Wished::AsItIs),
            Wished::Nothing => return Ok(Wished::Nothing),
            Wished::To(named) => named,
        };
        let all = if by.holds().contains(Permission::ReadTeams) {
            departments::all(read, by.workspace())?
        } else {
            Vec::new()
        };
        let found = errors.find(("department", named), &all, |one| {
            (one.id, one.name.as_str())
        });
        Ok(found.map_or(Wished::AsItIs, Wished::To))
    }

    fn manager(
        &self,
        read: &mut Read<'_>,
        by: &Alone<WriteUsers>,
        errors: &mut FieldErrors,
    ) -> Result<Wished<UserId>, DbError> {
        let named = match &self.manager {
            Wished::AsItIs => return Ok(Wished::AsItIs),
            Wished::Nothing => return Ok(Wished::Nothing),
            Wished::To(named) => named.as_str(),
        };
        let found = People::named(read, by.workspace(), [named])?.find(named);
        if found.is_none() {
            errors.not_found("manager");
        }
        Ok(found.map_or(Wished::AsItIs, Wished::To))
    }

    fn availability(&self, errors: &mut FieldErrors) -> Option<Chosen> {
        let until = match &self.away_until {
            Wished::AsItIs | Wished::Nothing => None,
            Wished::To(text) => {
                let at = DateTime::parse_from_rfc3339(text);
                let at = at.map_err(|_| "Write the time as 2026-12-24T15:00:00Z.");
                Some(errors.check("away_until", at)?.to_utc())
            }
        };
        match (self.availability, until) {
            (Some(Presence::Away), None) => Some(Chosen::Away { back_on: None }),
            (Some(Presence::Away), Some(at)) => Some(Chosen::AwayUntil(at)),
            (Some(Presence::Available), None) => Some(Chosen::Available),
            (None, None) => None,
            (_, Some(_)) => {
                let words = "This goes with the availability away.";
                errors.add("away_until", "invalid", words);
                None
            }
        }
    }
}

/// What a program can tell by a code or a field. Everything else is for the edge.
fn not_edited(error: EditError) -> AppError {
    match &error {
        EditError::Invited => Problem::conflict("not_joined", error).into(),
        EditError::Inactive(_) => Problem::conflict("inactive", error).into(),
        EditError::ChangedMeanwhile => Problem::changed_meanwhile().into(),
        EditError::NoSuchDepartment => Problem::of_field("department", "not_found", error).into(),
        EditError::Manager(ReportError::NoSuchManager) => {
            Problem::of_field("manager", "not_found", error).into()
        }
        EditError::Manager(_) => Problem::of_field("manager", "invalid", error).into(),
        _ => error.into(),
    }
}

fn not_set(error: SetError) -> AppError {
    match &error {
        SetError::Invited(_) => Problem::conflict("not_joined", error).into(),
        SetError::Inactive(_) => Problem::conflict("inactive", error).into(),
        SetError::BackOn(_) => Problem::of_field("away_until", "invalid", error).into(),
        _ => error.into(),
    }
}
