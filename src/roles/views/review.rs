//! What saving would do, asked before it is done.

use maud::{Markup, html};

use super::{PATH, base, people};
use crate::access::{Actor, Landing};
use crate::roles::model::{Definition, Difference, Move, Role};
use crate::roles::web::RoleForm;
use crate::types::capital;
use crate::ui::{self, Banner, Button, Dialog, FormErrors, Icon, Page, Shell, Tone, icon};

/// So many are named; of the others it says how many they are.
pub(in crate::roles) const MOST_NAMED: i64 = 8;

pub(in crate::roles) struct Review<'r> {
    pub actor: &'r Actor,
    pub role: &'r Role,
    pub after: &'r Definition,
    pub difference: &'r Difference,
    /// For each move, the first few who make it. None for who may not see people.
    pub names: &'r [Vec<String>],
    /// Whether who changes the role has it too.
    pub is_own: bool,
    pub form: &'r RoleForm,
    pub errors: &'r FormErrors,
}

pub(in crate::roles) fn review(review: &Review<'_>) -> Page {
    let actor = review.actor;
    let own = format!("{}/{}", base(actor), review.role.id);
    let title = format!("Change {}", review.role.name());
    let lead = match (review.difference.is_uncounted, review.difference.people) {
        (true, _) => "Very many people have this role. It applies on their next click.".to_owned(),
        (_, 0) => "Nobody active has this role.".to_owned(),
        (_, 1) => "1 person has this role. It applies on their next click.".to_owned(),
        (_, count) => {
            format!("{count} people have this role. It applies on their next click.")
        }
    };
    // Who has no scripts comes back to the form as they left it.
    let kept = format!("{own}?{}", review.form.as_query());
    let is_changed = *review.after != review.role.definition;
    let question = Dialog {
        id: "review",
        title: &title,
        lead: &lead,
        body: body(review, is_changed),
        action: Some(&own),
        note: "",
        cancel: "Keep editing",
        buttons: html! { @if is_changed { (Button::primary("Save changes")) } },
    };
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some((review.role.name(), &own)),
        content: ui::asked_on_page(&question, &kept),
        ..Shell::of(actor, PATH, &title)
    })
    .or_over_the_page(&question)
}

fn body(review: &Review<'_>, is_changed: bool) -> Markup {
    html! {
        @if is_changed {
            (definition(&review.role.definition, review.after))
            (permissions(review.difference))
            (moves(review))
            @if review.is_own && !review.difference.lost.is_empty() {
                (Banner::new(Tone::Wait, "You have this role yourself, so you may lose this too."))
            }
            (ui::confirm_password_field(review.actor.password_is_fresh, review.errors))
        } @else {
            p { "Nothing is different from what is saved." }
        }
        (hidden(review.form))
    }
}

/// What was typed and ticked, to be sent again.
fn hidden(form: &RoleForm) -> Markup {
    html! {
        input type="hidden" name="version" value=(form.version);
        input type="hidden" name="name" value=(form.name);
        input type="hidden" name="description" value=(form.description);
        input type="hidden" name="landing" value=(form.landing);
        @for permission in &form.permission { input type="hidden" name="permission" value=(permission); }
    }
}

fn definition(before: &Definition, after: &Definition) -> Markup {
    let none = |text: &str| {
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            format!("\u{201c}{text}\u{201d}")
        }
    };
    html! {
        @if before.name != after.name || before.description != after.description || before.landing != after.landing {
            ul.difference {
                @if before.name != after.name { (line("wait", Icon::Pen, &format!("Renamed to {}", after.name), "")) }
                @if before.description != after.description {
                    (line("wait", Icon::Pen, &format!("Description: {}", none(after.description.as_str())), &format!("Was: {}", none(before.description.as_str()))))
                }
                @if before.landing != after.landing {
                    (line("wait", Icon::Pen, &format!("Starts on {}", after.landing.title()), &format!("Was: {}", before.landing.title())))
                }
            }
        }
    }
}

fn permissions(difference: &Difference) -> Markup {
    html! {
        @if !difference.gained.is_empty() || !difference.lost.is_empty() {
            ul.difference aria-label="Permissions" {
                @for (permission, count) in &difference.gained {
                    (line("good", Icon::Plus, &permission.title(), &effect(*count, difference, "gain")))
                }
                @for (permission, count) in &difference.lost {
                    (line("bad", Icon::Minus, &permission.title(), &effect(*count, difference, "lose")))
                }
            }
        }
    }
}

/// `6 people gain it.` `4 people lose it, 2 keep it by another role.`
fn effect(count: i64, difference: &Difference, verb: &str) -> String {
    if difference.is_uncounted {
        return String::new();
    }
    let others = difference.people - count;
    let plural = if count == 1 { "s" } else { "" };
    match (count, others, verb) {
        (0, 0, _) => "This concerns nobody yet.".to_owned(),
        (0, _, "gain") => "Everybody has it already by another role.".to_owned(),
        (0, ..) => "Everybody keeps it by another role.".to_owned(),
        (_, 0, _) => format!("{} {verb}{plural} it.", capital(&people(count))),
        (_, _, "gain") => format!(
            "{} gain{plural} it, {others} already had it by another role.",
            capital(&people(count))
        ),
        _ => format!(
            "{} lose{plural} it, {others} keep it by another role.",
            capital(&people(count))
        ),
    }
}

fn moves(review: &Review<'_>) -> Markup {
    html! {
        @if !review.difference.moves.is_empty() {
            ul.difference aria-label="Where people start" {
                @for (number, moved) in review.difference.moves.iter().enumerate() {
                    @let names = review.names.get(number);
                    (line("wait", Icon::Alert, &start(moved), &names.map_or_else(String::new, |names| named(names, moved.people))))
                }
            }
        }
    }
}

fn start(moved: &Move) -> String {
    let page = |landing: Option<Landing>| landing.map_or("their profile", Landing::title);
    let who = capital(&people(moved.people));
    let (from, to) = (page(moved.from), page(moved.to));
    let plural = if moved.people == 1 { "s" } else { "" };
    if moved.loses_sight {
        format!("{who} can no longer see {from}, where they start now, and start{plural} on {to}")
    } else {
        format!("{who} start{plural} on {to} instead of {from}")
    }
}

fn named(names: &[String], people: i64) -> String {
    let shown = i64::try_from(names.len()).unwrap_or(people);
    let listed = names.join(", ");
    if people > shown {
        format!("{listed} and {} more", people - shown)
    } else {
        listed
    }
}

fn line(tone: &str, picture: Icon, what: &str, below: &str) -> Markup {
    html! {
        li class=(tone) {
            (icon(picture))
            div { p { (what) } @if !below.is_empty() { p.small.muted { (below) } } }
        }
    }
}
