use chrono::{DateTime, Utc};
use maud::{Markup, html};

/// A point in time as people read it.
pub fn time(at: DateTime<Utc>) -> Markup {
    html! {
        time datetime=(at.format("%Y-%m-%dT%H:%M:%SZ")) { (at.format("%-d %B %Y, %H:%M")) " UTC" }
    }
}
