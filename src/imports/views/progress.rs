//! How far the check or the import is.

use maud::{Markup, html};

use super::{PART, STEPS, USERS, about, at, title};
use crate::access::Actor;
use crate::imports::store::files::Import;
use crate::jobs::Job;
use crate::ui::{self, Page, Shell};

pub(in crate::imports) fn working(actor: &Actor, import: &Import, job: &Job) -> Page {
    let lead = about(import);
    let back = format!("/{}/settings/import", actor.workspace.slug);
    let part = part(actor, import, job);
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Import people", &back)),
        content: part.clone(),
        ..Shell::of(actor, USERS, title(import))
    })
    .part(PART, part)
    .asked_for_again()
}

fn part(actor: &Actor, import: &Import, job: &Job) -> Markup {
    let here = at(actor, import);
    let (done, rows) = (job.progress.done, import.rows);
    let (step, label, done, of) = if import.apply_job.is_none() {
        let label = match done / rows.max(1) {
            0 => "Reading the rows",
            1 => "Looking for managers",
            _ => "Comparing with who is here",
        };
        (2, label, done % rows.max(1), rows)
    } else if done < rows {
        (3, "Inviting and changing people", done, rows)
    } else {
        (
            3,
            "Setting managers",
            done - rows,
            job.progress.total - rows,
        )
    };
    let number = |count: i32| u32::try_from(count).unwrap_or_default();
    html! {
        section.stack id=(PART) hx-get=(here) hx-trigger="every 1s" hx-target="this" hx-swap="outerMorph" {
            (ui::steps(&STEPS, step))
            div.card.padded.stack {
                (ui::progress(label, number(done), Some(number(of))))
                p.muted { "This goes on by itself. You can leave the page." }
            }
        }
    }
}
