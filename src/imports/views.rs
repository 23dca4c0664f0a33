mod columns;
mod progress;
mod start;
mod telling;

pub(super) use columns::{Columns, columns};
pub(super) use progress::working;
pub use start::import_button;
pub(super) use start::{Start, start};
pub(super) use telling::{Telling, told};

use super::store::files::Import;
use crate::access::Actor;
use crate::types::{Dialect, grouped};

/// Of the page that leads here, which the side bar marks.
const USERS: &str = "/settings/users";
const PATH: &str = "/settings/import";

/// What htmx replaces while something goes on.
const PART: &str = "import";

const STEPS: [&str; 4] = ["File", "Columns", "Check", "Done"];

fn at(actor: &Actor, import: &Import) -> String {
    format!("/{}{PATH}/{}", actor.workspace.slug, import.id)
}

/// The same while it goes on and afterwards, since only what is below it is replaced.
fn title(import: &Import) -> &'static str {
    match import.apply_job {
        None => "Check the file",
        Some(_) => "Import the file",
    }
}

fn rows(count: i64) -> String {
    match count {
        1 => "1 row".to_owned(),
        _ => format!("{} rows", grouped(count)),
    }
}

fn people(count: i64) -> String {
    match count {
        1 => "1 person".to_owned(),
        _ => format!("{} people", grouped(count)),
    }
}

/// `people.csv: 12 rows, in UTF-8, parted by semicolons`
fn about(import: &Import) -> String {
    let Dialect {
        encoding,
        delimiter,
    } = import.dialect;
    let parted = match delimiter {
        ',' => "commas".to_owned(),
        ';' => "semicolons".to_owned(),
        '\t' => "tabs".to_owned(),
        '|' => "bars".to_owned(),
        other => format!("“{other}”"),
    };
    let rows = rows(i64::from(import.rows));
    format!(
        "{}: {rows}, read as {} and parted by {parted}.",
        import.file_name,
        encoding.title()
    )
}
