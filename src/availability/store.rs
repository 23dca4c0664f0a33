use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::{users, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::types::{Availability, AvailabilityWord, UserId, WorkspaceId, Zone};

type Kept = (AvailabilityWord, Option<DateTime<Utc>>);

/// As it is now. `None` if nobody here has this id.
pub(super) fn of_user(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Availability>, DbError> {
    let kept: Option<Kept> = users::table
        .find((workspace, user))
        .select((users::availability, users::away_until))
        .first(read.connection())
        .optional()?;
    let now = read.now()?;
    Ok(kept.map(|(word, until)| Availability::at(now, word, until)))
}

/// Where the workspace is.
pub(super) fn zone(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Zone, DbError> {
    let name: String = workspaces::table
        .find(workspace)
        .select(workspaces::time_zone)
        .first(tx.connection())?;
    Ok(Zone::from_stored(&name))
}

pub(super) fn write(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    availability: Availability,
) -> Result<(), DbError> {
    diesel::update(users::table.find((workspace, user)))
        .set((
            users::availability.eq(availability.word()),
            users::away_until.eq(availability.until()),
        ))
        .execute(tx.connection())?;
    Ok(())
}
