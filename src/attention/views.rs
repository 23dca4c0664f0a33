use maud::{Markup, html};

use super::model::{Line, Place};
use crate::access::Actor;
use crate::ui::{self, Icon, Page, Shell, address_asking};
use crate::users::ATTENTION;

const PATH: &str = "/settings/users";

/// Alone, or in the list of people, which asks for the part.
pub(super) fn page(actor: &Actor, lines: &[Line]) -> Page {
    let users = format!("/{}{PATH}", actor.workspace.slug);
    let list = html! {
        @if lines.is_empty() { (nothing()) } @else { (list(actor, lines)) }
    };
    ui::shell(&Shell {
        back: Some(("Users", &users)),
        lead: Some("What somebody should look at, and where it is done."),
        content: html! { div.attention { (list) } },
        ..Shell::of(actor, PATH, "Needs attention")
    })
    .part(ATTENTION, part(actor, lines))
}

/// One calm line, which opens.
fn part(actor: &Actor, lines: &[Line]) -> Markup {
    let summary = match lines.len() {
        1 => "1 thing needs attention".to_owned(),
        count => format!("{count} things need attention"),
    };
    html! {
        div.attention id=(ATTENTION) {
            @if lines.is_empty() { (nothing()) }
            @else {
                details {
                    summary { (ui::icon(Icon::Info)) (summary) (ui::icon(Icon::ChevronDown)) }
                    (list(actor, lines))
                }
            }
        }
    }
}

fn nothing() -> Markup {
    html! { p.muted { (ui::icon(Icon::Check)) "Nothing needs attention." } }
}

fn list(actor: &Actor, lines: &[Line]) -> Markup {
    html! {
        ul {
            @for line in lines {
                @let filter: Vec<(&str, &str)> = line.filter.iter().map(|(name, value)| (*name, value.as_str())).collect();
                li { span { (line.words) } " " a href=(address_asking(&address(actor, line.place), &filter)) { (line.remedy) } }
            }
        }
    }
}

fn address(actor: &Actor, place: Place) -> String {
    let path = match place {
        Place::People => PATH,
        Place::Keys => "/settings/api-keys",
    };
    format!("/{}{path}", actor.workspace.slug)
}
