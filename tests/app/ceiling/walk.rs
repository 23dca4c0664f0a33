//! What the two send, drawn at random, and those whom they send it about.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_query;
use muster::access::{BuiltinRole, Permission, PermissionSet};
use muster::db::schema::roles;
use muster::types::{RoleId, UserId};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use super::holdings;
use crate::support::{Person, Workspace};

use Permission as P;

/// What the one of the two holds who may define roles: an agent's permissions among others.
pub const CARLA_HOLDS: &[Permission] = &[
    P::ReadUsers,
    P::WriteUsers,
    P::ReadRoles,
    P::WriteRoles,
    P::ReadConversations,
    P::WriteConversations,
    P::ReadContacts,
    P::DeleteContacts,
    P::ReadTemplates,
    P::ReadTeams,
];

/// A workspace in which nobody is safe.
pub struct Walk<'a> {
    pub workspace: &'a Workspace<'a>,
    maja: Person<'a>,
    /// Carla and Sam.
    pub colluding: [Person<'a>; 2],
    everybody: Vec<UserId>,
    /// Those within reach of either.
    little: Vec<UserId>,
    /// What the two hold together at the beginning.
    known: Vec<Permission>,
    pub random: StdRng,
    /// How likely the next wish is for something that Carla holds, so that enough of them come true.
    modesty: f64,
    pub connection: PgConnection,
}

pub struct Request {
    pub path: String,
    pub form: Vec<(&'static str, String)>,
}

impl<'a> Walk<'a> {
    pub async fn new(workspace: &'a Workspace<'a>, seed: u64) -> Self {
        let maja = workspace.maja().await;
        let desk = workspace.custom_role(CARLA_HOLDS);
        let carla = workspace.person_with_role("Carla Voss", desk).await;
        let sam = workspace.person("Sam Okoro", BuiltinRole::Supervisor).await;
        let mut everybody = others(workspace, &maja).await;
        let little = everybody.split_off(everybody.len() - 2);
        everybody.extend(&little);
        everybody.extend([maja.id, carla.id, sam.id]);
        let supervisor = BuiltinRole::Supervisor.permissions();
        let known = CARLA_HOLDS.iter().copied().chain(supervisor.iter());
        let mut walk = Self {
            workspace,
            maja,
            colluding: [carla, sam],
            everybody,
            little,
            known: known.collect(),
            random: StdRng::seed_from_u64(seed),
            modesty: 0.5,
            connection: workspace.app.database.connection(),
        };
        walk.begin_again().await;
        // Hours pass on this walk, and passwords stay fresh.
        sql_query("UPDATE sessions SET password_at = password_at + interval '2 days'")
            .execute(&mut walk.connection)
            .unwrap();
        walk
    }

    pub fn lacked(&self) -> PermissionSet {
        PermissionSet::all().without(self.known.iter().copied().collect())
    }

    /// A role that is there, now and then one of their own or of those within reach.
    fn some_role(&mut self) -> RoleId {
        if self.random.random_bool(0.3) {
            let near = self.little.iter().copied();
            let near = near.chain(self.colluding.iter().map(|person| person.id));
            let whose = *near.collect::<Vec<_>>().choose(&mut self.random).unwrap();
            let had = self.workspace.roles_of(whose);
            return *had.choose(&mut self.random).unwrap();
        }
        let (_, all) = holdings(&mut self.connection, PermissionSet::all());
        let modest = self.random.random_bool(self.modesty);
        let beyond: BTreeSet<Uuid> = all
            .iter()
            .filter(|(_, text)| modest && !CARLA_HOLDS.contains(&text.parse().unwrap()))
            .map(|(role, _)| *role)
            .collect();
        let all: Vec<RoleId> = roles::table
            .select(roles::id)
            .order(roles::id)
            .load(&mut self.connection)
            .unwrap();
        let fits = all.iter().filter(|role| !beyond.contains(&role.as_uuid()));
        **fits.collect::<Vec<_>>().choose(&mut self.random).unwrap()
    }

    /// For one of the two to act on.
    fn somebody(&mut self, who: usize) -> UserId {
        if self.random.random_bool(0.3) {
            return self.colluding[who].id;
        }
        let modest = self.random.random_bool(self.modesty);
        let pool = if modest {
            &self.little
        } else {
            &self.everybody
        };
        *pool.choose(&mut self.random).unwrap()
    }

    fn definition(&mut self) -> Vec<(&'static str, String)> {
        let number: u32 = self.random.random_range(0..1000);
        let pages = ["inbox", "inbox", "inbox", "users", "roles", "audit", "moon"];
        let page = *pages.choose(&mut self.random).unwrap();
        let mut form = vec![("name", format!("Role {number}")), ("landing", page.into())];
        let pool: &[Permission] = if self.random.random_bool(self.modesty) {
            CARLA_HOLDS
        } else {
            Permission::ALL
        };
        for _ in 0..self.random.random_range(0..5) {
            let permission = pool.choose(&mut self.random).unwrap();
            form.push(("permission", permission.to_string()));
        }
        form
    }

    pub fn request(&mut self, who: usize) -> Request {
        self.modesty = *[0.2, 0.9].choose(&mut self.random).unwrap();
        // Sam has no business with roles, and tries it now and then.
        let (path, form) = match self.random.random_range(4 * who..10) {
            0 => ("/settings/roles".to_owned(), self.definition()),
            1..4 => (
                format!("/settings/roles/{}", self.some_role()),
                self.definition(),
            ),
            4..6 => {
                let path = format!("/settings/roles/{}/delete", self.some_role());
                let instead = self.random.random_bool(0.8).then(|| self.some_role());
                let form = instead.map(|role| ("replacement", role.to_string()));
                (path, form.into_iter().collect())
            }
            _ => {
                let path = format!("/settings/users/{}/roles", self.somebody(who));
                let number = self.random.random_range(0..4);
                let form = (0..number).map(|_| ("role", self.some_role().to_string()));
                (path, form.collect())
            }
        };
        Request { path, form }
    }

    /// Who has given away what the walk needs begins again with what they had.
    pub async fn give_back(&mut self) {
        let (people, _) = holdings(&mut self.connection, PermissionSet::all());
        let can = |permission: Permission| {
            let mut two = self.colluding.iter();
            two.any(|person| people.contains(&(person.id.as_uuid(), permission.to_string())))
        };
        if can(P::WriteRoles) && can(P::WriteUsers) {
            return;
        }
        self.begin_again().await;
    }

    /// Carla has what she holds from two roles, so that one could add to the other.
    async fn begin_again(&self) {
        let (some, more) = CARLA_HOLDS.split_at(4);
        let roles = [some, more].map(|half| self.workspace.custom_role(half));
        let supervisor = self.workspace.role(BuiltinRole::Supervisor);
        let [carla, sam] = [&self.colluding[0], &self.colluding[1]].map(|person| person.id);
        self.maja.gives(carla, &roles).await.has_status(303);
        self.maja.gives(sam, &[supervisor]).await.has_status(303);
    }
}

/// Owners of whom one isn't active, admins, several who hold something above both of the two, and at
/// the end two who hold little.
async fn others(workspace: &Workspace<'_>, maja: &Person<'_>) -> Vec<UserId> {
    let members = [
        ("Olle Ek", BuiltinRole::Admin),
        ("Ian Webb", BuiltinRole::Supervisor),
        ("Pia Roos", BuiltinRole::Agent),
        ("Bob Marsh", BuiltinRole::Admin),
        ("Bo Lind", BuiltinRole::Admin),
        ("Ana Lima", BuiltinRole::Agent),
    ];
    let mut others = Vec::new();
    for (name, role) in members {
        others.push(workspace.member(name, role).await);
    }
    workspace.set_status(others[1], "inactive");
    workspace.set_status(others[2], "pending");
    let owner = workspace.role(BuiltinRole::Owner);
    for whom in [others[0], others[1]] {
        maja.gives(whom, &[owner]).await.has_status(303);
    }
    let customs: [(&str, &[Permission]); 5] = [
        ("Tim Hale", &[P::ReadTeams, P::WriteTeams]),
        ("Dora Quist", &[P::ReadUsers, P::ReadAudit]),
        ("Kit Song", &[P::ReadConversations, P::WriteApiKeys]),
        ("Cyd Noor", &[P::ReadConversations]),
        ("Lou Ferro", &[P::ReadContacts, P::ReadConversations]),
    ];
    for (name, permissions) in customs {
        let role = workspace.custom_role(permissions);
        others.push(workspace.person_with_role(name, role).await.id);
    }
    others
}
