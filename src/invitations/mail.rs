mod help;
mod invitation;
mod joined;
mod renewal;

pub(super) use invitation::InvitationMail;
pub(super) use joined::JoinedMail;
pub(super) use renewal::RenewalMail;

use super::actions::Offered;
use super::model::{Invitation, article, first_few, joint};
use super::store::open;
use crate::db::{DbError, Read};
use crate::links::Minted;
use crate::mail::{Button, Desk, Line, MailKind, Prepared, Queued};
use crate::roles::Role;
use crate::types::InvitationId;

/// Every mail about invitations.
pub fn kinds() -> Vec<&'static dyn MailKind> {
    let offers: [&dyn MailKind; 4] = [
        &InvitationMail::First,
        &InvitationMail::Reminder,
        &RenewalMail,
        &JoinedMail,
    ];
    offers.into_iter().chain(help::KINDS).collect()
}

/// The kinds that carry an invitation's link.
pub(super) const WITH_LINK: &[&str] = &[
    InvitationMail::First.kind(),
    InvitationMail::Reminder.kind(),
    RenewalMail::NAME,
];

/// The invitation that a mail is about, if it is still there.
fn about(read: &mut Read<'_>, mail: &Queued) -> Result<Option<Invitation>, DbError> {
    match mail.subject.map(InvitationId::from) {
        Some(id) => open::find(read, mail.workspace, id),
        None => Ok(None),
    }
}

const GONE: Prepared = Prepared::Stale("there is no such invitation");

impl Offered {
    /// Before the words of who invited, so that nobody takes them for Muster's.
    fn who_writes(&self) -> Line {
        match &self.inviter {
            Some(inviter) => Line::default().name(inviter).words(" writes:"),
            None => Line::new("With these words:"),
        }
    }

    /// `Maja Öberg invited you to join Northwind Support as an Agent in Returns and Billing.`
    fn sentence(&self, workspace: &str) -> Line {
        let line = match &self.inviter {
            Some(inviter) => Line::default().name(inviter).words(" invited you to join "),
            None => Line::new("You are invited to join "),
        };
        let line = as_roles(line.name(workspace).words(" as "), &self.roles);
        in_teams(line, &self.teams).words(".")
    }
}

/// `an Agent`, `Agent and Sales lead`.
fn as_roles(line: Line, roles: &[Role]) -> Line {
    match roles {
        [only] => line
            .words(article(only.name()))
            .words(" ")
            .name(only.name()),
        several => several
            .iter()
            .enumerate()
            .fold(line, |line, (number, role)| {
                line.words(joint(number, several.len())).name(role.name())
            }),
    }
}

/// ` in Returns and Billing`.
fn in_teams(line: Line, teams: &[String]) -> Line {
    match teams {
        [] => line,
        teams => listed(line.words(" in "), teams),
    }
}

/// `Returns, Billing and 7 more`.
fn listed(line: Line, names: &[String]) -> Line {
    let (few, more) = first_few(names);
    let all = few.len() + usize::from(more > 0);
    let line = few.iter().enumerate().fold(line, |line, (number, name)| {
        line.words(joint(number, all)).name(name)
    });
    match more {
        0 => line,
        more => line.words(&format!(" and {more} more")),
    }
}

fn set_up(desk: &Desk<'_>, minted: &Minted) -> Button {
    Button {
        label: "Set up your account",
        address: desk.links.address(&desk.letterhead.slug, minted),
    }
}

fn works_until(desk: &Desk<'_>, invitation: &Invitation) -> Line {
    Line::new("The link works once and expires on ")
        .time(invitation.expires_at, desk.letterhead.time_zone)
        .words(".")
}

const UNEXPECTED: &str =
    "You didn't expect this? You can ignore this email, and no account will be created.";
