use maud::{Markup, html};

use super::keys::keys_button;
use super::{Avatar, Button, Icon, Presence, icon};

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
    /// Said below the name instead of the way to the profile, once somebody can be away.
    pub presence: Option<Presence>,
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
            @if let Some(me) = &bar.person { (Avatar::of(me.name)) }
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

fn person(me: &Person<'_>) -> Markup {
    let avatar = Avatar::of(me.name);
    html! {
        div.me {
            div.person {
                (avatar)
                div {
                    p.name { (me.name) }
                    @if let Some(presence) = me.presence { p.below { (super::presence(presence)) } }
                    a.below href=(me.profile) aria-current=[me.profile_is_current.then_some("page")] { "Your profile" }
                }
            }
            (keys_button())
            form method="post" action=(me.sign_out) { (Button::picture(Icon::LogOut, "Sign out")) }
        }
    }
}

/// The letter on a tile.
pub fn initial(name: &str) -> char {
    name.chars()
        .next()
        .map_or('M', |first| first.to_uppercase().next().unwrap_or(first))
}
