use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::Names;
use crate::access::{BuiltinRole, PasswordHash};
use crate::db::schema::{roles, user_roles, users, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::roles::HIGHEST_FIRST;
use crate::types::{
    CursorKeyError, Direction, EmailAddress, Page, PageSize, PersonName, Position, RoleId, UserId,
    WorkspaceId,
};

pub struct NewActiveUser<'u> {
    pub email: &'u EmailAddress,
    pub full_name: &'u PersonName,
    pub password_hash: &'u PasswordHash,
    pub role: RoleId,
    pub top_role_rank: i16,
}

/// Somebody who needs no invitation. The display name starts as the full name.
pub fn insert_active(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &NewActiveUser<'_>,
) -> Result<UserId, DbError> {
    let id = UserId::new();
    let now = tx.now()?;
    diesel::insert_into(users::table)
        .values((
            users::workspace_id.eq(workspace),
            users::id.eq(id),
            users::email.eq(new.email.typed()),
            users::email_key.eq(new.email.key()),
            users::full_name.eq(new.full_name),
            users::display_name.eq(new.full_name),
            users::status.eq("active"),
            users::password_hash.eq(new.password_hash.as_str()),
            users::top_role_rank.eq(new.top_role_rank),
            users::created_at.eq(now),
            users::activated_at.eq(now),
        ))
        .execute(tx.connection())?;
    diesel::insert_into(user_roles::table)
        .values((
            user_roles::workspace_id.eq(workspace),
            user_roles::user_id.eq(id),
            user_roles::role_id.eq(new.role),
        ))
        .execute(tx.connection())?;
    Ok(id)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct NamesRow {
    full_name: Option<PersonName>,
    display_name: Option<PersonName>,
}

impl TryFrom<NamesRow> for Names {
    type Error = DbError;

    fn try_from(row: NamesRow) -> Result<Self, DbError> {
        match (row.full_name, row.display_name) {
            (Some(full_name), Some(display_name)) => Ok(Self {
                full_name,
                display_name,
            }),
            _ => Err(DbError::Unreadable(
                "an active user without a name".to_owned(),
            )),
        }
    }
}

pub fn names(read: &mut Read<'_>, workspace: WorkspaceId, user: UserId) -> Result<Names, DbError> {
    users::table
        .find((workspace, user))
        .select(NamesRow::as_select())
        .first(read.connection())?
        .try_into()
}

pub(super) fn lock_names(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Names, DbError> {
    users::table
        .find((workspace, user))
        .select(NamesRow::as_select())
        .for_no_key_update()
        .first(tx.connection())?
        .try_into()
}

pub(super) fn set_names(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    names: &Names,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set((
            users::full_name.eq(&names.full_name),
            users::display_name.eq(&names.display_name),
        ))
        .execute(tx.connection())?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct Somebody {
    pub id: UserId,
    pub status: String,
    pub display_name: Option<String>,
}

pub(super) fn by_email(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    email: &EmailAddress,
) -> Result<Option<Somebody>, DbError> {
    Ok(users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email.key()))
        .select(Somebody::as_select())
        .for_no_key_update()
        .first(tx.connection())
        .optional()?)
}

/// Whether this made them one. The caller holds the workspace alone.
pub(super) fn make_owner(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<bool, DbError> {
    let owner: RoleId = roles::table
        .filter(roles::workspace_id.eq(workspace))
        .filter(roles::builtin.eq(BuiltinRole::Owner.as_str()))
        .select(roles::id)
        .first(tx.connection())?;
    let given = diesel::insert_into(user_roles::table)
        .values((
            user_roles::workspace_id.eq(workspace),
            user_roles::user_id.eq(user),
            user_roles::role_id.eq(owner),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())?;
    if given == 0 {
        return Ok(false);
    }
    diesel::update(users::table.find((workspace, user)))
        .set(users::top_role_rank.eq(BuiltinRole::Owner.rank()))
        .execute(tx.connection())?;
    diesel::update(workspaces::table.find(workspace))
        .set(workspaces::active_owners.eq(workspaces::active_owners + 1))
        .execute(tx.connection())?;
    Ok(true)
}

/// Somebody in the list of people.
#[derive(Debug, Queryable)]
pub(super) struct Line {
    pub id: UserId,
    pub full_name: PersonName,
    pub email: String,
    /// Highest first.
    pub roles: Vec<String>,
}

/// Where a page of the list starts.
#[derive(Serialize, Deserialize)]
pub(super) struct ByName {
    name: String,
    id: UserId,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum ListError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Cursor(#[from] CursorKeyError),
}

/// Active people by name, with the names of their roles, in one query.
pub(super) fn page_by_name(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    position: Option<&Position<ByName>>,
) -> Result<Page<Line>, ListError> {
    use diesel::dsl::sql;
    use diesel::sql_types::{Array, Text};
    let name = users::full_name.assume_not_null();
    let roles = sql::<Array<Text>>(&format!(
        "ARRAY(SELECT roles.name FROM user_roles
               JOIN roles ON roles.workspace_id = user_roles.workspace_id
                   AND roles.id = user_roles.role_id
               WHERE user_roles.workspace_id = users.workspace_id AND user_roles.user_id = users.id
               ORDER BY {HIGHEST_FIRST})"
    ));
    let size = PageSize::default();
    let mut query = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::status.eq("active"))
        .select((users::id, name, users::email, roles))
        .limit(size.fetch())
        .into_boxed();
    query = match position {
        Some(Position {
            direction: Direction::Backward,
            key,
        }) => query
            .filter(
                name.lt(&key.name)
                    .or(name.eq(&key.name).and(users::id.lt(key.id))),
            )
            .order((name.desc(), users::id.desc())),
        Some(Position {
            direction: Direction::Forward,
            key,
        }) => query
            .filter(
                name.gt(&key.name)
                    .or(name.eq(&key.name).and(users::id.gt(key.id))),
            )
            .order((name.asc(), users::id.asc())),
        None => query.order((name.asc(), users::id.asc())),
    };
    let fetched: Vec<Line> = query.load(read.connection()).map_err(DbError::from)?;
    Ok(Page::from_fetched(fetched, size, position, |line| {
        ByName {
            name: line.full_name.as_str().to_owned(),
            id: line.id,
        }
    })?)
}
