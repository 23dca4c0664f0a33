use maud::{Markup, html};

use super::{listing, words};

const CONFIG: &str = include_str!("auth_request.conf");

/// Every line of the configuration ran in nginx in front of a static file.
pub(super) fn chapter() -> Markup {
    html! {
        p { "TODO" }
        (listing("A configuration of nginx", CONFIG))
        (words(""))
    }
}
