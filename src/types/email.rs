//! An email address: kept as typed, compared by a key.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use lettre::{Address, address::AddressError};
use unicode_normalization::UnicodeNormalization;

use super::email_rules::{EmailError, MOST_BYTES, ascii_domain, check_characters, check_local};

/// An address that mail can be sent to. Two are equal when their keys are.
///
/// There is no `Display`: whoever shows an address says so with [`EmailAddress::typed`], and a log
/// line gets it masked.
#[derive(Clone)]
pub struct EmailAddress {
    typed: String,
    key: String,
}

impl EmailAddress {
    pub const MOST_CHARACTERS: usize = MOST_BYTES;

    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let typed = text.trim();
        check_characters(typed)?;
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailError::NoAt)?;
        if local.contains('@') {
            return Err(EmailError::ManyAts);
        }
        let local: String = local.nfc().collect();
        let local_key: String = local.to_lowercase().nfc().collect();
        check_local(&local)?;
        check_local(&local_key)?;
        let domain = ascii_domain(domain)?;
        // Mail goes to the typed form. The key is held to the same rules, so that it is an address
        // with itself for a key.
        for local in [&local, &local_key] {
            if local.len() + "@".len() + domain.len() > MOST_BYTES {
                return Err(EmailError::TooLong);
            }
            Address::new(local, &domain).map_err(|_| EmailError::Local)?;
        }
        Ok(Self {
            typed: typed.to_owned(),
            key: format!("{local_key}@{domain}"),
        })
    }

    /// From the two columns that a parsed address was written to. They are believed: a rule that
    /// was tightened since must not turn a page with an old address on it into an error.
    pub fn from_stored(typed: String, key: String) -> Self {
        Self { typed, key }
    }

    /// As its owner writes it, for showing.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// NFC, lowercase, the domain in its ASCII form: unique in a workspace.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// For the envelope and the header. The part before the @ keeps its case, which is the
    /// receiving server's to interpret. Fails only for a stored address that was never parsed.
    pub fn to_lettre(&self) -> Result<Address, AddressError> {
        let (local, _) = split(&self.typed);
        let (_, domain) = split(&self.key);
        Address::new(local.nfc().collect::<String>(), domain)
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

/// Masked, because `{:?}` is how things end up in logs and logs hold addresses only where the
/// operator asks.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = split(&self.key);
        let first: String = local.chars().take(1).collect();
        write!(f, "EmailAddress({first}…@{domain})")
    }
}

fn split(address: &str) -> (&str, &str) {
    address.rsplit_once('@').unwrap_or((address, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::char::is_combining_mark;

    fn key(text: &str) -> String {
        EmailAddress::parse(text).unwrap().key().to_owned()
    }

    #[test]
    fn an_address_is_kept_as_typed_and_compared_by_its_key() {
        let maja = EmailAddress::parse("  Maja.Öberg@Bücher.Example\u{A0}\r\n").unwrap();
        assert_eq!(maja.typed(), "Maja.Öberg@Bücher.Example");
        assert_eq!(maja.key(), "maja.öberg@xn--bcher-kva.example");
        assert_eq!(
            maja,
            EmailAddress::parse("maja.o\u{308}berg@xn--bcher-kva.EXAMPLE").unwrap()
        );
        assert_eq!(
            maja.to_lettre().unwrap().to_string(),
            "Maja.Öberg@xn--bcher-kva.example"
        );
    }

    #[test]
    fn plus_tags_and_dots_are_different_addresses() {
        let keys = ["maja@a.example", "maja+x@a.example", "ma.ja@a.example"].map(key);
        assert_eq!(
            keys,
            ["maja@a.example", "maja+x@a.example", "ma.ja@a.example"]
        );
    }

    #[test]
    fn debug_does_not_tell_the_address() {
        let maja = EmailAddress::parse("Maja@Northwind.example").unwrap();
        assert_eq!(format!("{maja:?}"), "EmailAddress(m…@northwind.example)");
        let odd = EmailAddress::from_stored(String::new(), String::new());
        assert_eq!(format!("{odd:?}"), "EmailAddress(…@)");
        assert!(odd.to_lettre().is_err());
    }

    #[test]
    fn the_key_of_a_key_is_itself_for_every_character_that_changes() {
        let changes = |c: &char| {
            let alone = c.to_string();
            !alone.nfkd().eq([*c]) || alone.to_lowercase() != alone || is_combining_mark(*c)
        };
        let characters = (0..=0x0010_FFFF).filter_map(char::from_u32);
        for c in characters.filter(changes) {
            if let Ok(address) = EmailAddress::parse(&format!("Aσ{c}Σ@A{c}b.example")) {
                assert_eq!(key(address.key()), address.key(), "{c:?}");
            }
            if let Ok(address) = EmailAddress::parse(&format!("T{c}\u{30C}@a.example")) {
                assert_eq!(key(address.key()), address.key(), "{c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_parses_can_be_sent_to_and_found_again(
            text in prop_oneof![
                any::<String>(),
                "[a-zA-ZΑ-ϖÀ-ž\u{300}-\u{345}.+'@\"]{1,20}@[a-zA-ZÀ-žא-ת0-9.-]{1,20}\\.[a-zA-Z]{2,6}",
            ]
        ) {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(address.typed(), text.trim());
                prop_assert_eq!(key(address.key()), address.key());
                prop_assert_eq!(&EmailAddress::parse(address.typed()).unwrap(), &address);
                prop_assert!(address.key().len() <= MOST_BYTES);
                let sendable = address.to_lettre().unwrap().to_string();
                prop_assert_eq!(key(&sendable), address.key());
                prop_assert!(!sendable.contains(['\r', '\n', '\0', ' ']));
            }
        }

        #[test]
        fn case_and_white_space_around_make_no_difference(
            local in "[a-z0-9]{1,10}([.+_-][a-z0-9]{1,10})?", domain in "[a-z]{1,10}\\.[a-z]{2,5}"
        ) {
            let address = format!("{local}@{domain}");
            prop_assert_eq!(key(&format!("\t{} ", address.to_uppercase())), address);
        }
    }
}
