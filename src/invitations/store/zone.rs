//! The time that a workspace's people go by.

use chrono_tz::Tz;
use diesel::prelude::*;

use crate::db::schema::workspaces;
use crate::db::{DbError, Read};
use crate::types::WorkspaceId;

pub(in crate::invitations) fn of(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Tz, DbError> {
    let name: String = workspaces::table
        .find(workspace)
        .select(workspaces::time_zone)
        .first(read.connection())?;
    // A zone that this version doesn't know is no reason to show no page.
    Ok(name.parse().unwrap_or(chrono_tz::UTC))
}
