//! A place in a list, as the opaque text of `?cursor=`.
//!
//! It isn't signed: a made-up cursor shows rows that the same visitor may list anyway. It is
//! checked for what would turn a query into an error instead of a page.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, de, de::DeserializeOwned};
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Forward,
    Backward,
}

/// Beyond `key`, in the list's order or against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position<K> {
    pub direction: Direction,
    pub key: K,
}

/// The text of a [`Position`]. What it says is looked at with [`Cursor::position`], where the list
/// and so the type of its key is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Cursor(String);

/// The text isn't a cursor of this list: made up, cut off, or of another order. A page shows the
/// start of the list, the API refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This cursor isn't one of this list.")]
pub struct CursorError;

/// A row's key can't be written into a cursor: a mistake of ours, never a visitor's.
#[derive(Debug, thiserror::Error)]
pub enum CursorKeyError {
    #[error("a list's key can't be written as JSON")]
    Json(#[from] serde_json::Error),
    #[error("a list's key makes a cursor of {0} bytes")]
    TooLong(usize),
}

impl Cursor {
    pub const MOST_BYTES: usize = 1024;

    pub fn to<K: Serialize>(position: &Position<K>) -> Result<Self, CursorKeyError> {
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(position)?);
        if text.len() > Self::MOST_BYTES {
            return Err(CursorKeyError::TooLong(text.len()));
        }
        Ok(Self(text))
    }

    pub fn position<K: DeserializeOwned>(&self) -> Result<Position<K>, CursorError> {
        let json = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| CursorError)?;
        let value: Value = serde_json::from_slice(&json).map_err(|_| CursorError)?;
        if contains_nul(&value) {
            return Err(CursorError);
        }
        serde_json::from_value(value).map_err(|_| CursorError)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        if text.is_empty() || text.len() > Self::MOST_BYTES {
            return Err(CursorError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The database has no text with a NUL in it, and says so with an error.
fn contains_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(contains_nul),
        Value::Object(fields) => fields.values().any(contains_nul),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A time in a list's key. The database's times begin later than Rust's, so what a made-up cursor
/// says is kept to years that both know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct CursorTime(pub DateTime<Utc>);

impl<'de> Deserialize<'de> for CursorTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let time = DateTime::<Utc>::deserialize(deserializer)?;
        if (1..=9999).contains(&time.year()) {
            Ok(Self(time))
        } else {
            Err(de::Error::custom("a year that no row has"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cursor_of(json: &str) -> Cursor {
        URL_SAFE_NO_PAD.encode(json).parse().unwrap()
    }

    #[test]
    fn a_position_survives_its_text() {
        let time: DateTime<Utc> = "2026-02-03T04:05:06.789012Z".parse().unwrap();
        let position = Position {
            direction: Direction::Backward,
            key: (CursorTime(time), "Öberg \"x\"".to_owned(), 7_i64),
        };
        let cursor = Cursor::to(&position).unwrap();
        let again: Cursor = cursor.to_string().parse().unwrap();
        assert_eq!(again.position().unwrap(), position);
    }

    #[test]
    fn what_is_not_a_position_is_refused_when_it_is_read() {
        for json in [
            "",
            "7",
            "null",
            "{}",
            r#"{"direction":"forward"}"#,
            r#"{"direction":"sideways","key":"a"}"#,
            r#"{"direction":"forward","key":7}"#,
            r#"{"direction":"forward","key":"a","limit":7}"#,
            r#"{"direction":"forward","key":"a\u0000"}"#,
            r#"{"direction":"forward","key":"a"} x"#,
            &"[".repeat(700),
        ] {
            let read = json_position(json);
            assert_eq!(read, Err(CursorError), "{json:?}");
        }
        assert!(json_position(r#"{"direction":"forward","key":"a"}"#).is_ok());
    }

    fn json_position(json: &str) -> Result<Position<String>, CursorError> {
        URL_SAFE_NO_PAD
            .encode(json)
            .parse::<Cursor>()
            .and_then(|cursor| cursor.position())
    }

    #[test]
    fn a_time_that_no_row_has_is_refused() {
        for (time, fits) in [
            ("2026-02-03T04:05:06Z", true),
            ("-4800-01-01T00:00:00Z", false),
            ("+262000-01-01T00:00:00Z", false),
        ] {
            let json = format!(r#"{{"direction":"forward","key":"{time}"}}"#);
            let read = cursor_of(&json).position::<CursorTime>();
            assert_eq!(read.is_ok(), fits, "{time}");
        }
    }

    #[test]
    fn a_cursor_has_at_most_a_kibibyte() {
        assert!("a".repeat(1024).parse::<Cursor>().is_ok());
        assert_eq!("a".repeat(1025).parse::<Cursor>(), Err(CursorError));
        let position = Position {
            direction: Direction::Forward,
            key: "a".repeat(1000),
        };
        assert!(matches!(
            Cursor::to(&position),
            Err(CursorKeyError::TooLong(_))
        ));
    }

    proptest! {
        #[test]
        fn any_text_is_a_position_or_refused(text in "\\PC{0,64}", json in "\\PC{0,64}") {
            for text in [text, URL_SAFE_NO_PAD.encode(json)] {
                if let Ok(cursor) = text.parse::<Cursor>() {
                    let _ = cursor.position::<(String, u32)>();
                }
            }
        }

        #[test]
        fn any_key_survives(name in "[^\0]{0,100}", id: i64) {
            let position = Position { direction: Direction::Forward, key: (name, id) };
            if let Ok(cursor) = Cursor::to(&position) {
                prop_assert!(cursor.as_str().chars().all(|c| c.is_ascii_graphic()));
                prop_assert_eq!(cursor.position(), Ok(position));
            }
        }
    }
}
