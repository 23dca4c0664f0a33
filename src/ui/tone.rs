/// What a colour says: nothing, look here, done, waits, failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Accent,
    Good,
    Wait,
    Bad,
}

impl Tone {
    /// Its class, after the one that says what has the tone.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Accent => " accent",
            Self::Good => " good",
            Self::Wait => " wait",
            Self::Bad => " bad",
        }
    }
}
