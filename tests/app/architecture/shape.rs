//! Sizes and names.

use std::collections::BTreeSet;

use super::Violation;
use super::lexer::Token;
use super::tree::{ROOMS, Source, Tree};

/// The document says "about 300" and "about 40"; this is where about ends.
const LINES_OF_A_FILE: usize = 350;
const LINES_OF_A_FUNCTION: usize = 60;

/// Written by `diesel print-schema`.
const GENERATED: [&str; 1] = ["db/schema.rs"];

const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "misc"];
const EMPTY_ENDINGS: [&str; 5] = ["_impl", "_helper", "_helpers", "_util", "_utils"];

/// Not for functions: a person has a manager, and `manager()` may say who it is.
const EMPTY_MODULE_NAMES: [&str; 2] = ["manager", "managers"];

/// Answers machines, not people, so it has none of the usual rooms but a door.
const WITHOUT_ROOMS: [&str; 1] = ["health"];

pub fn files_are_short(tree: &Tree) -> Vec<Violation> {
    let rule = "a file has at most 350 lines";
    let written = tree
        .files
        .iter()
        .filter(|source| !GENERATED.contains(&source.path.as_str()));
    let counted = written.map(|source| (source, source.text.lines().count()));
    counted
        .filter(|(_, lines)| *lines > LINES_OF_A_FILE)
        .map(|(source, lines)| Violation::saying(source, 1, rule, format!("{lines} lines")))
        .collect()
}

pub fn functions_are_short(tree: &Tree) -> Vec<Violation> {
    let rule = "a function has at most 60 lines";
    let mut seen = Vec::new();
    for source in &tree.files {
        for function in functions(&source.tokens) {
            let lines = function.last_line - function.line + 1;
            if lines > LINES_OF_A_FUNCTION {
                let what = format!("fn {} has {lines} lines", function.name);
                seen.push(Violation::saying(source, function.line, rule, what));
            }
        }
    }
    seen
}

pub fn names_say_something(tree: &Tree) -> Vec<Violation> {
    let rule = "a name says what is inside, so none is utils, helpers, common, manager or _impl";
    let mut seen = Vec::new();
    for source in &tree.files {
        if source.parts().into_iter().any(is_empty_module_name) {
            seen.push(Violation::saying(source, 1, rule, source.path.clone()));
        }
        for pair in source.tokens.windows(2).filter(|pair| pair[1].is_word()) {
            let name = pair[1].text.as_str();
            let is_empty = match pair[0].text.as_str() {
                "fn" => is_empty_name(name),
                "mod" => is_empty_module_name(name),
                _ => false,
            };
            if is_empty {
                seen.push(Violation::at(source, pair[1].line, rule));
            }
        }
    }
    seen
}

pub fn rooms_have_their_names(tree: &Tree) -> Vec<Violation> {
    let rule = "a feature's rooms are model, actions, store, web, api, views, mail and worker";
    let features = tree.features();
    let is_held = |top| features.contains(top) && !WITHOUT_ROOMS.contains(&top);
    let rooms = tree.files.iter().filter(|source| is_held(source.top()));
    rooms
        .filter(|source| !["", "mod"].contains(&source.room()) && !ROOMS.contains(&source.room()))
        .map(|source| Violation::saying(source, 1, rule, source.room()))
        .collect()
}

pub fn features_say_what_they_are(tree: &Tree) -> Vec<Violation> {
    let rule = "a feature's mod.rs starts with a //! that says what the feature is";
    let features = tree.features();
    // A feature of a single file has no folder to introduce.
    let rooms = tree.files.iter().filter(|it| it.parts().len() > 1);
    let folders: BTreeSet<_> = rooms.map(Source::top).collect();

    let mut seen = Vec::new();
    for feature in features.intersection(&folders) {
        let file = format!("{feature}/mod.rs");
        let introduction = tree.files.iter().find(|source| source.path == file);
        if !introduction.is_some_and(|source| source.text.starts_with("//!")) {
            let what = introduction.map_or("there is no such file", |_| "it starts otherwise");
            seen.push(Violation {
                file,
                line: 1,
                rule,
                what: what.to_owned(),
            });
        }
    }
    seen
}

fn is_empty_name(name: &str) -> bool {
    EMPTY_NAMES.contains(&name) || EMPTY_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn is_empty_module_name(name: &str) -> bool {
    is_empty_name(name) || EMPTY_MODULE_NAMES.contains(&name)
}

struct Function<'a> {
    name: &'a str,
    line: usize,
    last_line: usize,
}

/// Every `fn name … { … }`; a declaration without a body has no size.
fn functions(tokens: &[Token]) -> Vec<Function<'_>> {
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        let is_function = pair[0].text == "fn" && pair[1].is_word();
        if let Some(last_line) = is_function.then(|| last_line(&tokens[at..])).flatten() {
            found.push(Function {
                name: &pair[1].text,
                line: pair[0].line,
                last_line,
            });
        }
    }
    found
}

/// The line of the brace that closes the first body, unless a `;` comes before it.
fn last_line(tokens: &[Token]) -> Option<usize> {
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for token in tokens {
        match token.text.as_str() {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets = brackets.saturating_sub(1),
            "{" => braces += 1,
            "}" => {
                braces = braces.saturating_sub(1);
                if braces == 0 {
                    return Some(token.line);
                }
            }
            ";" if braces == 0 && brackets == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{assert_green, red};
    use super::*;

    #[test]
    fn a_long_file_is_seen_unless_it_is_generated() {
        let (fits, long) = ("//\n".repeat(350), "//\n".repeat(351));
        assert_eq!(
            red(files_are_short, &[("users/web.rs", &long)]),
            ["users/web.rs:1"]
        );
        assert_green(
            files_are_short,
            &[("users/web.rs", &fits), ("db/schema.rs", &long)],
        );
    }

    #[test]
    fn a_long_function_is_seen() {
        let long = format!(
            "\nfn long(x: [u8; 2]) -> [u8; 2] {{\n{}}}",
            "    f('}'); // }\n".repeat(59)
        );
        assert_eq!(
            red(functions_are_short, &[("users/web.rs", &long)]),
            ["users/web.rs:2"]
        );
        let fits = format!("fn fits() {{\n{}}}", "    if x { \"}\" }\n".repeat(58));
        let declared = format!("trait T {{ fn f(); fn g(); {} }}", "\n".repeat(90));
        assert_green(functions_are_short, &[("a.rs", &fits), ("b.rs", &declared)]);
    }

    #[test]
    fn a_name_that_says_nothing_is_seen() {
        let rule = names_say_something;
        assert_eq!(
            red(rule, &[("users/web/helpers.rs", "")]),
            ["users/web/helpers.rs:1"]
        );
        assert_eq!(red(rule, &[("utils/mod.rs", "")]), ["utils/mod.rs:1"]);
        for text in [
            "mod common;",
            "fn save_impl() {}",
            "async fn form_helper() {}",
            "mod manager {}",
        ] {
            assert_eq!(
                red(rule, &[("users/web.rs", text)]),
                ["users/web.rs:1"],
                "{text}"
            );
        }
        assert_green(
            rule,
            &[(
                "users/model.rs",
                "fn manager() {}\nfn uncommon() {}\nimpl User {}",
            )],
        );
    }

    #[test]
    fn a_room_that_the_house_does_not_have_is_seen() {
        let rule = rooms_have_their_names;
        assert_eq!(
            red(rule, &[("users/service.rs", "")]),
            ["users/service.rs:1"]
        );
        assert_eq!(
            red(rule, &[("users/forms/new.rs", "")]),
            ["users/forms/new.rs:1"]
        );
        let fine = [
            "users/mod.rs",
            "users/worker.rs",
            "users/web/new.rs",
            "ui/shell.rs",
            "app/x.rs",
            "health/readiness.rs",
        ];
        assert_green(rule, &fine.map(|path| (path, "")));
    }

    #[test]
    fn a_feature_without_an_introduction_is_seen() {
        let rule = features_say_what_they_are;
        assert_eq!(
            red(rule, &[("users/mod.rs", "mod web;")]),
            ["users/mod.rs:1"]
        );
        assert_eq!(
            red(rule, &[("users/web.rs", ""), ("users/api.rs", "")]),
            ["users/mod.rs:1"]
        );
        assert_green(
            rule,
            &[
                ("users/mod.rs", "//! Users."),
                ("users/web.rs", ""),
                ("db/mod.rs", ""),
            ],
        );
        assert_green(rule, &[("health.rs", "fn f() {}")]);
    }
}
