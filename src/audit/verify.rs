//! Whether the log is what was written: every seal follows the one before it, every event is what was
//! sealed, every detail is what was recorded or was erased by a recorded deletion, and no event stands
//! outside.
//!
//! The chain alone can't show that its end was cut off, or that all of it was written anew. An operator
//! who notes the head elsewhere can.

mod broken;
mod walk;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

pub use broken::Broken;
use broken::{Place, time};
use walk::{Erased, Stop, Walk};

use super::store::erasing;
use super::store::verification::{self as store, Sealed};
use crate::db::{Db, DbError, Read};
use crate::types::{AuditEventId, WorkspaceId, hex};

const SEALS_AT_ONCE: i64 = 1_000;

/// Longer than this, nothing should wait to be sealed.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);

/// The end of a chain at some time: enough to see later that it is still in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    seq: i64,
    hash: String,
}

#[derive(Debug, Error)]
#[error("this isn't the head of a chain, as `muster audit verify` prints it")]
pub struct ParseHeadError;

/// What was found where nothing is wrong.
#[derive(Debug)]
pub struct Report {
    pub sealed: i64,
    /// For somebody whose deletion is recorded.
    pub erased: usize,
    pub unsealed: i64,
    /// Since when the oldest has waited, if that is too long.
    pub stuck_since: Option<DateTime<Utc>>,
    /// None before the first seal.
    pub head: Option<Head>,
}

#[derive(Debug, Error)]
pub enum VerifyError {
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Reads the whole chain, some seals at a time. With `noted` it must still contain that head.
pub async fn verify(
    db: &Db,
    workspace: WorkspaceId,
    noted: Option<Head>,
) -> Result<Report, VerifyError> {
    let mut walk = Walk::from_the_origin(workspace);
    loop {
        let after = walk.seq;
        let seals: Vec<Sealed> = db
            .read(move |read| store::sealed_after(read, workspace, after, SEALS_AT_ONCE))
            .await?;
        if seals.is_empty() {
            break;
        }
        for seal in seals {
            match walk.step(&seal) {
                Ok(()) => compare(noted.as_ref(), &seal)?,
                Err(Stop::Broken(broken)) => return Err(broken.into()),
                Err(Stop::AskForNeighbours) => {
                    return Err(explain(db, workspace, walk, seal).await?.into());
                }
            }
        }
    }
    if let Some(noted) = noted.filter(|noted| noted.seq > walk.seq) {
        return Err(Broken::EndsBefore(noted.seq).into());
    }
    db.read(move |read| look_outside(read, workspace, &walk))
        .await
}

fn compare(noted: Option<&Head>, seal: &Sealed) -> Result<(), Broken> {
    let noted = noted.filter(|noted| noted.seq == seal.seq);
    match (noted, &seal.event) {
        (Some(noted), Some(event)) if noted.hash != hex(&seal.hash) => {
            Err(Broken::WrittenAnew(Place::of(seal.seq, event)))
        }
        _ => Ok(()),
    }
}

async fn explain(
    db: &Db,
    workspace: WorkspaceId,
    walk: Walk,
    seal: Sealed,
) -> Result<Broken, DbError> {
    db.read(move |read| {
        let neighbours = store::neighbours(read, workspace, &seal, &walk.hash)?;
        Ok(walk.explain(&seal, neighbours))
    })
    .await
}

/// What isn't in the chain: it waits to be, or it has no business here.
fn look_outside(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    walk: &Walk,
) -> Result<Report, VerifyError> {
    if let Some(stray) = store::first_stray(read, workspace)? {
        return Err(Broken::Unsealed {
            id: stray.id,
            action: stray.action,
            at: stray.at,
        }
        .into());
    }
    explain_erased(read, workspace, walk)?;
    let queue = store::queue(read, workspace)?;
    let too_old = read.now()? - PATIENCE;
    Ok(Report {
        sealed: walk.seq,
        erased: walk.erased.len(),
        unsealed: queue.count,
        stuck_since: queue.oldest.filter(|oldest| *oldest < too_old),
        head: (walk.seq > 0).then(|| Head {
            seq: walk.seq,
            hash: hex(&walk.hash),
        }),
    })
}

/// Whatever was erased is by, on or about somebody who was deleted.
fn explain_erased(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    walk: &Walk,
) -> Result<(), VerifyError> {
    if walk.erased.is_empty() {
        return Ok(());
    }
    let deleted = erasing::deleted_people(read, workspace)?;
    let others = walk
        .erased
        .iter()
        .filter(|one| !one.is_about_one_of(&deleted));
    let others: Vec<&Erased> = others.collect();
    let ids: Vec<AuditEventId> = others.iter().map(|one| one.id).collect();
    let naming = erasing::naming(read, workspace, (&ids, &deleted))?;
    let is_explained = |one: &Erased| one.may_name_others() && naming.contains(&one.id);
    match others.iter().find(|one| !is_explained(one)) {
        None => Ok(()),
        Some(unexplained) => Err(Broken::ErasedByNobody(unexplained.place.clone()).into()),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            sealed,
            erased,
            unsealed,
            ..
        } = self;
        write!(
            f,
            "Nothing is wrong. Sealed entries: {sealed}, erased by recorded deletions: {erased}, not yet sealed: {unsealed}."
        )?;
        if let Some(since) = self.stuck_since {
            let since = time(since);
            write!(
                f,
                " The oldest has waited since {since}: see that a server runs, and what it logs."
            )?;
        }
        if let Some(head) = &self.head {
            write!(f, " Head: {head}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = ParseHeadError;

    fn from_str(text: &str) -> Result<Self, ParseHeadError> {
        let (seq, hash) = text.split_once(':').ok_or(ParseHeadError)?;
        let seq: i64 = seq.parse().map_err(|_| ParseHeadError)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if seq < 1 || !is_hash {
            return Err(ParseHeadError);
        }
        Ok(Self {
            seq,
            hash: hash.to_ascii_lowercase(),
        })
    }
}
