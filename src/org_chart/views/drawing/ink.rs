//! What colours a drawing: the stylesheet by classes, or a file's own light colours.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Page,
    File,
}

/// A kind of shape or of text.
pub(super) struct Look {
    pub class: &'static str,
    fill: &'static str,
    stroke: &'static str,
}

impl Look {
    pub const PAPER: Self = Self::new("", "#fbfaf8", "");
    pub const BLOCK: Self = Self::new("block", "#f4f2ee", "");
    pub const LINE: Self = Self::new("line", "none", "#cfcac0");
    pub const DASHED_LINE: Self = Self::new("line dashed", "none", "#b5afa3");
    pub const SEAT: Self = Self::new("seat", "#ffffff", "#e6e2db");
    pub const LOOKED_AT: Self = Self::new("seat looked-at", "#ffffff", "#0e6a5b");
    pub const PLANNED: Self = Self::new("seat planned", "#ffffff", "#cfcac0");
    pub const PILL: Self = Self::new("pill", "#ffffff", "#cfcac0");
    pub const PILL_TEXT: Self = Self::new("pill-text", "#5d5a54", "");
    pub const NAME: Self = Self::new("name", "#1d1c1a", "");
    pub const SECOND: Self = Self::new("second", "#5d5a54", "");
    pub const AWAY: Self = Self::new("second away", "#855600", "");
    pub const MOVED: Self = Self::new("second moved", "#855600", "");
    pub const INVITE: Self = Self::new("second link", "#0e6a5b", "");

    const fn new(class: &'static str, fill: &'static str, stroke: &'static str) -> Self {
        Self {
            class,
            fill,
            stroke,
        }
    }

    /// Size and weight of its type.
    pub fn letters(&self) -> (&'static str, &'static str) {
        if self.class == Self::NAME.class {
            ("12.5", "600")
        } else {
            ("11", "440")
        }
    }
}

const NO_HUE: Look = Look::new("hue hue-none", "#eceae5", "#5d5a54");

/// The same as in the stylesheet, where they have a dark side too.
const HUES: [Look; 8] = [
    Look::new("hue hue-0", "#d9e8f8", "#1f4e80"),
    Look::new("hue hue-1", "#dcefd6", "#31611f"),
    Look::new("hue hue-2", "#f8e0d1", "#8a431a"),
    Look::new("hue hue-3", "#eddff3", "#6d3a80"),
    Look::new("hue hue-4", "#f7e9b8", "#6b4e00"),
    Look::new("hue hue-5", "#d2efec", "#0f5b55"),
    Look::new("hue hue-6", "#f9dbe4", "#8c2a4d"),
    Look::new("hue hue-7", "#dfe0fa", "#3f3f95"),
];

/// By a department's place among all.
pub(super) fn hue(place: Option<usize>) -> &'static Look {
    let hue = place.and_then(|place| HUES.get(place % HUES.len()));
    hue.unwrap_or(&NO_HUE)
}

pub(super) fn is_ringed(place: usize) -> bool {
    place / HUES.len() % 2 == 1
}

impl Ink {
    pub fn class(self, class: &'static str) -> Option<&'static str> {
        (self == Self::Page).then_some(class)
    }

    /// With the class of a hue.
    pub fn class_of(self, class: &'static str, look: &Look) -> Option<String> {
        self.page(format!("{class} {}", look.class).trim().to_owned())
    }

    pub fn page<T>(self, value: T) -> Option<T> {
        (self == Self::Page).then_some(value)
    }

    pub fn file<T>(self, value: T) -> Option<T> {
        (self == Self::File).then_some(value)
    }

    pub fn fill(self, look: &Look) -> Option<&'static str> {
        self.file(look.fill)
    }

    pub fn stroke(self, look: &Look) -> Option<&'static str> {
        self.file(look.stroke).filter(|stroke| !stroke.is_empty())
    }
}
