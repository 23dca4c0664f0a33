mod membership;

pub use membership::{TeamChange, TeamsError, change, place};
