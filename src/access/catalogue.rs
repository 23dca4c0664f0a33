//! What permissions are about, and in what order they are shown.

/// A part of the catalogue under a heading of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Work,
    People,
    Workspace,
}

/// What a permission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    Conversations,
    Contacts,
    Campaigns,
    Templates,
    Analytics,
    Users,
    Roles,
    Teams,
    Settings,
    ApiKeys,
    AuditLog,
    /// Ownership, which no custom role holds.
    Workspace,
}

/// What a permission allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Read,
    ReadAll,
    Write,
    Assign,
    Invite,
    Delete,
    Own,
}

impl Area {
    pub const ALL: [Self; 3] = [Self::Work, Self::People, Self::Workspace];

    pub const fn title(self) -> &'static str {
        match self {
            Self::Work => "Work",
            Self::People => "People",
            Self::Workspace => "Workspace",
        }
    }

    pub fn resources(self) -> impl Iterator<Item = Resource> {
        Resource::ALL
            .into_iter()
            .filter(move |resource| resource.area() == self)
    }
}

impl Resource {
    pub const ALL: [Self; 12] = [
        Self::Conversations,
        Self::Contacts,
        Self::Campaigns,
        Self::Templates,
        Self::Analytics,
        Self::Users,
        Self::Roles,
        Self::Teams,
        Self::Settings,
        Self::ApiKeys,
        Self::AuditLog,
        Self::Workspace,
    ];

    pub const fn area(self) -> Area {
        match self {
            Self::Conversations
            | Self::Contacts
            | Self::Campaigns
            | Self::Templates
            | Self::Analytics => Area::Work,
            Self::Users | Self::Roles | Self::Teams => Area::People,
            Self::Settings | Self::ApiKeys | Self::AuditLog | Self::Workspace => Area::Workspace,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversations => "conversations",
            Self::Contacts => "contacts",
            Self::Campaigns => "campaigns",
            Self::Templates => "templates",
            Self::Analytics => "analytics",
            Self::Users => "users",
            Self::Roles => "roles",
            Self::Teams => "teams",
            Self::Settings => "settings",
            Self::ApiKeys => "api_keys",
            Self::AuditLog => "audit",
            Self::Workspace => "workspace",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Conversations => "Conversations",
            Self::Contacts => "Contacts",
            Self::Campaigns => "Campaigns",
            Self::Templates => "Templates",
            Self::Analytics => "Analytics",
            Self::Users => "Users",
            Self::Roles => "Roles",
            Self::Teams => "Teams",
            Self::Settings => "Settings",
            Self::ApiKeys => "API keys",
            Self::AuditLog => "Audit log",
            Self::Workspace => "The workspace",
        }
    }
}

impl Resource {
    pub fn in_a_sentence(self) -> String {
        match self {
            Self::ApiKeys => self.title().to_owned(),
            _ => self.title().to_lowercase(),
        }
    }
}

impl Verb {
    pub const ALL: [Self; 7] = [
        Self::Read,
        Self::ReadAll,
        Self::Write,
        Self::Assign,
        Self::Invite,
        Self::Delete,
        Self::Own,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadAll => "read_all",
            Self::Write => "write",
            Self::Assign => "assign",
            Self::Invite => "invite",
            Self::Delete => "delete",
            Self::Own => "own",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::ReadAll => "Read all",
            Self::Write => "Write",
            Self::Assign => "Assign",
            Self::Invite => "Invite",
            Self::Delete => "Delete",
            Self::Own => "Own",
        }
    }
}
