use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::Names;
use crate::access::{PasswordHash, PermissionSet, UnknownPermission};
use crate::db::schema::{user_roles, users};
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

/// Somebody in the list of people.
#[derive(Debug)]
pub(super) struct Line {
    pub id: UserId,
    pub full_name: PersonName,
    pub email: String,
    /// Highest first.
    pub roles: Vec<String>,
    pub permissions: PermissionSet,
}

/// Which of the people a list is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Filter {
    None,
    Role(RoleId),
    /// By something that can't be there.
    Nobody,
}

impl Filter {
    /// What is no id, or another workspace's, finds nobody.
    pub fn by_role(role: Option<&str>) -> Self {
        match role.map(str::parse) {
            None => Self::None,
            Some(Ok(role)) => Self::Role(role),
            Some(Err(_)) => Self::Nobody,
        }
    }
}

/// Somebody's own page.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(super) struct Person {
    pub id: UserId,
    full_name: Option<PersonName>,
    pub email: String,
    pub status: String,
}

impl Person {
    pub fn name(&self) -> &str {
        self.full_name
            .as_ref()
            .map_or(&self.email, |name| name.as_str())
    }
}

pub(super) fn person(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Person>, DbError> {
    Ok(users::table
        .find((workspace, user))
        .select(Person::as_select())
        .first(read.connection())
        .optional()?)
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

const ROLE_NAMES: &str = "SELECT roles.name FROM user_roles
    JOIN roles ON roles.workspace_id = user_roles.workspace_id AND roles.id = user_roles.role_id
    WHERE user_roles.workspace_id = users.workspace_id AND user_roles.user_id = users.id";

const PERMISSIONS: &str = "ARRAY(SELECT DISTINCT role_permissions.permission FROM user_roles
    JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
        AND role_permissions.role_id = user_roles.role_id
    WHERE user_roles.workspace_id = users.workspace_id AND user_roles.user_id = users.id)";

/// Active people by name, with the names of their roles, in one query.
pub(super) fn page_by_name(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    position: Option<&Position<ByName>>,
) -> Result<Page<Line>, ListError> {
    use diesel::dsl::sql;
    use diesel::sql_types::{Array, Text};
    let name = users::full_name.assume_not_null();
    let roles = sql::<Array<Text>>(&format!("ARRAY({ROLE_NAMES} ORDER BY {HIGHEST_FIRST})"));
    let permissions = sql::<Array<Text>>(PERMISSIONS);
    let size = PageSize::default();
    let mut query = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::status.eq("active"))
        .select((users::id, name, users::email, roles, permissions))
        .limit(size.fetch())
        .into_boxed();
    query = match filter {
        Filter::None => query,
        Filter::Nobody => return Ok(Page::from_fetched(Vec::new(), size, position, Line::key)?),
        Filter::Role(role) => query.filter(diesel::dsl::exists(
            user_roles::table
                .filter(user_roles::workspace_id.eq(workspace))
                .filter(user_roles::user_id.eq(users::id))
                .filter(user_roles::role_id.eq(*role)),
        )),
    };
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
    let fetched: Vec<LineRow> = query.load(read.connection()).map_err(DbError::from)?;
    let fetched = fetched
        .into_iter()
        .map(Line::try_from)
        .collect::<Result<_, _>>()?;
    Ok(Page::from_fetched(fetched, size, position, Line::key)?)
}

type LineRow = (UserId, PersonName, String, Vec<String>, Vec<String>);

impl TryFrom<LineRow> for Line {
    type Error = DbError;

    fn try_from((id, full_name, email, roles, permissions): LineRow) -> Result<Self, DbError> {
        let permissions = permissions.iter().map(|text| text.parse());
        Ok(Self {
            id,
            full_name,
            email,
            roles,
            permissions: permissions
                .collect::<Result<_, UnknownPermission>>()
                .map_err(|error| DbError::Unreadable(error.to_string()))?,
        })
    }
}

impl Line {
    fn key(&self) -> ByName {
        ByName {
            name: self.full_name.as_str().to_owned(),
            id: self.id,
        }
    }
}
