mod buttons;
mod deactivation;
mod reactivation;

pub use buttons::{Standing, lifecycle_buttons};
pub(super) use deactivation::{Deactivation, deactivation};
pub(super) use reactivation::{Reactivation, reactivation};

use crate::access::Actor;
use crate::types::UserId;

const PATH: &str = "/settings/users";

/// Somebody's page.
pub(super) fn page_of(actor: &Actor, user: UserId) -> String {
    format!("/{}{PATH}/{user}", actor.workspace.slug)
}
