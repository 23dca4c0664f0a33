//! A page of the list.

mod asking;
mod roster;

use std::collections::HashSet;

use self::asking::{Size, Way};
pub(in crate::directory) use self::roster::roster;
use chrono::{DateTime, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};

use crate::db::{DbError, Read, prepared};
use crate::directory::model::{Filter, Sort};
use crate::types::{
    Availability, AvailabilityWord, CursorKeyError, CursorTime, DepartmentId, Like, Page, PageSize,
    PersonName, Position, RoleId, TeamId, UserId, UserStatus, WorkspaceId,
};
use crate::users::LONG_AGO;

/// Somebody in the list of people.
#[derive(Debug, QueryableByName)]
pub(in crate::directory) struct Line {
    #[diesel(sql_type = SqlUuid)]
    pub id: UserId,
    #[diesel(sql_type = Text)]
    pub full_name: PersonName,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub roles: Vec<RoleId>,
    #[diesel(sql_type = Array<SqlUuid>)]
    pub teams: Vec<TeamId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub department: Option<DepartmentId>,
    /// `None` is never.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deactivated_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SmallInt)]
    rank: i16,
    #[diesel(sql_type = Text)]
    availability: AvailabilityWord,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    away_until: Option<DateTime<Utc>>,
}

/// Whom a list shows, and how.
#[derive(Clone, Debug)]
pub(in crate::directory) struct Listed {
    pub status: UserStatus,
    /// By nothing that isn't there, which would find nobody.
    pub filter: Option<Filter>,
    pub sort: Sort,
}

/// Where a page of the list starts: as much of a line as any order looks at. The name is as it is written
/// and folded by who compares it, since folding may triple it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::directory) struct Key {
    /// Of which order it is.
    sort: String,
    id: UserId,
    name: String,
    rank: i16,
    seen: Option<CursorTime>,
}

impl Key {
    pub fn is_of(&self, sort: Sort) -> bool {
        self.sort == sort.word()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Cursor(#[from] CursorKeyError),
}

pub(in crate::directory) fn page(
    read: &mut Read<'_>,
    (workspace, now): (WorkspaceId, DateTime<Utc>),
    listed: &Listed,
    position: Option<&Position<Key>>,
) -> Result<Page<Line>, ListError> {
    let (size, sort) = (PageSize::default(), listed.sort);
    let key = |line: &Line| line.key(sort);
    let Some(filter) = &listed.filter else {
        return Ok(Page::from_fetched(Vec::new(), size, position, key)?);
    };
    let wanted = Wanted {
        workspace,
        since: now - LONG_AGO,
        listed,
        filter,
        position,
        rows: size.fetch(),
    };
    Ok(Page::from_fetched(
        wanted.fetch(read)?,
        size,
        position,
        key,
    )?)
}

/// What a page is read with.
struct Wanted<'w> {
    workspace: WorkspaceId,
    since: DateTime<Utc>,
    listed: &'w Listed,
    filter: &'w Filter,
    position: Option<&'w Position<Key>>,
    rows: i64,
}

impl Wanted<'_> {
    fn fetch(&self, read: &mut Read<'_>) -> Result<Vec<Line>, DbError> {
        if !asking::finds_neighbours(self.filter, self.listed.sort) {
            let people = sought_size(read, self.workspace, self.filter)?;
            return self.fetch_by(read, Way::Walked(people));
        }
        let near = self.fetch_by(read, Way::Near)?;
        match i64::try_from(near.len()) {
            Ok(all) if all == self.rows => Ok(near),
            Ok(some) if some >= asking::MET_SOON => {
                self.fetch_by(read, Way::Walked(Size::FewOrMany))
            }
            _ => self.fetch_by(read, Way::Sorted),
        }
    }

    fn fetch_by(&self, read: &mut Read<'_>, way: Way) -> Result<Vec<Line>, DbError> {
        let (filter, sort) = (self.filter, self.listed.sort);
        let direction = self.position.map(|position| position.direction);
        let from = self.position.map(|position| &position.key);
        let query = diesel::sql_query(asking::page((filter, way), sort, direction))
            .bind::<SqlUuid, _>(self.workspace)
            .bind::<Text, _>(self.listed.status)
            .bind::<Nullable<Text>, _>(filter.like.as_ref().map(Like::as_str))
            .bind::<Nullable<SqlUuid>, _>(filter.role)
            .bind::<Nullable<SqlUuid>, _>(filter.one_team())
            .bind::<Nullable<Array<SqlUuid>>, _>(filter.departments.as_deref())
            .bind::<Timestamptz, _>(self.since)
            .bind::<Nullable<SqlUuid>, _>(from.map(|key| key.id))
            .bind::<Nullable<Text>, _>(from.map(|key| key.name.as_str()))
            .bind::<Nullable<SmallInt>, _>(from.map(|key| key.rank))
            .bind::<Nullable<Timestamptz>, _>(from.and_then(|key| key.seen).map(|seen| seen.0))
            .bind::<BigInt, _>(self.rows);
        Ok(if asking::is_walked_alike(filter, sort) {
            prepared(query).load(read.connection())?
        } else {
            query.load(read.connection())?
        })
    }
}

/// All of them, by name.
pub(in crate::directory) fn everyone(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    listed: &Listed,
) -> Result<Vec<UserId>, DbError> {
    fitting(read, workspace, (listed, None))
}

/// Those of `people` who are on it.
pub(in crate::directory) fn still(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    listed: &Listed,
    people: &[UserId],
) -> Result<HashSet<UserId>, DbError> {
    let fitting = fitting(read, workspace, (listed, Some(people)))?;
    Ok(fitting.into_iter().collect())
}

/// Of everybody, or of these.
fn fitting(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (listed, people): (&Listed, Option<&[UserId]>),
) -> Result<Vec<UserId>, DbError> {
    #[derive(QueryableByName)]
    struct One {
        #[diesel(sql_type = SqlUuid)]
        id: UserId,
    }
    let Some(filter) = &listed.filter else {
        return Ok(Vec::new());
    };
    let since = read.now()? - LONG_AGO;
    let sql = match people {
        None => asking::everyone(filter),
        Some(_) => asking::these(filter),
    };
    let all: Vec<One> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .bind::<Text, _>(listed.status)
        .bind::<Nullable<Text>, _>(filter.like.as_ref().map(Like::as_str))
        .bind::<Nullable<SqlUuid>, _>(filter.role)
        .bind::<Nullable<SqlUuid>, _>(filter.one_team())
        .bind::<Nullable<Array<SqlUuid>>, _>(filter.departments.as_deref())
        .bind::<Timestamptz, _>(since)
        .bind::<Nullable<Array<SqlUuid>>, _>(people)
        .load(read.connection())?;
    Ok(all.into_iter().map(|one| one.id).collect())
}

#[derive(QueryableByName)]
struct People {
    #[diesel(sql_type = BigInt)]
    people: i64,
}

/// Of the role or team that a list is narrowed to.
fn sought_size(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
) -> Result<Size, DbError> {
    let Some(sql) = asking::size(filter) else {
        return Ok(Size::FewOrMany);
    };
    let counted: People = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .bind::<Nullable<SqlUuid>, _>(filter.one_team())
        .bind::<Nullable<SqlUuid>, _>(filter.role)
        .bind::<BigInt, _>(asking::MANY)
        .get_result(read.connection())?;
    Ok(Size::of(counted.people))
}

impl Line {
    pub fn availability(&self, now: DateTime<Utc>) -> Availability {
        Availability::at(now, self.availability, self.away_until)
    }

    fn key(&self, sort: Sort) -> Key {
        Key {
            sort: sort.word().to_owned(),
            id: self.id,
            name: self.full_name.as_str().to_owned(),
            rank: self.rank,
            seen: self.last_seen_at.map(CursorTime),
        }
    }
}
