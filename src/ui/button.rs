use maud::{Markup, Render, html};

use super::{Icon, icon};

/// Something to do, as a verb. One primary button a page.
#[derive(Clone, Copy, Debug)]
pub struct Button<'b> {
    label: &'b str,
    look: &'static str,
    icon: Option<Icon>,
    wordless: bool,
    size: &'static str,
    does: Does<'b>,
    named: Option<(&'b str, &'b str)>,
    form: Option<&'b str>,
    key: Option<char>,
    refused: Option<&'b str>,
}

#[derive(Clone, Copy, Debug)]
enum Does<'b> {
    Submit,
    LeadTo(&'b str),
    Ask(&'b str),
    Open(&'b str),
    Show(&'b str),
    Replace(&'b str, &'b str),
    AskAgain(&'b str),
}

impl<'b> Button<'b> {
    /// The one thing to do next.
    pub const fn primary(label: &'b str) -> Self {
        Self::new(label, " primary")
    }

    pub const fn plain(label: &'b str) -> Self {
        Self::new(label, "")
    }

    /// Without a border, for what is rarely wanted or stands in every row.
    pub const fn quiet(label: &'b str) -> Self {
        Self::new(label, " quiet")
    }

    /// Leads to something that can't be undone, and asks before.
    pub const fn danger(label: &'b str) -> Self {
        Self::new(label, " danger")
    }

    /// Does what can't be undone.
    pub const fn destructive(label: &'b str) -> Self {
        Self::new(label, " primary bad")
    }

    /// A picture whose name is read aloud and shown under the pointer.
    pub const fn picture(icon: Icon, label: &'b str) -> Self {
        let mut button = Self::new(label, " quiet picture");
        button.icon = Some(icon);
        button.wordless = true;
        button
    }

    const fn new(label: &'b str, look: &'static str) -> Self {
        Self {
            label,
            look,
            icon: None,
            wordless: false,
            size: "",
            does: Does::Submit,
            named: None,
            form: None,
            key: None,
            refused: None,
        }
    }

    #[must_use]
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    #[must_use]
    pub const fn small(mut self) -> Self {
        self.size = " small";
        self
    }

    /// As wide as the card it ends.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.size = " wide";
        self
    }

    #[must_use]
    pub const fn leads_to(mut self, address: &'b str) -> Self {
        self.does = Does::LeadTo(address);
        self
    }

    /// Leads to a page that asks something; with scripts its dialog comes over this page instead
    /// (`Page::or_over_the_page`).
    #[must_use]
    pub const fn asks_at(mut self, address: &'b str) -> Self {
        self.does = Does::Ask(address);
        self
    }

    /// Opens the dialog with this id that the page has already.
    #[must_use]
    pub const fn opens(mut self, dialog: &'b str) -> Self {
        self.does = Does::Open(dialog);
        self
    }

    /// Shows the popover with this id.
    #[must_use]
    pub(super) const fn shows(mut self, popover: &'b str) -> Self {
        self.does = Does::Show(popover);
        self
    }

    /// Submits the form around it to its own address; with scripts the answer replaces the part with
    /// this id.
    #[must_use]
    pub const fn replaces(mut self, action: &'b str, part: &'b str) -> Self {
        self.does = Does::Replace(action, part);
        self
    }

    /// Asks for the page at this address with what stands in the form, and changes nothing. A form's
    /// first button is what Enter presses, so this one comes after it.
    #[must_use]
    pub const fn asks_again_at(mut self, address: &'b str) -> Self {
        self.does = Does::AskAgain(address);
        self
    }

    /// What the form sends for this button.
    #[must_use]
    pub const fn sends(mut self, name: &'b str, value: &'b str) -> Self {
        self.named = Some((name, value));
        self
    }

    /// Submits the form with this id from outside of it.
    #[must_use]
    pub const fn of_form(mut self, id: &'b str) -> Self {
        self.form = Some(id);
        self
    }

    /// The key that does the same.
    #[must_use]
    pub const fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }

    /// Stays reachable, does nothing and says why.
    #[must_use]
    pub const fn refused(mut self, why: &'b str) -> Self {
        self.refused = Some(why);
        self
    }

    fn inside(&self) -> Markup {
        html! {
            @if let Some(picture) = self.icon { (icon(picture)) }
            @if self.wordless { span.visually-hidden { (self.label) } } @else { (self.label) }
            @if let (Does::Show(_), false) = (self.does, self.wordless) { (icon(Icon::ChevronDown)) }
            @if let Some(why) = self.refused { span.visually-hidden { ": " } span.reason { (why) } }
        }
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let class = format!("button{}{}", self.look, self.size);
        let title = (self.wordless && self.refused.is_none()).then_some(self.label);
        let (name, value) = self.named.unzip();
        if self.refused.is_some() {
            return html! { button class=(class) type="button" aria-disabled="true" { (self.inside()) } };
        }
        html! {
            @match self.does {
                Does::LeadTo(address) => a class=(class) href=(address) title=[title] data-key=[self.key] { (self.inside()) },
                Does::Ask(address) => a class=(class) href=(address) title=[title] data-key=[self.key]
                    hx-get=(address) hx-target="#dialogs" hx-swap="innerHTML" { (self.inside()) },
                Does::Open(dialog) => button class=(class) type="button" title=[title] data-key=[self.key]
                    command="show-modal" commandfor=(dialog) { (self.inside()) },
                Does::Show(popover) => button class=(class) type="button" title=[title] popovertarget=(popover) { (self.inside()) },
                Does::Replace(action, part) => button class=(class) title=[title] name=[name] value=[value]
                    hx-post=(action) hx-target={ "#" (part) } hx-swap="outerMorph" { (self.inside()) },
                Does::AskAgain(address) => button class=(class) title=[title] formaction=(address) formmethod="get" formnovalidate { (self.inside()) },
                Does::Submit => button class=(class) title=[title] name=[name] value=[value] form=[self.form] { (self.inside()) },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(button: Button<'_>) -> String {
        button.render().into_string()
    }

    #[test]
    fn what_is_refused_sends_nothing_leads_nowhere_and_says_why() {
        let why = "All 5 seats are in use.";
        let button = Button::primary("Invite people")
            .leads_to("/invite")
            .sends("a", "b");
        let shown = drawn(button.refused(why));
        assert!(
            shown.starts_with(
                "<button class=\"button primary\" type=\"button\" aria-disabled=\"true\">"
            ),
            "{shown}"
        );
        assert!(
            shown.contains(why) && !shown.contains("/invite") && !shown.contains("name="),
            "{shown}"
        );
    }

    #[test]
    fn what_asks_is_a_link_to_a_page_first() {
        let shown = drawn(Button::danger("Deactivate").asks_at("/deactivate"));
        assert!(
            shown.starts_with("<a class=\"button danger\" href=\"/deactivate\""),
            "{shown}"
        );
        assert!(
            shown.contains("hx-get=\"/deactivate\" hx-target=\"#dialogs\""),
            "{shown}"
        );
    }

    #[test]
    fn a_picture_has_a_name() {
        let shown = drawn(Button::picture(Icon::X, "Close"));
        assert!(
            shown.contains("title=\"Close\"") && shown.contains(">Close</span>"),
            "{shown}"
        );
    }
}
