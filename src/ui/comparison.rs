use maud::{Markup, html};

/// What something was and what it became. A side without lines wasn't there.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'c> {
    pub label: &'c str,
    pub before: &'c [String],
    pub after: &'c [String],
}

/// Before and after side by side; of two lists, what left the one and came into the other is marked.
pub fn comparison(compared: &[Compared<'_>]) -> Markup {
    html! {
        ul.compared {
            @for one in compared {
                li {
                    strong { (one.label) }
                    dl {
                        div { dt { "Before" } dd { (side(one.before, |line| one.after.contains(line), Mark::Gone)) } }
                        div { dt { "After" } dd { (side(one.after, |line| one.before.contains(line), Mark::New)) } }
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Mark {
    Gone,
    New,
}

fn side(lines: &[String], stayed: impl Fn(&String) -> bool, mark: Mark) -> Markup {
    match lines {
        [] => html! { span.muted { "Nothing" } },
        [line] => html! { (line) },
        lines => html! {
            ul {
                @for line in lines {
                    li {
                        @match (stayed(line), mark) {
                            (true, _) => (line),
                            (false, Mark::Gone) => del { (line) },
                            (false, Mark::New) => ins { (line) },
                        }
                    }
                }
            }
        },
    }
}
