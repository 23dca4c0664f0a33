//! What would come of each row, or what came of it.

use maud::{Markup, html};

use super::{PART, STEPS, USERS, about, at, people, title};
use crate::access::Actor;
use crate::imports::actions::differences_of;
use crate::imports::model::{Counts, Difference, Meaning, Outcome};
use crate::imports::store::files::Import;
use crate::imports::store::rows::Row;
use crate::types::{Page as Rows, as_it_was, grouped};
use crate::ui::{self, Banner, Button, Column, Icon, Page, Shell, Tone, address_asking, badge};

pub(in crate::imports) struct Telling<'t> {
    pub actor: &'t Actor,
    pub import: &'t Import,
    pub stopped_because: Option<&'t str>,
    /// It is done, and not only foreseen.
    pub is_applied: bool,
    pub counts: Counts,
    /// Which rows are shown, unless all are.
    pub outcome: Option<Outcome>,
    pub page: &'t Rows<Row>,
}

pub(in crate::imports) fn told(telling: &Telling<'_>) -> Page {
    let lead = about(telling.import);
    let back = format!("/{}/settings/import", telling.actor.workspace.slug);
    let part = part(telling);
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Import people", &back)),
        content: part.clone(),
        ..Shell::of(telling.actor, USERS, title(telling.import))
    })
    .part(PART, part)
}

fn part(telling: &Telling<'_>) -> Markup {
    let step = if telling.is_applied { 4 } else { 2 };
    html! {
        section.stack id=(PART) {
            (ui::steps(&STEPS, step))
            @if let Some(why) = telling.stopped_because { (Banner::new(Tone::Bad, why)) }
            div.card.padded.stack {
                p.main role="status" { strong { (summary(telling)) } }
                @if let Some(mails) = mails(telling) { p.muted { (mails) } }
                (buttons(telling))
            }
            (tabs(telling))
            @if telling.page.rows.is_empty() { p.muted { "There is no such row." } }
            @else { (table(telling)) (pages(telling)) }
        }
    }
}

fn to_do(counts: Counts) -> String {
    let (create, change) = (people(counts.create), people(counts.change));
    match (counts.create, counts.change) {
        (0, 0) => String::new(),
        (_, 0) => format!("Invite {create}"),
        (0, _) => format!("Change {change}"),
        (_, more) => format!("Invite {create} and change {}", grouped(more)),
    }
}

fn summary(telling: &Telling<'_>) -> String {
    let counts = telling.counts;
    let (create, change) = (people(counts.create), people(counts.change));
    let be = |count: i64, tense: [&str; 2]| {
        if count == 1 {
            tense[0].to_owned()
        } else {
            tense[1].to_owned()
        }
    };
    let done = if telling.is_applied {
        ["was", "were"]
    } else {
        ["would be", "would be"]
    };
    let said = match (counts.create, counts.change) {
        (0, 0) if telling.is_applied => "Nothing was changed.".to_owned(),
        (0, 0) => "Nothing would be changed.".to_owned(),
        (new, 0) => format!("{create} {} invited.", be(new, done)),
        (0, old) => format!("{change} {} changed.", be(old, done)),
        (new, old) => format!(
            "{create} {} invited and {change} {} changed.",
            be(new, done),
            be(old, done)
        ),
    };
    if counts.error == 0 {
        return said;
    }
    let left = be(counts.error, ["is", "are"]);
    format!("{said} {} {left} left out.", super::rows(counts.error))
}

fn mails(telling: &Telling<'_>) -> Option<&'static str> {
    if telling.counts.create == 0 {
        return None;
    }
    Some(match (telling.import.is_sent, telling.is_applied) {
        (true, false) => "Each of them gets an invitation by email.",
        (true, true) => "Their invitations are on their way.",
        (false, false) => {
            "No email is sent. You can send the invitations later from Pending invites."
        }
        (false, true) => "No email was sent. You can send the invitations from Pending invites.",
    })
}

fn buttons(telling: &Telling<'_>) -> Markup {
    let here = at(telling.actor, telling.import);
    let (apply, remove) = (format!("{here}/apply"), format!("{here}/remove"));
    let (again, errors) = (format!("{here}?columns=1"), format!("{here}/errors"));
    let to_do = to_do(telling.counts);
    html! {
        div.row {
            @if !telling.is_applied && !to_do.is_empty() {
                form method="post" action=(apply) { (Button::primary(&to_do)) }
            }
            @if telling.counts.error > 0 {
                (Button::plain("Download what is left out").icon(Icon::Download).leads_to(&errors))
            }
            @if telling.is_applied { (Button::plain("Check it again").leads_to(&again)) }
            @else { (Button::plain("Change the columns").leads_to(&again)) }
            form method="post" action=(remove) { (Button::quiet("Remove this file")) }
        }
    }
}

/// What a row that comes to this is called in a list of them, and by itself.
const fn words(outcome: Outcome, is_applied: bool) -> (&'static str, &'static str, Tone) {
    match (outcome, is_applied) {
        (Outcome::Create, false) => ("New", "New", Tone::Good),
        (Outcome::Create, true) => ("Invited", "Invited", Tone::Good),
        (Outcome::Change, false) => ("Change", "Change", Tone::Accent),
        (Outcome::Change, true) => ("Changed", "Changed", Tone::Accent),
        (Outcome::Same, _) => ("No change", "No change", Tone::Plain),
        (Outcome::Error, _) => ("Left out", "Left out", Tone::Bad),
    }
}

fn list_at(telling: &Telling<'_>, outcome: Option<Outcome>, cursor: &str) -> String {
    let outcome = outcome.map_or("", Outcome::word);
    let fields = [("outcome", outcome), ("cursor", cursor)];
    address_asking(&at(telling.actor, telling.import), &fields)
}

fn tabs(telling: &Telling<'_>) -> Markup {
    let counts = telling.counts;
    let all = (None, "All rows", counts.all());
    let each =
        Outcome::ALL.map(|one| (Some(one), words(one, telling.is_applied).0, counts.of(one)));
    let drawn: Vec<(Option<Outcome>, &str, String, String)> = std::iter::once(all)
        .chain(each)
        .map(|(one, title, count)| (one, title, list_at(telling, one, ""), grouped(count)))
        .collect();
    let tabs: Vec<ui::Tab<'_>> = drawn
        .iter()
        .map(|(outcome, title, address, count)| ui::Tab {
            title,
            address,
            count: Some(count),
            current: *outcome == telling.outcome,
        })
        .collect();
    ui::tabs("Rows", &tabs)
}

fn table(telling: &Telling<'_>) -> Markup {
    let columns = ["Person", "Outcome", "What"].map(Column::new);
    let lines = html! { @for row in &telling.page.rows { (line(telling, row)) } };
    ui::table("Rows of the file", &columns, &lines)
}

fn line(telling: &Telling<'_>, row: &Row) -> Markup {
    let outcome = row.outcome().unwrap_or(Outcome::Same);
    let (_, word, tone) = words(outcome, telling.is_applied);
    let (name, email) = (name_in(telling, row), said_in(telling, row, Meaning::Email));
    html! {
        tr {
            td.main {
                @match (name.as_str(), email) {
                    ("", "") => span.muted { "Nobody" },
                    ("", email) => (email),
                    (name, _) => (name),
                }
                div.small.muted {
                    @if !name.is_empty() && !email.is_empty() { (email) " · " }
                    "row " (row.number)
                }
            }
            td.beside { (badge(tone, word)) }
            td.changes { (what(outcome, row)) }
        }
    }
}

fn what(outcome: Outcome, row: &Row) -> Markup {
    let differences = differences_of(&row.changes);
    html! {
        @match outcome {
            Outcome::Error => (row.reason.as_deref().unwrap_or_default()),
            Outcome::Same => "",
            Outcome::Create => (made(&differences)),
            Outcome::Change => ul { @for one in &differences { li { (changed(one)) } } },
        }
    }
}

/// `Agent · Returns · reports to maja@northwind.example`; who it is stands before it.
fn made(differences: &[Difference]) -> String {
    let told = differences.iter().filter_map(|one| match one.what {
        Meaning::Roles | Meaning::Teams | Meaning::Department => Some(one.to.clone()),
        Meaning::Manager => Some(format!("reports to {}", one.to)),
        _ => None,
    });
    told.collect::<Vec<_>>().join(" · ")
}

fn changed(one: &Difference) -> Markup {
    html! {
        (one.what.title()) ": "
        @if one.from.is_empty() { (one.to) }
        @else { del { (one.from) } " → " ins { (one.to) } }
    }
}

fn said_in<'r>(telling: &Telling<'_>, row: &'r Row, meaning: Meaning) -> &'r str {
    let meanings = telling.import.meanings.as_deref().unwrap_or_default();
    let column = meanings.iter().position(|one| *one == Some(meaning));
    let cell = column.and_then(|column| row.cells.get(column));
    cell.map_or("", |cell| as_it_was(cell).trim())
}

fn name_in(telling: &Telling<'_>, row: &Row) -> String {
    let said = |meaning| said_in(telling, row, meaning);
    let parts = [Meaning::FullName, Meaning::FirstName, Meaning::LastName].map(said);
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let mut name = parts.join(" ");
    if let Some((end, _)) = name.char_indices().nth(100) {
        name.truncate(end);
        name.push('…');
    }
    name
}

fn pages(telling: &Telling<'_>) -> Markup {
    let way = |cursor: &Option<crate::types::Cursor>| {
        let cursor = cursor.as_ref()?;
        Some(list_at(telling, telling.outcome, cursor.as_str()))
    };
    let (previous, next) = (way(&telling.page.previous), way(&telling.page.next));
    ui::pagination(previous.as_deref(), next.as_deref())
}
