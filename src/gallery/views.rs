use maud::html;

use crate::ui::{self, Page};

pub(super) fn components() -> Page {
    ui::door(&ui::Door {
        title: "Components",
        letter: 'M',
        content: html! { h1 { "Components" } },
    })
}
