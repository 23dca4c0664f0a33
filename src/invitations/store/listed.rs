//! The list of those who haven't come yet, and of those who came lately.

use chrono::{DateTime, Utc};
use diesel::pg::sql_types::Array;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::db::{DbError, Read};
use crate::invitations::mail::WITH_LINK;
use crate::invitations::model::{Delivery, Listed, Narrow, SHOWN_AFTER_JOINING, Stage, Wanted};
use crate::types::{
    CursorKeyError, CursorTime, Direction, InvitationId, Like, Page, PageSize, Position, RoleId,
    WorkspaceId,
};

/// Where a page of the list starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::invitations) struct ByTime {
    at: CursorTime,
    id: InvitationId,
}

#[derive(Debug, Error)]
pub(in crate::invitations) enum ListError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Cursor(#[from] CursorKeyError),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: InvitationId,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Array<SqlUuid>)]
    roles: Vec<RoleId>,
    #[diesel(sql_type = Array<Text>)]
    teams: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    department: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    invited_by: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    accepted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    state: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    in_trouble: Option<bool>,
    #[diesel(sql_type = Nullable<Integer>)]
    attempts: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    last_error: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    next_attempt_at: Option<DateTime<Utc>>,
}

/// The newest mail with an invitation's link that wasn't skipped.
const ITS_MAIL: &str = "FROM outbox
    WHERE outbox.workspace_id = $1 AND outbox.subject_id = i.id AND outbox.state <> 'skipped'
        AND outbox.kind = ANY($2)
    ORDER BY outbox.created_at DESC, outbox.id DESC LIMIT 1";

/// Whoever can't be named any more.
const FORMER: &str = "Former user";

/// Word for word the condition of the index `outbox_in_trouble`.
const IN_TROUBLE: &str = "(state = 'refused' OR (state = 'queued' AND last_error IS NOT NULL))";

/// `i` is what is shown of `invitations`, by which they, `who` invited them and the newest mail are found.
fn shown(which: &str, order: &str) -> String {
    format!(
        "SELECT i.id, i.email, i.created_at, i.sent_at, i.expires_at, i.accepted_at,
             coalesce(them.full_name, them.display_name) AS name,
             coalesce(who.full_name, who.email) AS invited_by,
             ARRAY(SELECT role_id FROM user_roles
                   WHERE user_roles.workspace_id = $1 AND user_roles.user_id = i.user_id) AS roles,
             ARRAY(SELECT teams.name FROM team_members
                   JOIN teams ON teams.workspace_id = $1 AND teams.id = team_members.team_id
                   WHERE team_members.workspace_id = $1 AND team_members.user_id = i.user_id
                   ORDER BY teams.name_key, teams.id) AS teams,
             (SELECT departments.name FROM departments
              WHERE departments.workspace_id = $1 AND departments.id = them.department_id)
                 AS department,
             mail.state, mail.in_trouble, mail.attempts, mail.last_error, mail.next_attempt_at
         FROM ({which}) AS i
         LEFT JOIN users AS them ON them.workspace_id = $1 AND them.id = i.user_id
         LEFT JOIN users AS who ON who.workspace_id = $1 AND who.id = i.invited_by
         LEFT JOIN LATERAL (
             SELECT state, {IN_TROUBLE} AS in_trouble, attempts, last_error, next_attempt_at
             {ITS_MAIL}
         ) AS mail ON i.accepted_at IS NULL
         {order}"
    )
}

/// Of those who are invited, by address or name: each by an index of its own, for there may be many.
const WAITING_ALIKE: &str = "i.id IN (
    SELECT id FROM invitations
    WHERE workspace_id = $1 AND status = 'pending' AND lower(email) LIKE lower($5)
    UNION ALL
    SELECT named.id FROM users
    JOIN invitations AS named ON named.workspace_id = $1 AND named.user_id = users.id
        AND named.status = 'pending'
    WHERE users.workspace_id = $1 AND users.status = 'pending'
        AND (lower(users.full_name) LIKE lower($5) OR lower(users.display_name) LIKE lower($5)))";

/// Of those who came lately, who are few.
const JOINED_ALIKE: &str = "(lower(i.email) LIKE lower($5) OR EXISTS (
    SELECT 1 FROM users
    WHERE users.workspace_id = $1 AND users.id = i.user_id
        AND (lower(users.full_name) LIKE lower($5) OR lower(users.display_name) LIKE lower($5))))";

/// One side of the list, in its order by its own index.
fn side((is_in, alike): (&str, &str), (beyond, order): (&str, &str)) -> String {
    format!(
        "(SELECT * FROM invitations AS i
          WHERE i.workspace_id = $1 AND {is_in}
              AND ($5::text IS NULL OR {alike})
              AND ($6::uuid IS NULL OR EXISTS (
                  SELECT 1 FROM user_roles
                  WHERE user_roles.workspace_id = $1 AND user_roles.user_id = i.user_id
                      AND user_roles.role_id = $6))
              AND ($10::uuid IS NULL OR EXISTS (
                  SELECT 1 FROM team_members
                  WHERE team_members.workspace_id = $1 AND team_members.user_id = i.user_id
                      AND team_members.team_id = $10))
              AND ($11::uuid[] IS NULL OR EXISTS (
                  SELECT 1 FROM users
                  WHERE users.workspace_id = $1 AND users.id = i.user_id
                      AND users.department_id = ANY($11)))
              {beyond}
          {order} LIMIT $9)"
    )
}

fn sides(wanted: Wanted, way: (&str, &str)) -> String {
    // Who has had any trouble at all is found at once; whether it was with the newest mail, one by one.
    let in_trouble = format!(
        "i.status = 'pending' AND (i.sent_at IS NULL OR i.id IN (
             SELECT subject_id FROM outbox
             WHERE outbox.workspace_id = $1 AND {IN_TROUBLE}
         )) AND coalesce((SELECT {IN_TROUBLE} {ITS_MAIL}), i.sent_at IS NULL)"
    );
    let pending = match wanted {
        Wanted::All => Some("i.status = 'pending'"),
        Wanted::Open => Some("i.status = 'pending' AND i.expires_at > $3"),
        Wanted::Ending => Some(
            "i.status = 'pending' AND i.expires_at > $3 AND i.expires_at <= $3 + interval '24 hours'",
        ),
        Wanted::Expired => Some("i.status = 'pending' AND i.expires_at <= $3"),
        Wanted::Trouble => Some(in_trouble.as_str()),
        Wanted::Accepted => None,
    };
    let accepted = match wanted {
        Wanted::All | Wanted::Accepted => Some("i.status = 'accepted' AND i.accepted_at > $4"),
        Wanted::Open | Wanted::Ending | Wanted::Expired | Wanted::Trouble => None,
    };
    let pending = pending.map(|is_in| (is_in, WAITING_ALIKE));
    let accepted = accepted.map(|is_in| (is_in, JOINED_ALIKE));
    let both: Vec<String> = [pending, accepted]
        .into_iter()
        .flatten()
        .map(|is_in| side(is_in, way))
        .collect();
    both.join(" UNION ALL ")
}

/// Newest first.
pub(in crate::invitations) fn page(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    (narrow, now): (&Narrow, DateTime<Utc>),
    position: Option<&Position<ByTime>>,
) -> Result<Page<Listed>, ListError> {
    let way = match position.map(|position| position.direction) {
        None => ("", "ORDER BY i.created_at DESC, i.id DESC"),
        Some(Direction::Forward) => (
            "AND (i.created_at, i.id) < ($7, $8)",
            "ORDER BY i.created_at DESC, i.id DESC",
        ),
        Some(Direction::Backward) => (
            "AND (i.created_at, i.id) > ($7, $8)",
            "ORDER BY i.created_at, i.id",
        ),
    };
    let both = sides(narrow.wanted, way);
    let which = format!("SELECT * FROM ({both}) AS i {} LIMIT $9", way.1);
    let size = PageSize::default();
    let fetched: Vec<Row> = diesel::sql_query(shown(&which, way.1))
        .bind::<SqlUuid, _>(workspace)
        .bind::<Array<Text>, _>(WITH_LINK)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(now - SHOWN_AFTER_JOINING)
        .bind::<Nullable<Text>, _>(narrow.like.as_ref().map(Like::as_str))
        .bind::<Nullable<SqlUuid>, _>(narrow.role)
        .bind::<Nullable<Timestamptz>, _>(position.map(|position| position.key.at.0))
        .bind::<Nullable<SqlUuid>, _>(position.map(|position| position.key.id))
        .bind::<BigInt, _>(size.fetch())
        .bind::<Nullable<SqlUuid>, _>(narrow.team)
        .bind::<Nullable<Array<SqlUuid>>, _>(narrow.departments.as_deref())
        .load(read.connection())
        .map_err(DbError::from)?;
    let fetched: Vec<Listed> = fetched
        .into_iter()
        .map(|row| row.listed(now))
        .collect::<Result<_, _>>()?;
    Ok(Page::from_fetched(fetched, size, position, |listed| {
        ByTime {
            at: CursorTime(listed.created_at),
            id: listed.id,
        }
    })?)
}

/// A single line of it, if it is in the list at all.
pub(in crate::invitations) fn line(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    id: InvitationId,
) -> Result<Option<Listed>, DbError> {
    let now = read.now()?;
    let which = "SELECT * FROM invitations AS one
        WHERE one.workspace_id = $1 AND one.id = $3 AND one.status <> 'cancelled'";
    let row: Option<Row> = diesel::sql_query(shown(which, ""))
        .bind::<SqlUuid, _>(workspace)
        .bind::<Array<Text>, _>(WITH_LINK)
        .bind::<SqlUuid, _>(id)
        .get_result(read.connection())
        .optional()?;
    row.map(|row| row.listed(now)).transpose()
}

impl Row {
    fn listed(self, now: DateTime<Utc>) -> Result<Listed, DbError> {
        let delivery = self.delivery()?;
        Ok(Listed {
            id: self.id,
            stage: match self.accepted_at {
                Some(at) => Stage::Accepted { at },
                None if self.expires_at > now => Stage::Open,
                None => Stage::Expired,
            },
            delivery,
            // Erased with the account that it became.
            email: Some(self.email)
                .filter(|email| !email.is_empty())
                .unwrap_or_else(|| FORMER.to_owned()),
            name: self.name,
            roles: self.roles,
            teams: self.teams,
            department: self.department,
            invited_by: self.invited_by,
            created_at: self.created_at,
            sent_at: self.sent_at,
            expires_at: self.expires_at,
        })
    }

    fn delivery(&self) -> Result<Delivery, DbError> {
        let Some(state) = self.state.as_deref() else {
            let was_never_sent = self.sent_at.is_none() && self.accepted_at.is_none();
            return Ok(if was_never_sent {
                Delivery::NotSent { why: None }
            } else {
                Delivery::Fine
            });
        };
        let is_in_trouble = self.in_trouble.unwrap_or_default();
        let words = self.last_error.clone();
        match (state, is_in_trouble, self.next_attempt_at) {
            ("sent", ..) => Ok(Delivery::Fine),
            ("queued", false, _) => Ok(Delivery::Sending),
            ("refused", ..) => Ok(Delivery::Refused {
                words: words.unwrap_or_default(),
            }),
            // Having had no server to ask is no attempt.
            ("queued", true, _) if self.attempts == Some(0) => Ok(Delivery::NotSent { why: words }),
            ("queued", true, Some(at)) => Ok(Delivery::Retrying {
                at,
                words: words.unwrap_or_default(),
            }),
            _ => Err(DbError::Unreadable(format!("a mail that is {state}"))),
        }
    }
}
