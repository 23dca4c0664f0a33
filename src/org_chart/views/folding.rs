//! What opens and closes parts of the chart, in the drawing and in the list.

use maud::{Markup, html};

use super::words::fold_label;
use super::{CHART, View};
use crate::org_chart::model::{Fold, Node, Person};
use crate::ui::{Button, address_asking};

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
