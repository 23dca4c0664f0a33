use crate::types::{UserId, UserStatus};

/// Whose an address is that is to be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressed {
    Nobody,
    Yourself,
    Member(UserId),
    /// Deactivated: to be reactivated instead.
    Inactive(UserId),
    /// To be sent their invitation again instead.
    Invited(UserId),
    /// Nobody's, but invited again and again today.
    TooOften,
}

impl Addressed {
    pub fn of(found: Option<(UserId, UserStatus)>, asker: Option<UserId>) -> Self {
        match found {
            None => Self::Nobody,
            Some((user, _)) if Some(user) == asker => Self::Yourself,
            Some((user, UserStatus::Active)) => Self::Member(user),
            Some((user, UserStatus::Inactive)) => Self::Inactive(user),
            Some((user, UserStatus::Pending)) => Self::Invited(user),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nobodys_address_can_be_invited() {
        let (user, asker) = (UserId::new(), UserId::new());
        let of = |found| Addressed::of(found, Some(asker));
        assert_eq!(of(None), Addressed::Nobody);
        assert_eq!(of(Some((asker, UserStatus::Active))), Addressed::Yourself);
        assert_eq!(
            of(Some((user, UserStatus::Active))),
            Addressed::Member(user)
        );
        assert_eq!(
            of(Some((user, UserStatus::Inactive))),
            Addressed::Inactive(user)
        );
        assert_eq!(
            of(Some((user, UserStatus::Pending))),
            Addressed::Invited(user)
        );
    }
}
