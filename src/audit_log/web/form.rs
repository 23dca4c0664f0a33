use serde::Deserialize;

use crate::audit_log::actions::Question;
use crate::audit_log::model::{Sought, day};
use crate::audit_log::store::log::Place;
use crate::types::{Cursor, Position};
use crate::ui::FormErrors;

/// What stands in the list's address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::audit_log) struct LogForm {
    pub person: String,
    pub action: String,
    pub from: String,
    pub to: String,
    pub cursor: Option<String>,
}

impl LogForm {
    pub fn parse(&self) -> Result<Question, FormErrors> {
        let mut errors = FormErrors::default();
        let given = |text: &'_ str| !text.trim().is_empty();
        let mut question = Question::default();
        if given(&self.person) {
            question.person = errors.check("person", Sought::parse(&self.person));
        }
        if given(&self.action) {
            question.action = errors.check("action", self.action.trim().parse());
        }
        if given(&self.from) {
            question.first_day = errors.check("from", day(&self.from));
        }
        if given(&self.to) {
            question.last_day = errors.check("to", day(&self.to));
        }
        let days = question.first_day.zip(question.last_day);
        if days.is_some_and(|(first, last)| last < first) {
            errors.add("to", "Choose a day that isn't before the first one.");
        }
        if errors.is_empty() {
            Ok(question)
        } else {
            Err(errors)
        }
    }

    /// A cursor that can't be read starts the list again.
    pub fn position(&self) -> Option<Position<Place>> {
        let cursor: Cursor = self.cursor.as_ref()?.parse().ok()?;
        cursor.position().ok()
    }

    /// The filter's fields, without where in the list it is.
    pub fn fields(&self) -> [(&'static str, &str); 4] {
        [
            ("person", self.person.trim()),
            ("action", self.action.trim()),
            ("from", self.from.trim()),
            ("to", self.to.trim()),
        ]
    }

    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }
}
