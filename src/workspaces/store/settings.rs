use diesel::prelude::*;

use crate::db::schema::workspaces;
use crate::db::{DbError, Read, Tx};
use crate::types::{Title, WorkspaceId, Zone};
use crate::workspaces::model::Settings;

#[derive(Queryable, Selectable)]
#[diesel(table_name = workspaces)]
struct SettingsRow {
    name: Title,
    time_zone: String,
    invitation_hours: i32,
    invitations_a_day: i32,
    help_goes_to: String,
    session_idle_hours: i32,
    session_hours: i32,
}

pub(in crate::workspaces) fn read(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Settings, DbError> {
    let row: SettingsRow = workspaces::table
        .find(workspace)
        .select(SettingsRow::as_select())
        .first(read.connection())?;
    let help_goes_to = row
        .help_goes_to
        .parse()
        .map_err(|_| DbError::Unreadable(format!("help goes to \"{}\"", row.help_goes_to)))?;
    Ok(Settings {
        name: row.name,
        time_zone: Zone::from_stored(&row.time_zone),
        invitation_hours: row.invitation_hours,
        invitations_a_day: row.invitations_a_day,
        help_goes_to,
        session_idle_hours: row.session_idle_hours,
        session_hours: row.session_hours,
    })
}

/// A time zone that this version doesn't know stays until another is chosen.
pub(in crate::workspaces) fn write(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (before, after): (&Settings, &Settings),
) -> Result<(), DbError> {
    let new_zone = (after.time_zone != before.time_zone).then(|| after.time_zone.name());
    diesel::update(workspaces::table.find(workspace))
        .set((
            workspaces::name.eq(&after.name),
            new_zone.map(|zone| workspaces::time_zone.eq(zone)),
            workspaces::invitation_hours.eq(after.invitation_hours),
            workspaces::invitations_a_day.eq(after.invitations_a_day),
            workspaces::help_goes_to.eq(after.help_goes_to.as_str()),
            workspaces::session_idle_hours.eq(after.session_idle_hours),
            workspaces::session_hours.eq(after.session_hours),
        ))
        .execute(tx.connection())?;
    Ok(())
}
