//! What is told of somebody who may leave.

use crate::types::{TeamId, UserId};

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
