//! Rows of a CSV file for people, who open it in a spreadsheet.

use std::borrow::Cow;

use csv::{Terminator, Writer, WriterBuilder};

/// What a spreadsheet would take for the start of a formula.
const STARTS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Without it Excel takes UTF-8 for the signs of an old Windows, and Öberg for Ã–berg.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Rows that wait to be sent. Cells are quoted where they have to be, and none is a formula.
pub struct CsvRows(Writer<Vec<u8>>);

#[derive(Debug, thiserror::Error)]
#[error("rows can't be written as CSV: {0}")]
pub struct CsvError(String);

impl Default for CsvRows {
    /// Rows that follow others.
    fn default() -> Self {
        Self::after(Vec::new())
    }
}

impl CsvRows {
    /// The first rows of a file, under its head.
    pub fn first<'c>(head: impl IntoIterator<Item = &'c str>) -> Result<Self, CsvError> {
        let mut rows = Self::after(BYTE_ORDER_MARK.as_bytes().to_vec());
        rows.add(head)?;
        Ok(rows)
    }

    fn after(begun: Vec<u8>) -> Self {
        // What RFC 4180 has at the end of a line.
        let mut writer = WriterBuilder::new();
        writer.terminator(Terminator::CRLF);
        Self(writer.from_writer(begun))
    }

    pub fn add<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> Result<(), CsvError> {
        let cells = cells.into_iter().map(plain);
        self.0
            .write_record(cells.map(Cow::into_owned))
            .map_err(|error| CsvError(error.to_string()))
    }

    pub fn into_bytes(self) -> Result<Vec<u8>, CsvError> {
        self.0
            .into_inner()
            .map_err(|error| CsvError(error.to_string()))
    }
}

/// An apostrophe in front makes a spreadsheet show what stands there. What has one already gets another,
/// so that it can be told from what got one here.
fn plain(cell: &str) -> Cow<'_, str> {
    if starts_a_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell of such a file as it was before.
pub fn as_it_was(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if starts_a_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn starts_a_formula(text: &str) -> bool {
    text.starts_with(STARTS_A_FORMULA)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(cells: &[&str]) -> String {
        let mut rows = CsvRows::default();
        rows.add(cells.iter().copied()).unwrap();
        String::from_utf8(rows.into_bytes().unwrap()).unwrap()
    }

    #[test]
    fn a_cell_that_starts_as_a_formula_does_is_shown_instead() {
        for (cell, shown) in [
            ("=1+1", "'=1+1\r\n"),
            ("+49 30", "'+49 30\r\n"),
            ("-1", "'-1\r\n"),
            ("@SUM(A1)", "'@SUM(A1)\r\n"),
            ("\tx", "'\tx\r\n"),
            ("\rx", "\"'\rx\"\r\n"),
            ("a=1", "a=1\r\n"),
            ("=A1,\"x\"", "\"'=A1,\"\"x\"\"\"\r\n"),
            ("", "\"\"\r\n"),
        ] {
            assert_eq!(written(&[cell]), shown, "{cell:?}");
        }
    }

    #[test]
    fn a_file_begins_with_its_encoding_and_what_follows_does_not() {
        let first = CsvRows::first(["Öberg"]).unwrap();
        let text = String::from_utf8(first.into_bytes().unwrap()).unwrap();
        assert_eq!(text, "\u{feff}Öberg\r\n");
        assert_eq!(written(&["Öberg"]), "Öberg\r\n");
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        let cells = ["Ana, \"the cat\"", "one\ntwo\r\nthree", "Öberg 🚀"];
        let text = written(&cells);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let read = reader.records().next().unwrap().unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), cells);
    }

    proptest! {
        #[test]
        fn a_cell_comes_back_as_it_was(cell in "['=+@\t-]{0,4}[a-z]{0,3}") {
            let safe = plain(&cell);
            prop_assert!(!safe.starts_with(STARTS_A_FORMULA));
            prop_assert_eq!(as_it_was(&safe), cell.as_str());
        }
    }
}
