//! The text of an API key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{SecretToken, WorkspaceId};

const MARK: &str = "mst_";
const SECRET: usize = 32;
const ENCODED: usize = 64;

/// As a program carries it: `mst_`, then a secret and the workspace in whose keys it is looked up.
#[derive(Clone, Debug)]
pub struct KeyText {
    pub workspace: WorkspaceId,
    pub secret: SecretToken,
}

impl KeyText {
    pub fn random(workspace: WorkspaceId) -> Self {
        Self {
            workspace,
            secret: SecretToken::random(),
        }
    }

    pub fn encode(&self) -> String {
        let bytes = [
            &self.secret.bytes()[..],
            self.workspace.as_uuid().as_bytes(),
        ]
        .concat();
        format!("{MARK}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads what [`KeyText::encode`] writes and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let encoded = text.strip_prefix(MARK)?;
        if encoded.len() != ENCODED {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let (secret, workspace) = bytes.split_at_checked(SECRET)?;
        Some(Self {
            workspace: uuid::Uuid::from_slice(workspace).ok()?.into(),
            secret: SecretToken::from_bytes(secret.try_into().ok()?),
        })
    }

    /// Its first characters, which tell one key from another and open nothing.
    pub fn prefix(&self) -> String {
        self.encode().chars().take(MARK.len() + 6).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_nothing_else_does() {
        let key = KeyText::random(WorkspaceId::new());
        let text = key.encode();
        assert_eq!(text.len(), 68);
        let read = KeyText::parse(&text).unwrap();
        assert_eq!(read.workspace, key.workspace);
        assert_eq!(read.secret.hash(), key.secret.hash());
        assert!(text.starts_with(&key.prefix()) && key.prefix().len() == 10);
        for odd in [
            "",
            "mst_",
            &text[1..],
            &text[..67],
            &format!("{text}A"),
            &text.replace("mst_", "MST_"),
            &format!("mst_{}", "=".repeat(64)),
        ] {
            assert!(KeyText::parse(odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn it_isnt_printed() {
        let key = KeyText::random(WorkspaceId::new());
        assert!(!format!("{key:?}").contains(&key.secret.encode()));
    }
}
