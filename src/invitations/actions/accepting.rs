//! Somebody comes with their link.

use super::{help, voucher::Vouchers};
use crate::access::{Alone, Author, By, Client, Granted, PasswordHash, rights::Join};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::invitations::mail::JoinedMail;
use crate::invitations::model::{Invitation, Standing};
use crate::invitations::store::{open, people, writing};
use crate::links::{self, Redeemable};
use crate::mail::{self, NewMail};
use crate::positions;
use crate::roles::{self, Role};
use crate::seats::{self, SeatError};
use crate::sessions;
use crate::teams;
use crate::types::Names;
use crate::types::{InvitationId, SecretToken, TokenHash, UserId, WorkspaceId};
use crate::users;

/// What somebody fills in who accepts.
pub(in crate::invitations) struct Acceptance {
    pub names: Names,
    pub hash: PasswordHash,
    /// The form that they filled in, so that a second click is known.
    pub form: Option<TokenHash>,
}

/// Somebody who is in.
pub(in crate::invitations) struct Joined {
    /// Their address, as accounts are told apart by.
    pub account: String,
    pub session: SecretToken,
}

pub(in crate::invitations) enum Accepted {
    Joined(Joined),
    /// The link stays good.
    NoSeat,
    /// Whoever invited may no longer offer that. The link stays good.
    NotOffered,
    /// The link has died since it was looked up, and can say how.
    TooLate,
}

/// One account for one link, whoever tries at the same moment.
pub(in crate::invitations) fn accept(
    tx: &mut Tx<'_>,
    link: Redeemable,
    acceptance: &Acceptance,
    client: &Client,
) -> Result<Accepted, DbError> {
    let (workspace, id) = (link.workspace, InvitationId::from(link.subject));
    let Some(by) = at_the_door(tx, (workspace, id), client)? else {
        return Ok(Accepted::TooLate);
    };
    let Some(invitation) = open::lock(tx, workspace, id)? else {
        return Ok(Accepted::TooLate);
    };
    let Standing::Open { user } = invitation.standing(tx.now()?) else {
        return Ok(Accepted::TooLate);
    };
    // It was resent a moment ago, with another link.
    if !links::is_open(tx, &link)? {
        return Ok(Accepted::TooLate);
    }
    let roles = roles::of_user(tx, workspace, user)?;
    if !Vouchers::default().vouch(tx, workspace, (&invitation, &roles))? {
        help::tell(tx, &by, (user, &invitation), help::HELD_UP_ROLE)?;
        return Ok(Accepted::NotOffered);
    }
    match seats::room_for_joiner(tx, &by) {
        Ok(()) => {}
        Err(SeatError::NoSeat(_)) => {
            help::tell(tx, &by, (user, &invitation), help::HELD_UP_SEAT)?;
            return Ok(Accepted::NoSeat);
        }
        Err(SeatError::Db(error)) => return Err(error),
    }
    // A resend may have replaced the link since it was looked up.
    if links::spend(tx, link)?.is_none() {
        return Ok(Accepted::TooLate);
    }
    if !writing::accept(tx, (workspace, id), acceptance.form)?
        || !users::activate(tx, (workspace, user), &acceptance.names, &acceptance.hash)?
    {
        return Err(DbError::Misuse("an open invitation couldn't be accepted"));
    }
    roles::count_joiner(tx, &by, &roles)?;
    let newcomer = Newcomer {
        user,
        position: positions::close(tx, workspace, user)?,
        names: &acceptance.names,
        roles: &roles,
    };
    announce(tx, &by, &invitation, &newcomer)?;
    Ok(Accepted::Joined(enter(tx, (workspace, user), client)?))
}

/// Whoever opened the link, with the workspace to themselves. `None` if it leads to nobody.
pub(super) fn at_the_door(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, InvitationId),
    client: &Client,
) -> Result<Option<Alone<Join>>, DbError> {
    let invitation = open::find(tx, workspace, id)?;
    let Some((user, email)) = invitation.and_then(|it| it.user.map(|user| (user, it.email))) else {
        return Ok(None);
    };
    let bearer = Granted::bearer(workspace, user, &email, client);
    tx.alone(bearer).map(Some)
}

struct Newcomer<'n> {
    user: UserId,
    /// What the seat was called that was planned for them.
    position: Option<String>,
    names: &'n Names,
    roles: &'n [Role],
}

fn announce(
    tx: &mut Tx<'_>,
    by: &Alone<Join>,
    invitation: &Invitation,
    new: &Newcomer<'_>,
) -> Result<(), DbError> {
    let workspace = by.workspace();
    let name = new.names.full_name.as_str();
    let author = Author {
        by: By::Bearer {
            user: new.user,
            name: name.to_owned(),
        },
        ..by.author().clone()
    };
    let roles: Vec<&str> = new.roles.iter().map(Role::name).collect();
    let inviter = match invitation.invited_by {
        Some(inviter) => people::person(tx, workspace, inviter)?,
        None => None,
    };
    let mut entry = Entry::new(Action::InvitationAccepted)
        .on(Target::User(new.user), name)
        .with("email", invitation.email.as_str())
        .with("roles", roles);
    let teams = teams::of_user(tx, workspace, new.user)?;
    if !teams.is_empty() {
        let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
        entry = entry.with("teams", names);
    }
    let person = people::person(tx, workspace, new.user)?;
    let missed = person.map(|person| person.missed_teams).unwrap_or_default();
    let misses_some = !missed.is_empty();
    if let Some(position) = &new.position {
        entry = entry.with("position", position.as_str());
    }
    if misses_some {
        entry = entry.with("missed_teams", missed);
    }
    if let Some(inviter) = &inviter {
        entry = entry
            .with("invited_by", inviter.name())
            .mentioning(invitation.invited_by);
    }
    audit::record(tx, &author, entry)?;
    // Who wants no such mails is told all the same where something came otherwise than they chose.
    if let Some(inviter) =
        inviter.filter(|it| it.is_active() && (it.told_of_joiners || misses_some))
    {
        let mail = NewMail {
            kind: JoinedMail::NAME,
            recipient: &inviter.address(),
            subject: Some(invitation.id.as_uuid()),
            link: None,
        };
        mail::enqueue(tx, workspace, &mail)?;
    }
    Ok(())
}

fn enter(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    client: &Client,
) -> Result<Joined, DbError> {
    let person = people::person(tx, workspace, user)?;
    let session = sessions::start(tx, workspace, user, client)?;
    match (person, session) {
        (Some(person), Some(session)) => Ok(Joined {
            account: person.address().key().to_owned(),
            session,
        }),
        _ => Err(DbError::Misuse("somebody who has joined can't sign in")),
    }
}

/// The same form once more, a moment after it was accepted: a second click, which goes where the first
/// one went. `None` if that isn't what it is.
pub(in crate::invitations) fn click_again(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, InvitationId),
    form: TokenHash,
    client: &Client,
) -> Result<Option<Joined>, DbError> {
    let Some(invitation) = open::find(tx, workspace, id)? else {
        return Ok(None);
    };
    let is_the_same = open::accepted_form(tx, workspace, id)? == Some(form);
    match invitation.user {
        Some(user) if is_the_same && invitation.was_just_accepted(tx.now()?) => {
            let person = people::person(tx, workspace, user)?;
            if !person.is_some_and(|person| person.is_active()) {
                return Ok(None);
            }
            enter(tx, (workspace, user), client).map(Some)
        }
        _ => Ok(None),
    }
}
