//! The page of all calls. Everything on it is there without a script.

mod call;
mod proxy;
mod start;

use maud::{Markup, html};

use super::model::Part;
use crate::ui::{self, Group, Head, Icon, Page, Place, SideBar, card};

const PAGE: &str = "/api/docs";

/// What comes before the calls: where it is in the page, and its title.
const CHAPTERS: [(&str, &str, Icon); 5] = [
    ("start", "Keys and first call", Icon::Key),
    ("errors", "Errors", Icon::Alert),
    ("lists", "Lists", Icon::Menu),
    ("changes", "Safe changes", Icon::ShieldCheck),
    ("limits", "Limits", Icon::Clock),
];

const PROXY: (&str, &str, Icon) = ("proxy", "In front of a service", Icon::Network);

pub(super) fn page(parts: &[Part], server: &str) -> Page {
    let parts_at: Vec<String> = parts.iter().map(|part| format!("#{}", part.id())).collect();
    let chapters_at: Vec<String> = chapters().map(|(id, ..)| format!("#{id}")).collect();
    let calls = parts.iter().zip(&parts_at);
    let calls: Vec<Place<'_>> = calls
        .map(|(part, address)| place(&part.name, address, picture(&part.name)))
        .collect();
    let chapters = chapters().zip(&chapters_at);
    let chapters: Vec<Place<'_>> = chapters
        .map(|((_, name, icon), address)| place(name, address, icon))
        .collect();
    let bar = SideBar {
        title: "Muster",
        subtitle: "API",
        home: PAGE,
        groups: &[group("Basics", &chapters), group("Calls", &calls)],
        person: None,
    };
    let head = Head {
        title: "API",
        lead: Some("What programs may call, and how they are answered."),
        back: None,
        picture: &html! {},
        actions: &html! { a.button href="/api/openapi.json" { (ui::icon(Icon::Download)) "OpenAPI document" } },
    };
    ui::framed(&bar, &head, &content(parts, server))
}

fn chapters() -> impl Iterator<Item = (&'static str, &'static str, Icon)> {
    CHAPTERS.into_iter().chain([PROXY])
}

fn content(parts: &[Part], server: &str) -> Markup {
    html! {
        div.stack.reference {
            @for (id, title, _) in CHAPTERS {
                div id=(id) { (card(title, start::chapter(id, server))) }
            }
            @for part in parts {
                section.part id=(part.id()) aria-label=(part.name) {
                    h2 { (part.name) }
                    p.muted { (part.words) }
                    div.card.calls { @for one in &part.calls { (call::call(one)) } }
                }
            }
            div id=(PROXY.0) { (card(PROXY.1, proxy::chapter(server))) }
        }
    }
}

fn place<'p>(name: &'p str, address: &'p str, icon: Icon) -> Place<'p> {
    Place {
        name,
        address,
        icon,
        count: None,
        current: false,
    }
}

fn group<'g>(name: &'g str, places: &'g [Place<'g>]) -> Group<'g> {
    Group {
        name,
        heading_hidden: false,
        places,
    }
}

fn picture(part: &str) -> Icon {
    match part {
        "Users" => Icon::Users,
        "Invitations" => Icon::Mail,
        "Roles" => Icon::ShieldCheck,
        "Teams" => Icon::UsersRound,
        "Departments" => Icon::Building,
        "Audit log" => Icon::ScrollText,
        "Authorization" => Icon::CircleCheck,
        "Keys" => Icon::Key,
        _ => Icon::Info,
    }
}

/// Text in which what stands between backticks is code.
fn words(text: &str) -> Markup {
    html! {
        @for (at, piece) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

/// Words in paragraphs, as they are written.
fn paragraphs(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n") { p { (words(paragraph)) } } }
}

/// Something to type or to read as it is. It can be scrolled by the keyboard where it is wide.
fn listing(name: &str, text: &str) -> Markup {
    html! { pre.command role="region" tabindex="0" aria-label=(name) { code { (text) } } }
}
