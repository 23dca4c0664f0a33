//! What becomes of the API keys of who leaves.

use maud::Markup;

use super::{Deactivation, and_more, line, told};
use crate::access::Permission;
use crate::lifecycle::model::MOST_NAMED;
use crate::ui::{Choice, Field, Kind};

const STOP: &str = "stop";
const TAKE: &str = "take";

/// Whether they may be taken over, and not only told of.
pub(super) fn may_be_taken(asked: &Deactivation<'_>) -> bool {
    asked.affected.keys.iter().any(|key| key.is_takeable)
}

pub(super) fn keys(asked: &Deactivation<'_>) -> Markup {
    let (keys, short) = (&asked.affected.keys, &asked.affected.short);
    let what = match keys.len() {
        1 => format!("1 API key of {short}"),
        count => format!("{count} API keys of {short}"),
    };
    let who = named(keys.iter().map(|key| &*key.name));
    if !may_be_taken(asked) {
        return told(&what, &format!("{who}. {}", why_stopped(asked)));
    }
    let (stop, take) = match keys.len() {
        1 => ("Stop it", "Take it over"),
        _ => ("Stop them", "Take them over"),
    };
    let choices = [(STOP, stop), (TAKE, take)].map(|(value, label)| Choice { value, label });
    line(
        &what,
        &format!("{who}. {}", then(asked)),
        &Field {
            name: "keys",
            // The help about the keyboard is called `keys`.
            id: Some("keys-left"),
            kind: Kind::Choice(&choices),
            value: &asked.form.keys,
            error: asked.errors.of("keys"),
            ..Field::default()
        },
    )
}

fn named<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
    let most = usize::try_from(MOST_NAMED).unwrap_or_default();
    let first: Vec<String> = names.take(most).map(str::to_owned).collect();
    and_more(&first, count)
}

/// Where nobody here can take any over.
fn why_stopped(asked: &Deactivation<'_>) -> String {
    let is_one = asked.affected.keys.len() == 1;
    let holds = asked.actor.permissions;
    match (holds.contains(Permission::WriteApiKeys), is_one) {
        (true, true) => "It holds more than you do, and stops.".to_owned(),
        (true, false) => "They hold more than you do, and stop.".to_owned(),
        (false, true) => "It stops until somebody takes it over.".to_owned(),
        (false, false) => "They stop until somebody takes them over.".to_owned(),
    }
}

/// What is to be known before choosing.
fn then(asked: &Deactivation<'_>) -> String {
    let beyond: Vec<&str> = asked
        .affected
        .keys
        .iter()
        .filter(|key| !key.is_takeable)
        .map(|key| &*key.name)
        .collect();
    match beyond.as_slice() {
        [] => "What stops can be taken over later.".to_owned(),
        [only] => format!("{only} holds more than you do, and stops either way."),
        some => format!(
            "{} hold more than you do, and stop either way.",
            named(some.iter().copied())
        ),
    }
}
