pub(super) mod frame;
mod list;
mod narrowing;
pub(super) mod person;

use maud::{Markup, html};

pub(super) use list::{List, Row, list};

use super::model::Change;
use crate::ui::Button;

const PATH: &str = "/settings/users";

const ABOVE: &str = "They hold more than you do. Somebody who holds as much can do this.";

fn offered(change: Change, button: Button<'_>, address: &str) -> Markup {
    html! {
        @match change {
            Change::NotOffered => {},
            Change::OutOfReach => (button.refused(ABOVE)),
            Change::Offered => (button.asks_at(address)),
        }
    }
}
