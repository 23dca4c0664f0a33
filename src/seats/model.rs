mod plan;

pub use plan::{Plan, UnknownPlan};

use thiserror::Error;

/// More invitations than this aren't counted: no plan that has an end has so many.
pub const MOST_COUNTED: i64 = 10_000;

/// How many there are, and how many are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// `None` where the plan has no end.
    pub limit: Option<i64>,
    /// By who is active.
    pub active: i64,
    /// By who has an open invitation.
    pub invited: i64,
}

/// Says what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoSeat {
    #[error(
        "All {limit} seats are in use. Deactivate someone, cancel an invitation or ask for a larger plan."
    )]
    Full { limit: i64 },
    #[error("The only seat is in use. Ask for a larger plan.")]
    OnlyOne,
    #[error(
        "Only {free} of {limit} seats are free, and this takes {wanted}. Invite fewer people, deactivate someone, cancel an invitation or ask for a larger plan."
    )]
    TooFew { free: i64, limit: i64, wanted: i64 },
}

impl Seats {
    pub const fn used(self) -> i64 {
        self.active + self.invited
    }

    /// `None` where there is always another one.
    pub fn free(self) -> Option<i64> {
        self.limit.map(|limit| (limit - self.used()).max(0))
    }

    /// For people who have none yet.
    pub fn room_for(self, wanted: i64) -> Result<(), NoSeat> {
        match (self.limit, self.free()) {
            (Some(limit), Some(free)) if wanted > free => Err(match (free, limit) {
                (0, 1) => NoSeat::OnlyOne,
                (0, _) => NoSeat::Full { limit },
                _ => NoSeat::TooFew {
                    free,
                    limit,
                    wanted,
                },
            }),
            _ => Ok(()),
        }
    }

    /// For somebody whose open invitation has a seat already: only a plan that was cut since refuses
    /// them, and then whoever comes first has what is left.
    pub fn room_for_joiner(self) -> Result<(), NoSeat> {
        let invited = 0;
        Self { invited, ..self }.room_for(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(limit: Option<i64>, active: i64, invited: i64) -> Seats {
        Seats {
            limit,
            active,
            invited,
        }
    }

    #[test]
    fn people_fit_up_to_the_last_seat() {
        assert_eq!(seats(Some(5), 3, 1).room_for(1), Ok(()));
        assert_eq!(
            seats(Some(5), 3, 1).room_for(2),
            Err(NoSeat::TooFew {
                free: 1,
                limit: 5,
                wanted: 2
            })
        );
        assert_eq!(
            seats(Some(5), 3, 2).room_for(1),
            Err(NoSeat::Full { limit: 5 })
        );
        assert_eq!(seats(Some(1), 1, 0).room_for(1), Err(NoSeat::OnlyOne));
        assert_eq!(seats(None, 9_000, 900).room_for(500), Ok(()));
    }

    #[test]
    fn a_cut_plan_ejects_nobody_and_takes_nobody_in() {
        let cut = seats(Some(5), 8, 2);
        assert_eq!(cut.free(), Some(0));
        assert_eq!(cut.room_for_joiner(), Err(NoSeat::Full { limit: 5 }));
        assert_eq!(seats(Some(5), 4, 3).room_for_joiner(), Ok(()));
        assert_eq!(
            seats(Some(5), 5, 0).room_for_joiner(),
            Err(NoSeat::Full { limit: 5 })
        );
    }
}
