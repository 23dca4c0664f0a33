//! What somebody's page offers at its top.

use maud::{Markup, html};

use super::page_of;
use crate::access::{Actor, Permission, PermissionSet};
use crate::people::{self, Change};
use crate::types::{UserId, UserStatus};
use crate::ui::Button;

const OWN: &str = "Nobody deactivates themselves. Ask somebody else to do it.";

/// Somebody, as far as it decides what becomes of them.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub user: UserId,
    pub status: UserStatus,
    pub held: PermissionSet,
}

/// Deactivate for who is active; Reactivate and Delete for who isn't any more.
pub fn lifecycle_buttons(actor: &Actor, somebody: Standing) -> Markup {
    let page = page_of(actor, somebody.user);
    let writes = Change::by(actor, somebody.held);
    let deletes = Change::by_right(Permission::DeleteUsers, actor, somebody.held);
    let at = |what: &str| format!("{page}/{what}");
    html! {
        @match somebody.status {
            UserStatus::Pending => {}
            UserStatus::Active if somebody.user == actor.user && writes != Change::NotOffered => {
                (Button::danger("Deactivate").refused(OWN))
            }
            UserStatus::Active => {
                (people::offered(writes, Button::danger("Deactivate"), &at("deactivate")))
            }
            UserStatus::Inactive => {
                (people::offered(deletes, Button::danger("Delete"), &at("delete")))
                (people::offered(writes, Button::plain("Reactivate"), &at("reactivate")))
            }
        }
    }
}
