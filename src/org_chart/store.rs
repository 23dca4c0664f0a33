use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Uuid as SqlUuid};

use super::model::{Counted, MOST_AT_ONCE, Person};
use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::types::{
    Availability, AvailabilityWord, DepartmentId, Like, UserId, UserStatus, WorkspaceId,
};

/// More than these aren't looked through for the first by name: whoever types on finds them.
const MOST_SORTED: i64 = 500;

/// What somebody is called who hasn't said it yet.
const NAMELESS: &str = "Somebody invited";

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct PersonRow {
    id: UserId,
    full_name: Option<String>,
    display_name: Option<String>,
    status: UserStatus,
    manager_id: Option<UserId>,
    department_id: Option<DepartmentId>,
    availability: AvailabilityWord,
    away_until: Option<DateTime<Utc>>,
    reports: i32,
    moved_up_at: Option<DateTime<Utc>>,
}

impl PersonRow {
    fn at(self, now: DateTime<Utc>) -> Person {
        let name = self.full_name.or(self.display_name);
        Person {
            id: self.id,
            name: name.unwrap_or_else(|| NAMELESS.to_owned()),
            is_invited: self.status == UserStatus::Pending,
            manager: self.manager_id,
            department: self.department_id,
            availability: Availability::at(now, self.availability, self.away_until),
            reports: usize::try_from(self.reports).unwrap_or_default(),
            moved_up: self.moved_up_at.is_some(),
        }
    }
}

/// A workspace, and when it is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here {
    pub workspace: WorkspaceId,
    pub now: DateTime<Utc>,
}

impl Here {
    fn people(self, rows: Vec<PersonRow>) -> Vec<Person> {
        let mut people: Vec<Person> = rows.into_iter().map(|row| row.at(self.now)).collect();
        people.sort_by_cached_key(|person| (person.name.to_lowercase(), person.id));
        people
    }
}

/// Who reports to nobody and has somebody below them.
pub(super) fn tops(read: &mut Read<'_>, here: Here) -> Result<Vec<Person>, DbError> {
    let rows = users::table
        .filter(users::workspace_id.eq(here.workspace))
        .filter(users::manager_id.is_null())
        // In words, not as values: the index is one of those who fit them.
        .filter(sql::<Bool>("users.reports > 0"))
        .filter(users::status.ne(UserStatus::Inactive))
        .order((users::full_name, users::id))
        .limit(at_most(MOST_AT_ONCE))
        .select(PersonRow::as_select())
        .load(read.connection())?;
    Ok(here.people(rows))
}

/// Those of them who are here.
pub(super) fn these(
    read: &mut Read<'_>,
    here: Here,
    people: &[UserId],
) -> Result<Vec<Person>, DbError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows = users::table
        .filter(users::workspace_id.eq(here.workspace))
        .filter(users::id.eq_any(people))
        .filter(users::status.ne(UserStatus::Inactive))
        .select(PersonRow::as_select())
        .load(read.connection())?;
    Ok(here.people(rows))
}

/// Everybody who reports to one of them.
pub(super) fn reporting_to(
    read: &mut Read<'_>,
    here: Here,
    managers: &[UserId],
) -> Result<Vec<Person>, DbError> {
    let rows = users::table
        .filter(users::workspace_id.eq(here.workspace))
        .filter(users::manager_id.eq_any(managers))
        .filter(users::status.ne(UserStatus::Inactive))
        .select(PersonRow::as_select())
        .load(read.connection())?;
    Ok(here.people(rows))
}

/// People in the chart whose name fits, the first by name. Nothing typed finds nobody.
pub(super) fn find(
    read: &mut Read<'_>,
    here: Here,
    (typed, most): (&str, usize),
) -> Result<Vec<Person>, DbError> {
    let typed = typed.trim();
    if typed.is_empty() || !Like::is_possible(typed) {
        return Ok(Vec::new());
    }
    let pattern = Like::part(typed).as_str().to_owned();
    let fits = sql::<Bool>("(lower(users.full_name) LIKE lower(")
        .bind::<Text, _>(pattern.clone())
        .sql(") OR lower(users.display_name) LIKE lower(")
        .bind::<Text, _>(pattern)
        .sql("))");
    let rows = users::table
        .filter(users::workspace_id.eq(here.workspace))
        .filter(users::status.ne(UserStatus::Inactive))
        .filter(users::manager_id.is_not_null().or(users::reports.gt(0)))
        .filter(fits)
        .limit(MOST_SORTED)
        .select(PersonRow::as_select())
        .load(read.connection())?;
    let mut found = here.people(rows);
    found.truncate(most);
    Ok(found)
}

#[derive(QueryableByName)]
struct NumberRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many people report to somebody, or have somebody who reports to them.
pub(super) fn placed(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Counted, DbError> {
    count(
        read,
        workspace,
        "SELECT (
             SELECT count(*) FROM (
                 SELECT FROM users
                 WHERE workspace_id = $1 AND manager_id IS NOT NULL AND status <> 'inactive'
                 LIMIT $2
             ) AS below
         ) + (
             SELECT count(*) FROM (
                 SELECT FROM users
                 WHERE workspace_id = $1 AND manager_id IS NULL AND reports > 0
                     AND status <> 'inactive'
                 LIMIT $2
             ) AS top
         ) AS number",
    )
}

/// How many people have neither a manager nor reports.
pub(super) fn unplaced(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Counted, DbError> {
    count(
        read,
        workspace,
        "SELECT count(*) AS number FROM (
             SELECT FROM users
             WHERE workspace_id = $1 AND manager_id IS NULL AND reports = 0
                 AND status <> 'inactive'
             LIMIT $2
         ) AS unplaced",
    )
}

fn count(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    query: &'static str,
) -> Result<Counted, DbError> {
    let row: NumberRow = diesel::sql_query(query)
        .bind::<SqlUuid, _>(workspace)
        .bind::<BigInt, _>(at_most(Counted::MOST + 1))
        .get_result(read.connection())?;
    Ok(Counted::up_to_most(
        usize::try_from(row.number).unwrap_or_default(),
    ))
}

/// The first of them by name.
pub(super) fn some_unplaced(
    read: &mut Read<'_>,
    here: Here,
    most: usize,
) -> Result<Vec<Person>, DbError> {
    let rows = users::table
        .filter(users::workspace_id.eq(here.workspace))
        .filter(users::manager_id.is_null())
        .filter(sql::<Bool>(
            "users.reports = 0 AND users.status <> 'inactive'",
        ))
        .order((users::full_name, users::id))
        .limit(at_most(most))
        .select(PersonRow::as_select())
        .load(read.connection())?;
    Ok(here.people(rows))
}

fn at_most(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
