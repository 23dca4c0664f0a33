//! Who is in a team, and who could be.

use maud::{Markup, html};

use super::team::{Around, TeamPage, VERSION, acting, address};
use super::{ABOVE, PATH, base, counted, may_write};
use crate::access::{Actor, Permission};
use crate::people::MOST_FOUND;
use crate::teams::actions::Amended;
use crate::teams::model::{Candidate, Member};
use crate::teams::web::View;
use crate::types::{Cursor, UserId, UserStatus, Wished};
use crate::ui::{
    self, Avatar, Button, Column, Field, Icon, Kind, Page, Presence, Shell, Toast, Tone,
};

/// What htmx replaces when somebody has come or gone.
pub(in crate::teams) const FOUND: &str = "found";
pub(super) const MEMBERS: &str = "members";

/// Something that couldn't be done, in words.
pub(in crate::teams) fn failed(words: &str) -> Toast {
    Toast::failed(html! { strong { "That can't be done now." } " " (words) })
}

/// What came of a change. `leads` is who was to lead from then on.
pub(in crate::teams) fn said(amended: &Amended, leads: Wished<UserId>) -> Toast {
    let text = match (amended.joined.as_slice(), amended.left.as_slice(), leads) {
        ([one], [], _) => format!("{one} is in the team now"),
        ([], [one], _) => format!("{one} isn't in the team any more"),
        ([], [], Wished::To(_)) => "The team has a new lead".to_owned(),
        ([], [], Wished::Nothing) => "Nobody leads the team now".to_owned(),
        ([], [], Wished::AsItIs) => "Nothing was left to do: somebody was faster".to_owned(),
        (joined, left, _) => format!("{} joined the team, {} left it", joined.len(), left.len()),
    };
    Toast::done(&text)
}

/// Finding somebody to add goes through everybody there is, which not everybody sees.
pub(in crate::teams) fn may_add(actor: &Actor) -> bool {
    may_write(actor) && actor.permissions.contains(Permission::ReadUsers)
}

pub(super) fn add_people(around: &Around<'_>, found: &[Candidate]) -> Markup {
    let own = format!("{}/{}", base(around.actor), around.listed.team.id);
    let search = ui::address_with(&own, "only", Some(FOUND));
    let view = around.view;
    html! {
        @if may_add(around.actor) {
            (ui::card("Add people", html! {
                form role="search" method="get" action=(own) {
                    @if !view.q.is_empty() { input type="hidden" name="q" value=(view.q); }
                    div.search-row hx-get=(search) hx-target={ "#" (FOUND) } hx-swap="outerMorph"
                        hx-trigger="input changed delay:200ms from:#add_q" hx-include={ "#add_q, #" (VERSION) } {
                        (ui::field(&Field {
                            name: "add_q", label: "Find somebody to add", label_hidden: true, kind: Kind::Search,
                            value: &view.add_q, placeholder: Some("Find somebody by name or email"), ..Field::default()
                        }))
                        (Button::plain("Find"))
                    }
                }
                (self::found(around, found))
            }))
        }
    }
}

/// The same for who is just typing.
pub(in crate::teams) fn found_alone(around: &Around<'_>, found: &[Candidate]) -> Page {
    let name = around.listed.team.name.as_str();
    ui::shell(&Shell::of(around.actor, PATH, name)).part(FOUND, self::found(around, found))
}

pub(super) fn found(around: &Around<'_>, found: &[Candidate]) -> Markup {
    let typed = around.view.add_q.trim();
    html! {
        div id=(FOUND) role="status" {
            @if found.is_empty() && !typed.is_empty() {
                p.muted { "Nobody who is active or invited fits “" (typed) "”." }
            }
            @if !found.is_empty() {
                ul.lines {
                    @for one in found { (candidate(around, one)) }
                }
                @if found.len() == MOST_FOUND { p.small.muted { "These are the first. Type more to find others." } }
            }
        }
    }
}

/// The button stays where it is once somebody is added, and with it the focus.
fn candidate(around: &Around<'_>, one: &Candidate) -> Markup {
    let holds = around.actor.permissions;
    let label = format!("Add {}", one.name);
    let button = Button::picture(Icon::Plus, &label);
    let button = match (one.is_in, one.permissions.is_within(holds)) {
        (true, _) => button.refused("Already in the team."),
        (false, false) => button.refused(ABOVE),
        (false, true) => button,
    };
    let inside = html! { input type="hidden" name="add" value=(one.id); (button) };
    let name = html! {
        (one.name)
        @if one.is_in { " " (ui::badge(Tone::Good, "In the team")) }
        (status(one.status))
    };
    html! {
        li id={ "found-" (one.id) } {
            (ui::person(&Avatar::of(&one.name), &name, below(&one.name, &one.email)))
            (acting(around, FOUND, &inside))
        }
    }
}

/// An address that stands as the name isn't said twice.
fn below<'e>(name: &str, email: &'e str) -> &'e str {
    if name == email { "" } else { email }
}

fn status(status: UserStatus) -> Markup {
    html! {
        @match status {
            UserStatus::Active => {}
            UserStatus::Pending => { " " (ui::badge(Tone::Wait, "Invited")) }
            UserStatus::Inactive => { " " (ui::badge(Tone::Plain, "Deactivated")) }
        }
    }
}

pub(super) fn members(page: &TeamPage<'_>) -> Markup {
    let around = &page.around;
    let listed = around.listed;
    let way = |cursor: &Option<Cursor>| {
        let cursor = cursor.as_ref()?.as_str().to_owned();
        let view = View {
            cursor,
            ..around.view.clone()
        };
        Some(address(around.actor, listed.team.id, &view))
    };
    let is_narrowed = !around.view.q.trim().is_empty();
    html! {
        section.stack.tight id=(MEMBERS) {
            div.row {
                h2 { "Members " span.count { (counted(listed.people)) } }
                @if listed.inactive > 0 { p.small.muted { "and " (listed.inactive) " deactivated" } }
            }
            @if page.members.rows.is_empty() { (nobody(page, is_narrowed)) }
            @else {
                (rows(page))
                div.list-end {
                    (ui::key_hint(&[("/", "to search")]))
                    (ui::pagination(way(&page.members.previous).as_deref(), way(&page.members.next).as_deref()))
                }
            }
        }
    }
}

fn nobody(page: &TeamPage<'_>, is_narrowed: bool) -> Markup {
    let around = &page.around;
    let all = View::default();
    let all = address(around.actor, around.listed.team.id, &all);
    if is_narrowed || !around.view.cursor.is_empty() {
        return ui::empty(
            Icon::Search,
            "Nobody here fits",
            "Nobody in this team is like this. Look for somebody else.",
            Button::plain("Show all members").leads_to(&all),
        );
    }
    let text = if may_add(around.actor) {
        "Find people above and add them. They see what waits in the team."
    } else {
        "Who is added to it stands here."
    };
    ui::empty(
        Icon::UsersRound,
        "Nobody is in this team yet",
        text,
        html! {},
    )
}

/// Above the members, and not part of what a search replaces, so that nobody is interrupted in typing.
pub(super) fn search_members(page: &TeamPage<'_>) -> Markup {
    let around = &page.around;
    let own = format!("{}/{}", base(around.actor), around.listed.team.id);
    let view = around.view;
    let is_wanted = around.listed.people > FEW || !view.q.is_empty();
    html! {
        @if is_wanted {
            form role="search" method="get" action=(own) {
                @if !view.add_q.is_empty() { input type="hidden" name="add_q" value=(view.add_q); }
                div.search-row hx-get=(own) hx-target={ "#" (MEMBERS) } hx-swap="outerMorph"
                    hx-trigger="input changed delay:200ms from:#q" hx-include={ "#q, #" (VERSION) } {
                    (ui::field(&Field {
                        name: "q", label: "Search members", label_hidden: true, kind: Kind::Search,
                        value: &view.q, placeholder: Some("Search members"), ..Field::default()
                    }))
                    (Button::plain("Search"))
                }
            }
        }
    }
}

/// So many are found by looking.
const FEW: i64 = 10;

fn rows(page: &TeamPage<'_>) -> Markup {
    let columns = [
        Column::new("Name"),
        Column::new("Availability"),
        Column::new("Actions").untitled(),
    ];
    let rows = html! { @for member in &page.members.rows { (row(page, member)) } };
    ui::table("Members by name", &columns, &rows)
}

fn row(page: &TeamPage<'_>, member: &Member) -> Markup {
    let actor = page.around.actor;
    let sees_people = actor.permissions.contains(Permission::ReadUsers);
    let person = format!("/{}/settings/users/{}", actor.workspace.slug, member.id);
    let leads = page.around.listed.team.lead == Some(member.id);
    let presence = Presence {
        availability: member.availability(page.now),
        zone: actor.workspace.zone,
    };
    let name = html! {
        @if sees_people { a.entry href=(person) { (member.name) } } @else { strong.entry { (member.name) } }
        @if member.id == actor.user { " " (ui::badge(Tone::Accent, "You")) }
        @if leads { " " (ui::badge(Tone::Good, "Lead")) }
        (status(member.status))
    };
    let email = if sees_people {
        below(&member.name, &member.email)
    } else {
        ""
    };
    html! {
        tr id={ "member-" (member.id) } {
            td.main { (ui::person(&Avatar::of(&member.name), &name, email)) }
            td.brief { @if member.status == UserStatus::Active { (ui::presence(presence)) } }
            td.end {
                @if may_write(actor) { (ui::row_actions(actions(page, member, leads))) }
            }
        }
    }
}

fn actions(page: &TeamPage<'_>, member: &Member, leads: bool) -> Markup {
    let around = &page.around;
    let label = format!("Remove {}", member.name);
    let remove = Button::picture(Icon::X, &label).small();
    let remove = if member.permissions.is_within(around.actor.permissions) {
        remove
    } else {
        remove.refused(ABOVE)
    };
    let leading = html! {
        input type="hidden" name="lead" value=(member.id);
        (Button::quiet("Make lead").small())
    };
    let removing = html! { input type="hidden" name="remove" value=(member.id); (remove) };
    // With an id each, so that a swap doesn't take one for the other.
    html! {
        @if !leads && member.status != UserStatus::Inactive {
            div id={ "lead-" (member.id) } { (acting(around, MEMBERS, &leading)) }
        }
        div id={ "remove-" (member.id) } { (acting(around, MEMBERS, &removing)) }
    }
}
