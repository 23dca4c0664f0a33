/// What a link is for. Its token never works for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    PasswordReset,
    Invitation,
    /// To somebody's new address. Its subject is the person.
    EmailChange,
}

impl Purpose {
    pub const ALL: &[Self] = &[Self::PasswordReset, Self::Invitation, Self::EmailChange];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordReset => "password_reset",
            Self::Invitation => "invitation",
            Self::EmailChange => "email_change",
        }
    }

    /// Where such a link leads, below its workspace.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::PasswordReset => "password/reset",
            Self::Invitation => "invitation",
            Self::EmailChange => "email",
        }
    }
}
