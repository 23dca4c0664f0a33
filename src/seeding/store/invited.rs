//! Invitations, and what became of their mails. None is sent: nobody is at those addresses.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{id, user_id};
use crate::db::schema::{invitations, outbox};
use crate::db::{DbError, Tx};
use crate::seeding::model::dice::{Dice, Throw};
use crate::seeding::model::{Crowd, Invited, Mailed, Outcome, Person};
use crate::types::{InvitationId, InvitationStatus, OutboxId, UserId, WorkspaceId};

/// As `invitations` calls the first one.
const MAIL: &str = "invitation";

#[derive(Insertable)]
#[diesel(table_name = invitations, treat_none_as_default_value = false)]
struct InvitationRow<'i> {
    workspace_id: WorkspaceId,
    id: InvitationId,
    user_id: Option<UserId>,
    email: &'i str,
    invited_by: Option<UserId>,
    message: Option<String>,
    status: InvitationStatus,
    valid_hours: i32,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    cancelled_at: Option<DateTime<Utc>>,
}

#[derive(Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
struct MailRow<'m> {
    workspace_id: WorkspaceId,
    id: OutboxId,
    kind: &'static str,
    subject_id: Option<uuid::Uuid>,
    recipient: &'m str,
    recipient_key: &'m str,
    state: &'static str,
    attempts: i32,
    next_attempt_at: DateTime<Utc>,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

pub(super) fn copy(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    people: &[Person],
) -> Result<(), DbError> {
    let mut made: Vec<(InvitationId, OutboxId, Invited)> = Vec::new();
    for person in people {
        let mut dice = Dice::of(
            crowd.dice(Throw::Id, person.number).next(),
            Throw::Invitation,
            0,
        );
        for invited in crowd.invitations(person) {
            let ids = [
                id(invited.created_at, &mut dice),
                id(invited.created_at, &mut dice),
            ];
            let [invitation, mail] = ids;
            made.push((invitation.into(), mail.into(), invited));
        }
    }
    let rows: Vec<InvitationRow<'_>> = made
        .iter()
        .map(|(id, _, invited)| row((workspace, crowd), *id, invited))
        .collect();
    let mails: Vec<MailRow<'_>> = made
        .iter()
        .filter_map(|made| mail(workspace, made))
        .collect();
    diesel::copy_from(invitations::table)
        .from_insertable(rows)
        .execute(tx.connection())?;
    diesel::copy_from(outbox::table)
        .from_insertable(mails)
        .execute(tx.connection())?;
    Ok(())
}

fn row<'i>(
    (workspace_id, crowd): (WorkspaceId, &Crowd),
    id: InvitationId,
    invited: &'i Invited,
) -> InvitationRow<'i> {
    let (status, accepted_at, cancelled_at) = match invited.outcome {
        Outcome::Open => (InvitationStatus::Pending, None, None),
        Outcome::Accepted { at } => (InvitationStatus::Accepted, Some(at), None),
        Outcome::Cancelled { at } => (InvitationStatus::Cancelled, None, Some(at)),
    };
    InvitationRow {
        workspace_id,
        id,
        user_id: invited.person.map(|number| user_id(crowd, number)),
        email: &invited.email,
        invited_by: Some(user_id(crowd, invited.by)),
        message: invited.message.map(str::to_owned),
        status,
        valid_hours: invited.valid_hours,
        created_at: invited.created_at,
        sent_at: (invited.mailed != Mailed::Never).then_some(invited.created_at),
        expires_at: invited.expires_at(),
        accepted_at,
        cancelled_at,
    }
}

/// Only of those that somebody may still ask about.
fn mail(
    workspace_id: WorkspaceId,
    (invitation, id, invited): &(InvitationId, OutboxId, Invited),
) -> Option<MailRow<'_>> {
    let (state, last_error) = match invited.mailed {
        Mailed::Never => return None,
        Mailed::Sent => ("sent", None),
        Mailed::Refused { words } => ("refused", Some(words.to_owned())),
    };
    (invited.outcome == Outcome::Open).then(|| MailRow {
        workspace_id,
        id: *id,
        kind: MAIL,
        subject_id: Some(invitation.as_uuid()),
        recipient: &invited.email,
        recipient_key: &invited.email,
        state,
        attempts: 1,
        next_attempt_at: invited.created_at,
        last_error,
        created_at: invited.created_at,
        sent_at: (state == "sent").then_some(invited.created_at),
    })
}
