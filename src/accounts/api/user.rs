//! Somebody, as programs are told of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Granted, Permission, PermissionSet};
use crate::accounts::store::told::{Told, told};
use crate::api::{Reference, Reply};
use crate::db::{DbError, Read, Tx};
use crate::invitations::{self, InvitationBrief};
use crate::types::{Availability, UserId, UserStatus, WorkspaceId};

/// Somebody in the workspace.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct User {
    id: Uuid,
    #[schema(example = "sofia@northwind.example")]
    email: String,
    /// `null` for who is invited and hasn't told it.
    #[schema(example = "Sofia Duarte")]
    full_name: Option<String>,
    #[schema(example = "Sofia")]
    display_name: Option<String>,
    status: Status,
    /// The highest first.
    roles: Vec<Reference>,
    /// By name. `null` for a key without `teams:read`.
    teams: Option<Vec<Reference>>,
    /// `null` for who is in none, and for a key without `teams:read`.
    department: Option<Reference>,
    /// To whom they report.
    manager: Option<Manager>,
    /// `null` for who isn't active.
    availability: Option<Presence>,
    /// When an absence ends by itself.
    away_until: Option<DateTime<Utc>>,
    /// Whether they may use what is under test.
    beta_access: bool,
    created_at: DateTime<Utc>,
    activated_at: Option<DateTime<Utc>>,
    deactivated_at: Option<DateTime<Utc>>,
    /// To about a minute. The entity tag says nothing about it.
    last_seen_at: Option<DateTime<Utc>>,
    /// Of who is pending. It never has its link.
    invitation: Option<InvitationBrief>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = UserStatus)]
pub(super) enum Status {
    /// Invited, and not here yet.
    Pending,
    Active,
    /// Was here, and can't sign in any more.
    Inactive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Availability)]
pub(super) enum Presence {
    Available,
    Away,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct Manager {
    id: Uuid,
    full_name: Option<String>,
}

impl From<UserStatus> for Status {
    fn from(status: UserStatus) -> Self {
        match status {
            UserStatus::Pending => Self::Pending,
            UserStatus::Active => Self::Active,
            UserStatus::Inactive => Self::Inactive,
        }
    }
}

impl From<Availability> for Presence {
    fn from(availability: Availability) -> Self {
        if availability.is_away() {
            Self::Away
        } else {
            Self::Available
        }
    }
}

/// For a key that holds this, those of them who are here, in this order.
pub(super) fn users(
    read: &mut Read<'_>,
    (workspace, holds): (WorkspaceId, PermissionSet),
    people: &[UserId],
) -> Result<Vec<User>, DbError> {
    let now = read.now()?;
    let mut invited = invitations::briefs_of(read, workspace, people)?;
    let told = told(read, workspace, people)?;
    let users = told.into_iter().map(|one| {
        let at = invited.iter().position(|(user, _)| *user == one.id);
        let brief = at.map(|at| invited.swap_remove(at).1);
        User {
            invitation: brief.as_ref().map(InvitationBrief::from),
            ..User::of(one, holds, now)
        }
    });
    Ok(users.collect())
}

pub(super) fn user(
    read: &mut Read<'_>,
    seen_by: (WorkspaceId, PermissionSet),
    id: UserId,
) -> Result<Option<User>, DbError> {
    Ok(users(read, seen_by, &[id])?.pop())
}

/// After a change: the person as they are now, for a key that may read them.
pub(super) fn as_they_are<R>(
    tx: &mut Tx<'_>,
    by: &Granted<R>,
    id: UserId,
) -> Result<Reply, DbError> {
    if !by.holds().contains(Permission::ReadUsers) {
        return Ok(Reply::done());
    }
    let user = user(tx, (by.workspace(), by.holds()), id)?;
    let user = user.ok_or(DbError::Misuse("somebody was changed who isn't there"))?;
    Ok(user.reply())
}

impl User {
    fn of(told: Told, holds: PermissionSet, now: DateTime<Utc>) -> Self {
        let sees = holds.contains(Permission::ReadTeams);
        let availability = told.availability(now);
        let department = told.department_id.zip(told.department);
        let full_name = told.manager;
        let manager = told.manager_id.map(|id| Manager {
            id: id.as_uuid(),
            full_name,
        });
        let teams = told.team_ids.iter().map(|id| id.as_uuid());
        let teams = sees.then(|| things(teams, told.team_names));
        let roles = told.role_ids.iter().map(|id| id.as_uuid());
        Self {
            id: told.id.as_uuid(),
            email: told.email,
            full_name: told.full_name,
            display_name: told.display_name,
            status: told.status.into(),
            roles: things(roles, told.role_names),
            teams,
            department: department.filter(|_| sees).map(|(id, name)| Reference {
                id: id.as_uuid(),
                name,
            }),
            manager,
            availability: availability.map(Presence::from),
            away_until: availability.and_then(Availability::until),
            beta_access: told.beta_access,
            created_at: told.created_at,
            activated_at: told.activated_at,
            deactivated_at: told.deactivated_at,
            last_seen_at: told.last_seen_at,
            invitation: None,
        }
    }

    /// What a program decides a change on. That somebody was seen again is none of it.
    pub fn decisive(&self) -> Self {
        Self {
            last_seen_at: None,
            ..self.clone()
        }
    }

    pub fn reply(&self) -> Reply {
        Reply::ok(self).tagged_by(&self.decisive())
    }
}

fn things(ids: impl Iterator<Item = Uuid>, names: Vec<String>) -> Vec<Reference> {
    ids.zip(names)
        .map(|(id, name)| Reference { id, name })
        .collect()
}
