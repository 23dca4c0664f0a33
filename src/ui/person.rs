use maud::{Markup, Render, html};

use crate::access::Actor;
use crate::types::{Availability, PersonName, Zone};

/// Whether somebody takes work now, as it is told in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    pub availability: Availability,
    pub zone: Zone,
}

impl Presence {
    /// Of who is looking.
    pub fn of(actor: &Actor) -> Self {
        Self {
            availability: actor.availability,
            zone: actor.workspace.zone,
        }
    }

    pub(super) fn words(self) -> String {
        self.availability.words(self.zone)
    }

    const fn class(self) -> &'static str {
        match self.availability {
            Availability::Available => "dot available",
            Availability::Away { .. } => "dot away",
        }
    }
}

/// A dot with its word.
pub fn presence(presence: Presence) -> Markup {
    html! { span.presence { span class=(presence.class()) aria-hidden="true" {} (presence.words()) } }
}

/// Initials on one of five grounds, always the same for the same name.
#[derive(Clone, Copy, Debug)]
pub struct Avatar<'a> {
    name: &'a str,
    size: &'static str,
    presence: Option<Presence>,
}

impl<'a> Avatar<'a> {
    pub const fn of(name: &'a str) -> Self {
        Self {
            name,
            size: "",
            presence: None,
        }
    }

    #[must_use]
    pub const fn small(mut self) -> Self {
        self.size = " small";
        self
    }

    #[must_use]
    pub const fn large(mut self) -> Self {
        self.size = " large";
        self
    }

    #[must_use]
    pub const fn with(mut self, presence: Presence) -> Self {
        self.presence = Some(presence);
        self
    }
}

impl Render for Avatar<'_> {
    fn render(&self) -> Markup {
        let initials = PersonName::parse(self.name)
            .map(|name| name.initials())
            .unwrap_or_default();
        let ground = self.name.bytes().fold(0_u32, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(byte.into())
        });
        html! {
            span class=(format!("avatar ground-{}{}", ground % 5, self.size)) {
                span aria-hidden="true" { (initials) }
                @if let Some(presence) = self.presence {
                    span class=(presence.class()) title=(presence.words()) {
                        span.visually-hidden { (presence.words()) }
                    }
                }
            }
        }
    }
}

/// An avatar as it stands in most places.
pub fn avatar(name: &str) -> Markup {
    Avatar::of(name).render()
}

/// Somebody in a list: a picture, the name with what belongs beside it, and a line below.
pub fn person(avatar: &Avatar<'_>, name: &Markup, below: &str) -> Markup {
    html! {
        div.person {
            (avatar)
            div { p.name { (name) } p.below { (below) } }
        }
    }
}
