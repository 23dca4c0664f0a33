//! Somebody's page, and the form that changes what it says about them.

mod standing;

use actix_web::web;
use serde::Deserialize;

use super::actions::{self, EditError};
use super::model::Wish;
use super::store::{self, Person};
use super::views::{self as views, Known, MOST_ENTRIES, MOST_NAMED};
use crate::access::{
    Actor, Permission, PermissionSet, Visit,
    rights::{ReadUsers, WriteUsers},
};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::departments::{self, Tree};
use crate::error::AppError;
use crate::people;
use crate::reporting::ReportError;
use crate::types::{PersonName, Slug, UserId, Wished, WorkspaceId};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};
use crate::{audit_log, email_changes, invitations, roles, sessions, teams};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/users/{user}", show);
    routes.post("/{slug}/settings/users/{user}", edit);
    standing::routes(routes);
}

type UserPath = web::Path<(Slug, String)>;

fn user_in(path: &UserPath) -> Result<UserId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

/// What is typed and chosen. What a script doesn't send stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PersonForm {
    pub full_name: Option<String>,
    pub display_name: Option<String>,
    pub department: Option<String>,
    pub manager: Option<String>,
    /// What is typed to find a manager.
    pub manager_q: String,
    pub version: String,
}

impl PersonForm {
    fn of(person: &Person) -> Self {
        let name = |name: &Option<PersonName>| name.as_ref().map(ToString::to_string);
        let id = |id: Option<String>| Some(id.unwrap_or_default());
        Self {
            full_name: name(&person.full_name),
            display_name: name(&person.display_name),
            department: id(person.department_id.map(|id| id.to_string())),
            manager: id(person.manager_id.map(|id| id.to_string())),
            manager_q: String::new(),
            version: person.details().version(),
        }
    }

    /// What was typed, and what is where nothing was. What was typed on an older version says so until its
    /// author was told.
    fn over(&self, saved: Self, errors: &FormErrors) -> Self {
        let seen = Some(&self.version).filter(|version| !version.is_empty());
        Self {
            full_name: self.full_name.clone().or(saved.full_name),
            display_name: self.display_name.clone().or(saved.display_name),
            department: self.department.clone().or(saved.department),
            manager: self.manager.clone().or(saved.manager),
            manager_q: self.manager_q.clone(),
            version: match (seen, errors.of("version")) {
                (Some(seen), None) => seen.clone(),
                _ => saved.version,
            },
        }
    }

    fn parse(&self, errors: &mut FormErrors) -> Wish {
        let full_name = self.full_name.as_deref().map(PersonName::parse);
        let display_name = Wished::parse(self.display_name.as_deref());
        let department = Wished::parse(self.department.as_deref());
        let department = department.map_err(|_| EditError::NoSuchDepartment);
        let manager = Wished::parse(self.manager.as_deref());
        let manager = manager.map_err(|_| ReportError::NoSuchManager);
        Wish {
            full_name: full_name.and_then(|name| errors.check("full_name", name)),
            display_name: errors
                .check("display_name", display_name)
                .unwrap_or_default(),
            department: errors.check("department", department).unwrap_or_default(),
            manager: errors.check("manager", manager).unwrap_or_default(),
            seen: Some(self.version.clone()).filter(|version| !version.is_empty()),
        }
    }
}

async fn show(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    path: UserPath,
    unsaved: Query<PersonForm>,
) -> Result<Page, AppError> {
    let unsaved = Some(&unsaved.0).filter(|form| !form.version.is_empty());
    let errors = FormErrors::default();
    page(&db, (&visit.actor, user_in(&path)?), (unsaved, &errors)).await
}

/// As it is, or as it was typed.
async fn page(
    db: &Db,
    (actor, user): (&Actor, UserId),
    (typed, errors): (Option<&PersonForm>, &FormErrors),
) -> Result<Page, AppError> {
    let known = known(db, (actor, user), typed).await?;
    let saved = PersonForm::of(&known.person);
    let form = match typed {
        None => saved,
        Some(typed) => typed.over(saved, errors),
    };
    Ok(views::page(actor, &known, (&form, errors)))
}

async fn known(
    db: &Db,
    (actor, user): (&Actor, UserId),
    typed: Option<&PersonForm>,
) -> Result<Known, AppError> {
    let sought = Sought {
        holds: actor.permissions,
        manager: typed.and_then(|form| form.manager.clone()),
        manager_q: typed.map(|form| form.manager_q.clone()).unwrap_or_default(),
    };
    let workspace = actor.workspace.id;
    let known = db
        .read(move |read| read_known(read, (workspace, user), &sought))
        .await?;
    known.ok_or(AppError::NotFound)
}

/// By whom the page is asked for, and what their form says of a manager.
struct Sought {
    holds: PermissionSet,
    manager: Option<String>,
    manager_q: String,
}

fn read_known(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    sought: &Sought,
) -> Result<Option<Known>, DbError> {
    let Some(person) = store::person(read, workspace, user)? else {
        return Ok(None);
    };
    let sees = |permission| sought.holds.contains(permission);
    let chosen = match &sought.manager {
        Some(text) => text.parse().ok(),
        None => person.manager_id,
    };
    let both: Vec<UserId> = chosen.into_iter().chain(person.manager_id).collect();
    let above = people::found(read, workspace, &both)?;
    let who = |id: Option<UserId>| above.iter().find(|one| Some(one.id) == id).cloned();
    let invited = invitations::open_of(read, workspace, &[user])?;
    Ok(Some(Known {
        manager: who(person.manager_id),
        chosen: who(chosen),
        found: people::find(read, workspace, &sought.manager_q)?,
        roles: roles::of_user(read, workspace, user)?,
        teams: if sees(Permission::ReadTeams) {
            teams::of_user(read, workspace, user)?
        } else {
            Vec::new()
        },
        departments: Tree::of(if sees(Permission::ReadTeams) {
            departments::all(read, workspace)?
        } else {
            Vec::new()
        }),
        reports: match person.reports {
            0 => Vec::new(),
            _ => store::reports(read, (workspace, user), MOST_NAMED)?,
        },
        invitation: invited.first().map(|(_, invitation)| *invitation),
        inviter: store::inviter(read, workspace, user)?,
        awaited: email_changes::awaited(read, workspace, user)?,
        last_seen: store::last_seen(read, workspace, user)?,
        sessions: sessions::open(read, workspace, user)?,
        activity: if sees(Permission::ReadAudit) {
            let newest = audit_log::activity(read, (workspace, user), MOST_ENTRIES);
            Some(newest?)
        } else {
            None
        },
        now: read.now()?,
        person,
    }))
}

async fn edit(
    visit: Visit<WriteUsers>,
    db: web::Data<Db>,
    path: UserPath,
    form: Posted<PersonForm>,
) -> Result<Answer, AppError> {
    let user = user_in(&path)?;
    let (form, actor) = (form.read().await?, visit.actor);
    let mut errors = FormErrors::default();
    let wish = form.parse(&mut errors);
    let mut in_conflict = false;
    if errors.is_empty() {
        let editing = actor.changes_alone(&db, move |tx, by| actions::edit(tx, by, user, &wish));
        match editing.await {
            Ok(()) => {
                let own = format!("/{}/settings/users/{user}", actor.workspace.slug);
                return Ok(SeeOther::at(own).saying(Notice::PersonSaved).into());
            }
            Err(error) => {
                in_conflict = matches!(error, EditError::ChangedMeanwhile);
                note(error, &mut errors)?;
            }
        }
    }
    let page = page(&db, (&actor, user), (Some(&form), &errors)).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.mistaken()
    }
    .into())
}

/// What the form can say by a field. Everything else is for the edge.
fn note(error: EditError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        EditError::ChangedMeanwhile => "version",
        EditError::NoSuchDepartment => "department",
        EditError::Manager(_) => "manager",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<EditError> for AppError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Nobody => Self::NotFound,
            EditError::Refused(refusal) => refusal.into(),
            EditError::Unproved(unproved) => unproved.into(),
            EditError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
