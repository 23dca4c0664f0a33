mod invited;
pub(super) mod keys;
pub(super) mod people;
pub(super) mod places;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Uuid as SqlUuid};
use uuid::{Builder, Uuid};

use super::model::company;
use super::model::dice::{Dice, Throw};
use super::model::{Crowd, There};
use crate::db::schema::{positions, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::types::{PositionId, UserId, WorkspaceId};
use chrono::{DateTime, Utc};
use places::Places;

pub fn there(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<There, DbError> {
    let (active, pending, inactive, owners): (i32, i32, i32, i32) = workspaces::table
        .find(workspace)
        .select((
            workspaces::active_users,
            workspaces::pending_users,
            workspaces::inactive_users,
            workspaces::active_owners,
        ))
        .first(read.connection())?;
    Ok(There {
        people: i64::from(active) + i64::from(pending) + i64::from(inactive),
        owners: owners.into(),
    })
}

/// Above those that the addresses of earlier ones end with.
pub(super) fn next_number(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<u32, DbError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Integer)]
        last: i32,
    }
    let row: Row = diesel::sql_query(
        "SELECT coalesce(max(substring(email_key FROM
             '[a-z]([1-9][0-9]{0,7})@example[.](?:com|org|net)$')::integer), 0) AS last
         FROM users WHERE workspace_id = $1 AND email_key LIKE '%@example.___'",
    )
    .bind::<SqlUuid, _>(workspace)
    .get_result(read.connection())?;
    Ok(row.last.unsigned_abs())
}

/// Search indexes take many words at once with less work than a few at a time.
pub(super) fn prepare(tx: &mut Tx<'_>) -> Result<(), DbError> {
    Ok(tx
        .connection()
        .batch_execute("SET LOCAL work_mem = '128MB'; SET LOCAL gin_pending_list_limit = '32MB'")?)
}

/// So that the next page is planned for who is there now, and not when PostgreSQL gets to it. It is left
/// to PostgreSQL where the role that serves doesn't own the tables.
pub(super) fn measure(tx: &mut Tx<'_>) -> Result<(), DbError> {
    Ok(tx.connection().batch_execute(
        "SET LOCAL client_min_messages = error;
         ANALYZE users, user_presence, user_roles, team_members, teams, departments, invitations, outbox",
    )?)
}

pub(super) fn count_owners(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    more: usize,
) -> Result<(), DbError> {
    diesel::update(workspaces::table.find(workspace))
        .set(workspaces::active_owners.eq(workspaces::active_owners + int(more)))
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn user_id(crowd: &Crowd, number: u32) -> UserId {
    let mut dice = crowd.dice(Throw::Id, number);
    id(crowd.created_at(number), &mut dice).into()
}

/// Ids made later sort later, of demo data too.
fn id(at: DateTime<Utc>, dice: &mut Dice) -> Uuid {
    let mut random = [0; 10];
    let bits = dice
        .next()
        .to_be_bytes()
        .into_iter()
        .chain(dice.next().to_be_bytes());
    random
        .iter_mut()
        .zip(bits)
        .for_each(|(byte, bits)| *byte = bits);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

fn int(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Seats that nobody has yet, below those at the top.
pub(super) fn positions(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    places: &Places,
) -> Result<Vec<(&'static str, PositionId)>, DbError> {
    let planned: Vec<_> = (0..company::positions(crowd.wish.people))
        .map(|number| {
            let mut dice = crowd.dice(Throw::Position, number);
            let title = dice.one_of(&company::POSITIONS);
            let above = dice.below(crowd.wish.people.div_ceil(20));
            let manager = crowd.person(above);
            let manager = manager.standing.is_active().then(|| user_id(crowd, above));
            let department = places
                .departments
                .get(dice.below(u32::MAX) as usize % places.departments.len().max(1));
            (
                title,
                PositionId::from(id(crowd.now, &mut dice)),
                manager,
                department.copied(),
            )
        })
        .collect();
    let rows: Vec<_> = planned
        .iter()
        .map(|(title, id, manager, department)| {
            (
                positions::workspace_id.eq(workspace),
                positions::id.eq(*id),
                positions::title.eq(*title),
                positions::manager_id.eq(*manager),
                positions::department_id.eq(*department),
                positions::created_at.eq(crowd.now),
            )
        })
        .collect();
    diesel::insert_into(positions::table)
        .values(rows)
        .execute(tx.connection())?;
    Ok(planned
        .into_iter()
        .map(|(title, id, ..)| (title, id))
        .collect())
}
