use maud::{Markup, html};

use super::super::{Icon, Mistake, icon};

/// One of a few, each with a sentence that helps to choose.
#[derive(Clone, Copy, Debug)]
pub struct Options<'f> {
    pub name: &'f str,
    pub label: &'f str,
    pub options: &'f [RadioOption<'f>],
    /// The one that is picked.
    pub value: &'f str,
    pub error: Option<Mistake<'f>>,
}

#[derive(Clone, Copy, Debug)]
pub struct RadioOption<'f> {
    pub value: &'f str,
    pub label: &'f str,
    pub text: &'f str,
    /// Why it can't be picked.
    pub refused: Option<&'f str>,
}

pub fn options(group: &Options<'_>) -> Markup {
    let error_id = format!("{}-error", group.name);
    html! {
        fieldset.field id=(group.name) aria-describedby=[group.error.map(|_| &error_id)] {
            legend { (group.label) }
            div.options {
                @for (number, option) in group.options.iter().enumerate() {
                    @let id = format!("{}-{}", group.name, option.value);
                    div.option {
                        input type="radio" id=(id) name=(group.name) value=(option.value)
                            checked[option.value == group.value] disabled[option.refused.is_some()]
                            aria-describedby={ (id) "-hint" }
                            autofocus[number == 0 && group.error.is_some_and(|error| error.takes_focus)];
                        div {
                            label for=(id) { (option.label) }
                            p.hint id={ (id) "-hint" } { (option.refused.unwrap_or(option.text)) }
                        }
                    }
                }
            }
            @if let Some(mistake) = group.error {
                p.error id=(error_id) { (icon(Icon::Alert)) span { (mistake.text) } }
            }
        }
    }
}
