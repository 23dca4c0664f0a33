use std::net::IpAddr;

use super::PermissionSet;
use crate::types::{
    Availability, DepartmentId, PositionId, RoleId, SessionId, Slug, TeamId, UserId, WorkspaceId,
    Zone,
};

/// A workspace as every page in it needs it.
#[derive(Clone, Debug)]
pub struct WorkspaceRef {
    pub id: WorkspaceId,
    pub slug: Slug,
    pub name: String,
    /// What times are told in here.
    pub zone: Zone,
}

impl WorkspaceRef {
    /// What somebody who attacks an account here would try first, with what they know of the person.
    pub fn first_guesses<'g>(&'g self, person: [&'g str; 3]) -> [&'g str; 5] {
        let [email, full_name, display_name] = person;
        [
            email,
            full_name,
            display_name,
            &self.name,
            self.slug.as_str(),
        ]
    }
}

/// Somebody who is signed in, as the database had it when the request came. It is enough to decide
/// what to show; a change asks the database again, through `Tx::prove`.
#[derive(Clone, Debug)]
pub struct Actor {
    pub workspace: WorkspaceRef,
    pub user: UserId,
    pub session: SessionId,
    pub display_name: String,
    pub email: String,
    /// Somebody else set the password: nothing else is open until it is replaced.
    pub must_change_password: bool,
    /// Typed in this session a short while ago, as sensitive steps want it.
    pub password_is_fresh: bool,
    pub permissions: PermissionSet,
    pub availability: Availability,
    pub client: Client,
}

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
}

/// Who answers for a change.
#[derive(Clone, Debug)]
pub struct Author {
    pub workspace: WorkspaceId,
    pub by: By,
    pub client: Client,
}

#[derive(Clone, Debug)]
pub enum By {
    Person {
        user: UserId,
        session: SessionId,
        name: String,
    },
    /// Whoever opened a link that was mailed to this person.
    Bearer { user: UserId, name: String },
    /// Somebody at the server's command line.
    Operator { command: &'static str },
    /// Muster itself, in a worker.
    System { reason: &'static str },
}

/// What is acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Workspace(WorkspaceId),
    User(UserId),
    Role(RoleId),
    Session(SessionId),
    Team(TeamId),
    Department(DepartmentId),
    Position(PositionId),
}

impl Author {
    /// The person in whose name it is done, whose own roles are to be thought of.
    pub fn person(&self) -> Option<UserId> {
        match self.by {
            By::Person { user, .. } | By::Bearer { user, .. } => Some(user),
            By::Operator { .. } | By::System { .. } => None,
        }
    }
}

impl Actor {
    pub fn author(&self) -> Author {
        Author {
            workspace: self.workspace.id,
            by: By::Person {
                user: self.user,
                session: self.session,
                name: self.display_name.clone(),
            },
            client: self.client.clone(),
        }
    }
}
