//! Along the chain, from seal to seal.

use std::collections::HashSet;

use uuid::Uuid;

use super::broken::{Broken, Place};
use crate::audit::Action;
use crate::audit::chain::{self, Event};
use crate::audit::store::verification::{Neighbours, Sealed};
use crate::types::{AuditEventId, WorkspaceId};

/// What is known behind the seal that comes next.
pub(super) struct Walk {
    pub seq: i64,
    pub hash: Vec<u8>,
    pub erased: Vec<Erased>,
    /// The last seal's entry and what it follows; none at the beginning.
    last: Option<(Place, Vec<u8>)>,
}

/// An entry whose details were erased.
#[derive(Debug)]
pub(super) struct Erased {
    pub id: AuditEventId,
    pub place: Place,
    /// By whom, and on whom or what.
    about: [Option<Uuid>; 2],
    action: String,
}

impl Erased {
    fn of(event: &Event, place: &Place) -> Self {
        Self {
            id: event.id,
            place: place.clone(),
            about: [event.actor_id, event.target_id],
            action: event.action.clone(),
        }
    }

    /// Whether others than those it is about may be named in it: who says so stands beside the seals.
    pub fn may_name_others(&self) -> bool {
        let action = self.action.parse();
        action.is_ok_and(|action: Action| action.may_name_others())
    }

    pub fn is_about_one_of(&self, people: &HashSet<Uuid>) -> bool {
        self.about.iter().flatten().any(|id| people.contains(id))
    }
}

/// Why the walk ends at a seal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Broken(Broken),
    /// It depends on where else in the chain its neighbours are.
    AskForNeighbours,
}

impl Walk {
    pub fn from_the_origin(workspace: WorkspaceId) -> Self {
        Self {
            seq: 0,
            hash: chain::origin(workspace),
            erased: Vec::new(),
            last: None,
        }
    }

    pub fn step(&mut self, seal: &Sealed) -> Result<(), Stop> {
        if seal.seq != self.seq + 1 {
            return Err(Stop::Broken(Broken::Missing(self.seq + 1)));
        }
        let Some(event) = &seal.event else {
            return Err(Stop::Broken(Broken::EventMissing(seal.seq)));
        };
        let place = Place::of(seal.seq, event);
        self.check_seal(seal, event, &place)?;
        self.check_details(seal, event, &place)
            .map_err(Stop::Broken)?;
        self.seq = seal.seq;
        self.hash.clone_from(&seal.hash);
        self.last = Some((place, seal.previous.clone()));
        Ok(())
    }

    fn check_seal(&self, seal: &Sealed, event: &Event, place: &Place) -> Result<(), Stop> {
        let follows = seal.previous == self.hash;
        let seals_its_event = seal.hash == chain::hash(seal.seq, event, &seal.previous);
        match (follows, seals_its_event, &self.last) {
            (true, true, _) => Ok(()),
            // This one is as it was, so the one before it isn't.
            (false, true, Some((last, _))) => Err(Stop::Broken(Broken::SealedAgain(last.clone()))),
            (false, true, None) => Err(Stop::Broken(Broken::Added(place.clone()))),
            (_, false, _) => Err(Stop::AskForNeighbours),
        }
    }

    fn check_details(&mut self, seal: &Sealed, event: &Event, place: &Place) -> Result<(), Broken> {
        match &seal.details {
            None => Err(Broken::DetailsMissing(place.clone())),
            Some(details) if details.are_erased() => {
                self.erased.push(Erased::of(event, place));
                Ok(())
            }
            Some(details) if details.digest() == event.digest => Ok(()),
            Some(_) => Err(Broken::DetailsChanged(place.clone())),
        }
    }

    /// What is wrong with a seal that isn't its event's, at its place.
    pub fn explain(&self, seal: &Sealed, neighbours: Neighbours) -> Broken {
        let Some(event) = &seal.event else {
            return Broken::EventMissing(seal.seq);
        };
        let place = Place::of(seal.seq, event);
        let Neighbours {
            another_follows,
            has_a_home,
        } = neighbours;
        if seal.previous == self.hash {
            return if another_follows {
                Broken::Added(place)
            } else {
                Broken::Changed(place)
            };
        }
        if seal.hash == chain::hash(seal.seq, event, &self.hash) {
            return Broken::Changed(place);
        }
        match (another_follows, has_a_home, &self.last) {
            (true, true, _) => Broken::Reordered(place),
            (true, false, _) => Broken::Added(place),
            // Both follow the same one, so the last has come between.
            (false, _, Some((last, previous))) if *previous == seal.previous => {
                Broken::Added(last.clone())
            }
            (false, _, _) => Broken::RemovedBefore(place),
        }
    }
}
