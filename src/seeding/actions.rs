use thiserror::Error;

use super::model::{Crowd, Made, Person, Rights, Standing, Wish};
use super::store;
use super::store::places::Places;
use crate::access::{Alone, BuiltinRole, PasswordHash, rights::OwnWorkspace};
use crate::audit::{self, Action, Entry, Target};
use crate::db::{DbError, Tx};
use crate::seats::{self, NoSeat};
use crate::types::UserStatus;
use crate::users;

/// So many people are made at once, so that a million need no more memory than a hundred thousand.
const AT_ONCE: u32 = 10_000;

/// The log names so many of those who were made, not a million.
const MOST_NAMED: usize = 200;

pub struct Seeding<'s> {
    pub wish: Wish,
    /// Everybody's.
    pub password: &'s PasswordHash,
    /// Told how many are there, again and again.
    pub progress: &'s dyn Fn(u32),
}

#[derive(Debug, Error)]
pub enum SeedError {
    #[error("{0} `muster workspace plan` sets another plan.")]
    NoSeat(NoSeat),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The workspace is held alone until everybody is in it.
pub fn seed(
    tx: &mut Tx<'_>,
    by: &Alone<OwnWorkspace>,
    seeding: &Seeding<'_>,
) -> Result<Made, SeedError> {
    let workspace = by.workspace();
    let (now, first) = (tx.now()?, store::next_number(tx, workspace)?);
    let crowd = Crowd::new(seeding.wish, first, now);
    let seats = (crowd.made.active + crowd.made.pending)
        .try_into()
        .unwrap_or(i64::MAX);
    let free = seats::in_use(tx, workspace)?.room_for(seats);
    free.map_err(SeedError::NoSeat)?;
    store::prepare(tx)?;
    let mut log = Vec::new();
    let places = Places::make(tx, (workspace, &crowd), &mut log)?;
    people(tx, (by, &crowd, &places), (seeding, &mut log))?;
    places.head(tx, workspace, &crowd)?;
    for (title, position) in store::positions(tx, (workspace, &crowd), &places)? {
        log.push(Entry::new(Action::PositionPlanned).on(Target::Position(position), title));
    }
    store::keys::make(tx, (workspace, &crowd), &mut log)?;
    count(tx, by, crowd.made)?;
    let whole = Entry::new(Action::UsersChanged)
        .with("what", "seed")
        .with("people", seeding.wish.people)
        .with("seed", seeding.wish.seed);
    audit::record(tx, by.author(), whole)?;
    audit::record_all(tx, by.author(), log)?;
    store::measure(tx)?;
    Ok(crowd.made)
}

/// All of them, some at a time.
fn people(
    tx: &mut Tx<'_>,
    (by, crowd, places): (&Alone<OwnWorkspace>, &Crowd, &Places),
    (seeding, log): (&Seeding<'_>, &mut Vec<Entry>),
) -> Result<(), DbError> {
    let mut named = 0;
    let mut from = 0;
    while from < crowd.wish.people {
        let to = from.saturating_add(AT_ONCE).min(crowd.wish.people);
        let some: Vec<Person> = (from..to).map(|number| crowd.person(number)).collect();
        let telling = some.iter().filter(|person| tells(person));
        let telling = telling.take(MOST_NAMED - named);
        let before = log.len();
        log.extend(telling.map(|person| told(person, crowd)));
        named += log.len() - before;
        store::people::copy(
            tx,
            (by.workspace(), crowd),
            (places, seeding.password),
            &some,
        )?;
        (seeding.progress)(to);
        from = to;
    }
    Ok(())
}

/// Whom the log is worth a line about: those at the top, and those who come or go.
fn tells(person: &Person) -> bool {
    let is_above = matches!(person.rights, Rights::Owner | Rights::Admin);
    is_above || (!person.standing.is_active() && person.number.is_multiple_of(3))
}

fn told(person: &Person, crowd: &Crowd) -> Entry {
    let target = Target::User(store::user_id(crowd, person.number));
    let (action, name) = match person.standing {
        Standing::Active { .. } => (Action::UserCreated, &person.full_name),
        Standing::Pending => (Action::InvitationCreated, &person.email),
        Standing::Inactive { .. } => (Action::UserDeactivated, &person.full_name),
    };
    let entry = Entry::new(action).on(target, name);
    match (person.standing, person.rights) {
        (Standing::Active { .. }, Rights::Owner) => entry.with("role", BuiltinRole::Owner.name()),
        (Standing::Active { .. }, Rights::Admin) => entry.with("role", BuiltinRole::Admin.name()),
        _ => entry,
    }
}

/// What is kept in the workspace's row.
fn count(tx: &mut Tx<'_>, by: &Alone<OwnWorkspace>, made: Made) -> Result<(), DbError> {
    for (status, people) in [
        (UserStatus::Active, made.active),
        (UserStatus::Pending, made.pending),
        (UserStatus::Inactive, made.inactive),
    ] {
        users::count(tx, by.workspace(), (None, Some(status)), people)?;
    }
    store::count_owners(tx, by.workspace(), made.owners)
}
