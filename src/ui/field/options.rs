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
    options_with_more(group, ("", &[]))
}

/// Some more of them, behind a word that brings them out. They are out where one of them is picked.
pub fn options_with_more(group: &Options<'_>, (word, more): (&str, &[RadioOption<'_>])) -> Markup {
    let is_picked = more.iter().any(|option| option.value == group.value);
    let error_id = format!("{}-error", group.name);
    html! {
        fieldset.field id=(group.name) aria-describedby=[group.error.map(|_| &error_id)] {
            legend { (group.label) }
            div.options {
                @for (number, option) in group.options.iter().enumerate() { (card(group, option, number == 0)) }
            }
            @if !more.is_empty() {
                details.more open[is_picked] {
                    summary { (word) }
                    div.options { @for option in more { (card(group, option, false)) } }
                }
            }
            @if let Some(mistake) = group.error {
                p.error id=(error_id) { (icon(Icon::Alert)) span { (mistake.text) } }
            }
        }
    }
}

fn card(group: &Options<'_>, option: &RadioOption<'_>, is_first: bool) -> Markup {
    let id = format!("{}-{}", group.name, option.value);
    let takes_focus = is_first && group.error.is_some_and(|error| error.takes_focus);
    html! {
        div.option {
            input type="radio" id=(id) name=(group.name) value=(option.value)
                checked[option.value == group.value] disabled[option.refused.is_some()]
                aria-describedby={ (id) "-hint" } autofocus[takes_focus];
            div {
                label for=(id) { (option.label) }
                p.hint id={ (id) "-hint" } { (option.refused.unwrap_or(option.text)) }
            }
        }
    }
}
