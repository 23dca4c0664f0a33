//! Invitations of the made-up company, in every state that they can be in.

use chrono::{DateTime, TimeDelta, Utc};

use super::Crowd;
use super::dice::Throw;
use super::person::{Person, Standing};

/// Those who came earlier were invited too, and nobody asks any more.
const REMEMBERED: TimeDelta = TimeDelta::days(60);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Whom it is for. `None` once it was cancelled.
    pub person: Option<u32>,
    pub email: String,
    pub by: u32,
    pub message: Option<&'static str>,
    pub valid_hours: i32,
    pub created_at: DateTime<Utc>,
    pub outcome: Outcome,
    pub mailed: Mailed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Expired, once its hours are over.
    Open,
    Accepted {
        at: DateTime<Utc>,
    },
    Cancelled {
        at: DateTime<Utc>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailed {
    /// The link was copied instead.
    Never,
    Sent,
    Refused {
        words: &'static str,
    },
}

const MESSAGES: [&str; 4] = [
    "Good to have you with us. Set your password, and we start on Monday.",
    "Your shift plan is already in the calendar.",
    "Write to me if the link doesn't work.",
    "See you in the training on Thursday.",
];

const REFUSALS: [&str; 3] = [
    "550 5.1.1 The email account that you tried to reach does not exist",
    "552 5.2.2 The recipient's mailbox is full",
    "550 5.7.1 Message rejected by the recipient's policy",
];

impl Crowd {
    /// Of somebody who hasn't come, or came lately; and now and then one that was taken back.
    pub fn invitations(&self, person: &Person) -> Vec<Invited> {
        let mut dice = self.dice(Throw::Invitation, person.number);
        let outcome = match person.standing {
            Standing::Pending => Some(Outcome::Open),
            Standing::Active { since } if since > self.now - REMEMBERED => {
                Some(Outcome::Accepted { at: since })
            }
            _ => None,
        };
        let mailed = match (person.standing, dice.below(100)) {
            (_, 0..6) => Mailed::Never,
            (Standing::Pending, 6..16) => Mailed::Refused {
                words: dice.one_of(&REFUSALS),
            },
            _ => Mailed::Sent,
        };
        let message = dice.chance(300).then(|| dice.one_of(&MESSAGES));
        let valid_hours = match dice.below(10) {
            0..2 => 72,
            2..8 => 168,
            _ => 720,
        };
        let of_them = outcome.map(|outcome| Invited {
            person: Some(person.number),
            email: person.email.clone(),
            by: self.inviter(&mut dice),
            message,
            valid_hours,
            created_at: person.created_at,
            outcome,
            mailed,
        });
        let taken_back = dice.chance(8).then(|| Invited {
            person: None,
            email: format!("was.invited{}", person.email),
            by: self.inviter(&mut dice),
            message: None,
            valid_hours: 168,
            created_at: person.created_at,
            outcome: Outcome::Cancelled {
                at: person.created_at + (self.now - person.created_at).min(TimeDelta::days(2)),
            },
            mailed: Mailed::Sent,
        });
        of_them.into_iter().chain(taken_back).collect()
    }
}

impl Invited {
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.created_at + TimeDelta::hours(self.valid_hours.into())
    }
}
