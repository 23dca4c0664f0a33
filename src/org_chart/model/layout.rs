//! Where each card stands: a tidy tree, as narrow as it can be without anything overlapping.
//!
//! The units that are set beside and below each other are cards, and blocks: the people of one manager
//! who have nobody below them, as a grid. A block is wider than a card and as tall as several levels;
//! on each of those it holds its place by a unit that nobody sees.

mod block;
#[cfg(test)]
mod tests;
mod tidy;

use self::block::Block;
use self::tidy::{Arena, Unit};

pub const CARD_WIDTH: f64 = 164.0;
pub const CARD_HEIGHT: f64 = 52.0;
/// From the top of a card to the top of those below.
const LEVEL: f64 = 112.0;
const MARGIN: f64 = 20.0;
/// A card that folds has its button below its lower edge.
const FOOT: f64 = 14.0;

/// So many stand beside each other before they are put into a block.
const MOST_IN_A_ROW: usize = 4;
/// A block is as low as one of these makes it while everything still fits into a page's width.
const ROWS_OF_A_BLOCK: [usize; 3] = [2, 4, 8];
const WIDTH_OF_A_PAGE: f64 = 960.0;
/// More pieces than this don't fit in any case.
const MOST_ON_A_PAGE: usize = 300;

/// A card that is to be set. All of them come in breadth-first order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    pub above: Option<usize>,
    /// Nothing is shown below it, so it may stand in a block.
    pub stacks: bool,
    /// It has a button at its foot.
    pub foot: bool,
    /// The line to it is a dashed one.
    pub dashed: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub corner: Point,
    pub width: f64,
    pub height: f64,
}

/// From a card down to a rail, along it, and down to those below.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub from: Point,
    pub rail: f64,
    pub to: Vec<Drop>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drop {
    pub end: Point,
    pub dashed: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    pub width: f64,
    pub height: f64,
    /// The upper left corner of each piece.
    pub cards: Vec<Point>,
    pub blocks: Vec<Area>,
    pub branches: Vec<Branch>,
}

/// What a unit of the tidy tree stands for.
#[derive(Clone, Copy)]
enum Stands {
    /// Above the top, so that several tops are one tree.
    Crown,
    Card(usize),
    /// With how many levels are to be kept free below.
    Block(usize, usize),
    Kept(usize),
}

/// Coordinates stay far below what can't be told apart any more.
fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// What is below each piece, and what has nothing above.
struct Below {
    tops: Vec<usize>,
    of: Vec<Vec<usize>>,
}

impl Below {
    fn of(pieces: &[Piece]) -> Self {
        let mut below = Self {
            tops: Vec::new(),
            of: vec![Vec::new(); pieces.len()],
        };
        for (index, piece) in pieces.iter().enumerate() {
            let siblings = piece.above.and_then(|above| below.of.get_mut(above));
            siblings.unwrap_or(&mut below.tops).push(index);
        }
        below
    }

    fn piece(&self, index: usize) -> &[usize] {
        self.of.get(index).map_or(&[], Vec::as_slice)
    }
}

/// The units of the tree in breadth-first order, and what each stands for.
struct Plan {
    arena: Arena,
    stands: Vec<Stands>,
    blocks: Vec<Block>,
    rows: usize,
}

impl Plan {
    fn of(pieces: &[Piece], rows: usize) -> Self {
        let below = Below::of(pieces);
        let mut plan = Self {
            arena: Arena::new(Unit::crown()),
            stands: vec![Stands::Crown],
            blocks: Vec::new(),
            rows,
        };
        let mut next = 0;
        while let Some(stands) = plan.stands.get(next).copied() {
            match stands {
                Stands::Crown => plan.hang(next, &below.tops, (&below, pieces)),
                Stands::Card(piece) => plan.hang(next, below.piece(piece), (&below, pieces)),
                Stands::Block(_, 0) | Stands::Kept(0) => {}
                Stands::Block(_, more) | Stands::Kept(more) => {
                    let width = plan.arena[next].width;
                    plan.add(next, width, Stands::Kept(more - 1));
                }
            }
            next += 1;
        }
        plan
    }

    fn hang(&mut self, above: usize, reports: &[usize], (below, pieces): (&Below, &[Piece])) {
        let may_stack = |index: usize| pieces.get(index).is_some_and(|piece| piece.stacks);
        let stacks = |index: &&usize| may_stack(**index) && below.piece(**index).is_empty();
        let stacked: Vec<usize> = reports.iter().filter(stacks).copied().collect();
        let as_block = stacked.len() > MOST_IN_A_ROW;
        for report in reports.iter().filter(|one| !(as_block && stacks(one))) {
            self.add(above, CARD_WIDTH, Stands::Card(*report));
        }
        if as_block {
            let block = Block::of(stacked, pieces, self.rows);
            let stands = Stands::Block(self.blocks.len(), block.levels_below());
            self.add(above, block.width(), stands);
            self.blocks.push(block);
        }
    }

    fn add(&mut self, above: usize, width: f64, stands: Stands) {
        self.arena.add(above, width);
        self.stands.push(stands);
    }

    fn is_dashed(&self, unit: usize, pieces: &[Piece]) -> bool {
        match self.stands.get(unit) {
            Some(Stands::Card(piece)) => pieces.get(*piece).is_some_and(|piece| piece.dashed),
            _ => false,
        }
    }
}

/// The upper edge of a level. The crown above the first one takes no room.
fn top_of(level: usize) -> f64 {
    MARGIN + real(level.saturating_sub(1)) * LEVEL
}

pub fn layout(pieces: &[Piece]) -> Layout {
    let [low @ .., high] = ROWS_OF_A_BLOCK;
    let mut fitting = low
        .into_iter()
        .filter(|_| pieces.len() <= MOST_ON_A_PAGE)
        .map(|rows| set(pieces, rows));
    fitting
        .find(|layout| layout.width <= WIDTH_OF_A_PAGE)
        .unwrap_or_else(|| set(pieces, high))
}

fn set(pieces: &[Piece], rows: usize) -> Layout {
    let mut plan = Plan::of(pieces, rows);
    plan.arena.set();
    let shift = MARGIN - plan.arena.left();
    let mut layout = Layout {
        cards: vec![Point::default(); pieces.len()],
        ..Layout::default()
    };
    let mut lowest = MARGIN;
    for (index, stands) in plan.stands.iter().enumerate() {
        let unit = plan.arena[index];
        let corner = Point {
            x: (unit.x + shift - unit.width / 2.0).round(),
            y: top_of(unit.level),
        };
        let height = match stands {
            Stands::Card(piece) => {
                if let Some(card) = layout.cards.get_mut(*piece) {
                    *card = corner;
                }
                layout
                    .branches
                    .extend(branch(&plan, index, (pieces, shift)));
                CARD_HEIGHT + FOOT
            }
            Stands::Block(block, _) => layout.set_block(plan.blocks.get(*block), corner),
            Stands::Crown | Stands::Kept(_) => continue,
        };
        lowest = lowest.max(corner.y + height);
        layout.width = layout.width.max(corner.x + unit.width + MARGIN);
    }
    layout.height = lowest + MARGIN;
    layout
}

impl Layout {
    /// Says how tall it is.
    fn set_block(&mut self, block: Option<&Block>, corner: Point) -> f64 {
        let Some(block) = block else { return 0.0 };
        for (piece, place) in block.places(corner) {
            if let Some(card) = self.cards.get_mut(piece) {
                *card = place;
            }
        }
        self.blocks.push(Area {
            corner,
            width: block.width(),
            height: block.height(),
        });
        block.height()
    }
}

/// The lines from a card to those below.
fn branch(plan: &Plan, unit: usize, (pieces, shift): (&[Piece], f64)) -> Option<Branch> {
    let above = plan.arena[unit];
    // Where the corner of a card is rounded to, so is its middle.
    let middle = |unit: Unit| (unit.x + shift - unit.width / 2.0).round() + unit.width / 2.0;
    let drops = above.below().map(|below| Drop {
        end: Point {
            x: middle(plan.arena[below]).round(),
            y: top_of(above.level + 1),
        },
        dashed: plan.is_dashed(below, pieces),
    });
    let to: Vec<Drop> = drops.collect();
    let bottom = top_of(above.level) + CARD_HEIGHT;
    (!to.is_empty()).then(|| Branch {
        from: Point {
            x: middle(above).round(),
            y: bottom,
        },
        rail: bottom + f64::midpoint(LEVEL - CARD_HEIGHT, FOOT),
        to,
    })
}
