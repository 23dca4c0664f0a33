use thiserror::Error;

use super::{ActError, pending, voucher::Vouchers};
use crate::access::{Alone, Permission, Tried, Unproved, rights::InviteUsers};
use crate::db::{DbError, Tx};
use crate::departments::{self, MoveError};
use crate::invitations::store::writing::hand_to;
use crate::people::{self, Somebody};
use crate::roles::{self, AssignError, Reassignment, Role};
use crate::teams::{self, TeamChange, TeamsError};
use crate::types::{DepartmentId, InvitationId, UserId};

/// What an invitation is to offer.
pub struct Edit {
    pub roles: Reassignment,
    /// `None` leaves them as they are.
    pub teams: Option<TeamChange>,
    pub department: Option<DepartmentChange>,
}

#[derive(Clone, Copy, Debug)]
pub struct DepartmentChange {
    pub seen: SeenDepartment,
    pub wished: Option<DepartmentId>,
}

/// The department that somebody was in when it was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenDepartment {
    /// By a script that doesn't know.
    Unsaid,
    None,
    One(DepartmentId),
}

#[derive(Debug, Error)]
pub enum EditError {
    #[error(transparent)]
    Act(#[from] ActError),
    #[error(transparent)]
    Assign(#[from] AssignError),
    #[error(transparent)]
    Teams(#[from] TeamsError),
    #[error(transparent)]
    Move(#[from] MoveError),
    #[error(
        "Somebody else changed this department meanwhile. What it is now is chosen; choose again."
    )]
    MovedMeanwhile,
}

impl From<DbError> for EditError {
    fn from(error: DbError) -> Self {
        Self::Act(error.into())
    }
}

impl From<Unproved> for EditError {
    fn from(error: Unproved) -> Self {
        Self::Act(error.into())
    }
}

/// What somebody is offered who hasn't come yet. The address stays: it is whom the invitation is for.
/// Where whoever invited may not offer that, it stands on the right of who edits.
pub fn edit(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    id: InvitationId,
    edit: &Edit,
) -> Result<(), EditError> {
    let pending = pending(tx, by, id, Tried::ChangeRoles)?;
    let user = pending.user;
    roles::assign_to_invited(tx, by, user, &edit.roles)?;
    place(tx, by, user, edit)?;
    let offered = roles::of_user(tx, by.workspace(), user)?;
    if !Vouchers::default().vouch(tx, by.workspace(), (&pending.invitation, &offered))? {
        if offered.iter().any(Role::is_owner) {
            by.typed_password_lately().map_err(AssignError::from)?;
        }
        hand_to(tx, by.workspace(), &[id], by.author().person())?;
    }
    Ok(())
}

/// For who may not see teams and departments there are none to choose.
fn place(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    user: UserId,
    edit: &Edit,
) -> Result<(), EditError> {
    let sees = by.holds().contains(Permission::ReadTeams);
    let person = people::somebody(tx, by.workspace(), user)?.ok_or(ActError::Unknown)?;
    match &edit.teams {
        None => {}
        Some(_) if !sees => return Err(TeamsError::NoSuchTeam.into()),
        Some(change) => teams::change(tx, by, &person, change)?,
    }
    match edit.department {
        None => Ok(()),
        Some(_) if !sees => Err(MoveError::NoSuchDepartment.into()),
        Some(change) => move_to(tx, by, &person, change),
    }
}

fn move_to(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    person: &Somebody,
    change: DepartmentChange,
) -> Result<(), EditError> {
    let now = departments::of_user(tx, by.workspace(), person.id)?;
    let now = now.map_or(SeenDepartment::None, |one| SeenDepartment::One(one.id));
    if change.seen != SeenDepartment::Unsaid && change.seen != now {
        return Err(EditError::MovedMeanwhile);
    }
    Ok(departments::move_to(tx, by, person, change.wished)?)
}
