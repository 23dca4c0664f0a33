use maud::{Markup, Render, html};

/// A part of a page under its own title.
pub fn card(title: &str, content: impl Render) -> Markup {
    card_with(title, html! {}, content)
}

/// The same with something to do across from the title.
pub fn card_with(title: &str, beside: impl Render, content: impl Render) -> Markup {
    html! {
        section.card.padded {
            header { h2 { (title) } (beside) }
            (content)
        }
    }
}

/// What is known about something, name by name.
pub fn facts(facts: &[(&str, &dyn Render)]) -> Markup {
    html! {
        dl.facts { @for (name, value) in facts { dt { (name) } dd { (value) } } }
    }
}
