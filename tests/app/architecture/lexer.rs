//! Just enough of Rust's lexical grammar to tell code from comments and literals.

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Code,
    Comment,
    Literal,
}

/// A word, `::`, or any other single character.
#[derive(Debug)]
pub struct Token {
    pub text: String,
    pub line: usize,
    /// Its first byte.
    pub at: usize,
}

impl Token {
    pub fn is_word(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// The text with comments blanked. Every byte keeps its place, so lines and offsets still hold.
pub fn without_comments(text: &str) -> String {
    blank(text, |kind| kind == Kind::Comment)
}

/// The text with comments, strings and characters blanked.
pub fn code_only(text: &str) -> String {
    blank(text, |kind| kind != Kind::Code)
}

pub fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(first) = code[at..].chars().next() {
        let rest = &code[at..];
        let len = if is_word(first) {
            word(rest)
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        if first == '\n' {
            line += 1;
        } else if !first.is_whitespace() {
            tokens.push(Token {
                text: rest[..len].to_owned(),
                line,
                at,
            });
        }
        at += len;
    }
    tokens
}

fn blank(text: &str, goes: impl Fn(Kind) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    while out.len() < text.len() {
        let (kind, len) = lexeme(&text[out.len()..]);
        let piece = &text[out.len()..][..len];
        if goes(kind) {
            out.extend(
                piece
                    .bytes()
                    .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
            );
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// What the rest of a file starts with, and how many bytes of it belong together.
fn lexeme(rest: &str) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    if let Some(len) = raw_string(rest)
        .or_else(|| string(rest))
        .or_else(|| character(rest))
    {
        return (Kind::Literal, len);
    }
    // A whole word at once, so that the end of a name isn't taken for the start of an `r"…"`.
    let one = rest.chars().next().map_or(1, char::len_utf8);
    (Kind::Code, word(rest).max(one))
}

/// They nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let body = ["r", "br", "cr"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let close = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(rest.len() - inside.len() + close)
}

fn string(rest: &str) -> Option<usize> {
    let inside = ["\"", "b\"", "c\""]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))?;
    Some(rest.len() - inside.len() + until_quote(inside, '"'))
}

/// `'a'` and `'\n'`, but not the `'a` of a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = rest
        .strip_prefix("b'")
        .or_else(|| rest.strip_prefix('\''))?;
    let first = inside.chars().next()?;
    let is_literal = first == '\\' || inside[first.len_utf8()..].starts_with('\'');
    is_literal.then(|| rest.len() - inside.len() + until_quote(inside, '\''))
}

/// How far it is to behind the closing quote, stepping over what is escaped.
fn until_quote(inside: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    inside.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

#[test]
fn comments_strings_and_characters_are_not_code() {
    for (text, code) in [
        ("a // use b\nc", "a c"),
        ("a /* b /* c */ d */ e", "a e"),
        (r#"f("{ \" }") g"#, "f( ) g"),
        (r##"a(r#"b " c"#) d"##, "a( ) d"),
        (r"('{', '\'', b'}') e", "( , , ) e"),
        ("&'a str", "&'a str"),
        ("let r#type = for_r", "let r#type = for_r"),
        ("f(\"Grüße\") x", "f( ) x"),
    ] {
        let left = code_only(text);
        let words: Vec<_> = left.split_whitespace().collect();
        assert_eq!(words.join(" "), code);
        assert_eq!(
            left.len(),
            text.len(),
            "every byte of {text} keeps its place"
        );
    }
}

#[test]
fn markup_keeps_its_strings_and_loses_its_comments() {
    assert_eq!(
        without_comments("p { \"// no\" } // yes"),
        "p { \"// no\" }       "
    );
}

#[test]
fn a_token_knows_its_line() {
    let tokens = tokens("use a::b;\n\nfn c() {}");
    let seen: Vec<_> = tokens
        .iter()
        .map(|token| (token.text.as_str(), token.line))
        .collect();
    assert_eq!(
        seen[..5],
        [("use", 1), ("a", 1), ("::", 1), ("b", 1), (";", 1)]
    );
    assert_eq!(seen[5..7], [("fn", 3), ("c", 3)]);
}
