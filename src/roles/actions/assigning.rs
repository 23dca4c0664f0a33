//! Giving roles to people and taking them.

use thiserror::Error;

use super::above;
use crate::access::{
    Alone, Attempt, BuiltinRole, Granted, Limit, PasswordFirst, Refusal, Tried, Unproved,
    rights::{InviteUsers, OwnWorkspace, WriteUsers},
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::roles::model::{AboveReach, Exchange, LastOwner, Role, owners_after};
use crate::roles::store::{
    definitions,
    holders::{self, Holder},
};
use crate::types::{ParseIdError, RoleId, UserId};

#[derive(Debug, Error)]
pub enum AssignError {
    #[error("There is no such person.")]
    Nobody,
    #[error("They haven't joined yet. Change their invitation instead.")]
    Invited,
    #[error("Choose at least one role.")]
    NoRole,
    #[error("One of these roles is gone. Choose again.")]
    NoSuchRole,
    #[error(
        "Somebody else changed these roles meanwhile. What they have now is ticked; choose again."
    )]
    ChangedMeanwhile,
    #[error("{0} is the only active owner. Make someone else an owner first.")]
    LastOwner(String),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The roles that somebody is to have, and those that they had when it was decided.
pub struct Reassignment {
    pub seen: Option<Vec<RoleId>>,
    pub wished: Vec<RoleId>,
}

impl Reassignment {
    /// From a form: what is ticked, and what was when it was shown. A script that doesn't know the latter
    /// sends none, and everybody has at least one.
    pub fn parse(ticked: &[String], had: &[String]) -> Result<Self, AssignError> {
        let ids = |texts: &[String]| texts.iter().map(|text| text.parse()).collect();
        let wished: Result<Vec<RoleId>, ParseIdError> = ids(ticked);
        let had: Result<Vec<RoleId>, ParseIdError> = ids(had);
        let seen = had.map_err(|_| AssignError::ChangedMeanwhile)?;
        Ok(Self {
            seen: Some(seen).filter(|seen| !seen.is_empty()),
            wished: wished.map_err(|_| AssignError::NoSuchRole)?,
        })
    }

    fn is_outdated(&self, before: &[Role]) -> bool {
        self.seen.as_ref().is_some_and(|seen| {
            seen.len() != before.len() || before.iter().any(|role| !seen.contains(&role.id))
        })
    }
}

/// Somebody has these roles from now on, and no other. What somebody is offered who hasn't come yet is
/// changed with their invitation, which stands on somebody's right.
pub fn assign(
    tx: &mut Tx<'_>,
    by: &Alone<WriteUsers>,
    user: UserId,
    reassignment: &Reassignment,
) -> Result<(), AssignError> {
    exchange(tx, by, (user, Whom::Member), reassignment)
}

/// The same for somebody who hasn't come yet, by who may invite.
pub fn assign_to_invited(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    user: UserId,
    reassignment: &Reassignment,
) -> Result<(), AssignError> {
    exchange(tx, by, (user, Whom::Invited), reassignment)
}

/// Somebody whose roles were given before becomes active, and with them perhaps one owner more.
pub fn count_joiner<R>(tx: &mut Tx<'_>, by: &Alone<R>, roles: &[Role]) -> Result<(), DbError> {
    let owners = i32::from(roles.iter().any(Role::is_owner));
    match count_owners(tx, by, owners) {
        Err(OwnersError::Db(error)) => Err(error),
        // One more is never the last one less.
        Ok(()) | Err(OwnersError::Last(_)) => Ok(()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    Member,
    Invited,
}

fn exchange<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    (user, whom): (UserId, Whom),
    reassignment: &Reassignment,
) -> Result<(), AssignError> {
    let wished = &reassignment.wished;
    let holder = holders::holder(tx, by.workspace(), user)?.ok_or(AssignError::Nobody)?;
    let after: Vec<Role> = definitions::all(tx, by.workspace())?
        .into_iter()
        .filter(|role| wished.contains(&role.id))
        .collect();
    let before = definitions::of_user(tx, by.workspace(), user)?;
    let exchange = Exchange { before, after };
    within_reach(by, (user, &holder), &exchange)?;
    match (whom, holder.is_pending()) {
        (Whom::Member, true) => return Err(AssignError::Invited),
        (Whom::Invited, false) => return Err(AssignError::Nobody),
        _ => {}
    }
    if wished.is_empty() {
        return Err(AssignError::NoRole);
    }
    if wished
        .iter()
        .any(|id| !exchange.after.iter().any(|role| role.id == *id))
    {
        return Err(AssignError::NoSuchRole);
    }
    if reassignment.is_outdated(&exchange.before) {
        return Err(AssignError::ChangedMeanwhile);
    }
    if exchange.changes_nothing() {
        return Ok(());
    }
    if exchange.owners() != 0 {
        by.typed_password_lately()?;
    }
    carry_out(tx, by, (user, &holder), &exchange)?;
    let entry = changed(user, &holder, &exchange);
    Ok(audit::record(tx, by.author(), entry)?)
}

/// Makes somebody an owner beside what they are. Who is one already stays one.
pub fn give_ownership(
    tx: &mut Tx<'_>,
    by: &Alone<OwnWorkspace>,
    user: UserId,
) -> Result<(), AssignError> {
    let holder = holders::holder(tx, by.workspace(), user)?.ok_or(AssignError::Nobody)?;
    let before = definitions::of_user(tx, by.workspace(), user)?;
    let all = definitions::all(tx, by.workspace())?;
    let after = all
        .into_iter()
        .filter(|role| role.is_owner() || before.iter().any(|held| held.id == role.id))
        .collect();
    let exchange = Exchange { before, after };
    if exchange.changes_nothing() {
        return Ok(());
    }
    carry_out(tx, by, (user, &holder), &exchange)?;
    let entry = Entry::new(Action::UserRoleGiven)
        .on(Target::User(user), holder.name())
        .with("role", BuiltinRole::Owner.name());
    Ok(audit::record(tx, by.author(), entry)?)
}

fn carry_out<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    (user, holder): (UserId, &Holder),
    exchange: &Exchange,
) -> Result<(), AssignError> {
    let workspace = by.workspace();
    // Who isn't active counts as no owner.
    if holder.is_active() {
        count_owners(tx, by, exchange.owners()).map_err(|error| error.about(holder.name()))?;
    }
    Ok(holders::exchange(tx, (workspace, user), exchange)?)
}

/// For every path on which somebody becomes an active owner or ceases to be one: the count changes
/// with it, and the last one stays.
pub(super) fn count_owners<R>(
    tx: &mut Tx<'_>,
    by: &Alone<R>,
    change: i32,
) -> Result<(), OwnersError> {
    if change == 0 {
        return Ok(());
    }
    let active = holders::active_owners(tx, by.workspace())?;
    let owners = owners_after(active, change)?;
    Ok(holders::set_active_owners(tx, by.workspace(), owners)?)
}

#[derive(Debug, Error)]
pub(super) enum OwnersError {
    #[error(transparent)]
    Last(#[from] LastOwner),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl OwnersError {
    pub(super) fn about(self, name: &str) -> AssignError {
        match self {
            Self::Last(LastOwner) => AssignError::LastOwner(name.to_owned()),
            Self::Db(error) => error.into(),
        }
    }
}

/// Every role that somebody had and has, by name.
fn changed(user: UserId, holder: &Holder, exchange: &Exchange) -> Entry {
    let names = |roles: &[Role]| roles.iter().map(|role| role.name().to_owned()).collect();
    let (before, after): (Vec<String>, Vec<String>) =
        (names(&exchange.before), names(&exchange.after));
    Entry::new(Action::UserRolesChanged)
        .on(Target::User(user), holder.name())
        .with(
            "roles",
            serde_json::json!({ "before": before, "after": after }),
        )
}

fn within_reach<R>(
    by: &Granted<R>,
    (user, holder): (UserId, &Holder),
    exchange: &Exchange,
) -> Result<(), Refusal> {
    exchange.is_within_reach_of(by.holds()).map_err(|beyond| {
        let (tried, roles) = match &beyond {
            AboveReach::Target(_) => (Tried::ChangeRoles, Vec::new()),
            AboveReach::Given(_) => {
                let given = exchange.given().map(|role| role.name().to_owned());
                (Tried::GiveRoles, given.collect())
            }
        };
        let attempt = Attempt {
            on: Some((Target::User(user), holder.name().to_owned())),
            tried,
            roles,
            limit: Limit::Ceiling,
        };
        above(by, beyond.ceiling(), attempt)
    })
}
