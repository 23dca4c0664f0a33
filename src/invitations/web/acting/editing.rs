//! What somebody is offered who hasn't come yet.

use actix_web::web;
use serde::Deserialize;

use super::{InvitationPath, Next, invitation_in, way_back};
use crate::access::{Actor, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::{Db, DbError, Read};
use crate::departments::{self, MoveError};
use crate::error::AppError;
use crate::invitations::actions::{
    self, ActError, DepartmentChange, Edit, EditError, SeenDepartment,
};
use crate::invitations::model::Invitation;
use crate::invitations::store::open;
use crate::invitations::views::acting::{Editing, edit};
use crate::invitations::web::inviting::{Places, department_in};
use crate::invitations::web::pending::line_now;
use crate::roles::{self, AssignError, Reassignment};
use crate::sessions::{Judges, Sensitive};
use crate::teams::{self, TeamChange, TeamsError};
use crate::types::{DepartmentId, InvitationId, SecretText, TeamId};
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
    team: Vec<String>,
    had_team: Vec<String>,
    department: Option<String>,
    had_department: Option<String>,
    next: String,
    current_password: SecretText,
}

impl EditForm {
    /// Teams and department are left alone where nothing is said of them: by a script that only knows
    /// roles, and by who may not see them.
    fn parse(&self, errors: &mut FormErrors) -> Option<Edit> {
        let roles = errors.check("role", Reassignment::parse(&self.role, &self.had));
        let says_teams = !(self.team.is_empty() && self.had_team.is_empty());
        let teams = says_teams.then(|| TeamChange::parse(&self.team, &self.had_team));
        let teams = errors.check("team", teams.transpose());
        let typed = self.department.as_deref();
        let department = typed.map(department_in).transpose();
        let department = errors.check("department", department);
        let seen = errors.check("department", self.seen());
        let (department, seen) = department.zip(seen)?;
        Some(Edit {
            roles: roles?,
            teams: teams?,
            department: department.map(|wished| DepartmentChange { seen, wished }),
        })
    }

    fn seen(&self) -> Result<SeenDepartment, EditError> {
        match self.had_department.as_deref() {
            None => Ok(SeenDepartment::Unsaid),
            Some("") => Ok(SeenDepartment::None),
            Some(had) => had
                .parse()
                .map(SeenDepartment::One)
                .map_err(|_| EditError::MovedMeanwhile),
        }
    }
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
        form: &EditForm::default(),
        shown: Shown::Kept,
        errors: &FormErrors::default(),
    };
    question(&db, &visit.actor, &asked).await
}

/// What was made of the form before it is shown.
struct Asked<'a> {
    id: InvitationId,
    next: &'a str,
    form: &'a EditForm,
    shown: Shown,
    errors: &'a FormErrors,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Kept,
    Sent,
    /// The same, but for what somebody else changed meanwhile.
    SentBut(&'static str),
}

impl Shown {
    fn is_as_sent(self, field: &str) -> bool {
        match self {
            Self::Kept => false,
            Self::Sent => true,
            Self::SentBut(outdated) => outdated != field,
        }
    }
}

/// What somebody who hasn't come yet is in, and what they could be in.
struct Placed {
    places: Option<Places>,
    teams: Vec<TeamId>,
    department: Option<DepartmentId>,
}

impl Placed {
    fn of(
        read: &mut Read<'_>,
        actor: &Actor,
        invitation: Option<&Invitation>,
    ) -> Result<Self, DbError> {
        let workspace = actor.workspace.id;
        let places = Places::seen_by(read, actor)?;
        let user = invitation.and_then(|it| it.user);
        let (teams, department) = match user {
            None => (Vec::new(), None),
            Some(user) => (
                teams::of_user(read, workspace, user)?,
                departments::of_user(read, workspace, user)?,
            ),
        };
        Ok(Self {
            places,
            teams: teams.iter().map(|team| team.id).collect(),
            department: department.map(|one| one.id),
        })
    }
}

async fn question(db: &Db, actor: &Actor, asked: &Asked<'_>) -> Result<Page, AppError> {
    let (workspace, id, reader) = (actor.workspace.id, asked.id, actor.clone());
    let (found, line, all, placed) = db
        .read(move |read| {
            let found = open::find(read, workspace, id)?;
            let line = line_now(read, &reader, id)?;
            let placed = Placed::of(read, &reader, found.as_ref())?;
            Ok::<_, DbError>((found, line, roles::all(read, workspace)?, placed))
        })
        .await?;
    found.ok_or(AppError::NotFound)?;
    let Some((line, _)) = line else {
        return Err(ActError::Cancelled.into());
    };
    let texts = |ids: &mut dyn Iterator<Item = String>| ids.collect::<Vec<String>>();
    let roles = texts(&mut line.listed.roles.iter().map(ToString::to_string));
    let teams = texts(&mut placed.teams.iter().map(ToString::to_string));
    let department = placed.department.map(|id| id.to_string());
    let (form, shown) = (asked.form, asked.shown);
    let sent = |field, sent, is| if shown.is_as_sent(field) { sent } else { is };
    let editing = Editing {
        actor,
        line: &line,
        offered: &roles::offered_to(actor.permissions, &all),
        ticked: sent("role", &form.role, &roles),
        places: placed.places.as_ref(),
        teams: sent("team", &form.team, &teams),
        had_teams: &placed.teams,
        department: match &form.department {
            Some(typed) if shown.is_as_sent("department") => typed,
            _ => department.as_deref().unwrap_or_default(),
        },
        had_department: placed.department,
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
    let wish = form.parse(&mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let mut shown = Shown::Sent;
    if let (Some(wish), true) = (wish, errors.is_empty()) {
        let editing = sensitive.change(move |tx, by| actions::edit(tx, by, id, &wish));
        match editing.await {
            Ok(()) => return Ok(SeeOther::at(next).saying(Notice::InvitationChanged).into()),
            Err(error) => shown = noted(error, &mut errors)?,
        }
    }
    let asked = Asked {
        id,
        next: &next,
        form: &form,
        shown,
        errors: &errors,
    };
    let page = question(&sensitive.db, &sensitive.actor, &asked).await?;
    Ok(match shown {
        Shown::SentBut(_) => page.in_conflict(),
        _ => page.sent_back(wait),
    }
    .into())
}

/// What the form can say by a field, and what it shows then. Everything else is for the edge.
fn noted(error: EditError, errors: &mut FormErrors) -> Result<Shown, AppError> {
    let (field, is_outdated) = match &error {
        EditError::Assign(AssignError::NoRole | AssignError::NoSuchRole) => ("role", false),
        EditError::Assign(AssignError::ChangedMeanwhile) => ("role", true),
        EditError::Assign(AssignError::PasswordFirst(_)) => ("current_password", false),
        EditError::Teams(TeamsError::NoSuchTeam) => ("team", false),
        EditError::Teams(TeamsError::ChangedMeanwhile) => ("team", true),
        EditError::Move(MoveError::NoSuchDepartment) => ("department", false),
        EditError::MovedMeanwhile => ("department", true),
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(if is_outdated {
        Shown::SentBut(field)
    } else {
        Shown::Sent
    })
}
