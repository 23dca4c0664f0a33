//! The text of the query for a page.
//!
//! First it finds who is on the page, in the order of an index and with nothing but what that needs; then
//! it reads what is shown of them. A place in the list is compared as a row, since an `OR` would walk to
//! it from the start.

use crate::directory::model::{By, Filter, InTeam, Sort};
use crate::types::{Direction, Like, UserStatus};
use crate::users;

/// How many people are in a role or team, as far as it matters to who looks for them in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Each of them can be looked up, or each of the list: PostgreSQL knows which.
    FewOrMany,
    /// Rarely met in the list, but few enough to be remembered while walking it.
    Some,
}

/// More than so many are met soon enough.
pub(super) const MANY: i64 = 5_000;
/// So few are looked up.
const FEW: i64 = 600;

impl Size {
    pub fn of(people: i64) -> Self {
        if (FEW..MANY).contains(&people) {
            Self::Some
        } else {
            Self::FewOrMany
        }
    }
}

/// How the people of a page are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The list is walked in its order until the page is full.
    Walked(Size),
    /// The same, and given up soon.
    Near,
    /// Everybody who fits is found by an index and then sorted.
    Sorted,
}

/// Nobody walks further for who may stand together somewhere else.
const NEAR: i64 = 1_500;
/// Who is met so often on that way is met often enough further on.
pub(super) const MET_SOON: i64 = 10;

/// Whether those who fit may stand together in the list. Who has a name in common does where it is sorted
/// by names, so how many they are says nothing about how far it is to them. What one or two letters begin is
/// spread, and too much to sort.
pub(super) fn finds_neighbours(filter: &Filter, sort: Sort) -> bool {
    let is_part = |like: &Like| !like.is_word_start();
    filter.like.as_ref().is_some_and(is_part) && sort.by != By::Seen
}

/// Counts who is in a team (`$2`) or has a role (`$3`), up to `$4`. Where more is asked for, PostgreSQL
/// finds a better way than walking the list.
pub(super) fn size(filter: &Filter) -> Option<&'static str> {
    let asks_for_more = filter.like.is_some()
        || filter.departments.is_some()
        || filter.not_seen_for_long
        || filter.manager_left;
    match (filter.role, filter.team) {
        _ if asks_for_more => None,
        (None, Some(InTeam::One(_))) => Some(
            "SELECT count(*) AS people FROM (
                 SELECT FROM team_members WHERE workspace_id = $1 AND team_id = $2 LIMIT $4
             ) AS some_members",
        ),
        (Some(_), None) => Some(
            "SELECT count(*) AS people FROM (
                 SELECT FROM user_roles WHERE workspace_id = $1 AND role_id = $3 LIMIT $4
             ) AS some_holders",
        ),
        _ => None,
    }
}

/// Whether the same index is the best for a page of any workspace: where everybody is listed as one has
/// them.
pub(super) fn is_walked_alike(filter: &Filter, sort: Sort) -> bool {
    filter.is_nothing() && sort.by != By::Seen
}

/// `$1` the workspace, `$2` the state, `$3` a pattern, `$4` a role, `$5` a team, `$6` departments, `$7`
/// since when nobody was seen, `$8` to `$11` where the page starts, `$12` how many.
pub(super) fn page(
    (filter, way): (&Filter, Way),
    sort: Sort,
    direction: Option<Direction>,
) -> String {
    let order = ordered(sort, direction);
    let page = match way {
        Way::Walked(size) => walked((filter, size), sort, direction),
        Way::Near => near(filter, sort, direction),
        Way::Sorted => sorted(filter, sort, direction),
    };
    format!(
        "SELECT u.id, coalesce(u.full_name, u.email) AS full_name, u.email, u.top_role_rank AS rank,
             u.department_id AS department, u.availability, u.away_until, u.deactivated_at,
             CASE WHEN isfinite(seen.last_seen_at) THEN seen.last_seen_at END AS last_seen_at,
             ARRAY(SELECT role_id FROM user_roles
                   WHERE user_roles.workspace_id = $1 AND user_roles.user_id = u.id) AS roles,
             ARRAY(SELECT team_id FROM team_members
                   WHERE team_members.workspace_id = $1 AND team_members.user_id = u.id) AS teams
         FROM ({page}) AS page
         JOIN users AS u ON u.workspace_id = $1 AND u.id = page.id
         LEFT JOIN user_presence AS seen ON seen.workspace_id = $1 AND seen.user_id = u.id
         ORDER BY {order}"
    )
}

fn walked((filter, size): (&Filter, Size), sort: Sort, direction: Option<Direction>) -> String {
    let found = found((filter, size), sort.by);
    let (beyond, order) = (beyond(sort, direction), ordered(sort, direction));
    format!("SELECT u.id {found} {beyond} ORDER BY {order} LIMIT $12")
}

fn near(filter: &Filter, sort: Sort, direction: Option<Direction>) -> String {
    let fits = conditions((filter, Size::FewOrMany), "u.id").join(" AND ");
    let (beyond, order) = (beyond(sort, direction), ordered(sort, direction));
    format!(
        "SELECT u.id
         FROM (SELECT * FROM users AS u WHERE {EVERYBODY} {beyond} ORDER BY {order} LIMIT {NEAR}) AS u
         WHERE {fits} ORDER BY {order} LIMIT $12"
    )
}

/// The offset of nothing keeps PostgreSQL from walking the list after all.
fn sorted(filter: &Filter, sort: Sort, direction: Option<Direction>) -> String {
    let found = found((filter, Size::FewOrMany), sort.by);
    let (beyond, order) = (beyond(sort, direction), ordered(sort, direction));
    format!(
        "SELECT u.id
         FROM (SELECT u.id, u.name_key, u.top_role_rank {found} OFFSET 0) AS u
         WHERE true {beyond} ORDER BY {order} LIMIT $12"
    )
}

/// What stands after `ORDER BY`. Backwards it is the other way round.
fn ordered(sort: Sort, direction: Option<Direction>) -> String {
    let way = if descends(sort, direction) {
        "DESC"
    } else {
        "ASC"
    };
    let (columns, _) = order(sort.by);
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("{column} {way}"))
        .collect();
    columns.join(", ")
}

/// Who comes after the place where a page starts.
fn beyond(sort: Sort, direction: Option<Direction>) -> String {
    let (columns, key) = order(sort.by);
    let columns = columns.join(", ");
    match (direction, descends(sort, direction)) {
        (None, _) => String::new(),
        (Some(_), false) => format!("AND ({columns}) > ({key})"),
        (Some(_), true) => format!("AND ({columns}) < ({key})"),
    }
}

fn descends(sort: Sort, direction: Option<Direction>) -> bool {
    sort.descending != (direction == Some(Direction::Backward))
}

/// The ids of everybody who fits, with `$1` to `$7` alone.
pub(super) fn everyone(filter: &Filter) -> String {
    let found = found((filter, Size::FewOrMany), By::Name);
    format!("SELECT u.id {found} ORDER BY u.name_key, u.id")
}

/// Those of `$8` who fit.
pub(super) fn these(filter: &Filter) -> String {
    let found = found((filter, Size::FewOrMany), By::Name);
    format!("SELECT u.id {found} AND u.id = ANY ($8)")
}

/// A page of the ids of those who fit, in one state or in any: `$8` is the id that it starts beyond, `$9`
/// how many.
pub(super) fn roster(
    (filter, size): (&Filter, Size),
    status: Option<UserStatus>,
    is_further: bool,
) -> String {
    let everybody = match status {
        None => "u.workspace_id = $1",
        Some(_) => EVERYBODY,
    };
    let fits = fits((filter, size), (everybody, "u.id"));
    let beyond = if is_further { "AND u.id > $8" } else { "" };
    format!("SELECT u.id FROM users AS u WHERE {fits} {beyond} ORDER BY u.id LIMIT $9")
}

/// The columns of an order, and what a place in it has for them.
fn order(by: By) -> (&'static [&'static str], String) {
    let name = Like::folded("$9");
    match by {
        By::Name => (&["u.name_key", "u.id"], format!("{name}, $8")),
        By::Role => (
            &["u.top_role_rank", "u.name_key", "u.id"],
            format!("$10, {name}, $8"),
        ),
        By::Seen => (
            &["seen.last_seen_at", "seen.user_id"],
            "coalesce($11, '-infinity'), $8".to_owned(),
        ),
    }
}

const EVERYBODY: &str = "u.workspace_id = $1 AND u.status = $2";

/// Everybody who fits. In the order of who was seen the presences are walked, so they are looked at
/// before the people.
fn found((filter, size): (&Filter, Size), by: By) -> String {
    let (presence, who) = match by {
        By::Seen => (
            "JOIN user_presence AS seen ON seen.workspace_id = $1 AND seen.user_id = u.id",
            "seen.user_id",
        ),
        By::Name | By::Role => ("", "u.id"),
    };
    let fits = fits((filter, size), (EVERYBODY, who));
    format!("FROM users AS u {presence} WHERE {fits}")
}

fn fits((filter, size): (&Filter, Size), (everybody, who): (&str, &str)) -> String {
    let conditions = conditions((filter, size), who);
    let all: Vec<&str> = std::iter::once(everybody)
        .chain(conditions.iter().map(String::as_str))
        .collect();
    all.join(" AND ")
}

/// What they have to be; `who` is the column with their id.
fn conditions((filter, size): (&Filter, Size), who: &str) -> Vec<String> {
    let like = Like::folded("$3");
    let conditions = [
        filter
            .like
            .is_some()
            .then(|| format!("u.search_text LIKE {like}")),
        filter.role.map(|_| among(WITH_ROLE, (who, size))),
        filter.team.map(|team| match team {
            InTeam::One(_) => among(IN_TEAM, (who, size)),
            InTeam::None => users::in_no_team(who),
        }),
        filter
            .departments
            .as_ref()
            .map(|_| "u.department_id = ANY ($6)".to_owned()),
        filter.not_seen_for_long.then(|| users::not_seen(who, "$7")),
        filter.manager_left.then(|| users::MANAGER_LEFT.to_owned()),
    ];
    conditions.into_iter().flatten().collect()
}

/// Tables with a column `user_id`, and which of their rows.
const WITH_ROLE: &str = "user_roles AS one WHERE one.workspace_id = $1 AND one.role_id = $4";
const IN_TEAM: &str = "team_members AS one WHERE one.workspace_id = $1 AND one.team_id = $5";

/// Whether somebody is among them. PostgreSQL would make a join of a plain `IN`, which has no order; so
/// it walks the list in its order and remembers who is sought.
fn among(those: &str, (who, size): (&str, Size)) -> String {
    match size {
        Size::FewOrMany => format!("EXISTS (SELECT FROM {those} AND one.user_id = {who})"),
        Size::Some => format!("({who} IN (SELECT one.user_id FROM {those})) IS TRUE"),
    }
}
