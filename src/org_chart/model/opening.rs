//! Which parts of the chart are open.

use std::collections::HashSet;

use super::{Asked, Node};
use crate::types::UserId;

/// So many people are shown at once, whatever is asked for.
pub const MOST_AT_ONCE: usize = 5_000;

/// So many levels below the top are.
pub const MOST_LEVELS: usize = 30;

/// Levels open by themselves as long as about so many people are shown.
const COMFORTABLE: usize = 60;

/// If nothing else were shown, so many more may be.
const FIRST_LEVEL: usize = 250;

/// Whether what is below a node is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    #[default]
    NothingBelow,
    Closed,
    Open,
    /// It is as far from the top as anything is shown; a chart of its own shows what is below.
    TooDeep,
}

/// Decides level by level.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    open: HashSet<UserId>,
    closed: HashSet<UserId>,
    /// The way down to who is looked at.
    path: HashSet<UserId>,
    all: bool,
    depth: Option<usize>,
    /// How many levels have opened by themselves.
    opened_levels: usize,
    is_cut: bool,
}

impl Opening {
    /// `path` leads from who is looked at to the top.
    pub fn of(asked: &Asked, path: &[UserId]) -> Self {
        let depth = match asked.at {
            // One way at a time.
            Some(_) if !path.is_empty() => asked.depth.or(Some(0)),
            _ => asked.depth,
        };
        Self {
            open: asked.open.iter().copied().collect(),
            closed: asked.closed.iter().copied().collect(),
            path: path.iter().copied().collect(),
            all: asked.all,
            depth,
            ..Self::default()
        }
    }

    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub fn opened_levels(&self) -> usize {
        self.opened_levels
    }

    /// Settles for each node of a level whether it is open. `shown` are shown already, with these.
    pub fn settle(&mut self, level: usize, nodes: &mut [Node], shown: usize) {
        let by_itself = self.opens_by_itself(level, nodes, shown);
        if by_itself {
            self.opened_levels = level + 1;
        }
        let mut room = MOST_AT_ONCE.saturating_sub(shown);
        for node in nodes {
            node.fold = match node.who.person() {
                Some(_) if node.below == 0 => Fold::NothingBelow,
                Some(_) if level >= MOST_LEVELS => Fold::TooDeep,
                Some(person) if self.is_wanted(person.id, by_itself) => {
                    self.open_if_there_is_room(node.below, &mut room)
                }
                Some(_) => Fold::Closed,
                None => Fold::NothingBelow,
            };
        }
    }

    fn is_wanted(&self, user: UserId, by_itself: bool) -> bool {
        let is_asked = self.open.contains(&user) || self.path.contains(&user) || self.all;
        !self.closed.contains(&user) && (is_asked || by_itself)
    }

    fn open_if_there_is_room(&mut self, below: usize, room: &mut usize) -> Fold {
        let Some(left) = room.checked_sub(below) else {
            self.is_cut = true;
            return Fold::Closed;
        };
        *room = left;
        Fold::Open
    }

    fn opens_by_itself(&self, level: usize, nodes: &[Node], shown: usize) -> bool {
        if let Some(depth) = self.depth {
            return level < depth;
        }
        let below: usize = nodes.iter().map(|node| node.below).sum();
        let most = if level == 0 { FIRST_LEVEL } else { COMFORTABLE };
        self.opened_levels == level && below > 0 && shown + below <= most
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Person, Who};
    use super::*;
    use crate::types::Availability;

    fn node(below: usize) -> Node {
        Node {
            above: None,
            level: 0,
            who: Who::Person(Person {
                id: UserId::new(),
                name: "Ana Lima".to_owned(),
                is_invited: false,
                manager: None,
                department: None,
                availability: Availability::Available,
                reports: below,
                moved_up: false,
            }),
            below,
            fold: Fold::default(),
        }
    }

    fn settled(opening: &mut Opening, level: usize, below: &[usize], shown: usize) -> Vec<Fold> {
        let mut nodes: Vec<Node> = below.iter().map(|below| node(*below)).collect();
        opening.settle(level, &mut nodes, shown);
        nodes.iter().map(|node| node.fold).collect()
    }

    #[test]
    fn levels_open_by_themselves_while_about_sixty_people_are_shown() {
        let mut opening = Opening::default();
        assert_eq!(settled(&mut opening, 0, &[8], 1), [Fold::Open]);
        let second = settled(&mut opening, 1, &[20, 0, 30], 9);
        assert_eq!(second, [Fold::Open, Fold::NothingBelow, Fold::Open]);
        assert_eq!(settled(&mut opening, 2, &[4], 59), [Fold::Closed]);
        assert_eq!(settled(&mut opening, 3, &[1], 59), [Fold::Closed]);
        assert_eq!(opening.opened_levels(), 2);
        let mut wide = Opening::default();
        assert_eq!(settled(&mut wide, 0, &[200], 1), [Fold::Open]);
        assert_eq!(
            settled(&mut Opening::default(), 0, &[300], 1),
            [Fold::Closed]
        );
    }

    #[test]
    fn how_many_levels_are_open_stays_as_it_was_settled() {
        let asked = Asked {
            depth: Some(2),
            ..Asked::default()
        };
        let mut opening = Opening::of(&asked, &[]);
        assert_eq!(settled(&mut opening, 1, &[900], 1), [Fold::Open]);
        assert_eq!(settled(&mut opening, 2, &[1], 1), [Fold::Closed]);
    }

    #[test]
    fn everything_is_five_thousand_people_and_thirty_levels() {
        let asked = Asked {
            all: true,
            ..Asked::default()
        };
        let mut opening = Opening::of(&asked, &[]);
        let folds = settled(&mut opening, 5, &[3_000, 3_000, 10], 100);
        assert_eq!(folds, [Fold::Open, Fold::Closed, Fold::Open]);
        assert!(opening.is_cut());
        assert_eq!(
            settled(&mut opening, 30, &[1, 0], 1),
            [Fold::TooDeep, Fold::NothingBelow]
        );
    }

    #[test]
    fn the_way_down_is_open_and_nothing_beside_it_unless_somebody_closes_it() {
        let mut nodes = [node(3), node(3)];
        let on_the_way = nodes[0].who.person().unwrap().id;
        let asked = Asked {
            at: Some(on_the_way),
            ..Asked::default()
        };
        Opening::of(&asked, &[on_the_way]).settle(0, &mut nodes, 2);
        assert_eq!(
            nodes.each_ref().map(|node| node.fold),
            [Fold::Open, Fold::Closed]
        );
        let closed = asked.with(None, Some(on_the_way));
        Opening::of(&closed, &[on_the_way]).settle(0, &mut nodes, 2);
        assert_eq!(
            nodes.each_ref().map(|node| node.fold),
            [Fold::Closed, Fold::Closed]
        );
    }
}
