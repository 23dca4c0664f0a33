//! Which libraries a room may use.

use super::Violation;
use super::paths::Mention;
use super::tree::{ROOMS, Source, Tree};

/// A library that only some rooms may name, and the crates around it (`diesel_migrations`).
struct Framework {
    name: &'static str,
    rule: &'static str,
    /// Rooms of any folder, shared ones included: `mail` has pages too.
    rooms: &'static [&'static str],
    tops: &'static [&'static str],
    files: &'static [[&'static str; 2]],
}

const FRAMEWORKS: [Framework; 3] = [
    Framework {
        name: "actix",
        rule: "only web.rs, api.rs, api/, app, error, main.rs, ui/ and access/extract.rs may use actix",
        rooms: &["web", "api"],
        tops: &["api", "app", "error", "main", "ui"],
        files: &[["access", "extract"]],
    },
    Framework {
        name: "diesel",
        rule: "only store.rs, db/ and types/ may use diesel",
        rooms: &["store"],
        tops: &["db", "types"],
        files: &[],
    },
    Framework {
        name: "maud",
        rule: "only views.rs, a feature's mail.rs, ui/ and mail/ may use maud",
        rooms: &["views", "mail"],
        tops: &["ui", "mail"],
        files: &[],
    },
];

impl Framework {
    fn is_at_home_in(&self, source: &Source) -> bool {
        self.rooms.contains(&source.room())
            || self.tops.contains(&source.top())
            || self.files.contains(&[source.top(), source.room()])
    }

    fn is(&self, name: &str) -> bool {
        name.strip_prefix(self.name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    }
}

/// What a model may name besides std, `crate::types`, `crate::access` and itself. proptest is there
/// for its unit tests and, as a dev-dependency, can't be used by anything else.
const LIBRARIES_OF_A_MODEL: [&str; 6] = ["std", "core", "alloc", "chrono", "thiserror", "proptest"];

const MODULES_OF_A_MODEL: [&str; 2] = ["types", "access"];

pub fn frameworks_stay_in_their_rooms(tree: &Tree) -> Vec<Violation> {
    let mut seen = Vec::new();
    for source in &tree.files {
        let banned: Vec<_> = FRAMEWORKS
            .iter()
            .filter(|it| !it.is_at_home_in(source))
            .collect();
        for mention in &source.mentions {
            let written = mention.path.iter().skip(mention.imported);
            for segment in written {
                let found = banned
                    .iter()
                    .filter(|framework| framework.is(&segment.name));
                seen.extend(found.map(|it| Violation::at(source, segment.line, it.rule)));
            }
        }
    }
    seen
}

pub fn models_are_pure(tree: &Tree) -> Vec<Violation> {
    let rule = "a model uses only std, chrono, thiserror, crate::types, crate::access and itself";
    let mut seen = Vec::new();
    for source in tree.files.iter().filter(|source| source.room() == "model") {
        for mention in source
            .mentions
            .iter()
            .filter(|mention| !is_for_a_model(source, mention))
        {
            let strayed = mention.path.iter().skip(mention.imported).take(1);
            seen.extend(strayed.map(|segment| Violation::at(source, segment.line, rule)));
        }
    }
    seen
}

fn is_for_a_model(source: &Source, mention: &Mention) -> bool {
    let (first, module, room) = (mention.name(0), mention.name(1), mention.name(2));
    if first == "crate" {
        let is_own = module == source.top() && (room == "model" || !ROOMS.contains(&room));
        return is_own || MODULES_OF_A_MODEL.contains(&module);
    }
    // Types and variants start with a capital; a lone small word is a variable or a keyword, and
    // `u32::MAX` is no crate.
    let is_crate = mention.path.len() > 1 && first.starts_with(|c: char| c.is_lowercase());
    !is_crate || is_primitive(first) || LIBRARIES_OF_A_MODEL.contains(&first)
}

fn is_primitive(name: &str) -> bool {
    let bits = name.trim_start_matches(['u', 'i', 'f']);
    ["str", "char", "bool"].contains(&name)
        || ["8", "16", "32", "64", "128", "size"].contains(&bits)
}

#[cfg(test)]
mod tests {
    use super::super::{assert_green, red};
    use super::*;

    #[test]
    fn actix_past_the_door_is_seen() {
        let rule = frameworks_stay_in_their_rooms;
        let text = "//! Use cases.\nuse std::fmt;\nuse actix_web::{HttpResponse, web};\n";
        assert_eq!(
            red(rule, &[("users/actions.rs", text)]),
            ["users/actions.rs:3"]
        );
        assert_eq!(red(rule, &[("access/mod.rs", text)]), ["access/mod.rs:3"]);
        let inline = "fn f() {\n    ::actix_files::Files::new()\n}";
        assert_eq!(
            red(rule, &[("mail/worker.rs", inline)]),
            ["mail/worker.rs:2"]
        );
    }

    #[test]
    fn actix_at_the_door_is_fine() {
        let doors = [
            "users/web.rs",
            "users/web/forms.rs",
            "users/api.rs",
            "mail/web.rs",
            "app.rs",
            "app/policy.rs",
            "error/page.rs",
            "main.rs",
            "ui/shell.rs",
            "access/extract.rs",
            "access/extract/key.rs",
        ];
        assert_green(
            frameworks_stay_in_their_rooms,
            &doors.map(|path| (path, "use actix_web::web;")),
        );
    }

    #[test]
    fn diesel_outside_a_store_is_seen_however_it_is_named() {
        let rule = frameworks_stay_in_their_rooms;
        for text in [
            "use diesel::prelude::*;",
            "use diesel;",
            "use diesel::{self, prelude::*};",
            "use crate::db::diesel;",
            "#[derive(diesel::Queryable)] struct Row;",
            "#[diesel(table_name = users)] struct Row;",
            "use diesel_migrations::embed_migrations;",
        ] {
            assert!(!red(rule, &[("users/web.rs", text)]).is_empty(), "{text}");
            assert_green(
                rule,
                &[
                    ("users/store.rs", text),
                    ("db/pool.rs", text),
                    ("types/id.rs", text),
                ],
            );
        }
        assert_green(
            rule,
            &[(
                "users/web.rs",
                "// use diesel::prelude::*;\nlet x = \"diesel::x\";",
            )],
        );
    }

    #[test]
    fn maud_outside_a_view_is_seen() {
        let rule = frameworks_stay_in_their_rooms;
        let text = "use maud::{Markup, html};";
        assert_eq!(red(rule, &[("users/web.rs", text)]), ["users/web.rs:1"]);
        assert_eq!(red(rule, &[("error.rs", text)]), ["error.rs:1"]);
        let homes = [
            "users/views.rs",
            "users/views/row.rs",
            "users/mail.rs",
            "ui/mod.rs",
            "mail/layout.rs",
        ];
        assert_green(rule, &homes.map(|path| (path, text)));
    }

    #[test]
    fn a_model_that_reaches_out_is_seen() {
        let users = ("users/mod.rs", "//! Users.");
        for text in [
            "use serde::Deserialize;",
            "#[derive(serde::Deserialize)] struct User;",
            "use crate::db::Tx;",
            "use crate::teams::Team;",
            "use super::store::UserRow;",
            "use crate::users::store::UserRow;",
            "fn f() { tracing::info!(\"x\") }",
        ] {
            assert_eq!(
                red(models_are_pure, &[users, ("users/model.rs", text)]).len(),
                1,
                "{text}"
            );
        }
    }

    #[test]
    fn a_model_of_types_and_rules_is_fine() {
        let text = "use std::fmt;\nuse chrono::{DateTime, Utc};\nuse thiserror::Error;\n\
            use crate::access::{Actor, ceiling};\nuse crate::types::Slug;\nuse super::UserId;\n\
            #[derive(Debug, thiserror::Error)]\n#[error(\"{0}\")]\nstruct Wrong(String);\n\
            fn f(x: u32) -> u32 { ceiling::of(u32::MAX - x); Status::Active; i64::from(x) }\n\
            mod tests { use super::*; use proptest::prelude::*; use std::iter; }";
        assert_green(
            models_are_pure,
            &[("users/model.rs", text), ("users/model/status.rs", text)],
        );
        assert_green(
            models_are_pure,
            &[("users/actions.rs", "use serde::Deserialize;")],
        );
    }
}
