//! What somebody wishes of a value that there may be none of.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wished<T> {
    /// It isn't spoken of.
    #[default]
    AsItIs,
    Nothing,
    To(T),
}

impl<T> Wished<T> {
    /// What it is afterwards.
    pub fn after(self, before: Option<T>) -> Option<T> {
        match self {
            Self::AsItIs => before,
            Self::Nothing => None,
            Self::To(value) => Some(value),
        }
    }

    pub fn is_said(&self) -> bool {
        !matches!(self, Self::AsItIs)
    }
}

impl<T: FromStr> Wished<T> {
    /// From a form's field: a script doesn't send what is to stay, and nothing typed is nothing.
    pub fn parse(text: Option<&str>) -> Result<Self, T::Err> {
        match text {
            None => Ok(Self::AsItIs),
            Some(text) if text.trim().is_empty() => Ok(Self::Nothing),
            Some(text) => text.parse().map(Self::To),
        }
    }
}

/// In JSON, `null` is nothing. What isn't sent stays, which its field says with `#[serde(default)]`.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Wished<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let said: Option<T> = Option::deserialize(deserializer)?;
        Ok(said.map_or(Self::Nothing, Self::To))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_isnt_said_stays_and_what_is_empty_goes() {
        for (text, after) in [(None, Some(1)), (Some(" "), None), (Some("2"), Some(2))] {
            let wished: Wished<u8> = Wished::parse(text).unwrap();
            assert_eq!(wished.after(Some(1)), after, "{text:?}");
        }
        assert!(Wished::<u8>::parse(Some("x")).is_err());
    }

    #[test]
    fn in_json_null_is_nothing_and_what_isnt_there_stays() {
        #[derive(Deserialize)]
        struct Sent {
            #[serde(default)]
            team: Wished<u8>,
        }
        for (json, team) in [
            ("{}", Wished::AsItIs),
            (r#"{"team":null}"#, Wished::Nothing),
            (r#"{"team":2}"#, Wished::To(2)),
        ] {
            let sent: Sent = serde_json::from_str(json).unwrap();
            assert_eq!(sent.team, team, "{json}");
        }
    }
}
