use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::{TeamForm, TeamPath, team_in};
use crate::access::{Actor, Permission, Visit, rights::ReadTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::teams::model::{Candidate, Listed};
use crate::teams::store::{
    lists::one_listed,
    page::{ListError, Sought, candidates, members},
};
use crate::teams::views::{self, Around, TeamPage, may_add};
use crate::types::{Cursor, TeamId};
use crate::ui::{self, FormErrors, Page, Query};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/teams/{team}", show);
}

/// Which part of the page somebody is at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::teams) struct View {
    /// What members are looked for by,
    pub q: String,
    pub cursor: String,
    /// and who could be added.
    pub add_q: String,
    /// That the form beside was filled on, where a part of the page asks.
    pub version: String,
    /// The part that is wanted alone, as somebody types.
    pub only: String,
}

/// A team's page, and what was made of its form before it is shown.
pub(super) struct Asked<'a> {
    pub team: TeamId,
    pub view: View,
    /// As it was sent, where it comes back.
    pub form: Option<&'a TeamForm>,
    pub errors: &'a FormErrors,
    /// What an answer to htmx says in passing.
    pub said: Option<ui::Toast>,
}

async fn show(
    visit: Visit<ReadTeams>,
    db: web::Data<Db>,
    path: TeamPath,
    (query, request): (Query<View>, HttpRequest),
) -> Result<Page, AppError> {
    let (actor, team, view) = (visit.actor, team_in(&path)?, query.0);
    let is_part = ui::Asked::by(request.headers()) == ui::Asked::Fragment;
    if is_part && view.only == views::FOUND {
        return found(&db, &actor, team, view).await;
    }
    let errors = FormErrors::default();
    let asked = Asked {
        team,
        view,
        form: None,
        errors: &errors,
        said: None,
    };
    page(&db, &actor, &asked).await
}

/// Who fits what is typed, without everybody who is in the team.
async fn found(db: &Db, actor: &Actor, team: TeamId, view: View) -> Result<Page, AppError> {
    let (key, typed) = ((actor.workspace.id, team), sought_to_add(actor, &view));
    let holds = actor.permissions;
    let (listed, found) = db
        .read(move |read| {
            let listed = one_listed(read, key, holds)?;
            Ok::<_, DbError>((listed, candidates(read, key, &typed)?))
        })
        .await?;
    let listed = listed.ok_or(AppError::NotFound)?;
    let around = Around {
        actor,
        listed: &listed,
        view: &view,
        version: &view.version,
    };
    Ok(views::found_alone(&around, &found))
}

/// Only who may see people finds some.
fn sought_to_add(actor: &Actor, view: &View) -> String {
    if may_add(actor) {
        view.add_q.clone()
    } else {
        String::new()
    }
}

pub(super) async fn page(db: &Db, actor: &Actor, asked: &Asked<'_>) -> Result<Page, AppError> {
    let (key, holds) = ((actor.workspace.id, asked.team), actor.permissions);
    let sought = Sought {
        typed: asked.view.q.clone(),
        by_email: actor.permissions.contains(Permission::ReadUsers),
    };
    // A cursor that can't be read starts the list again.
    let cursor = asked.view.cursor.parse::<Cursor>().ok();
    let position = cursor.and_then(|cursor| cursor.position().ok());
    let typed = sought_to_add(actor, &asked.view);
    let (listed, members, found, now) = db
        .read(move |read| {
            let listed = one_listed(read, key, holds)?;
            let members = members(read, key, &sought, position.as_ref())?;
            let found = candidates(read, key, &typed)?;
            Ok::<_, ListError>((listed, members, found, read.now()?))
        })
        .await?;
    let listed: Listed = listed.ok_or(AppError::NotFound)?;
    let found: Vec<Candidate> = found;
    let as_it_is = TeamForm::of(&listed.team);
    let now_at = listed.team.version.to_string();
    let around = Around {
        actor,
        listed: &listed,
        view: &asked.view,
        // What was typed on an older version says so until its author was told.
        version: match (asked.errors.of("version"), asked.view.version.as_str()) {
            (None, seen) if !seen.is_empty() => seen,
            _ => &now_at,
        },
    };
    Ok(views::team(&TeamPage {
        around,
        members: &members,
        found: &found,
        now,
        form: asked.form.unwrap_or(&as_it_is),
        errors: asked.errors,
        said: asked.said.as_ref(),
    }))
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}
