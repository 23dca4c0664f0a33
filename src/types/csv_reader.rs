//! Rows of a CSV file that some program wrote, read as its bytes arrive: in whatever encoding, parted by
//! whatever sign. However long the file is, a piece of it is in memory.

mod decoding;
mod detecting;
mod parsing;

use std::mem;

use self::decoding::Decoding;
pub use self::decoding::TextEncoding;
use self::detecting::begins;
use self::parsing::Parser;
pub use self::parsing::{CsvRow, MOST_CELL_CHARACTERS, MOST_CELLS};

/// From so much of it is told what the file is.
const SAMPLE: usize = 64 * 1024;

/// Why a file can't be read, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CsvReadError {
    #[error("This is a workbook, not a CSV file. Save it as “CSV UTF-8” and choose that file.")]
    Workbook,
    #[error("This isn't text. Save the table as “CSV UTF-8” and choose that file.")]
    NotText,
    #[error(
        "Somewhere after row {row} this file is in another encoding than before. Save it as “CSV UTF-8” and choose that file."
    )]
    Mixed { row: i32 },
    #[error("A quotation mark in row {row} is never closed. Close it, or remove it.")]
    Unclosed { row: i32 },
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub encoding: TextEncoding,
    pub delimiter: char,
}

pub struct CsvReader {
    encoding: Option<TextEncoding>,
    sample: Vec<u8>,
    begun: Option<Begun>,
}

struct Begun {
    decoding: Decoding,
    parser: Parser,
}

impl CsvReader {
    /// In this encoding, or in the one that it is recognised to be in.
    pub fn new(encoding: Option<TextEncoding>) -> Self {
        Self {
            encoding,
            sample: Vec::new(),
            begun: None,
        }
    }

    /// The rows that end in what came. Rows with nothing in any cell are left out.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<CsvRow>, CsvReadError> {
        if self.begun.is_some() {
            return self.read(bytes, false);
        }
        self.sample.extend_from_slice(bytes);
        if self.sample.len() < SAMPLE {
            return Ok(Vec::new());
        }
        let sample = mem::take(&mut self.sample);
        self.begin(&sample, false)
    }

    /// What is left once everything came.
    pub fn end(&mut self) -> Result<Vec<CsvRow>, CsvReadError> {
        let mut rows = if self.begun.is_some() {
            self.read(&[], true)?
        } else {
            let sample = mem::take(&mut self.sample);
            self.begin(&sample, true)?
        };
        if let Some(begun) = &mut self.begun {
            begun.parser.end(&mut rows)?;
        }
        Ok(rows)
    }

    /// Once it has begun.
    pub fn dialect(&self) -> Option<Dialect> {
        let begun = self.begun.as_ref()?;
        Some(Dialect {
            encoding: begun.decoding.encoding(),
            delimiter: begun.parser.delimiter(),
        })
    }

    fn begin(&mut self, sample: &[u8], is_all: bool) -> Result<Vec<CsvRow>, CsvReadError> {
        let mut decoding = Decoding::of(sample, self.encoding)?;
        let text = decoding.text(sample, is_all).map_err(|why| why.at(1))?;
        let (delimiter, text) = begins(&text, is_all);
        let mut parser = Parser::new(delimiter);
        let mut rows = Vec::new();
        parser.read(text, &mut rows);
        self.begun = Some(Begun { decoding, parser });
        Ok(rows)
    }

    fn read(&mut self, bytes: &[u8], is_last: bool) -> Result<Vec<CsvRow>, CsvReadError> {
        let mut rows = Vec::new();
        if let Some(begun) = &mut self.begun {
            let text = begun.decoding.text(bytes, is_last);
            let text = text.map_err(|why| why.at(begun.parser.row()))?;
            begun.parser.read(&text, &mut rows);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests;
