//! Somebody's page.

mod account;
mod details;
mod rights;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::store::{Person, Report};
use super::web::PersonForm;
use crate::access::{Actor, Permission, PermissionSet};
use crate::audit_log::{Activity, activity_lines};
use crate::availability::{self, AvailabilityCard, availability_card};
use crate::departments::Tree;
use crate::email_changes::Awaited;
use crate::lifecycle::{Standing, lifecycle_buttons};
use crate::people::{ABOVE, Change, Found};
use crate::roles::{self, Role};
use crate::sessions::OpenSession;
use crate::teams::Team;
use crate::types::{InvitationId, UserId, UserStatus};
use crate::ui::{self, Avatar, Button, FormErrors, Icon, Moment, Presence, Shell, Toast};

/// So many of those who report to somebody are named.
pub(super) const MOST_NAMED: i64 = 20;

/// So many entries of the log are shown.
pub(super) const MOST_ENTRIES: i64 = 10;

const PATH: &str = "/settings/users";

/// The button that mails a link for a new password.
const RESET: &str = "reset";

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
    /// Whose invitation they came by.
    pub inviter: Option<(UserId, String)>,
    /// Another address that waits to be confirmed.
    pub awaited: Option<Awaited>,
    pub last_seen: Option<DateTime<Utc>>,
    pub sessions: Vec<OpenSession>,
    /// For who may read the log.
    pub activity: Option<Activity>,
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

    fn edits(&self, actor: &Actor) -> Change {
        Change::by(actor, roles::union(&self.roles))
    }
}

pub(super) fn page(
    actor: &Actor,
    known: &Known,
    (form, errors): (&PersonForm, &FormErrors),
) -> ui::Page {
    let base = format!("/{}{PATH}", actor.workspace.slug);
    let name = known.person.name();
    let lead = lead(actor, known);
    let picture = Avatar::of(name).large();
    let picture = match known.presence(actor) {
        Some(presence) => picture.with(presence),
        None => picture,
    };
    let held = roles::union(&known.roles);
    let edits = known.edits(actor);
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Users", &base)),
        picture: html! { (picture) },
        actions: html! {
            (reset(actor, known))
            (lifecycle_buttons(actor, Standing { user: known.person.id, status: known.person.status, held }))
        },
        content: html! {
            div.columns {
                div.stack {
                    (details::moved_up(actor, known))
                    @if edits == Change::Offered { (details::form(actor, known, (form, errors))) }
                    @else { (details::facts(actor, known, edits)) }
                    (rights::card(actor, known))
                }
                div.stack {
                    (account::card(actor, known, edits))
                    (availability(actor, known, held))
                    (reports_card(actor, known))
                    (activity_card(actor, known))
                }
            }
        },
        ..Shell::of(actor, PATH, name)
    })
}

/// The parts that htmx replaces, once something in them was done.
pub(super) fn answered(actor: &Actor, known: &Known, toast: &Toast) -> ui::Page {
    let with_toast = |part: Markup| html! { (part) (toast.partial()) };
    let account = account::card(actor, known, known.edits(actor));
    ui::shell(&Shell::of(actor, PATH, known.person.name()))
        .part(account::PART, with_toast(account))
        .part(RESET, with_toast(reset(actor, known)))
        // The list of people has none of them, and is told in passing.
        .part("toasts", html! { (toast) })
}

/// `sofia@northwind.example, available, last seen 4 min ago`.
fn lead(actor: &Actor, known: &Known) -> String {
    let email = &known.person.email;
    let zone = actor.workspace.zone;
    match known.person.status {
        UserStatus::Pending => format!("{email}. Invited, and not here yet."),
        UserStatus::Inactive => {
            format!("{email}. Deactivated, so nothing below opens anything now.")
        }
        UserStatus::Active => {
            let now = known.now;
            let availability = known.person.availability(now).in_a_sentence(zone);
            let seen = match known.last_seen {
                Some(at) => format!("last seen {}", ui::ago(&Moment { at, now, zone })),
                None => "never seen".to_owned(),
            };
            format!("{email}, {availability}, {seen}")
        }
    }
}

/// For who is here: mails them a link for a new password.
fn reset(actor: &Actor, known: &Known) -> Markup {
    let address = format!(
        "/{}{PATH}/{}/password-reset",
        actor.workspace.slug, known.person.id
    );
    let button = Button::plain("Send password reset").icon(Icon::Mail);
    html! {
        @if known.is(UserStatus::Active) {
            div id=(RESET) {
                @match known.edits(actor) {
                    Change::NotOffered => {}
                    Change::OutOfReach => (button.refused(ABOVE)),
                    Change::Offered => (ui::form_in_place(&address, RESET, button)),
                }
            }
        }
    }
}

fn activity_card(actor: &Actor, known: &Known) -> Markup {
    let all = format!(
        "/{}/settings/audit?person={}",
        actor.workspace.slug, known.person.id
    );
    html! {
        @if let Some(activity) = &known.activity {
            (ui::card_with("Activity", html! { a.small href=(all) { "See all" } }, activity_lines(actor, activity)))
        }
    }
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
