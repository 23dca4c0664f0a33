//! What is done with a file in the background.

use serde_json::Value;

use crate::access::{Author, By, Client, Lapsed};
use crate::db::{DbError, Tx};
use crate::imports::actions::{
    APPLY, Apply, CHECK, Hands, Pass, apply_people, check_part, end, import_of, part_of,
    set_managers,
};
use crate::imports::store::files::{self, Import};
use crate::jobs::{Job, JobKind, Step};
use crate::links::Links;
use crate::people;

/// Finds out what would come of each row.
pub struct CheckJob;

/// Does what was foreseen.
pub struct ApplyJob {
    links: Links,
}

const MAY_NOT: &str = "Whoever asked for it may no longer do this. What was done until then stays.";
const REMOVED: &str = "The file was removed. What was done until then stays.";

/// The file, in the name of who asked; or why nothing is done any more.
fn begin(tx: &mut Tx<'_>, job: &Job) -> Result<Result<(Hands, Import), &'static str>, DbError> {
    let hands = match Hands::anew(tx, job.asker) {
        Ok(hands) => hands,
        Err(Lapsed::Gone | Lapsed::Refused(_)) => return Ok(Err(MAY_NOT)),
        Err(Lapsed::Db(error)) => return Err(error),
    };
    let (id, whose) = (import_of(&job.payload)?, (job.workspace, job.asker.user));
    Ok(match files::find(tx, whose, id)? {
        Some(import) => Ok((hands, import)),
        None => Err(REMOVED),
    })
}

impl JobKind for CheckJob {
    fn name(&self) -> &'static str {
        CHECK
    }

    fn work(&self, tx: &mut Tx<'_>, job: &Job, part: &Value) -> Result<Step, DbError> {
        let (hands, import) = match begin(tx, job)? {
            Ok(begun) => begun,
            Err(why) => return Ok(Step::Stop(why)),
        };
        let part = part_of(part)?;
        let progress = check_part(tx, &hands, (&import, &job.progress), part)?;
        Ok(Step::Done(progress))
    }

    fn end(&self, _: &mut Tx<'_>, _: &Job) -> Result<(), DbError> {
        Ok(())
    }
}

impl ApplyJob {
    pub fn new(links: Links) -> Self {
        Self { links }
    }
}

impl JobKind for ApplyJob {
    fn name(&self) -> &'static str {
        APPLY
    }

    fn work(&self, tx: &mut Tx<'_>, job: &Job, part: &Value) -> Result<Step, DbError> {
        let (hands, import) = match begin(tx, job)? {
            Ok(begun) => begun,
            Err(why) => return Ok(Step::Stop(why)),
        };
        let about = (&import, &job.progress);
        let (pass, from, to) = part_of(part)?;
        let progress = match pass {
            Pass::People => {
                let by = Apply {
                    hands: &hands,
                    links: &self.links,
                };
                apply_people(tx, by, about, (from, to))?
            }
            Pass::Managers => set_managers(tx, &hands, about, to - from + 1)?,
            Pass::Read | Pass::Link | Pass::Judge => {
                return Err(DbError::Misuse("a part of another job"));
            }
        };
        Ok(Step::Done(progress))
    }

    fn end(&self, tx: &mut Tx<'_>, job: &Job) -> Result<(), DbError> {
        let import = import_of(&job.payload)?;
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
        end(tx, &author, (import, &job.progress))
    }
}
