//! Details: what an entry says in names and values, and the digest of it that is sealed.
//!
//! They come back from `jsonb`, which isn't the text that was written. The digest is of a form that
//! survives the way.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// As they are stored. Erased ones have an empty salt and no field: what was there can't be guessed
/// and checked against the digest.
#[derive(Debug)]
pub struct Stored {
    pub salt: Vec<u8>,
    pub details: Value,
}

impl Stored {
    /// `details` as they can be stored, with a salt of their own.
    pub(super) fn new(details: Map<String, Value>) -> Self {
        Self {
            salt: rand::random::<[u8; 32]>().to_vec(),
            details: storable(Value::Object(details)),
        }
    }

    pub fn are_erased(&self) -> bool {
        self.salt.is_empty() && self.details.as_object().is_some_and(Map::is_empty)
    }

    pub(super) fn digest(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(&self.salt);
        hash.update(sorted(&self.details).to_string().as_bytes());
        hash.finalize().to_vec()
    }
}

/// `jsonb` refuses NUL, which a header may not hold but a library may let through, and turns a
/// fraction into a decimal that reads as another float. Such values are kept as text.
fn storable(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::String(number.to_string()),
        Value::String(text) => Value::String(without_nul(&text)),
        Value::Array(values) => values.into_iter().map(storable).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (without_nul(&name), storable(value)))
            .collect(),
        other => other,
    }
}

fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// PostgreSQL gives an object's fields back in an order of its own, and the JSON library's order
/// depends on how it was built. Sorted, they have one text.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, Value> = fields
                .iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            sorted
                .into_iter()
                .map(|(name, value)| (name.clone(), value))
                .collect()
        }
        Value::Array(values) => values.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn stored(salt: &[u8], json: &str) -> Stored {
        Stored {
            salt: salt.to_vec(),
            details: serde_json::from_str(json).unwrap(),
        }
    }

    #[test]
    fn a_digest_is_the_same_in_whatever_order_the_fields_come() {
        let one = stored(b"salt", r#"{"b":[{"z":1,"a":2}],"a":"x"}"#);
        let two = stored(b"salt", r#"{"a":"x","b":[{"a":2,"z":1}]}"#);
        assert_eq!(one.digest(), two.digest());
        let three = stored(b"other salt", r#"{"a":"x","b":[{"a":2,"z":1}]}"#);
        assert_ne!(one.digest(), three.digest());
    }

    #[test]
    fn what_jsonb_would_refuse_or_change_is_kept_as_text() {
        let odd = json!({ "a\0": ["x\0y", 1e16, -0.0, 7, u64::MAX, null] });
        let kept = json!({ "a\u{fffd}": ["x\u{fffd}y", "1e+16", "-0.0", 7, u64::MAX, null] });
        assert_eq!(storable(odd), kept);
    }

    #[test]
    fn only_details_without_a_salt_and_a_field_are_erased() {
        assert!(stored(b"", "{}").are_erased());
        assert!(!stored(b"salt", "{}").are_erased());
        assert!(!stored(b"", r#"{"name":"Ana"}"#).are_erased());
        assert!(!stored(b"", "null").are_erased());
    }
}
