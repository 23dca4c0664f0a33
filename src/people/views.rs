//! Choosing somebody in a form.
//!
//! Without scripts the form has a button that asks for the same page again with who was found; with
//! them they appear below the box as a name is typed. Who is chosen is a radio button either way.

mod offered;

pub use offered::{ABOVE, offered};

use maud::{Markup, html};

use super::model::Found;
use crate::access::Actor;
use crate::types::{UserId, UserStatus};
use crate::ui::{self, Avatar, Button, Field, Icon, Kind, Mistake, Tone};

/// One for a page and a field. What is typed into its box comes back as `{name}_q`.
#[derive(Clone, Copy, Debug)]
pub struct PersonPicker<'p> {
    pub actor: &'p Actor,
    pub name: &'p str,
    pub label: &'p str,
    pub hint: &'p str,
    /// What nobody is called here: `Nobody`.
    pub none: &'p str,
    pub chosen: Option<&'p Found>,
    /// What is typed to find somebody else,
    pub typed: &'p str,
    /// and who that is.
    pub found: &'p [Found],
    /// The page of the form, which shows who was found where there are no scripts.
    pub find_at: &'p str,
    pub error: Option<Mistake<'p>>,
}

pub fn person_picker(picker: &PersonPicker<'_>) -> Markup {
    let name = picker.name;
    let error = format!("{name}-error");
    let takes_focus = picker.error.is_some_and(|mistake| mistake.takes_focus);
    html! {
        fieldset.field.person-picker id=(name) aria-describedby=[picker.error.map(|_| &error)] {
            legend { (picker.label) }
            div.choices {
                @if let Some(person) = picker.chosen { (choice(name, person, Choice { checked: true, takes_focus })) }
                (nobody(picker, takes_focus && picker.chosen.is_none()))
            }
            @if let Some(mistake) = picker.error { p.error id=(error) { (ui::icon(Icon::Alert)) span { (mistake.text) } } }
            (search_box(picker))
            div.choices id={ (name) "-found" } { (found_people(picker)) }
            (news(name, &html! {}))
        }
    }
}

fn nobody(picker: &PersonPicker<'_>, takes_focus: bool) -> Markup {
    let id = format!("{}-none", picker.name);
    html! {
        label.choice for=(id) {
            input type="radio" id=(id) name=(picker.name) value="" checked[picker.chosen.is_none()] autofocus[takes_focus];
            span.muted { (picker.none) }
        }
    }
}

/// With scripts its button isn't needed, and Enter goes to the first who was found.
fn search_box(picker: &PersonPicker<'_>) -> Markup {
    let name = picker.name;
    let typed = format!("{name}_q");
    let kept = picker.chosen.map(|chosen| chosen.id.to_string());
    let search = format!("/{}/settings/people", picker.actor.workspace.slug);
    let fields = [
        ("field", name),
        ("kept", kept.as_deref().unwrap_or_default()),
    ];
    html! {
        div.search-row hx-get=(ui::address_asking(&search, &fields)) hx-target={ "#" (name) "-found" }
            hx-trigger={ "input changed delay:200ms from:#" (typed) } hx-swap="innerHTML" hx-sync="this:replace"
            // What is typed, and who of those found is chosen already, who stays.
            hx-include={ "#" (typed) ", #" (name) "-found" } {
            (ui::field(&Field {
                name: &typed, id: Some(&typed), label: if picker.chosen.is_some() { "Somebody else" } else { "Find somebody" },
                kind: Kind::Search, value: picker.typed, hint: Some(picker.hint).filter(|hint| !hint.is_empty()),
                placeholder: Some("Name or email"), ..Field::default()
            }))
            (Button::plain("Find").asks_again_at(picker.find_at))
        }
    }
}

fn found_people(picker: &PersonPicker<'_>) -> Markup {
    let kept = picker.chosen.map(|chosen| chosen.id);
    let found = Hits {
        name: picker.name,
        typed: picker.typed,
        found: picker.found,
        kept,
        picked: None,
    };
    found.shown()
}

/// Who was found, for the box of a field.
pub(super) struct Hits<'h> {
    pub name: &'h str,
    pub typed: &'h str,
    pub found: &'h [Found],
    /// Who is above them in the form, and isn't shown again.
    pub kept: Option<UserId>,
    /// Who is chosen among those found before, and so stays.
    pub picked: Option<&'h Found>,
}

impl Hits<'_> {
    /// What the box shows below it as somebody types, with how many they are for who can't see it.
    pub(super) fn answer(&self) -> Markup {
        let said = match (self.others().count(), self.typed.trim()) {
            (_, "") => String::new(),
            (0, _) => "Nobody found.".to_owned(),
            (1, _) => "1 person found.".to_owned(),
            (count, _) => format!("{count} people found."),
        };
        let id = format!("{}-news", self.name);
        html! { (self.shown()) (ui::beside(&id, &news(self.name, &html! { (said) }))) }
    }

    fn shown(&self) -> Markup {
        let picked = Choice {
            checked: true,
            takes_focus: false,
        };
        html! {
            @if let Some(person) = self.picked { (choice(self.name, person, picked)) }
            @for person in self.others() { (choice(self.name, person, Choice::default())) }
            @if self.others().next().is_none() && !self.typed.trim().is_empty() {
                p.muted.small { "Nobody else fits “" (self.typed.trim()) "”." }
            }
        }
    }

    fn others(&self) -> impl Iterator<Item = &Found> {
        let shown = [self.kept, self.picked.map(|picked| picked.id)];
        self.found
            .iter()
            .filter(move |found| !shown.contains(&Some(found.id)))
    }
}

fn news(name: &str, said: &Markup) -> Markup {
    html! { p.visually-hidden id={ (name) "-news" } role="status" { (said) } }
}

#[derive(Clone, Copy, Default)]
struct Choice {
    checked: bool,
    takes_focus: bool,
}

fn choice(name: &str, person: &Found, choice: Choice) -> Markup {
    let id = format!("{name}-{}", person.id);
    html! {
        label.choice for=(id) {
            input type="radio" id=(id) name=(name) value=(person.id) checked[choice.checked] autofocus[choice.takes_focus];
            (Avatar::of(&person.name).small())
            span {
                (person.name)
                @if person.name != person.email { " " span.muted.small { (person.email) } }
                @match person.status {
                    UserStatus::Active => {}
                    UserStatus::Pending => { " " (ui::badge(Tone::Wait, "Invited")) }
                    UserStatus::Inactive => { " " (ui::badge(Tone::Plain, "Deactivated")) }
                }
            }
        }
    }
}
