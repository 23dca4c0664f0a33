//! Which accounts were signed in to from this browser before. It gives no access: it only keeps
//! strangers who fail often from holding the account's owner out.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::signed::{CookieName, SignedCookie};
use crate::config::KeyRing;
use crate::types::{TokenHash, WorkspaceId};

const MOST_ACCOUNTS: usize = 8;
/// Enough of a hash to know an account again.
const MARK_LENGTH: usize = 16;

pub struct KnownBrowsers(SignedCookie);

/// What a browser remembers, the latest first.
#[derive(Debug, Default)]
pub struct KnownAccounts(Vec<String>);

impl KnownBrowsers {
    pub fn new(keys: &KeyRing, secure: bool) -> Self {
        Self(SignedCookie::new(
            CookieName::browser(secure),
            &keys.current.browsers,
            keys.previous.as_ref().map(|keys| &keys.browsers),
        ))
    }

    pub fn read(&self, request: &HttpRequest) -> KnownAccounts {
        self.0
            .read(request)
            .map_or_else(KnownAccounts::default, |text| {
                KnownAccounts(text.split('.').map(str::to_owned).collect())
            })
    }

    pub fn sealed(&self, accounts: &KnownAccounts) -> Cookie<'static> {
        self.0.sealed(accounts.0.join("."))
    }
}

impl KnownAccounts {
    pub fn contains(&self, workspace: WorkspaceId, account: &str) -> bool {
        self.0.contains(&mark(workspace, account))
    }

    #[must_use]
    pub fn with(mut self, workspace: WorkspaceId, account: &str) -> Self {
        let mark = mark(workspace, account);
        self.0.retain(|known| *known != mark);
        self.0.insert(0, mark);
        self.0.truncate(MOST_ACCOUNTS);
        self
    }
}

fn mark(workspace: WorkspaceId, account: &str) -> String {
    let hash = TokenHash::of(format!("{workspace}\n{account}").as_bytes());
    hash.hex().chars().take(MARK_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_eight_accounts_are_remembered_each_in_its_workspace() {
        let workspace = WorkspaceId::new();
        let accounts = (1..=9).fold(KnownAccounts::default(), |accounts, number| {
            accounts.with(workspace, &format!("person-{number}@northwind.example"))
        });
        assert!(accounts.contains(workspace, "person-9@northwind.example"));
        assert!(accounts.contains(workspace, "person-2@northwind.example"));
        assert!(!accounts.contains(workspace, "person-1@northwind.example"));
        assert!(!accounts.contains(WorkspaceId::new(), "person-9@northwind.example"));
    }
}
