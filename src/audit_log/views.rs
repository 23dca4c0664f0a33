mod activity;
mod changes;
mod entry;
mod filter;
pub(super) mod rows;
mod sentence;

use maud::{Markup, html};

pub use self::activity::activity_lines;
pub(super) use self::entry::entry;
use self::sentence::{Part, Sentence, sentence};
use super::actions::Narrowed;
use super::store::logged::Logged;
use super::web::LogForm;
use crate::access::Actor;
use crate::audit::Action;
use crate::types::{Cursor, Page};
use crate::ui::{self, Button, Column, FormErrors, Icon, Moment, Shell, Tone};

const PATH: &str = "/settings/audit";
const TITLE: &str = "Audit log";
const LEAD: &str = "Every change, every refused attempt and every sign-in.";

/// What happened, as text.
pub(super) fn in_words(entry: &Logged) -> String {
    sentence(entry).to_string()
}

/// What was found.
pub(super) struct Shown {
    pub page: Page<Logged>,
    pub narrowed: Narrowed,
    pub action: Option<Action>,
}

pub(super) fn list(actor: &Actor, form: &LogForm, shown: &Shown) -> ui::Page {
    let base = base(actor);
    let content = html! {
        (filter::bar(actor, &filter::in_words(form, shown), &FormErrors::default()))
        (filter::in_force(&base, form, shown))
        @if shown.page.rows.is_empty() {
            (nothing(&base))
        } @else {
            (entries(actor, &shown.page))
            (pages(&base, form, &shown.page))
        }
    };
    framed(actor, form, content)
}

/// The filter as it was typed, with what is wrong by its field. What it would show isn't known.
pub(super) fn mistaken(actor: &Actor, form: &LogForm, errors: &FormErrors) -> ui::Page {
    framed(actor, form, filter::bar(actor, form, errors)).mistaken()
}

fn framed(actor: &Actor, form: &LogForm, content: Markup) -> ui::Page {
    let export = ui::address_asking(&format!("{}/export", base(actor)), &form.fields());
    let export = Button::plain("Export CSV")
        .icon(Icon::Download)
        .leads_to(&export);
    ui::shell(&Shell {
        lead: Some(LEAD),
        actions: html! { (export) },
        content,
        ..Shell::of(actor, PATH, TITLE)
    })
}

fn base(actor: &Actor) -> String {
    format!("/{}{PATH}", actor.workspace.slug)
}

fn entries(actor: &Actor, page: &Page<Logged>) -> Markup {
    let columns = [
        Column::new("What happened"),
        Column::new("When"),
        Column::new("From"),
        Column::new("Details").untitled().end(),
    ];
    let rows = html! { @for entry in &page.rows { (row(actor, entry)) } };
    ui::table("Entries, newest first", &columns, &rows)
}

fn row(actor: &Actor, entry: &Logged) -> Markup {
    let base = base(actor);
    let address = format!("{base}/{}", entry.id);
    let is_refusal = entry.known_action().is_some_and(Action::is_refusal);
    html! {
        tr id={ "entry-" (entry.id) } {
            td.main {
                (linked(&base, &sentence(entry)))
                @if is_refusal { " " (ui::badge(Tone::Bad, "Refused")) }
            }
            td.when { (ui::moment(&moment(actor, entry))) }
            td.wide-only.when { (entry.ip().unwrap_or_default()) }
            td.beside.end { (Button::quiet("Details").small().asks_at(&address)) }
        }
    }
}

fn moment(actor: &Actor, entry: &Logged) -> Moment {
    Moment {
        at: entry.at,
        now: entry.read_at,
        zone: actor.workspace.zone,
    }
}

/// Each name leads to what that person did and what was done to them.
fn linked(base: &str, sentence: &Sentence) -> Markup {
    html! {
        @for part in &sentence.0 {
            @match part {
                Part::Text(text) => (text),
                Part::Person { id, name } => a.name href={ (base) "?person=" (id) } { (name) },
            }
        }
    }
}

fn nothing(base: &str) -> Markup {
    ui::empty(
        Icon::ScrollText,
        "No entry fits",
        "Nothing like this was recorded. Try more days, or somebody else.",
        Button::plain("Show all entries").leads_to(base),
    )
}

fn pages(base: &str, form: &LogForm, page: &Page<Logged>) -> Markup {
    let address = |cursor: &Option<Cursor>| {
        cursor.as_ref().map(|cursor| {
            let [person, action, from, to] = form.fields();
            let fields = [person, action, from, to, ("cursor", cursor.as_str())];
            ui::address_asking(base, &fields)
        })
    };
    html! {
        div.list-end {
            (ui::key_hint(&[("/", "to look for somebody"), ("?", "for all keys")]))
            (ui::pagination(address(&page.previous).as_deref(), address(&page.next).as_deref()))
        }
    }
}
