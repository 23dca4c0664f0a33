//! The dialog in which people are invited.

mod around;
mod form;

use std::collections::HashSet;
use std::time::Duration;

use actix_web::web;
use chrono::TimeDelta;
use serde::Deserialize;

pub(in crate::invitations) use around::{Around, Places};
pub(in crate::invitations) use form::{InviteForm, department_in, role_in};

use crate::access::{Actor, PasswordHasher, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::invitations::actions::{self, InviteError, NewInvitations, Outcome};
use crate::invitations::model::{Entry, paste};
use crate::invitations::views::inviting::{Inviting, checked, inviting};
use crate::links::Links;
use crate::sessions::{self, Confirmation};
use crate::types::{EmailAddress, SecretText};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/invitations/new", open);
    routes.get("/{slug}/settings/invitations", list);
    routes.post("/{slug}/settings/invitations", invite);
    routes.post("/{slug}/settings/invitations/check", check);
}

/// What inviting needs beside a person.
pub(super) type Tools = (web::Data<Db>, web::Data<PasswordHasher>, web::Data<Links>);

/// Where the open invitations are.
pub(super) fn pending(actor: &Actor) -> String {
    format!("/{}/settings/users?tab=pending", actor.workspace.slug)
}

async fn list(visit: Visit<InviteUsers>) -> SeeOther {
    SeeOther::at(pending(&visit.actor))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OpenQuery {
    /// A planned seat, whose department is the first choice.
    position: String,
}

async fn open(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    query: Query<OpenQuery>,
) -> Result<Page, AppError> {
    let wanted = query.0.position;
    let around = Around::of(&db, &visit.actor, (Vec::new(), wanted.parse().ok())).await?;
    let mut form = InviteForm::new(around.usual_role(), around.lifetime);
    let mut errors = FormErrors::default();
    match &around.position {
        Some(seat) => form.take(&seat.position),
        None if wanted.is_empty() => {}
        None => errors.add("position", InviteError::PositionGone.to_string()),
    }
    let page = inviting(&Inviting {
        actor: &visit.actor,
        form: &form,
        around: &around,
        invited: &[],
        errors: &errors,
    });
    Ok(if errors.is_empty() {
        page
    } else {
        page.in_conflict()
    })
}

/// What is to be said about the addresses so far.
async fn check(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    form: Posted<InviteForm>,
) -> Result<Page, AppError> {
    let form = form.read().await?;
    let entries = form.entries();
    let mut errors = FormErrors::default();
    errors.check("emails", paste::not_too_many(&entries));
    let around = Around::of(&db, &visit.actor, (entries, form.position())).await?;
    Ok(checked(&Inviting {
        actor: &visit.actor,
        form: &form,
        around: &around,
        invited: &[],
        errors: &errors,
    }))
}

async fn invite(
    visit: Visit<InviteUsers>,
    tools: Tools,
    form: Posted<InviteForm>,
) -> Result<Answer, AppError> {
    let mut form = form.read().await?;
    let entries = form.entries();
    let mut errors = FormErrors::default();
    let wish = form.parse(&entries, &mut errors);
    let mut refused = confirm(&visit.actor, &tools, &form.current_password, &mut errors).await?;
    let (mut invited_now, mut rest) = (Vec::new(), None);
    if let (Some(wish), true) = (wish, errors.is_empty()) {
        match invited(&visit.actor, &tools, wish).await {
            Ok(outcome) => {
                rest = Some(left_over(&entries, &outcome));
                invited_now = outcome.invited;
            }
            Err(error) => refused = noted(error, &mut errors)?,
        }
    }
    let rest = rest.unwrap_or(entries);
    if rest.is_empty() && errors.is_empty() {
        return Ok(all_invited(&visit.actor, form.is_sent()).into());
    }
    if !invited_now.is_empty() {
        form.emails = vec![paste::written(&rest)];
    }
    let around = Around::of(&tools.0, &visit.actor, (rest, form.position())).await?;
    let page = inviting(&Inviting {
        actor: &visit.actor,
        form: &form,
        around: &around,
        invited: &invited_now,
        errors: &errors,
    });
    Ok(if invited_now.is_empty() {
        refused.of(page)
    } else {
        page
    }
    .into())
}

/// What wasn't nobody's, and what isn't an address.
fn left_over(entries: &[Entry], outcome: &Outcome) -> Vec<Entry> {
    let others: HashSet<&EmailAddress> = outcome.others.iter().map(|(email, _)| email).collect();
    let is_left = |entry: &&Entry| {
        entry
            .email
            .as_ref()
            .map_or(true, |email| others.contains(email))
    };
    entries.iter().filter(is_left).cloned().collect()
}

/// On to where the open ones are.
pub(super) fn all_invited(actor: &Actor, is_sent: bool) -> SeeOther {
    let notice = if is_sent {
        Notice::InvitationsSent
    } else {
        Notice::InvitationsMade
    };
    SeeOther::at(pending(actor)).saying(notice)
}

/// Nothing is asked of the database where there is nobody to be invited.
pub(super) async fn invited(
    actor: &Actor,
    (db, _, links): &Tools,
    wish: NewInvitations,
) -> Result<Outcome, InviteError> {
    if wish.people.is_empty() {
        return Ok(Outcome::default());
    }
    let links = links.clone();
    let inviting = actor.changes_alone(db, move |tx, by| actions::invite(tx, by, &links, &wish));
    inviting.await
}

/// Why a form comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SentBack {
    Mistaken,
    InConflict,
    TooSoon(Duration),
}

impl SentBack {
    pub fn of(self, page: Page) -> Page {
        match self {
            Self::Mistaken => page.mistaken(),
            Self::InConflict => page.in_conflict(),
            Self::TooSoon(wait) => page.too_soon(wait),
        }
    }
}

/// Checks the password where one was typed and nothing else is wrong.
pub(super) async fn confirm(
    actor: &Actor,
    (db, hasher, _): &Tools,
    typed: &SecretText,
    errors: &mut FormErrors,
) -> Result<SentBack, AppError> {
    if typed.is_empty() || !errors.is_empty() {
        return Ok(SentBack::Mistaken);
    }
    Ok(
        match sessions::confirm_in_form((db, hasher), actor, typed, errors).await? {
            Confirmation::TooSoon(wait) => SentBack::TooSoon(wait),
            Confirmation::Right(_) | Confirmation::Wrong => SentBack::Mistaken,
        },
    )
}

/// What the form can say by a field. Everything else is for the edge.
pub(super) fn noted(error: InviteError, errors: &mut FormErrors) -> Result<SentBack, AppError> {
    let (field, sent_back) = match &error {
        InviteError::NoRole | InviteError::NoSuchRole => ("role", SentBack::Mistaken),
        InviteError::NoSuchTeam => ("team", SentBack::Mistaken),
        InviteError::NoSuchDepartment => ("department", SentBack::Mistaken),
        InviteError::OnePerPosition => ("emails", SentBack::Mistaken),
        InviteError::PositionGone => ("position", SentBack::InConflict),
        InviteError::PasswordFirst(_) => ("current_password", SentBack::Mistaken),
        InviteError::NoSeat(_) => ("emails", SentBack::InConflict),
        InviteError::Enough { wait, .. } => ("emails", SentBack::TooSoon(whole_seconds(*wait))),
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(sent_back)
}

/// Never so short that it would be too soon again.
pub(in crate::invitations) fn whole_seconds(wait: TimeDelta) -> Duration {
    let started = i64::from(wait.subsec_nanos() > 0);
    Duration::from_secs((wait.num_seconds() + started).unsigned_abs())
}
