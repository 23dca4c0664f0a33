use thiserror::Error;

use super::model::NoSeat;
use super::store;
use crate::access::Alone;
use crate::db::{DbError, Tx};

#[derive(Debug, Error)]
pub enum SeatError {
    #[error(transparent)]
    NoSeat(#[from] NoSeat),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whether so many people more fit, while nobody else can take a seat.
pub fn room_for<R>(tx: &mut Tx<'_>, by: &Alone<R>, wanted: usize) -> Result<(), SeatError> {
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    Ok(store::in_use(tx, by.workspace())?.room_for(wanted)?)
}

/// The same for somebody who comes with an open invitation.
pub fn room_for_joiner<R>(tx: &mut Tx<'_>, by: &Alone<R>) -> Result<(), SeatError> {
    Ok(store::in_use(tx, by.workspace())?.room_for_joiner()?)
}
