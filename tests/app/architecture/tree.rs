//! The files of `src/`, and what a path says about its file.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use super::lexer::{self, Token};
use super::paths::{self, Mention};

/// What every feature may use; none of them knows a feature.
pub const SHARED: [&str; 10] = [
    "access", "api", "audit", "clock", "config", "db", "links", "mail", "types", "ui",
];

/// What starts the features and what stands at the edge of the program. Every other module at the
/// top of `src/` is a feature, so that a new one is held to the rules without a word here.
pub const FRAME: [&str; 5] = ["app", "cli", "error", "lib", "main"];

/// The rooms of a feature besides its `mod.rs`.
pub const ROOMS: [&str; 8] = [
    "model", "actions", "store", "web", "api", "views", "mail", "worker",
];

pub struct Source {
    /// Below `src/`, with `/` between the parts on every system.
    pub path: String,
    pub text: String,
    /// Without comments, strings and characters.
    pub code: String,
    /// Without comments: what a page is written in is strings.
    pub markup: String,
    pub tokens: Vec<Token>,
    pub mentions: Vec<Mention>,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let code = lexer::code_only(text);
        let tokens = lexer::tokens(&code);
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            markup: lexer::without_comments(text),
            mentions: paths::mentions(path, &tokens),
            tokens,
        }
    }

    /// `users/web/forms.rs` is `["users", "web", "forms"]`.
    pub fn parts(&self) -> Vec<&str> {
        self.path.trim_end_matches(".rs").split('/').collect()
    }

    /// The module at the top of `src/` that the file belongs to.
    pub fn top(&self) -> &str {
        self.part(0)
    }

    /// The room in it: `web` for `users/web.rs` and for `users/web/forms.rs`; empty for `app.rs`.
    pub fn room(&self) -> &str {
        self.part(1)
    }

    fn part(&self, index: usize) -> &str {
        self.path
            .trim_end_matches(".rs")
            .split('/')
            .nth(index)
            .unwrap_or_default()
    }
}

pub struct Tree {
    pub files: Vec<Source>,
}

impl Tree {
    pub fn read(src: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        read_folder(src, "", &mut files)?;
        Ok(Self { files })
    }

    /// An imagined tree, for the rules' own tests.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| Source::new(path, text))
                .collect(),
        }
    }

    pub fn features(&self) -> BTreeSet<&str> {
        let tops = self.files.iter().map(Source::top);
        tops.filter(|top| !SHARED.contains(top) && !FRAME.contains(top))
            .collect()
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), files)?;
        } else if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            files.push(Source::new(&path, &fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

#[test]
fn a_new_folder_is_a_feature_without_being_named_here() {
    let paths = [
        "lib.rs",
        "app/mod.rs",
        "db/pool.rs",
        "users/mod.rs",
        "tags/web/forms.rs",
    ];
    let tree = Tree::of(&paths.map(|path| (path, "")));
    assert_eq!(
        tree.features().into_iter().collect::<Vec<_>>(),
        ["tags", "users"]
    );
}

#[test]
fn a_part_of_a_room_belongs_to_the_room() {
    let tree = Tree::of(&[
        ("users/web/forms.rs", ""),
        ("users/web.rs", ""),
        ("app.rs", ""),
    ]);
    let rooms: Vec<_> = tree.files.iter().map(Source::room).collect();
    assert_eq!(rooms, ["web", "web", ""]);
}
