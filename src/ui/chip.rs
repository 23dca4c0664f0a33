use maud::{Markup, Render, html};

use super::{Icon, Tone, icon};

/// One of several things that somebody or something has: a role, a team, an address.
#[derive(Clone, Copy, Debug)]
pub struct Chip<'c> {
    text: &'c str,
    tone: Tone,
    from: Option<&'c str>,
    removed_by: Option<(&'c str, &'c str)>,
    leads_to: Option<&'c str>,
}

impl<'c> Chip<'c> {
    pub const fn new(text: &'c str) -> Self {
        Self {
            text,
            tone: Tone::Plain,
            from: None,
            removed_by: None,
            leads_to: None,
        }
    }

    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Where it comes from.
    #[must_use]
    pub const fn from(mut self, from: &'c str) -> Self {
        self.from = Some(from);
        self
    }

    /// Where there is more about it.
    #[must_use]
    pub const fn leads_to(mut self, address: &'c str) -> Self {
        self.leads_to = Some(address);
        self
    }

    /// Its cross submits the form around it with this field.
    #[must_use]
    pub const fn removed_by(mut self, name: &'c str, value: &'c str) -> Self {
        self.removed_by = Some((name, value));
        self
    }
}

impl Render for Chip<'_> {
    fn render(&self) -> Markup {
        html! {
            span class={ "chip" (self.tone.class()) } {
                @if let Some(address) = self.leads_to { a href=(address) { (self.text) } } @else { (self.text) }
                @if let Some(from) = self.from { span.from { "from " (from) } }
                @if let Some((name, value)) = self.removed_by {
                    button.remove name=(name) value=(value) title={ "Remove " (self.text) } {
                        (icon(Icon::X)) span.visually-hidden { "Remove " (self.text) }
                    }
                }
            }
        }
    }
}

/// Chips one after the other, or a word where there is none.
pub fn chips<'c>(chips: impl IntoIterator<Item = Chip<'c>>, none: &str) -> Markup {
    let mut chips = chips.into_iter().peekable();
    html! {
        @if chips.peek().is_some() { div.chips { @for chip in chips { (chip) } } }
        @else { span.muted { (none) } }
    }
}

/// A state, in a word.
pub fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "badge" (tone.class()) } { (text) } }
}

pub fn badge_with(picture: Icon, tone: Tone, text: &str) -> Markup {
    html! { span class={ "badge" (tone.class()) } { (icon(picture)) (text) } }
}
