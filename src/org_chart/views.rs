mod drawing;
mod fit;
mod folding;
mod list;
mod words;

use maud::{Markup, html};

use self::words::{counted, people};
use super::actions::Loaded;
use super::model::{Asked, MOST_AT_ONCE, Person, Shown, Who};
use crate::access::{Actor, Permission};
use crate::departments::Department;
use crate::types::{DepartmentId, UserId};
use crate::ui::{self, Banner, Button, Field, Icon, Kind, Page, Shell, Tone, address_asking};

pub(super) use drawing::file;

const PATH: &str = "/settings/org-chart";

/// What htmx replaces when something is opened or closed.
const CHART: &str = "org-chart";
/// What has been opened and closed so far, sent along with it.
const STATE: &str = "org-state";
const TOOLS: &str = "org-tools";
const FOUND: &str = "org-found";

/// What the page shows, and to whom.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub actor: &'v Actor,
    pub loaded: &'v Loaded,
    pub sought: &'v Sought,
}

/// What is typed into the search box, and who fits.
#[derive(Clone, Debug, Default)]
pub(super) struct Sought {
    pub typed: String,
    pub found: Vec<Who>,
}

impl View<'_> {
    fn may(&self, permission: Permission) -> bool {
        self.actor.permissions.contains(permission)
    }

    fn base(&self) -> String {
        format!("/{}{PATH}", self.actor.workspace.slug)
    }

    /// The chart with these fields, shown as it is now.
    fn at(&self, fields: &[(&str, &str)]) -> String {
        let view = self.loaded.asked.view();
        let view = view.iter().map(|(name, value)| (*name, value.as_str()));
        let fields: Vec<_> = fields.iter().copied().chain(view).collect();
        address_asking(&self.base(), &fields)
    }

    /// What is shown now, in one way or the other.
    fn same(&self, path: &str, asked: &Asked) -> String {
        let fields = asked.fields();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        address_asking(&format!("{}{path}", self.base()), &fields)
    }

    fn person(&self, user: UserId) -> Option<String> {
        self.may(Permission::ReadUsers)
            .then(|| format!("/{}/settings/users/{user}", self.actor.workspace.slug))
    }

    fn department(&self, id: Option<DepartmentId>) -> Option<&Department> {
        self.loaded.departments.get(id?)
    }
}

pub(super) fn page(view: &View<'_>) -> Page {
    let loaded = view.loaded;
    let mut lead = format!("Who reports to whom. {}", people(loaded.census.people));
    if loaded.vacancies > 0 {
        let positions = words::positions(loaded.vacancies);
        lead = format!("{lead}, {positions}");
    }
    let chart = chart(view);
    let page = ui::shell(&Shell {
        lead: Some(&format!("{lead}.")),
        actions: html! { (search(view)) (tools(view)) },
        content: html! { div.org-page.stack { (chart) (unplaced(view)) } },
        ..Shell::of(view.actor, PATH, "Org chart")
    });
    page.part(CHART, html! { (chart) (ui::beside(TOOLS, &tools(view))) })
}

fn tools(view: &View<'_>) -> Markup {
    let asked = &view.loaded.asked;
    let (other, label, icon) = match asked.shown {
        Shown::Drawing => (Shown::List, "As a list", Icon::ListTree),
        Shown::List => (Shown::Drawing, "As a drawing", Icon::Network),
    };
    let other = view.same("", &asked.shown(other));
    let file = view.same("/svg", asked);
    let plan = format!("/{}/settings/positions/new", view.actor.workspace.slug);
    html! {
        div.row id=(TOOLS) {
            (Button::plain(label).icon(icon).leads_to(&other))
            (Button::plain("SVG").icon(Icon::Download).leads_to(&file))
            @if view.may(Permission::WriteTeams) { (Button::primary("Plan a position").leads_to(&plan)) }
        }
    }
}

/// Whoever is found is a link that opens the way down to them.
fn search(view: &View<'_>) -> Markup {
    let asked = &view.loaded.asked;
    let find = view.same("/people", &Asked::default().shown(asked.shown));
    html! {
        form.org-search role="search" method="get" action=(view.base()) {
            @if let Some((name, value)) = asked.view() { input type="hidden" name=(name) value=(value); }
            div hx-get=(find) hx-trigger="input changed delay:200ms from:#q" hx-include="#q" hx-target={ "#" (FOUND) } hx-swap="innerHTML" {
                (ui::field(&Field {
                    name: "q", label: "Find in the chart", label_hidden: true, kind: Kind::Search,
                    value: &view.sought.typed, placeholder: Some("Person or position"), ..Field::default()
                }))
            }
            div.found id=(FOUND) role="status" { (found(view)) }
        }
    }
}

/// What stands below the search box.
pub(super) fn found(view: &View<'_>) -> Markup {
    let sought = view.sought;
    html! {
        @if !sought.found.is_empty() {
            ul aria-label="What fits" {
                @for who in &sought.found { li { (one_found(view, who)) } }
            }
        } @else if !sought.typed.trim().is_empty() {
            p.muted { "Nobody in the chart fits “" (sought.typed.trim()) "”." }
        }
    }
}

/// An open position is seen where the chart is opened at who is above it.
fn one_found(view: &View<'_>, who: &Who) -> Markup {
    let (at, anchor) = match who {
        Who::Person(person) => (Some(person.id), String::new()),
        Who::Open(vacancy) => (vacancy.manager, format!("#position-{}", vacancy.id)),
    };
    let at = at.map(|user| user.to_string());
    let fields: Vec<_> = at.iter().map(|user| ("at", user.as_str())).collect();
    let department = view.department(who.department());
    html! {
        a href={ (view.at(&fields)) (anchor) } {
            @if who.person().is_some() { (ui::avatar(who.name())) }
            @else { span.avatar.planned aria-hidden="true" {} }
            span {
                (who.name())
                @if who.person().is_none() { " " span.muted.small { "Open position" } }
                @if let Some(department) = department { " " span.muted.small { (department.name.as_str()) } }
            }
        }
    }
}

fn chart(view: &View<'_>) -> Markup {
    let loaded = view.loaded;
    html! {
        div.org.stack id=(CHART) hx-target:inherited={ "#" (CHART) } hx-swap:inherited="outerMorph" hx-include:inherited={ "#" (STATE) } {
            div id=(STATE) hidden {
                @for (name, value) in loaded.asked.fields() { input type="hidden" name=(name) value=(value); }
            }
            @if loaded.chart.nodes.is_empty() { (nobody(view)) }
            @else {
                (where_it_stands(view))
                @match loaded.asked.shown {
                    Shown::Drawing => { (drawing::drawing(view)) },
                    Shown::List => { (list::list(view)) },
                }
            }
        }
    }
}

/// Whose part it is, who is looked at, and what isn't shown.
fn where_it_stands(view: &View<'_>) -> Markup {
    let chart = &view.loaded.chart;
    let whole = view.at(&[]);
    let part = |person: &Person| view.at(&[("top", &person.id.to_string())]);
    html! {
        @if let Some(top) = &chart.top {
            (Banner::new(Tone::Plain, &format!("Only the part below {}.", top.name)).action(html! {
                div.row {
                    @if let Some(up) = &chart.up { (Button::plain(&format!("Up to {}", up.name)).small().leads_to(&part(up))) }
                    (Button::plain("The whole chart").small().leads_to(&whole))
                }
            }))
        } @else if let Some(at) = &chart.at {
            (Banner::new(Tone::Plain, &format!("Opened at {}.", at.name)).action(html! {
                div.row {
                    @if at.reports > 0 { (Button::plain("Only their part").small().leads_to(&part(at))) }
                    (Button::plain("The whole chart").small().leads_to(&whole))
                }
            }))
        }
        @if chart.is_cut {
            (Banner::new(Tone::Wait, &format!(
                "At most {} people are shown at once, so some parts stay closed. Find somebody to see their part alone.",
                counted(MOST_AT_ONCE)
            )))
        }
    }
}

fn nobody(view: &View<'_>) -> Markup {
    let users = format!("/{}/settings/users", view.actor.workspace.slug);
    let text = "Choose somebody's manager on their page, and both appear here. A position that is still \
        open can be planned before anybody has it.";
    ui::empty(
        Icon::Network,
        "Nobody reports to anybody yet",
        text,
        html! {
            @if view.may(Permission::WriteUsers) { (Button::plain("Go to the people").leads_to(&users)) }
        },
    )
}

/// Who isn't in the chart.
fn unplaced(view: &View<'_>) -> Markup {
    let census = &view.loaded.census;
    let more = census
        .unplaced
        .number
        .saturating_sub(census.some_unplaced.len());
    let report = if census.unplaced.number == 1 {
        "reports"
    } else {
        "report"
    };
    html! {
        @if census.unplaced.number > 0 {
            p.unplaced.muted {
                (people(census.unplaced)) " " (report) " to nobody yet: "
                @for (index, person) in census.some_unplaced.iter().enumerate() {
                    @if index > 0 { ", " }
                    @match view.person(person.id) {
                        Some(address) => a href=(address) { (person.name) },
                        None => (person.name),
                    }
                }
                @if more > 0 { " and " (counted(more)) " more" }
                "."
                @if view.may(Permission::WriteUsers) { " Their manager is chosen on their page." }
            }
        }
    }
}
