//! The list of people.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::access::{PermissionSet, UnknownPermission};
use crate::db::schema::{user_roles, users};
use crate::db::{DbError, Read};
use crate::roles::HIGHEST_FIRST;
use crate::types::{
    CursorKeyError, Direction, Page, PageSize, PersonName, Position, RoleId, UserId, UserStatus,
    WorkspaceId,
};

/// Somebody in the list of people.
#[derive(Debug)]
pub(in crate::users) struct Line {
    pub id: UserId,
    pub full_name: PersonName,
    pub email: String,
    /// Highest first.
    pub roles: Vec<String>,
    pub permissions: PermissionSet,
}

/// Which of the people a list is about.
#[derive(Clone, Copy, Debug)]
pub(in crate::users) enum Filter {
    None,
    Role(RoleId),
    /// By something that can't be there.
    Nobody,
}

impl Filter {
    /// What is no id, or another workspace's, finds nobody.
    pub fn by_role(role: &str) -> Self {
        match role.parse() {
            _ if role.is_empty() => Self::None,
            Ok(role) => Self::Role(role),
            Err(_) => Self::Nobody,
        }
    }
}

/// Whom a list shows.
#[derive(Clone, Copy, Debug)]
pub(in crate::users) struct Listed {
    pub status: UserStatus,
    pub filter: Filter,
}

/// Where a page of the list starts.
#[derive(Serialize, Deserialize)]
pub(in crate::users) struct ByName {
    name: String,
    id: UserId,
}

#[derive(Debug, thiserror::Error)]
pub(in crate::users) enum ListError {
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

/// People by name, with the names of their roles, in one query.
pub(in crate::users) fn page_by_name(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    listed: &Listed,
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
        .filter(users::status.eq(listed.status))
        .select((users::id, name, users::email, roles, permissions))
        .limit(size.fetch())
        .into_boxed();
    query = match &listed.filter {
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
