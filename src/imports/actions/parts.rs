//! What stands in a job and in a row, read and written.

use serde_json::{Value, json};

use crate::db::DbError;
use crate::imports::model::{Counts, Difference, Meaning, Outcome};
use crate::types::ImportId;

/// What is done to some rows before the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::imports) enum Pass {
    /// Whom each is about.
    Read,
    /// To whom those report who do so by name.
    Link,
    Judge,
    People,
    Managers,
}

impl Pass {
    const ALL: [Self; 5] = [
        Self::Read,
        Self::Link,
        Self::Judge,
        Self::People,
        Self::Managers,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Link => "link",
            Self::Judge => "judge",
            Self::People => "people",
            Self::Managers => "managers",
        }
    }

    /// Few enough that nobody waits long for the workspace.
    const fn rows_a_part(self) -> usize {
        match self {
            Self::Read | Self::Link => 1_000,
            Self::Judge => 250,
            Self::People | Self::Managers => 100,
        }
    }

    /// So many rows, parted.
    pub fn parts(self, rows: i32) -> Vec<Value> {
        let step = self.rows_a_part();
        let part = |from: i32| {
            let to = from
                .saturating_add(i32::try_from(step).unwrap_or(1) - 1)
                .min(rows);
            json!({ "pass": self.word(), "from": from, "to": to })
        };
        (1..=rows).step_by(step).map(part).collect()
    }
}

/// What is to be done, with the first and the last of the rows.
pub(in crate::imports) fn part_of(part: &Value) -> Result<(Pass, i32, i32), DbError> {
    let word = part.get("pass").and_then(Value::as_str);
    let pass = Pass::ALL.into_iter().find(|pass| Some(pass.word()) == word);
    let place = |name| {
        let number = part.get(name).and_then(Value::as_i64)?;
        i32::try_from(number).ok()
    };
    match (pass, place("from"), place("to")) {
        (Some(pass), Some(from), Some(to)) => Ok((pass, from, to)),
        _ => Err(odd("a part of an import")),
    }
}

pub(super) fn payload(import: ImportId) -> Value {
    json!({ "import": import })
}

pub(in crate::imports) fn import_of(payload: &Value) -> Result<ImportId, DbError> {
    let id = payload.get("import").and_then(Value::as_str);
    let id = id.and_then(|id| id.parse().ok());
    id.ok_or_else(|| odd("what an import's job is about"))
}

fn odd(what: &str) -> DbError {
    DbError::Unreadable(what.to_owned())
}

pub(in crate::imports) fn counts_of(report: &Value) -> Counts {
    let mut counts = Counts::default();
    for outcome in Outcome::ALL {
        let rows = report.get(outcome.word()).and_then(Value::as_i64);
        counts.add(outcome, rows.unwrap_or_default());
    }
    counts
}

pub(in crate::imports) fn report(counts: Counts) -> Value {
    let told = Outcome::ALL.map(|one| (one.word().to_owned(), json!(counts.of(one))));
    Value::Object(told.into_iter().collect())
}

pub(super) fn changes(differences: &[Difference]) -> Value {
    let each = differences
        .iter()
        .map(|one| json!({ "what": one.what.word(), "from": one.from, "to": one.to }));
    Value::Array(each.collect())
}

/// What can't be read isn't told.
pub(in crate::imports) fn differences_of(changes: &Value) -> Vec<Difference> {
    let each = changes.as_array().into_iter().flatten();
    let read = each.filter_map(|one| {
        let text = |name| one.get(name).and_then(Value::as_str);
        Some(Difference {
            what: Meaning::named(text("what")?)?,
            from: text("from")?.to_owned(),
            to: text("to")?.to_owned(),
        })
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_every_row_once_and_read_back() {
        for (rows, count) in [(1, 1), (100, 1), (101, 2), (250, 3)] {
            let parts = Pass::People.parts(rows);
            assert_eq!(parts.len(), count);
            let mut next = 1;
            for part in &parts {
                let (pass, from, to) = part_of(part).unwrap();
                assert_eq!((pass, from), (Pass::People, next));
                next = to + 1;
            }
            assert_eq!(next, rows + 1);
        }
        assert!(part_of(&json!({ "pass": "erase", "from": 1, "to": 2 })).is_err());
        assert!(part_of(&json!([1, 2])).is_err());
        let id = ImportId::new();
        assert_eq!(import_of(&payload(id)).unwrap(), id);
        assert!(import_of(&json!({ "import": 7 })).is_err());
    }

    #[test]
    fn what_a_row_changes_reads_back() {
        let differences = [Difference {
            what: Meaning::Roles,
            from: "Agent".to_owned(),
            to: "Admin".to_owned(),
        }];
        assert_eq!(differences_of(&changes(&differences)), differences);
        let counts = Counts {
            create: 1,
            change: 2,
            same: 3,
            error: 4,
        };
        assert_eq!(counts_of(&report(counts)), counts);
    }
}
