//! What will come of the form: seats, and the button that says how many.

use maud::{Markup, html};

use super::{Inviting, Shown};
use crate::ui::Button;

pub(super) const BUTTONS: &str = "invite-buttons";

/// How many seats will be used.
pub(super) fn note(inviting: &Inviting<'_>) -> String {
    let (seats, wanted) = (inviting.around.seats, inviting.around.fine());
    let people = if wanted == 1 { "person" } else { "people" };
    match (seats.limit.zip(seats.free()), wanted) {
        (None, 0) => "Nobody to invite yet".to_owned(),
        (None, _) => format!("Invites {wanted} {people}"),
        (Some((limit, free)), 0) => format!("{free} of {limit} seats are free"),
        (Some((_, free)), _) if i64::try_from(wanted).is_ok_and(|wanted| wanted > free) => {
            format!("Needs {wanted} seats, and {free} are free")
        }
        (Some((_, free)), _) => format!("Uses {wanted} of {free} free seats"),
    }
}

/// One for each place of the switch; the stylesheet shows the one that fits.
pub(super) fn buttons(inviting: &Inviting<'_>, shown: Shown) -> Markup {
    // Without scripts nobody counts what is being typed.
    let wanted = match shown {
        Shown::AsText => 0,
        Shown::AsChips => inviting.around.fine(),
    };
    let label = |verb: &str| match wanted {
        0 => format!("{verb} invitations"),
        1 => format!("{verb} 1 invitation"),
        _ => format!("{verb} {wanted} invitations"),
    };
    html! {
        span.if-sent { (Button::primary(&label("Send"))) }
        span.if-not-sent { (Button::primary(&label("Create"))) }
    }
}

/// For an answer to htmx. The button stays the same one, since it may be pressed at that moment.
pub(super) fn partials(inviting: &Inviting<'_>) -> Markup {
    html! {
        hx-partial hx-target="#invite-note" hx-swap="innerHTML" { (note(inviting)) }
        hx-partial hx-target={ "#" (BUTTONS) } hx-swap="innerMorph" { (buttons(inviting, Shown::AsChips)) }
    }
}
