//! The tidy tree of Buchheim, Jünger and Leipert, in time that grows with the number of units, for units
//! of any width.
//!
//! Nothing here calls itself, however deep a tree is: units come in breadth-first order, so walking them
//! backwards meets what is below a unit before the unit.

use std::ops::{Index, IndexMut, Range};

/// Between those with one manager, and between others.
const SIBLING_GAP: f64 = 16.0;
const COUSIN_GAP: f64 = 28.0;

#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub width: f64,
    pub level: usize,
    /// Its middle.
    pub x: f64,
    above: usize,
    first_below: usize,
    count_below: usize,
    /// Which one it is of those with the same unit above.
    number: usize,
    /// Where it stands among its siblings, and by how much what is below it moves with it.
    among: f64,
    moves: f64,
    /// The middle of those below, as they stand among each other.
    middle: f64,
    /// Room that is shared out among the siblings to its left.
    change: f64,
    shift: f64,
    /// The next on the outline, where there is nothing below.
    thread: Option<usize>,
    ancestor: usize,
}

impl Unit {
    pub fn crown() -> Self {
        Self::new(0, 0.0, 0)
    }

    fn new(above: usize, width: f64, level: usize) -> Self {
        Self {
            width,
            level,
            x: 0.0,
            above,
            first_below: 0,
            count_below: 0,
            number: 0,
            among: 0.0,
            moves: 0.0,
            middle: 0.0,
            change: 0.0,
            shift: 0.0,
            thread: None,
            ancestor: 0,
        }
    }

    pub fn below(&self) -> Range<usize> {
        self.first_below..self.first_below + self.count_below
    }

    fn last_below(&self) -> Option<usize> {
        self.below().next_back()
    }

    fn next_left(&self) -> Option<usize> {
        self.below().next().or(self.thread)
    }

    fn next_right(&self) -> Option<usize> {
        self.last_below().or(self.thread)
    }
}

/// All units. An index into it is one that it gave out; any other would be `nobody`'s.
pub(super) struct Arena {
    units: Vec<Unit>,
    nobody: Unit,
}

impl Index<usize> for Arena {
    type Output = Unit;

    fn index(&self, index: usize) -> &Unit {
        self.units.get(index).unwrap_or(&self.nobody)
    }
}

impl IndexMut<usize> for Arena {
    fn index_mut(&mut self, index: usize) -> &mut Unit {
        self.units.get_mut(index).unwrap_or(&mut self.nobody)
    }
}

/// The two outlines that meet: the right one of the siblings before, and the left one of a unit; with the
/// other side of each, and how far each is moved.
#[derive(Clone, Copy)]
struct Outlines {
    before_right: (usize, f64),
    before_left: (usize, f64),
    own_left: (usize, f64),
    own_right: (usize, f64),
}

impl Arena {
    pub fn new(crown: Unit) -> Self {
        Self {
            units: vec![crown],
            nobody: crown,
        }
    }

    /// All those below a unit are added one after the other.
    pub fn add(&mut self, above: usize, width: f64) {
        let index = self.units.len();
        let mut unit = Unit::new(above, width, self[above].level + 1);
        let parent = &mut self[above];
        if parent.count_below == 0 {
            parent.first_below = index;
        }
        unit.number = parent.count_below;
        unit.ancestor = index;
        parent.count_below += 1;
        self.units.push(unit);
    }

    /// The leftmost edge.
    pub fn left(&self) -> f64 {
        let edges = self
            .units
            .iter()
            .skip(1)
            .map(|unit| unit.x - unit.width / 2.0);
        edges.reduce(f64::min).unwrap_or_default()
    }

    /// Gives every unit its place.
    pub fn set(&mut self) {
        for unit in (0..self.units.len()).rev() {
            self.set_below(unit);
        }
        let mut offsets = vec![0.0; self.units.len()];
        for index in 0..self.units.len() {
            let unit = self[index];
            let offset = offsets.get(index).copied().unwrap_or_default();
            self[index].x = unit.among + offset;
            for slot in offsets.get_mut(unit.below()).into_iter().flatten() {
                *slot = offset + unit.moves;
            }
        }
    }

    /// Sets those below a unit beside each other, once what is below them is set.
    fn set_below(&mut self, above: usize) {
        let below = self[above].below();
        let Some(last) = self[above].last_below() else {
            return;
        };
        let mut default = below.start;
        for unit in below.clone() {
            let middle = self[unit].middle;
            if unit == below.start {
                self[unit].among = middle;
            } else {
                let among = self[unit - 1].among + self.distance(unit - 1, unit);
                self[unit].among = among;
                self[unit].moves = among - middle;
                default = self.keep_apart(unit, default);
            }
        }
        self.share_room(below.clone());
        self[above].middle = f64::midpoint(self[below.start].among, self[last].among);
    }

    fn distance(&self, left: usize, right: usize) -> f64 {
        let (left, right) = (self[left], self[right]);
        let gap = if left.above == right.above {
            SIBLING_GAP
        } else {
            COUSIN_GAP
        };
        f64::midpoint(left.width, right.width) + gap
    }

    /// Moves a unit with all below it to the right until it is clear of its siblings before. Says to which
    /// of them room is given if it can't be told otherwise.
    fn keep_apart(&mut self, unit: usize, default: usize) -> usize {
        let first = self[self[unit].above].first_below;
        let moves = |arena: &Self, unit: usize| (unit, arena[unit].moves);
        let mut at = Outlines {
            before_right: moves(self, unit - 1),
            before_left: moves(self, first),
            own_left: moves(self, unit),
            own_right: moves(self, unit),
        };
        while let Some(next) = self.further_down(at) {
            at = next;
            self[at.own_right.0].ancestor = unit;
            let (left, right) = (at.before_right, at.own_left);
            let overlap = (self[left.0].among + left.1) - (self[right.0].among + right.1)
                + self.distance(left.0, right.0);
            if overlap > 0.0 {
                let from = self.sibling_of(left.0, unit).unwrap_or(default);
                self.push(from, unit, overlap);
                at.own_left.1 += overlap;
                at.own_right.1 += overlap;
            }
            at.before_right.1 += self[at.before_right.0].moves;
            at.before_left.1 += self[at.before_left.0].moves;
            at.own_left.1 += self[at.own_left.0].moves;
            at.own_right.1 += self[at.own_right.0].moves;
        }
        self.sew(at, (unit, default))
    }

    /// A level further down on both outlines, as long as both go on.
    fn further_down(&self, at: Outlines) -> Option<Outlines> {
        let before_right = self[at.before_right.0].next_right()?;
        let own_left = self[at.own_left.0].next_left()?;
        let before_left = self[at.before_left.0].next_left()?;
        let own_right = self[at.own_right.0].next_right()?;
        Some(Outlines {
            before_right: (before_right, at.before_right.1),
            before_left: (before_left, at.before_left.1),
            own_left: (own_left, at.own_left.1),
            own_right: (own_right, at.own_right.1),
        })
    }

    /// Where one outline goes on and the other ends, the longer one is followed from there.
    fn sew(&mut self, at: Outlines, (unit, default): (usize, usize)) -> usize {
        let right_on = self[at.before_right.0].next_right();
        if right_on.is_some() && self[at.own_right.0].next_right().is_none() {
            let own_right = &mut self[at.own_right.0];
            own_right.thread = right_on;
            own_right.moves += at.before_right.1 - at.own_right.1;
        }
        let left_on = self[at.own_left.0].next_left();
        if left_on.is_some() && self[at.before_left.0].next_left().is_none() {
            let before_left = &mut self[at.before_left.0];
            before_left.thread = left_on;
            before_left.moves += at.own_left.1 - at.before_left.1;
            return unit;
        }
        default
    }

    /// The sibling of `unit` under which something on the outline stands.
    fn sibling_of(&self, outline: usize, unit: usize) -> Option<usize> {
        let ancestor = self[outline].ancestor;
        (self[ancestor].above == self[unit].above && ancestor != 0).then_some(ancestor)
    }

    /// To the right, with a share of the room for each sibling between.
    fn push(&mut self, from: usize, unit: usize, by: f64) {
        let between = self[unit].number.saturating_sub(self[from].number).max(1);
        let share = by / u32::try_from(between).map_or(f64::MAX, f64::from);
        self[from].change += share;
        let pushed = &mut self[unit];
        pushed.change -= share;
        pushed.shift += by;
        pushed.among += by;
        pushed.moves += by;
    }

    fn share_room(&mut self, below: Range<usize>) {
        let (mut shift, mut change) = (0.0, 0.0);
        for unit in below.rev() {
            let unit = &mut self[unit];
            unit.among += shift;
            unit.moves += shift;
            change += unit.change;
            shift += unit.shift + change;
        }
    }
}
