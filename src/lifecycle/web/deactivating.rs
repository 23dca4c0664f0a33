use actix_web::web;
use serde::Deserialize;

use super::{UserPath, afterwards, back, user_in};
use crate::access::{Actor, Permission, Visit, rights::WriteUsers};
use crate::api_keys::{self, KeysLeft};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::invitations::{self, Leavings, Taker};
use crate::lifecycle::actions::{self, Cover, DeactivateError, Reports, Wishes};
use crate::lifecycle::model::short;
use crate::lifecycle::store::affected::{self, Affected};
use crate::lifecycle::views::{Deactivation, deactivation, page_of};
use crate::people::{self, Found};
use crate::sessions::{Judges, Sensitive};
use crate::types::{SecretText, TeamId, UserId};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};
use crate::{departments, seats, teams};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/deactivate", ask);
    routes.post("/{slug}/settings/users/{user}/deactivate", deactivate);
}

/// What becomes of the reports.
pub(in crate::lifecycle) const UP: &str = "up";
pub(in crate::lifecycle) const HAND: &str = "hand";

/// What is chosen. Whatever isn't sent becomes what `Wishes::default()` says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::lifecycle) struct DeactivateForm {
    /// `up` or `hand`.
    pub reports: String,
    /// With `hand`: the id of who takes them,
    pub taker: String,
    /// and what is typed to find somebody.
    pub taker_q: String,
    /// Who joins which team: `{team}:{user}`, one each. An empty one leaves it empty.
    pub cover: Vec<String>,
    /// `keep` or `cancel`.
    pub invitations: String,
    /// `stop` or `take`.
    pub keys: String,
    /// Where it was asked.
    pub next: String,
    pub current_password: SecretText,
}

impl DeactivateForm {
    fn parse(&self, errors: &mut FormErrors) -> Option<Wishes> {
        let reports = match self.reports.as_str() {
            "" | UP => Some(Reports::MoveUp),
            HAND => {
                let taker = self.taker.parse().map(Reports::HandTo);
                let choose = "Choose who takes them.";
                errors.check("taker", taker.map_err(|_| choose))
            }
            _ => errors.check("reports", Err("Choose what becomes of the reports.")),
        };
        let chosen = self.cover.iter().filter(|text| !text.is_empty());
        let covers = chosen.map(|text| cover(text)).collect::<Option<Vec<_>>>();
        let covers = covers.ok_or("Choose who joins, or leave it empty.");
        let covers = errors.check("cover", covers);
        let invitations = match self.invitations.as_str() {
            "" | "keep" => Some(Leavings::TakeOver),
            "cancel" => Some(Leavings::Cancel),
            _ => errors.check(
                "invitations",
                Err("Choose what becomes of the invitations."),
            ),
        };
        let keys = match self.keys.as_str() {
            "" | "stop" => Some(KeysLeft::Stop),
            "take" => Some(KeysLeft::TakeOver),
            _ => errors.check("keys", Err("Choose what becomes of the API keys.")),
        };
        Some(Wishes {
            reports: reports?,
            covers: covers?,
            invitations: invitations?,
            keys: keys?,
        })
    }
}

fn cover(text: &str) -> Option<Cover> {
    let (team, by) = text.split_once(':')?;
    Some(Cover {
        team: team.parse().ok()?,
        by: by.parse().ok()?,
    })
}

async fn ask(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    chosen: Query<DeactivateForm>,
) -> Result<Page, AppError> {
    let asked = Asked {
        user: user_in(&path)?,
        form: &chosen.0,
        errors: &FormErrors::default(),
        wrong_team: None,
    };
    question(&db, &visit.actor, &asked).await
}

/// The form as it was sent, and what is wrong with it.
struct Asked<'a> {
    user: UserId,
    form: &'a DeactivateForm,
    errors: &'a FormErrors,
    wrong_team: Option<TeamId>,
}

async fn question(db: &Db, actor: &Actor, asked: &Asked<'_>) -> Result<Page, AppError> {
    let (by, user) = (actor.clone(), asked.user);
    let (sought, taker) = (asked.form.taker_q.clone(), asked.form.taker.parse().ok());
    let found = db
        .read(move |read| {
            let workspace = by.workspace.id;
            let taker: Vec<UserId> = taker.into_iter().collect();
            let taker = people::found(read, workspace, &taker)?.pop();
            let found = people::find(read, workspace, &sought)?;
            Ok::<_, DbError>((known(read, &by, user)?, taker, found))
        })
        .await?;
    let (affected, taker, found): (Option<Affected>, Option<Found>, Vec<Found>) = found;
    let affected = affected.ok_or(AppError::NotFound)?;
    actions::deactivating::may_be_asked(actor, &affected.person)?;
    let next = back(actor, &asked.form.next);
    Ok(deactivation(&Deactivation {
        actor,
        affected: &affected,
        form: asked.form,
        next: &next,
        taker: taker.as_ref(),
        found: &found,
        errors: asked.errors,
        wrong_team: asked.wrong_team,
    }))
}

/// What somebody would leave behind.
fn known(read: &mut Read<'_>, by: &Actor, user: UserId) -> Result<Option<Affected>, DbError> {
    let (workspace, holds) = (by.workspace.id, by.permissions);
    let Some(person) = people::somebody(read, workspace, user)? else {
        return Ok(None);
    };
    let Some(row) = affected::row(read, workspace, user)? else {
        return Ok(None);
    };
    let manager = people::found(read, workspace, row.manager_id.as_slice())?.pop();
    let beyond = affected::report_beyond(read, (workspace, user), holds)?;
    let sole_teams = affected::sole_teams(read, workspace, user)?;
    let names = |named: Vec<(UserId, String)>| named.into_iter().map(|(_, name)| name).collect();
    let taker = Taker {
        holds,
        // Who deactivates an owner types it along the way.
        typed_password_lately: by.password_is_fresh
            || person.permissions.contains(Permission::OwnWorkspace),
    };
    Ok(Some(Affected {
        short: short(
            row.full_name.as_deref(),
            row.display_name.as_deref(),
            &row.email,
        ),
        manager: manager.map(|manager| manager.name),
        reports: row.reports.into(),
        first_reports: affected::reports(read, workspace, user)?,
        report_beyond: beyond.is_some(),
        colleagues: if sole_teams.is_empty() {
            Vec::new()
        } else {
            affected::colleagues(read, (workspace, user), holds)?
        },
        sole_teams,
        invitations: invitations::sent_by_leaver(read, workspace, user, taker)?,
        keys: api_keys::of_leaver(read, (workspace, user), holds)?,
        led: names(teams::led(read, workspace, &[user])?),
        headed: names(departments::headed(read, workspace, &[user])?),
        frees_seat: seats::in_use(read, workspace)?.limit.is_some(),
        person,
    }))
}

async fn deactivate(
    visit: Visit<WriteUsers>,
    judges: Judges,
    path: UserPath,
    form: Posted<DeactivateForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let wishes = form.parse(&mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let mut wrong_team = None;
    if let (Some(wishes), true) = (wishes, errors.is_empty()) {
        let leaving = sensitive.change(move |tx, by| actions::deactivate(tx, by, user, &wishes));
        match leaving.await {
            Ok(()) => {
                let page = page_of(&sensitive.actor, user);
                let page = afterwards(&sensitive.actor, &form.next, page);
                return Ok(SeeOther::at(page).saying(Notice::PersonDeactivated).into());
            }
            Err(error) => wrong_team = noted(error, &mut errors)?,
        }
    }
    let asked = Asked {
        user,
        form: &form,
        errors: &errors,
        wrong_team,
    };
    let page = question(&sensitive.db, &sensitive.actor, &asked).await?;
    Ok(page.sent_back(wait).into())
}

/// What the form can say by a field, and of which team. Everything else is for the edge.
fn noted(error: DeactivateError, errors: &mut FormErrors) -> Result<Option<TeamId>, AppError> {
    let (field, team) = match &error {
        DeactivateError::Reports(_) => ("taker", None),
        DeactivateError::Cover { team, .. } => ("cover", Some(*team)),
        DeactivateError::Keys(_) => ("keys", None),
        DeactivateError::PasswordFirst(_) => ("current_password", None),
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(team)
}

impl From<DeactivateError> for AppError {
    fn from(error: DeactivateError) -> Self {
        match error {
            DeactivateError::Nobody => Self::NotFound,
            DeactivateError::Refused(refusal) => refusal.into(),
            DeactivateError::Unproved(unproved) => unproved.into(),
            DeactivateError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
