mod applying;
mod arriving;
mod changing;
mod checking;
mod hands;
mod parts;
mod room;
mod starting;
mod trying;
mod world;

pub(super) use applying::{By as Apply, apply_people, end, set_managers};
pub(super) use arriving::{ArriveError, Arriving, abandon, take, whole};
pub(super) use checking::check_part;
pub(super) use hands::Hands;
pub(super) use parts::{Pass, differences_of, import_of, part_of};
pub(super) use starting::{Asked, StartError, apply, check, remove};

/// What its jobs are marked with.
pub(super) const CHECK: &str = "import.check";
pub(super) const APPLY: &str = "import.apply";
