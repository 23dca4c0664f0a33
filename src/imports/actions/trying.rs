//! What would come of some rows, with everything that is known by now.

use std::collections::HashMap;

use crate::db::{DbError, Read};
use crate::imports::model::{Boss, Case, Judged, MOST_ROWS, Meaning, Person, Wish, World, judge};
use crate::imports::store::linking::{self, Above, MOST_ABOVE};
use crate::imports::store::people::{self, Known};
use crate::imports::store::rows::{Row, Span};
use crate::types::UserStatus;
use crate::users;

/// A row, and what would come of it.
pub(super) struct Tried {
    pub row: Row,
    /// Nothing where it can't be read.
    pub wish: Option<Wish>,
    pub person: Option<Person>,
    pub judged: Judged,
    /// How many people will be above them.
    pub depth: i32,
}

/// What the rows of a span hang on.
struct Around {
    people: HashMap<String, Known>,
    /// In which row an address comes first.
    first: HashMap<String, i32>,
    above: HashMap<i32, Above>,
}

const RAGGED: &str = "There is something beyond the last column. A cell with a comma in it may need quotation marks.";

pub(super) fn try_rows(
    read: &mut Read<'_>,
    world: &World,
    (span, meanings): (Span, &[Option<Meaning>]),
    rows: Vec<Row>,
) -> Result<Vec<Tried>, DbError> {
    let keys = rows
        .iter()
        .flat_map(|row| [&row.email_key, &row.manager_key]);
    let keys: Vec<&str> = keys.flatten().map(String::as_str).collect();
    let around = Around {
        people: people::known(read, span.workspace, &keys)?,
        first: linking::first_rows(read, (span.workspace, span.import), &keys)?,
        above: linking::above(read, span)?,
    };
    let tried = rows
        .into_iter()
        .map(|row| around.tried(world, row, meanings));
    Ok(tried.collect())
}

/// What a row says, or why nothing can be made of it.
pub(super) fn wish(row: &Row, meanings: &[Option<Meaning>]) -> Result<Wish, Vec<String>> {
    let read = Wish::read(meanings, &row.cells);
    if !row.has_more {
        return read;
    }
    let mut wrong = read.err().unwrap_or_default();
    wrong.push(RAGGED.to_owned());
    Err(wrong)
}

impl Around {
    fn tried(&self, world: &World, row: Row, meanings: &[Option<Meaning>]) -> Tried {
        let wish = match wish(&row, meanings) {
            Ok(wish) => wish,
            Err(wrong) => {
                return Tried {
                    row,
                    wish: None,
                    person: None,
                    judged: Judged::mistaken(wrong),
                    depth: 0,
                };
            }
        };
        let person = self.people.get(wish.email.key()).map(person);
        let first = self.first.get(wish.email.key()).copied();
        let boss = self.boss(&row, &wish, person.as_ref());
        let judged = judge(
            world,
            &Case {
                wish: &wish,
                person: person.as_ref(),
                repeats: first.filter(|first| *first < row.number),
                boss: boss.as_ref(),
            },
        );
        let depth = self.above.get(&row.place).map_or(0, |above| above.people);
        Tried {
            row,
            wish: Some(wish),
            person,
            judged,
            depth: depth.min(MOST_ROWS),
        }
    }

    fn boss(&self, row: &Row, wish: &Wish, person: Option<&Person>) -> Option<Boss> {
        wish.manager.as_ref()?;
        let Some(key) = &row.manager_key else {
            return Some(if row.managers > 1 {
                Boss::Several
            } else {
                Boss::Nobody
            });
        };
        let now = person.and_then(|person| person.manager.as_ref());
        let is = Boss::Is(key.clone());
        if now == Some(key) || key == wish.email.key() {
            return Some(is);
        }
        let above = self.above.get(&row.place).copied().unwrap_or_default();
        Some(match self.people.get(key) {
            Some(boss) if boss.status == UserStatus::Inactive => Boss::Inactive,
            None if !self.first.contains_key(key) => Boss::Nobody,
            _ if above.loops => Boss::Below,
            _ if above.people > MOST_ABOVE => Boss::TooDeep,
            _ => is,
        })
    }
}

fn person(known: &Known) -> Person {
    let names_stay = users::names_may_change(known.status).err();
    Person {
        id: known.id,
        status: known.status,
        full_name: known.full_name.clone(),
        display_name: known.display_name.clone(),
        roles: known.roles.clone(),
        teams: known.teams.clone(),
        department: known.department_id,
        manager: known.manager_key.clone(),
        names_stay: names_stay.map(|why| why.to_string()),
    }
}
