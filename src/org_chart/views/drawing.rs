//! The chart as a picture: in the page, where the stylesheet colours it, and as a file, which brings its
//! own colours along.

mod ink;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use self::ink::{Ink, Look, hue, is_ringed};
use super::fit::fitting;
use super::words::{below, fold_label};
use super::{CHART, View};
use crate::access::{Permission, WorkspaceRef};
use crate::departments::Department;
use crate::org_chart::model::layout::{
    Branch, CARD_HEIGHT, CARD_WIDTH, Layout, Piece, Point, layout,
};
use crate::org_chart::model::{Fold, Node, Person, Vacancy, Who};
use crate::types::PersonName;
use crate::ui::{self, Button, Icon, address_asking};

const NAME_AT: f64 = 48.0;
const EDGE: f64 = 8.0;
const NAME_SIZE: f64 = 12.5;
const SECOND_SIZE: f64 = 11.0;
const FONT: &str = "Inter, system-ui, sans-serif";

/// A drawing in one of its two colourings.
struct Drawing<'d> {
    view: &'d View<'d>,
    ink: Ink,
    layout: Layout,
}

/// With how to move about in it, and what its colours mean.
pub(super) fn drawing(view: &View<'_>) -> Markup {
    let drawing = Drawing::of(view, Ink::Page);
    html! {
        div.org-board {
            div.org-bar {
                (view.everything())
                (zoom())
            }
            div.org-area tabindex="0" role="region" aria-label="Org chart" {
                (drawing.svg(html! {}))
            }
        }
        (drawing.legend())
    }
}

fn zoom() -> Markup {
    let button = |name: &str, label: &str, icon: Icon| {
        html! {
            button.button.quiet.picture.small type="button" data-zoom=(name) title=(label) {
                (ui::icon(icon)) span.visually-hidden { (label) }
            }
        }
    };
    html! {
        div.zoom.with-script role="group" aria-label="Zoom" {
            (button("out", "Smaller", Icon::Minus))
            output aria-label="Size" { "100%" }
            (button("in", "Larger", Icon::Plus))
            (button("fit", "Fit into view", Icon::Maximize))
        }
    }
}

/// What is shown as a document of its own.
pub(in crate::org_chart) fn file(view: &View<'_>, now: DateTime<Utc>) -> Markup {
    let workspace: &WorkspaceRef = &view.actor.workspace;
    let title = format!(
        "Org chart of {}, {}",
        workspace.name,
        workspace.zone.day(now)
    );
    Drawing::of(view, Ink::File).svg(html! { title { (title) } })
}

/// As text of an attribute.
fn px(length: f64) -> String {
    format!("{length:.0}")
}

impl<'d> Drawing<'d> {
    fn of(view: &'d View<'d>, ink: Ink) -> Self {
        Self {
            view,
            ink,
            layout: layout(&pieces(&view.loaded.chart.nodes)),
        }
    }

    fn svg(&self, title: Markup) -> Markup {
        let (width, height) = (px(self.layout.width), px(self.layout.height));
        let is_file = self.ink == Ink::File;
        let nodes = self.view.loaded.chart.nodes.iter().zip(&self.layout.cards);
        html! {
            svg xmlns=[is_file.then_some("http://www.w3.org/2000/svg")] class=[self.ink.class("org-drawing")]
                width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) }
                font-family=[is_file.then_some(FONT)] {
                (title)
                @if is_file { rect width="100%" height="100%" fill=[self.ink.fill(&Look::PAPER)] {} }
                @for branch in &self.layout.branches { (self.branch(branch)) }
                @for block in &self.layout.blocks {
                    rect class=[self.ink.class("block")] fill=[self.ink.fill(&Look::BLOCK)]
                        x=(px(block.corner.x)) y=(px(block.corner.y)) width=(px(block.width)) height=(px(block.height)) rx="14" {}
                }
                @for (node, corner) in nodes { (self.node(node, *corner)) }
            }
        }
    }

    fn branch(&self, branch: &Branch) -> Markup {
        let drawn = |path: String, look: &Look, dashes: Option<&str>| {
            html! {
                @if !path.is_empty() {
                    path class=[self.ink.class(look.class)] d=(path) fill=[self.ink.file("none")]
                        stroke=[self.ink.stroke(look)] stroke-dasharray=[dashes.and_then(|dashes| self.ink.file(dashes))] {}
                }
            }
        };
        let (solid, dashed) = lines(branch);
        html! {
            (drawn(solid, &Look::LINE, None))
            (drawn(dashed, &Look::DASHED_LINE, Some("3 3")))
        }
    }

    fn node(&self, node: &Node, corner: Point) -> Markup {
        let place = format!("translate({} {})", px(corner.x), px(corner.y));
        html! {
            @match &node.who {
                Who::Person(person) => {
                    g id=[self.ink.page(format!("person-{}", person.id))] transform=(place) {
                        (self.person(person))
                        (self.foot(node, person))
                    }
                },
                Who::Open(vacancy) => { g transform=(place) { (self.vacancy(vacancy)) } },
            }
        }
    }

    fn person(&self, person: &Person) -> Markup {
        let card = html! {
            title { (self.words(person)) }
            (self.seat(if self.is_looked_at(person) { &Look::LOOKED_AT } else { &Look::SEAT }))
            (self.initials(person))
            (self.lines_of(person))
        };
        match self
            .view
            .person(person.id)
            .filter(|_| self.ink == Ink::Page)
        {
            Some(address) => html! { a.card-link href=(address) { (card) } },
            None => html! { g { (card) } },
        }
    }

    fn is_looked_at(&self, person: &Person) -> bool {
        let at = self.view.loaded.chart.at.as_ref();
        at.is_some_and(|at| at.id == person.id)
    }

    /// `Amina Khatun, Customer care, Away until Mon 23 Nov`.
    fn words(&self, person: &Person) -> String {
        let mut words = person.name.clone();
        let zone = self.view.actor.workspace.zone;
        let department = self.view.department(person.department);
        let department = department.map(|department| department.name.as_str().to_owned());
        let away = person.availability;
        let away = away.is_away().then(|| away.words(zone));
        let invited = person.is_invited.then(|| "Invited".to_owned());
        for part in [department, invited, away].into_iter().flatten() {
            words.push_str(", ");
            words.push_str(&part);
        }
        words
    }

    fn seat(&self, look: &Look) -> Markup {
        let dashes = (look.class == Look::PLANNED.class).then_some("3 3");
        html! {
            rect class=[self.ink.class(look.class)] fill=[self.ink.fill(look)] stroke=[self.ink.stroke(look)]
                stroke-dasharray=[dashes.and_then(|dashes| self.ink.file(dashes))]
                width=(px(CARD_WIDTH)) height=(px(CARD_HEIGHT)) rx="10" {}
        }
    }

    fn initials(&self, person: &Person) -> Markup {
        let initials = PersonName::parse(&person.name).map(|name| name.initials());
        let place = self.hue_of(self.view.department(person.department));
        let look = hue(place);
        html! {
            (self.circle(place, ("26", "14")))
            text class=[self.ink.class_of("initials", look)] fill=[self.ink.stroke(look)] x="26" y="29.5" text-anchor="middle"
                font-size=[self.ink.file("10")] font-weight=[self.ink.file("620")] { (initials.unwrap_or_default()) }
        }
    }

    /// Once all hues are used, they come again with a ring.
    fn circle(&self, place: Option<usize>, (middle, radius): (&str, &str)) -> Markup {
        let look = hue(place);
        let is_ringed = place.is_some_and(is_ringed);
        let class = if is_ringed { "ringed" } else { "" };
        html! {
            circle class=[self.ink.class_of(class, look)] fill=[self.ink.fill(look)]
                stroke=[self.ink.stroke(look).filter(|_| is_ringed)] cx=(middle) cy=(middle) r=(radius) {}
        }
    }

    /// Their name, and the one thing to know beside it.
    fn lines_of(&self, person: &Person) -> Markup {
        let room = CARD_WIDTH - NAME_AT - EDGE;
        let (second, look) = self.second(person);
        let name = fitting(&person.name, (room, NAME_SIZE));
        html! {
            (self.text((NAME_AT, if second.is_empty() { 30.5 } else { 23.0 }), &Look::NAME, &name))
            @if !second.is_empty() { (self.text((NAME_AT, 39.5), look, &fitting(&second, (room, SECOND_SIZE)))) }
        }
    }

    fn second(&self, person: &Person) -> (String, &'static Look) {
        if person.is_invited {
            return ("Invited".to_owned(), &Look::SECOND);
        }
        if person.availability.is_away() {
            return (self.away(person), &Look::AWAY);
        }
        let department = self.view.department(person.department);
        let name = department.map(|department| department.name.as_str().to_owned());
        (name.unwrap_or_default(), &Look::SECOND)
    }

    /// Shorter than elsewhere: `Away until 23 Nov`.
    fn away(&self, person: &Person) -> String {
        let zone = self.view.actor.workspace.zone;
        match person.availability.until() {
            None => "Away".to_owned(),
            Some(until) => format!("Away until {}", zone.local(until).format("%-d %b")),
        }
    }

    fn text(&self, (x, y): (f64, f64), look: &Look, text: &str) -> Markup {
        let (size, weight) = look.letters();
        html! {
            text class=[self.ink.class(look.class)] fill=[self.ink.fill(look)] x=(px(x)) y=(format!("{y:.1}"))
                font-size=[self.ink.file(size)] font-weight=[self.ink.file(weight)] { (text) }
        }
    }

    fn vacancy(&self, vacancy: &Vacancy) -> Markup {
        let view = self.view;
        let (slug, on_page) = (&view.actor.workspace.slug, self.ink == Ink::Page);
        let invite = format!("/{slug}/settings/invitations/new?position={}", vacancy.id);
        let edit = format!("/{slug}/settings/positions/{}", vacancy.id);
        let label = format!("{}, open position", vacancy.title);
        let room = CARD_WIDTH - 2.0 * EDGE - 24.0;
        let title = format!("{}, open", fitting(&vacancy.title, (room, NAME_SIZE)));
        let name = html! {
            title { (label) }
            (self.seat(&Look::PLANNED))
            (self.text((12.0, 23.0), &Look::NAME, &title))
        };
        html! {
            @if on_page && view.may(Permission::WriteTeams) { a.card-link href=(edit) { (name) } }
            @else { g { (name) } }
            @if on_page && view.may(Permission::InviteUsers) {
                a.invite href=(invite) hx-get=(invite) hx-target="#dialogs" hx-swap="innerHTML" aria-label={ "Invite someone as " (vacancy.title) } {
                    rect.target x="8" y="27" width="100" height="24" {}
                    (self.text((12.0, 40.5), &Look::INVITE, "Invite someone"))
                }
            } @else if let Some(department) = view.department(vacancy.department) {
                (self.text((12.0, 39.5), &Look::SECOND, &fitting(department.name.as_str(), (room, SECOND_SIZE))))
            }
        }
    }

    /// Opens and closes what is below somebody.
    fn foot(&self, node: &Node, person: &Person) -> Markup {
        let count = format!("+{}", super::words::counted(node.below));
        let text = match node.fold {
            Fold::NothingBelow => return html! {},
            Fold::Open if self.ink == Ink::File => return html! {},
            Fold::Open => "−",
            Fold::Closed | Fold::TooDeep => &count,
        };
        let letters = u32::try_from(text.chars().count()).map_or(0.0, f64::from);
        let width = (14.0 + 7.0 * letters).max(26.0);
        let left = (CARD_WIDTH - width) / 2.0;
        let pill = html! {
            rect class=[self.ink.class("pill")] fill=[self.ink.fill(&Look::PILL)] stroke=[self.ink.stroke(&Look::PILL)]
                x=(px(left)) y="44" width=(px(width)) height="18" rx="9" {}
            text class=[self.ink.class(Look::PILL_TEXT.class)] fill=[self.ink.fill(&Look::PILL_TEXT)] x=(px(CARD_WIDTH / 2.0)) y="56.8"
                text-anchor="middle" font-size=[self.ink.file("10.5")] font-weight=[self.ink.file("600")] { (text) }
        };
        match self.ink {
            Ink::File => html! { g { title { (below(node)) } (pill) } },
            Ink::Page => self.view.toggle(
                node,
                person,
                &html! {
                    rect.target x=(px(left)) y="41" width=(px(width)) height="24" {}
                    (pill)
                },
            ),
        }
    }

    fn hue_of(&self, department: Option<&Department>) -> Option<usize> {
        let department = department?;
        let all = &self.view.loaded.departments;
        all.iter().position(|one| one.id == department.id)
    }

    fn legend(&self) -> Markup {
        let departments = self.view.loaded.departments.iter().filter(|one| {
            let nodes = &self.view.loaded.chart.nodes;
            nodes
                .iter()
                .any(|node| node.who.department() == Some(one.id))
        });
        let departments: Vec<&Department> = departments.collect();
        html! {
            @if !departments.is_empty() {
                ul.org-legend aria-label="Departments" {
                    @for department in departments {
                        li {
                            svg aria-hidden="true" width="12" height="12" {
                                (self.circle(self.hue_of(Some(department)), ("6", "5")))
                            }
                            (department.name.as_str())
                        }
                    }
                }
            }
        }
    }
}

impl View<'_> {
    /// Opens all there is, or closes it again.
    pub(super) fn everything(&self) -> Markup {
        let nodes = &self.loaded.chart.nodes;
        let all = self.at(&[("all", "1")]);
        html! {
            @if self.loaded.asked.all { (Button::quiet("Close again").small().leads_to(&self.at(&[]))) }
            @else if nodes.iter().any(|node| node.fold == Fold::Closed) { (Button::quiet("Open everything").small().leads_to(&all)) }
            @else { span {} }
        }
    }

    /// A link to the way down to somebody, or up from them; with scripts only that part changes.
    pub(super) fn toggle(&self, node: &Node, person: &Person, inside: &Markup) -> Markup {
        let id = person.id.to_string();
        let manager = person.manager.map(|manager| manager.to_string());
        let is_open = node.fold == Fold::Open;
        let is_root = node.above.is_none();
        let (href, field) = match (node.fold, manager) {
            (Fold::TooDeep, _) => (self.at(&[("top", &id)]), None),
            (Fold::Open, Some(manager)) if !is_root => (self.at(&[("at", &manager)]), Some("fold")),
            (Fold::Open, _) => (self.at(&[("closed", &id)]), Some("fold")),
            _ => (self.at(&[("at", &id)]), Some("unfold")),
        };
        let over_there = field.map(|field| address_asking(&self.base(), &[(field, &id)]));
        let expanded = field.map(|_| if is_open { "true" } else { "false" });
        html! {
            a.fold id={ "fold-" (id) } href=(href) hx-get=[over_there] aria-expanded=[expanded]
                aria-controls=[field.map(|_| CHART)] aria-label=(fold_label(node)) { (inside) }
        }
    }
}

/// What is set: who has nothing shown below them may stand in a block.
fn pieces(nodes: &[Node]) -> Vec<Piece> {
    let piece = |node: &Node| Piece {
        above: node.above,
        stacks: node.fold != Fold::Open,
        foot: node.fold != Fold::NothingBelow,
        dashed: matches!(node.who, Who::Open(_)),
    };
    nodes.iter().map(piece).collect()
}

/// The paths of the lines that are drawn through, and of those that are dashed.
fn lines(branch: &Branch) -> (String, String) {
    let rail = px(branch.rail);
    let from = format!("M{} {}V{rail}", px(branch.from.x), px(branch.from.y));
    let line = |dashed: bool| {
        let ends = branch.to.iter().filter(|drop| drop.dashed == dashed);
        let path: String = ends
            .map(|drop| {
                let (x, y) = (px(drop.end.x), px(drop.end.y));
                format!("M{} {rail}H{x}V{y}", px(branch.from.x))
            })
            .collect();
        path
    };
    let (solid, dashed) = (line(false), line(true));
    match (solid.is_empty(), dashed.is_empty()) {
        (true, _) => (String::new(), from + &dashed),
        (false, _) => (from + &solid, dashed),
    }
}
