//! Whom somebody should look at, as conditions on `users AS u`: the list narrows itself to them, and the
//! panel above it counts them, so both mean the same people.

use chrono::TimeDelta;

/// Who hasn't been seen for so long is asked about.
pub const LONG_AGO: TimeDelta = TimeDelta::days(90);

/// By the index `users_moved_up`.
pub const MANAGER_LEFT: &str = "u.moved_up_at IS NOT NULL";

/// `who` is the column with their id; `$1` is the workspace.
pub fn in_no_team(who: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM team_members AS one WHERE one.workspace_id = $1 AND one.user_id = {who})"
    )
}

/// `since` is the parameter with the time that is long ago. Who came only lately hasn't been away.
pub fn not_seen(who: &str, since: &str) -> String {
    format!(
        "u.activated_at < {since} AND EXISTS (SELECT FROM user_presence AS one
             WHERE one.workspace_id = $1 AND one.last_seen_at < {since} AND one.user_id = {who})"
    )
}
