//! Numbers and labels in words.

use crate::org_chart::model::{Counted, Fold, Node, Who};

/// `5,000`.
pub(super) fn counted(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub(super) fn people(count: Counted) -> String {
    let more = if count.is_more { "+" } else { "" };
    match count.number {
        1 => "1 person".to_owned(),
        number => format!("{}{more} people", counted(number)),
    }
}

pub(super) fn positions(count: usize) -> String {
    match count {
        1 => "1 open position".to_owned(),
        count => format!("{} open positions", counted(count)),
    }
}

/// On the card and in the list of who reports to somebody because their manager left.
pub(super) const MOVED_UP: &str = "Moved up";
/// What that means.
pub(super) const WHY_MOVED_UP: &str =
    "reports one level further up because their manager left, which nobody has looked at yet";

/// What a press does to a part of the chart.
pub(super) fn fold_label(node: &Node) -> String {
    let name = node.who.name();
    match node.fold {
        Fold::Open => format!("Hide who reports to {name}"),
        Fold::TooDeep => format!("Show the part below {name} alone: {}", below(node)),
        Fold::Closed | Fold::NothingBelow => match reports(node) {
            (1, 0) => format!("Show who reports to {name}"),
            (reports, 0) => format!("Show the {} people who report to {name}", counted(reports)),
            _ => format!("Show {} below {name}", below(node)),
        },
    }
}

/// How many people and open positions are directly below.
pub(super) fn reports(node: &Node) -> (usize, usize) {
    match &node.who {
        Who::Person(person) => (
            person.reports.min(node.below),
            node.below.saturating_sub(person.reports),
        ),
        Who::Open(_) => (0, 0),
    }
}

/// `3 people and 1 open position`.
pub(super) fn below(node: &Node) -> String {
    let of = |number| people(Counted::up_to_most(number));
    match reports(node) {
        (0, open) => positions(open),
        (reports, 0) => of(reports),
        (reports, open) => format!("{} and {}", of(reports), positions(open)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_thousands() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (5_000, "5,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(counted(number), text);
        }
        assert_eq!(people(Counted::up_to_most(10_001)), "10,000+ people");
        assert_eq!(people(Counted::up_to_most(1)), "1 person");
    }
}
