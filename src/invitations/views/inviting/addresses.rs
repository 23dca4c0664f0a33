//! The addresses, and what is to be said about each.

use maud::{Markup, html};

use super::{Inviting, PATH, Shown, USERS};
use crate::access::Permission;
use crate::invitations::model::{Addressed, Judged, Verdict};
use crate::invitations::views::acting::again_part;
use crate::types::{PersonName, UserId};
use crate::ui::{self, AddressBox, AddressChip, Tone};

/// So many sentences are read; every chip says its own besides.
const MOST_SENTENCES: usize = 20;

pub(super) fn field(inviting: &Inviting<'_>, shown: Shown) -> Markup {
    with_box(inviting, shown, ui::address_box)
}

/// The chips that are there now.
pub(super) fn checked(inviting: &Inviting<'_>) -> Markup {
    with_box(inviting, Shown::AsChips, ui::checked_addresses)
}

fn with_box(
    inviting: &Inviting<'_>,
    shown: Shown,
    draw: impl FnOnce(&AddressBox<'_>) -> Markup,
) -> Markup {
    let around = inviting.around;
    let text = inviting.form.emails.join("\n");
    let chips: Vec<AddressChip<'_>> = around.judged.iter().map(chip).collect();
    let words = around
        .too_many
        .map(|many| (format!("{} addresses", many.count), many.to_string()));
    let all_in_one = words.as_ref().map(|(count, why)| AddressChip {
        value: &text,
        text: count,
        name: None,
        tone: Tone::Bad,
        why,
    });
    let chips = all_in_one.map_or(chips, |chip| vec![chip]);
    let mistake = inviting.mistake();
    let address = format!("/{}{PATH}/check", inviting.actor.workspace.slug);
    draw(&AddressBox {
        label: "Email addresses",
        chips: match shown {
            Shown::AsText => &[],
            Shown::AsChips => &chips,
        },
        text: match shown {
            Shown::AsText => &text,
            Shown::AsChips => "",
        },
        error: mistake,
        problems: &sentences(inviting),
        check: Some(&address),
        takes_focus: inviting.errors.is_empty() || mistake.is_some_and(|it| it.takes_focus),
    })
}

fn chip(judged: &Judged) -> AddressChip<'_> {
    let entry = &judged.entry;
    let (tone, why) = match &judged.verdict {
        Verdict::Fine | Verdict::Taken(Addressed::Nobody) => (Tone::Plain, ""),
        Verdict::Mistyped(_) => (Tone::Wait, "looks mistyped"),
        Verdict::NotAnAddress(_) => (Tone::Bad, "not an email address"),
        Verdict::Taken(Addressed::Yourself) => (Tone::Bad, "you"),
        Verdict::Taken(Addressed::Member(_)) => (Tone::Bad, "already a member"),
        Verdict::Taken(Addressed::Inactive(_)) => (Tone::Bad, "deactivated"),
        Verdict::Taken(Addressed::Invited(_)) => (Tone::Bad, "already invited"),
        Verdict::Taken(Addressed::TooOften) => (Tone::Bad, "invited too often"),
    };
    AddressChip {
        value: &entry.typed,
        text: shown(judged),
        name: entry
            .email
            .as_ref()
            .ok()
            .and(entry.name.as_ref())
            .map(PersonName::as_str),
        tone,
        why,
    }
}

/// The address by itself where there is one.
fn shown(judged: &Judged) -> &str {
    let entry = &judged.entry;
    entry
        .email
        .as_ref()
        .map_or(&entry.typed, |email| email.typed())
}

fn sentences(inviting: &Inviting<'_>) -> Vec<Markup> {
    let judged = &inviting.around.judged;
    let mut sentences: Vec<(Tone, Markup)> = judged
        .iter()
        .filter_map(|judged| sentence(inviting, judged))
        .collect();
    // What keeps nobody from being invited is told last.
    sentences.sort_by_key(|(tone, _)| *tone == Tone::Wait);
    let others = sentences.len().saturating_sub(MOST_SENTENCES);
    sentences.truncate(MOST_SENTENCES);
    if others > 0 {
        sentences.push((Tone::Bad, html! { "And " (others) " more like these." }));
    }
    sentences
        .iter()
        .map(|(tone, sentence)| ui::address_problem(*tone, sentence))
        .collect()
}

fn sentence(inviting: &Inviting<'_>, judged: &Judged) -> Option<(Tone, Markup)> {
    let address = shown(judged);
    let sentence = match &judged.verdict {
        Verdict::Fine | Verdict::Taken(Addressed::Nobody) => return None,
        Verdict::Mistyped(meant) => {
            let sentence = html! {
                (address) " looks mistyped. Did you mean "
                button.link.with-script type="button" data-instead-of=(judged.entry.typed) data-take=(meant.typed()) { (meant.typed()) }
                span.without-script { (meant.typed()) } "?"
            };
            return Some((Tone::Wait, sentence));
        }
        Verdict::NotAnAddress(error) => html! { "“" (address) "”: " (error) },
        Verdict::Taken(Addressed::Yourself) => {
            html! { (address) " is you. Remove it to continue." }
        }
        Verdict::Taken(Addressed::Member(user)) => html! {
            (profile(inviting, *user, Permission::ReadUsers, address))
            " is already an active user. Remove it to continue."
        },
        Verdict::Taken(Addressed::Inactive(user)) => html! {
            (address) " is deactivated. Remove it to continue."
            @if inviting.actor.permissions.contains(Permission::WriteUsers) {
                " " a href=(reactivate(inviting, *user)) target="_blank" { "Reactivate" }
            } @else if inviting.actor.permissions.contains(Permission::ReadUsers) {
                " " (profile(inviting, *user, Permission::ReadUsers, "See their profile"))
            }
        },
        Verdict::Taken(Addressed::TooOften) => html! {
            (address) " was invited several times today. Try again tomorrow."
        },
        Verdict::Taken(Addressed::Invited(user)) => html! {
            (address) " is already invited. Remove it to continue. " (resend(inviting, *user))
        },
    };
    Some((Tone::Bad, sentence))
}

/// In a window of its own: what is typed here stays.
fn profile(inviting: &Inviting<'_>, user: UserId, needs: Permission, words: &str) -> Markup {
    let actor = inviting.actor;
    let page = format!("/{}{USERS}/{user}", actor.workspace.slug);
    html! {
        @if actor.permissions.contains(needs) { a href=(page) target="_blank" { (words) } }
        @else { (words) }
    }
}

fn reactivate(inviting: &Inviting<'_>, user: UserId) -> String {
    let slug = &inviting.actor.workspace.slug;
    format!("/{slug}{USERS}/{user}/reactivate")
}

fn resend(inviting: &Inviting<'_>, user: UserId) -> Markup {
    let slug = &inviting.actor.workspace.slug;
    html! {
        @if let Some(invitation) = inviting.around.invitation_of(user) {
            @let action = format!("/{slug}{PATH}/{invitation}/resend");
            // What is typed here stays: with scripts the answer takes the button's place, and without
            // them it opens a window of its own.
            span id=(again_part(invitation)) {
                button.link formaction=(action) formtarget="_blank"
                    hx-post=(action) hx-target={ "#" (again_part(invitation)) } hx-swap="innerHTML" { "Resend" }
            }
        }
    }
}
