use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::db::schema::outbox;
use crate::db::{DbError, Tx};
use crate::types::{EmailAddress, LinkId, OutboxId, WorkspaceId};

/// A statement has room for some 65,000 values, and each row has eight.
const ROWS_AT_ONCE: usize = 1_000;

/// A mail to be: whom it goes to and what it is about, not what it says.
#[derive(Clone, Copy, Debug)]
pub struct NewMail<'m> {
    pub kind: &'static str,
    pub recipient: &'m EmailAddress,
    pub subject: Option<Uuid>,
    /// Where the link was made before the mail.
    pub link: Option<LinkId>,
}

/// Sends a mail if and only if this transaction commits.
pub fn enqueue(tx: &mut Tx<'_>, workspace: WorkspaceId, new: &NewMail<'_>) -> Result<(), DbError> {
    enqueue_all(tx, workspace, std::slice::from_ref(new))
}

/// The same for many at once.
pub fn enqueue_all(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    mails: &[NewMail<'_>],
) -> Result<(), DbError> {
    let now = tx.now()?;
    for some in mails.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|new| {
                (
                    outbox::workspace_id.eq(workspace),
                    outbox::id.eq(OutboxId::new()),
                    outbox::kind.eq(new.kind),
                    outbox::subject_id.eq(new.subject),
                    outbox::link_id.eq(new.link),
                    outbox::recipient.eq(new.recipient.typed()),
                    outbox::recipient_key.eq(new.recipient.key()),
                    outbox::next_attempt_at.eq(now),
                    outbox::created_at.eq(now),
                )
            })
            .collect();
        diesel::insert_into(outbox::table)
            .values(rows)
            .execute(tx.connection())?;
    }
    Ok(())
}

/// The same for what strangers can ask for and wait for, so that it goes before what else is due:
/// nothing, where this many of the kind were queued for the
/// address within the hour, whatever has become of them.
pub fn enqueue_at_most(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    new: &NewMail<'_>,
    an_hour: i64,
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::sql_query(
        "INSERT INTO outbox (workspace_id, id, kind, subject_id, link_id, recipient, recipient_key,
                             next_attempt_at, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 - interval '1 hour', $8
         WHERE (SELECT count(*) FROM outbox
                WHERE workspace_id = $1 AND recipient_key = $7
                    AND created_at > $8 - interval '1 hour' AND kind = $3) < $9",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(OutboxId::new())
    .bind::<Text, _>(new.kind)
    .bind::<Nullable<SqlUuid>, _>(new.subject)
    .bind::<Nullable<SqlUuid>, _>(new.link)
    .bind::<Text, _>(new.recipient.typed())
    .bind::<Text, _>(new.recipient.key())
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(an_hour)
    .execute(tx.connection())?;
    Ok(())
}
