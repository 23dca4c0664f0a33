//! Choosing a file, and those that are kept.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::{PATH, STEPS, USERS, at, rows};
use crate::access::{Actor, Permission};
use crate::imports::model::{KEPT, MOST_ROWS};
use crate::imports::store::files::Import;
use crate::types::{TextEncoding, grouped};
use crate::ui::{
    self, Button, Choice, Column, Field, FormErrors, Icon, Kind, Moment, Page, Shell, moment,
};

pub(in crate::imports) struct Start<'s> {
    pub actor: &'s Actor,
    pub kept: &'s [Import],
    pub errors: &'s FormErrors,
    pub now: DateTime<Utc>,
}

/// From the list of people.
pub fn import_button(actor: &Actor) -> Markup {
    let address = format!("/{}{PATH}", actor.workspace.slug);
    html! {
        @if actor.permissions.contains(Permission::InviteUsers) {
            (Button::plain("Import").icon(Icon::Upload).leads_to(&address))
        }
    }
}

pub(in crate::imports) fn start(start: &Start<'_>) -> Page {
    let actor = start.actor;
    let users = format!("/{}{USERS}", actor.workspace.slug);
    let lead = "From a CSV file with a row for each person. Nothing is changed before you have seen what would be.";
    ui::shell(&Shell {
        lead: Some(lead),
        back: Some(("Users", &users)),
        content: html! {
            div.stack { (ui::steps(&STEPS, 0)) div.narrow.stack { (upload(start)) (kept(start)) } }
        },
        ..Shell::of(actor, USERS, "Import people")
    })
}

fn upload(start: &Start<'_>) -> Markup {
    let actor = start.actor;
    let (here, slug) = (
        format!("/{}{PATH}", actor.workspace.slug),
        &actor.workspace.slug,
    );
    let everybody = format!("/{slug}{USERS}/export?tab=all");
    let hint = format!(
        "As Excel, Numbers and Google Sheets save it: up to 20 MB and {} rows. The first row says what the columns are.",
        grouped(i64::from(MOST_ROWS))
    );
    html! {
        form.card.padded.stack method="post" action=(here) enctype="multipart/form-data" {
            // Before the file, which is read as it comes.
            details.more {
                summary { "In another encoding?" }
                (encoding())
            }
            (ui::field(&Field {
                name: "file", label: "CSV file", kind: Kind::File(".csv,.tsv,.txt,text/csv,text/tab-separated-values"),
                hint: Some(&hint), error: start.errors.of("file"), ..Field::default()
            }))
            div.row { (Button::primary("Upload").icon(Icon::Upload)) }
            @if actor.permissions.contains(Permission::ReadUsers) {
                p.small.muted {
                    "Columns are email, full name, display name, roles, teams, department and manager, and only the email is needed. "
                    a href=(everybody) download { "Export everybody" }
                    " to see how such a file looks: it can be changed and imported again."
                }
            }
        }
    }
}

fn encoding() -> Markup {
    let label = |encoding| match encoding {
        TextEncoding::Windows1252 => "Windows-1252 (Excel on Windows)",
        TextEncoding::Macintosh => "Mac Roman (old Excel on a Mac)",
        _ => "UTF-8",
    };
    let some = [
        TextEncoding::Utf8,
        TextEncoding::Windows1252,
        TextEncoding::Macintosh,
    ];
    let first = Choice {
        value: "",
        label: "Recognise it",
    };
    let each = some.map(|encoding| Choice {
        value: encoding.as_str(),
        label: label(encoding),
    });
    let choices: Vec<Choice<'_>> = std::iter::once(first).chain(each).collect();
    ui::field(&Field {
        name: "encoding",
        label: "Encoding",
        kind: Kind::Choice(&choices),
        hint: Some("It is usually recognised by itself. The next page shows what was read."),
        ..Field::default()
    })
}

fn kept(start: &Start<'_>) -> Markup {
    let zone = start.actor.workspace.zone;
    let columns = ["File", "Rows", "Uploaded"].map(Column::new);
    let lines = html! {
        @for import in start.kept {
            tr {
                td.main { a href=(at(start.actor, import)) { (import.file_name) } " " span.muted { (state(import)) } }
                td.beside { (rows(i64::from(import.rows))) }
                td.beside { (moment(&Moment { at: import.created_at, now: start.now, zone })) }
            }
        }
    };
    html! {
        @if !start.kept.is_empty() {
            section.stack {
                h2 { "Your files" }
                p.small.muted { "Nobody else sees them, and each is removed " (KEPT.num_days()) " days after it was uploaded." }
                (ui::table("Your files", &columns, &lines))
            }
        }
    }
}

fn state(import: &Import) -> &'static str {
    match (import.check_job, import.apply_job) {
        (_, Some(_)) => "imported",
        (Some(_), None) => "checked, not imported",
        (None, None) => "not checked yet",
    }
}
