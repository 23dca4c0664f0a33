use maud::{Markup, Render, html};

use super::{Icon, icon};

/// A column's head. Cells know nothing of it: a row comes ready, and its cells say what they are by
/// class (`main`, `beside`, `end`, `wide-only`), because on a phone a row is an entry of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column<'c> {
    title: &'c str,
    class: &'static str,
    title_hidden: bool,
    picks_all: bool,
    sort: Option<(&'c str, Option<Direction>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

impl<'c> Column<'c> {
    pub const fn new(title: &'c str) -> Self {
        Self {
            title,
            class: "",
            title_hidden: false,
            picks_all: false,
            sort: None,
        }
    }

    /// For a column that its cells explain, such as the actions at the end of a row.
    #[must_use]
    pub const fn untitled(mut self) -> Self {
        self.title_hidden = true;
        self
    }

    /// Aligned to the right, as numbers are.
    #[must_use]
    pub const fn end(mut self) -> Self {
        self.class = "end";
        self
    }

    /// Where the list is sorted by this, or the other way round if it is already.
    #[must_use]
    pub const fn sorted_at(mut self, address: &'c str, now: Option<Direction>) -> Self {
        self.sort = Some((address, now));
        self
    }

    /// A box in every row, and one here for all of them.
    pub const fn picks() -> Self {
        let mut column = Self::new("Pick all on this page");
        column.picks_all = true;
        column
    }
}

impl Render for Column<'_> {
    fn render(&self) -> Markup {
        if self.picks_all {
            return html! {
                th.pick scope="col" {
                    input.checkbox.with-script type="checkbox" aria-label=(self.title) data-picks-all;
                }
            };
        }
        let sorted = self.sort.and_then(|(_, direction)| direction);
        let (said, arrow) = match sorted {
            Some(Direction::Ascending) => (Some("ascending"), Some(Icon::ArrowUp)),
            Some(Direction::Descending) => (Some("descending"), Some(Icon::ArrowDown)),
            None => (None, None),
        };
        let class = (!self.class.is_empty()).then_some(self.class);
        html! {
            th class=[class] scope="col" aria-sort=[said] {
                @match self.sort {
                    Some((address, _)) => a href=(address) { (self.title) @if let Some(arrow) = arrow { (icon(arrow)) } },
                    None => span.visually-hidden[self.title_hidden] { (self.title) },
                }
            }
        }
    }
}

pub fn table(caption: &str, columns: &[Column<'_>], rows: &Markup) -> Markup {
    html! {
        div.table {
            table {
                caption.visually-hidden { (caption) }
                thead { tr { @for column in columns { (column) } } }
                tbody { (rows) }
            }
        }
    }
}

/// What the form below a list of rows to pick is called, since a row has forms of its own and stands in none.
const BULK: &str = "bulk";

/// The first cell of a row that can be picked; `bulk` sends `id` for each that is.
pub fn pick(id: &str, whom: &str) -> Markup {
    html! {
        td.pick { input.checkbox type="checkbox" name="id" value=(id) form=(BULK) aria-label={ "Pick " (whom) }; }
    }
}

/// What can be done with one row, at its end.
pub fn row_actions(actions: impl Render) -> Markup {
    html! { div.row-actions { (actions) } }
}

/// Below a table of rows to pick: what can be done with those picked. It asks at `address` first; with
/// scripts its dialog comes over the page.
pub fn bulk(address: &str, actions: impl Render) -> Markup {
    html! {
        form.bulk id=(BULK) method="get" action=(address) aria-label="With those picked"
            hx-get=(address) hx-target="#dialogs" hx-swap="innerHTML" {
            // A script counts them.
            p { output { "With those picked" } }
            (actions)
        }
    }
}

/// Nothing where there is one page.
pub fn pagination(previous: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if previous.is_some() || next.is_some() {
            nav.pagination aria-label="Pages" {
                @if let Some(address) = previous { a.button.small href=(address) rel="prev" { (icon(Icon::ChevronLeft)) "Previous" } }
                @if let Some(address) = next { a.button.small href=(address) rel="next" { "Next" (icon(Icon::ChevronRight)) } }
            }
        }
    }
}
