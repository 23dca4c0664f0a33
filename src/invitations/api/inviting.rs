//! Inviting somebody, or many at once.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::new_user::{Known, NewUser, Row};
use super::{InvitationBrief, Tools};
use crate::access::{Alone, Call, rights::InviteUsers};
use crate::api::{Bodies, Body, Conflict, Doors, FieldErrors, OnceHeader, Reply};
use crate::db::{DbError, Tx};
use crate::error::{AppError, FieldError, Problem};
use crate::invitations::actions::{
    Fate, InviteError, Invited, Invitee, NewInvitations, invite, invite_each,
};
use crate::invitations::model::{Addressed, MOST_AT_ONCE};
use crate::invitations::store::history;
use crate::invitations::web::whole_seconds;
use crate::links::Links;
use crate::types::{EmailAddress, InvitationId, UserId, UserStatus};

/// Somebody who is invited now.
#[derive(Serialize, ToSchema)]
pub(super) struct InvitedUser {
    #[schema(value_type = Uuid)]
    id: UserId,
    #[schema(example = "nora@northwind.example")]
    email: String,
    #[schema(value_type = String, example = "pending")]
    status: UserStatus,
    invitation: InvitationBrief,
}

/// Invites somebody. They are pending until they come.
///
/// `409`: `email_in_use`, `invited_too_often`, `seats_exhausted`. `403`: `above_ceiling`.
/// `429` with `too_many_invitations`: the workspace's invitations of a day are used up.
#[utoipa::path(
    post,
    path = "/api/users",
    tag = "Users",
    params(OnceHeader),
    request_body = NewUser,
    responses(
        (status = 201, body = InvitedUser, headers(("Location" = String, description = "Where they are"))),
        Doors, Bodies, Conflict
    )
)]
pub(super) async fn create(
    call: Call<InviteUsers>,
    (db, links): Tools,
    body: Body<NewUser>,
) -> Result<Reply, AppError> {
    let (new, once) = body.read_once(&call).await?;
    once.changes(&call, &db, move |tx, by| {
        let known = Known::to(tx, by)?;
        let mut errors = FieldErrors::default();
        let invitee = new.parse(&known, &mut errors);
        let invitee = errors.or(invitee)?;
        let user = invited(tx, by, &links, invitee)?;
        let location = format!("/api/users/{}", user.id);
        Ok::<_, AppError>(Reply::created(&user, location).untagged())
    })
    .await
}

fn invited(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
    invitee: Invitee,
) -> Result<InvitedUser, AppError> {
    let new = NewInvitations {
        people: vec![invitee],
        position: None,
    };
    let mut outcome = invite(tx, by, links, &new).map_err(problem)?;
    if let Some((_, whose)) = outcome.others.pop() {
        return Err(taken(whose).into());
    }
    let mut shown = shown(tx, by, &outcome.invited)?;
    let one = shown.pop();
    Ok(one.ok_or(DbError::Misuse("somebody was invited and isn't there"))?)
}

/// In no particular order.
fn shown(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    invited: &[Invited],
) -> Result<Vec<InvitedUser>, DbError> {
    let ids: Vec<InvitationId> = invited.iter().map(|one| one.id).collect();
    let briefs = history::briefs(tx, by.workspace(), &ids)?;
    let users = invited.iter().filter_map(|one| {
        let brief = briefs.iter().find(|brief| brief.id == one.id)?;
        Some(InvitedUser {
            id: one.user,
            email: one.email.typed().to_owned(),
            status: UserStatus::Pending,
            invitation: brief.into(),
        })
    });
    Ok(users.collect())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUsers {
    #[schema(min_items = 1, max_items = 500)]
    users: Vec<Row>,
}

/// What came of each row, in the order of the rows.
#[derive(Serialize, ToSchema)]
pub(super) struct Results {
    results: Vec<RowResult>,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
enum RowResult {
    Created { index: usize, user: InvitedUser },
    Error { index: usize, error: RowError },
}

/// Why nobody was invited by a row: the codes and fields are those of inviting one person.
#[derive(Serialize, ToSchema)]
struct RowError {
    #[schema(example = "email_in_use")]
    code: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// Invites up to 500 people, and tells of each row what came of it.
///
/// A row that is wrong keeps no other one from being done. An address that stands in an earlier row is
/// `repeated`. If those who could be invited don't all fit the seats, none of them is, and each row says
/// `seats_exhausted`. If they don't all fit the invitations of the day, nothing is done: `429` with
/// `too_many_invitations`.
#[utoipa::path(
    post,
    path = "/api/users/bulk",
    tag = "Users",
    params(OnceHeader),
    request_body = NewUsers,
    responses((status = 200, body = Results), Doors, Bodies)
)]
pub(super) async fn create_several(
    call: Call<InviteUsers>,
    (db, links): Tools,
    body: Body<NewUsers>,
) -> Result<Reply, AppError> {
    let (new, once) = body.read_once(&call).await?;
    if new.users.is_empty() {
        return Err(Problem::of_field("users", "required", "Send at least one.").into());
    }
    if new.users.len() > MOST_AT_ONCE {
        let words = format!("Send at most {MOST_AT_ONCE} at once.");
        return Err(Problem::of_field("users", "too_many", words).into());
    }
    once.changes(&call, &db, move |tx, by| {
        let (people, errors) = sorted(tx, by, &new.users)?;
        let results = results(tx, by, &links, people)?;
        let mut results: Vec<RowResult> = results.into_iter().chain(errors).collect();
        results.sort_by_key(RowResult::index);
        Ok::<_, AppError>(Reply::ok(&Results { results }))
    })
    .await
}

type Numbered = Vec<(usize, Invitee)>;

/// Those who can be understood, and what is wrong with the other rows.
fn sorted(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    rows: &[Row],
) -> Result<(Numbered, Vec<RowResult>), DbError> {
    let known = Known::to(tx, by)?;
    let mut seen: HashSet<EmailAddress> = HashSet::with_capacity(rows.len());
    let (mut people, mut wrong) = (Vec::new(), Vec::new());
    for (index, row) in rows.iter().enumerate() {
        let mut errors = FieldErrors::default();
        let invitee = row.0.0.parse(&known, &mut errors);
        let address = invitee.as_ref().map(|invitee| invitee.email.clone());
        if address.is_some_and(|address| !seen.insert(address)) {
            errors.add("email", "repeated", "An earlier row has this address.");
        }
        match errors.or(invitee) {
            Ok(invitee) => people.push((index, invitee)),
            Err(problem) => wrong.push(RowResult::wrong(index, problem)),
        }
    }
    Ok((people, wrong))
}

fn results(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
    people: Numbered,
) -> Result<Vec<RowResult>, AppError> {
    let (indices, people): (Vec<usize>, Vec<Invitee>) = people.into_iter().unzip();
    let fates = invite_each(tx, by, links, people).map_err(problem)?;
    let invited = fates.iter().filter_map(|fate| match fate {
        Fate::Invited(one) => Some(one.clone()),
        _ => None,
    });
    let invited: Vec<Invited> = invited.collect();
    let mut created = shown(tx, by, &invited)?.into_iter();
    let told = indices.into_iter().zip(fates).filter_map(|(index, fate)| {
        Some(match fate {
            // They come in the order in which they were asked for.
            Fate::Invited(_) => RowResult::Created {
                index,
                user: created.next()?,
            },
            Fate::Taken(whose) => RowResult::wrong(index, taken(whose)),
            Fate::NoSeat(full) => {
                RowResult::wrong(index, Problem::conflict("seats_exhausted", full))
            }
            Fate::Above(refusal) => RowResult::Error {
                index,
                error: RowError {
                    code: "above_ceiling",
                    detail: AppError::from(refusal).words().1,
                    errors: Vec::new(),
                },
            },
        })
    });
    Ok(told.collect())
}

impl RowResult {
    fn index(&self) -> usize {
        match self {
            Self::Created { index, .. } | Self::Error { index, .. } => *index,
        }
    }

    fn wrong(index: usize, problem: Problem) -> Self {
        let error = RowError {
            code: problem.code(),
            detail: problem.detail().to_owned(),
            errors: problem.into_errors(),
        };
        Self::Error { index, error }
    }
}

/// Whoever has it is in this workspace, as the key is.
fn taken(whose: Addressed) -> Problem {
    let words = match whose {
        Addressed::Yourself => "This is the address of whoever answers for the key.",
        Addressed::Member(_) => "Somebody with this address is a member already.",
        Addressed::Inactive(_) => {
            "Somebody with this address was deactivated. Reactivate them instead."
        }
        Addressed::Invited(_) => {
            "Somebody with this address is invited already. Resend their invitation instead."
        }
        Addressed::TooOften | Addressed::Nobody => {
            let words = "This address was invited again and again within a day. Try again later.";
            return Problem::conflict("invited_too_often", words);
        }
    };
    Problem::conflict("email_in_use", words)
}

fn problem(error: InviteError) -> AppError {
    match &error {
        InviteError::NoSeat(full) => Problem::conflict("seats_exhausted", full).into(),
        InviteError::Enough { wait, .. } => {
            let wait = whole_seconds(*wait);
            Problem::too_many("too_many_invitations", error, wait).into()
        }
        _ => error.into(),
    }
}
