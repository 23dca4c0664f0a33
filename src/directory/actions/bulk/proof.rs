//! The right to it, and what it leads to.

use serde_json::Value;

use super::{BulkError, KIND};
use crate::access::{
    Actor, Alone, Asker, Attempt, Author, Lapsed, Limit, PermissionSet, Tried, Unproved,
    rights::{WriteTeams, WriteUsers},
    within_ceiling,
};
use crate::db::{DbError, Read, Tx};
use crate::directory::model::bulk::{Change, Deed, Doer, is_given_to_many};
use crate::jobs::{self, Progress};
use crate::roles::{self, Role};
use crate::teams;
use crate::types::{JobId, TeamId, WorkspaceId};

/// That somebody may do this to people at all.
pub(in crate::directory) enum Proof {
    Users(Alone<WriteUsers>),
    Teams(Alone<WriteTeams>),
}

impl Proof {
    pub fn of(tx: &mut Tx<'_>, actor: &Actor, deed: Deed) -> Result<Self, Unproved> {
        Ok(match deed {
            Deed::Role | Deed::Deactivate => Self::Users(tx.prove_alone(actor)?),
            Deed::Team => Self::Teams(tx.prove_alone(actor)?),
        })
    }

    /// Of who asked for it before.
    pub fn anew(tx: &mut Tx<'_>, asker: Asker, deed: Deed) -> Result<Self, Lapsed> {
        Ok(match deed {
            Deed::Role | Deed::Deactivate => Self::Users(tx.prove_alone_for(asker)?),
            Deed::Team => Self::Teams(tx.prove_alone_for(asker)?),
        })
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.author().workspace
    }

    pub fn author(&self) -> &Author {
        match self {
            Self::Users(by) => by.author(),
            Self::Teams(by) => by.author(),
        }
    }

    pub fn holds(&self) -> PermissionSet {
        match self {
            Self::Users(by) => by.holds(),
            Self::Teams(by) => by.holds(),
        }
    }

    pub fn doer(&self) -> Doer {
        Doer {
            user: self.author().person(),
            holds: self.holds(),
        }
    }

    pub(super) fn note(
        &self,
        tx: &mut Tx<'_>,
        payload: &Value,
        progress: &Progress,
    ) -> Result<JobId, DbError> {
        match self {
            Self::Users(by) => jobs::note(tx, by, (KIND, payload), progress),
            Self::Teams(by) => jobs::note(tx, by, (KIND, payload), progress),
        }
    }

    pub(super) fn ask(
        &self,
        tx: &mut Tx<'_>,
        asked: &jobs::Asked,
    ) -> Result<Option<JobId>, DbError> {
        match self {
            Self::Users(by) => jobs::ask(tx, by, asked),
            Self::Teams(by) => jobs::ask(tx, by, asked),
        }
    }
}

/// A change that can be made, by who may make it.
pub(in crate::directory) enum Target {
    Role(Role),
    Team(TeamId),
    Deactivated,
}

impl Target {
    /// The role or the team has to be there, and the role below the ceiling.
    pub fn of(read: &mut Read<'_>, by: &Proof, change: Change) -> Result<Self, BulkError> {
        match change {
            Change::Deactivated => Ok(Self::Deactivated),
            Change::Team(id) => {
                let all = teams::all(read, by.workspace())?;
                let is_here = all.iter().any(|team| team.id == id);
                is_here
                    .then_some(Self::Team(id))
                    .ok_or(BulkError::NoSuchTeam)
            }
            Change::Role(id) => {
                let all = roles::all(read, by.workspace())?;
                let role = all.into_iter().find(|role| role.id == id);
                let role = role.ok_or(BulkError::NoSuchRole)?;
                may_be_given(by, &role)?;
                Ok(Self::Role(role))
            }
        }
    }
}

fn may_be_given(by: &Proof, role: &Role) -> Result<(), BulkError> {
    let Proof::Users(proof) = by else {
        return Err(DbError::Misuse("roles are given by who may change people").into());
    };
    within_ceiling(by.holds(), role.permissions()).map_err(|above| {
        let attempt = Attempt {
            on: None,
            tried: Tried::GiveToMany,
            roles: vec![role.name().to_owned()],
            limit: Limit::Ceiling,
        };
        proof.refused(above.weightiest(), attempt)
    })?;
    if is_given_to_many(role.builtin) {
        Ok(())
    } else {
        Err(BulkError::OwnerToMany)
    }
}
