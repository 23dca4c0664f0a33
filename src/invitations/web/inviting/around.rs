//! What the workspace knows about what somebody types into the form.

use std::collections::HashMap;

use crate::access::{Actor, BuiltinRole};
use crate::db::{Db, DbError, Read};
use crate::error::AppError;
use crate::invitations::actions::Addresses;
use crate::invitations::model::{Entry, Judged, Lifetime, TooMany, paste};
use crate::invitations::store::{listing, writing};
use crate::roles::{self, Role};
use crate::seats::{self, Seats};
use crate::types::{EmailAddress, InvitationId, RoleId, UserId, WorkspaceId};

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
    open: HashMap<UserId, InvitationId>,
}

impl Around {
    pub async fn of(db: &Db, actor: &Actor, entries: Vec<Entry>) -> Result<Self, AppError> {
        let (workspace, asker) = (actor.workspace.id, actor.user);
        let holds = actor.permissions;
        let too_many = paste::not_too_many(&entries).err();
        let entries = if too_many.is_some() {
            Vec::new()
        } else {
            entries
        };
        let around = db.read(move |read| {
            let all = roles::all(read, workspace)?;
            let (judged, open) = judged(read, (workspace, asker), entries)?;
            Ok::<_, DbError>(Self {
                offered: most_given_first(roles::offered_to(holds, &all)),
                lifetime: writing::settings(read, workspace)?.lifetime,
                seats: seats::in_use(read, workspace)?,
                judged,
                too_many,
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
