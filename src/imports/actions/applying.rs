//! What was foreseen is done, part by part. Whatever is otherwise by now is told instead.

use std::collections::HashMap;

use super::Hands;
use super::changing::{change, or_nothing, report_to};
use super::parts::{changes, counts_of, report};
use super::room::Room;
use super::trying::{Tried, try_rows};
use super::world::world;
use crate::access::{Attempt, Author, Limit, Tried as TriedTo, within_ceiling};
use crate::audit::{self, Action, Entry};
use crate::db::{DbError, Tx};
use crate::imports::model::{Counts, Outcome, World};
use crate::imports::store::files::Import;
use crate::imports::store::rows::{self, Fate, Row, Span};
use crate::imports::store::told;
use crate::invitations::{self, Addressed, Invitee, Letter, NewInvitations};
use crate::jobs::Progress;
use crate::links::Links;
use crate::people;
use crate::types::{EmailAddress, ImportId, Wished};

const MEANWHILE: &str =
    "Somebody changed this since the file was checked. Check it again to see what is left.";

/// So many refusals of one transaction are entries of their own; the others are in the count of the whole.
const MOST_REFUSALS: usize = 20;

/// In whose name, with what makes links.
#[derive(Clone, Copy)]
pub(in crate::imports) struct By<'b> {
    pub hands: &'b Hands,
    pub links: &'b Links,
}

/// Everything but managers, who may be among those that come further down.
pub(in crate::imports) fn apply_people(
    tx: &mut Tx<'_>,
    by: By<'_>,
    (import, progress): (&Import, &Progress),
    (from, to): (i32, i32),
) -> Result<Progress, DbError> {
    let span = Span {
        workspace: import.workspace,
        import: import.id,
        from,
        to,
    };
    let rows: Vec<Row> = rows::of(tx, span)?;
    let mut counts = counts_of(&progress.report);
    if rows.iter().all(|row| row.outcome() == Some(Outcome::Same)) {
        counts.add(Outcome::Same, i64::try_from(rows.len()).unwrap_or_default());
        return Ok(further(progress, counts, to - from + 1));
    }
    let world = world(tx, by.hands, import.role)?;
    let meanings = import.meanings.as_deref().unwrap_or_default();
    let tried = try_rows(tx, &world, (span, meanings), rows)?;
    note_refused(tx, by.hands, (&world, &tried))?;
    let fates = do_all(tx, by, (import, &tried))?;
    for fate in &fates {
        counts.add(fate.outcome, 1);
    }
    let news = fates.into_iter().zip(&tried);
    let news = news.filter(|(fate, tried)| fate.is_news(&tried.row));
    let news: Vec<Fate> = news.map(|(fate, _)| fate).collect();
    rows::set_fates(tx, (span.workspace, span.import), &news)?;
    Ok(further(progress, counts, to - from + 1))
}

fn further(progress: &Progress, counts: Counts, rows: i32) -> Progress {
    let number = |rows: i64| i32::try_from(rows).unwrap_or(i32::MAX);
    Progress {
        total: progress.total,
        done: (progress.done + rows).min(progress.total),
        changed: number(counts.create + counts.change),
        skipped: number(counts.error),
        report: report(counts),
    }
}

fn do_all(
    tx: &mut Tx<'_>,
    by: By<'_>,
    (import, tried): (&Import, &[Tried]),
) -> Result<Vec<Fate>, DbError> {
    let mut room = Room::of(tx, import.workspace, 0)?;
    let mut fates = Vec::with_capacity(tried.len());
    let mut new = Vec::new();
    for one in tried {
        let mut fate = as_foreseen(one);
        match still(one) {
            Still::Untouched => {}
            Still::Otherwise(outcome, why) => {
                fate.outcome = outcome;
                fate.reason = why;
            }
            Still::Create => match room.take() {
                Ok(()) => new.push((fates.len(), one)),
                Err(full) => fate.fails(full),
            },
            Still::Change => match or_nothing(tx, |tx| change(tx, by.hands, one))? {
                Ok(()) => fate.manager_is_due = one.judged.plan.manager.is_some(),
                Err(why) => fate.fails(why),
            },
        }
        fates.push(fate);
    }
    invite(tx, by, (import, &new), &mut fates)?;
    Ok(fates)
}

/// Whether a row still comes to what was foreseen.
enum Still {
    /// It wasn't to be done.
    Untouched,
    Otherwise(Outcome, Option<String>),
    Create,
    Change,
}

fn still(tried: &Tried) -> Still {
    let foreseen = tried.row.outcome();
    let now = tried.judged.outcome();
    match (foreseen, now) {
        (None | Some(Outcome::Same | Outcome::Error), _) => Still::Untouched,
        // Somebody else has done it.
        (_, Outcome::Same) => Still::Otherwise(Outcome::Same, None),
        (_, Outcome::Error) => Still::Otherwise(Outcome::Error, Some(tried.judged.wrong.join(" "))),
        _ if foreseen != Some(now) || changes(&tried.judged.differences) != tried.row.changes => {
            Still::Otherwise(Outcome::Error, Some(MEANWHILE.to_owned()))
        }
        (_, Outcome::Create) => Still::Create,
        (_, Outcome::Change) => Still::Change,
    }
}

fn as_foreseen(tried: &Tried) -> Fate {
    let row = &tried.row;
    Fate {
        place: row.place,
        outcome: row.outcome().unwrap_or(Outcome::Same),
        reason: row.reason.clone(),
        changes: row.changes.clone(),
        depth: tried.depth,
        manager_is_due: false,
    }
}

impl Fate {
    fn is_news(&self, row: &Row) -> bool {
        Some(self.outcome) != row.outcome() || self.reason != row.reason || self.manager_is_due
    }

    fn fails(&mut self, why: String) {
        self.outcome = Outcome::Error;
        self.reason = Some(why);
        self.manager_is_due = false;
    }
}

/// Those who are new, together.
fn invite(
    tx: &mut Tx<'_>,
    by: By<'_>,
    (import, new): (&Import, &[(usize, &Tried)]),
    fates: &mut [Fate],
) -> Result<(), DbError> {
    if new.is_empty() {
        return Ok(());
    }
    let people = new.iter().filter_map(|(_, tried)| invitee(import, tried));
    let invitations = NewInvitations {
        people: people.collect(),
        position: None,
    };
    let invited = or_nothing(tx, |tx| {
        let by = (&by.hands.invite, by.links);
        Ok(invitations::invite(tx, by.0, by.1, &invitations)?)
    })?;
    let (others, why): (HashMap<EmailAddress, Addressed>, _) = match invited {
        Ok(outcome) => (outcome.others.into_iter().collect(), None),
        Err(why) => (HashMap::new(), Some(why)),
    };
    for (place, tried) in new {
        let Some(fate) = fates.get_mut(*place) else {
            continue;
        };
        let other = tried.wish.as_ref().and_then(|wish| others.get(&wish.email));
        match (&why, other) {
            (Some(why), _) => fate.fails(why.clone()),
            (None, Some(other)) => fate.fails(taken(*other).to_owned()),
            (None, None) => fate.manager_is_due = tried.judged.plan.manager.is_some(),
        }
    }
    Ok(())
}

fn invitee(import: &Import, tried: &Tried) -> Option<Invitee> {
    let (wish, plan) = (tried.wish.as_ref()?, &tried.judged.plan);
    Some(Invitee {
        email: wish.email.clone(),
        full_name: plan.full_name.clone(),
        display_name: plan.display_name.clone(),
        roles: plan.roles.clone().unwrap_or_default(),
        teams: plan.teams.clone().unwrap_or_default(),
        department: plan.department.map_or(Wished::AsItIs, Wished::To),
        letter: Letter {
            message: None,
            lifetime: None,
            is_sent: import.is_sent,
        },
    })
}

const fn taken(by: Addressed) -> &'static str {
    match by {
        Addressed::TooOften => {
            "This address was invited again and again today. Import this file again tomorrow."
        }
        _ => MEANWHILE,
    }
}

/// That somebody was left out because they, or their roles, hold more is in the log, like every attempt
/// above one's rights.
fn note_refused(
    tx: &mut Tx<'_>,
    hands: &Hands,
    (world, tried): (&World, &[Tried]),
) -> Result<(), DbError> {
    let above = tried.iter().filter(|one| one.judged.is_above);
    for one in above.take(MOST_REFUSALS) {
        let somebody = match &one.person {
            None => None,
            Some(person) => people::somebody(tx, hands.invite.workspace(), person.id)?,
        };
        let beyond = somebody.as_ref().map(|somebody| {
            let tried = TriedTo::EditPerson;
            (somebody, somebody.within_reach(&hands.invite, tried))
        });
        let refusal = match beyond {
            Some((_, Err(refusal))) => Some(refusal),
            Some((somebody, Ok(()))) => {
                let on = (audit::Target::User(somebody.id), somebody.name.clone());
                given(hands, (world, one), Some(on))
            }
            None => given(hands, (world, one), None),
        };
        if let Some(refusal) = refusal {
            audit::record_left_out(tx, &refusal)?;
        }
    }
    Ok(())
}

/// The attempt to give roles that hold more.
fn given(
    hands: &Hands,
    (world, tried): (&World, &Tried),
    on: Option<(audit::Target, String)>,
) -> Option<crate::access::Refusal> {
    let cell = tried.wish.as_ref()?.roles.as_deref()?;
    let roles = world.roles.all_in(cell).ok()?;
    let held = roles.iter().map(|role| role.permissions);
    let held = held.fold(crate::access::PermissionSet::EMPTY, |sum, one| {
        sum.union(one)
    });
    let above = within_ceiling(hands.invite.holds(), held).err()?;
    let attempt = Attempt {
        tried: if on.is_some() {
            TriedTo::GiveRoles
        } else {
            TriedTo::Invite
        },
        on,
        roles: roles.iter().map(|role| role.name.clone()).collect(),
        limit: Limit::Ceiling,
    };
    Some(hands.invite.refused(above.weightiest(), attempt))
}

/// To whom people report, once all of them are here: those nearest to the top first.
pub(in crate::imports) fn set_managers(
    tx: &mut Tx<'_>,
    hands: &Hands,
    (import, progress): (&Import, &Progress),
    rows: i32,
) -> Result<Progress, DbError> {
    let whole = (import.workspace, import.id);
    let due = rows::managers_due(tx, whole, i64::from(rows))?;
    let mut counts = counts_of(&progress.report);
    let mut fates = Vec::with_capacity(due.len());
    for row in &due {
        let outcome = row.outcome().unwrap_or(Outcome::Error);
        let mut fate = Fate {
            place: row.place,
            outcome,
            reason: None,
            changes: row.changes.clone(),
            depth: 0,
            manager_is_due: false,
        };
        let address = |key: &Option<String>| EmailAddress::parse(key.as_deref()?).ok();
        let both = (address(&row.email_key), address(&row.manager_key));
        if let (Some(person), Some(manager)) = both {
            let set = or_nothing(tx, |tx| report_to(tx, hands, (&person, &manager)))?;
            if let Err(why) = set {
                fate.fails(format!("Everything is done but their manager: {why}"));
                counts.add(outcome, -1);
                counts.add(Outcome::Error, 1);
            }
        }
        fates.push(fate);
    }
    rows::set_fates(tx, whole, &fates)?;
    Ok(further(progress, counts, rows))
}

/// One entry for the whole, beside those of everybody who was invited or changed. What wasn't come to is
/// told as such.
pub(in crate::imports) fn end(
    tx: &mut Tx<'_>,
    author: &Author,
    (import, progress): (ImportId, &Progress),
) -> Result<(), DbError> {
    let whole = (author.workspace, import);
    if progress.done < progress.total {
        rows::leave_undone(tx, whole, progress.done)?;
    }
    let counts = told::counts(tx, whole)?;
    let mut entry = Entry::new(Action::UsersChanged)
        .with("what", "import")
        .with("people", counts.create + counts.change)
        .with("invited", counts.create);
    if counts.error > 0 {
        entry = entry.with("skipped", counts.error);
    }
    audit::record(tx, author, entry)
}
