use actix_web::web;

use super::showing::{Asked, View, page};
use super::{TeamForm, TeamPath, note, team_in};
use crate::access::{Visit, rights::WriteTeams};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::teams::actions::{self, DefineError};
use crate::teams::views;
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/{slug}/settings/teams", create);
    routes.get("/{slug}/settings/teams/new", new);
    routes.post("/{slug}/settings/teams/{team}", edit);
}

async fn new(visit: Visit<WriteTeams>) -> Result<Page, AppError> {
    let (form, errors) = (TeamForm::default(), FormErrors::default());
    Ok(views::new_team(&visit.actor, &form, &errors))
}

async fn create(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    form: Posted<TeamForm>,
) -> Result<Answer, AppError> {
    let (actor, form) = (visit.actor, form.read().await?);
    let mut errors = FormErrors::default();
    let new = form.new_team(&mut errors);
    if let (Some(new), true) = (new, errors.is_empty()) {
        let making = actor.changes_alone(&db, move |tx, by| actions::create(tx, by, &new));
        match making.await {
            Ok(id) => {
                let page = format!("/{}/settings/teams/{id}", actor.workspace.slug);
                return Ok(SeeOther::at(page).saying(Notice::TeamMade).into());
            }
            Err(error) => note(error, &mut errors)?,
        }
    }
    Ok(views::new_team(&actor, &form, &errors).mistaken().into())
}

async fn edit(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: TeamPath,
    form: Posted<TeamForm>,
) -> Result<Answer, AppError> {
    let (actor, id) = (visit.actor, team_in(&path)?);
    let form = form.read().await?;
    let mut errors = FormErrors::default();
    let amendment = form.amendment(&mut errors);
    let mut in_conflict = false;
    if let (Some(amendment), true) = (amendment, errors.is_empty()) {
        let author = actor.clone();
        let amending = db.tx(move |tx| {
            let by = tx.prove(&author)?;
            actions::amend(tx, &by, id, &amendment)
        });
        match amending.await {
            Ok(_) => {
                let page = format!("/{}/settings/teams/{id}", actor.workspace.slug);
                return Ok(SeeOther::at(page).saying(Notice::TeamSaved).into());
            }
            Err(error) => {
                in_conflict = matches!(error, DefineError::ChangedMeanwhile);
                note(error, &mut errors)?;
            }
        }
    }
    let asked = Asked {
        team: id,
        form: Some(&form),
        errors: &errors,
        view: View {
            version: form.version.clone(),
            ..View::default()
        },
        said: None,
    };
    let page = page(&db, &actor, &asked).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.mistaken()
    }
    .into())
}
