use maud::{Markup, html};

use super::keys::keys_button;
use super::{Avatar, Button, Icon, Presence, Toast, beside, form_in_place, icon};
use crate::types::AvailabilityWord;

/// Who one is, which changes in place.
const ME: &str = "me";
/// The same on a phone, where the rest lies behind a button.
const MY_PICTURE: &str = "my-picture";

/// What stands beside every page of a workspace: where one can go, and who one is.
#[derive(Clone, Copy, Debug)]
pub struct SideBar<'s> {
    pub title: &'s str,
    pub subtitle: &'s str,
    pub home: &'s str,
    pub groups: &'s [Group<'s>],
    pub person: Option<Person<'s>>,
}

#[derive(Clone, Copy, Debug)]
pub struct Group<'s> {
    pub name: &'s str,
    /// The first group needs no heading to be told apart.
    pub heading_hidden: bool,
    pub places: &'s [Place<'s>],
}

#[derive(Clone, Copy, Debug)]
pub struct Place<'s> {
    pub name: &'s str,
    pub address: &'s str,
    pub icon: Icon,
    pub count: Option<&'s str>,
    pub current: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Person<'s> {
    pub name: &'s str,
    pub presence: Presence,
    /// Where they say the contrary of it.
    pub availability: &'s str,
    pub profile: &'s str,
    pub profile_is_current: bool,
    pub sign_out: &'s str,
}

/// On a phone it is a bar at the top, and the places lie behind its button.
pub fn side_bar(bar: &SideBar<'_>) -> Markup {
    html! {
        a.skip href="#main" { "Skip to the page" }
        header.side {
            button.button.quiet.picture.menu type="button" popovertarget="places" title="Menu" {
                (icon(Icon::Menu)) span.visually-hidden { "Menu" }
            }
            a.brand href=(bar.home) {
                span.tile aria-hidden="true" { (initial(bar.title)) }
                span { strong { (bar.title) } " " small { (bar.subtitle) } }
            }
            @if let Some(me) = &bar.person { (my_picture(me)) }
            // A popover on a phone only: where there is room the stylesheet shows it in its place.
            div.places id="places" popover {
                @for group in bar.groups.iter().filter(|group| !group.places.is_empty()) { (places(group)) }
                @if let Some(me) = &bar.person { (person(me)) }
            }
        }
    }
}

fn places(group: &Group<'_>) -> Markup {
    html! {
        nav aria-label=(group.name) {
            @if !group.heading_hidden { p.heading aria-hidden="true" { (group.name) } }
            @for place in group.places {
                a href=(place.address) aria-current=[place.current.then_some("page")] {
                    (icon(place.icon)) (place.name)
                    @if let Some(count) = place.count { " " span.count { (count) } }
                }
            }
        }
    }
}

fn my_picture(me: &Person<'_>) -> Markup {
    html! { div.my-picture id=(MY_PICTURE) { (Avatar::of(me.name).with(me.presence)) } }
}

fn person(me: &Person<'_>) -> Markup {
    html! {
        div.me id=(ME) {
            div.person {
                // The word is said below.
                span aria-hidden="true" { (Avatar::of(me.name).with(me.presence)) }
                div {
                    a.name href=(me.profile) title="Your profile" aria-current=[me.profile_is_current.then_some("page")] {
                        (me.name) span.visually-hidden { " (your profile)" }
                    }
                    (presence_button(me))
                }
            }
            (keys_button())
            form method="post" action=(me.sign_out) { (Button::picture(Icon::LogOut, "Sign out")) }
        }
    }
}

/// Says how it is, and changes it to the contrary. On the profile the page comes again, since it shows
/// the same in a form.
fn presence_button(me: &Person<'_>) -> Markup {
    let (next, does) = if me.presence.availability.is_away() {
        (AvailabilityWord::Available, "set yourself to available")
    } else {
        (AvailabilityWord::Away, "set yourself to away")
    };
    let inside = html! {
        input type="hidden" name="availability" value=(next.as_str());
        button.below title="Change it with one press" { (me.presence.words()) span.visually-hidden { " (" (does) ")" } }
    };
    html! {
        @if me.profile_is_current { form method="post" action=(me.availability) { (inside) } }
        @else { (form_in_place(me.availability, ME, inside)) }
    }
}

/// For an answer to htmx, once somebody has changed how it is with them.
pub(super) fn me_again(me: &Person<'_>, toast: &Toast) -> (&'static str, Markup) {
    let again = html! { (person(me)) (beside(MY_PICTURE, &my_picture(me))) (toast.partial()) };
    (ME, again)
}

/// The letter on a tile.
pub fn initial(name: &str) -> char {
    name.chars()
        .next()
        .map_or('M', |first| first.to_uppercase().next().unwrap_or(first))
}
