use actix_web::web;
use serde::Deserialize;

use crate::access::{Actor, Permission, Visit, rights::WriteTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::people;
use crate::teams::actions::{self, TeamChange, TeamsError};
use crate::teams::store;
use crate::teams::views::{TeamsOf, teams_of};
use crate::types::{Slug, UserId, way_on};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/teams", show);
    routes.post("/{slug}/settings/users/{user}/teams", change);
}

type UserPath = web::Path<(Slug, String)>;

fn user_in(path: &UserPath) -> Result<UserId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NextQuery {
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TeamsForm {
    team: Vec<String>,
    /// Those that they were in when the form was shown.
    had_team: Vec<String>,
    next: String,
}

/// Somebody's teams, and what was made of the form before it is shown.
struct Asked<'a> {
    user: UserId,
    form: &'a TeamsForm,
    ticks: Ticks,
    errors: &'a FormErrors,
}

enum Ticks {
    AsTheyAre,
    AsSent,
}

async fn show(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: UserPath,
    query: Query<NextQuery>,
) -> Result<Page, AppError> {
    let form = TeamsForm {
        next: query.0.next,
        ..TeamsForm::default()
    };
    let asked = Asked {
        user: user_in(&path)?,
        form: &form,
        ticks: Ticks::AsTheyAre,
        errors: &FormErrors::default(),
    };
    question(&db, &visit.actor, &asked).await
}

async fn question(db: &Db, actor: &Actor, asked: &Asked<'_>) -> Result<Page, AppError> {
    let (workspace, user) = (actor.workspace.id, asked.user);
    let (person, has, teams) = db
        .read(move |read| {
            let person = people::somebody(read, workspace, user)?;
            let has = store::of_user(read, workspace, user)?;
            Ok::<_, DbError>((person, has, store::all(read, workspace)?))
        })
        .await?;
    let person = person.ok_or(AppError::NotFound)?;
    let ids: Vec<String> = has.iter().map(|team| team.id.to_string()).collect();
    // It stands in a link, so it leads nowhere else.
    let next = match asked.form.next.as_str() {
        "" => String::new(),
        wished => way_on(&actor.workspace.slug, Some(wished)),
    };
    Ok(teams_of(&TeamsOf {
        actor,
        person: &person,
        has: &has,
        teams: &teams,
        ticked: match asked.ticks {
            Ticks::AsTheyAre => &ids,
            Ticks::AsSent => &asked.form.team,
        },
        next: &next,
        errors: asked.errors,
    }))
}

async fn change(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: UserPath,
    form: Posted<TeamsForm>,
) -> Result<Answer, AppError> {
    let (actor, user) = (visit.actor, user_in(&path)?);
    let form = form.read().await?;
    let parsed = TeamChange::parse(&form.team, &form.had_team);
    let changing = match parsed {
        Err(error) => Err(error),
        Ok(wish) => {
            let author = actor.clone();
            db.tx(move |tx| {
                let by = tx.prove::<WriteTeams>(&author)?;
                let person = people::somebody(tx, by.workspace(), user)?;
                actions::change(tx, &by, &person.ok_or(TeamsError::Nobody)?, &wish)
            })
            .await
        }
    };
    let error = match changing {
        Ok(()) => return Ok(afterwards(&actor, user, &form.next).into()),
        Err(error @ (TeamsError::NoSuchTeam | TeamsError::ChangedMeanwhile)) => error,
        Err(other) => return Err(other.into()),
    };
    let in_conflict = matches!(error, TeamsError::ChangedMeanwhile);
    let asked = Asked {
        user,
        form: &form,
        ticks: if in_conflict {
            Ticks::AsTheyAre
        } else {
            Ticks::AsSent
        },
        errors: &FormErrors::one("team", &error),
    };
    let page = question(&db, &actor, &asked).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.mistaken()
    }
    .into())
}

/// Back to where the question was asked.
fn afterwards(actor: &Actor, user: UserId, next: &str) -> SeeOther {
    let slug = &actor.workspace.slug;
    let sees_people = actor.permissions.contains(Permission::ReadUsers);
    let page = match next {
        "" if sees_people => format!("/{slug}/settings/users/{user}"),
        "" => format!("/{slug}/settings/teams"),
        wished => way_on(slug, Some(wished)),
    };
    SeeOther::at(page).saying(Notice::TeamsChanged)
}

impl From<TeamsError> for AppError {
    fn from(error: TeamsError) -> Self {
        match error {
            TeamsError::Nobody => Self::NotFound,
            TeamsError::Refused(refusal) => refusal.into(),
            TeamsError::Unproved(unproved) => unproved.into(),
            TeamsError::Db(error) => error.into(),
            TeamsError::NoSuchTeam | TeamsError::ChangedMeanwhile => {
                Self::Conflict(error.to_string())
            }
        }
    }
}
