use maud::{Markup, Render, html};

use super::changes::{Fact, told};
use super::sentence::{Part, Sentence, sentence};
use super::{PATH, TITLE, base, linked, moment};
use crate::access::Actor;
use crate::audit_log::store::logged::{Aim, DetailsState, Doer, Logged};
use crate::types::UserId;
use crate::ui::{self, Banner, Compared, Dialog, Page, Shell, Tone};

const LOST: &str = "The names and values of this entry are gone, and not because an account was erased. \
    Whoever runs this server can find out more with muster audit verify.";

/// A page, and a dialog for who has scripts.
pub(in crate::audit_log) fn entry(actor: &Actor, entry: &Logged) -> Page {
    let base = base(actor);
    let lead = sentence(entry).to_string();
    let title = entry
        .known_action()
        .map_or("Something else happened", |action| action.label());
    let details = details(actor, entry);
    let dialog = Dialog {
        id: "audit-entry",
        title,
        lead: &lead,
        body: details.clone(),
        action: None,
        note: "",
        cancel: "Close",
        buttons: html! {},
    };
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some((TITLE, &base)),
        content: html! { div.narrow { section.card.padded { (details) } } },
        ..Shell::of(actor, PATH, title)
    })
    .or_over_the_page(&dialog)
}

fn details(actor: &Actor, entry: &Logged) -> Markup {
    let told = told(entry);
    let compared: Vec<Compared<'_>> = told
        .changes
        .iter()
        .map(|change| Compared {
            label: &change.label,
            before: &change.before,
            after: &change.after,
        })
        .collect();
    html! {
        div.stack {
            (facts(actor, entry, &told.facts))
            @if !compared.is_empty() { (ui::comparison(&compared)) }
            @match entry.state {
                DetailsState::Kept => {},
                DetailsState::Erased => p.muted {
                    "The names and values of this entry were erased with an account that it was about."
                },
                DetailsState::Lost => (Banner::new(Tone::Bad, LOST)),
            }
            (proof(entry))
        }
    }
}

fn facts(actor: &Actor, entry: &Logged, further: &[Fact]) -> Markup {
    let base = base(actor);
    let who = doer(&base, &entry.doer);
    let whom = entry.aim.as_ref().map(|aim| on_what(&base, aim));
    let when = ui::instant(&moment(actor, entry));
    let further: Vec<(&str, String)> = further
        .iter()
        .map(|fact| (fact.label.as_str(), fact.value.join(", ")))
        .collect();
    let mut facts: Vec<(&str, &dyn Render)> = vec![("Who", &who)];
    if let Some(whom) = &whom {
        facts.push(("On", whom));
    }
    facts.push(("When", &when));
    let (ip, browser) = (entry.ip(), entry.user_agent());
    if let Some(ip) = &ip {
        facts.push(("From", ip));
    }
    if let Some(browser) = &browser {
        facts.push(("Browser", browser));
    }
    for (label, value) in &further {
        facts.push((label, value));
    }
    ui::facts(&facts)
}

fn doer(base: &str, doer: &Doer) -> Markup {
    match doer {
        Doer::Person { id, name } => person(base, *id, name),
        other => html! { (other.words()) },
    }
}

fn on_what(base: &str, aim: &Aim) -> Markup {
    if aim.is_user() {
        return person(base, UserId::from(aim.id), &aim.words());
    }
    match (aim.name.as_deref(), aim.kind.as_str()) {
        (Some(name), kind) if !name.is_empty() => html! { (name) span.muted { ", a " (kind) } },
        (_, kind) => html! { "A " (kind) },
    }
}

fn person(base: &str, id: UserId, name: &str) -> Markup {
    let name = name.to_owned();
    linked(base, &Sentence(vec![Part::Person { id, name }]))
}

/// What `muster audit verify` speaks of.
fn proof(entry: &Logged) -> Markup {
    html! {
        p.small.muted.proof {
            @match entry.seal {
                Some(seq) => { "Sealed as entry " (seq) " of the chain" },
                None => "Not sealed yet, which takes a few seconds",
            }
            ". Reference " (entry.id)
        }
    }
}
