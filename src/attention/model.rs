//! What is found, and what is said of it.

use crate::types::{RoleId, up_to};

/// More than these aren't counted.
pub(super) const MOST_COUNTED: i64 = 1_000;

/// So many people are looked at for who is in no team. Where few are, finding them would walk everybody
/// each time that the list is opened.
pub(super) const MOST_LOOKED_AT: i64 = 5_000;

/// What there is to look at. Where somebody may not see it, there is none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The role of the only owner, where there is only one.
    pub only_owner: Option<RoleId>,
    pub refused: i64,
    pub ending: i64,
    pub expired: i64,
    pub in_no_team: i64,
    /// Whether there may be more in no team among those who weren't looked at.
    pub more_in_no_team: bool,
    pub manager_left: i64,
    pub not_seen: i64,
    pub keys_unused: i64,
    pub keys_stopped: i64,
}

/// Something to look at, and where what helps is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub words: String,
    pub remedy: &'static str,
    pub place: Place,
    /// Of the list there.
    pub filter: Vec<(&'static str, String)>,
}

/// The list that it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    People,
    Keys,
}

/// People, invitations or keys of one kind.
struct Counted {
    count: i64,
    /// Of one, and of many.
    words: [&'static str; 2],
    remedy: &'static str,
    place: Place,
    filter: Vec<(&'static str, String)>,
}

impl Found {
    /// What is most urgent comes first.
    pub fn lines(&self, is_owner: bool) -> Vec<Line> {
        let counted = self.invitations().into_iter().chain(self.people());
        let counted = counted.chain(self.keys());
        let there = counted.filter(|counted| counted.count > 0);
        let owner = self.only_owner.map(|role| only_owner(role, is_owner));
        owner.into_iter().chain(there.map(Counted::line)).collect()
    }

    fn invitations(&self) -> [Counted; 3] {
        let pending = |status: &str| vec![("tab", "pending".into()), ("status", status.to_owned())];
        [
            Counted {
                count: self.refused,
                words: [
                    "invitation was refused by a mail server",
                    "invitations were refused by a mail server",
                ],
                remedy: "Cancel, and invite the right address",
                place: Place::People,
                filter: pending("trouble"),
            },
            Counted {
                count: self.ending,
                words: [
                    "invitation expires within a day",
                    "invitations expire within a day",
                ],
                remedy: "Send a reminder",
                place: Place::People,
                filter: pending("ending"),
            },
            Counted {
                count: self.expired,
                words: ["invitation has expired", "invitations have expired"],
                remedy: "Send again or cancel",
                place: Place::People,
                filter: pending("expired"),
            },
        ]
    }

    fn people(&self) -> [Counted; 3] {
        [
            Counted {
                count: self.manager_left,
                words: [
                    "person moved up when their manager left",
                    "people moved up when their manager left",
                ],
                remedy: "Look whom they report to",
                place: Place::People,
                filter: vec![("manager", "left".into())],
            },
            Counted {
                count: self.in_no_team,
                words: if self.more_in_no_team {
                    [
                        "person is in no team, or more",
                        "people are in no team, or more",
                    ]
                } else {
                    ["person is in no team", "people are in no team"]
                },
                remedy: "Put them into one",
                place: Place::People,
                filter: vec![("team", "none".into())],
            },
            Counted {
                count: self.not_seen,
                words: [
                    "person wasn't here for 90 days",
                    "people weren't here for 90 days",
                ],
                remedy: "Look who still needs an account",
                place: Place::People,
                filter: vec![("seen", "long-ago".into())],
            },
        ]
    }

    fn keys(&self) -> [Counted; 2] {
        [
            Counted {
                count: self.keys_stopped,
                words: [
                    "API key stopped when its maker left",
                    "API keys stopped when their makers left",
                ],
                remedy: "Take over or revoke",
                place: Place::Keys,
                filter: Vec::new(),
            },
            Counted {
                count: self.keys_unused,
                words: [
                    "API key wasn't used for 90 days",
                    "API keys weren't used for 90 days",
                ],
                remedy: "Revoke what nothing needs",
                place: Place::Keys,
                filter: Vec::new(),
            },
        ]
    }
}

impl Counted {
    fn line(self) -> Line {
        let [one, many] = self.words;
        let words = if self.count == 1 { one } else { many };
        Line {
            words: format!("{} {words}", up_to(MOST_COUNTED, self.count)),
            remedy: self.remedy,
            place: self.place,
            filter: self.filter,
        }
    }
}

fn only_owner(role: RoleId, is_owner: bool) -> Line {
    Line {
        words: "Only one person is an owner".to_owned(),
        remedy: if is_owner {
            "Make somebody else one too"
        } else {
            "Ask them to make somebody else one too"
        },
        place: Place::People,
        filter: vec![("role", role.to_string())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: &Found) -> Vec<String> {
        let lines = found.lines(true);
        lines.into_iter().map(|line| line.words).collect()
    }

    #[test]
    fn there_is_a_line_for_what_there_is_and_for_nothing_else() {
        assert_eq!(words(&Found::default()), Vec::<String>::new());
        let one = Found {
            only_owner: Some(RoleId::new()),
            refused: 1,
            ending: 1,
            expired: 1,
            in_no_team: 1,
            more_in_no_team: false,
            manager_left: 1,
            not_seen: 1,
            keys_unused: 1,
            keys_stopped: 1,
        };
        assert_eq!(
            words(&one),
            [
                "Only one person is an owner",
                "1 invitation was refused by a mail server",
                "1 invitation expires within a day",
                "1 invitation has expired",
                "1 person moved up when their manager left",
                "1 person is in no team",
                "1 person wasn't here for 90 days",
                "1 API key stopped when its maker left",
                "1 API key wasn't used for 90 days",
            ]
        );
    }

    #[test]
    fn many_are_counted_up_to_a_thousand() {
        for (count, said) in [
            (2, "2 people are in no team"),
            (1_000, "1,000 people are in no team"),
            (1_001, "1,000+ people are in no team"),
        ] {
            let found = Found {
                in_no_team: count,
                ..Found::default()
            };
            assert_eq!(words(&found), [said]);
        }
    }

    #[test]
    fn where_not_everybody_was_looked_at_there_may_be_more() {
        let found = Found {
            in_no_team: 3,
            more_in_no_team: true,
            ..Found::default()
        };
        assert_eq!(words(&found), ["3 people are in no team, or more"]);
    }

    #[test]
    fn who_cannot_make_owners_is_told_whom_to_ask() {
        let found = Found {
            only_owner: Some(RoleId::new()),
            ..Found::default()
        };
        let remedy = |is_owner| found.lines(is_owner).remove(0).remedy;
        assert!(remedy(true).starts_with("Make"));
        assert!(remedy(false).starts_with("Ask them"));
    }
}
