//! Ids of people in the order in which they came: nobody who is renamed, or comes or goes meanwhile, is
//! missed or met twice by who reads it page by page.

use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use super::{ListError, asking, sought_size};
use crate::db::{DbError, Read};
use crate::directory::model::Filter;
use crate::types::{Like, Page, PageSize, Position, UserId, UserStatus, WorkspaceId};
use crate::users::LONG_AGO;

#[derive(QueryableByName)]
struct One {
    #[diesel(sql_type = SqlUuid)]
    id: UserId,
}

/// Of everybody, or of those in one state.
pub(in crate::directory) fn roster(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (status, filter): (Option<UserStatus>, &Filter),
    (size, position): (PageSize, Option<&Position<UserId>>),
) -> Result<Page<UserId>, ListError> {
    let since = read.now()? - LONG_AGO;
    let people = sought_size(read, workspace, filter)?;
    let sql = asking::roster((filter, people), status, position.is_some());
    let fetched: Vec<One> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(workspace)
        .bind::<Nullable<Text>, _>(status)
        .bind::<Nullable<Text>, _>(filter.like.as_ref().map(Like::as_str))
        .bind::<Nullable<SqlUuid>, _>(filter.role)
        .bind::<Nullable<SqlUuid>, _>(filter.one_team())
        .bind::<Nullable<Array<SqlUuid>>, _>(filter.departments.as_deref())
        .bind::<Timestamptz, _>(since)
        .bind::<Nullable<SqlUuid>, _>(position.map(|position| position.key))
        .bind::<BigInt, _>(size.fetch())
        .load(read.connection())
        .map_err(DbError::from)?;
    let fetched: Vec<UserId> = fetched.into_iter().map(|one| one.id).collect();
    Ok(Page::from_fetched(fetched, size, position, |id| *id)?)
}
