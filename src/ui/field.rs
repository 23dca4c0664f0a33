use maud::{Markup, html};

/// One text input with its label, and what is wrong with it.
pub struct Field<'f> {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: &'static str,
    pub value: &'f str,
    pub hint: Option<&'f str>,
    pub error: Option<&'f str>,
    pub autocomplete: &'static str,
}

pub fn field(field: &Field<'_>) -> Markup {
    let described = field
        .error
        .map(|_| format!("{}-error", field.name))
        .or_else(|| field.hint.map(|_| format!("{}-hint", field.name)));
    html! {
        div.field {
            label for=(field.name) { (field.label) }
            input.input id=(field.name) name=(field.name) type=(field.kind) value=(field.value)
                autocomplete=(field.autocomplete) aria-describedby=[described]
                aria-invalid=[field.error.map(|_| "true")];
            @if let Some(error) = field.error {
                p.error id={ (field.name) "-error" } { (error) }
            } @else if let Some(hint) = field.hint {
                p.hint id={ (field.name) "-hint" } { (hint) }
            }
        }
    }
}
