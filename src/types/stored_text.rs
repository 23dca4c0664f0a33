//! How a value that is text in memory is text in a column.

/// Gives a `struct Name(String)` its Diesel conversions, `as_str`, `Display` and `Serialize`.
///
/// Reading trusts the column: only a parsed value was ever written, and a rule that was tightened
/// since must not turn a page with an old name on it into an error.
macro_rules! stored_text {
    ($name:ident) => {
        // A scope of its own, so that these imports aren't the caller's.
        const _: () = {
            use std::fmt;

            use diesel::{
                deserialize::{self, FromSql},
                pg::{Pg, PgValue},
                serialize::{self, Output, ToSql},
                sql_types,
            };
            use serde::{Serialize, Serializer};

            impl $name {
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(&self.0)
                }
            }

            impl ToSql<sql_types::Text, Pg> for $name {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                    <str as ToSql<sql_types::Text, Pg>>::to_sql(&self.0, out)
                }
            }

            impl FromSql<sql_types::Text, Pg> for $name {
                fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                    <String as FromSql<sql_types::Text, Pg>>::from_sql(bytes).map(Self)
                }
            }
        };
    };
}

pub(super) use stored_text;
