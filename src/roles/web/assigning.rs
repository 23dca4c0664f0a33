use actix_web::web;
use serde::Deserialize;

use super::Desk;
use crate::access::{Actor, PasswordHasher, Permission, Visit, rights::WriteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::actions::{self, AssignError};
use crate::roles::model::{Role, union};
use crate::roles::store::{definitions, holders};
use crate::roles::views::{RolesOf, roles_of};
use crate::types::{RoleId, SecretText, Slug, UserId, way_on};
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
    next: String,
    current_password: SecretText,
}

async fn show(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    query: Query<NextQuery>,
) -> Result<Page, AppError> {
    let user = user_in(&path)?;
    let (workspace, next) = (visit.proof.workspace(), query.0.next);
    let has = db
        .read(move |read| definitions::of_user(read, workspace, user))
        .await?;
    let form = AssignForm {
        role: has.iter().map(|role| role.id.to_string()).collect(),
        next,
        ..AssignForm::default()
    };
    let mut errors = FormErrors::default();
    if !union(&has).is_within(visit.actor.permissions) {
        errors.add("role", "This person holds more than you do. Somebody who holds as much can change their roles.");
    }
    question(&db, &visit.actor, user, (&form, &errors)).await
}

async fn question(
    db: &Db,
    actor: &Actor,
    user: UserId,
    (form, errors): (&AssignForm, &FormErrors),
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let (holder, roles) = db
        .read(move |read| {
            let holder = holders::holder(read, workspace, user)?;
            Ok::<_, DbError>((holder, definitions::all(read, workspace)?))
        })
        .await?;
    let holder = holder.ok_or(AppError::NotFound)?;
    let offered: Vec<Role> = roles
        .into_iter()
        .filter(|role| role.permissions().is_within(actor.permissions))
        .collect();
    // It stands in a link, so it leads nowhere else.
    let next = match form.next.as_str() {
        "" => String::new(),
        wished => way_on(&actor.workspace.slug, Some(wished)),
    };
    Ok(roles_of(&RolesOf {
        actor,
        user,
        name: holder.name(),
        offered: &offered,
        ticked: &form.role,
        next: &next,
        errors,
    }))
}

async fn assign(
    visit: Visit<WriteUsers>,
    (db, hasher): (web::Data<Db>, web::Data<PasswordHasher>),
    path: UserPath,
    form: Posted<AssignForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let form = form.read().await?;
    let desk = Desk {
        actor: visit.actor,
        db,
        hasher,
    };
    let mut errors = FormErrors::default();
    let wished: Result<Vec<RoleId>, _> = form.role.iter().map(|text| text.parse()).collect();
    let wished = errors.check("role", wished.map_err(|_| AssignError::NoSuchRole));
    let wait = desk.confirm(&form.current_password, &mut errors).await?;
    let mut in_conflict = false;
    if let (Some(wished), true) = (wished, errors.is_empty()) {
        let actor = desk.actor.clone();
        let assigning = desk.db.tx(move |tx| {
            let by = tx.prove_alone(&actor)?;
            actions::assign(tx, &by, user, &wished)
        });
        match assigning.await {
            Ok(holds) => {
                let sees_people = desk.actor.user != user || holds.contains(Permission::ReadUsers);
                let on = afterwards(&desk.actor.workspace.slug, (user, sees_people), &form.next);
                return Ok(SeeOther::at(on).saying(Notice::RolesChanged).into());
            }
            Err(error) => {
                in_conflict = matches!(error, AssignError::LastOwner(_));
                note(error, &mut errors)?;
            }
        }
    }
    let page = question(&desk.db, &desk.actor, user, (&form, &errors)).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.sent_back(wait)
    }
    .into())
}

/// Back to where the question was asked, unless one has just shut oneself out of there.
fn afterwards(slug: &Slug, (user, sees_people): (UserId, bool), next: &str) -> String {
    if !sees_people {
        return format!("/{slug}/profile");
    }
    if next.is_empty() {
        return format!("/{slug}/settings/users/{user}");
    }
    way_on(slug, Some(next))
}

fn note(error: AssignError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        AssignError::NoRole | AssignError::NoSuchRole | AssignError::LastOwner(_) => "role",
        AssignError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
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
