use maud::{Markup, html};

/// Yes or no. A form sends `on` for yes and nothing for no.
#[derive(Clone, Copy, Debug, Default)]
pub struct Toggle<'t> {
    pub name: &'t str,
    pub label: &'t str,
    pub hint: Option<&'t str>,
    pub on: bool,
    /// Why it can't be changed.
    pub refused: Option<&'t str>,
    /// Its name, unless a page has several of that name.
    pub id: Option<&'t str>,
    /// `on`, unless several of that name are told apart by it.
    pub value: Option<&'t str>,
}

/// For what takes effect with the form around it.
pub fn checkbox(toggle: &Toggle<'_>) -> Markup {
    drawn(toggle, "checkbox", None)
}

/// For a setting that is on or off.
pub fn switch(toggle: &Toggle<'_>) -> Markup {
    drawn(toggle, "switch", Some("switch"))
}

/// One that is saved as it is switched, and the answer replaces the part with this id; without scripts it
/// has a button.
pub fn switch_in_place(toggle: &Toggle<'_>, action: &str, part: &str) -> Markup {
    html! {
        form method="post" action=(action) hx-post=(action) hx-target={ "#" (part) }
            hx-swap="outerMorph" hx-trigger="change, submit" {
            (switch(toggle))
            button.button.small.without-script { "Save" span.visually-hidden { " " (toggle.label.to_lowercase()) } }
        }
    }
}

fn drawn(toggle: &Toggle<'_>, class: &str, role: Option<&str>) -> Markup {
    let id = toggle.id.unwrap_or(toggle.name);
    let below = toggle.refused.or(toggle.hint);
    html! {
        div.toggle {
            input class=(class) type="checkbox" role=[role] id=(id) name=(toggle.name) value=[toggle.value]
                checked[toggle.on] disabled[toggle.refused.is_some()]
                aria-describedby=[below.map(|_| format!("{id}-hint"))];
            div {
                label for=(id) { (toggle.label) }
                @if let Some(below) = below { p.hint id={ (id) "-hint" } { (below) } }
            }
        }
    }
}
