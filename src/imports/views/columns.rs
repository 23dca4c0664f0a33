//! What the columns of a file are.

use maud::{Markup, html};

use super::{PART, STEPS, USERS, about, at};
use crate::access::Actor;
use crate::imports::model::Meaning;
use crate::imports::store::files::Import;
use crate::imports::store::rows::Row;
use crate::imports::web::ColumnsForm;
use crate::roles::Role;
use crate::types::as_it_was;
use crate::ui::{
    self, Banner, Button, Choice, Column, Field, FormErrors, Icon, Kind, Page, Shell, Toggle, Tone,
    icon,
};

pub(in crate::imports) struct Columns<'c> {
    pub actor: &'c Actor,
    pub import: &'c Import,
    pub form: &'c ColumnsForm,
    pub samples: &'c [Row],
    /// For who is new.
    pub roles: &'c [Role],
    pub errors: &'c FormErrors,
    /// The check before, where it didn't come to its end.
    pub stopped_because: Option<&'c str>,
}

/// More of a cell isn't shown.
const MOST_SHOWN: usize = 40;

pub(in crate::imports) fn columns(columns: &Columns<'_>) -> Page {
    let (actor, import) = (columns.actor, columns.import);
    let lead = about(import);
    let back = format!("/{}/settings/import", actor.workspace.slug);
    let part = part(columns);
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Import people", &back)),
        content: part.clone(),
        ..Shell::of(actor, USERS, "What are the columns?")
    })
    .part(PART, part)
}

fn part(columns: &Columns<'_>) -> Markup {
    let here = at(columns.actor, columns.import);
    let (check, remove) = (format!("{here}/check"), format!("{here}/remove"));
    html! {
        section.stack id=(PART) {
            (ui::steps(&STEPS, 1))
            @if let Some(why) = columns.stopped_because { (Banner::new(Tone::Bad, why)) }
            form.stack id="columns" method="post" action=(check) {
                (columns.errors.summary())
                (table(columns))
                @if let Some(mistake) = columns.errors.of("column") {
                    p.error id="column" { (icon(Icon::Alert)) span { (mistake.text) } }
                }
                (newcomers(columns))
            }
            div.row {
                button.button.primary form="columns" { "Check " (super::rows(i64::from(columns.import.rows))) }
                form method="post" action=(remove) { (Button::quiet("Remove this file")) }
            }
        }
    }
}

fn table(columns: &Columns<'_>) -> Markup {
    let heads = ["Column", "First rows", "What it is"].map(Column::new);
    let out = Choice {
        value: "",
        label: "Leave it out",
    };
    let each = Meaning::ALL.map(|one| Choice {
        value: one.word(),
        label: one.title(),
    });
    let choices: Vec<Choice<'_>> = std::iter::once(out).chain(each).collect();
    let lines = html! {
        @for (number, head) in columns.import.head.iter().enumerate() {
            @let name = titled(head, number);
            tr {
                td.main { (name) }
                td.beside.muted { (samples(columns.samples, number)) }
                td.end {
                    (ui::field(&Field {
                        name: "column",
                        id: Some(&format!("column-{number}")),
                        label: &format!("What “{name}” is"),
                        kind: Kind::Choice(&choices),
                        value: columns.form.column.get(number).map_or("", String::as_str),
                        label_hidden: true,
                        ..Field::default()
                    }))
                }
            }
        }
    };
    ui::table("Columns of the file", &heads, &lines)
}

fn titled(head: &str, number: usize) -> String {
    match head {
        "" => format!("Column {}", number + 1),
        head => shortened(head),
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(MOST_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn samples(rows: &[Row], number: usize) -> Markup {
    let cells = rows.iter().filter_map(|row| row.cells.get(number));
    let cells = cells
        .map(|cell| as_it_was(cell).trim())
        .filter(|cell| !cell.is_empty());
    let cells: Vec<String> = cells.map(shortened).collect();
    html! {
        @if cells.is_empty() { "empty" } @else { (cells.join(" · ")) }
    }
}

fn newcomers(columns: &Columns<'_>) -> Markup {
    let none = Choice {
        value: "",
        label: "None: such rows are left out",
    };
    let ids: Vec<(String, &str)> = columns
        .roles
        .iter()
        .map(|role| (role.id.to_string(), role.name()))
        .collect();
    let each = ids.iter().map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(none).chain(each).collect();
    ui::card(
        "Who is new",
        html! {
            div.stack {
                (ui::field(&Field {
                    name: "role", label: "Role, where the file says none", kind: Kind::Choice(&choices),
                    value: &columns.form.role, error: columns.errors.of("role"), ..Field::default()
                }))
                (ui::checkbox(&Toggle {
                    name: "send_invite",
                    label: "Send invitations by email",
                    hint: Some("Otherwise they are invited without an email: send it from Pending invites, or pass the link on."),
                    on: columns.form.is_sent(),
                    ..Toggle::default()
                }))
                p.small.muted { "People who are here already are found by their address. An empty cell leaves what it is about as it is." }
            }
        },
    )
}
