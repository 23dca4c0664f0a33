//! Bytes as people copy them.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Two lowercase digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A short stand-in for a text, the same on every server: what has another one is another text.
pub fn digest(text: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(text).into();
    let (short, _) = digest.split_at(8);
    hex(short)
}
