//! What an address may be made of: what mail servers everywhere accept, and nothing that hides or
//! could break out of a header.

use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};

use super::characters::{is_invisible, steers_direction};

/// Why a text isn't an address, as a sentence for the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("Enter an email address, like maja@example.com.")]
    Empty,
    #[error("This address has no @.")]
    NoAt,
    #[error("This address has more than one @.")]
    ManyAts,
    #[error("Something is missing before the @.")]
    NothingBeforeAt,
    #[error("Something is missing after the @.")]
    NothingAfterAt,
    #[error("An email address has no spaces.")]
    Space,
    #[error("This address contains a hidden character. Type it instead of pasting it.")]
    HiddenCharacter,
    #[error("Check what is before the @: mail servers don't accept it.")]
    Local,
    #[error("What is after the @ isn't a domain, like example.com.")]
    Domain,
    #[error("What is after the @ needs a dot, like example.com.")]
    NoDot,
    #[error("This address is too long for mail servers.")]
    TooLong,
}

pub(super) const MOST_BYTES: usize = 254;
const MOST_LOCAL_BYTES: usize = 64;

/// What can't be anywhere in an address, and a length that keeps the rest of the work small.
pub(super) fn check_characters(typed: &str) -> Result<(), EmailError> {
    if typed.is_empty() {
        return Err(EmailError::Empty);
    }
    if typed.chars().nth(MOST_BYTES).is_some() {
        return Err(EmailError::TooLong);
    }
    let is_hidden = |c: char| c.is_control() || is_invisible(c) || steers_direction(c);
    if typed.chars().any(is_hidden) {
        return Err(EmailError::HiddenCharacter);
    }
    if typed.chars().any(char::is_whitespace) {
        return Err(EmailError::Space);
    }
    Ok(())
}

pub(super) fn check_local(local: &str) -> Result<(), EmailError> {
    if local.is_empty() {
        return Err(EmailError::NothingBeforeAt);
    }
    if local.len() > MOST_LOCAL_BYTES {
        return Err(EmailError::TooLong);
    }
    // "maja"@… and maja@… are one mailbox with two spellings, which a unique key can't tell.
    if local.starts_with('"') {
        return Err(EmailError::Local);
    }
    Ok(())
}

/// The domain as DNS knows it, and one that can be reached from anywhere: no single label, no
/// network address.
pub(super) fn ascii_domain(domain: &str) -> Result<String, EmailError> {
    if domain.is_empty() {
        return Err(EmailError::NothingAfterAt);
    }
    // Hyphens in third and fourth place exist in registered names; at the ends they don't.
    let ascii = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| EmailError::Domain)?;
    let (_, top) = ascii.rsplit_once('.').ok_or(EmailError::NoDot)?;
    if !top.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(EmailError::Domain);
    }
    Ok(ascii.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{super::EmailAddress, *};

    #[test]
    fn each_mistake_has_its_own_sentence() {
        use EmailError::{
            Domain, Empty, HiddenCharacter, Local, ManyAts, NoAt, NoDot, NothingAfterAt,
            NothingBeforeAt, Space, TooLong,
        };
        for (text, why) in [
            ("", Empty),
            (" \n ", Empty),
            ("maja", NoAt),
            ("@a.example", NothingBeforeAt),
            ("maja@", NothingAfterAt),
            ("maja@b@a.example", ManyAts),
            ("ma ja@a.example", Space),
            ("maja@a.example b@a.example", Space),
            ("maja\0@a.example", HiddenCharacter),
            ("maja@a.example\r\nBcc: b@a.example", HiddenCharacter),
            ("ma\u{200B}ja@a.example", HiddenCharacter),
            ("ma\u{202E}ja@a.example", HiddenCharacter),
            ("maja@a\u{AD}.example", HiddenCharacter),
            (".maja@a.example", Local),
            ("ma..ja@a.example", Local),
            ("maja,b@a.example", Local),
            ("\"maja\"@a.example", Local),
            ("\"ma@ja\"@a.example", ManyAts),
            ("maja(work)@a.example", Local),
            ("<maja@a.example>", Domain),
            ("maja@localhost", NoDot),
            ("maja@a.example.", Domain),
            ("maja@.example", Domain),
            ("maja@a..example", Domain),
            ("maja@-a.example", Domain),
            ("maja@a_b.example", Domain),
            ("maja@xn--a.example", Domain),
            ("maja@[127.0.0.1]", Domain),
            ("maja@[IPv6:::1]", Domain),
            ("maja@127.0.0.1", Domain),
            ("maja@a.example>", Domain),
        ] {
            let got = EmailAddress::parse(text).map(|address| address.key().to_owned());
            assert_eq!(got, Err(why), "{text:?}");
        }
        let long_label = format!("maja@{}.example", "a".repeat(64));
        assert_eq!(EmailAddress::parse(&long_label), Err(Domain));
        let megabyte = "a".repeat(1 << 20);
        assert_eq!(EmailAddress::parse(&megabyte), Err(TooLong));
    }

    #[test]
    fn lengths_are_those_of_the_wire() {
        let local = |n: usize| format!("{}@a.example", "a".repeat(n));
        assert!(EmailAddress::parse(&local(64)).is_ok());
        assert_eq!(EmailAddress::parse(&local(65)), Err(EmailError::TooLong));

        let labels = format!("{0}.{0}.{0}", "d".repeat(60));
        let whole = |n: usize| format!("{}@{labels}.{}", "a".repeat(60), "e".repeat(n));
        assert_eq!(whole(10).len(), 254);
        assert!(EmailAddress::parse(&whole(10)).is_ok());
        assert_eq!(EmailAddress::parse(&whole(11)), Err(EmailError::TooLong));
    }

    #[test]
    fn a_letter_that_grows_when_lowered_still_fits() {
        let grows = format!("{}@a.example", "\u{23A}".repeat(32));
        assert_eq!(EmailAddress::parse(&grows), Err(EmailError::TooLong));
    }
}
