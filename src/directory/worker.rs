//! What is done to everybody whom a list shows, part by part.

use serde_json::Value;

use crate::access::{Author, By, Client, Lapsed};
use crate::db::{DbError, Tx};
use crate::directory::actions::bulk::{
    BulkError, KIND, Outcome, Proof, Target, asked_in, change_part, note_in_log,
};
use crate::jobs::{Job, JobKind, Step};
use crate::people;
use crate::types::{ParseIdError, UserId};

pub struct BulkJob;

const MAY_NOT: &str = "Whoever asked for it may no longer do this. What was done until then stays.";
const ROLE_GONE: &str = "The role is gone. What was done until then stays.";
const TEAM_GONE: &str = "The team is gone. What was done until then stays.";

impl JobKind for BulkJob {
    fn name(&self) -> &'static str {
        KIND
    }

    fn work(&self, tx: &mut Tx<'_>, job: &Job, part: &Value) -> Result<Step, DbError> {
        let (change, whom) = asked_in(&job.payload)?;
        let people = people_in(part)?;
        let by = match Proof::anew(tx, job.asker, change.deed()) {
            Ok(by) => by,
            Err(Lapsed::Gone | Lapsed::Refused(_)) => return Ok(Step::Stop(MAY_NOT)),
            Err(Lapsed::Db(error)) => return Err(error),
        };
        let target = match Target::of(tx, &by, change) {
            Ok(target) => target,
            Err(BulkError::NoSuchRole) => return Ok(Step::Stop(ROLE_GONE)),
            Err(BulkError::NoSuchTeam) => return Ok(Step::Stop(TEAM_GONE)),
            Err(BulkError::Db(error)) => return Err(error),
            Err(_) => return Ok(Step::Stop(MAY_NOT)),
        };
        match change_part(tx, &by, &target, (&people, whom.as_ref())) {
            Ok(outcome) => {
                let progress = &job.progress;
                let until_now = Outcome::of(progress.changed, &progress.report);
                let total = usize::try_from(progress.total).unwrap_or_default();
                Ok(Step::Done(until_now.and(&outcome).progress(total)))
            }
            Err(BulkError::Db(error)) => Err(error),
            Err(other) => Err(DbError::Unreadable(other.to_string())),
        }
    }

    fn end(&self, tx: &mut Tx<'_>, job: &Job) -> Result<(), DbError> {
        let (change, _) = asked_in(&job.payload)?;
        let outcome = Outcome::of(job.progress.changed, &job.progress.report);
        let asker = people::somebody(tx, job.workspace, job.asker.user)?;
        let author = Author {
            workspace: job.workspace,
            by: By::Person {
                user: job.asker.user,
                session: job.asker.session,
                name: asker.map(|person| person.name).unwrap_or_default(),
            },
            client: Client::default(),
        };
        note_in_log(tx, &author, change, &outcome)
    }
}

fn people_in(part: &Value) -> Result<Vec<UserId>, DbError> {
    let odd = || DbError::Unreadable("a part of a bulk action that names nobody".to_owned());
    let ids = part.as_array().ok_or_else(odd)?;
    let people = ids.iter().map(|id| id.as_str().unwrap_or_default().parse());
    people
        .collect::<Result<_, ParseIdError>>()
        .map_err(|_| odd())
}
