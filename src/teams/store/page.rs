//! The people of one team, a page at a time, and who could be added.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{PermissionSet, UnknownPermission};
use crate::db::{DbError, Read};
use crate::people::{self, Called};
use crate::teams::model::{Candidate, Member};
use crate::types::{
    AvailabilityWord, CursorKeyError, Direction, Like, Page, PageSize, Position, TeamId, UserId,
    UserStatus, WorkspaceId,
};

/// Which of the members a list shows.
#[derive(Clone, Debug)]
pub(in crate::teams) struct Sought {
    pub typed: String,
    /// Whether addresses are told, so looked through too.
    pub by_email: bool,
}

/// Where a page of members starts.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::teams) struct ByName {
    name: String,
    id: UserId,
}

#[derive(Debug, Error)]
pub(in crate::teams) enum ListError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Cursor(#[from] CursorKeyError),
}

#[derive(QueryableByName)]
struct MemberRow {
    #[diesel(sql_type = SqlUuid)]
    id: UserId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    status: UserStatus,
    #[diesel(sql_type = Text)]
    availability: AvailabilityWord,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    away_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<Text>)]
    permissions: Vec<String>,
}

/// Those of one status, whose `key` is a column or the same for all, so that an index has them in order:
/// however many are in the team, only about a page of them is looked at.
fn branch(
    (which, key): (&str, &str),
    name: &str,
    (sought, beyond, order): (&str, &str, &str),
) -> String {
    format!(
        "(SELECT users.id, {name} AS name, {key} AS key, users.email, users.status,
              users.availability, users.away_until
          FROM users
          JOIN team_members ON team_members.workspace_id = $1 AND team_members.team_id = $2
              AND team_members.user_id = users.id
          WHERE users.workspace_id = $1 AND {which} {sought}
              {beyond_key}
          ORDER BY {key} {order}, users.id {order}
          LIMIT $7)",
        beyond_key = match beyond {
            "" => String::new(),
            beyond => format!(
                "AND ({key}, users.id) {beyond} ({}, $6)",
                Like::folded("$5")
            ),
        }
    )
}

/// By name, or by what stands in its place: their address, or for who isn't told that, `$8`. What they hold
/// is looked up for those on the page alone.
fn members_page(sought: &Sought, direction: Option<Direction>) -> String {
    let narrowing = if sought.typed.trim().is_empty() {
        ""
    } else {
        SOUGHT
    };
    let (beyond, order) = match direction {
        None => ("", "ASC"),
        Some(Direction::Forward) => (">", "ASC"),
        Some(Direction::Backward) => ("<", "DESC"),
    };
    let name_key = "users.name_key";
    let nameless_key = format!("{} COLLATE \"C\"", Like::folded("$8"));
    let mut branches = vec![
        ("users.status = 'active'", name_key),
        ("users.status = 'inactive'", name_key),
    ];
    let name = if sought.by_email {
        branches.push(("users.status = 'pending'", name_key));
        "coalesce(users.full_name, users.email)"
    } else {
        branches.push((
            "users.status = 'pending' AND users.full_name IS NOT NULL",
            name_key,
        ));
        branches.push((
            "users.status = 'pending' AND users.full_name IS NULL",
            &nameless_key,
        ));
        "coalesce(users.full_name, $8)"
    };
    let branches: Vec<String> = branches
        .into_iter()
        .map(|which| branch(which, name, (narrowing, beyond, order)))
        .collect();
    format!(
        "SELECT page.*,
             ARRAY(SELECT DISTINCT role_permissions.permission FROM user_roles
                 JOIN role_permissions ON role_permissions.workspace_id = user_roles.workspace_id
                     AND role_permissions.role_id = user_roles.role_id
                 WHERE user_roles.workspace_id = $1 AND user_roles.user_id = page.id) AS permissions
         FROM (
             SELECT * FROM ({}) AS members
             ORDER BY key {order}, id {order}
             LIMIT $7
         ) AS page
         ORDER BY page.key {order}, page.id {order}",
        branches.join(" UNION ALL ")
    )
}

const SOUGHT: &str = "AND (lower(users.full_name) LIKE lower($3)
    OR lower(users.display_name) LIKE lower($3) OR ($4 AND users.email_key LIKE lower($3)))";

pub(in crate::teams) fn members(
    read: &mut Read<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    sought: &Sought,
    position: Option<&Position<ByName>>,
) -> Result<Page<Member>, ListError> {
    let size = PageSize::default();
    let typed = sought.typed.trim();
    if !Like::is_possible(typed) || typed.contains('\0') {
        return Ok(Page::from_fetched(Vec::new(), size, position, key)?);
    }
    let direction = position.map(|position| position.direction);
    let from = position.map(|position| &position.key);
    let rows: Vec<MemberRow> = diesel::sql_query(members_page(sought, direction))
        .bind::<SqlUuid, _>(workspace)
        .bind::<SqlUuid, _>(team)
        .bind::<Text, _>(Like::part(typed).as_str())
        .bind::<Bool, _>(sought.by_email)
        .bind::<Nullable<Text>, _>(from.map(|key| key.name.as_str()))
        .bind::<Nullable<SqlUuid>, _>(from.map(|key| key.id))
        .bind::<BigInt, _>(size.fetch())
        .bind::<Text, _>(Called::NAMELESS)
        .load(read.connection())
        .map_err(DbError::from)?;
    let fetched = rows
        .into_iter()
        .map(Member::try_from)
        .collect::<Result<Vec<_>, DbError>>()?;
    Ok(Page::from_fetched(fetched, size, position, key)?)
}

fn key(member: &Member) -> ByName {
    ByName {
        name: member.name.clone(),
        id: member.id,
    }
}

impl TryFrom<MemberRow> for Member {
    type Error = DbError;

    fn try_from(row: MemberRow) -> Result<Self, DbError> {
        let permissions = row.permissions.iter().map(|text| text.parse());
        let permissions = permissions.collect::<Result<PermissionSet, UnknownPermission>>();
        Ok(Self {
            id: row.id,
            name: row.name,
            email: row.email,
            status: row.status,
            chosen: row.availability,
            away_until: row.away_until,
            permissions: permissions.map_err(|error| DbError::Unreadable(error.to_string()))?,
        })
    }
}

/// Who fits what is typed and could be added, those who are in it already among them.
pub(in crate::teams) fn candidates(
    read: &mut Read<'_>,
    (workspace, team): (WorkspaceId, TeamId),
    typed: &str,
) -> Result<Vec<Candidate>, DbError> {
    let found = people::find(read, workspace, typed)?;
    let ids: Vec<UserId> = found.iter().map(|one| one.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let there = super::members::of_these(read, (workspace, team), &ids)?;
    let held = people::several(read, workspace, &ids)?;
    let candidate = |one: people::Found| {
        let holds = held.iter().find(|somebody| somebody.id == one.id)?;
        Some(Candidate {
            is_in: there.contains(&one.id),
            permissions: holds.permissions,
            id: one.id,
            name: one.name,
            email: one.email,
            status: one.status,
        })
    };
    Ok(found.into_iter().filter_map(candidate).collect())
}
