use csv::{QuoteStyle, Terminator, WriterBuilder};
use proptest::prelude::*;

use super::*;

fn read_in(pieces: usize, bytes: &[u8]) -> Result<(Dialect, Vec<CsvRow>), CsvReadError> {
    let mut reader = CsvReader::new(None);
    let mut rows = Vec::new();
    for piece in bytes.chunks(pieces) {
        rows.extend(reader.feed(piece)?);
    }
    rows.extend(reader.end()?);
    Ok((reader.dialect().unwrap(), rows))
}

#[track_caller]
fn reads(bytes: &[u8], (encoding, delimiter): (TextEncoding, char), expected: &[&[&str]]) {
    let (dialect, rows) = read_in(7, bytes).unwrap();
    let read: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.cells.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(read, expected);
    let told = Dialect {
        encoding,
        delimiter,
    };
    assert_eq!(dialect, told);
}

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

#[test]
fn excel_writes_utf_8_with_its_mark_and_the_separator_of_the_country() {
    let head: &[&str] = &["E-Mail", "Name", "Teams"];
    reads(
        b"\xEF\xBB\xBFsep=;\r\nE-Mail;Name;Teams\r\nmaja@n.example;\"\xC3\x96berg; Maja\";Returns\r\n",
        (TextEncoding::Utf8, ';'),
        &[head, &["maja@n.example", "Öberg; Maja", "Returns"]],
    );
    reads(
        b"\xEF\xBB\xBFE-Mail,Name,Teams\r\nmaja@n.example,\xC3\x96berg,\r\n",
        (TextEncoding::Utf8, ','),
        &[head, &["maja@n.example", "Öberg", ""]],
    );
}

#[test]
fn excel_writes_csv_in_windows_1252_and_for_macs_in_theirs() {
    let rows: &[&[&str]] = &[&["Name", "E-Mail"], &["Jörg Müller", "joerg@n.example"]];
    reads(
        b"Name;E-Mail\r\nJ\xF6rg M\xFCller;joerg@n.example\r\n",
        (TextEncoding::Windows1252, ';'),
        rows,
    );
    reads(
        b"Name;E-Mail\rJ\x9Arg M\x9Fller;joerg@n.example\r",
        (TextEncoding::Macintosh, ';'),
        rows,
    );
    // In the head already.
    reads(
        b"Gr\xF6\xDFe;E-Mail\r\n1;a@n.example",
        (TextEncoding::Windows1252, ';'),
        &[&["Größe", "E-Mail"], &["1", "a@n.example"]],
    );
}

#[test]
fn excels_unicode_text_is_utf_16_with_tabs() {
    let text = "E-Mail\tName\r\nmaja@n.example\tMaja Öberg 🚀\r\n";
    let rows: &[&[&str]] = &[&["E-Mail", "Name"], &["maja@n.example", "Maja Öberg 🚀"]];
    let marked = format!("\u{feff}{text}");
    for (bytes, encoding) in [
        (utf16(&marked, u16::to_le_bytes), TextEncoding::Utf16Le),
        (utf16(text, u16::to_le_bytes), TextEncoding::Utf16Le),
        (utf16(&marked, u16::to_be_bytes), TextEncoding::Utf16Be),
        (utf16(text, u16::to_be_bytes), TextEncoding::Utf16Be),
    ] {
        reads(&bytes, (encoding, '\t'), rows);
    }
}

#[test]
fn numbers_and_google_sheets_quote_what_they_have_to() {
    reads(
        b"Email,Full name,Teams\nana@n.example,\"Ana \"\"the cat\"\" Lima\",\"Support\nReturns\"\n\nbo@n.example,Bo Berg,\n,,\n",
        (TextEncoding::Utf8, ','),
        &[
            &["Email", "Full name", "Teams"],
            &["ana@n.example", "Ana \"the cat\" Lima", "Support\nReturns"],
            &["bo@n.example", "Bo Berg", ""],
        ],
    );
    // Numbers writes CRLF and no mark, and its last line has no end.
    reads(
        "Name;E\u{2011}Mail;;\r\nZoë;zoe@n.example;;".as_bytes(),
        (TextEncoding::Utf8, ';'),
        &[
            &["Name", "E\u{2011}Mail", "", ""],
            &["Zoë", "zoe@n.example", "", ""],
        ],
    );
}

#[test]
fn a_row_is_told_by_the_number_that_a_spreadsheet_shows() {
    let text = b"email,name\n\n\"a@n.example\",\"A\nB\"\n,\nb@n.example,B\n";
    let (_, rows) = read_in(3, text).unwrap();
    let numbers: Vec<i32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 3, 5]);
}

#[test]
fn what_is_ragged_or_quoted_in_the_middle_is_read_as_it_stands() {
    reads(
        b"a,b,c\n1\n1,2,3,4\n 5\" , \"6\" ,\"7\"8\n",
        (TextEncoding::Utf8, ','),
        &[
            &["a", "b", "c"],
            &["1"],
            &["1", "2", "3", "4"],
            &[" 5\" ", "6 ", "78"],
        ],
    );
}

#[test]
fn the_sign_that_parts_most_of_the_head_parts_the_rows() {
    for (text, delimiter) in [
        (&b"email\na@n.example\n"[..], ','),
        (b"\"last, first\";email\n\"L, A\";a@n.example\n", ';'),
        (
            b"last, first;email\nLima, Ana;a@n.example\nBerg;b@n.example\n",
            ';',
        ),
        (b"email\tteams\na@n.example\tOne, Two, Three\n", '\t'),
        (b"email|name\na@n.example|A\n", '|'),
        (b"SEP=^\nemail^name\n", '^'),
        (b"", ','),
    ] {
        let (dialect, _) = read_in(1, text).unwrap();
        assert_eq!(dialect.delimiter, delimiter, "{text:?}");
    }
}

#[test]
fn what_cant_be_read_is_told() {
    let later = format!("email,name\n{}", "a@n.example,Ana\n".repeat(6_000));
    let mut mixed = format!("{later}b@n.example,Zoë\n").into_bytes();
    mixed.extend_from_slice(b"c@n.example,J\xF6rg\n");
    let mut switched = later.clone().into_bytes();
    switched.extend_from_slice(b"c@n.example,J\xF6rg\n");
    let (dialect, rows) = read_in(10_000, &switched).unwrap();
    assert_eq!(dialect.encoding, TextEncoding::Windows1252);
    assert_eq!(rows.last().unwrap().cells[1], "Jörg");
    for (bytes, error) in [
        (b"PK\x03\x04abcdefgh".to_vec(), CsvReadError::Workbook),
        (b"\xD0\xCF\x11\xE0abc".to_vec(), CsvReadError::Workbook),
        (b"email\na\0b\n".to_vec(), CsvReadError::NotText),
        (b"\xFF\xFEa\0\0\xD8b\0".to_vec(), CsvReadError::NotText),
        (
            b"\xEF\xBB\xBFemail\nJ\xF6rg\n".to_vec(),
            CsvReadError::Mixed { row: 1 },
        ),
        (mixed, CsvReadError::Mixed { row: 5_626 }),
        (
            b"a,b\n1,\"2\n3,4\n".to_vec(),
            CsvReadError::Unclosed { row: 2 },
        ),
    ] {
        let read = read_in(10_000, &bytes);
        assert_eq!(read.map(|_| ()), Err(error), "{error}");
    }
}

#[test]
fn neither_a_megabyte_in_a_cell_nor_a_thousand_cells_are_kept() {
    let long = format!("email,name\na@n.example,{}\n", "x".repeat(1 << 20));
    let (_, rows) = read_in(10_000, long.as_bytes()).unwrap();
    assert_eq!(rows[1].cells[1].len(), MOST_CELL_CHARACTERS + 1);
    let wide = format!("email{}\n", ",x".repeat(1_000));
    let (_, rows) = read_in(10_000, wide.as_bytes()).unwrap();
    assert_eq!((rows[0].cells.len(), rows[0].has_more), (MOST_CELLS, true));
    let empty = format!("email{}\n", ",".repeat(1_000));
    assert!(!read_in(10_000, empty.as_bytes()).unwrap().1[0].has_more);
}

/// A file of a head and some rows, as somebody's program writes it.
fn written(
    rows: &[Vec<String>],
    (delimiter, quotes, ends): (u8, QuoteStyle, Terminator),
) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .delimiter(delimiter)
        .quote_style(quotes)
        .terminator(ends)
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn dialects() -> impl Strategy<Value = (u8, QuoteStyle, Terminator)> {
    (
        prop_oneof![Just(b','), Just(b';'), Just(b'\t')],
        prop_oneof![Just(QuoteStyle::Necessary), Just(QuoteStyle::Always)],
        prop_oneof![
            Just(Terminator::CRLF),
            Just(Terminator::Any(b'\n')),
            Just(Terminator::Any(b'\r'))
        ],
    )
}

proptest! {
    #[test]
    fn what_is_written_in_any_dialect_is_read_as_it_was(
        cells in proptest::collection::vec(
            ("[a-z]{1,9}", "[a-zA-ZÀ-ž 🚀\",;\t\r\n'=+-]{0,12}", "[^\0\u{feff}]{0,8}"), 0..12
        ),
        dialect in dialects(),
        has_mark: bool,
        piece in 1..200_usize,
    ) {
        let head = ["email", "name", "note"].map(str::to_owned).to_vec();
        let body = cells.into_iter().map(|(one, two, three)| vec![one, two, three]);
        let rows: Vec<Vec<String>> = std::iter::once(head).chain(body).collect();
        let mut bytes = if has_mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        bytes.extend(written(&rows, dialect));
        let (told, read) = read_in(piece, &bytes).unwrap();
        prop_assert_eq!(told.delimiter, char::from(dialect.0));
        let read: Vec<Vec<String>> = read.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn any_bytes_are_rows_or_refused_and_never_a_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400), piece in 1..50_usize
    ) {
        if let Ok((_, rows)) = read_in(piece, &bytes) {
            let clean = |cell: &String| !cell.contains('\0');
            prop_assert!(rows.iter().flat_map(|row| &row.cells).all(clean));
        }
    }
}
