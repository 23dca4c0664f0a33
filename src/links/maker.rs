use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use url::Url;
use uuid::Uuid;

use super::store::{self, Row};
use super::{Link, Purpose};
use crate::config::{KeyRing, ServerKeys};
use crate::db::{DbError, Tx};
use crate::types::{LinkId, SecretToken, Slug, WorkspaceId};

/// Changes when what a token is derived from does, so that the two never meet.
const VERSION: &[u8] = b"muster link 1";

/// Makes links, and makes them again for a mail that is repeated.
#[derive(Clone, Debug)]
pub struct Links {
    keys: KeyRing,
    base_url: Url,
}

/// What a link opens, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct LinkFor {
    pub workspace: WorkspaceId,
    pub purpose: Purpose,
    pub subject: Uuid,
    /// `None` where the subject's own row says when it ends.
    pub lifetime: Option<TimeDelta>,
}

/// A link with the token that opens it.
#[derive(Debug)]
pub struct Minted {
    pub link: Link,
    token: SecretToken,
}

impl Links {
    pub fn new(keys: KeyRing, base_url: Url) -> Self {
        Self { keys, base_url }
    }

    /// A new link, which ends the ones before it. The caller holds the subject's row, so that two
    /// don't make one at the same moment.
    pub fn mint(&self, tx: &mut Tx<'_>, wanted: &LinkFor) -> Result<Minted, DbError> {
        let now = tx.now()?;
        store::supersede(tx, (wanted.workspace, wanted.purpose), &[wanted.subject])?;
        let (minted, row) = self.derive_new(wanted, now)?;
        store::insert(tx, [(&minted.link, &row)])?;
        Ok(minted)
    }

    /// The same for many subjects, whose own rows say when they end. In the order of the subjects.
    pub fn mint_all(
        &self,
        tx: &mut Tx<'_>,
        (workspace, purpose): (WorkspaceId, Purpose),
        subjects: &[Uuid],
    ) -> Result<Vec<LinkId>, DbError> {
        let now = tx.now()?;
        store::supersede(tx, (workspace, purpose), subjects)?;
        let mut made = Vec::with_capacity(subjects.len());
        for subject in subjects {
            let wanted = LinkFor {
                workspace,
                purpose,
                subject: *subject,
                lifetime: None,
            };
            made.push(self.derive_new(&wanted, now)?);
        }
        store::insert(tx, made.iter().map(|(minted, row)| (&minted.link, row)))?;
        Ok(made.iter().map(|(minted, _)| minted.link.id).collect())
    }

    fn derive_new(&self, wanted: &LinkFor, now: DateTime<Utc>) -> Result<(Minted, Row), DbError> {
        let nonce: [u8; 16] = rand::random();
        let token = derive(&self.keys.current, wanted, &nonce)?;
        let link = Link {
            id: LinkId::new(),
            workspace: wanted.workspace,
            purpose: wanted.purpose,
            subject: wanted.subject,
            created_at: now,
            expires_at: wanted.lifetime.map(|lifetime| now + lifetime),
        };
        let row = Row {
            nonce: nonce.to_vec(),
            key_id: self.keys.current.id.clone(),
            token_hash: token.hash(),
        };
        Ok((Minted { link, token }, row))
    }

    /// The same link for a repeated mail, with its lifetime from now on. `None` if it has been used,
    /// replaced or withdrawn meanwhile, or its key is no longer known.
    pub fn again(
        &self,
        tx: &mut Tx<'_>,
        wanted: &LinkFor,
        id: LinkId,
    ) -> Result<Option<Minted>, DbError> {
        let Some(mut minted) = self.derived(store::lock_open(tx, wanted, Some(id))?, wanted)?
        else {
            return Ok(None);
        };
        if let Some(lifetime) = wanted.lifetime {
            let expires_at = tx.now()? + lifetime;
            store::set_expiry(tx, &minted.link, expires_at)?;
            minted.link.expires_at = Some(expires_at);
        }
        Ok(Some(minted))
    }

    /// The one that is open, as it is. `None` if there is none, or its key is no longer known.
    pub fn open(&self, tx: &mut Tx<'_>, wanted: &LinkFor) -> Result<Option<Minted>, DbError> {
        self.derived(store::lock_open(tx, wanted, None)?, wanted)
    }

    fn derived(
        &self,
        found: Option<(Link, Row)>,
        wanted: &LinkFor,
    ) -> Result<Option<Minted>, DbError> {
        let Some((link, row)) = found else {
            return Ok(None);
        };
        let Some(keys) = self.keys.all().find(|keys| keys.id == row.key_id) else {
            return Ok(None);
        };
        let token = derive(keys, wanted, &row.nonce)?;
        if token.hash() != row.token_hash {
            return Err(DbError::Unreadable(
                "a link that its own row doesn't lead to".to_owned(),
            ));
        }
        Ok(Some(Minted { link, token }))
    }

    /// A page of the workspace, for who is signed in or signs in on the way.
    pub fn page(&self, slug: &Slug, path: &str) -> String {
        format!("{}{slug}/{path}", self.base_url)
    }

    /// What stands in the mail. It starts with the configured address, whatever a request said.
    pub fn address(&self, slug: &Slug, minted: &Minted) -> String {
        let path = minted.link.purpose.path();
        format!("{}{slug}/{path}/{}", self.base_url, minted.token.encode())
    }
}

/// Every part has a length of its own or an end, so that no two links are derived from the same bytes.
fn derive(keys: &ServerKeys, wanted: &LinkFor, nonce: &[u8]) -> Result<SecretToken, DbError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&keys.links)
        .map_err(|_| DbError::Misuse("a key that links can't be derived from"))?;
    mac.update(VERSION);
    mac.update(&[0]);
    mac.update(wanted.purpose.as_str().as_bytes());
    mac.update(&[0]);
    mac.update(wanted.workspace.as_uuid().as_bytes());
    mac.update(wanted.subject.as_bytes());
    mac.update(nonce);
    Ok(SecretToken::from_bytes(mac.finalize().into_bytes().into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::SecretText;

    fn keys(digit: &str) -> ServerKeys {
        let secret = SecretText::new(digit.repeat(64));
        KeyRing::new(&secret, None).unwrap().current
    }

    #[test]
    fn a_token_depends_on_everything_that_it_is_for() {
        let maja = LinkFor {
            workspace: WorkspaceId::new(),
            purpose: Purpose::PasswordReset,
            subject: Uuid::now_v7(),
            lifetime: None,
        };
        let token = |keys: &ServerKeys, wanted: &LinkFor, nonce: &[u8]| {
            derive(keys, wanted, nonce).unwrap().hash()
        };
        let one = token(&keys("a"), &maja, &[1; 16]);
        assert_eq!(one, token(&keys("a"), &maja, &[1; 16]));
        let elsewhere = LinkFor {
            workspace: WorkspaceId::new(),
            ..maja
        };
        let for_another = LinkFor {
            subject: Uuid::now_v7(),
            ..maja
        };
        for other in [
            token(&keys("b"), &maja, &[1; 16]),
            token(&keys("a"), &maja, &[2; 16]),
            token(&keys("a"), &elsewhere, &[1; 16]),
            token(&keys("a"), &for_another, &[1; 16]),
        ] {
            assert_ne!(one, other);
        }
    }
}
