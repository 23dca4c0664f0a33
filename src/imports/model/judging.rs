//! What would become of a row. The trial and the doing ask the same.

mod newcomer;
mod somebody;

use super::{ByName, Chief, Difference, Meaning, Outcome, Wish};
use crate::access::{Permission, PermissionSet};
use crate::types::{DepartmentId, PersonName, RoleId, TeamId, UserId, UserStatus};

#[derive(Clone, Debug)]
pub struct KnownRole {
    pub id: RoleId,
    pub name: String,
    pub permissions: PermissionSet,
    pub is_owner: bool,
}

#[derive(Clone, Debug)]
pub struct KnownTeam {
    pub id: TeamId,
    pub name: String,
}

#[derive(Clone, Debug)]
pub struct KnownDepartment {
    pub id: DepartmentId,
    pub name: String,
}

/// What there is, and what whoever asks may do with it.
#[derive(Clone, Debug)]
pub struct World {
    pub asker: UserId,
    pub holds: PermissionSet,
    pub roles: ByName<KnownRole>,
    /// None for who may not see them.
    pub teams: ByName<KnownTeam>,
    /// By their names and by their paths: `Care / Returns`.
    pub departments: ByName<KnownDepartment>,
    /// For who is new and has none in the file.
    pub role: Option<RoleId>,
}

/// Somebody whom a row is about, as they are.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub status: UserStatus,
    pub full_name: Option<String>,
    pub display_name: Option<String>,
    pub roles: Vec<RoleId>,
    pub teams: Vec<TeamId>,
    pub department: Option<DepartmentId>,
    /// By their address.
    pub manager: Option<String>,
    /// Why what they are called can't be changed.
    pub names_stay: Option<String>,
}

/// What was found of whom somebody is to report to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Boss {
    /// By their address: here, or somebody whom the same file brings.
    Is(String),
    Nobody,
    Several,
    Inactive,
    /// They would report to them in turn.
    Below,
    TooDeep,
}

/// A row with everything that its outcome hangs on.
#[derive(Clone, Copy, Debug)]
pub struct Case<'c> {
    pub wish: &'c Wish,
    pub person: Option<&'c Person>,
    /// Where the same address stands before.
    pub repeats: Option<i32>,
    pub boss: Option<&'c Boss>,
}

/// What there is to do. Nothing is said of what stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    pub roles: Option<Vec<RoleId>>,
    pub teams: Option<Vec<TeamId>>,
    pub department: Option<DepartmentId>,
    /// Their address.
    pub manager: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    pub wrong: Vec<String>,
    /// More than whoever asks may do.
    pub is_above: bool,
    pub differences: Vec<Difference>,
    pub plan: Plan,
    is_new: bool,
}

impl Judged {
    pub fn outcome(&self) -> Outcome {
        if !self.wrong.is_empty() {
            Outcome::Error
        } else if self.is_new {
            Outcome::Create
        } else if self.differences.is_empty() {
            Outcome::Same
        } else {
            Outcome::Change
        }
    }

    pub fn mistaken(wrong: Vec<String>) -> Self {
        Self {
            wrong,
            ..Self::default()
        }
    }

    fn above(&mut self, why: String) {
        self.is_above = true;
        self.wrong.push(why);
    }

    fn differs(&mut self, what: Meaning, from: &str, to: &str) {
        self.differences.push(Difference {
            what,
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }
}

const OWNERSHIP: &str =
    "Nobody becomes or stops being an owner by an import. Do that on the person's page.";

pub fn judge(world: &World, case: &Case<'_>) -> Judged {
    if let Some(row) = case.repeats {
        let why = format!("The same address is in row {row} already.");
        return Judged::mistaken(vec![why]);
    }
    match case.person {
        None => world.newcomer(case),
        Some(person) => world.somebody(case, person),
    }
}

/// What a row names, found.
struct Places {
    roles: Option<Vec<KnownRole>>,
    teams: Option<Vec<KnownTeam>>,
    department: Option<KnownDepartment>,
}

impl World {
    fn may(&self, permission: Permission) -> bool {
        self.holds.contains(permission)
    }

    fn places(&self, wish: &Wish, judged: &mut Judged) -> Places {
        let roles = wish.roles.as_deref().map(|cell| self.roles.all_in(cell));
        let teams = wish.teams.as_deref().map(|cell| self.teams.all_in(cell));
        let department = wish.department.as_deref();
        let known = &self.departments;
        let by_name = |name: &str| known.find(name).or_else(|| known.find(&path(name)));
        let department = department.map(|name| by_name(name).ok_or(name));
        Places {
            roles: all_found(roles, "role", judged),
            teams: all_found(teams, "team", judged),
            department: match department {
                None => None,
                Some(Ok(found)) => Some(found.clone()),
                Some(Err(name)) => {
                    judged.wrong.push(unknown("department", name));
                    None
                }
            },
        }
    }

    fn may_be_given(&self, roles: &[KnownRole], judged: &mut Judged) {
        let above = roles
            .iter()
            .find(|role| !role.permissions.is_within(self.holds));
        if let Some(role) = above {
            judged.above(format!("The role {} holds more than you do.", role.name));
        }
    }

    fn reports(case: &Case<'_>, boss: &Boss, (person, judged): (Option<&Person>, &mut Judged)) {
        let now = person.and_then(|person| person.manager.as_deref());
        let said = match &case.wish.manager {
            Some(Chief::Address(address)) => address.typed(),
            Some(Chief::Name(name)) => name,
            None => return,
        };
        match boss {
            Boss::Is(key) if now == Some(key.as_str()) => {}
            Boss::Is(key) if key == case.wish.email.key() => {
                judged
                    .wrong
                    .push("Nobody reports to themselves.".to_owned());
            }
            Boss::Is(key) => {
                judged.differs(Meaning::Manager, now.unwrap_or_default(), key);
                judged.plan.manager = Some(key.clone());
            }
            Boss::Nobody => judged
                .wrong
                .push(format!("Manager: Nobody here or in this file is “{said}”.")),
            Boss::Several => judged.wrong.push(format!(
                "Manager: Several people are called “{said}”. Write the address instead."
            )),
            Boss::Inactive => judged.wrong.push(format!(
                "Manager: “{said}” was deactivated, so nobody can report to them."
            )),
            Boss::Below => judged.wrong.push(format!(
                "Manager: “{said}” would report to them in turn, directly or through others."
            )),
            Boss::TooDeep => judged.wrong.push(format!(
                "Manager: Too many people stand above “{said}” one after the other."
            )),
        }
    }
}

fn all_found<T: Clone>(
    found: Option<Result<Vec<&T>, &str>>,
    kind: &str,
    judged: &mut Judged,
) -> Option<Vec<T>> {
    match found? {
        Ok(things) if things.is_empty() => None,
        Ok(things) => Some(things.into_iter().cloned().collect()),
        Err(name) => {
            judged.wrong.push(unknown(kind, name));
            None
        }
    }
}

fn unknown(kind: &str, name: &str) -> String {
    format!("There is no {kind} called “{name}” here. Check how it is written, or make it first.")
}

/// `Care/Returns`, `Care > Returns` and `Care › Returns` are one path.
fn path(name: &str) -> String {
    let parts: Vec<&str> = name.split(['›', '>', '/']).map(str::trim).collect();
    parts.join(" / ")
}

fn names<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    names.sort_unstable();
    names.join(", ")
}

fn ids(teams: &[KnownTeam]) -> Vec<TeamId> {
    let mut ids: Vec<TeamId> = teams.iter().map(|team| team.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests;
