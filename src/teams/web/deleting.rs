use actix_web::web;
use serde::Deserialize;

use super::{TeamPath, team_in};
use crate::access::{Actor, Visit, rights::WriteTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::teams::actions::{self, DeleteError};
use crate::teams::store::{self, lists::affected, members::beyond};
use crate::teams::views::{Deletion, deletion};
use crate::types::TeamId;
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/teams/{team}/delete", ask);
    routes.post("/{slug}/settings/teams/{team}/delete", delete);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeleteForm {
    /// An empty one is no team.
    replacement: String,
}

async fn ask(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: TeamPath,
) -> Result<Page, AppError> {
    let (form, errors) = (DeleteForm::default(), FormErrors::default());
    question(&db, &visit.actor, team_in(&path)?, (&form, &errors)).await
}

async fn question(
    db: &Db,
    actor: &Actor,
    id: TeamId,
    (form, errors): (&DeleteForm, &FormErrors),
) -> Result<Page, AppError> {
    let (workspace, holds) = (actor.workspace.id, actor.permissions);
    let (teams, people, above) = db
        .read(move |read| {
            let above = beyond(read, (workspace, id), holds)?;
            let people = affected(read, (workspace, id))?;
            Ok::<_, DbError>((store::all(read, workspace)?, people, above))
        })
        .await?;
    let team = teams.iter().find(|team| team.id == id);
    Ok(deletion(&Deletion {
        actor,
        team: team.ok_or(AppError::NotFound)?,
        others: teams.iter().filter(|other| other.id != id).collect(),
        people,
        above: above.as_ref().map(|person| person.called.told_to(holds)),
        chosen: &form.replacement,
        errors,
    }))
}

async fn delete(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: TeamPath,
    form: Posted<DeleteForm>,
) -> Result<Answer, AppError> {
    let (actor, id) = (visit.actor, team_in(&path)?);
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    let replacement = match form.replacement.as_str() {
        "" => Some(None),
        text => {
            let parsed = text.parse().map(Some);
            errors.check(
                "replacement",
                parsed.map_err(|_| DeleteError::NoReplacement),
            )
        }
    };
    if let Some(replacement) = replacement {
        let deleting =
            actor.changes_alone(&db, move |tx, by| actions::delete(tx, by, id, replacement));
        match deleting.await {
            Ok(()) => {
                let list = format!("/{}/settings/teams", actor.workspace.slug);
                return Ok(SeeOther::at(list).saying(Notice::TeamDeleted).into());
            }
            Err(error @ (DeleteError::NoReplacement | DeleteError::TooMany)) => {
                errors.add("replacement", error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = question(&db, &actor, id, (&form, &errors)).await?;
    Ok(page.mistaken().into())
}

impl From<DeleteError> for AppError {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::Missing => Self::NotFound,
            DeleteError::Refused(refusal) => refusal.into(),
            DeleteError::Unproved(unproved) => unproved.into(),
            DeleteError::Db(error) => error.into(),
            DeleteError::NoReplacement | DeleteError::TooMany => Self::Conflict(error.to_string()),
        }
    }
}
