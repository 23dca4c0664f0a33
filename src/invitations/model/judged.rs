use super::mistyped;
use super::{Addressed, Entry};
use crate::types::{EmailAddress, EmailError};

/// What is to be said about an address that somebody wants to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    /// Fine too, but this is probably what was meant.
    Mistyped(EmailAddress),
    Taken(Addressed),
    NotAnAddress(EmailError),
}

#[derive(Clone, Debug)]
pub struct Judged {
    pub entry: Entry,
    pub verdict: Verdict,
}

impl Judged {
    pub fn of(entry: Entry, whose: impl FnOnce(&EmailAddress) -> Addressed) -> Self {
        let verdict = match &entry.email {
            Err(error) => Verdict::NotAnAddress(*error),
            Ok(email) => match (whose(email), mistyped::meant(email)) {
                (Addressed::Nobody, None) => Verdict::Fine,
                (Addressed::Nobody, Some(meant)) => Verdict::Mistyped(meant),
                (taken, _) => Verdict::Taken(taken),
            },
        };
        Self { entry, verdict }
    }

    /// Whether an invitation comes of it.
    pub fn is_fine(&self) -> bool {
        matches!(self.verdict, Verdict::Fine | Verdict::Mistyped(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invitations::model::paste;

    #[test]
    fn only_what_is_nobodys_comes_to_something_and_a_slip_is_no_refusal() {
        let verdict = |text: &str, whose| {
            let entry = paste::read(text).remove(0);
            let judged = Judged::of(entry, |_| whose);
            (judged.is_fine(), judged.verdict)
        };
        let (nobody, you) = (Addressed::Nobody, Addressed::Yourself);
        let meant = EmailAddress::parse("nora@gmail.com").unwrap();
        assert_eq!(verdict("nora@x.example", nobody), (true, Verdict::Fine));
        assert_eq!(
            verdict("nora@gmial.com", nobody),
            (true, Verdict::Mistyped(meant))
        );
        assert_eq!(verdict("nora@gmial.com", you), (false, Verdict::Taken(you)));
        assert_eq!(
            verdict("nora@", nobody),
            (false, Verdict::NotAnAddress(EmailError::NothingAfterAt))
        );
    }
}
