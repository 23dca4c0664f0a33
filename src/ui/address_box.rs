//! A box for many email addresses. Without scripts it is a field of several lines. With scripts each
//! address becomes a chip as soon as it is typed, and the server is asked what is to be said about it.

use maud::{Markup, html};

use super::{Icon, Mistake, Tone, icon};

const ID: &str = "emails";

/// An address in the box.
#[derive(Clone, Debug)]
pub struct AddressChip<'b> {
    /// What the form sends for it.
    pub value: &'b str,
    pub text: &'b str,
    /// Whose it is, if that stood beside it.
    pub name: Option<&'b str>,
    pub tone: Tone,
    /// What is to be said about it, in a word or two.
    pub why: &'b str,
}

/// One for a page: its field is `emails`, which comes as often as there are chips.
#[derive(Clone, Debug)]
pub struct AddressBox<'b> {
    pub label: &'b str,
    pub chips: &'b [AddressChip<'b>],
    /// What isn't a chip yet.
    pub text: &'b str,
    /// About all of them together.
    pub error: Option<Mistake<'b>>,
    /// About each that something is to be said about: an `address_problem`.
    pub problems: &'b [Markup],
    /// Is sent the form around the box whenever chips come or go, and answers with `checked_addresses`.
    pub check: Option<&'b str>,
    pub takes_focus: bool,
}

impl AddressBox<'_> {
    /// Where its chips are, for `Page::part`.
    pub const CHIPS: &'static str = "emails-chips";

    fn drawn_chips(&self) -> Markup {
        html! { @for chip in self.chips { (drawn(chip)) } }
    }

    fn sentences(&self) -> Markup {
        html! {
            @if let Some(mistake) = self.error {
                p.error { (icon(Icon::Alert)) span { (mistake.text) } }
            }
            @for problem in self.problems { (problem) }
        }
    }

    fn is_wrong(&self) -> bool {
        self.error.is_some() || self.chips.iter().any(|chip| chip.tone == Tone::Bad)
    }
}

pub fn address_box(addresses: &AddressBox<'_>) -> Markup {
    let check = addresses.check;
    let lines = if addresses.text.is_empty() { 1 } else { 3 };
    html! {
        div.field.addresses hx-post=[check] hx-trigger=[check.map(|_| "recheck")]
            hx-target=[check.map(|_| "#emails-chips")] hx-swap=[check.map(|_| "innerHTML")]
            hx-sync=[check.map(|_| "closest form:replace")] {
            label for=(ID) { (addresses.label) }
            div.input.framed {
                ul.chips id=(AddressBox::CHIPS) aria-label="Addresses so far" { (addresses.drawn_chips()) }
                textarea id=(ID) name=(ID) rows=(lines) autocomplete="off" spellcheck="false" autocapitalize="off"
                    aria-describedby={ (ID) "-problems" } aria-invalid=[addresses.is_wrong().then_some("true")]
                    // The parser drops a line break right after the tag, and this one isn't typed.
                    autofocus[addresses.takes_focus] { "\n" (addresses.text) }
            }
            div.problems id={ (ID) "-problems" } aria-live="polite" { (addresses.sentences()) }
        }
    }
}

/// The chips as they are now, and the sentences about them: the answer to a check.
pub fn checked_addresses(addresses: &AddressBox<'_>) -> Markup {
    html! {
        (addresses.drawn_chips())
        hx-partial hx-target={ "#" (ID) "-problems" } hx-swap="innerHTML" { (addresses.sentences()) }
    }
}

fn drawn(chip: &AddressChip<'_>) -> Markup {
    html! {
        li class={ "chip" (chip.tone.class()) } title=[Some(chip.why).filter(|why| !why.is_empty())] {
            input type="hidden" name=(ID) value=(chip.value);
            span {
                (chip.text)
                @if let Some(name) = chip.name { " " span.from { (name) } }
                @if !chip.why.is_empty() { span.visually-hidden { ", " (chip.why) } }
            }
            button.remove.with-script type="button" aria-label={ "Remove " (chip.text) } { (icon(Icon::X)) }
        }
    }
}

/// A sentence about an address, with what can be done about it.
pub fn address_problem(tone: Tone, sentence: &Markup) -> Markup {
    html! { p class={ "error" (tone.class()) } { (icon(Icon::Alert)) span { (sentence) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_sends_what_was_typed_and_says_aloud_what_its_colour_says() {
        let chip = AddressChip {
            value: "Erik <erik@x.example>",
            text: "erik@x.example",
            name: Some("Erik"),
            tone: Tone::Bad,
            why: "already a member",
        };
        let shown = address_box(&AddressBox {
            label: "Email addresses",
            chips: &[chip],
            text: "",
            error: None,
            problems: &[],
            check: None,
            takes_focus: true,
        })
        .into_string();
        for part in [
            "name=\"emails\" value=\"Erik &lt;erik@x.example&gt;\"",
            "class=\"chip bad\" title=\"already a member\"",
            ", already a member",
            "aria-label=\"Remove erik@x.example\"",
            "aria-invalid=\"true\"",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        assert!(!shown.contains("hx-post"), "{shown}");
    }
}
