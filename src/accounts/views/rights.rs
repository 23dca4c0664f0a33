//! What somebody can do, which of their roles lets them, and the teams that they are in.

use maud::{Markup, html};

use super::{Known, PATH};
use crate::access::{Actor, Permission};
use crate::people::{self, Change};
use crate::roles::{self, Role};
use crate::ui::{self, Button, Chip, Icon};

pub(super) fn card(actor: &Actor, known: &Known) -> Markup {
    let name = known.person.name();
    let sources = sources(&known.roles);
    html! {
        section.card.padded.rights {
            header { h2 { "What " (known.person.display_name()) " can do" } }
            @if sources.is_empty() { p.muted { (name) "'s roles allow nothing." } }
            @else {
                details.more.why {
                    summary { span aria-hidden="true" { "Why?" } span.visually-hidden { " Why can " (name) " do this?" } }
                    div.stack.tight {
                        p.muted.small { "What several roles allow adds up. Each line says which of them gives it." }
                        (ui::permission_sources(&sources))
                    }
                }
                (held(&sources, &known.roles))
            }
            div.pair {
                (roles_of(actor, known))
                (teams_of(actor, known))
            }
        }
    }
}

/// Each of them; with where it comes from where that isn't the role that gives most.
fn held(sources: &[(Permission, Vec<String>)], roles: &[Role]) -> Markup {
    let most = roles
        .iter()
        .rev()
        .max_by_key(|role| role.permissions().count());
    let most = most.map(Role::name);
    let titles: Vec<(String, Option<&str>)> = sources
        .iter()
        .map(|(permission, giving)| {
            let is_from_most = giving.iter().any(|role| Some(role.as_str()) == most);
            let from = giving.first().filter(|_| !is_from_most);
            (permission.title(), from.map(String::as_str))
        })
        .collect();
    let chips = titles.iter().map(|(title, from)| match from {
        Some(from) => Chip::new(title).from(from),
        None => Chip::new(title),
    });
    ui::chips(chips, "")
}

/// Each permission, with the roles that give it.
fn sources(roles: &[Role]) -> Vec<(Permission, Vec<String>)> {
    roles::union(roles)
        .iter()
        .map(|permission| {
            let giving = roles
                .iter()
                .filter(|role| role.permissions().contains(permission));
            (
                permission,
                giving.map(|role| role.name().to_owned()).collect(),
            )
        })
        .collect()
}

fn roles_of(actor: &Actor, known: &Known) -> Markup {
    let slug = &actor.workspace.slug;
    let held = roles::union(&known.roles);
    let (change, address) = match known.invitation {
        Some(invitation) => (
            Change::of_invited(actor, held),
            format!("/{slug}/settings/invitations/{invitation}"),
        ),
        None => (
            Change::by(actor, held),
            format!("/{slug}{PATH}/{}/roles", known.person.id),
        ),
    };
    let sees_roles = actor.permissions.contains(Permission::ReadRoles);
    let shown: Vec<(&str, String)> = known
        .roles
        .iter()
        .map(|role| (role.name(), format!("/{slug}/settings/roles/{}", role.id)))
        .collect();
    let chips = shown.iter().map(|(name, address)| {
        let chip = Chip::new(name);
        if sees_roles {
            chip.leads_to(address)
        } else {
            chip
        }
    });
    let button = Button::plain("Change roles").icon(Icon::Pen).small();
    html! {
        section.stack {
            h3 { "Roles" }
            (ui::chips(chips, "None"))
            div { (people::offered(change, button, &address)) }
        }
    }
}

/// For who may see teams.
fn teams_of(actor: &Actor, known: &Known) -> Markup {
    if !actor.permissions.contains(Permission::ReadTeams) {
        return html! {};
    }
    let slug = &actor.workspace.slug;
    let address = format!("/{slug}{PATH}/{}/teams", known.person.id);
    let change = Change::of_teams(actor, roles::union(&known.roles));
    let button = Button::plain("Change teams").icon(Icon::Pen).small();
    let shown: Vec<(String, String)> = known
        .teams
        .iter()
        .map(|team| {
            let leads = team.lead == Some(known.person.id);
            let name = if leads {
                format!("{}, lead", team.name)
            } else {
                team.name.to_string()
            };
            (name, format!("/{slug}/settings/teams/{}", team.id))
        })
        .collect();
    let chips = shown
        .iter()
        .map(|(name, address)| Chip::new(name).leads_to(address));
    html! {
        section.stack {
            h3 { "Teams" }
            (ui::chips(chips, "None"))
            div { (people::offered(change, button, &address)) }
        }
    }
}
