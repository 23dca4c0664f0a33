use maud::{Markup, html};

use super::{Icon, Page, avatar, icon};
use crate::access::{Actor, Permission};

/// A page inside a workspace: the side bar, and what the page is about.
pub struct Shell<'p> {
    pub actor: &'p Actor,
    /// Where this page is, to mark it in the side bar.
    pub path: &'static str,
    pub title: &'p str,
    pub lead: Option<&'p str>,
    pub content: Markup,
}

/// The side bar: what it says, where it leads under the workspace, and who sees it.
const PLACES: &[(&str, &str, Icon, Option<Permission>)] = &[
    (
        "Inbox",
        "/inbox",
        Icon::Inbox,
        Some(Permission::ReadConversations),
    ),
    (
        "Users",
        "/settings/users",
        Icon::Users,
        Some(Permission::ReadUsers),
    ),
    ("Your profile", "/profile", Icon::User, None),
];

pub fn shell(page: &Shell<'_>) -> Page {
    let workspace = &page.actor.workspace;
    let beside = html! {
        a.skip href="#main" { "Skip to the page" }
        header.side {
            a.brand href={ "/" (workspace.slug) } {
                span.tile aria-hidden="true" { (initial(&workspace.name)) }
                span { strong { (workspace.name) } small { (workspace.slug) } }
            }
            details.menu {
                summary { (icon(Icon::Menu)) "Menu" }
                (side_bar(page))
            }
            (side_bar(page))
        }
    };
    let main = html! {
        main id="main" {
            header.head {
                div {
                    h1 { (page.title) }
                    @if let Some(lead) = page.lead { p.muted { (lead) } }
                }
            }
            (page.content)
        }
    };
    let title = format!("{} · {}", page.title, workspace.name);
    Page::new(title, "shell", beside, main)
}

fn side_bar(page: &Shell<'_>) -> Markup {
    let actor = page.actor;
    let slug = &actor.workspace.slug;
    html! {
        div.places {
            nav aria-label="Workspace" {
                @for (name, path, picture, needs) in PLACES {
                    @if needs.is_none_or(|needs| actor.permissions.contains(needs)) {
                        a href={ "/" (slug) (path) } aria-current=[(*path == page.path).then_some("page")] {
                            (icon(*picture)) (name)
                        }
                    }
                }
            }
            form.me method="post" action={ "/" (slug) "/logout" } {
                (avatar(&actor.display_name))
                span { (actor.display_name) }
                button.button.quiet title="Sign out" { (icon(Icon::LogOut)) span.visually-hidden { "Sign out" } }
            }
        }
    }
}

/// The letter on a workspace's tile.
pub fn initial(name: &str) -> char {
    name.chars()
        .next()
        .map_or('M', |first| first.to_uppercase().next().unwrap_or(first))
}
