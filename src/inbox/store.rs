use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::{Interval, Text, Uuid as SqlUuid};

use crate::db::schema::users;
use crate::db::{DbError, Read};
use crate::types::{UserId, WorkspaceId};

/// More than fit beside the conversations are only counted.
pub(super) const MOST_SHOWN: usize = 12;

/// Somebody who has opened a page in the last five minutes.
#[derive(QueryableByName)]
pub(super) struct Colleague {
    #[diesel(sql_type = SqlUuid)]
    pub id: UserId,
    #[diesel(sql_type = Text)]
    pub display_name: String,
}

/// One more than is shown, to tell whether there are others.
pub(super) fn here_now(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    myself: UserId,
) -> Result<Vec<Colleague>, DbError> {
    let offset = read.clock_offset();
    Ok(diesel::sql_query(format!(
        "SELECT users.id, coalesce(users.display_name, users.email) AS display_name
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
    .load(read.connection())?)
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
