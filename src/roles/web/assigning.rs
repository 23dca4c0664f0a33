use actix_web::web;
use serde::Deserialize;

use super::page_after;
use crate::access::{Actor, Permission, Visit, rights::WriteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::actions::{self, AssignError, Reassignment};
use crate::roles::model::{offered_to, union};
use crate::roles::store::{definitions, holders};
use crate::roles::views::{RolesOf, roles_of};
use crate::sessions::{Judges, Sensitive};
use crate::types::{SecretText, Slug, UserId, way_on};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}/roles", show);
    routes.post("/{slug}/settings/users/{user}/roles", assign);
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
struct AssignForm {
    role: Vec<String>,
    /// What they had when the form was shown.
    had: Vec<String>,
    next: String,
    current_password: SecretText,
}

async fn show(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    query: Query<NextQuery>,
) -> Result<Page, AppError> {
    let form = AssignForm {
        next: query.0.next,
        ..AssignForm::default()
    };
    let asked = Asked {
        user: user_in(&path)?,
        form: &form,
        ticks: Ticks::AsTheyAre,
        errors: &FormErrors::default(),
    };
    question(&db, &visit.actor, &asked).await
}

/// Somebody's roles, and what was made of the form before it is shown.
struct Asked<'a> {
    user: UserId,
    form: &'a AssignForm,
    ticks: Ticks,
    errors: &'a FormErrors,
}

enum Ticks {
    AsTheyAre,
    AsSent,
}

async fn question(db: &Db, actor: &Actor, asked: &Asked<'_>) -> Result<Page, AppError> {
    let (workspace, user) = (actor.workspace.id, asked.user);
    let (holder, has, roles) = db
        .read(move |read| {
            let holder = holders::holder(read, workspace, user)?;
            let has = definitions::of_user(read, workspace, user)?;
            Ok::<_, DbError>((holder, has, definitions::all(read, workspace)?))
        })
        .await?;
    let holder = holder.ok_or(AppError::NotFound)?;
    if holder.is_pending() {
        return Err(AssignError::Invited.into());
    }
    let ids: Vec<String> = has.iter().map(|role| role.id.to_string()).collect();
    // It stands in a link, so it leads nowhere else.
    let next = match asked.form.next.as_str() {
        "" => String::new(),
        wished => way_on(&actor.workspace.slug, Some(wished)),
    };
    Ok(roles_of(&RolesOf {
        actor,
        user,
        name: holder.name(),
        has: &has,
        is_within_reach: union(&has).is_within(actor.permissions),
        offered: &offered_to(actor.permissions, &roles),
        ticked: match asked.ticks {
            Ticks::AsTheyAre => &ids,
            Ticks::AsSent => &asked.form.role,
        },
        next: &next,
        errors: asked.errors,
    }))
}

async fn assign(
    visit: Visit<WriteUsers>,
    judges: Judges,
    path: UserPath,
    form: Posted<AssignForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let reassignment = errors.check("role", Reassignment::parse(&form.role, &form.had));
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let mut refused = None;
    if let (Some(reassignment), true) = (reassignment, errors.is_empty()) {
        let assigning =
            sensitive.change(move |tx, by| actions::assign(tx, by, user, &reassignment));
        match assigning.await {
            Ok(()) => return Ok(afterwards(&sensitive, user, &form.next).await?.into()),
            Err(error) => refused = Some(noted(error, &mut errors)?),
        }
    }
    let asked = Asked {
        user,
        form: &form,
        ticks: match refused {
            Some(AssignError::ChangedMeanwhile) => Ticks::AsTheyAre,
            _ => Ticks::AsSent,
        },
        errors: &errors,
    };
    let page = question(&sensitive.db, &sensitive.actor, &asked).await?;
    Ok(match refused {
        Some(AssignError::LastOwner(_) | AssignError::ChangedMeanwhile) => page.in_conflict(),
        _ => page.sent_back(wait),
    }
    .into())
}

/// Back to where the question was asked.
async fn afterwards(sensitive: &Sensitive, user: UserId, next: &str) -> Result<SeeOther, AppError> {
    let slug = &sensitive.actor.workspace.slug;
    let page = if next.is_empty() {
        format!("/{slug}/settings/users/{user}")
    } else {
        way_on(slug, Some(next))
    };
    let page = page_after(sensitive, page, Permission::ReadUsers).await?;
    Ok(SeeOther::at(page).saying(Notice::RolesChanged))
}

/// What the form can say by a field. Everything else is for the edge.
fn noted(error: AssignError, errors: &mut FormErrors) -> Result<AssignError, AppError> {
    let field = match &error {
        AssignError::NoRole
        | AssignError::NoSuchRole
        | AssignError::ChangedMeanwhile
        | AssignError::LastOwner(_) => "role",
        AssignError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(error)
}

impl From<AssignError> for AppError {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::Nobody => Self::NotFound,
            AssignError::Refused(refusal) => refusal.into(),
            AssignError::Unproved(unproved) => unproved.into(),
            AssignError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
