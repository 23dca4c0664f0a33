use maud::{Markup, html};

use super::head::{Head, framed};
use super::side_bar::{Group, Person, Place, SideBar, me_again};
use super::{Icon, Page, Presence, Toast};
use crate::access::{Actor, Permission};

/// A page inside a workspace: the side bar, and what the page is about. Say what differs from
/// `Shell::of`.
pub struct Shell<'p> {
    pub actor: &'p Actor,
    /// Where this page is, to mark it in the side bar.
    pub path: &'static str,
    pub title: &'p str,
    pub lead: Option<&'p str>,
    /// The page above this one: its name and where it is.
    pub back: Option<(&'p str, &'p str)>,
    /// Before the title: somebody's picture.
    pub picture: Markup,
    /// Across from the title: what can be done here, the primary button last.
    pub actions: Markup,
    pub content: Markup,
}

impl<'p> Shell<'p> {
    pub fn of(actor: &'p Actor, path: &'static str, title: &'p str) -> Self {
        Self {
            actor,
            path,
            title,
            lead: None,
            back: None,
            picture: html! {},
            actions: html! {},
            content: html! {},
        }
    }
}

/// What the side bar says, where it leads under the workspace, and who sees it.
type Entry = (&'static str, &'static str, Icon, Permission);

const WORK: &[Entry] = &[(
    "Inbox",
    "/inbox",
    Icon::Inbox,
    Permission::ReadConversations,
)];

const SETTINGS: &[Entry] = &[
    (
        "Users",
        "/settings/users",
        Icon::Users,
        Permission::ReadUsers,
    ),
    (
        "Roles",
        "/settings/roles",
        Icon::ShieldCheck,
        Permission::ReadRoles,
    ),
    (
        "Teams",
        "/settings/teams",
        Icon::UsersRound,
        Permission::ReadTeams,
    ),
    (
        "Departments",
        "/settings/departments",
        Icon::ListTree,
        Permission::ReadTeams,
    ),
    (
        "Org chart",
        "/settings/org-chart",
        Icon::Network,
        Permission::ReadTeams,
    ),
    (
        "Audit log",
        "/settings/audit",
        Icon::ScrollText,
        Permission::ReadAudit,
    ),
    (
        "API keys",
        "/settings/api-keys",
        Icon::Key,
        Permission::WriteApiKeys,
    ),
    (
        "Email",
        "/settings/email",
        Icon::Mail,
        Permission::ReadSettings,
    ),
    (
        "Workspace",
        "/settings/workspace",
        Icon::Building,
        Permission::ReadSettings,
    ),
];

const PROFILE: &str = "/profile";
const AVAILABILITY: &str = "/profile/availability";
const SIGN_OUT: &str = "/logout";

pub fn shell(page: &Shell<'_>) -> Page {
    let actor = page.actor;
    let slug = actor.workspace.slug.as_str();
    let under = |path: &str| format!("/{slug}{path}");
    let [work, settings] = [WORK, SETTINGS].map(|entries| visible(page, entries));
    let [work, settings] = [&work, &settings].map(|entries| places(entries));
    let ways = [AVAILABILITY, PROFILE, SIGN_OUT].map(under);
    let bar = SideBar {
        title: &actor.workspace.name,
        subtitle: slug,
        home: &under(""),
        groups: &[
            Group {
                name: "Work",
                heading_hidden: true,
                places: &work,
            },
            Group {
                name: "Settings",
                heading_hidden: false,
                places: &settings,
            },
        ],
        person: Some(me(actor, &ways, page.path == PROFILE)),
    };
    let head = Head {
        title: page.title,
        lead: page.lead,
        back: page.back,
        picture: &page.picture,
        actions: &page.actions,
    };
    framed(&bar, &head, &page.content)
}

/// For an answer to htmx, once somebody has said in the side bar whether they are there.
pub fn side_bar_again(actor: &Actor, toast: &Toast) -> Page {
    let slug = &actor.workspace.slug;
    let ways = [AVAILABILITY, PROFILE, SIGN_OUT].map(|path| format!("/{slug}{path}"));
    let (id, again) = me_again(&me(actor, &ways, false), toast);
    shell(&Shell::of(actor, "", "Your availability")).part(id, again)
}

fn me<'a>(
    actor: &'a Actor,
    [availability, profile, sign_out]: &'a [String; 3],
    profile_is_current: bool,
) -> Person<'a> {
    Person {
        name: &actor.display_name,
        presence: Presence::of(actor),
        availability,
        profile,
        profile_is_current,
        sign_out,
    }
}

/// An entry that this person sees, with its whole address, and whether it is this page.
type Visible = (&'static Entry, String, bool);

fn visible(page: &Shell<'_>, entries: &'static [Entry]) -> Vec<Visible> {
    let actor = page.actor;
    entries
        .iter()
        .filter(|(.., needs)| actor.permissions.contains(*needs))
        .map(|entry| {
            let address = format!("/{}{}", actor.workspace.slug, entry.1);
            (entry, address, entry.1 == page.path)
        })
        .collect()
}

fn places(entries: &[Visible]) -> Vec<Place<'_>> {
    entries
        .iter()
        .map(|((name, _, icon, _), address, current)| Place {
            name,
            address,
            icon: *icon,
            count: None,
            current: *current,
        })
        .collect()
}
