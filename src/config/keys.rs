//! The server's secret and the keys that are derived from it, one for each use.

use std::path::Path;

use hkdf::Hkdf;
use sha2::Sha256;

use super::{ConfigError, secret_file};
use crate::types::{SecretText, hex};

/// The keys of one secret. A key for one use never serves another.
#[derive(Clone)]
pub struct ServerKeys {
    /// Says which secret something was made with; reveals nothing about it.
    pub id: String,
    pub cookies: [u8; 64],
    pub browsers: [u8; 64],
    pub undo: [u8; 64],
    pub links: [u8; 32],
    pub setup: [u8; 32],
    pub encryption: [u8; 32],
}

/// The current keys, and those of before the last rotation for what was made with them.
#[derive(Clone, Debug)]
pub struct KeyRing {
    pub current: ServerKeys,
    pub previous: Option<ServerKeys>,
}

impl std::fmt::Debug for ServerKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServerKeys({} ***)", self.id)
    }
}

impl ServerKeys {
    fn derived_from(secret: &SecretText) -> Option<Self> {
        let bytes = secret_bytes(secret.expose().trim())?;
        let source = Hkdf::<Sha256>::new(Some(b"muster"), &bytes);
        Some(Self {
            id: hex(&derive::<8>(&source, b"key id")?),
            cookies: derive(&source, b"cookies")?,
            browsers: derive(&source, b"browsers")?,
            undo: derive(&source, b"undo")?,
            links: derive(&source, b"links")?,
            setup: derive(&source, b"setup")?,
            encryption: derive(&source, b"encryption")?,
        })
    }
}

impl KeyRing {
    /// `None` if a secret isn't 64 hex digits or more, or is nothing but zeros.
    pub fn new(current: &SecretText, previous: Option<&SecretText>) -> Option<Self> {
        let previous = match previous {
            Some(secret) => Some(ServerKeys::derived_from(secret)?),
            None => None,
        };
        Some(Self {
            current: ServerKeys::derived_from(current)?,
            previous,
        })
    }

    pub(super) fn in_data_directory(
        folder: &Path,
        previous: Option<&SecretText>,
    ) -> Result<Self, ConfigError> {
        let path = folder.join("secret");
        let failed = |why: String| ConfigError::SecretFile {
            path: path.display().to_string(),
            why,
        };
        let secret = secret_file::read_or_make(folder, &path).map_err(failed)?;
        Self::new(&secret, previous)
            .ok_or_else(|| failed("it isn't 64 random hex digits or more".into()))
    }

    pub fn all(&self) -> impl Iterator<Item = &ServerKeys> {
        std::iter::once(&self.current).chain(self.previous.as_ref())
    }
}

fn derive<const N: usize>(source: &Hkdf<Sha256>, use_for: &[u8]) -> Option<[u8; N]> {
    let mut key = [0; N];
    source.expand(use_for, &mut key).ok()?;
    Some(key)
}

/// `None` if it is no hex, too short to be a secret, or what somebody put there for the time being.
fn secret_bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    if digits.len() < 64 || digits.iter().all(|digit| *digit == 0) {
        return None;
    }
    Some(
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(digit: &str) -> SecretText {
        SecretText::new(digit.repeat(64))
    }

    #[test]
    fn one_secret_always_gives_the_same_keys_and_another_gives_others() {
        let ring = KeyRing::new(&secret("a"), Some(&secret("b"))).unwrap();
        let again = KeyRing::new(&secret("a"), None).unwrap();
        assert_eq!(ring.current.cookies, again.current.cookies);
        assert_ne!(ring.current.cookies, ring.previous.unwrap().cookies);
        assert_ne!(ring.current.links, ring.current.encryption);
    }

    #[test]
    fn a_short_or_odd_secret_is_no_secret() {
        assert!(KeyRing::new(&SecretText::new("a".repeat(63)), None).is_none());
        assert!(KeyRing::new(&secret("0"), None).is_none());
        assert!(KeyRing::new(&SecretText::new("g".repeat(64)), None).is_none());
        assert!(KeyRing::new(&SecretText::new("ä".repeat(64)), None).is_none());
    }

    #[test]
    fn debug_output_hides_the_keys() {
        let ring = KeyRing::new(&secret("a"), None).unwrap();
        assert!(format!("{ring:?}").contains("***"));
    }
}
