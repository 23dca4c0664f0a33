use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz, Uuid as SqlUuid};

use crate::db::schema::{mail_settings, workspace_slugs, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::mail::{Letterhead, LockedPassword, MailHost, OwnServer, Relay};
use crate::types::{EmailAddress, MailSettingsVersion, Slug, Title, WorkspaceId, Zone};

#[derive(Queryable, Selectable)]
#[diesel(table_name = mail_settings)]
struct Row {
    host: String,
    port: i32,
    tls: String,
    username: Option<String>,
    password: Option<Vec<u8>>,
    key_id: Option<String>,
    from_name: Option<Title>,
    from_address: String,
    version: MailSettingsVersion,
}

impl Row {
    fn server(self) -> Result<OwnServer, DbError> {
        let unreadable = |what: &str| DbError::Unreadable(format!("{what} in mail_settings"));
        let password = self.password.zip(self.key_id);
        Ok(OwnServer {
            relay: Relay {
                host: MailHost::parse(&self.host).map_err(|_| unreadable("host"))?,
                port: self.port.try_into().map_err(|_| unreadable("port"))?,
                tls: self.tls.parse().map_err(|_| unreadable("tls"))?,
                username: self.username,
            },
            password: password.map(|(bytes, key_id)| LockedPassword { key_id, bytes }),
            from_name: self.from_name,
            from_address: EmailAddress::parse(&self.from_address)
                .map_err(|_| unreadable("from_address"))?,
            version: self.version,
        })
    }
}

/// The mail server of a workspace's own, where it has one.
pub fn own_server(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Option<OwnServer>, DbError> {
    let row = mail_settings::table
        .find(workspace)
        .select(Row::as_select())
        .first(read.connection())
        .optional()?;
    row.map(Row::server).transpose()
}

/// Whose mail it is, and by whose server it goes.
pub fn letterhead(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<(Letterhead, Option<OwnServer>), DbError> {
    let (slug, name, time_zone, own): (Slug, String, String, Option<Row>) = workspaces::table
        .inner_join(workspace_slugs::table.on(workspace_slugs::workspace_id.eq(workspaces::id)))
        .left_join(mail_settings::table.on(mail_settings::workspace_id.eq(workspaces::id)))
        .filter(workspaces::id.eq(workspace))
        .select((
            workspace_slugs::slug,
            workspaces::name,
            workspaces::time_zone,
            Option::<Row>::as_select(),
        ))
        .first(read.connection())?;
    let letterhead = Letterhead {
        slug,
        workspace: name,
        time_zone: Zone::from_stored(&time_zone),
    };
    Ok((letterhead, own.map(Row::server).transpose()?))
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    last_error: String,
}

/// What the mail server said to a mail that waits since, if one does. Looks at the next hundred.
pub fn stuck(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Option<String>, DbError> {
    let words: Option<Words> = diesel::sql_query(
        "SELECT last_error FROM (
             SELECT last_error, attempts FROM outbox
             WHERE workspace_id = $1 AND state = 'queued'
             ORDER BY next_attempt_at LIMIT 100
         ) AS next
         WHERE last_error IS NOT NULL AND attempts > 0
         LIMIT 1",
    )
    .bind::<SqlUuid, _>(workspace)
    .get_result(read.connection())
    .optional()?;
    Ok(words.map(|words| words.last_error))
}

/// More at once would keep somebody waiting who saves a form. The rest is tried when its time comes.
const MOST_RETRIED: i64 = 2_000;

/// What was put off longest is due now, since the way that it goes has changed.
pub fn retry_now(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::sql_query(
        "UPDATE outbox SET next_attempt_at = $2
         FROM (
             SELECT id FROM outbox
             WHERE workspace_id = $1 AND state = 'queued' AND next_attempt_at > $2
                 AND lease_until IS NULL
             ORDER BY next_attempt_at DESC LIMIT $3
             FOR UPDATE SKIP LOCKED
         ) AS put_off
         WHERE outbox.workspace_id = $1 AND outbox.id = put_off.id",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(MOST_RETRIED)
    .execute(tx.connection())?;
    Ok(())
}
