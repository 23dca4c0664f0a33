//! What somebody is offered who hasn't come yet.

use actix_web::web;
use serde::Deserialize;

use super::{InvitationPath, Next, invitation_in, way_back};
use crate::access::{Actor, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::invitations::actions::{self, ActError, EditError};
use crate::invitations::store::open;
use crate::invitations::views::acting::{Editing, edit};
use crate::invitations::web::pending::line_now;
use crate::roles::{self, AssignError, Reassignment};
use crate::sessions::{Judges, Sensitive};
use crate::types::{InvitationId, RoleId, SecretText};
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

async fn save(
    visit: Visit<InviteUsers>,
    judges: Judges,
    path: InvitationPath,
    form: Posted<EditForm>,
) -> Result<Answer, AppError> {
    let id = invitation_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let next = way_back(&form.next, &sensitive.actor);
    let mut errors = FormErrors::default();
    let reassignment = errors.check("role", Reassignment::parse(&form.role, &form.had));
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let mut refused = None;
    if let (Some(roles), true) = (reassignment, errors.is_empty()) {
        let editing = sensitive.change(move |tx, by| actions::edit(tx, by, id, &roles));
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
    let page = question(&sensitive.db, &sensitive.actor, &asked).await?;
    Ok(if is_outdated {
        page.in_conflict()
    } else {
        page.sent_back(wait)
    }
    .into())
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
