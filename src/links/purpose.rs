/// Each purpose with its name in the database and where its links lead, below their workspace.
macro_rules! purposes {
    ($($(#[$about:meta])* $purpose:ident: $name:literal at $path:literal,)+) => {
        /// What a link is for. Its token never works for anything else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Purpose {
            $($(#[$about])* $purpose,)+
        }

        impl Purpose {
            pub const ALL: &[Self] = &[$(Self::$purpose,)+];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$purpose => $name,)+
                }
            }

            pub(super) const fn path(self) -> &'static str {
                match self {
                    $(Self::$purpose => $path,)+
                }
            }
        }
    };
}

purposes! {
    PasswordReset: "password_reset" at "password/reset",
    Invitation: "invitation" at "invitation",
    /// To somebody's new address. Its subject is the person.
    EmailChange: "email_change" at "email",
}
