//! Inviting people: as a page, and as a dialog over another one.

mod addresses;
mod foot;
pub(super) mod places;

use maud::{Markup, html};

use crate::access::{Actor, Permission};
use crate::invitations::actions::Invited;
use crate::invitations::web::inviting::{Around, InviteForm};
use crate::roles::Role;
use crate::types::{Note, PersonName};
use crate::ui::{
    self, AddressBox, Banner, Button, Dialog, Field, FormErrors, Icon, Kind, Mistake, Options,
    Page, RadioOption, Shell, Toggle, Tone,
};

const USERS: &str = "/settings/users";
const PATH: &str = "/settings/invitations";

/// So many roles are cards at once; the others come out when somebody wants them.
const FIRST_ROLES: usize = 2;

/// So many are named of those who were just invited.
const MOST_NAMED: usize = 10;

pub(in crate::invitations) struct Inviting<'i> {
    pub actor: &'i Actor,
    pub form: &'i InviteForm,
    pub around: &'i Around,
    /// Who was invited by the form just now.
    pub invited: &'i [Invited],
    pub errors: &'i FormErrors,
}

/// With scripts the addresses are chips; a page may be for who has none, so there they are text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    AsText,
    AsChips,
}

/// What leads here, for who may invite.
pub fn invite_button(actor: &Actor) -> Markup {
    let address = format!("/{}{PATH}/new", actor.workspace.slug);
    let button = Button::primary("Invite people").icon(Icon::UserPlus);
    html! {
        @if actor.permissions.contains(Permission::InviteUsers) { (button.key('i').asks_at(&address)) }
    }
}

pub(in crate::invitations) fn inviting(inviting: &Inviting<'_>) -> Page {
    let actor = inviting.actor;
    let [users, action] = [USERS, PATH].map(|path| format!("/{}{path}", actor.workspace.slug));
    let lead = format!(
        "Each person gets their own link. It works once, for {}.",
        inviting.around.lifetime.words()
    );
    let note = foot::note(inviting);
    let question = |shown| Dialog {
        id: "invite",
        title: "Invite people",
        lead: &lead,
        body: body(inviting, shown),
        action: Some(&action),
        note: &note,
        cancel: "Cancel",
        buttons: html! { div.row id=(foot::BUTTONS) { (foot::buttons(inviting, shown)) } },
    };
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Users", &users)),
        content: ui::asked_on_page(&question(Shown::AsText), &users),
        ..Shell::of(actor, USERS, "Invite people")
    })
    .or_answered_over_the_page(&question(Shown::AsChips))
}

/// The chips, the sentences about them and the foot, for the page that is open.
pub(in crate::invitations) fn checked(checked: &Inviting<'_>) -> Page {
    inviting(checked).part(
        AddressBox::CHIPS,
        html! { (addresses::checked(checked)) (foot::partials(checked)) },
    )
}

fn body(inviting: &Inviting<'_>, shown: Shown) -> Markup {
    let (form, errors) = (inviting.form, inviting.errors);
    html! {
        (just_invited(inviting))
        (seat(inviting))
        (addresses::field(inviting, shown))
        (names(inviting, shown))
        (role(inviting))
        (places::fields(inviting.around.places.as_ref(), (&form.team, &form.department), errors))
        (more(inviting))
        (ui::switch(&Toggle {
            name: "send_invite", label: "Send invitation email", on: form.is_sent(),
            hint: Some("Off: create the invitations and copy the links yourself"), ..Toggle::default()
        }))
        // Only giving ownership asks for it, so the form shows it once it was asked.
        @if errors.of("current_password").is_some() { (ui::confirm_password_field(false, errors)) }
    }
}

/// The planned seat that somebody is invited into.
fn seat(inviting: &Inviting<'_>) -> Markup {
    html! {
        @if let Some(mistake) = inviting.errors.of("position") { (Banner::new(Tone::Wait, mistake.text)) }
        @if let Some(seat) = &inviting.around.position {
            @let title = &seat.position.title;
            p {
                @match &seat.manager {
                    Some(manager) => { "They will report to " strong { (manager) } " as " strong { (title) } "." },
                    None => { "They will come as " strong { (title) } "." },
                }
            }
            input type="hidden" name="position" value=(seat.position.id);
        }
    }
}

fn just_invited(inviting: &Inviting<'_>) -> Markup {
    let invited = inviting.invited;
    let mut names: Vec<&str> = invited
        .iter()
        .map(|invited| invited.email.typed())
        .collect();
    let others = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    let mut words = format!("Invited: {}", names.join(", "));
    if others > 0 {
        words = format!("{words} and {others} more");
    }
    let pending = format!("/{}{USERS}?tab=pending", inviting.actor.workspace.slug);
    html! {
        @if !invited.is_empty() {
            (Banner::new(Tone::Good, &format!("{words}. The others are still below.")).action(html! { a href=(pending) { "See who is invited" } }))
        }
    }
}

/// Offered where there is one address.
fn names(inviting: &Inviting<'_>, shown: Shown) -> Markup {
    let (form, errors) = (inviting.form, inviting.errors);
    let has_mistake = errors
        .of("full_name")
        .or(errors.of("display_name"))
        .is_some();
    let is_hidden = shown == Shown::AsChips && inviting.around.judged.len() != 1 && !has_mistake;
    let field = |name, label, value| Field {
        name,
        label,
        value,
        optional: true,
        error: errors.of(name),
        most_characters: PersonName::MOST_CHARACTERS.try_into().ok(),
        ..Field::default()
    };
    html! {
        fieldset.pair.for-one hidden[is_hidden] disabled[is_hidden] {
            legend.visually-hidden { "Who it is for" }
            (ui::field(&field("full_name", "Full name", &form.full_name)))
            (ui::field(&field("display_name", "Display name", &form.display_name)))
        }
    }
}

fn role(inviting: &Inviting<'_>) -> Markup {
    let offered = &inviting.around.offered;
    let ids: Vec<String> = offered.iter().map(|role| role.id.to_string()).collect();
    let card = |(role, id): (&'_ Role, &'_ String)| {
        (
            role.definition.description.to_string(),
            role.name().to_owned(),
            id.clone(),
        )
    };
    let cards: Vec<_> = offered.iter().zip(&ids).map(card).collect();
    let options: Vec<RadioOption<'_>> = cards
        .iter()
        .map(|(text, label, value)| RadioOption {
            value,
            label,
            text,
            refused: None,
        })
        .collect();
    let (first, more) = options.split_at(options.len().min(FIRST_ROLES));
    html! {
        @if options.is_empty() {
            (Banner::new(Tone::Wait, "Every role here holds more than you do, so there is none that you could invite with."))
        } @else {
            (ui::options_with_more(
                &Options { name: "role", label: "Role", options: first, value: &inviting.form.role, error: inviting.errors.of("role") },
                ("More roles", more),
            ))
        }
    }
}

/// What most invitations go without.
fn more(inviting: &Inviting<'_>) -> Markup {
    let (form, errors) = (inviting.form, inviting.errors);
    let usual = inviting.around.lifetime.hours().to_string();
    let is_open = !form.message.is_empty()
        || !["", usual.as_str()].contains(&form.valid_hours.as_str())
        || errors.of("message").or(errors.of("valid_hours")).is_some();
    html! {
        details.more open[is_open] {
            summary { "Message and time limit" }
            div.stack {
                (ui::field(&Field {
                    name: "message", label: "Personal message", kind: Kind::Lines(3), value: &form.message, optional: true,
                    hint: Some("Stands in the email."), error: errors.of("message"),
                    most_characters: Note::MOST_CHARACTERS.try_into().ok(), ..Field::default()
                }))
                (ui::field(&Field {
                    name: "valid_hours", label: "Link works for", kind: Kind::Number, value: &form.valid_hours, suffix: Some("hours"),
                    hint: Some("From 1 to 720, which is 30 days."), error: errors.of("valid_hours"), ..Field::default()
                }))
            }
        }
    }
}

impl Inviting<'_> {
    /// What is wrong with all the addresses together.
    fn mistake(&self) -> Option<Mistake<'_>> {
        self.errors.of("emails")
    }
}
