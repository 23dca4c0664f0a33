//! Inviting people.

use chrono::TimeDelta;
use thiserror::Error;

use super::{Addresses, link_mails, placing::Places, subjects};
use crate::access::{
    Alone, Attempt, Limit, PasswordFirst, Refusal, Tried, Unproved, rights::InviteUsers,
    within_ceiling,
};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Read, Tx};
use crate::invitations::mail::InvitationMail;
use crate::invitations::model::{Addressed, Lifetime};
use crate::invitations::store::writing::{self, NewRow};
use crate::links::{Links, Purpose};
use crate::mail;
use crate::roles::{self, Role};
use crate::seats::{self, NoSeat, SeatError};
use crate::types::{
    DepartmentId, EmailAddress, InvitationId, Note, PersonName, PositionId, RoleId, TeamId, UserId,
    Wished, WorkspaceId,
};
use crate::users::{self, NewPendingUser};

const A_DAY: TimeDelta = TimeDelta::days(1);

/// Somebody to be invited.
#[derive(Clone, Debug)]
pub struct Invitee {
    pub email: EmailAddress,
    pub full_name: Option<PersonName>,
    pub display_name: Option<PersonName>,
    pub roles: Vec<RoleId>,
    /// For who may see teams and departments.
    pub teams: Vec<TeamId>,
    /// That of the planned seat where nothing is said.
    pub department: Wished<DepartmentId>,
    pub letter: Letter,
}

/// With what somebody is invited.
#[derive(Clone, Debug)]
pub struct Letter {
    pub message: Option<Note>,
    /// The workspace's own where nobody says.
    pub lifetime: Option<Lifetime>,
    /// By mail. Otherwise its link waits to be copied.
    pub is_sent: bool,
}

/// People to be invited together. No address comes twice.
#[derive(Clone, Debug)]
pub struct NewInvitations {
    pub people: Vec<Invitee>,
    /// The planned seat that the only one of them is invited into.
    pub position: Option<PositionId>,
}

#[derive(Clone, Debug)]
pub struct Invited {
    pub id: InvitationId,
    pub user: UserId,
    pub email: EmailAddress,
}

/// What came of each address.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub invited: Vec<Invited>,
    /// Whose address it is instead. None of these is nobody's.
    pub others: Vec<(EmailAddress, Addressed)>,
}

#[derive(Debug, Error)]
pub enum InviteError {
    #[error("Choose a role.")]
    NoRole,
    #[error("This role is gone. Choose again.")]
    NoSuchRole,
    #[error("One of these teams is gone. Choose again.")]
    NoSuchTeam,
    #[error("This department is gone. Choose again.")]
    NoSuchDepartment,
    #[error("One person at a time for this position.")]
    OnePerPosition,
    #[error(
        "Somebody else was invited into this position meanwhile, or it was removed. Send the form again to invite without it."
    )]
    PositionGone,
    #[error(
        "At most {most} people are invited in a day, and {made} were invited since this time yesterday. Invite fewer, or try again tomorrow."
    )]
    Enough {
        most: i64,
        made: i64,
        /// Until so many fit.
        wait: TimeDelta,
    },
    #[error(transparent)]
    NoSeat(#[from] NoSeat),
    #[error(transparent)]
    PasswordFirst(#[from] PasswordFirst),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<SeatError> for InviteError {
    fn from(error: SeatError) -> Self {
        match error {
            SeatError::NoSeat(full) => full.into(),
            SeatError::Db(error) => error.into(),
        }
    }
}

/// Everybody whose address is nobody's is invited, with their mail; the others are told apart. All of
/// the first or none of them.
pub fn invite(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
    new: &NewInvitations,
) -> Result<Outcome, InviteError> {
    let roles = roles::all(tx, by.workspace())?;
    let mut offers: Vec<&[RoleId]> = new.people.iter().map(|person| &*person.roles).collect();
    offers.sort();
    offers.dedup();
    for offer in offers {
        may_be_offered(by, &roles, offer)?;
    }
    let places = Places::of(tx, by, new)?;
    let (mut fresh, others) = told_apart(tx, by, &new.people)?;
    places.settle(&mut fresh);
    if fresh.is_empty() {
        return Ok(Outcome {
            invited: Vec::new(),
            others,
        });
    }
    if fresh.iter().any(|person| gives_ownership(&roles, person)) {
        by.typed_password_lately()?;
    }
    seats::room_for(tx, by, fresh.len())?;
    let settings = writing::settings(tx, by.workspace())?;
    within_the_day(tx, by.workspace(), fresh.len())?;
    let invited = make(tx, by, (&fresh, &roles), settings.lifetime)?;
    hand_over(tx, by, links, (&invited, &fresh))?;
    let seat = places.take(tx, by, (&invited, &fresh))?;
    let told = |(invited, person)| {
        let entry = entry((invited, person), &roles);
        places.told(entry, person, seat.as_ref())
    };
    let entries = invited.iter().zip(&fresh).map(told).collect();
    audit::record_all(tx, by.author(), entries)?;
    Ok(Outcome { invited, others })
}

/// Nobody offers what they don't hold.
pub(super) fn may_be_offered(
    by: &Alone<InviteUsers>,
    roles: &[Role],
    wished: &[RoleId],
) -> Result<(), InviteError> {
    let found: Vec<Role> = chosen(roles, wished).cloned().collect();
    within_ceiling(by.holds(), roles::union(&found)).map_err(|above| {
        let attempt = Attempt {
            on: None,
            tried: Tried::Invite,
            roles: found.iter().map(|role| role.name().to_owned()).collect(),
            limit: Limit::Ceiling,
        };
        by.refused(above.weightiest(), attempt)
    })?;
    if wished.is_empty() {
        return Err(InviteError::NoRole);
    }
    if wished
        .iter()
        .any(|id| roles.iter().all(|role| role.id != *id))
    {
        return Err(InviteError::NoSuchRole);
    }
    Ok(())
}

fn chosen<'r>(roles: &'r [Role], wished: &[RoleId]) -> impl Iterator<Item = &'r Role> {
    roles.iter().filter(|role| wished.contains(&role.id))
}

fn gives_ownership(roles: &[Role], person: &Invitee) -> bool {
    chosen(roles, &person.roles).any(Role::is_owner)
}

pub(super) type ToldApart = (Vec<Invitee>, Vec<(EmailAddress, Addressed)>);

pub(super) fn told_apart(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    people: &[Invitee],
) -> Result<ToldApart, DbError> {
    let emails: Vec<EmailAddress> = people.iter().map(|person| person.email.clone()).collect();
    let addresses = Addresses::of(tx, (by.workspace(), by.author().person()), &emails)?;
    let (mut fresh, mut others) = (Vec::new(), Vec::new());
    for person in people {
        match addresses.whose(&person.email) {
            Addressed::Nobody => fresh.push(person.clone()),
            other => others.push((person.email.clone(), other)),
        }
    }
    Ok((fresh, others))
}

/// How many were invited within the day, and how many may be.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    pub made: i64,
    pub most: i64,
}

pub fn today(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Today, DbError> {
    let since = read.now()? - A_DAY;
    let settings = writing::settings(read, workspace)?;
    Ok(Today {
        made: writing::made_since(read, workspace, since)?,
        most: i64::from(settings.a_day),
    })
}

fn within_the_day(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    wanted: usize,
) -> Result<(), InviteError> {
    let a_day_ago = tx.now()? - A_DAY;
    let Today { made, most } = today(tx, workspace)?;
    let too_many = made.saturating_add(i64::try_from(wanted).unwrap_or(i64::MAX)) - most;
    if too_many <= 0 {
        return Ok(());
    }
    // More than a whole day takes never fit; after a day as many do as ever will.
    let freeing = writing::made_nth_since(tx, workspace, (a_day_ago, too_many))?;
    let wait = freeing.map_or(A_DAY, |made_at| made_at - a_day_ago);
    Err(InviteError::Enough { most, made, wait })
}

fn make(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    (people, roles): (&[Invitee], &[Role]),
    usual: Lifetime,
) -> Result<Vec<Invited>, DbError> {
    let workspace = by.workspace();
    let invited: Vec<Invited> = people
        .iter()
        .map(|person| Invited {
            id: InvitationId::new(),
            user: UserId::new(),
            email: person.email.clone(),
        })
        .collect();
    let pending: Vec<NewPendingUser> = people
        .iter()
        .zip(&invited)
        .map(|(person, invited)| NewPendingUser {
            id: invited.user,
            email: person.email.clone(),
            full_name: person.full_name.clone(),
            display_name: person.display_name.clone(),
            roles: person.roles.clone(),
            department: person.department.after(None),
            top_role_rank: roles::top_rank(chosen(roles, &person.roles)),
        })
        .collect();
    users::insert_pending(tx, workspace, &pending)?;
    let rows: Vec<NewRow<'_>> = invited
        .iter()
        .zip(people)
        .map(|(invited, person)| NewRow {
            id: invited.id,
            user: invited.user,
            email: invited.email.typed(),
            message: person.letter.message.as_ref(),
            lifetime: person.letter.lifetime.unwrap_or(usual),
            is_sent: person.letter.is_sent,
        })
        .collect();
    writing::insert(tx, workspace, &rows, by.author().person())?;
    Ok(invited)
}

/// Everybody has a link, whether it is mailed or not.
fn hand_over(
    tx: &mut Tx<'_>,
    by: &Alone<InviteUsers>,
    links: &Links,
    (invited, people): (&[Invited], &[Invitee]),
) -> Result<(), DbError> {
    let workspace = by.workspace();
    let ids: Vec<InvitationId> = invited.iter().map(|invited| invited.id).collect();
    let links = links.mint_all(tx, (workspace, Purpose::Invitation), &subjects(&ids))?;
    let letters: Vec<_> = invited
        .iter()
        .zip(people)
        .zip(links)
        .filter(|((_, person), _)| person.letter.is_sent)
        .map(|((invited, _), link)| (invited.email.clone(), invited.id, link))
        .collect();
    mail::enqueue_all(tx, workspace, &link_mails(InvitationMail::First, &letters))
}

fn entry((invited, person): (&Invited, &Invitee), roles: &[Role]) -> Entry {
    let names: Vec<&str> = chosen(roles, &person.roles).map(Role::name).collect();
    Entry::new(Action::InvitationCreated)
        .on(Target::User(invited.user), invited.email.typed())
        .with("roles", names)
        .with("sent", person.letter.is_sent)
}
