//! What stands around the rows: how many there are, the keys, and the ways on and back.

use maud::{Markup, html};

use super::list::List;
use crate::access::{Actor, Permission};
use crate::types::{Cursor, grouped};
use crate::ui;
use crate::users::Tab;

pub(super) fn foot(actor: &Actor, list: &List<'_>, base: &str) -> Markup {
    let way = |cursor: &Option<Cursor>| cursor.as_ref().map(|one| list.at(base, one.as_str()));
    let keys: &[(&str, &str)] = if actor.permissions.contains(Permission::InviteUsers) {
        &[("/", "to search"), ("i", "to invite")]
    } else {
        &[("/", "to search")]
    };
    html! {
        div.list-end {
            (ui::key_hint(keys))
            (ui::pagination(way(&list.page.previous).as_deref(), way(&list.page.next).as_deref()))
        }
    }
}

/// `1–50 of 42,113`, as far as it is known without counting.
pub(super) fn shown(list: &List<'_>) -> Option<String> {
    let rows = list.page.rows.len();
    let (is_first, is_last) = (list.page.previous.is_none(), list.page.next.is_none());
    let all = match (list.narrowing.is_unnarrowed(), list.tab) {
        (true, Tab::Inactive) => Some(list.counts.inactive),
        (true, _) => Some(list.counts.active),
        (false, _) => (is_first && is_last)
            .then(|| i64::try_from(rows).ok())
            .flatten(),
    };
    match (rows, is_first, all) {
        (1.., true, Some(all)) => Some(format!("1–{rows} of {}", grouped(all))),
        (1.., false, Some(all)) => Some(format!("{} people", grouped(all))),
        _ => None,
    }
}
