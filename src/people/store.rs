use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};

use super::model::{Called, Found, Somebody};
use crate::access::{Permission, PermissionSet, UnknownPermission};
use crate::db::schema::users;
use crate::db::{DbError, Read, Tx};
use crate::types::{Like, UserId, UserStatus, WorkspaceId};

/// So many are shown of those who fit what is typed.
pub const MOST_FOUND: usize = 8;

/// More than these aren't looked through for the first by name: whoever types on finds them.
const MOST_SORTED: i64 = 500;

const NAME: &str = "coalesce(users.full_name, users.email)";

const PERMISSIONS: &str = "ARRAY(SELECT DISTINCT role_permissions.permission FROM user_roles
    JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
        AND role_permissions.role_id = user_roles.role_id
    WHERE user_roles.workspace_id = users.workspace_id AND user_roles.user_id = users.id)";

/// `None` if nobody here has this id.
pub fn somebody(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Somebody>, DbError> {
    Ok(several(read, workspace, &[user])?.pop())
}

/// Whoever else changes this person waits until the transaction ends. Always after the workspace's lock
/// and before those of teams, which are taken by id, so that no two changes wait for each other.
pub fn lock(tx: &mut Tx<'_>, workspace: WorkspaceId, user: UserId) -> Result<(), DbError> {
    users::table
        .find((workspace, user))
        .select(users::id)
        .for_no_key_update()
        .first::<UserId>(tx.connection())
        .optional()?;
    Ok(())
}

/// Those of them who are here. Their roles stay as they are for who has proved a right in the same
/// transaction.
pub fn several(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<Somebody>, DbError> {
    type Row = (UserId, Option<String>, String, UserStatus, Vec<String>);
    let rows: Vec<Row> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq_any(people))
        .order(users::id)
        .select((
            users::id,
            users::full_name.nullable(),
            users::email,
            users::status,
            sql::<Array<Text>>(PERMISSIONS),
        ))
        .load(read.connection())?;
    rows.into_iter()
        .map(|(id, name, email, status, permissions)| {
            let permissions = permissions.iter().map(|text| text.parse());
            Ok(Somebody {
                id,
                name: name.clone().unwrap_or_else(|| email.clone()),
                called: Called::of(name, email),
                status,
                permissions: permissions
                    .collect::<Result<_, UnknownPermission>>()
                    .map_err(|error| DbError::Unreadable(error.to_string()))?,
            })
        })
        .collect()
}

#[derive(QueryableByName)]
struct BeyondRow {
    #[diesel(sql_type = SqlUuid)]
    id: UserId,
}

/// For `beyond`: those who report to somebody.
pub const BELOW: &str =
    "SELECT users.id FROM users WHERE users.workspace_id = $1 AND users.manager_id = $2";

/// Somebody who holds what these permissions lack, among those whom `who` selects: the text of a query
/// for ids, whose `$1` is the workspace and whose `$2` is `of`.
pub fn beyond(
    read: &mut Read<'_>,
    (workspace, holds): (WorkspaceId, PermissionSet),
    who: &'static str,
    of: uuid::Uuid,
) -> Result<Option<Somebody>, DbError> {
    let held: Vec<&str> = holds.iter().map(Permission::as_str).collect();
    let row: Option<BeyondRow> = diesel::sql_query(format!(
        "SELECT user_roles.user_id AS id
         FROM role_permissions
         JOIN user_roles ON user_roles.workspace_id = role_permissions.workspace_id
             AND user_roles.role_id = role_permissions.role_id
         WHERE role_permissions.workspace_id = $1
             AND role_permissions.permission <> ALL ($3)
             AND user_roles.user_id IN ({who})
         LIMIT 1"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(of)
    .bind::<Array<Text>, _>(held)
    .get_result(read.connection())
    .optional()?;
    match row {
        Some(row) => somebody(read, workspace, row.id),
        None => Ok(None),
    }
}

/// Active and invited people whose name or address fits, the first by name. Nothing typed finds nobody.
pub fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    typed: &str,
) -> Result<Vec<Found>, DbError> {
    let typed = typed.trim();
    if typed.is_empty() || !Like::is_possible(typed) || typed.contains('\0') {
        return Ok(Vec::new());
    }
    let pattern = Like::part(typed).as_str().to_owned();
    let fits = sql::<Bool>("(lower(users.full_name) LIKE lower(")
        .bind::<Text, _>(pattern.clone())
        .sql(") OR lower(users.display_name) LIKE lower(")
        .bind::<Text, _>(pattern.clone())
        .sql(") OR users.email_key LIKE lower(")
        .bind::<Text, _>(pattern)
        .sql("))");
    let some = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::status.ne(UserStatus::Inactive))
        .filter(fits)
        .limit(MOST_SORTED)
        .select((users::id, sql::<Text>(NAME), users::email, users::status));
    let rows: Vec<(UserId, String, String, UserStatus)> = some.load(read.connection())?;
    let mut found: Vec<Found> = rows.into_iter().map(Found::from).collect();
    found.sort_by_cached_key(|one| (one.name.to_lowercase(), one.id));
    found.truncate(MOST_FOUND);
    Ok(found)
}

/// Those of them who are here, to show who is chosen.
pub fn found(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<Found>, DbError> {
    let rows: Vec<(UserId, String, String, UserStatus)> = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::id.eq_any(people))
        .select((users::id, sql::<Text>(NAME), users::email, users::status))
        .load(read.connection())?;
    Ok(rows.into_iter().map(Found::from).collect())
}

impl From<(UserId, String, String, UserStatus)> for Found {
    fn from((id, name, email, status): (UserId, String, String, UserStatus)) -> Self {
        Self {
            id,
            name,
            email,
            status,
        }
    }
}
