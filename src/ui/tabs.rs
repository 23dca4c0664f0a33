use maud::{Markup, html};

/// One view of several on the same things.
#[derive(Clone, Copy, Debug)]
pub struct Tab<'t> {
    pub title: &'t str,
    pub address: &'t str,
    pub count: Option<&'t str>,
    pub current: bool,
}

pub fn tabs(label: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for tab in tabs {
                a href=(tab.address) aria-current=[tab.current.then_some("page")] {
                    (tab.title)
                    @if let Some(count) = tab.count { " " span.count { (count) } }
                }
            }
        }
    }
}
