//! The chart as it is shown: people and open positions, each with what is above and whether what is below
//! is shown too.

mod asked;
pub mod layout;
mod opening;

use crate::types::{Availability, DepartmentId, PositionId, UserId};

pub use asked::{Asked, Shown};
pub use opening::{Fold, MOST_AT_ONCE, MOST_LEVELS, Opening};

/// Somebody active or invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub is_invited: bool,
    pub manager: Option<UserId>,
    pub department: Option<DepartmentId>,
    pub availability: Availability,
    /// How many report to them.
    pub reports: usize,
    /// They report to whom they do because their manager left, and nobody has looked at it since.
    pub moved_up: bool,
}

/// A planned position that nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    pub id: PositionId,
    pub title: String,
    pub manager: Option<UserId>,
    pub department: Option<DepartmentId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Person(Person),
    Open(Vacancy),
}

impl Who {
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) => &person.name,
            Self::Open(vacancy) => &vacancy.title,
        }
    }

    pub fn department(&self) -> Option<DepartmentId> {
        match self {
            Self::Person(person) => person.department,
            Self::Open(vacancy) => vacancy.department,
        }
    }

    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Open(_) => None,
        }
    }
}

/// A place in the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Which node is above it.
    pub above: Option<usize>,
    /// How many levels are.
    pub level: usize,
    pub who: Who,
    /// How many people and open positions are directly below.
    pub below: usize,
    pub fold: Fold,
}

/// What is shown, in breadth-first order.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    pub nodes: Vec<Node>,
    /// So many levels are open by themselves.
    pub depth: usize,
    /// More was asked for than is shown at once.
    pub is_cut: bool,
    /// Whom it begins with, if not with everybody at the top,
    pub top: Option<Person>,
    /// and to whom they report.
    pub up: Option<Person>,
    /// Who is looked at.
    pub at: Option<Person>,
}

impl Chart {
    /// The nodes below each, in their order, and those that are below none.
    pub fn families(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        let mut tops = Vec::new();
        let mut below = vec![Vec::new(); self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            let family = node.above.and_then(|above| below.get_mut(above));
            family.unwrap_or(&mut tops).push(index);
        }
        (tops, below)
    }
}

/// A count that stops somewhere, as nobody reads more exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub number: usize,
    pub is_more: bool,
}

impl Counted {
    pub const MOST: usize = 10_000;

    /// Of so many that were counted at most one further than is told.
    pub fn up_to_most(number: usize) -> Self {
        Self {
            number: number.min(Self::MOST),
            is_more: number > Self::MOST,
        }
    }
}

/// Who is in the chart, and who isn't.
#[derive(Clone, Debug, Default)]
pub struct Census {
    pub people: Counted,
    pub unplaced: Counted,
    /// The first by name.
    pub some_unplaced: Vec<Person>,
}
