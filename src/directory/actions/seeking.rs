//! Looking for people by program.

use crate::access::PermissionSet;
use crate::api::named;
use crate::db::Read;
use crate::directory::model::{Filter, InTeam};
use crate::directory::store::choices::{Choices, choices};
use crate::directory::store::list::{ListError, roster};
use crate::types::{Like, Page, PageSize, Position, UserId, UserStatus, WorkspaceId};

/// Who is looked for. Roles, teams and departments by their ids or exact names; nothing is anybody.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    pub status: Option<UserStatus>,
    pub q: String,
    pub role: String,
    pub team: String,
    pub department: String,
}

/// In the order in which they came. By what isn't there, or may not be seen, nobody is found.
pub fn seek(
    read: &mut Read<'_>,
    (workspace, holds): (WorkspaceId, PermissionSet),
    sought: &Sought,
    (size, position): (PageSize, Option<&Position<UserId>>),
) -> Result<Page<UserId>, ListError> {
    let choices = choices(read, (workspace, holds))?;
    match sought.filter(&choices) {
        Some(filter) => {
            let whom = (sought.status, &filter);
            roster(read, workspace, whom, (size, position))
        }
        None => Ok(Page {
            rows: Vec::new(),
            next: None,
            previous: None,
        }),
    }
}

impl Sought {
    fn filter(&self, choices: &Choices) -> Option<Filter> {
        let mut filter = Filter::default();
        if !self.q.trim().is_empty() {
            filter.like = Some(Like::somebody(&self.q)?);
        }
        if !self.role.is_empty() {
            let role = named(&choices.roles, &self.role, |role| (role.id, role.name()));
            filter.role = Some(role?);
        }
        if !self.team.is_empty() {
            let team = named(&choices.teams, &self.team, |(id, name)| {
                (*id, name.as_str())
            });
            filter.team = Some(InTeam::One(team?));
        }
        if !self.department.is_empty() {
            let all: Vec<_> = choices.departments.lines().map(|(_, one)| one).collect();
            let found = named(&all, &self.department, |one| (one.id, one.name.as_str()));
            filter.departments = Some(choices.departments.within(found?));
        }
        Some(filter)
    }
}
