//! One id type for each kind of thing, so that a team's id can't be passed where a user's belongs.

use std::{borrow::Cow, fmt, str::FromStr};

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types,
};
use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::{Uuid, fmt::Hyphenated};

/// The text isn't an id. What that means to a visitor (404, or 422 by a field) is the caller's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This isn't an id.")]
pub struct ParseIdError;

/// An id is written in one way only, so that one thing has one address: `Uuid` by itself would also
/// read the braced, the undivided and the URN form.
fn parse_hyphenated(text: &str) -> Result<Uuid, ParseIdError> {
    if text.len() != Hyphenated::LENGTH {
        return Err(ParseIdError);
    }
    Uuid::try_parse(text).map_err(|_| ParseIdError)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, AsExpression, FromSqlRow)]
        #[diesel(sql_type = sql_types::Uuid)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// An id that nothing else has. Ids made later sort later.
            #[expect(clippy::new_without_default, reason = "two defaults that differ would surprise")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            pub fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse_hyphenated(text).map(Self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        impl ToSql<sql_types::Uuid, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Uuid as ToSql<sql_types::Uuid, Pg>>::to_sql(&self.0, out)
            }
        }

        impl FromSql<sql_types::Uuid, Pg> for $name {
            fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                <Uuid as FromSql<sql_types::Uuid, Pg>>::from_sql(bytes).map(Self)
            }
        }
    )*};
}

ids! {
    WorkspaceId
    UserId
    RoleId
    TeamId
    DepartmentId
    /// A planned seat in the org chart.
    PositionId
    InvitationId
    /// The row of a session. What the cookie carries is a [`super::SecretToken`].
    SessionId
    /// The row of a key. What a program carries is a [`super::KeyText`].
    ApiKeyId
    /// A form that was shown, so that sending it again does nothing again.
    FormId
    AuditEventId
    LinkId
    OutboxId
    JobId
    ImportId
    /// What a workspace's mail settings were until they were changed or removed.
    MailSettingsVersion
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21";

    #[test]
    fn an_id_reads_its_own_text_in_either_case() {
        let id: UserId = TEXT.parse().unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(TEXT.to_uppercase().parse(), Ok(id));
    }

    #[test]
    fn only_the_hyphenated_form_is_an_id() {
        let simple = TEXT.replace('-', "");
        for text in [
            "",
            "7",
            &simple,
            &format!("{{{TEXT}}}"),
            &format!("urn:uuid:{TEXT}"),
            &format!(" {TEXT}"),
            &format!("{TEXT}\n"),
            &format!("{{{simple}}}  "),
            &TEXT.replace("-9d3a-", "9d-3a-"),
            &TEXT.replace('0', "g"),
            &TEXT.replace('-', "_"),
        ] {
            assert_eq!(text.parse::<UserId>(), Err(ParseIdError), "{text:?}");
            assert!(
                serde_json::from_value::<UserId>((*text).into()).is_err(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn debug_names_the_kind() {
        let id: TeamId = TEXT.parse().unwrap();
        assert_eq!(format!("{id:?}"), format!("TeamId({TEXT})"));
    }

    #[test]
    fn json_is_the_bare_text() {
        let id: RoleId = TEXT.parse().unwrap();
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{TEXT}\""));
        assert_eq!(serde_json::from_str::<RoleId>(&json).unwrap(), id);
    }

    #[test]
    fn new_ids_are_version_seven_and_rise() {
        let ids: Vec<_> = (0..1000).map(|_| UserId::new()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.iter().all(|id| id.as_uuid().get_version_num() == 7));
    }

    proptest! {
        #[test]
        fn every_id_survives_its_text(bytes: [u8; 16]) {
            let id = InvitationId::from(Uuid::from_bytes(bytes));
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn any_text_is_an_id_or_refused(text in "\\PC{0,48}") {
            let _ = text.parse::<UserId>();
        }
    }
}
