//! People in a grid.

use super::{CARD_HEIGHT, CARD_WIDTH, FOOT, LEVEL, Piece, Point, real};

/// Between the cards of a block, its edge and what stands around it.
const BLOCK_GAP: f64 = 10.0;
const BLOCK_EDGE: f64 = 10.0;
const BELOW_BLOCK: f64 = 32.0;
/// A block of very many is about so many times as wide as it is tall.
const ASPECT: usize = 2;
/// Up to so many columns are as good as few rows.
const COLUMNS: usize = 4;

/// People in a grid, read down its columns.
pub(super) struct Block {
    pieces: Vec<usize>,
    columns: usize,
    rows: usize,
    pitch: f64,
}

impl Block {
    pub fn of(pieces: Vec<usize>, all: &[Piece], rows: usize) -> Self {
        let (columns, rows) = grid(pieces.len(), rows);
        let has_foot = |piece: &usize| all.get(*piece).is_some_and(|piece| piece.foot);
        let foot = if pieces.iter().any(has_foot) {
            FOOT
        } else {
            0.0
        };
        Self {
            pieces,
            columns,
            rows,
            pitch: CARD_HEIGHT + BLOCK_GAP + foot,
        }
    }

    pub fn width(&self) -> f64 {
        real(self.columns) * (CARD_WIDTH + BLOCK_GAP) - BLOCK_GAP + 2.0 * BLOCK_EDGE
    }

    pub fn height(&self) -> f64 {
        real(self.rows) * self.pitch - BLOCK_GAP + 2.0 * BLOCK_EDGE
    }

    /// How many levels below its own it reaches into.
    pub fn levels_below(&self) -> usize {
        let mut levels = 0;
        while real(levels + 1) * LEVEL < self.height() + BELOW_BLOCK {
            levels += 1;
        }
        levels
    }

    /// Where its cards stand, in a block with this corner.
    pub fn places(&self, corner: Point) -> impl Iterator<Item = (usize, Point)> {
        self.pieces.iter().enumerate().map(move |(index, piece)| {
            let (column, row) = (index / self.rows.max(1), index % self.rows.max(1));
            let place = Point {
                x: corner.x + BLOCK_EDGE + real(column) * (CARD_WIDTH + BLOCK_GAP),
                y: corner.y + BLOCK_EDGE + real(row) * self.pitch,
            };
            (*piece, place)
        })
    }
}

/// Columns and rows for so many cards, with so many rows at least before there is another column.
pub(super) fn grid(count: usize, rows: usize) -> (usize, usize) {
    // A card with its gaps is about three times as wide as it is tall.
    let square = (count * 3 / ASPECT).isqrt();
    let most_rows = if count <= rows * COLUMNS {
        rows
    } else {
        square.max(rows)
    };
    let columns = count.div_ceil(most_rows).max(1);
    (columns, count.div_ceil(columns))
}
