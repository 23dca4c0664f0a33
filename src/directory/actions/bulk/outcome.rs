//! What came of it: how many were changed, and who was left out and why.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::directory::model::bulk::Skip;
use crate::types::UserId;

/// So many of those left out for one reason are named.
const MOST_TOLD: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::directory) struct Outcome {
    pub changed: usize,
    pub left: BTreeMap<Skip, Left>,
}

/// Who was left out for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::directory) struct Left {
    pub count: usize,
    pub first: Vec<UserId>,
}

impl Outcome {
    pub fn leave_out(&mut self, why: Skip, user: UserId) {
        let left = self.left.entry(why).or_default();
        left.count += 1;
        if left.first.len() < MOST_TOLD {
            left.first.push(user);
        }
    }

    pub fn left_out(&self) -> usize {
        self.left.values().map(|left| left.count).sum()
    }

    /// Those for whom it would have been something new.
    pub fn kept_out(&self) -> usize {
        let already = self.left.get(&Skip::Already);
        self.left_out() - already.map_or(0, |left| left.count)
    }

    pub fn people(&self) -> usize {
        self.changed + self.left_out()
    }

    /// With what comes after it.
    #[must_use]
    pub fn and(mut self, next: &Self) -> Self {
        self.changed += next.changed;
        for (why, left) in &next.left {
            let all = self.left.entry(*why).or_default();
            all.count += left.count;
            let room = MOST_TOLD.saturating_sub(all.first.len());
            all.first.extend(left.first.iter().take(room));
        }
        self
    }

    pub fn to_json(&self) -> Value {
        let told = self.left.iter().map(|(why, left)| {
            let told = json!({ "count": left.count, "first": left.first });
            (why.word().to_owned(), told)
        });
        Value::Object(told.collect::<Map<_, _>>())
    }

    /// What isn't told there is nothing to tell of.
    pub fn of(changed: i32, report: &Value) -> Self {
        let told = report.as_object().into_iter().flatten();
        let left = told.filter_map(|(word, told)| {
            let count = told.get("count")?.as_u64()?;
            let first = told.get("first")?.as_array()?;
            let first = first.iter().filter_map(|id| id.as_str()?.parse().ok());
            let left = Left {
                count: usize::try_from(count).ok()?,
                first: first.collect(),
            };
            Some((Skip::named(word)?, left))
        });
        Self {
            changed: usize::try_from(changed).unwrap_or_default(),
            left: left.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_reads_back_and_names_the_first() {
        let mut one = Outcome {
            changed: 3,
            ..Outcome::default()
        };
        let people: Vec<UserId> = (0..15).map(|_| UserId::new()).collect();
        for user in &people {
            one.leave_out(Skip::Above, *user);
        }
        one.leave_out(Skip::Already, UserId::new());
        assert_eq!(Outcome::of(3, &one.to_json()), one);
        let both = one.clone().and(&one);
        assert_eq!((both.changed, both.people(), both.kept_out()), (6, 38, 30));
        let above = both.left.get(&Skip::Above).unwrap();
        assert_eq!((above.count, above.first.len()), (30, 20));
        assert_eq!(above.first.get(..15), Some(people.as_slice()));
    }
}
