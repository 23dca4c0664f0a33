//! From text to rows. What RFC 4180 says, and what programs do instead.

use super::CsvReadError;

/// More of a cell isn't kept: one character more, so that whoever looks can tell.
pub const MOST_CELL_CHARACTERS: usize = 1_000;

/// More cells of a row aren't kept.
pub const MOST_CELLS: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvRow {
    /// As a spreadsheet counts, with those that are empty.
    pub number: i32,
    pub cells: Vec<String>,
    /// There is something in cells that weren't kept.
    pub has_more: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Of a cell: nothing came yet but spaces.
    Start,
    Plain,
    Quoted,
    /// After a quotation mark in a quoted cell, which ends it or stands for one.
    Quote,
}

pub(super) struct Parser {
    delimiter: char,
    state: State,
    cell: String,
    characters: usize,
    cells: Vec<String>,
    has_more: bool,
    number: i32,
    quoted_since: i32,
    after_return: bool,
}

impl Parser {
    pub fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            state: State::Start,
            cell: String::new(),
            characters: 0,
            cells: Vec::new(),
            has_more: false,
            number: 1,
            quoted_since: 1,
            after_return: false,
        }
    }

    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// The one that is being read.
    pub fn row(&self) -> i32 {
        self.number
    }

    pub fn read(&mut self, text: &str, rows: &mut Vec<CsvRow>) {
        for character in text.chars() {
            self.take(character, rows);
        }
    }

    pub fn end(&mut self, rows: &mut Vec<CsvRow>) -> Result<(), CsvReadError> {
        if self.state == State::Quoted {
            let row = self.quoted_since;
            return Err(CsvReadError::Unclosed { row });
        }
        if self.state != State::Start || !self.cells.is_empty() || !self.cell.is_empty() {
            self.end_row(rows);
        }
        Ok(())
    }

    fn take(&mut self, character: char, rows: &mut Vec<CsvRow>) {
        let after_return = std::mem::take(&mut self.after_return);
        match (self.state, character) {
            (State::Quoted, '"') => self.state = State::Quote,
            (State::Quoted, _) => self.keep(character),
            (State::Start, '\n') if after_return => {}
            (_, '\n') => self.end_row(rows),
            (_, '\r') => {
                self.end_row(rows);
                self.after_return = true;
            }
            (_, _) if character == self.delimiter => self.end_cell(),
            (State::Start, '"') => {
                self.cell.clear();
                self.characters = 0;
                self.quoted_since = self.number;
                self.state = State::Quoted;
            }
            (State::Quote, '"') => {
                self.keep('"');
                self.state = State::Quoted;
            }
            (State::Start, ' ') => self.keep(' '),
            // What follows a closing quotation mark belongs to the cell as it stands.
            (State::Start | State::Quote | State::Plain, _) => {
                self.keep(character);
                self.state = State::Plain;
            }
        }
    }

    fn keep(&mut self, character: char) {
        if self.characters <= MOST_CELL_CHARACTERS {
            self.cell.push(character);
            self.characters += 1;
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        self.characters = 0;
        self.state = State::Start;
        if self.cells.len() < MOST_CELLS {
            self.cells.push(cell);
        } else {
            self.has_more |= !cell.trim().is_empty();
        }
    }

    fn end_row(&mut self, rows: &mut Vec<CsvRow>) {
        self.end_cell();
        let cells = std::mem::take(&mut self.cells);
        let has_more = std::mem::take(&mut self.has_more);
        let number = self.number;
        self.number = number.saturating_add(1);
        if has_more || cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(CsvRow {
                number,
                cells,
                has_more,
            });
        }
    }
}
