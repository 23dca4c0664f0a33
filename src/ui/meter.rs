use maud::{Markup, html};

/// How much of something is in use.
pub fn meter(label: &str, used: u32, of: u32) -> Markup {
    html! {
        label.meter {
            span { (used) " of " (of) " " (label) }
            // Green until the last tenth, so that it says early what is going to be refused.
            meter min="0" max=(of) high={ (of * 9 / 10) ".5" } optimum="0" value=(used) { (used) " of " (of) }
        }
    }
}

/// Long work, with counts. Without a total nobody knows yet how long.
pub fn progress(label: &str, done: u32, of: Option<u32>) -> Markup {
    html! {
        label.meter {
            span {
                (label)
                @if let Some(of) = of { " " span.muted { (done) " of " (of) } }
            }
            progress max=[of] value=[of.map(|_| done)] {}
        }
    }
}

/// Where somebody is in something that takes several pages; `current` counts from 0.
pub fn steps(names: &[&str], current: usize) -> Markup {
    html! {
        ol.steps {
            @for (number, name) in names.iter().enumerate() {
                li.done[number < current] aria-current=[(number == current).then_some("step")] {
                    (name)
                    @if number < current { span.visually-hidden { ", done" } }
                }
            }
        }
    }
}

/// Something that goes on, with a word for what.
pub fn spinner(text: &str) -> Markup {
    html! { span.waiting role="status" { span.spinner aria-hidden="true" {} (text) } }
}
