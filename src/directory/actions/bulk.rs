//! What is done to many at once: here and now where they are named, and as a job where they are everybody
//! whom a list shows.

mod each;
mod outcome;
mod payload;
mod proof;

pub(in crate::directory) use outcome::{Left, Outcome};
pub(in crate::directory) use payload::asked_in;
pub(in crate::directory) use proof::{Proof, Target};

use std::collections::HashSet;

use serde_json::json;
use thiserror::Error;

use crate::access::{Actor, Lapsed, Refusal, Unproved};
use crate::audit::{self, Action, Entry};
use crate::db::{DbError, Tx};
use crate::directory::model::bulk::{Change, Deed, Skip};
use crate::directory::store::list::{Listed, everyone, still};
use crate::jobs::{self, Progress};
use crate::lifecycle::DeactivateError;
use crate::people;
use crate::roles::AssignError;
use crate::teams::TeamsError;
use crate::types::{JobId, UserId};

/// What its jobs are marked with.
pub(in crate::directory) const KIND: &str = "bulk";

/// Few enough that nobody waits long for the workspace: who leaves takes much along.
const fn people_a_part(deed: Deed) -> usize {
    match deed {
        Deed::Role | Deed::Team => 50,
        Deed::Deactivate => 20,
    }
}

#[derive(Debug, Error)]
pub(in crate::directory) enum BulkError {
    #[error("Nobody is chosen. Tick somebody first.")]
    Nobody,
    #[error("Nobody on that list can be changed. Look at it again.")]
    NobodyFits,
    #[error(
        "Somebody whom you ticked isn't here any more, so nothing was done. Look again at who is left."
    )]
    Stranger,
    #[error("That is more than 500 people at once. Tick fewer, or choose everyone who matches.")]
    TooMany,
    #[error("Choose a role. The one you chose is gone.")]
    NoSuchRole,
    #[error("Choose a team. The one you chose is gone.")]
    NoSuchTeam,
    #[error("Nobody becomes an owner among many. Do that on the person's page.")]
    OwnerToMany,
    #[error("Something is being done to many people already. Try again once that is done.")]
    Busy,
    /// Others fit by now than were counted.
    #[error("It would be {now} people by now. Look again.")]
    Recounted { now: usize },
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Unproved(#[from] Unproved),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Where it is told.
pub(in crate::directory) enum Done {
    Now(Outcome, JobId),
    /// By a job.
    Later(JobId),
}

/// Those who are named, all or nobody of them as far as they are here; who may not be changed is left out.
/// More than fit into a part are too many for a request.
pub(in crate::directory) fn change_these(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (change, people): (Change, &[UserId]),
) -> Result<Done, BulkError> {
    let by = Proof::of(tx, actor, change.deed())?;
    let target = Target::of(tx, &by, change)?;
    if people.is_empty() {
        return Err(BulkError::Nobody);
    }
    let found = people::several(tx, by.workspace(), people)?;
    if found.len() != people.len() {
        return Err(BulkError::Stranger);
    }
    if people.len() > people_a_part(change.deed()) {
        return Ok(Done::Later(ask(tx, &by, (change, None), people)?));
    }
    let outcome = each::change(tx, &by, &target, &found)?;
    note_in_log(tx, by.author(), change, &outcome)?;
    let payload = payload::payload(change, None)?;
    let job = by.note(tx, &payload, &outcome.progress(people.len()))?;
    Ok(Done::Now(outcome, job))
}

/// Everybody on the list in the background, if they are as many as were counted.
pub(in crate::directory) fn change_all(
    tx: &mut Tx<'_>,
    by: &Proof,
    change: Change,
    (whom, expected): (&Listed, Option<usize>),
) -> Result<JobId, BulkError> {
    Target::of(tx, by, change)?;
    let people = everyone(tx, by.workspace(), whom)?;
    if people.is_empty() {
        return Err(BulkError::NobodyFits);
    }
    if expected.is_some_and(|expected| expected != people.len()) {
        return Err(BulkError::Recounted { now: people.len() });
    }
    ask(tx, by, (change, Some(whom)), &people)
}

fn ask(
    tx: &mut Tx<'_>,
    by: &Proof,
    (change, whom): (Change, Option<&Listed>),
    people: &[UserId],
) -> Result<JobId, BulkError> {
    let asked = jobs::Asked {
        kind: KIND,
        payload: payload::payload(change, whom)?,
        parts: people
            .chunks(people_a_part(change.deed()))
            .map(|part| json!(part))
            .collect(),
        total: people.len(),
    };
    by.ask(tx, &asked)?.ok_or(BulkError::Busy)
}

/// A part of a job: of these, who is still on the list that it was asked on. What others did to the rest
/// since then stays.
pub(in crate::directory) fn change_part(
    tx: &mut Tx<'_>,
    by: &Proof,
    target: &Target,
    (people, whom): (&[UserId], Option<&Listed>),
) -> Result<Outcome, BulkError> {
    let mut found = people::several(tx, by.workspace(), people)?;
    let here: HashSet<UserId> = found.iter().map(|person| person.id).collect();
    if let Some(whom) = whom {
        let still = still(tx, by.workspace(), whom, people)?;
        found.retain(|person| still.contains(&person.id));
    }
    let mut outcome = each::change(tx, by, target, &found)?;
    for user in people {
        if !here.contains(user) {
            outcome.leave_out(Skip::Gone, *user);
        } else if !found.iter().any(|person| person.id == *user) {
            outcome.leave_out(Skip::Unlisted, *user);
        }
    }
    Ok(outcome)
}

/// One entry for the whole, beside those of everybody who was changed.
pub(in crate::directory) fn note_in_log(
    tx: &mut Tx<'_>,
    author: &crate::access::Author,
    change: Change,
    outcome: &Outcome,
) -> Result<(), DbError> {
    let skipped = outcome.kept_out();
    if outcome.changed == 0 && skipped == 0 {
        return Ok(());
    }
    let mut entry = Entry::new(Action::UsersChanged)
        .with("what", change.deed().word())
        .with("people", outcome.changed);
    if skipped > 0 {
        entry = entry.with("skipped", skipped);
    }
    audit::record(tx, author, entry)
}

impl Outcome {
    pub fn progress(&self, total: usize) -> Progress {
        let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Progress {
            total: number(total),
            done: number(self.people()),
            changed: number(self.changed),
            skipped: number(self.left_out()),
            report: self.to_json(),
        }
    }
}

impl From<AssignError> for BulkError {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::NoSuchRole => Self::NoSuchRole,
            AssignError::Refused(refusal) => refusal.into(),
            AssignError::Unproved(unproved) => unproved.into(),
            AssignError::Db(error) => error.into(),
            _ => unforeseen(),
        }
    }
}

impl From<TeamsError> for BulkError {
    fn from(error: TeamsError) -> Self {
        match error {
            TeamsError::NoSuchTeam => Self::NoSuchTeam,
            TeamsError::Refused(refusal) => refusal.into(),
            TeamsError::Unproved(unproved) => unproved.into(),
            TeamsError::Db(error) => error.into(),
            TeamsError::Nobody | TeamsError::ChangedMeanwhile => unforeseen(),
        }
    }
}

impl From<DeactivateError> for BulkError {
    fn from(error: DeactivateError) -> Self {
        match error {
            DeactivateError::Refused(refusal) => refusal.into(),
            DeactivateError::Unproved(unproved) => unproved.into(),
            DeactivateError::Db(error) => error.into(),
            _ => unforeseen(),
        }
    }
}

impl From<Lapsed> for BulkError {
    fn from(lapsed: Lapsed) -> Self {
        match lapsed {
            Lapsed::Refused(refusal) => refusal.into(),
            Lapsed::Db(error) => error.into(),
            Lapsed::Gone => unforeseen(),
        }
    }
}

/// Everybody for whom it could be so was left out before.
fn unforeseen() -> BulkError {
    DbError::Misuse("somebody was changed among many who should have been left out").into()
}
