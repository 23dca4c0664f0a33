use maud::{DOCTYPE, Markup, html};

use super::assets::asset;
use super::{Icon, Page, Tone, icon};

/// A whole page around its body; `besides` goes into its head.
pub(super) fn document(title: &str, besides: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" type="image/svg+xml" href=(asset("icon.svg"));
                link rel="preload" as="font" type="font/woff2" crossorigin href=(asset("inter-latin.woff2"));
                link rel="stylesheet" href=(asset("muster.css"));
                // The page's policy allows no style that a script brings.
                meta name="htmx-config" content=r#"{"includeIndicatorCSS": false}"#;
                (besides)
                script defer src=(asset("htmx.min.js")) {}
                script defer src=(asset("muster.js")) {}
            }
            body { (body) }
        }
    }
}

/// A page with one card and one thing to do, for whoever isn't inside a workspace.
pub struct Door<'t> {
    pub title: &'t str,
    /// The letter on the tile, from whose door it is.
    pub letter: char,
    pub content: Markup,
}

/// A page without a workspace around it that needs more room than a card.
pub fn plain(title: &str, content: &Markup) -> Page {
    let main = html! { main.plain id="main" { (content) } };
    Page::new(title.to_owned(), "alone", html! {}, main)
}

pub fn door(door: &Door<'_>) -> Page {
    drawn(door, "door")
}

/// For a form whose rows need room.
pub fn wide_door(door: &Door<'_>) -> Page {
    drawn(door, "door wide")
}

/// One that doesn't open the way somebody expected. A picture says so before the words do.
pub fn shut_door(title: &str, (picture, tone): (Icon, Tone), content: &Markup) -> Page {
    let look = match tone {
        Tone::Plain => " plain",
        other => other.class(),
    };
    let mark = html! { span class={ "tile large" (look) } aria-hidden="true" { (icon(picture)) } };
    carded(title, "door", &html! { (mark) (content) })
}

fn drawn(door: &Door<'_>, class: &str) -> Page {
    let mark = html! { span.tile.large aria-hidden="true" { (door.letter) } };
    carded(door.title, class, &html! { (mark) (door.content) })
}

fn carded(title: &str, class: &str, content: &Markup) -> Page {
    let main = html! { main class=(class) id="main" { section.card { (content) } } };
    Page::new(title.to_owned(), "alone", html! {}, main)
}
