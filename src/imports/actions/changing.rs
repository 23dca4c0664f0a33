//! One row after the other is done by the actions that pages use.

use thiserror::Error;

use super::Hands;
use super::trying::Tried;
use crate::access::Unproved;
use crate::db::{DbError, Keep, Tx};
use crate::departments::{self, MoveError};
use crate::imports::model::Person;
use crate::invitations::{
    self, ActError, DepartmentChange, Edit, EditError, InviteError, SeenDepartment,
};
use crate::people;
use crate::reporting::{self, ReportError};
use crate::roles::{self, AssignError, Reassignment};
use crate::teams::{self, TeamChange, TeamsError};
use crate::types::{EmailAddress, Names, PersonName, UserId, UserStatus};
use crate::users;

/// Why nothing came of a row, for people.
#[derive(Debug, Error)]
pub(super) enum Undone {
    #[error("{0}")]
    Said(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

const GONE: &str = "They aren't here any more.";
const NOT_ALLOWED: &str = "It goes beyond what whoever asked may do.";

/// All of it or nothing; in the latter case, why.
pub(super) fn or_nothing<T>(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, Undone>,
) -> Result<Result<T, String>, DbError> {
    let mut came = Err(String::new());
    tx.tentatively(|tx| match work(tx) {
        Ok(value) => {
            came = Ok(value);
            Ok(Keep::Yes)
        }
        Err(Undone::Said(why)) => {
            came = Err(why);
            Ok(Keep::No)
        }
        Err(Undone::Db(error)) => Err(error),
    })?;
    Ok(came)
}

/// Everything but to whom they report.
pub(super) fn change(tx: &mut Tx<'_>, hands: &Hands, tried: &Tried) -> Result<(), Undone> {
    let person = tried.person.as_ref().ok_or_else(|| said(GONE))?;
    if person.status == UserStatus::Pending {
        change_invited(tx, hands, (tried, person))
    } else {
        change_member(tx, hands, (tried, person))
    }
}

fn change_invited(
    tx: &mut Tx<'_>,
    hands: &Hands,
    (tried, person): (&Tried, &Person),
) -> Result<(), Undone> {
    let plan = &tried.judged.plan;
    if plan.roles.is_none() && plan.teams.is_none() && plan.department.is_none() {
        return Ok(());
    }
    let open = invitations::open_of(tx, hands.invite.workspace(), &[person.id])?;
    let (_, invitation) = open.first().ok_or_else(|| said(GONE))?;
    let wished = plan.roles.clone().unwrap_or_else(|| person.roles.clone());
    let edit = Edit {
        roles: Reassignment { seen: None, wished },
        teams: plan.teams.clone().map(to_teams),
        department: plan.department.map(|wished| DepartmentChange {
            seen: SeenDepartment::Unsaid,
            wished: Some(wished),
        }),
    };
    Ok(invitations::edit(tx, &hands.invite, *invitation, &edit)?)
}

fn change_member(
    tx: &mut Tx<'_>,
    hands: &Hands,
    (tried, person): (&Tried, &Person),
) -> Result<(), Undone> {
    let (plan, workspace) = (&tried.judged.plan, hands.invite.workspace());
    let somebody = people::somebody(tx, workspace, person.id)?;
    let somebody = somebody.ok_or_else(|| said(GONE))?;
    if let Some(wished) = &plan.teams {
        let by = hands.teams.as_ref().ok_or_else(|| said(NOT_ALLOWED))?;
        teams::change(tx, by, &somebody, &to_teams(wished.clone()))?;
    }
    let names = names(tried, person)?;
    if plan.roles.is_none() && plan.department.is_none() && names.is_none() {
        return Ok(());
    }
    let by = hands.users.as_ref().ok_or_else(|| said(NOT_ALLOWED))?;
    if let Some(wished) = plan.roles.clone() {
        let reassignment = Reassignment { seen: None, wished };
        roles::assign(tx, by, person.id, &reassignment)?;
    }
    if plan.department.is_some() {
        departments::move_to(tx, by, &somebody, plan.department)?;
    }
    if let Some(names) = names {
        users::rename(tx, by, person.id, &names)?;
    }
    Ok(())
}

fn to_teams(wished: Vec<crate::types::TeamId>) -> TeamChange {
    TeamChange { seen: None, wished }
}

/// What they are called afterwards, where that changes.
fn names(tried: &Tried, person: &Person) -> Result<Option<Names>, Undone> {
    let plan = &tried.judged.plan;
    if plan.full_name.is_none() && plan.display_name.is_none() {
        return Ok(None);
    }
    let now = |name: &Option<String>| {
        let parsed = name.as_deref().map(PersonName::parse);
        parsed.and_then(Result::ok)
    };
    let full_name = plan.full_name.clone().or_else(|| now(&person.full_name));
    let full_name = full_name.ok_or_else(|| said(GONE))?;
    let display_name = plan.display_name.clone();
    let display_name = display_name.or_else(|| now(&person.display_name));
    let display_name = display_name.unwrap_or_else(|| full_name.clone());
    Ok(Some(Names {
        full_name,
        display_name,
    }))
}

/// By their addresses, as they are by now.
pub(super) fn report_to(
    tx: &mut Tx<'_>,
    hands: &Hands,
    (person, manager): (&EmailAddress, &EmailAddress),
) -> Result<(), Undone> {
    let by = hands.users.as_ref().ok_or_else(|| said(NOT_ALLOWED))?;
    let both = [person.clone(), manager.clone()];
    let known = users::known(tx, by.workspace(), &both)?;
    let id = |address: &EmailAddress| -> Option<UserId> {
        let found = known.iter().find(|one| one.email_key == address.key());
        found.map(|one| one.id)
    };
    let user = id(person).ok_or_else(|| said(GONE))?;
    let manager = id(manager).ok_or_else(|| said("their manager isn't here."))?;
    Ok(reporting::set_manager(tx, by, user, Some(manager))?)
}

fn said(why: &str) -> Undone {
    Undone::Said(why.to_owned())
}

impl From<Unproved> for Undone {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::Db(error) => error.into(),
            _ => said(NOT_ALLOWED),
        }
    }
}

impl From<AssignError> for Undone {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::Db(error) => error.into(),
            AssignError::Unproved(unproved) => unproved.into(),
            AssignError::Refused(_) => said(NOT_ALLOWED),
            other => said(&other.to_string()),
        }
    }
}

impl From<TeamsError> for Undone {
    fn from(error: TeamsError) -> Self {
        match error {
            TeamsError::Db(error) => error.into(),
            TeamsError::Unproved(unproved) => unproved.into(),
            TeamsError::Refused(_) => said(NOT_ALLOWED),
            other => said(&other.to_string()),
        }
    }
}

impl From<MoveError> for Undone {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::Db(error) => error.into(),
            MoveError::Refused(_) => said(NOT_ALLOWED),
            other @ MoveError::NoSuchDepartment => said(&other.to_string()),
        }
    }
}

impl From<ReportError> for Undone {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Db(error) => error.into(),
            ReportError::Refused(_) => said(NOT_ALLOWED),
            other => said(&other.to_string()),
        }
    }
}

impl From<EditError> for Undone {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Assign(error) => error.into(),
            EditError::Teams(error) => error.into(),
            EditError::Move(error) => error.into(),
            EditError::Act(ActError::Db(error)) => error.into(),
            EditError::Act(ActError::Unproved(unproved)) => unproved.into(),
            EditError::Act(ActError::Refused(_)) => said(NOT_ALLOWED),
            other => said(&other.to_string()),
        }
    }
}

impl From<InviteError> for Undone {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Db(error) => error.into(),
            InviteError::Unproved(unproved) => unproved.into(),
            InviteError::Refused(_) => said(NOT_ALLOWED),
            other => said(&other.to_string()),
        }
    }
}
