//! Keeps the layout true: reads `src/` and fails where it strays from what ARCHITECTURE.md says.
//!
//! A rule is a plain function from the tree to what breaks it, so that each can be shown a broken
//! snippet and a clean one beside it. Nothing here knows Rust's grammar in full: comments and
//! strings are blanked, the rest is cut into words, and a rule looks at words, paths and braces.

mod layers;
mod lexer;
mod libraries;
mod markup;
mod paths;
mod proof;
mod reader;
mod shape;
mod tree;

use std::fmt;
use std::path::Path;

use tree::{Source, Tree};

/// One line of the answer: `src/users/web.rs:12 only store.rs … may use diesel: use diesel::x;`
#[derive(Debug)]
struct Violation {
    file: String,
    line: usize,
    rule: &'static str,
    what: String,
}

impl Violation {
    /// What is wrong is the line itself, as somebody wrote it.
    fn at(source: &Source, line: usize, rule: &'static str) -> Self {
        let text = source.text.lines().nth(line - 1).unwrap_or_default();
        Self::saying(source, line, rule, text.trim())
    }

    fn saying(source: &Source, line: usize, rule: &'static str, what: impl Into<String>) -> Self {
        let (file, what) = (source.path.clone(), what.into());
        Self {
            file,
            line,
            rule,
            what,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "src/{}:{} {}: {}",
            self.file, self.line, self.rule, self.what
        )
    }
}

type Rule = fn(&Tree) -> Vec<Violation>;

const RULES: [Rule; 15] = [
    libraries::frameworks_stay_in_their_rooms,
    layers::shared_modules_know_no_feature,
    layers::leaves_show_nothing,
    layers::nothing_leans_on_what_starts_it,
    layers::features_meet_at_their_front_doors,
    layers::features_use_each_other_in_one_direction,
    libraries::models_are_pure,
    shape::files_are_short,
    shape::functions_are_short,
    shape::names_say_something,
    shape::rooms_have_their_names,
    shape::features_say_what_they_are,
    proof::proof_without_a_person_is_rare,
    proof::only_access_makes_proof,
    markup::the_policy_lets_pages_work,
];

#[test]
fn the_source_is_laid_out_as_the_architecture_says() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let tree = Tree::read(&src).expect("src/ can be read");
    // A test that found nothing to read would be content with anything.
    let is_read = tree.files.iter().any(|file| file.path == "lib.rs");
    assert!(is_read, "src/lib.rs wasn't read");

    let violations = RULES.iter().flat_map(|rule| broken(*rule, &tree));
    let lines: Vec<_> = violations.map(|seen| seen.to_string()).collect();
    let all = lines.join("\n");
    assert!(lines.is_empty(), "src/ strays from its layout:\n{all}");
}

#[test]
fn a_violation_reads_as_a_place_a_rule_and_the_line() {
    let text = "//! Pages.\n\nuse diesel::prelude::*;\n";
    let tree = Tree::of(&[("users/web.rs", text)]);
    let violations = broken(libraries::frameworks_stay_in_their_rooms, &tree);
    assert_eq!(
        violations[0].to_string(),
        "src/users/web.rs:3 only store.rs, db/ and types/ may use diesel: use diesel::prelude::*;"
    );
}

/// What breaks a rule, in order, a line once however often it breaks it.
fn broken(rule: Rule, tree: &Tree) -> Vec<Violation> {
    let mut seen = rule(tree);
    seen.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    seen.dedup_by(|a, b| (&a.file, a.line, a.rule) == (&b.file, b.line, b.rule));
    seen
}

/// Where a rule sees red in an imagined tree: `["users/web.rs:3"]`.
fn red(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
    let seen = broken(rule, &Tree::of(files));
    let places = seen.iter().map(|it| format!("{}:{}", it.file, it.line));
    places.collect()
}

#[track_caller]
fn assert_green(rule: Rule, files: &[(&str, &str)]) {
    let seen = red(rule, files);
    assert!(seen.is_empty(), "nothing is wrong at {seen:?}");
}
