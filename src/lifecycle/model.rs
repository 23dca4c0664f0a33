//! What is to become of what somebody leaves behind.

use crate::invitations::{Leavings, SentByLeaver};
use crate::people::Somebody;
use crate::types::{TeamId, UserId};

/// As somebody chose it. Where nobody chose, reports move up, teams stay as they are, and open
/// invitations become those of who deactivates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    pub reports: Reports,
    /// Who joins the teams that would have no member left.
    pub covers: Vec<Cover>,
    pub invitations: Leavings,
}

/// Whom those report to from now on who reported to somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reports {
    #[default]
    MoveUp,
    HandTo(UserId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    pub team: TeamId,
    pub by: UserId,
}

/// So many of those are named who report to somebody who may leave, or whom they invited.
pub(super) const MOST_NAMED: i64 = 5;

/// So many are offered to join a team that would have nobody left.
pub(super) const MOST_COLLEAGUES: i64 = 8;

/// A team in which nobody else is active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SoleTeam {
    pub id: TeamId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Colleague {
    pub id: UserId,
    pub name: String,
}

/// What somebody would leave behind, for who decides about it.
#[derive(Debug)]
pub(super) struct Affected {
    pub person: Somebody,
    /// What they are called in passing.
    pub short: String,
    /// Whom they report to, which their reports would do too.
    pub manager: Option<String>,
    pub reports: i64,
    /// The first of those who report to them.
    pub first_reports: Vec<String>,
    /// Whether one of those holds more than who decides, and so goes nowhere but up.
    pub report_beyond: bool,
    pub sole_teams: Vec<SoleTeam>,
    pub colleagues: Vec<Colleague>,
    pub invitations: Vec<SentByLeaver>,
    pub led: Vec<String>,
    pub headed: Vec<String>,
    /// Whether a seat becomes free by it that is worth something.
    pub frees_seat: bool,
}

/// What somebody is called in passing: as they want to be shown, or by the first of their names.
pub(super) fn short(full_name: Option<&str>, display_name: Option<&str>, email: &str) -> String {
    let full = full_name.unwrap_or(email);
    let own = display_name.filter(|own| *own != full);
    let first = full.split_whitespace().next().unwrap_or(full);
    own.unwrap_or(first).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_passing_somebody_is_called_as_they_want_or_by_their_first_name() {
        let full = Some("Sofia Duarte");
        assert_eq!(short(full, Some("Sofia Duarte"), "s@x.example"), "Sofia");
        assert_eq!(short(full, Some("Fia D."), "s@x.example"), "Fia D.");
        assert_eq!(short(full, None, "s@x.example"), "Sofia");
        assert_eq!(short(None, None, "s@x.example"), "s@x.example");
    }
}
