//! What parts the cells.

use super::parsing::{CsvRow, Parser};

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Rows that are looked at.
const ROWS: usize = 20;

/// The delimiter of a file that begins like this, and its text without the line in which Excel says it.
pub(super) fn begins(text: &str, is_all: bool) -> (char, &str) {
    if let Some(said) = said(text) {
        return said;
    }
    let mut best = (',', (0, 0));
    for delimiter in DELIMITERS {
        let fit = fit(&sample(text, delimiter, is_all));
        if fit > best.1 {
            best = (delimiter, fit);
        }
    }
    (best.0, text)
}

/// `sep=;` in the first line.
fn said(text: &str) -> Option<(char, &str)> {
    let (line, _) = text.split_once(['\r', '\n']).unwrap_or((text, ""));
    let plain = line.trim_matches('"').to_ascii_lowercase();
    let mut sign = plain.strip_prefix("sep=")?.chars();
    let (Some(delimiter), None) = (sign.next(), sign.next()) else {
        return None;
    };
    let rest = text.get(line.len()..).unwrap_or_default();
    let rest = rest.strip_prefix('\r').unwrap_or(rest);
    Some((delimiter, rest.strip_prefix('\n').unwrap_or(rest)))
}

/// The last row of a part of a file may be cut off.
fn sample(text: &str, delimiter: char, is_all: bool) -> Vec<CsvRow> {
    let mut parser = Parser::new(delimiter);
    let mut rows = Vec::new();
    for line in text.split_inclusive(['\r', '\n']) {
        parser.read(line, &mut rows);
        if rows.len() >= ROWS {
            return rows;
        }
    }
    if is_all || rows.is_empty() {
        // What is never closed is told of when it is read.
        let _ = parser.end(&mut rows);
    }
    rows
}

/// How many columns the head has, and in how many rows there are as many.
fn fit(rows: &[CsvRow]) -> (usize, usize) {
    let width = |row: &CsvRow| {
        let last = row.cells.iter().rposition(|cell| !cell.trim().is_empty());
        last.map_or(0, |last| last + 1)
    };
    let Some(head) = rows.first().map(width) else {
        return (0, 0);
    };
    let alike = rows
        .iter()
        .filter(|row| row.cells.len() >= head && width(row) <= head);
    (head, alike.count())
}
