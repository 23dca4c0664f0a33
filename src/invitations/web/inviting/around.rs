//! What the workspace knows about what somebody types into the form.

use std::collections::HashMap;

use crate::access::{Actor, BuiltinRole, Permission};
use crate::db::{Db, DbError, Read};
use crate::departments::{self, Tree};
use crate::error::AppError;
use crate::invitations::actions::Addresses;
use crate::invitations::model::{Entry, Judged, Lifetime, TooMany, paste};
use crate::invitations::store::{listing, writing};
use crate::people;
use crate::positions::{self, Position};
use crate::roles::{self, Role};
use crate::seats::{self, Seats};
use crate::teams::{self, Team};
use crate::types::{EmailAddress, InvitationId, PositionId, RoleId, UserId, WorkspaceId};

#[derive(Debug)]
pub(in crate::invitations) struct Around {
    /// That this person may give, those first that most people get.
    pub offered: Vec<Role>,
    /// How long invitations are open here.
    pub lifetime: Lifetime,
    pub seats: Seats,
    /// None of them where there are too many.
    pub judged: Vec<Judged>,
    pub too_many: Option<TooMany>,
    /// What they may be put into. `None` for who may not see it.
    pub places: Option<Places>,
    /// The planned seat that somebody is invited into, as long as nobody else is.
    pub position: Option<Seat>,
    open: HashMap<UserId, InvitationId>,
}

#[derive(Debug)]
pub(in crate::invitations) struct Places {
    pub teams: Vec<Team>,
    pub departments: Tree,
}

#[derive(Debug)]
pub(in crate::invitations) struct Seat {
    pub position: Position,
    /// What their manager is called.
    pub manager: Option<String>,
}

impl Places {
    /// For who may see them.
    pub fn seen_by(read: &mut Read<'_>, actor: &Actor) -> Result<Option<Self>, DbError> {
        if !actor.permissions.contains(Permission::ReadTeams) {
            return Ok(None);
        }
        let workspace = actor.workspace.id;
        Ok(Some(Self {
            teams: teams::all(read, workspace)?,
            departments: Tree::of(departments::all(read, workspace)?),
        }))
    }
}

impl Seat {
    fn open(
        read: &mut Read<'_>,
        actor: &Actor,
        position: PositionId,
    ) -> Result<Option<Self>, DbError> {
        let workspace = actor.workspace.id;
        let found = positions::find(read, workspace, position)?;
        let sees = actor.permissions.contains(Permission::ReadTeams);
        let Some(position) = found.filter(|found| sees && found.invited.is_none()) else {
            return Ok(None);
        };
        let manager = match position.manager {
            None => None,
            Some(manager) => people::somebody(read, workspace, manager)?,
        };
        Ok(Some(Self {
            manager: manager.map(|manager| manager.name),
            position,
        }))
    }
}

impl Around {
    pub async fn of(
        db: &Db,
        actor: &Actor,
        (entries, position): (Vec<Entry>, Option<PositionId>),
    ) -> Result<Self, AppError> {
        let (workspace, asker) = (actor.workspace.id, actor.user);
        let holds = actor.permissions;
        let too_many = paste::not_too_many(&entries).err();
        let entries = if too_many.is_some() {
            Vec::new()
        } else {
            entries
        };
        let reader = actor.clone();
        let around = db.read(move |read| {
            let all = roles::all(read, workspace)?;
            let position = match position {
                None => None,
                Some(position) => Seat::open(read, &reader, position)?,
            };
            let (judged, open) = judged(read, (workspace, asker), entries)?;
            Ok::<_, DbError>(Self {
                offered: most_given_first(roles::offered_to(holds, &all)),
                lifetime: writing::settings(read, workspace)?.lifetime,
                seats: seats::in_use(read, workspace)?,
                judged,
                too_many,
                places: Places::seen_by(read, &reader)?,
                position,
                open,
            })
        });
        Ok(around.await?)
    }

    /// What somebody gets unless another is picked.
    pub fn usual_role(&self) -> Option<RoleId> {
        self.offered.first().map(|role| role.id)
    }

    /// How many invitations come of it.
    pub fn fine(&self) -> usize {
        self.judged.iter().filter(|judged| judged.is_fine()).count()
    }

    /// The open invitation of somebody.
    pub fn invitation_of(&self, user: UserId) -> Option<InvitationId> {
        self.open.get(&user).copied()
    }
}

fn most_given_first(mut offered: Vec<Role>) -> Vec<Role> {
    let place = |role: &Role| match role.builtin {
        Some(BuiltinRole::Agent) => 0,
        Some(BuiltinRole::Supervisor) => 1,
        None => 2,
        Some(BuiltinRole::Admin) => 3,
        Some(BuiltinRole::Owner) => 4,
    };
    offered.sort_by_key(place);
    offered
}

type Known = (Vec<Judged>, HashMap<UserId, InvitationId>);

fn judged(
    read: &mut Read<'_>,
    (workspace, asker): (WorkspaceId, UserId),
    entries: Vec<Entry>,
) -> Result<Known, DbError> {
    let emails: Vec<EmailAddress> = entries
        .iter()
        .filter_map(|entry| entry.email.clone().ok())
        .collect();
    let addresses = Addresses::of(read, (workspace, Some(asker)), &emails)?;
    let open = listing::open_of(read, workspace, &addresses.invited())?;
    let whose = |email: &EmailAddress| addresses.whose(email);
    let judged = entries.into_iter().map(|entry| Judged::of(entry, whose));
    Ok((judged.collect(), open.into_iter().collect()))
}
