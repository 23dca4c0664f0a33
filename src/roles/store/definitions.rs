//! Roles as rows: what each is, all of them or one.

use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Uuid as SqlUuid};

use crate::access::{
    Landing, PermissionSet, UnknownBuiltinRole, UnknownLanding, UnknownPermission,
};
use crate::db::schema::{role_permissions, roles, user_roles};
use crate::db::{DbError, Read, Tx, prepared};
use crate::roles::model::{Definition, Role};
use crate::types::{Description, RoleId, Title, UserId, WorkspaceId};

use super::HIGHEST_FIRST;

/// More holders than this aren't counted: a list says so.
pub(in crate::roles) const MOST_COUNTED: i64 = 1_000;

/// How many active people have one of `roles`; one more than are counted where so many have it in any
/// state. The limit comes before the join, or PostgreSQL walks through everybody for who has it.
pub(super) fn counted() -> String {
    format!(
        "(SELECT CASE WHEN count(*) > {MOST_COUNTED} THEN count(*)
                      ELSE count(*) FILTER (WHERE users.status = 'active') END
          FROM (
              SELECT workspace_id, user_id FROM user_roles
              WHERE user_roles.workspace_id = roles.workspace_id AND user_roles.role_id = roles.id
              LIMIT {MOST_COUNTED} + 1
          ) AS some_roles
          JOIN users ON users.workspace_id = some_roles.workspace_id
              AND users.id = some_roles.user_id)"
    )
}

#[derive(QueryableByName)]
struct RoleRow {
    #[diesel(sql_type = SqlUuid)]
    id: RoleId,
    #[diesel(sql_type = Text)]
    name: Title,
    #[diesel(sql_type = Text)]
    description: Description,
    #[diesel(sql_type = Nullable<Text>)]
    builtin: Option<String>,
    #[diesel(sql_type = Text)]
    landing: String,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Array<Text>)]
    permissions: Vec<String>,
}

/// Of `roles`.
const COLUMNS: &str = "roles.id, roles.name, roles.description, roles.builtin, roles.landing,
    roles.version,
    ARRAY(SELECT permission FROM role_permissions
          WHERE role_permissions.workspace_id = roles.workspace_id
              AND role_permissions.role_id = roles.id) AS permissions";

impl TryFrom<RoleRow> for Role {
    type Error = DbError;

    fn try_from(row: RoleRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            builtin: row
                .builtin
                .map(|text| {
                    text.parse()
                        .map_err(|error: UnknownBuiltinRole| unreadable(&error))
                })
                .transpose()?,
            definition: Definition {
                name: row.name,
                description: row.description,
                permissions: permissions(&row.permissions)?,
                landing: landing(&row.landing)?,
            },
            version: row.version,
        })
    }
}

fn unreadable(error: &impl std::fmt::Display) -> DbError {
    DbError::Unreadable(error.to_string())
}

pub(super) fn landing(text: &str) -> Result<Landing, DbError> {
    text.parse()
        .map_err(|error: UnknownLanding| unreadable(&error))
}

fn permissions(texts: &[String]) -> Result<PermissionSet, DbError> {
    texts
        .iter()
        .map(|text| text.parse())
        .collect::<Result<_, UnknownPermission>>()
        .map_err(|error| unreadable(&error))
}

/// Every role of the workspace, the highest first.
pub fn all(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Vec<Role>, DbError> {
    let query = sql_query(format!(
        "SELECT {COLUMNS} FROM roles WHERE roles.workspace_id = $1 ORDER BY {HIGHEST_FIRST}"
    ))
    .bind::<SqlUuid, _>(workspace);
    let rows: Vec<RoleRow> = prepared(query).load(read.connection())?;
    rows.into_iter().map(Role::try_from).collect()
}

/// Who has which of them, of these people.
pub fn ids_of(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    people: &[UserId],
) -> Result<Vec<(UserId, RoleId)>, DbError> {
    Ok(user_roles::table
        .filter(user_roles::workspace_id.eq(workspace))
        .filter(user_roles::user_id.eq_any(people))
        .select((user_roles::user_id, user_roles::role_id))
        .load(read.connection())?)
}

pub fn name(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    role: RoleId,
) -> Result<Option<Title>, DbError> {
    Ok(roles::table
        .find((workspace, role))
        .select(roles::name)
        .first(read.connection())
        .optional()?)
}

/// A role in the list of them, with how many active people have it.
#[derive(QueryableByName)]
struct LineRow {
    #[diesel(embed)]
    role: RoleRow,
    #[diesel(sql_type = BigInt)]
    people: i64,
}

pub(in crate::roles) fn all_counted(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Vec<(Role, i64)>, DbError> {
    let rows: Vec<LineRow> = sql_query(format!(
        "SELECT {COLUMNS},
{} AS people
         FROM roles WHERE roles.workspace_id = $1 ORDER BY {HIGHEST_FIRST}",
        counted()
    ))
    .bind::<SqlUuid, _>(workspace)
    .load(read.connection())?;
    rows.into_iter()
        .map(|row| Ok((row.role.try_into()?, row.people)))
        .collect()
}

/// What somebody has, the highest first.
pub fn of_user(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<Role>, DbError> {
    let rows: Vec<RoleRow> = sql_query(format!(
        "SELECT {COLUMNS}
         FROM user_roles
         JOIN roles ON roles.workspace_id = user_roles.workspace_id
             AND roles.id = user_roles.role_id
         WHERE user_roles.workspace_id = $1 AND user_roles.user_id = $2
         ORDER BY {HIGHEST_FIRST}"
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(user)
    .load(read.connection())?;
    rows.into_iter().map(Role::try_from).collect()
}

pub(in crate::roles) fn count(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64, DbError> {
    Ok(roles::table
        .filter(roles::workspace_id.eq(workspace))
        .count()
        .get_result(tx.connection())?)
}

/// The key of the name is unique in the workspace: `roles_name_unique`.
pub(in crate::roles) fn insert(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    definition: &Definition,
) -> Result<RoleId, DbError> {
    let id = RoleId::new();
    let now = tx.now()?;
    diesel::insert_into(roles::table)
        .values((
            roles::workspace_id.eq(workspace),
            roles::id.eq(id),
            roles::name.eq(&definition.name),
            roles::name_key.eq(definition.name.key()),
            roles::description.eq(&definition.description),
            roles::landing.eq(definition.landing.as_str()),
            roles::created_at.eq(now),
        ))
        .execute(tx.connection())?;
    insert_permissions(tx, (workspace, id), definition.permissions)?;
    Ok(id)
}

pub(in crate::roles) fn update(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, RoleId),
    definition: &Definition,
) -> Result<(), DbError> {
    diesel::update(roles::table.find((workspace, id)))
        .set((
            roles::name.eq(&definition.name),
            roles::name_key.eq(definition.name.key()),
            roles::description.eq(&definition.description),
            roles::landing.eq(definition.landing.as_str()),
            roles::version.eq(roles::version + 1),
        ))
        .execute(tx.connection())?;
    remove_permissions(tx, (workspace, id))?;
    insert_permissions(tx, (workspace, id), definition.permissions)
}

/// Nobody has it any more.
pub(in crate::roles) fn remove(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, RoleId),
) -> Result<(), DbError> {
    remove_permissions(tx, (workspace, id))?;
    diesel::delete(roles::table.find((workspace, id))).execute(tx.connection())?;
    Ok(())
}

fn remove_permissions(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, RoleId),
) -> Result<(), DbError> {
    diesel::delete(role_permissions::table)
        .filter(role_permissions::workspace_id.eq(workspace))
        .filter(role_permissions::role_id.eq(id))
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn insert_permissions(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, RoleId),
    permissions: PermissionSet,
) -> Result<(), DbError> {
    let rows: Vec<_> = permissions
        .iter()
        .map(|permission| {
            (
                role_permissions::workspace_id.eq(workspace),
                role_permissions::role_id.eq(id),
                role_permissions::permission.eq(permission.as_str()),
            )
        })
        .collect();
    diesel::insert_into(role_permissions::table)
        .values(rows)
        .execute(tx.connection())?;
    Ok(())
}
