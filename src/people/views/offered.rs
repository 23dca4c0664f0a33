//! A button for what may be done about somebody.

use maud::{Markup, html};

use crate::people::model::Change;
use crate::ui::Button;

pub const ABOVE: &str = "They hold more than you do. Somebody who holds as much can do this.";

/// Leads to where it is asked about, says why it can't be done, or isn't there.
pub fn offered(change: Change, button: Button<'_>, address: &str) -> Markup {
    html! {
        @match change {
            Change::NotOffered => {},
            Change::OutOfReach => (button.refused(ABOVE)),
            Change::Offered => (button.asks_at(address)),
        }
    }
}
