//! The chart as a picture: in the page, where the stylesheet colours it, and as a file, which brings its
//! own colours along.

mod card;
mod ink;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use self::ink::{Ink, Look, hue, is_ringed};
use super::View;
use crate::access::WorkspaceRef;
use crate::departments::Department;
use crate::org_chart::model::layout::{Branch, Layout, Piece, Point, layout};
use crate::org_chart::model::{Fold, Node, Who};
use crate::types::DepartmentId;
use crate::ui::{self, Icon};

const NAME_AT: f64 = 48.0;
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
                (drawing.svg(&html! {}))
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
    Drawing::of(view, Ink::File).svg(&html! { title { (title) } })
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

    fn svg(&self, title: &Markup) -> Markup {
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
                Who::Open(vacancy) => { g id=[self.ink.page(format!("position-{}", vacancy.id))] transform=(place) { (self.vacancy(vacancy)) } },
            }
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

    fn text(&self, (x, y): (f64, f64), look: &Look, text: &str) -> Markup {
        let (size, weight) = look.letters();
        html! {
            text class=[self.ink.class(look.class)] fill=[self.ink.fill(look)] x=(px(x)) y=(format!("{y:.1}"))
                font-size=[self.ink.file(size)] font-weight=[self.ink.file(weight)] { (text) }
        }
    }

    fn hue_of(&self, department: Option<&Department>) -> Option<usize> {
        self.view.loaded.departments.place(department?.id)
    }

    fn legend(&self) -> Markup {
        let loaded = self.view.loaded;
        let nodes = loaded.chart.nodes.iter();
        let shown: HashSet<DepartmentId> = nodes.filter_map(|node| node.who.department()).collect();
        let departments = loaded.departments.all().iter();
        let departments: Vec<&Department> =
            departments.filter(|one| shown.contains(&one.id)).collect();
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
    let drawn = branch.to.iter().filter(|drop| !drop.dashed);
    let (left, right) = drawn.fold((branch.from.x, branch.from.x), |(left, right), drop| {
        (left.min(drop.end.x), right.max(drop.end.x))
    });
    let line = |dashed: bool| {
        let ends = branch.to.iter().filter(|drop| drop.dashed == dashed);
        ends.fold(String::new(), |path, drop| {
            // What is drawn through isn't drawn again with dashes.
            let start = if dashed {
                drop.end.x.clamp(left, right)
            } else {
                branch.from.x
            };
            let (x, y) = (px(drop.end.x), px(drop.end.y));
            path + &format!("M{} {rail}H{x}V{y}", px(start))
        })
    };
    let (solid, dashed) = (line(false), line(true));
    match (solid.is_empty(), dashed.is_empty()) {
        (true, _) => (String::new(), from + &dashed),
        (false, _) => (from + &solid, dashed),
    }
}
