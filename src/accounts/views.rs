//! Somebody's page.

mod details;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::store::{Person, Report};
use super::web::PersonForm;
use crate::access::{Actor, Permission, PermissionSet};
use crate::availability::{self, AvailabilityCard, availability_card};
use crate::departments::Tree;
use crate::lifecycle::{Standing, lifecycle_buttons};
use crate::people::Change;
use crate::people::{self, Found};
use crate::roles::{self, Role};
use crate::teams::Team;
use crate::types::{InvitationId, UserStatus, Zone};
use crate::ui::{self, Avatar, Button, FormErrors, Icon, Presence, Shell};

/// So many of those who report to somebody are named.
pub(super) const MOST_NAMED: i64 = 20;

const PATH: &str = "/settings/users";

const FORM: &str = "person-form";

/// What is known about somebody.
pub(super) struct Known {
    pub person: Person,
    pub roles: Vec<Role>,
    pub teams: Vec<Team>,
    pub departments: Tree,
    pub manager: Option<Found>,
    /// Who is to be the manager, as far as the form says,
    pub chosen: Option<Found>,
    /// and who fits what is typed to find another one.
    pub found: Vec<Found>,
    /// The first of those who report to them.
    pub reports: Vec<Report>,
    /// By which they are to come, if they haven't yet.
    pub invitation: Option<InvitationId>,
    pub now: DateTime<Utc>,
}

impl Known {
    fn is(&self, status: UserStatus) -> bool {
        self.person.status == status
    }

    fn presence(&self, actor: &Actor) -> Option<Presence> {
        self.is(UserStatus::Active).then(|| Presence {
            availability: self.person.availability(self.now),
            zone: actor.workspace.zone,
        })
    }
}

pub(super) fn page(
    actor: &Actor,
    known: &Known,
    (form, errors): (&PersonForm, &FormErrors),
) -> ui::Page {
    let base = format!("/{}{PATH}", actor.workspace.slug);
    let name = known.person.name();
    let email = &known.person.email;
    let lead = match known.person.status {
        UserStatus::Pending => format!("{email}. Invited, and not here yet."),
        UserStatus::Inactive => {
            format!("{email}. Deactivated, so nothing below opens anything now.")
        }
        UserStatus::Active => email.clone(),
    };
    let picture = Avatar::of(name).large();
    let picture = match known.presence(actor) {
        Some(presence) => picture.with(presence),
        None => picture,
    };
    let held = roles::union(&known.roles);
    let edits = Change::by(actor, held);
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Users", &base)),
        picture: html! { (picture) },
        // Before the form, so that Enter in one of its boxes presses this button.
        actions: html! {
            (lifecycle_buttons(actor, Standing { user: known.person.id, status: known.person.status, held }))
            @if edits == Change::Offered { (Button::primary("Save changes").of_form(FORM)) }
        },
        content: html! {
            div.columns {
                div.stack {
                    (details::moved_up(actor, known))
                    @if edits == Change::Offered { (details::form(actor, known, (form, errors))) }
                    @else { (details::facts(actor, known, edits)) }
                    (roles_card(actor, known))
                    (why(known))
                }
                div.stack {
                    (availability(actor, known, held))
                    (account(known, actor.workspace.zone))
                    (teams_card(actor, known))
                    (reports_card(actor, known))
                }
            }
        },
        ..Shell::of(actor, PATH, name)
    })
}

fn availability(actor: &Actor, known: &Known, held: PermissionSet) -> Markup {
    let person = &known.person;
    availability_card(&AvailabilityCard {
        actor,
        user: person.id,
        status: person.status,
        change: availability::Change::by(actor, person.status, held),
        availability: person.availability(known.now),
    })
}

fn account(known: &Known, zone: Zone) -> Markup {
    let joined = known.person.activated_at.map(|at| zone.day(at));
    let joined = joined.unwrap_or_else(|| "Not yet".to_owned());
    ui::card("Account", ui::facts(&[("Joined", &joined)]))
}

/// For who may see teams.
fn teams_card(actor: &Actor, known: &Known) -> Markup {
    let slug = &actor.workspace.slug;
    let address = format!("/{slug}{PATH}/{}/teams", known.person.id);
    let change = Change::of_teams(actor, roles::union(&known.roles));
    let button = Button::plain("Change teams").icon(Icon::Pen).small();
    if !actor.permissions.contains(Permission::ReadTeams) {
        return html! {};
    }
    ui::card_with(
        "Teams",
        people::offered(change, button, &address),
        html! {
            @if known.teams.is_empty() { p.muted { (known.person.name()) " is in no team." } }
            @else {
                ul.names {
                    @for team in &known.teams {
                        li {
                            a href={ "/" (slug) "/settings/teams/" (team.id) } { (team.name) }
                            @if team.lead == Some(known.person.id) { " " (ui::badge(ui::Tone::Plain, "Lead")) }
                        }
                    }
                }
            }
        },
    )
}

/// Nothing where nobody reports to them.
fn reports_card(actor: &Actor, known: &Known) -> Markup {
    let count = i64::from(known.person.reports);
    let more = count - i64::try_from(known.reports.len()).unwrap_or(count);
    let title = format!("{count} {}", if count == 1 { "report" } else { "reports" });
    let chart = html! {
        @if actor.permissions.contains(Permission::ReadTeams) {
            a.small href={ "/" (actor.workspace.slug) "/settings/org-chart?at=" (known.person.id) } { "Org chart" }
        }
    };
    html! {
        @if count > 0 {
            (ui::card_with(&title, chart, html! {
                ul.names {
                    @for one in &known.reports {
                        li {
                            a href={ "/" (actor.workspace.slug) (PATH) "/" (one.id) } { (one.name) }
                            @if one.status == UserStatus::Pending { " " (ui::badge(ui::Tone::Wait, "Invited")) }
                        }
                    }
                }
                @if more > 0 { p.muted { "and " (more) " more" } }
            }))
        }
    }
}

fn roles_card(actor: &Actor, known: &Known) -> Markup {
    let (roles, name) = (&known.roles, known.person.name());
    let slug = &actor.workspace.slug;
    let held = roles::union(roles);
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
    let button = Button::plain("Change roles").icon(Icon::Pen).small();
    ui::card_with(
        "Roles",
        people::offered(change, button, &address),
        html! {
            @if roles.is_empty() { p.muted { (name) " has none." } }
            ul.lines {
                @for role in roles {
                    li {
                        div {
                            p {
                                @if sees_roles { a href={ "/" (slug) "/settings/roles/" (role.id) } { (role.name()) } }
                                @else { (role.name()) }
                            }
                            p.small.muted { (role.definition.description) }
                        }
                    }
                }
            }
        },
    )
}

fn why(known: &Known) -> Markup {
    let name = known.person.name();
    let sources = sources(&known.roles);
    html! {
        section.stack.tight {
            h2 { "Why can " (name) " do this?" }
            p.muted { "What several roles allow adds up. Each line says which of them gives it." }
            @if sources.is_empty() { p { (name) "'s roles allow nothing." } }
            @else { (ui::permission_sources(&sources)) }
        }
    }
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
