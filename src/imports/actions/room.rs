//! How many people more may be invited.

use crate::db::{DbError, Read};
use crate::invitations::{self, Today};
use crate::seats::{self, Seats};
use crate::types::{WorkspaceId, grouped};

pub(super) struct Room {
    seats: Seats,
    today: Today,
}

impl Room {
    /// Once so many are invited who are only foreseen yet.
    pub fn of(read: &mut Read<'_>, workspace: WorkspaceId, foreseen: i64) -> Result<Self, DbError> {
        let mut room = Self {
            seats: seats::in_use(read, workspace)?,
            today: invitations::today(read, workspace)?,
        };
        room.fill(foreseen);
        Ok(room)
    }

    /// For one more, or why there is none.
    pub fn take(&mut self) -> Result<(), String> {
        self.seats.room_for(1).map_err(|full| full.to_string())?;
        if self.today.made >= self.today.most {
            return Err(format!(
                "At most {} people are invited in a day. Import this file again in 24 hours: then just those are invited who are missing.",
                grouped(self.today.most)
            ));
        }
        self.fill(1);
        Ok(())
    }

    fn fill(&mut self, more: i64) {
        self.seats.invited += more;
        self.today.made += more;
    }
}
