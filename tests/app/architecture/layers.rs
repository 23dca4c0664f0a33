//! Which modules may know which.

use std::collections::{BTreeMap, BTreeSet};

use super::Violation;
use super::tree::{ROOMS, SHARED, Source, Tree};

/// Rooms of a feature that the wiring names, because that is where a feature's routes are.
const ROOMS_WIRED_BY_APP: [&str; 2] = ["web", "api"];

/// Rooms that may name `crate::app`, for the types that routes are registered with.
const ROOMS_THAT_REGISTER: [&str; 2] = ["web", "api"];

pub fn shared_modules_know_no_feature(tree: &Tree) -> Vec<Violation> {
    let features = tree.features();
    let rule = "a shared module never imports a feature";
    tree.files
        .iter()
        .filter(|source| SHARED.contains(&source.top()))
        .flat_map(|source| at_modules(source, rule, |name| features.contains(name)))
        .collect()
}

/// What stands below pages and answers. `access` has the doors, and `mail` the development mailbox.
const LEAVES: [&str; 6] = ["audit", "clock", "config", "db", "links", "types"];

pub fn leaves_show_nothing(tree: &Tree) -> Vec<Violation> {
    let rule = "what is recorded, kept or counted knows neither pages nor answers";
    tree.files
        .iter()
        .filter(|source| LEAVES.contains(&source.top()))
        .flat_map(|source| at_modules(source, rule, |name| ["ui", "error"].contains(&name)))
        .collect()
}

pub fn nothing_leans_on_what_starts_it(tree: &Tree) -> Vec<Violation> {
    let mut seen = Vec::new();
    for source in &tree.files {
        let (top, room) = (source.top(), source.room());
        if top != "main" && top != "cli" {
            let rule = "only main.rs and cli may use cli";
            seen.extend(at_modules(source, rule, |name| name == "cli"));
        }
        if !["main", "cli", "app"].contains(&top) && !ROOMS_THAT_REGISTER.contains(&room) {
            let rule = "only main.rs, cli, web.rs and api.rs may use app";
            seen.extend(at_modules(source, rule, |name| name == "app"));
        }
    }
    seen
}

pub fn features_meet_at_their_front_doors(tree: &Tree) -> Vec<Violation> {
    let features = tree.features();
    let rule = "another feature is used only through what its mod.rs re-exports";
    let mut seen = Vec::new();
    for source in &tree.files {
        for mention in source
            .mentions
            .iter()
            .filter(|mention| mention.name(0) == "crate")
        {
            let (feature, room) = (mention.name(1), mention.name(2));
            let is_elsewhere = features.contains(feature) && feature != source.top();
            let is_wiring = source.top() == "app" && ROOMS_WIRED_BY_APP.contains(&room);
            if is_elsewhere && ROOMS.contains(&room) && !is_wiring {
                let written = mention.written(2);
                seen.extend(written.map(|segment| Violation::at(source, segment.line, rule)));
            }
        }
    }
    // `use crate::*` would hide who is used.
    let hidden = "name the module that is used";
    let everyone = tree.files.iter();
    seen.extend(everyone.flat_map(|source| at_modules(source, hidden, |name| name == "*")));
    seen
}

/// A feature that is used, however far around, by what it uses can't be understood without all of them.
pub fn features_use_each_other_in_one_direction(tree: &Tree) -> Vec<Violation> {
    let features = tree.features();
    let beside = |from: &str| -> BTreeSet<&str> {
        let files = tree.files.iter().filter(|source| source.top() == from);
        let mentions = files.flat_map(|source| &source.mentions);
        mentions
            .filter(|mention| mention.name(0) == "crate")
            .map(|mention| mention.name(1))
            .filter(|used| features.contains(used) && *used != from)
            .collect()
    };
    let used: BTreeMap<&str, BTreeSet<&str>> =
        features.iter().map(|one| (*one, beside(one))).collect();
    let mut seen = Vec::new();
    for source in tree
        .files
        .iter()
        .filter(|file| features.contains(file.top()))
    {
        let rule = "features don't use each other in a circle";
        let closes =
            |name: &str| name != source.top() && reachable(&used, name).contains(source.top());
        seen.extend(at_modules(source, rule, closes));
    }
    seen
}

fn reachable<'t>(used: &BTreeMap<&'t str, BTreeSet<&'t str>>, from: &str) -> BTreeSet<&'t str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = used.get(from).into_iter().flatten().copied().collect();
    while let Some(next) = waiting.pop() {
        if reached.insert(next) {
            waiting.extend(used.get(next).into_iter().flatten());
        }
    }
    reached
}

/// Where a file writes `crate::<module>` for a module at the top of `src/` that is asked for.
fn at_modules(source: &Source, rule: &'static str, asked: impl Fn(&str) -> bool) -> Vec<Violation> {
    source
        .mentions
        .iter()
        .filter(|mention| mention.name(0) == "crate")
        .filter_map(|mention| mention.written(1))
        .filter(|segment| asked(&segment.name))
        .map(|segment| Violation::at(source, segment.line, rule))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{assert_green, red};
    use super::*;

    #[test]
    fn a_circle_of_features_is_seen_wherever_it_closes() {
        let rule = features_use_each_other_in_one_direction;
        let teams = ("teams/actions.rs", "use crate::roles::all;");
        let roles = ("roles/actions.rs", "use crate::users;");
        assert_eq!(
            red(
                rule,
                &[teams, roles, ("users/views.rs", "use crate::teams;")]
            ),
            [
                "roles/actions.rs:1",
                "teams/actions.rs:1",
                "users/views.rs:1"
            ]
        );
        assert_green(
            rule,
            &[
                teams,
                roles,
                ("users/views.rs", "use crate::{users::model, ui};"),
            ],
        );
    }

    #[test]
    fn a_shared_module_that_knows_a_feature_is_seen() {
        let rule = shared_modules_know_no_feature;
        let users = ("users/mod.rs", "//! Users.");
        for text in [
            "use crate::users::UserRow;",
            "use crate::{types, users};",
            "use super::super::users;",
        ] {
            assert_eq!(
                red(rule, &[users, ("audit/store.rs", text)]),
                ["audit/store.rs:1"],
                "{text}"
            );
        }
        assert_eq!(
            red(rule, &[users, ("clock.rs", "fn f() { crate::users::g() }")]),
            ["clock.rs:1"]
        );
        assert_green(
            rule,
            &[
                users,
                ("audit/store.rs", "use crate::{db::Tx, types::UserId};"),
            ],
        );
        assert_green(
            rule,
            &[users, ("teams/web.rs", "use crate::users::UserRow;")],
        );
    }

    #[test]
    fn a_leaf_that_knows_a_page_or_an_answer_is_seen() {
        let rule = leaves_show_nothing;
        for text in [
            "use crate::ui::Page;",
            "use crate::{db::Tx, error::AppError};",
        ] {
            assert_eq!(
                red(rule, &[("audit/store.rs", text)]),
                ["audit/store.rs:1"],
                "{text}"
            );
            assert_green(rule, &[("audit_log/web.rs", text), ("mail/web.rs", text)]);
        }
        assert_green(rule, &[("audit/store.rs", "use crate::db::DbError;")]);
    }

    #[test]
    fn who_leans_on_the_command_line_or_the_wiring_is_seen() {
        let rule = nothing_leans_on_what_starts_it;
        assert_eq!(
            red(rule, &[("users/web.rs", "use crate::cli::Exit;")]),
            ["users/web.rs:1"]
        );
        assert_eq!(
            red(rule, &[("users/actions.rs", "use crate::app::State;")]),
            ["users/actions.rs:1"]
        );
        assert_green(rule, &[("users/web.rs", "use crate::app::Routes;")]);
        assert_green(
            rule,
            &[(
                "main.rs",
                "fn main() { muster::cli::run(muster::app::build()) }",
            )],
        );
        assert_green(
            rule,
            &[("cli/serve.rs", "use crate::app; use crate::cli::Exit;")],
        );
        assert_green(rule, &[("lib.rs", "pub mod app;\npub mod cli;")]);
    }

    #[test]
    fn a_way_into_another_features_private_room_is_seen() {
        let rule = features_meet_at_their_front_doors;
        let users = ("users/mod.rs", "//! Users.");
        for text in [
            "use crate::users::store::UserRow;",
            "use crate::{types::Slug, users::{UserRow, model::{self, Status}}};",
            "fn f() { crate::users::store::find() }",
            "use crate::users; fn f() { users::actions::remove() }",
            "use super::super::users::store;",
        ] {
            let seen = red(rule, &[users, ("teams/actions.rs", text)]);
            assert!(!seen.is_empty(), "{text}");
            assert_green(rule, &[users, ("users/actions.rs", text)]);
        }
        let lines = "use crate::{\n    teams::Team,\n    users::store::UserRow,\n};";
        assert_eq!(
            red(rule, &[users, ("teams/web.rs", lines)]),
            ["teams/web.rs:3"]
        );
        assert_eq!(
            red(rule, &[users, ("teams/web.rs", "use crate::*;")]),
            ["teams/web.rs:1"]
        );
    }

    #[test]
    fn a_features_front_door_is_open() {
        let rule = features_meet_at_their_front_doors;
        let users = (
            "users/mod.rs",
            "//! Users.\nmod store;\npub use store::UserRow;",
        );
        let text = "use crate::users::{self, UserRow};\nfn f() { users::find(); UserRow::new() }";
        assert_green(
            rule,
            &[users, ("teams/actions.rs", text), ("cli/user.rs", text)],
        );
    }

    #[test]
    fn only_the_wiring_may_name_where_the_routes_are() {
        let rule = features_meet_at_their_front_doors;
        let users = ("users/mod.rs", "//! Users.");
        let text = "use crate::users;\nfn f() { users::web::routes(); users::api::routes(); }";
        assert_green(rule, &[users, ("app.rs", text), ("app/routes.rs", text)]);
        assert_eq!(red(rule, &[users, ("cli/mod.rs", text)]), ["cli/mod.rs:2"]);
        assert_eq!(
            red(rule, &[users, ("app.rs", "use crate::users::store::f;")]),
            ["app.rs:1"]
        );
    }
}
