use maud::{Markup, html};

use super::sample;
use crate::ui::{self, Banner, Button, Toast, Tone};

pub(super) fn section() -> Markup {
    html! {
        (sample("About the whole page", html! { div.stack {
            (Banner::new(Tone::Plain, "Muster sends no mail yet: messages stay in the local mailbox."))
            (Banner::new(Tone::Accent, "Northwind is on a free trial for one person."))
            (Banner::new(Tone::Good, "The test email was accepted by mail.northwind.example."))
            (Banner::new(Tone::Wait, "2 people have not answered for more than 12 hours.").action(Button::plain("Resend both").small()))
            (Banner::new(Tone::Bad, "The mail server refused 3 messages: 550 mailbox unavailable.").action(Button::plain("See why").small().leads_to("#messages")))
        } }))
        (sample("What just happened", html! { div.stack {
            div.row { (Toast::done("Sofia Duarte is an Agent now.").action(Button::plain("Undo"))) }
            div.row { (Toast::done("Invitation to nora@northwind.example sent.").action(Button::plain("View").leads_to("#messages"))) }
            div.row { (Toast::failed(html! { strong { "Make someone else an owner first." } " A workspace always has one." })) }
        } }))
    }
}

pub(super) fn progress() -> Markup {
    html! {
        div.pair {
            (sample("Seats", html! { div.row {
                (ui::meter("seats", 12, 50)) (ui::meter("seats", 47, 50)) (ui::meter("seats", 5, 5))
            } }))
            (sample("Something goes on", ui::spinner("Looking for the address")))
        }
        (sample("Long work", html! { div.stack.narrow {
            (ui::progress("Creating people", 131, Some(214)))
            (ui::progress("Reading the file", 0, None))
        } }))
        (sample("Several pages", ui::steps(&["Upload", "Check", "Import"], 1)))
    }
}
