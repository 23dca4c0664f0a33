//! What somebody is offered who hasn't come yet.

use std::time::Duration;

use actix_web::web;
use serde::Deserialize;

use super::{InvitationPath, Next, change, invitation_in, way_back};
use crate::access::{Actor, PasswordHasher, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::invitations::actions::{self, ActError, EditError};
use crate::invitations::store::open;
use crate::invitations::views::acting::{Editing, edit};
use crate::invitations::web::pending::line_now;
use crate::roles::{self, AssignError, Reassignment};
use crate::sessions::{self, Confirmation};
use crate::types::{InvitationId, ParseIdError, RoleId, SecretText};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/invitations/{invitation}", show);
    routes.post("/{slug}/settings/invitations/{invitation}", save);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EditForm {
    role: Vec<String>,
    /// What was offered when the form was shown.
    had: Vec<String>,
    next: String,
    current_password: SecretText,
}

async fn show(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    path: InvitationPath,
    query: Query<Next>,
) -> Result<Page, AppError> {
    let next = query.0.page(&visit.actor);
    let asked = Asked {
        id: invitation_in(&path)?,
        next: &next,
        ticked: None,
        errors: &FormErrors::default(),
    };
    question(&db, &visit.actor, &asked).await
}

/// What was made of the form before it is shown.
struct Asked<'a> {
    id: InvitationId,
    next: &'a str,
    /// `None` is as it is.
    ticked: Option<&'a [String]>,
    errors: &'a FormErrors,
}

async fn question(db: &Db, actor: &Actor, asked: &Asked<'_>) -> Result<Page, AppError> {
    let (workspace, id, reader) = (actor.workspace.id, asked.id, actor.clone());
    let (found, line, all) = db
        .read(move |read| {
            let found = open::find(read, workspace, id)?;
            let line = line_now(read, &reader, id)?;
            Ok::<_, DbError>((found, line, roles::all(read, workspace)?))
        })
        .await?;
    found.ok_or(AppError::NotFound)?;
    let Some((line, _)) = line else {
        return Err(ActError::Cancelled.into());
    };
    let ids: Vec<String> = line.listed.roles.iter().map(RoleId::to_string).collect();
    let editing = Editing {
        actor,
        line: &line,
        offered: &roles::offered_to(actor.permissions, &all),
        ticked: asked.ticked.unwrap_or(&ids),
        next: asked.next,
        errors: asked.errors,
    };
    edit(&editing).map_err(|joined| AppError::Conflict(joined.to_string()))
}

impl EditForm {
    fn parse(&self, errors: &mut FormErrors) -> Option<Reassignment> {
        let ids = |texts: &[String]| texts.iter().map(|text| text.parse()).collect();
        let wished: Result<Vec<RoleId>, ParseIdError> = ids(&self.role);
        let had: Result<Vec<RoleId>, ParseIdError> = ids(&self.had);
        let wished = errors.check("role", wished.map_err(|_| AssignError::NoSuchRole))?;
        let had = errors.check("role", had.map_err(|_| AssignError::ChangedMeanwhile))?;
        // A script that doesn't know them sends none, and everybody has at least one.
        let seen = Some(had).filter(|had| !had.is_empty());
        Some(Reassignment { seen, wished })
    }
}

type Judges = (web::Data<Db>, web::Data<PasswordHasher>);

async fn save(
    visit: Visit<InviteUsers>,
    judges: Judges,
    path: InvitationPath,
    form: Posted<EditForm>,
) -> Result<Answer, AppError> {
    let (actor, db, id) = (&visit.actor, &judges.0, invitation_in(&path)?);
    let form = form.read().await?;
    let next = way_back(&form.next, actor);
    let mut errors = FormErrors::default();
    let reassignment = form.parse(&mut errors);
    let wait = confirm(&judges, actor, &form.current_password, &mut errors).await?;
    let mut refused = None;
    if let (Some(roles), true) = (reassignment, errors.is_empty()) {
        let editing = change(db, actor, move |tx, by| actions::edit(tx, by, id, &roles));
        match editing.await {
            Ok(()) => return Ok(SeeOther::at(next).saying(Notice::InvitationChanged).into()),
            Err(EditError::Act(error)) => return Err(error.into()),
            Err(EditError::Assign(error)) => refused = Some(noted(error, &mut errors)?),
        }
    }
    let is_outdated = matches!(refused, Some(AssignError::ChangedMeanwhile));
    let asked = Asked {
        id,
        next: &next,
        ticked: (!is_outdated).then_some(&form.role),
        errors: &errors,
    };
    let page = question(db, actor, &asked).await?;
    Ok(if is_outdated {
        page.in_conflict()
    } else {
        page.sent_back(wait)
    }
    .into())
}

/// Checks the password where one was typed and nothing else is wrong. Says how long to wait, if that was
/// tried too often.
async fn confirm(
    (db, hasher): &Judges,
    actor: &Actor,
    typed: &SecretText,
    errors: &mut FormErrors,
) -> Result<Option<Duration>, AppError> {
    if typed.is_empty() || !errors.is_empty() {
        return Ok(None);
    }
    let judges = (db.get_ref(), hasher.get_ref());
    match sessions::confirm_in_form(judges, actor, typed, errors).await? {
        Confirmation::TooSoon(wait) => Ok(Some(wait)),
        Confirmation::Right(_) | Confirmation::Wrong => Ok(None),
    }
}

/// What the form can say by a field. Everything else is for the edge.
fn noted(error: AssignError, errors: &mut FormErrors) -> Result<AssignError, AppError> {
    let field = match &error {
        AssignError::NoRole | AssignError::NoSuchRole | AssignError::ChangedMeanwhile => "role",
        AssignError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(error)
}
