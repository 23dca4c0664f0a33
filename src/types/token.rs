//! Secrets in memory, and what is kept of them at rest.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types::Binary,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::hex;

/// 32 bytes that open a door: a mailed link, a session, an API key. It can be written into a link
/// or a cookie with [`SecretToken::encode`] and is otherwise kept only as its hash. It has no
/// equality, so that it can only be found by its hash, where timing tells nothing.
#[derive(Clone)]
pub struct SecretToken([u8; 32]);

impl SecretToken {
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// For a token that is derived instead of drawn.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For what is written around it, such as the text of a key.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 43 characters that stand in a path as they are.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads what [`SecretToken::encode`] writes and nothing else: a token has one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        const ENCODED: usize = 43;
        if text.len() != ENCODED {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(***)")
    }
}

/// The SHA-256 of a secret: what a row holds and is found by. The secrets are 32 random bytes, so
/// a fast hash is enough; passwords need the slow one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(***)")
    }
}

impl ToSql<Binary, Pg> for TokenHash {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <[u8] as ToSql<Binary, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<Binary, Pg> for TokenHash {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let stored = <Vec<u8> as FromSql<Binary, Pg>>::from_sql(bytes)?;
        let length = stored.len();
        let hash = stored
            .try_into()
            .map_err(|_| format!("a token hash has 32 bytes, not {length}"))?;
        Ok(Self(hash))
    }
}

/// A password or a key that came in as text. A form can hold it and still be printed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn random_tokens_differ() {
        assert_ne!(SecretToken::random().hash(), SecretToken::random().hash());
    }

    #[test]
    fn the_hash_is_sha_256_of_the_bytes() {
        let zero = SecretToken::from_bytes([0; 32]);
        let TokenHash(hash) = zero.hash();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(hash),
            "Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU"
        );
        assert_eq!(zero.hash(), TokenHash::of(&[0; 32]));
    }

    #[test]
    fn a_token_has_one_spelling() {
        let text = SecretToken::from_bytes([0xFF; 32]).encode();
        assert_eq!(text, format!("{}8", "_".repeat(42)));
        assert!(SecretToken::parse(&text).is_some());
        for other in [
            String::new(),
            format!("{text}="),
            format!(" {text}"),
            format!("{}9", "_".repeat(42)),
            text.replace('_', "/"),
            text.replace('8', "\n"),
            format!("{}é", "_".repeat(41)),
            "_".repeat(42),
            "_".repeat(44),
        ] {
            assert!(SecretToken::parse(&other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn printing_a_secret_prints_stars() {
        let token = SecretToken::from_bytes([7; 32]);
        assert_eq!(format!("{token:?}"), "SecretToken(***)");
        assert_eq!(format!("{:?}", token.hash()), "TokenHash(***)");
        let password: SecretText = serde_json::from_str("\"hunter22\"").unwrap();
        assert_eq!(format!("{password:?}"), "SecretText(***)");
        assert_eq!(password.expose(), "hunter22");
    }

    proptest! {
        #[test]
        fn a_token_survives_its_text(bytes: [u8; 32]) {
            let text = SecretToken::from_bytes(bytes).encode();
            prop_assert_eq!(text.len(), 43);
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            prop_assert_eq!(SecretToken::parse(&text).unwrap().hash(), TokenHash::of(&bytes));
        }

        #[test]
        fn any_other_text_is_no_token(text in "[A-Za-z0-9_-]{43}") {
            if let Some(token) = SecretToken::parse(&text) {
                prop_assert_eq!(token.encode(), text);
            }
        }
    }
}
