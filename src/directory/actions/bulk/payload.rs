//! What a job has to know, as it is stored.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::DbError;
use crate::directory::model::bulk::Change;
use crate::directory::model::{Filter, InTeam, Sort};
use crate::directory::store::list::Listed;
use crate::types::{DepartmentId, Like, RoleId, TeamId, UserStatus};

#[derive(Serialize, Deserialize)]
struct Payload {
    #[serde(flatten)]
    what: What,
    /// The list that it was asked on. Those who are named are on none. `jobs` forgets it at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whom: Option<Whom>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "what", content = "to", rename_all = "lowercase")]
enum What {
    Role(RoleId),
    Team(TeamId),
    Deactivate,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whom {
    status: UserStatus,
    like: Option<Like>,
    role: Option<RoleId>,
    team: Option<Within>,
    departments: Option<Vec<DepartmentId>>,
    not_seen_for_long: bool,
    manager_left: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Within {
    One(TeamId),
    None,
}

pub(super) fn payload(change: Change, whom: Option<&Listed>) -> Result<Value, DbError> {
    let payload = Payload {
        what: match change {
            Change::Role(role) => What::Role(role),
            Change::Team(team) => What::Team(team),
            Change::Deactivated => What::Deactivate,
        },
        whom: whom.and_then(Whom::of),
    };
    serde_json::to_value(payload).map_err(|_| DbError::Misuse("a bulk action that isn't stored"))
}

/// What a job is about, and of which list those have to be still whom it changes.
pub(in crate::directory) fn asked_in(payload: &Value) -> Result<(Change, Option<Listed>), DbError> {
    let read = Payload::deserialize(payload);
    let payload = read.map_err(|_| {
        // Without what stands in it, which may be a name.
        DbError::Unreadable("a bulk action that isn't one".to_owned())
    })?;
    let change = match payload.what {
        What::Role(role) => Change::Role(role),
        What::Team(team) => Change::Team(team),
        What::Deactivate => Change::Deactivated,
    };
    Ok((change, payload.whom.map(Whom::listed)))
}

impl Whom {
    /// `None` where nobody is on the list: nothing is asked then.
    fn of(listed: &Listed) -> Option<Self> {
        let filter = listed.filter.clone()?;
        Some(Self {
            status: listed.status,
            like: filter.like,
            role: filter.role,
            team: filter.team.map(|team| match team {
                InTeam::One(team) => Within::One(team),
                InTeam::None => Within::None,
            }),
            departments: filter.departments,
            not_seen_for_long: filter.not_seen_for_long,
            manager_left: filter.manager_left,
        })
    }

    fn listed(self) -> Listed {
        let filter = Filter {
            like: self.like,
            role: self.role,
            team: self.team.map(|team| match team {
                Within::One(team) => InTeam::One(team),
                Within::None => InTeam::None,
            }),
            departments: self.departments,
            not_seen_for_long: self.not_seen_for_long,
            manager_left: self.manager_left,
        };
        Listed {
            status: self.status,
            filter: Some(filter),
            sort: Sort::DEFAULT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back() {
        let listed = Listed {
            status: UserStatus::Inactive,
            filter: Some(Filter {
                like: Like::somebody("Ana"),
                role: Some(RoleId::new()),
                team: Some(InTeam::None),
                departments: Some(vec![DepartmentId::new()]),
                not_seen_for_long: true,
                manager_left: true,
            }),
            sort: Sort::DEFAULT,
        };
        let (role, team) = (RoleId::new(), TeamId::new());
        for change in [Change::Role(role), Change::Team(team), Change::Deactivated] {
            let stored = payload(change, Some(&listed)).unwrap();
            let (read, whom) = asked_in(&stored).unwrap();
            assert_eq!(read, change);
            assert_eq!(format!("{:?}", whom.unwrap()), format!("{listed:?}"));
            let (read, whom) = asked_in(&payload(change, None).unwrap()).unwrap();
            assert_eq!((read, whom.is_none()), (change, true));
        }
        for odd in [
            serde_json::json!({ "what": "erase" }),
            serde_json::json!({ "what": "role", "to": "x" }),
            serde_json::json!({ "what": "deactivate", "whom": { "status": "x" } }),
            serde_json::json!([]),
        ] {
            assert!(asked_in(&odd).is_err(), "{odd}");
        }
    }
}
