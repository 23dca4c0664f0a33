use maud::{Markup, html};

use crate::types::PersonName;

/// Initials on one of five grounds, always the same for the same name.
pub fn avatar(name: &str) -> Markup {
    let initials = PersonName::parse(name)
        .map(|name| name.initials())
        .unwrap_or_default();
    let ground = name.bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    html! {
        span class=(format!("avatar ground-{}", ground % 5)) aria-hidden="true" { (initials) }
    }
}
