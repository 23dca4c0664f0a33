use maud::{Markup, Render, html};

use super::{Icon, Tone, icon};

/// Something about the whole page that stays until it is no longer so.
#[derive(Clone, Debug)]
pub struct Banner<'b> {
    tone: Tone,
    text: &'b str,
    action: Option<Markup>,
}

impl<'b> Banner<'b> {
    pub const fn new(tone: Tone, text: &'b str) -> Self {
        Self {
            tone,
            text,
            action: None,
        }
    }

    #[must_use]
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }
}

impl Render for Banner<'_> {
    fn render(&self) -> Markup {
        let picture = match self.tone {
            Tone::Plain | Tone::Accent => Icon::Info,
            Tone::Good => Icon::CircleCheck,
            Tone::Wait => Icon::Clock,
            Tone::Bad => Icon::Alert,
        };
        html! {
            div class={ "banner" (self.tone.class()) } {
                (icon(picture))
                p { (self.text) }
                @if let Some(action) = &self.action { div.action { (action) } }
            }
        }
    }
}
