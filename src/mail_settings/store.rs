use diesel::prelude::*;

use crate::db::schema::mail_settings;
use crate::db::{DbError, Tx};
use crate::mail::OwnServer;
use crate::types::WorkspaceId;

/// In place of what there was.
pub(super) fn save(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    server: &OwnServer,
) -> Result<(), DbError> {
    let now = tx.now()?;
    let relay = &server.relay;
    let password = server.password.as_ref();
    let columns = (
        mail_settings::host.eq(relay.host.to_string()),
        mail_settings::port.eq(i32::from(relay.port)),
        mail_settings::tls.eq(relay.tls.as_str()),
        mail_settings::username.eq(&relay.username),
        mail_settings::password.eq(password.map(|locked| &locked.bytes)),
        mail_settings::key_id.eq(password.map(|locked| &locked.key_id)),
        mail_settings::from_name.eq(&server.from_name),
        mail_settings::from_address.eq(server.from_address.typed()),
        mail_settings::version.eq(server.version),
        mail_settings::updated_at.eq(now),
    );
    diesel::insert_into(mail_settings::table)
        .values((mail_settings::workspace_id.eq(workspace), columns.clone()))
        .on_conflict(mail_settings::workspace_id)
        .do_update()
        .set(columns)
        .execute(tx.connection())?;
    Ok(())
}

pub(super) fn remove(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), DbError> {
    diesel::delete(mail_settings::table.find(workspace)).execute(tx.connection())?;
    Ok(())
}
