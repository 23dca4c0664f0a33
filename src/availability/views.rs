use maud::{Markup, html};

use super::model::Change;
use super::web::AvailabilityForm;
use crate::access::Actor;
use crate::people::Somebody;
use crate::types::{Availability, AvailabilityWord, UserId, UserStatus};
use crate::ui::{
    self, Button, Dialog, Field, FormErrors, Kind, Options, Page, Presence, RadioOption, Shell,
};

const PATH: &str = "/settings/users";
const BUTTON: &str = "Save availability";

const ABOVE: &str =
    "They hold more than you do. Somebody who holds as much can change their availability.";

/// Somebody on their page.
#[derive(Clone, Copy, Debug)]
pub struct AvailabilityCard<'c> {
    pub actor: &'c Actor,
    pub user: UserId,
    pub status: UserStatus,
    pub change: Change,
    pub availability: Availability,
}

/// What they are, and for who may the way to change it. Nothing of who isn't here.
pub fn availability_card(card: &AvailabilityCard<'_>) -> Markup {
    let (slug, zone) = (&card.actor.workspace.slug, card.actor.workspace.zone);
    let address = format!("/{slug}{PATH}/{}/availability", card.user);
    let button = Button::plain("Change availability").small();
    let button = html! {
        @match card.change {
            Change::NotOffered => {}
            Change::OutOfReach => (button.refused(ABOVE)),
            Change::Offered => (button.asks_at(&address)),
        }
    };
    let availability = card.availability;
    html! {
        @if card.status == UserStatus::Active {
            (ui::card_with("Availability", button, html! { p { (ui::presence(Presence { availability, zone })) } }))
        }
    }
}

/// What stands in the form, for oneself or for somebody else.
pub fn availability_fields(form: &AvailabilityForm, errors: &FormErrors) -> Markup {
    let option = |word: AvailabilityWord, label, text| RadioOption {
        value: word.as_str(),
        label,
        text,
        refused: None,
    };
    html! {
        (ui::options(&Options {
            name: "availability",
            label: "Now",
            options: &[
                option(AvailabilityWord::Available, "Available", "Takes work."),
                option(AvailabilityWord::Away, "Away", "Takes no work, and colleagues see that."),
            ],
            value: &form.availability,
            error: errors.of("availability"),
        }))
        (ui::field(&Field {
            name: "until",
            label: "Back on",
            kind: Kind::Date,
            value: &form.until,
            hint: Some("Available again from the start of that day. If left empty, away until somebody changes it."),
            error: errors.of("until"),
            optional: true,
            ..Field::default()
        }))
    }
}

/// The form about somebody else.
pub(super) struct Asked<'a> {
    pub actor: &'a Actor,
    pub person: &'a Somebody,
    pub change: Change,
    pub form: &'a AvailabilityForm,
    pub errors: &'a FormErrors,
}

pub(super) fn question(asked: &Asked<'_>) -> Page {
    let (actor, person) = (asked.actor, asked.person);
    let page = format!("/{}{PATH}/{}", actor.workspace.slug, person.id);
    let action = format!("{page}/availability");
    let title = format!("Availability of {}", person.name);
    let refused = match (asked.change, person.status) {
        (Change::Offered, _) => None,
        (_, UserStatus::Pending) => Some("They haven't joined yet."),
        (_, UserStatus::Inactive) => Some("They are deactivated."),
        _ => Some(ABOVE),
    };
    let body = html! {
        @if let Some(why) = refused { p { (why) } }
        @else { div.stack { (availability_fields(asked.form, asked.errors)) } }
    };
    let dialog = Dialog {
        id: "availability-of",
        title: &title,
        lead: "",
        body: body.clone(),
        action: refused.is_none().then_some(&action),
        note: "",
        cancel: if refused.is_none() { "Cancel" } else { "Close" },
        buttons: html! { @if refused.is_none() { (Button::primary(BUTTON)) } },
    };
    ui::shell(&Shell {
        back: Some((&person.name, &page)),
        content: match refused {
            Some(_) => body,
            None => ui::asked_on_page(&dialog, &page),
        },
        ..Shell::of(actor, PATH, &title)
    })
    .or_answered_over_the_page(&dialog)
}
