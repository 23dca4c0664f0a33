//! What the content security policy would stop is stopped here, before a browser finds it.

use super::Violation;
use super::lexer::Token;
use super::tree::{Source, Tree};

/// Where a line of markup can start in Maud, going by the token before it.
const BEFORE_AN_ELEMENT: [&str; 6] = ["{", "}", ";", ")", "]", ">"];

pub fn the_policy_lets_pages_work(tree: &Tree) -> Vec<Violation> {
    let mut seen = Vec::new();
    for source in &tree.files {
        let is_mail = source.top() == "mail" || source.room() == "mail";
        let is_page = source.top() == "ui" || source.room() == "views";
        if is_page || is_mail {
            seen.extend(scripts(source));
            seen.extend(elements_with_a_body(source, "script"));
        }
        // Mail readers know no style sheets, so mails carry their styles inline.
        if is_page && !is_mail {
            seen.extend(styles(source));
            seen.extend(elements_with_a_body(source, "style"));
        }
    }
    seen
}

fn styles(source: &Source) -> Vec<Violation> {
    let rule = "the policy forbids style attributes";
    let numbered = source.markup.lines().enumerate();
    numbered
        .filter(|(_, line)| attributes(line).any(|name| name == "style"))
        .map(|(index, _)| Violation::at(source, index + 1, rule))
        .collect()
}

fn scripts(source: &Source) -> Vec<Violation> {
    let rule = "the policy forbids script in attributes";
    let lines = source.markup.lines().zip(source.code.lines()).enumerate();
    lines
        .filter(|(_, (line, code))| {
            attributes(line).any(is_handler)
                || line.contains("hx-on")
                || has_script_value(line, code)
        })
        .map(|(index, _)| Violation::at(source, index + 1, rule))
        .collect()
}

/// What stands right before each `=`. rustfmt sets a space before the `=` of Rust, and nobody does
/// before an attribute's, so this tells `style="…"` from `let style = …`.
fn attributes(line: &str) -> impl Iterator<Item = &str> {
    let behind = |c: char| !(c.is_alphanumeric() || "-_:.".contains(c));
    line.match_indices('=')
        .filter_map(move |(at, _)| line[..at].rsplit(behind).next())
}

/// `onclick`, but neither `on` nor `data-once`.
fn is_handler(name: &str) -> bool {
    let event = name.strip_prefix("on").unwrap_or_default();
    !event.is_empty() && event.chars().all(|c| c.is_ascii_lowercase())
}

/// `js:` or `javascript:` at the start of a string's word; a Rust field may be called `js`.
fn has_script_value(line: &str, code: &str) -> bool {
    let starts = line
        .match_indices("js:")
        .chain(line.match_indices("javascript:"));
    let mut in_strings = starts.filter(|(at, _)| code.as_bytes()[*at] == b' ');
    in_strings.any(|(at, _)| line[..at].ends_with(['"', '\'', ' ']))
}

/// `script { "…" }`. With nothing between the braces it only loads a file, and that is fine.
fn elements_with_a_body(source: &Source, name: &str) -> Vec<Violation> {
    let rule = "the policy forbids inline scripts and styles";
    let mut seen = Vec::new();
    for (at, token) in source.tokens.iter().enumerate().skip(1) {
        let starts = BEFORE_AN_ELEMENT.contains(&source.tokens[at - 1].text.as_str());
        let is_element = token.text == name && starts;
        if is_element
            && body(&source.tokens[at..])
                .is_some_and(|(from, to)| !source.markup[from..to].trim().is_empty())
        {
            seen.push(Violation::at(source, token.line, rule));
        }
    }
    seen
}

/// Between the braces of the element that starts here; an attribute's value may have braces too.
fn body(element: &[Token]) -> Option<(usize, usize)> {
    let is_markup = element
        .get(1)
        .is_some_and(|next| next.is_word() || next.text == "{");
    let (mut depth, mut from, mut brackets) = (0_usize, None, 0_usize);
    for pair in element.windows(2).filter(|_| is_markup) {
        let token = &pair[1];
        let is_value = pair[0].text == "=" && pair[0].at + 1 == token.at;
        match token.text.as_str() {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets = brackets.saturating_sub(1),
            ";" if depth == 0 && brackets == 0 => return None,
            "{" => {
                if depth == 0 && brackets == 0 && !is_value {
                    from = Some(token.at + 1);
                }
                depth += 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                if let Some(from) = from.filter(|_| depth == 0) {
                    return Some((from, token.at));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{assert_green, red};
    use super::*;

    fn seen(markup: &str) -> usize {
        red(
            the_policy_lets_pages_work,
            &[("users/views.rs", &page(markup))],
        )
        .len()
    }

    fn page(markup: &str) -> String {
        format!("fn f() -> Markup {{ html! {{ {markup} }} }}")
    }

    #[test]
    fn what_the_policy_would_stop_is_seen() {
        for markup in [
            r#"div style="color: red" {}"#,
            "div.card style=(color) {}",
            r#"(PreEscaped("<p style='color: red'>"))"#,
            r#"button onclick="f()" {}"#,
            "body onload=[script] {}",
            r#"div hx-on:click="f()" {}"#,
            r#"div hx-vals="js:{a: 1}" {}"#,
            r#"a href="javascript:f()" {}"#,
            r#"script { "alert(1)" }"#,
            r#"p {} script type="module" { (PreEscaped("f()")) }"#,
            r#"style { "p { color: red }" }"#,
        ] {
            assert_eq!(seen(markup), 1, "{markup}");
        }
    }

    #[test]
    fn what_the_policy_allows_is_fine() {
        for markup in [
            r#"link rel="stylesheet" href=(asset("app.css"));"#,
            r#"script src=(asset("app.js")) type="module" defer {}"#,
            r#"script src={ "/assets/" (name) } {} p { "text" }"#,
            r#"div data-style="wide" data-once="yes" hx-get="/x" {}"#,
            "@let style = row.style; @if style == one { (style) }",
            "// style=\"x\" would be stopped",
        ] {
            assert_eq!(seen(&format!("{markup}\n")), 0, "{markup}");
        }
        let rust = "struct Asset { js: String }\n\
            fn script(style: &str) -> Markup { let once = style; f(once) }";
        assert_green(the_policy_lets_pages_work, &[("ui/assets.rs", rust)]);
    }

    #[test]
    fn a_mail_has_inline_styles_and_no_script() {
        let rule = the_policy_lets_pages_work;
        let styled = page(r#"p style="color: red" {} style { "p {}" }"#);
        assert_green(
            rule,
            &[("users/mail.rs", &styled), ("mail/layout.rs", &styled)],
        );
        let scripted = page(r#"p onclick="f()" {}"#);
        assert_eq!(
            red(rule, &[("users/mail.rs", &scripted)]),
            ["users/mail.rs:1"]
        );
    }
}
