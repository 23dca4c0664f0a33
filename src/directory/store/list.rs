//! The list of people.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use serde::{Deserialize, Serialize};

use crate::access::{PermissionSet, UnknownPermission};
use crate::db::schema::{team_members, user_roles, users};
use crate::db::{DbError, Read};
use crate::roles::HIGHEST_FIRST;
use crate::types::{
    Availability, AvailabilityWord, CursorKeyError, DepartmentId, Direction, Page, PageSize,
    PersonName, Position, RoleId, TeamId, UserId, UserStatus, WorkspaceId,
};

/// Somebody in the list of people.
#[derive(Debug)]
pub(in crate::directory) struct Line {
    pub id: UserId,
    pub full_name: PersonName,
    pub email: String,
    /// Highest first.
    pub roles: Vec<String>,
    pub permissions: PermissionSet,
    pub department: Option<DepartmentId>,
    availability: AvailabilityWord,
    away_until: Option<DateTime<Utc>>,
}

/// Which of the people a list is about.
#[derive(Clone, Debug, Default)]
pub(in crate::directory) struct Filter {
    pub role: Option<RoleId>,
    pub team: Option<TeamId>,
    /// In any of these.
    pub departments: Option<Vec<DepartmentId>>,
}

/// Whom a list shows.
#[derive(Clone, Debug)]
pub(in crate::directory) struct Listed {
    pub status: UserStatus,
    /// By nothing that isn't there, which would find nobody.
    pub filter: Option<Filter>,
}

/// Where a page of the list starts.
#[derive(Serialize, Deserialize)]
pub(in crate::directory) struct ByName {
    name: String,
    id: UserId,
}

#[derive(Debug, thiserror::Error)]
pub(in crate::directory) enum ListError {
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
pub(in crate::directory) fn page_by_name(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    listed: &Listed,
    position: Option<&Position<ByName>>,
) -> Result<Page<Line>, ListError> {
    let size = PageSize::default();
    let Some(filter) = &listed.filter else {
        return Ok(Page::from_fetched(Vec::new(), size, position, Line::key)?);
    };
    let name = users::full_name.assume_not_null();
    let people = narrowed(workspace, listed.status, filter);
    let people = match position {
        Some(Position {
            direction: Direction::Backward,
            key,
        }) => people
            .filter(
                name.lt(&key.name)
                    .or(name.eq(&key.name).and(users::id.lt(key.id))),
            )
            .order((name.desc(), users::id.desc())),
        Some(Position {
            direction: Direction::Forward,
            key,
        }) => people
            .filter(
                name.gt(&key.name)
                    .or(name.eq(&key.name).and(users::id.gt(key.id))),
            )
            .order((name.asc(), users::id.asc())),
        None => people.order((name.asc(), users::id.asc())),
    };
    let fetched: Vec<LineRow> = people
        .select(LineRow::as_select())
        .limit(size.fetch())
        .load(read.connection())
        .map_err(DbError::from)?;
    let fetched = fetched
        .into_iter()
        .map(Line::try_from)
        .collect::<Result<_, _>>()?;
    Ok(Page::from_fetched(fetched, size, position, Line::key)?)
}

/// All of them, in the order of the list.
pub(in crate::directory) fn everyone(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    listed: &Listed,
) -> Result<Vec<UserId>, DbError> {
    let Some(filter) = &listed.filter else {
        return Ok(Vec::new());
    };
    Ok(narrowed(workspace, listed.status, filter)
        .order((users::name_key, users::id))
        .select(users::id)
        .load(read.connection())?)
}

fn narrowed(
    workspace: WorkspaceId,
    status: UserStatus,
    filter: &Filter,
) -> users::BoxedQuery<'_, Pg> {
    let mut people = users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::status.eq(status))
        .into_boxed();
    if let Some(role) = filter.role {
        people = people.filter(exists(
            user_roles::table
                .filter(user_roles::workspace_id.eq(workspace))
                .filter(user_roles::user_id.eq(users::id))
                .filter(user_roles::role_id.eq(role)),
        ));
    }
    if let Some(team) = filter.team {
        people = people.filter(exists(
            team_members::table
                .filter(team_members::workspace_id.eq(workspace))
                .filter(team_members::team_id.eq(team))
                .filter(team_members::user_id.eq(users::id)),
        ));
    }
    match filter.departments.as_deref() {
        None => people,
        // A single one has its people by name already.
        Some([only]) => people.filter(users::department_id.eq(*only)),
        Some(several) => people.filter(users::department_id.eq_any(several)),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct LineRow {
    id: UserId,
    #[diesel(select_expression = users::full_name.assume_not_null())]
    full_name: PersonName,
    email: String,
    department_id: Option<DepartmentId>,
    availability: AvailabilityWord,
    away_until: Option<DateTime<Utc>>,
    #[diesel(select_expression = sql::<Array<Text>>(&format!("ARRAY({ROLE_NAMES} ORDER BY {HIGHEST_FIRST})")))]
    #[diesel(select_expression_type = SqlLiteral<Array<Text>>)]
    roles: Vec<String>,
    #[diesel(select_expression = sql::<Array<Text>>(PERMISSIONS))]
    #[diesel(select_expression_type = SqlLiteral<Array<Text>>)]
    permissions: Vec<String>,
}

impl TryFrom<LineRow> for Line {
    type Error = DbError;

    fn try_from(row: LineRow) -> Result<Self, DbError> {
        let permissions = row.permissions.iter().map(|text| text.parse());
        Ok(Self {
            id: row.id,
            full_name: row.full_name,
            email: row.email,
            roles: row.roles,
            permissions: permissions
                .collect::<Result<_, UnknownPermission>>()
                .map_err(|error| DbError::Unreadable(error.to_string()))?,
            department: row.department_id,
            availability: row.availability,
            away_until: row.away_until,
        })
    }
}

impl Line {
    pub fn availability(&self, now: DateTime<Utc>) -> Availability {
        Availability::at(now, self.availability, self.away_until)
    }

    fn key(&self) -> ByName {
        ByName {
            name: self.full_name.as_str().to_owned(),
            id: self.id,
        }
    }
}
