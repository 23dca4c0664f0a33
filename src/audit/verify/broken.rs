use std::fmt;

use chrono::{DateTime, Utc};

use crate::audit::chain::Event;
use crate::types::AuditEventId;

/// The first entry that isn't what it was, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("Entry {0} is missing: it was removed.")]
    Missing(i64),
    #[error("Entry {0} is missing: its seal is there, and the event was removed.")]
    EventMissing(i64),
    #[error("An entry was removed before entry {0}, and the rest was numbered anew.")]
    RemovedBefore(Place),
    #[error("Entry {0} was changed: it isn't what was sealed.")]
    Changed(Place),
    #[error("Entry {0} was changed and sealed again: the next entry doesn't follow it.")]
    SealedAgain(Place),
    #[error("Entry {0} was added between two others.")]
    Added(Place),
    #[error("Entry {0} isn't where it was sealed: entries were reordered.")]
    Reordered(Place),
    #[error("The details of entry {0} were changed: they aren't what was recorded.")]
    DetailsChanged(Place),
    #[error("The details of entry {0} were removed, and not by an erasure.")]
    DetailsMissing(Place),
    #[error("The details of entry {0} were erased, and no deletion that is recorded explains it.")]
    ErasedByNobody(Place),
    #[error(
        "The event {id} ({action}, {at}) isn't sealed and doesn't wait for it: it was added, or its seal was removed.",
        at = time(*.at)
    )]
    Unsealed {
        id: AuditEventId,
        action: String,
        at: DateTime<Utc>,
    },
    #[error("The chain ends before entry {0}, which was noted: entries were removed from its end.")]
    EndsBefore(i64),
    #[error("Entry {0} isn't the one that was noted: the chain was written anew.")]
    WrittenAnew(Place),
}

/// An entry as an operator finds it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    seq: i64,
    action: String,
    at: DateTime<Utc>,
}

impl Place {
    pub(super) fn of(seq: i64, event: &Event) -> Self {
        Self {
            seq,
            action: event.action.clone(),
            at: event.at,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seq, action, at } = self;
        write!(f, "{seq} ({action}, {})", time(*at))
    }
}

pub(super) fn time(at: DateTime<Utc>) -> impl fmt::Display {
    at.format("%Y-%m-%d %H:%M:%S%.6f UTC")
}
