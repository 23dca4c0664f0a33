mod buttons;
mod deactivation;
mod deletion;
mod reactivation;

pub use buttons::{Standing, lifecycle_buttons};
pub(super) use deactivation::{Deactivation, deactivation};
pub(super) use deletion::{Deletion, deletion};
pub(super) use reactivation::{Reactivation, reactivation};

use maud::{Markup, html};

use crate::access::Actor;
use crate::types::UserId;

/// Where the answer leads, which may be empty.
fn coming_back(next: &str) -> Markup {
    html! { @if !next.is_empty() { input type="hidden" name="next" value=(next); } }
}

/// Where nothing is done.
fn left_alone<'p>(next: &'p str, page: &'p str) -> &'p str {
    if next.is_empty() { page } else { next }
}

const PATH: &str = "/settings/users";

/// Somebody's page.
pub(super) fn page_of(actor: &Actor, user: UserId) -> String {
    format!("/{}{PATH}/{user}", actor.workspace.slug)
}
