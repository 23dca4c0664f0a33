//! The paths that a file names, in `use` trees and in expressions, as seen from the crate's root.

use std::collections::BTreeMap;

use super::lexer::Token;
use super::reader;

#[derive(Clone, Debug)]
pub struct Segment {
    pub name: String,
    pub line: usize,
}

/// What a name at the start of a path stands for. One table for a whole file is coarse but enough.
pub type Imports = BTreeMap<String, Vec<Segment>>;

#[derive(Debug)]
pub struct Mention {
    /// Absolute: `super::` and imported names are spelled out.
    pub path: Vec<Segment>,
    /// How many of the first segments come from an import and aren't written here. A rule looks at
    /// what is written, so that an import is reported once and not at each of its uses.
    pub imported: usize,
    /// Inside a `mod tests { … }`.
    pub in_tests: bool,
}

impl Mention {
    pub fn name(&self, index: usize) -> &str {
        self.path
            .get(index)
            .map_or("", |segment| segment.name.as_str())
    }

    /// The segment, if this place is the one that names it.
    pub fn written(&self, index: usize) -> Option<&Segment> {
        self.path.get(index).filter(|_| index >= self.imported)
    }
}

/// Everything that the file at `path` names, in order.
pub fn mentions(path: &str, tokens: &[Token]) -> Vec<Mention> {
    let (mut mentions, imports) = reader::read(path, tokens);
    for mention in &mut mentions {
        spell_out(mention, &imports);
    }
    mentions
}

/// An imported first name is replaced by what it stands for, unless that is itself, as after
/// `use serde::{self, …}`.
fn spell_out(mention: &mut Mention, imports: &Imports) {
    let first = mention.name(0);
    if let Some(import) = imports.get(first).filter(|import| import[0].name != first) {
        mention.imported = import.len();
        mention.path.splice(..1, import.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    /// `crate::users|::store`: what stands behind the bar is written in the file.
    fn seen(path: &str, text: &str) -> Vec<String> {
        let tree = Tree::of(&[(path, text)]);
        let spell = |mention: &Mention| {
            let names: Vec<_> = mention
                .path
                .iter()
                .map(|segment| segment.name.as_str())
                .collect();
            let (imported, written) = names.split_at(mention.imported);
            match imported {
                [] => written.join("::"),
                _ => format!("{}|{}", imported.join("::"), written.join("::")),
            }
        };
        tree.files[0]
            .mentions
            .iter()
            .filter(|mention| mention.path.len() > 1)
            .map(spell)
            .collect()
    }

    #[test]
    fn a_use_tree_is_taken_apart() {
        let text = "pub use a::{b::{c, d as e}, f::{self, *}, g};\nuse ::h::i;\nuse {j::k, l::m};";
        assert_eq!(
            seen("users/web.rs", text),
            [
                "a::b::c", "a::b::d", "a::f", "a::f::*", "a::g", "h::i", "j::k", "l::m"
            ]
        );
    }

    #[test]
    fn a_path_in_an_expression_is_seen_with_its_generics() {
        let text = "fn f(x: &a::B) -> c::D { x.call::<e::F>(); g::H::<i::J>::k(0..l::M, ::n::o) }";
        assert_eq!(
            seen("users/web.rs", text),
            ["a::B", "c::D", "e::F", "g::H::k", "i::J", "l::M", "n::o"]
        );
    }

    #[test]
    fn an_imported_name_is_spelled_out() {
        let text =
            "use crate::{users, teams::store as rows};\nfn f() { users::store::g(); rows::h() }";
        assert_eq!(
            seen("roles/web.rs", text),
            [
                "crate::users",
                "crate::teams::store",
                "crate::users|store::g",
                "crate::teams::store|h"
            ]
        );
        assert_eq!(seen("x.rs", "use serde::{self, de};"), ["serde::de"]);
    }

    #[test]
    fn relative_paths_start_where_the_file_stands() {
        let inline = "mod tests { use super::*; use super::super::model::A; } use super::model::B;";
        assert_eq!(
            seen("users/web/forms.rs", inline),
            [
                "crate::users::web::forms::*",
                "crate::users::web::model::A",
                "crate::users::web::model::B"
            ]
        );
        let door = "mod store; pub use store::Row; use self::web::f;";
        assert_eq!(
            seen("users/mod.rs", door),
            ["crate::users::store|Row", "crate::users::web::f"]
        );
        assert_eq!(seen("main.rs", "use muster::cli;"), ["crate::cli"]);
    }

    #[test]
    fn what_stands_in_a_test_module_is_marked() {
        let tree = Tree::of(&[(
            "users/model.rs",
            "use a::b; mod tests { use c::d; } use e::f;",
        )]);
        let marks: Vec<_> = tree.files[0]
            .mentions
            .iter()
            .map(|mention| mention.in_tests)
            .collect();
        assert_eq!(marks, [false, true, false]);
    }
}
