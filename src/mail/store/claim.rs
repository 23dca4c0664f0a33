//! Whose mails are next: every workspace that waits has its turn, however many mails another has.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Integer, Interval, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use uuid::Uuid;

use crate::db::{DbError, Tx};
use crate::mail::Queued;
use crate::types::{EmailAddress, LinkId, OutboxId, WorkspaceId};

/// A row that this worker has for itself until its lease ends.
#[derive(Clone, Debug)]
pub(in crate::mail) struct Claimed {
    pub mail: Queued,
    pub kind: String,
    /// This one included. It tells a worker whose lease ended from the one that took over.
    pub attempts: i32,
    pub last_error: Option<String>,
}

/// What a worker has room for.
#[derive(Clone, Debug)]
pub(in crate::mail) struct Wanted {
    pub most: usize,
    /// Of one workspace, where others wait too.
    pub most_of_one: usize,
    /// Workspaces that have all the room they get.
    pub busy: Vec<WorkspaceId>,
    /// Whose turn was last.
    pub after: Option<WorkspaceId>,
    pub lease: TimeDelta,
}

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = SqlUuid)]
    workspace_id: WorkspaceId,
    #[diesel(sql_type = SqlUuid)]
    id: OutboxId,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    subject_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    link_id: Option<LinkId>,
    #[diesel(sql_type = Text)]
    recipient: String,
    #[diesel(sql_type = Text)]
    recipient_key: String,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    last_error: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

/// Goes from workspace to workspace by the index `outbox_turns`, one step each, however many mails
/// they have. Where nothing is due anywhere, `outbox_due` says so first.
const CLAIM: &str = "
    WITH RECURSIVE waiting AS (
        (SELECT workspace_id FROM outbox
         WHERE state = 'queued' AND workspace_id > $4 AND workspace_id <= $7
             AND (SELECT next_attempt_at FROM outbox WHERE state = 'queued'
                  ORDER BY next_attempt_at LIMIT 1) <= $1
         ORDER BY workspace_id LIMIT 1)
        UNION ALL
        SELECT following.workspace_id
        FROM waiting CROSS JOIN LATERAL (
            SELECT workspace_id FROM outbox
            WHERE state = 'queued' AND workspace_id > waiting.workspace_id AND workspace_id <= $7
            ORDER BY workspace_id LIMIT 1
        ) AS following
    ),
    turns AS MATERIALIZED (
        SELECT workspace_id FROM waiting
        WHERE workspace_id <> ALL ($5)
            AND EXISTS (SELECT FROM outbox
                        WHERE outbox.workspace_id = waiting.workspace_id
                            AND state = 'queued' AND next_attempt_at <= $1
                            AND (lease_until IS NULL OR lease_until <= $1))
        LIMIT $3
    ),
    due AS MATERIALIZED (
        SELECT turns.workspace_id, of_one.id
        FROM turns CROSS JOIN LATERAL (
            SELECT id FROM outbox
            WHERE outbox.workspace_id = turns.workspace_id
                AND state = 'queued' AND next_attempt_at <= $1
                AND (lease_until IS NULL OR lease_until <= $1)
            ORDER BY next_attempt_at
            LIMIT least($6, greatest(1, $3 / (SELECT count(*) FROM turns)))
            FOR UPDATE SKIP LOCKED
        ) AS of_one
    )
    UPDATE outbox SET lease_until = $1 + $2, attempts = attempts + 1
    FROM due
    WHERE outbox.workspace_id = due.workspace_id AND outbox.id = due.id
    RETURNING outbox.workspace_id, outbox.id, kind, subject_id, link_id, recipient,
              recipient_key, attempts, last_error, created_at";

/// What is due and not in another worker's hands, some of each workspace, beginning after the one
/// whose turn was last and coming round to it: nobody has two turns.
pub(in crate::mail) fn claim(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Vec<Claimed>, DbError> {
    let Some(last) = wanted.after.map(WorkspaceId::as_uuid) else {
        return claim_between(tx, wanted, (Uuid::nil(), Uuid::max()));
    };
    let mut claimed = claim_between(tx, wanted, (last, Uuid::max()))?;
    let rest = wanted.most - claimed.len().min(wanted.most);
    if rest > 0 {
        let wanted = Wanted {
            most: rest,
            ..wanted.clone()
        };
        claimed.extend(claim_between(tx, &wanted, (Uuid::nil(), last))?);
    }
    Ok(claimed)
}

fn claim_between(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    (after, up_to): (Uuid, Uuid),
) -> Result<Vec<Claimed>, DbError> {
    let now = tx.now()?;
    let number = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    let rows: Vec<ClaimedRow> = diesel::sql_query(CLAIM)
        .bind::<Timestamptz, _>(now)
        .bind::<Interval, _>(wanted.lease)
        .bind::<BigInt, _>(number(wanted.most))
        .bind::<SqlUuid, _>(after)
        .bind::<Array<SqlUuid>, _>(&wanted.busy)
        .bind::<BigInt, _>(number(wanted.most_of_one))
        .bind::<SqlUuid, _>(up_to)
        .load(tx.connection())?;
    let mut claimed: Vec<_> = rows.into_iter().map(ClaimedRow::claimed).collect();
    // In the order of turns, so that the last one says where to go on.
    claimed.sort_by_key(|one| one.mail.workspace.as_uuid());
    Ok(claimed)
}

impl ClaimedRow {
    fn claimed(self) -> Claimed {
        Claimed {
            mail: Queued {
                id: self.id,
                workspace: self.workspace_id,
                subject: self.subject_id,
                recipient: EmailAddress::from_stored(self.recipient, self.recipient_key),
                link: self.link_id,
                created_at: self.created_at,
            },
            kind: self.kind,
            attempts: self.attempts,
            last_error: self.last_error,
        }
    }
}
