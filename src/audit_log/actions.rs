//! From what somebody asked to the filter that it means, once it is known whom they mean.

use chrono::NaiveDate;
use thiserror::Error;

use super::model::{Found, MOST_PEOPLE, Sought, SoughtError, moments_of};
use super::store;
use super::store::log::{Filter, Wanted, Whom};
use super::store::logged::Logged;
use crate::audit::Action;
use crate::db::{DbError, Read};
use crate::types::{UserId, WorkspaceId, Zone};

/// As it was asked for, in values.
#[derive(Clone, Debug, Default)]
pub(super) struct Question {
    pub person: Option<Sought>,
    pub action: Option<Action>,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Narrowed {
    pub filter: Filter,
    /// Whom the filter is about.
    pub people: Vec<Found>,
}

#[derive(Debug, Error)]
pub(super) enum NarrowError {
    #[error(transparent)]
    Sought(#[from] SoughtError),
    #[error(transparent)]
    Db(#[from] DbError),
}

pub(super) fn narrow(
    read: &mut Read<'_>,
    (workspace, zone): (WorkspaceId, Zone),
    question: &Question,
) -> Result<Narrowed, NarrowError> {
    let (whom, people) = match &question.person {
        None => (Whom::Anybody, Vec::new()),
        Some(sought) => {
            let people = store::people::find(read, workspace, sought)?;
            if people.len() > MOST_PEOPLE {
                return Err(SoughtError::TooMany.into());
            }
            let ids = people.iter().map(|found| found.id).collect();
            (Whom::Involved(ids), people)
        }
    };
    let filter = Filter {
        whom,
        by: None,
        on: None,
        action: question.action,
        from: question.first_day.map(|day| moments_of(day, zone).0),
        before: question.last_day.and_then(|day| moments_of(day, zone).1),
    };
    Ok(Narrowed { filter, people })
}

/// The newest of what somebody did and of what was done to them.
pub struct Activity(pub(super) Vec<Logged>);

/// At most so many entries, by the indexes of who did something and of whom it was done to.
pub fn activity(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    at_most: i64,
) -> Result<Activity, DbError> {
    let filter = Filter {
        whom: Whom::Involved(vec![user]),
        ..Filter::default()
    };
    let wanted = Wanted {
        filter: &filter,
        position: None,
        at_most,
    };
    Ok(Activity(store::log::entries(read, workspace, &wanted)?))
}
