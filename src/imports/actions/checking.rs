//! What would come of each row, found out part by part.

use super::parts::{changes, counts_of, report};
use super::room::Room;
use super::trying::{Tried, try_rows, wish};
use super::world::world;
use super::{Hands, Pass};
use crate::db::{DbError, Tx};
use crate::imports::model::{Chief, Counts, Outcome};
use crate::imports::store::files::Import;
use crate::imports::store::linking;
use crate::imports::store::rows::{self, Fate, Keys, Row, Span};
use crate::jobs::Progress;

/// One pass over some rows.
pub(in crate::imports) fn check_part(
    tx: &mut Tx<'_>,
    hands: &Hands,
    (import, progress): (&Import, &Progress),
    (pass, from, to): (Pass, i32, i32),
) -> Result<Progress, DbError> {
    let span = Span {
        workspace: import.workspace,
        import: import.id,
        from,
        to,
    };
    let mut counts = counts_of(&progress.report);
    match pass {
        Pass::Read => read(tx, import, span)?,
        Pass::Link => linking::find_managers(tx, span)?,
        Pass::Judge => judge(tx, hands, (import, span), &mut counts)?,
        Pass::People | Pass::Managers => {
            return Err(DbError::Misuse("a part of another job"));
        }
    }
    let number = |rows: i64| i32::try_from(rows).unwrap_or(i32::MAX);
    Ok(Progress {
        total: progress.total,
        done: (progress.done + (to - from + 1)).min(progress.total),
        changed: number(counts.create + counts.change),
        skipped: number(counts.error),
        report: report(counts),
    })
}

fn read(tx: &mut Tx<'_>, import: &Import, span: Span) -> Result<(), DbError> {
    let meanings = import.meanings.as_deref().unwrap_or_default();
    let rows = rows::of(tx, span)?;
    let keys = rows.iter().map(|row| match wish(row, meanings) {
        Err(_) => Keys {
            place: row.place,
            ..Keys::default()
        },
        Ok(wish) => {
            let (manager_key, manager_name) = match wish.manager {
                None => (None, None),
                Some(Chief::Address(address)) => (Some(address.key().to_owned()), None),
                Some(Chief::Name(name)) => (None, Some(name)),
            };
            Keys {
                place: row.place,
                email_key: Some(wish.email.key().to_owned()),
                full_name: wish.full_name.map(|name| name.to_string()),
                manager_key,
                manager_name,
            }
        }
    });
    let keys: Vec<Keys> = keys.collect();
    rows::set_keys(tx, (span.workspace, span.import), &keys)
}

fn judge(
    tx: &mut Tx<'_>,
    hands: &Hands,
    (import, span): (&Import, Span),
    counts: &mut Counts,
) -> Result<(), DbError> {
    let world = world(tx, hands, import.role)?;
    let meanings = import.meanings.as_deref().unwrap_or_default();
    let rows: Vec<Row> = rows::of(tx, span)?;
    let tried = try_rows(tx, &world, (span, meanings), rows)?;
    let mut room = Room::of(tx, span.workspace, counts.create)?;
    let mut fates = Vec::with_capacity(tried.len());
    for one in &tried {
        let fate = foreseen(one, &mut room);
        counts.add(fate.outcome, 1);
        fates.push(fate);
    }
    rows::set_fates(tx, (span.workspace, span.import), &fates)
}

fn foreseen(tried: &Tried, room: &mut Room) -> Fate {
    let mut outcome = tried.judged.outcome();
    let mut wrong = tried.judged.wrong.clone();
    if outcome == Outcome::Create
        && let Err(full) = room.take()
    {
        outcome = Outcome::Error;
        wrong.push(full);
    }
    Fate {
        place: tried.row.place,
        outcome,
        reason: (!wrong.is_empty()).then(|| wrong.join(" ")),
        changes: changes(&tried.judged.differences),
        depth: tried.depth,
        manager_is_due: false,
    }
}
