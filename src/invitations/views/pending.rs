//! Who hasn't come yet: the list, what needs looking at, and a way to narrow it.

mod row;

use maud::{Markup, html};

pub(in crate::invitations) use self::row::{part, row};
use crate::access::{Actor, Permission};
use crate::departments::department_choices;
use crate::invitations::model::{MOST_ACTED_ON, Tally, Wanted};
use crate::invitations::views::inviting::invite_button;
use crate::invitations::web::inviting::Places;
use crate::invitations::web::{Sought, Tab};
use crate::types::Cursor;
use crate::ui::{
    self, Banner, Button, Choice, Column, Field, Icon, Kind, Toast, Tone, address_asking,
};
use crate::users::{self, Framed};

const PATH: &str = "/settings/users";
pub(in crate::invitations) const INVITATIONS: &str = "/settings/invitations";

/// Why somebody can't act on an invitation, or on any of many.
pub(in crate::invitations) const ABOVE: &str =
    "They are offered more than you hold. Somebody who holds as much can do this.";

/// Where the tab is, narrowed like this.
pub(in crate::invitations) fn address(actor: &Actor, sought: &Sought) -> String {
    at(actor, sought, ("cursor", &sought.cursor))
}

fn at(actor: &Actor, sought: &Sought, last: (&str, &str)) -> String {
    let fields = [
        ("tab", "pending"),
        ("q", sought.q.as_str()),
        ("role", &sought.role),
        ("team", &sought.team),
        ("department", &sought.department),
        ("status", &sought.status),
        last,
    ];
    address_asking(&format!("/{}{PATH}", actor.workspace.slug), &fields)
}

/// `said` is what an answer to htmx says in passing.
pub(in crate::invitations) fn tab(
    actor: &Actor,
    tab: &Tab,
    sought: &Sought,
    said: Option<&Toast>,
) -> ui::Page {
    let here = address(actor, sought);
    let version = tab.version();
    let fields = [("cursor", sought.cursor.as_str()), ("version", &version)];
    let fresh_at = fields.iter().fold(
        at(actor, sought, ("cursor", "")),
        |address, (name, value)| match *value {
            "" => address,
            value => format!("{address}&{name}={value}"),
        },
    );
    let lead = format!("Everyone who is invited to {}.", actor.workspace.name);
    let content = html! {
        (banners(actor, &tab.tally, &here))
        @if tab.page.rows.is_empty() && !sought.is_narrowed() { (nobody()) }
        @else { (bar(actor, tab, sought)) (list(actor, tab, sought)) }
    };
    users::framed(
        actor,
        &Framed {
            tab: users::Tab::Pending,
            keeps: &[
                ("q", sought.q.as_str()),
                ("role", &sought.role),
                ("team", &sought.team),
                ("department", &sought.department),
            ],
            lead: &lead,
            actions: html! { (export(actor, tab, sought)) (invite_button(actor)) },
            counts: &tab.counts,
            seats: tab.seats,
            fresh_at: Some(&fresh_at),
            beside: html! {
                @if let Some(toast) = said { (ui::dialog_closed()) (toast.partial()) }
            },
            content,
        },
    )
}

/// The file knows no states of an invitation, so it isn't offered where the list is narrowed to one.
fn export(actor: &Actor, tab: &Tab, sought: &Sought) -> Markup {
    let fields = [
        ("tab", "pending"),
        ("q", sought.q.as_str()),
        ("role", &sought.role),
        ("team", &sought.team),
        ("department", &sought.department),
    ];
    let address = address_asking(&format!("/{}{PATH}/export", actor.workspace.slug), &fields);
    html! {
        @if sought.status.is_empty() && !tab.page.rows.is_empty() {
            (Button::plain("Export").icon(Icon::Download).leads_to(&address))
        }
    }
}

fn list(actor: &Actor, tab: &Tab, sought: &Sought) -> Markup {
    let columns = [
        Column::new("Email"),
        Column::new("Role"),
        Column::new("Invited by"),
        Column::new("Sent"),
        Column::new("Expires"),
        Column::new("Status"),
        Column::new("Actions").untitled(),
    ];
    let here = address(actor, sought);
    let way = |cursor: &Option<Cursor>| {
        cursor
            .as_ref()
            .map(|cursor| at(actor, sought, ("cursor", cursor.as_str())))
    };
    let rows = html! { @for line in &tab.page.rows { (row(actor, (line, tab.now), &here)) } };
    html! {
        @if tab.page.rows.is_empty() {
            (ui::empty(Icon::Search, "No invitation fits", "Nobody who is invited is like this. Look for something else.",
                Button::plain("Show all invitations").leads_to(&at(actor, &Sought::default(), ("cursor", "")))))
        } @else {
            (ui::table("Invitations, newest first", &columns, &rows))
        }
        div.list-end {
            (ui::key_hint(if may_act(actor) { &[("/", "to search"), ("i", "to invite")] } else { &[("/", "to search")] }))
            (ui::pagination(way(&tab.page.previous).as_deref(), way(&tab.page.next).as_deref()))
        }
    }
}

fn nobody() -> Markup {
    ui::empty(
        Icon::Mail,
        "Nobody is waiting",
        "Who is invited stands here until they come: whether their email went out, when their link expires, and a way to send it again.",
        html! {},
    )
}

fn bar(actor: &Actor, tab: &Tab, sought: &Sought) -> Markup {
    let roles = tab.roles.iter();
    let roles: Vec<_> = roles
        .map(|role| (role.id.to_string(), role.name().to_owned()))
        .collect();
    let (teams, departments) = tab.places.as_ref().map(places).unwrap_or_default();
    let states = Wanted::CHOICES.map(|(_, value, label)| Choice { value, label });
    html! {
        form.bar role="search" method="get" action={ "/" (actor.workspace.slug) (PATH) } {
            input type="hidden" name="tab" value="pending";
            (narrowed("q", "Search by name or email", Kind::Search, &sought.q))
            (one_of(("role", "Role", "Any role"), &roles, &sought.role))
            @if !teams.is_empty() || !sought.team.is_empty() {
                (one_of(("team", "Team", "Any team"), &teams, &sought.team))
            }
            @if !departments.is_empty() || !sought.department.is_empty() {
                (one_of(("department", "Department", "Any department"), &departments, &sought.department))
            }
            (narrowed("status", "Status", Kind::Choice(&states), &sought.status))
            (Button::plain("Filter"))
        }
    }
}

type Ids = Vec<(String, String)>;

fn places(places: &Places) -> (Ids, Ids) {
    let teams = places.teams.iter();
    let departments = department_choices(&places.departments).into_iter();
    (
        teams
            .map(|team| (team.id.to_string(), team.name.to_string()))
            .collect(),
        departments
            .map(|(id, path)| (id.to_string(), path))
            .collect(),
    )
}

fn one_of((name, label, any): (&str, &str, &str), ids: &Ids, value: &str) -> Markup {
    let any = Choice {
        value: "",
        label: any,
    };
    let each = ids.iter().map(|(value, label)| Choice { value, label });
    let all: Vec<Choice<'_>> = std::iter::once(any).chain(each).collect();
    narrowed(name, label, Kind::Choice(&all), value)
}

fn narrowed(name: &str, label: &str, kind: Kind<'_>, value: &str) -> Markup {
    // A dialog over the list has lists of the same names.
    let id = match kind {
        Kind::Choice(_) => format!("by-{name}"),
        _ => name.to_owned(),
    };
    ui::field(&Field {
        name,
        id: Some(&id),
        label,
        kind,
        value,
        label_hidden: true,
        placeholder: Some("Search by name or email"),
        ..Field::default()
    })
}

fn banners(actor: &Actor, tally: &Tally, here: &str) -> Markup {
    let base = format!("/{}{INVITATIONS}", actor.workspace.slug);
    html! {
        div.stack.banners id="waiting" {
            @if tally.waiting > 0 {
                (Banner::new(Tone::Wait, &waiting(tally.waiting)).action(html! {
                    @if may_act(actor) { (resend_all(tally, &base, here)) }
                }))
            }
            @if tally.expired > 0 {
                (Banner::new(Tone::Bad, &expired(tally.expired)).action(html! {
                    @if may_act(actor) { (cancel_all(tally, &base, here)) }
                }))
            }
        }
    }
}

fn may_act(actor: &Actor) -> bool {
    actor.permissions.contains(Permission::InviteUsers)
}

fn resend_all(tally: &Tally, base: &str, here: &str) -> Markup {
    let label = match (tally.waiting_in_reach, tally.waiting) {
        (1, 1) => "Resend".to_owned(),
        (2, 2) => "Resend both".to_owned(),
        (more, _) if more > MOST_ACTED_ON => format!("Resend the first {}", most()),
        (0, _) => "Resend".to_owned(),
        (some, all) if some == all => format!("Resend all {all}"),
        (some, _) => format!("Resend {some} of them"),
    };
    let button = Button::plain(&label).small();
    if tally.waiting_in_reach == 0 {
        return html! { (button.refused(ABOVE)) };
    }
    let inside = html! { input type="hidden" name="next" value=(here); (button) };
    ui::form_in_place(&format!("{base}/resend-waiting"), "people", inside)
}

fn cancel_all(tally: &Tally, base: &str, here: &str) -> Markup {
    let label = match (tally.expired_in_reach, tally.expired) {
        (1, 1) => "Cancel it…".to_owned(),
        (some, all) if some == all || some == 0 => "Cancel them…".to_owned(),
        (some, _) => format!("Cancel {some} of them…"),
    };
    let button = Button::plain(&label).small();
    if tally.expired_in_reach == 0 {
        return html! { (button.refused(ABOVE)) };
    }
    let address = address_asking(&format!("{base}/cancel-expired"), &[("next", here)]);
    html! { (button.asks_at(&address)) }
}

/// `1,000`.
fn most() -> String {
    let (thousands, rest) = (MOST_ACTED_ON / 1_000, MOST_ACTED_ON % 1_000);
    format!("{thousands},{rest:03}")
}

fn waiting(count: i64) -> String {
    match count {
        1 => "1 person has not answered for more than 12 hours.".to_owned(),
        more if more > MOST_ACTED_ON => {
            let most = most();
            format!("More than {most} people have not answered for more than 12 hours.")
        }
        some => format!("{some} people have not answered for more than 12 hours."),
    }
}

fn expired(count: i64) -> String {
    match count {
        1 => "1 invitation has expired.".to_owned(),
        more if more > MOST_ACTED_ON => format!("More than {} invitations have expired.", most()),
        some => format!("{some} invitations have expired."),
    }
}
