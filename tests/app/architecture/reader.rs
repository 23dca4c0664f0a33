//! Reads the paths out of a file's tokens: `use` trees are taken apart, `super::` is spelled out.

use super::lexer::Token;
use super::paths::{Imports, Mention, Segment};

/// What the file at `path` names as it is written, and what it imports.
pub fn read(path: &str, tokens: &[Token]) -> (Vec<Mention>, Imports) {
    let mut reader = Reader::new(path, tokens);
    while reader.at < tokens.len() {
        reader.step();
    }
    (reader.mentions, reader.imports)
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    /// Where the file and the inline modules around `at` stand, and the brace depth each ends at.
    module: Vec<String>,
    inline: Vec<usize>,
    depth: usize,
    mentions: Vec<Mention>,
    imports: Imports,
}

impl<'a> Reader<'a> {
    fn new(path: &str, tokens: &'a [Token]) -> Self {
        let names = path.trim_end_matches(".rs").split('/');
        let names = names.filter(|name| !["lib", "main", "mod"].contains(name));
        Self {
            tokens,
            at: 0,
            module: ["crate"]
                .into_iter()
                .chain(names)
                .map(str::to_owned)
                .collect(),
            inline: Vec::new(),
            depth: 0,
            mentions: Vec::new(),
            imports: Imports::new(),
        }
    }

    fn step(&mut self) {
        match self.text(0) {
            "{" => self.depth += 1,
            "}" => self.close(),
            "mod" if self.is_word(1) => return self.declare_module(),
            // Not the `use<'a>` of a return type.
            "use" if self.text(1) != "<" => {
                self.at += 1;
                return self.use_tree(&[]);
            }
            _ if self.starts_path() => {
                let path = self.plain_path();
                return self.mention(path);
            }
            _ => {}
        }
        self.at += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.inline.last() == Some(&self.depth) {
            self.inline.pop();
            self.module.pop();
        }
    }

    fn declare_module(&mut self) {
        let name = self.text(1).to_owned();
        if self.text(2) == "{" {
            self.inline.push(self.depth);
            self.module.push(name);
        } else {
            let here = self.module.iter().chain([&name]);
            let line = self.tokens[self.at].line;
            let path = here
                .map(|name| Segment {
                    name: name.clone(),
                    line,
                })
                .collect();
            self.imports.insert(name, path);
        }
        self.at += 2;
    }

    /// One branch of a `use`: `a::b`, `a::{b, c::*}` or `a as b`, behind what stands before it.
    fn use_tree(&mut self, prefix: &[Segment]) {
        let mut path = prefix.to_vec();
        loop {
            match self.text(0) {
                "::" => {
                    self.at += 1;
                    continue;
                }
                "{" => return self.use_group(&path),
                "self" if !path.is_empty() => self.at += 1,
                _ if self.is_word(0) || self.text(0) == "*" => path.push(self.take()),
                _ => return,
            }
            if self.text(0) != "::" {
                break;
            }
        }
        let mut name = path
            .last()
            .map(|segment| segment.name.clone())
            .unwrap_or_default();
        if self.text(0) == "as" {
            name = self.text(1).to_owned();
            self.at += 2;
        }
        let path = self.absolute(path);
        self.imports.insert(name, path.clone());
        self.mentions.push(Mention {
            path,
            imported: 0,
            in_tests: self.in_tests(),
        });
    }

    fn use_group(&mut self, prefix: &[Segment]) {
        self.at += 1;
        while self.at < self.tokens.len() && self.text(0) != "}" {
            let before = self.at;
            self.use_tree(prefix);
            // Past the comma, and past anything that isn't understood.
            if self.text(0) == "," || self.at == before {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    /// A word that isn't the rest of a path already read and isn't a field or method.
    fn starts_path(&self) -> bool {
        let back = |by: usize| {
            self.at
                .checked_sub(by)
                .map_or("", |at| self.tokens[at].text.as_str())
        };
        let is_range = back(1) == "." && back(2) == ".";
        let is_root = back(1) == "::"
            && !back(2).ends_with(|c: char| c.is_alphanumeric() || "_>".contains(c));
        self.is_word(0) && (is_root || is_range || ![".", "::"].contains(&back(1)))
    }

    /// `a::b::<C>::d` is `a::b::d`. Reading goes on behind `b`, so that `C` is seen as well.
    fn plain_path(&mut self) -> Vec<Segment> {
        let mut path = vec![self.take()];
        let mut behind = None;
        while self.text(0) == "::" {
            self.at += 1;
            if self.is_word(0) {
                path.push(self.take());
            } else if self.text(0) == "<" {
                behind.get_or_insert(self.at);
                self.skip_generics();
            }
        }
        self.at = behind.unwrap_or(self.at);
        path
    }

    fn skip_generics(&mut self) {
        let mut open = 0_usize;
        while self.at < self.tokens.len() {
            match self.text(0) {
                "<" => open += 1,
                ">" if self.tokens[self.at - 1].text != "-" => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return;
            }
        }
    }

    fn mention(&mut self, path: Vec<Segment>) {
        let path = self.absolute(path);
        self.mentions.push(Mention {
            path,
            imported: 0,
            in_tests: self.in_tests(),
        });
    }

    /// `self::` and `super::` become the module they mean; `main.rs` calls the library by its name.
    fn absolute(&self, path: Vec<Segment>) -> Vec<Segment> {
        let line = path.first().map_or(0, |segment| segment.line);
        let ups = path
            .iter()
            .take_while(|segment| segment.name == "super")
            .count();
        let (base, rest) = match path.first().map(|segment| segment.name.as_str()) {
            Some("self") => (self.module.as_slice(), &path[1..]),
            Some("super") => (
                &self.module[..self.module.len().saturating_sub(ups)],
                &path[ups..],
            ),
            Some("muster") => (&self.module[..1], &path[1..]),
            _ => return path,
        };
        let base = base.iter().map(|name| Segment {
            name: name.clone(),
            line,
        });
        base.chain(rest.iter().cloned()).collect()
    }

    fn in_tests(&self) -> bool {
        self.module.iter().any(|name| name == "tests")
    }

    fn take(&mut self) -> Segment {
        let token = &self.tokens[self.at];
        self.at += 1;
        Segment {
            name: token.text.clone(),
            line: token.line,
        }
    }

    fn text(&self, ahead: usize) -> &str {
        self.tokens
            .get(self.at + ahead)
            .map_or("", |token| token.text.as_str())
    }

    fn is_word(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(Token::is_word)
    }
}
