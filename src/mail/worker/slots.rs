//! Which places of a worker are taken, and whose turn is next.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::Instant;

use super::super::store::{Claimed, Wanted};
use crate::types::WorkspaceId;

/// How many mails one server sends side by side, so that those that hang don't hold up the rest.
const AT_ONCE: usize = 32;
/// How many of them may be of one workspace, whose own mail server may be the one that hangs. Also as
/// many connections as a mail server has to take from us.
const MOST_OF_ONE: usize = 8;
/// So many of one workspace are claimed at once, so that its places don't all end and begin together.
const SHARE: usize = 2;
/// How many may be of workspaces whose mail server was slow a while ago, each with one.
const MOST_OF_SLOW: usize = 8;
/// So long it is remembered.
const SLOW_FOR: Duration = Duration::from_mins(10);
/// What takes longer has a slow server.
pub(super) const SLOW: Duration = Duration::from_secs(8);
/// Connections that are kept open to one mail server.
pub(in crate::mail) const CONNECTIONS: u16 = 8;
/// Fewer free places than this aren't worth a query, while there is something to send.
const WORTH_ASKING: usize = 4;
/// How long an idle worker sleeps.
pub(super) const NAP: Duration = Duration::from_millis(250);
/// Longer than a worker ever needs for one mail: what it claimed and didn't finish, it never will.
const LEASE: TimeDelta = TimeDelta::minutes(2);

#[derive(Default)]
pub(super) struct Slots {
    taken: HashMap<WorkspaceId, usize>,
    /// Since when.
    slow: HashMap<WorkspaceId, Instant>,
    /// Whose turn was last.
    last: Option<WorkspaceId>,
    may_be_more: bool,
    asked_at: Option<Instant>,
}

impl Slots {
    pub fn free(&self) -> usize {
        AT_ONCE.saturating_sub(self.taken.values().sum())
    }

    pub fn is_time_to_ask(&self) -> bool {
        let is_rested = self.nap_ends().is_none_or(|end| end <= Instant::now());
        match self.free() {
            0 => false,
            free => is_rested || (self.may_be_more && free >= WORTH_ASKING),
        }
    }

    pub fn nap_ends(&self) -> Option<Instant> {
        self.asked_at.map(|asked| asked + NAP)
    }

    pub fn wanted(&self) -> Wanted {
        let busy = self.taken.iter().filter(|(_, taken)| is_busy(**taken));
        let busy: HashSet<WorkspaceId> = busy.map(|(workspace, _)| *workspace).collect();
        Wanted {
            most: self.free(),
            most_of_one: SHARE,
            busy: busy.into_iter().chain(self.too_slow()).collect(),
            after: self.last,
            lease: LEASE,
        }
    }

    /// Slow ones that have their place, or all of them where their places are taken.
    fn too_slow(&self) -> Vec<WorkspaceId> {
        let slow = self
            .slow
            .iter()
            .filter(|(_, since)| since.elapsed() < SLOW_FOR);
        let slow: Vec<WorkspaceId> = slow.map(|(workspace, _)| *workspace).collect();
        let taken = |workspace: &WorkspaceId| self.taken.get(workspace).copied().unwrap_or(0);
        let are_full = slow.iter().map(taken).sum::<usize>() >= MOST_OF_SLOW;
        let is_held_back = |workspace: &WorkspaceId| are_full || taken(workspace) > 0;
        slow.into_iter().filter(is_held_back).collect()
    }

    /// One slow server mustn't keep others waiting a second time.
    pub fn note(&mut self, workspace: WorkspaceId, took: Duration) {
        self.slow.retain(|_, since| since.elapsed() < SLOW_FOR);
        if took >= SLOW {
            self.slow.insert(workspace, Instant::now());
        } else {
            self.slow.remove(&workspace);
        }
    }

    pub fn take(&mut self, claimed: &[Claimed]) {
        for one in claimed {
            *self.taken.entry(one.mail.workspace).or_default() += 1;
        }
        self.asked_at = Some(Instant::now());
        self.may_be_more = !claimed.is_empty();
        self.last = claimed.last().map(|one| one.mail.workspace);
    }

    pub fn give_back(&mut self, workspace: WorkspaceId) {
        let Some(taken) = self.taken.get_mut(&workspace) else {
            return;
        };
        let was_busy = is_busy(*taken);
        *taken -= 1;
        self.may_be_more |= was_busy && !is_busy(*taken);
        if *taken == 0 {
            self.taken.remove(&workspace);
        }
    }
}

fn is_busy(taken: usize) -> bool {
    taken > MOST_OF_ONE - SHARE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Queued;
    use crate::types::{EmailAddress, OutboxId};

    fn mails_of(workspace: WorkspaceId, count: usize) -> Vec<Claimed> {
        let mail = Queued {
            id: OutboxId::new(),
            workspace,
            subject: None,
            recipient: EmailAddress::parse("bob@example.com").unwrap(),
            link: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let claimed = Claimed {
            mail,
            kind: "note".to_owned(),
            attempts: 1,
            last_error: None,
        };
        vec![claimed; count]
    }

    #[test]
    fn a_workspace_with_much_to_send_leaves_places_to_others() {
        let (one, mut slots) = (WorkspaceId::new(), Slots::default());
        slots.take(&mails_of(one, 6));
        assert_eq!(slots.wanted().busy, []);
        slots.take(&mails_of(one, SHARE));
        assert_eq!((slots.wanted().busy, slots.free()), (vec![one], 24));
        for _ in 0..SHARE {
            slots.give_back(one);
        }
        assert_eq!((slots.wanted().busy, slots.free()), (vec![], 26));
    }

    #[test]
    fn a_workspace_whose_server_is_slow_has_one_place_until_it_is_quick_again() {
        let (one, mut slots) = (WorkspaceId::new(), Slots::default());
        slots.note(one, SLOW);
        assert_eq!(slots.wanted().busy, []);
        slots.take(&mails_of(one, 1));
        assert_eq!(slots.wanted().busy, [one]);
        slots.note(one, Duration::from_secs(1));
        assert_eq!(slots.wanted().busy, []);
        let others: Vec<WorkspaceId> = (0..=MOST_OF_SLOW).map(|_| WorkspaceId::new()).collect();
        for (number, other) in others.iter().enumerate() {
            slots.note(*other, SLOW);
            if number < MOST_OF_SLOW {
                slots.take(&mails_of(*other, 1));
            }
        }
        assert_eq!(slots.wanted().busy.len(), others.len());
    }

    #[test]
    fn places_are_filled_again_at_once_while_there_is_more_and_after_a_nap_otherwise() {
        let (one, mut slots) = (WorkspaceId::new(), Slots::default());
        assert!(slots.is_time_to_ask());
        slots.take(&mails_of(one, AT_ONCE));
        assert!(!slots.is_time_to_ask());
        for _ in 0..WORTH_ASKING {
            assert!(!slots.is_time_to_ask());
            slots.give_back(one);
        }
        assert!(slots.is_time_to_ask());
        slots.take(&[]);
        assert!(!slots.is_time_to_ask());
        slots.asked_at = Some(Instant::now() - NAP);
        assert!(slots.is_time_to_ask());
    }
}
