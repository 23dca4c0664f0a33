//! A password that is kept: encrypted with a key that isn't in the database, for one workspace.

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use thiserror::Error;

use crate::config::KeyRing;
use crate::types::{SecretText, WorkspaceId};

const NONCE_BYTES: usize = 12;

/// The nonce, then what AES-256-GCM made of the password.
#[derive(Clone, PartialEq, Eq)]
pub struct LockedPassword {
    pub key_id: String,
    pub bytes: Vec<u8>,
}

#[derive(Debug, Error)]
#[error("the password couldn't be encrypted")]
pub struct Unlockable;

impl fmt::Debug for LockedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockedPassword(***)")
    }
}

impl LockedPassword {
    /// With the current key.
    pub fn new(
        keys: &KeyRing,
        workspace: WorkspaceId,
        password: &SecretText,
    ) -> Result<Self, Unlockable> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let about = about(workspace);
        let payload = Payload {
            msg: password.expose().as_bytes(),
            aad: &about,
        };
        let sealed = cipher(&keys.current.encryption)
            .encrypt(Nonce::from_slice(&nonce), payload)
            .map_err(|_| Unlockable)?;
        Ok(Self {
            key_id: keys.current.id.clone(),
            bytes: [nonce.as_slice(), &sealed].concat(),
        })
    }

    /// `None` if none of our keys made it, or not for this workspace.
    pub fn open(&self, keys: &KeyRing, workspace: WorkspaceId) -> Option<SecretText> {
        let key = keys.all().find(|key| key.id == self.key_id)?;
        let (nonce, sealed) = self.bytes.split_at_checked(NONCE_BYTES)?;
        let about = about(workspace);
        let payload = Payload {
            msg: sealed,
            aad: &about,
        };
        let opened = cipher(&key.encryption).decrypt(Nonce::from_slice(nonce), payload);
        String::from_utf8(opened.ok()?).ok().map(SecretText::new)
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key))
}

/// What it is and whose, so that it opens nowhere else.
fn about(workspace: WorkspaceId) -> Vec<u8> {
    [b"mail password".as_slice(), workspace.as_uuid().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(current: &str, previous: Option<&str>) -> KeyRing {
        let secret = |digit: &str| SecretText::new(digit.repeat(64));
        KeyRing::new(&secret(current), previous.map(secret).as_ref()).unwrap()
    }

    fn opened(locked: &LockedPassword, keys: &KeyRing, workspace: WorkspaceId) -> Option<String> {
        let password = locked.open(keys, workspace)?;
        Some(password.expose().to_owned())
    }

    #[test]
    fn it_opens_for_its_workspace_alone_and_with_a_key_of_before_the_rotation() {
        let (ours, theirs) = (WorkspaceId::new(), WorkspaceId::new());
        let old = keys("a", None);
        let locked = LockedPassword::new(&old, ours, &SecretText::new("pässword")).unwrap();
        assert_eq!(opened(&locked, &old, ours).as_deref(), Some("pässword"));
        assert_eq!(opened(&locked, &old, theirs), None);
        let rotated = keys("b", Some("a"));
        assert_eq!(opened(&locked, &rotated, ours).as_deref(), Some("pässword"));
        assert_eq!(opened(&locked, &keys("b", None), ours), None);
        assert_ne!(
            locked,
            LockedPassword::new(&old, ours, &SecretText::new("pässword")).unwrap()
        );
    }

    #[test]
    fn what_was_changed_or_cut_off_doesnt_open() {
        let (ours, keys) = (WorkspaceId::new(), keys("a", None));
        let locked = LockedPassword::new(&keys, ours, &SecretText::new("secret")).unwrap();
        assert!(!format!("{locked:?}").contains("115"));
        for at in 0..locked.bytes.len() {
            let mut bytes = locked.bytes.clone();
            bytes[at] ^= 1;
            let changed = LockedPassword {
                bytes,
                ..locked.clone()
            };
            assert_eq!(opened(&changed, &keys, ours), None);
            let bytes = locked.bytes[..at].to_vec();
            let cut = LockedPassword {
                bytes,
                ..locked.clone()
            };
            assert_eq!(opened(&cut, &keys, ours), None);
        }
    }
}
