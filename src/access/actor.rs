use std::net::IpAddr;

use super::PermissionSet;
use crate::types::{
    ApiKeyId, Availability, DepartmentId, PositionId, RoleId, SessionId, Slug, TeamId, UserId,
    WorkspaceId, Zone,
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

/// By what somebody came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entrance {
    Session(SessionId),
    /// A program acts in somebody's right.
    Key {
        id: ApiKeyId,
        name: String,
    },
}

/// Somebody who is signed in, or whose key is used, as the database had it when the request came. It is enough to decide
/// what to show; a change asks the database again, through `Tx::prove`.
#[derive(Clone, Debug)]
pub struct Actor {
    pub workspace: WorkspaceRef,
    pub user: UserId,
    pub entrance: Entrance,
    pub display_name: String,
    pub email: String,
    /// Somebody else set the password: nothing else is open until it is replaced.
    pub must_change_password: bool,
    /// Typed in this session a short while ago, as sensitive steps want it. For a key it was typed when
    /// the key was made.
    pub password_is_fresh: bool,
    /// Of a key, those that are chosen for it and that its maker still holds.
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
    /// A program, with the key that this person answers for.
    Key {
        id: ApiKeyId,
        name: String,
        maker: UserId,
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
    ApiKey(ApiKeyId),
}

impl Author {
    /// The person, where one is signed in: what a program must not do asks for this.
    pub fn signed_in(&self) -> Option<UserId> {
        match self.by {
            By::Person { user, .. } => Some(user),
            _ => None,
        }
    }

    /// The person in whose name it is done, whose own roles are to be thought of.
    pub fn person(&self) -> Option<UserId> {
        match self.by {
            By::Person { user, .. } | By::Bearer { user, .. } | By::Key { maker: user, .. } => {
                Some(user)
            }
            By::Operator { .. } | By::System { .. } => None,
        }
    }
}

impl Actor {
    /// `None` for a program.
    pub fn session(&self) -> Option<SessionId> {
        match self.entrance {
            Entrance::Session(session) => Some(session),
            Entrance::Key { .. } => None,
        }
    }

    pub fn author(&self) -> Author {
        let by = match &self.entrance {
            Entrance::Session(session) => By::Person {
                user: self.user,
                session: *session,
                name: self.display_name.clone(),
            },
            Entrance::Key { id, name } => By::Key {
                id: *id,
                name: name.clone(),
                maker: self.user,
            },
        };
        Author {
            workspace: self.workspace.id,
            by,
            client: self.client.clone(),
        }
    }
}
