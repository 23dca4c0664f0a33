//! People as a reader of the log looks for them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use crate::audit_log::model::{Found, MOST_PEOPLE, Sought};
use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::types::{Like, UserId, WorkspaceId};

/// Who that is: their ids, and what they are called as far as they are here. One more than are looked
/// up says that there are too many.
pub(in crate::audit_log) fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    sought: &Sought,
) -> Result<Vec<Found>, DbError> {
    let at_most = i64::try_from(MOST_PEOPLE).unwrap_or(i64::MAX) + 1;
    let name = sql::<Nullable<Text>>("coalesce(display_name, full_name, email)");
    let here = users::table
        .filter(users::workspace_id.eq(workspace))
        .select((users::id, name, users::email))
        .limit(at_most)
        .into_boxed();
    let found = match sought {
        Sought::Id(id) => here.filter(users::id.eq(id)),
        Sought::Email(email) => here.filter(users::email_key.eq(email.key())),
        Sought::Named(start) => {
            let pattern = Like::starting(start);
            here.filter(
                sql::<Bool>("(lower(full_name) LIKE lower(")
                    .bind::<Text, _>(pattern.as_str().to_owned())
                    .sql(") OR lower(display_name) LIKE lower(")
                    .bind::<Text, _>(pattern.as_str().to_owned())
                    .sql("))"),
            )
        }
    };
    let rows: Vec<(UserId, Option<String>, String)> = found.load(read.connection())?;
    let mut found: Vec<Found> = rows
        .into_iter()
        .map(|(id, name, email)| Found {
            id,
            name,
            email: Some(email),
        })
        .collect();
    if let (Sought::Id(id), true) = (sought, found.is_empty()) {
        found.push(Found {
            id: *id,
            name: None,
            email: None,
        });
    }
    Ok(found)
}
