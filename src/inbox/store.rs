pub(super) mod teams;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Interval, Nullable, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::types::{Availability, AvailabilityWord, UserId, WorkspaceId};

/// More than fit beside the conversations are only counted.
pub(super) const MOST_SHOWN: usize = 12;

/// Somebody who has opened a page in the last five minutes.
pub(super) struct Colleague {
    pub id: UserId,
    pub display_name: String,
    pub availability: Availability,
}

#[derive(QueryableByName)]
struct ColleagueRow {
    #[diesel(sql_type = SqlUuid)]
    id: UserId,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Text)]
    availability: AvailabilityWord,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    away_until: Option<DateTime<Utc>>,
}

/// One more than is shown, to tell whether there are others.
pub(super) fn here_now(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    myself: UserId,
) -> Result<Vec<Colleague>, DbError> {
    let (now, offset) = (read.now()?, read.clock_offset());
    let rows: Vec<ColleagueRow> = diesel::sql_query(format!(
        "SELECT users.id, coalesce(users.display_name, users.email) AS display_name,
             users.availability, users.away_until
         FROM user_presence
         JOIN users ON users.workspace_id = user_presence.workspace_id
             AND users.id = user_presence.user_id AND users.status = 'active'
         WHERE user_presence.workspace_id = $1 AND user_presence.user_id <> $2
             AND user_presence.last_seen_at > clock_timestamp() + $3 - interval '5 minutes'
         ORDER BY display_name, users.id
         LIMIT {}",
        MOST_SHOWN + 1
    ))
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(myself)
    .bind::<Interval, _>(offset)
    .load(read.connection())?;
    let colleague = |row: ColleagueRow| Colleague {
        id: row.id,
        display_name: row.display_name,
        availability: Availability::at(now, row.availability, row.away_until),
    };
    Ok(rows.into_iter().map(colleague).collect())
}

/// Long enough to arrive from the page where somebody joined.
const JUST: TimeDelta = TimeDelta::minutes(10);

pub(super) fn has_just_joined(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<bool, DbError> {
    let since = read.now()? - JUST;
    let joined = users::table
        .find((workspace, user))
        .filter(users::activated_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(joined)).get_result(read.connection())?)
}
