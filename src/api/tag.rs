//! Entity tags: whoever changes something says which state of it they have seen.

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use serde::Serialize;

use crate::error::{AppError, Problem};
use crate::types::TokenHash;

/// Of what a program is told of something: it changes whenever that does.
pub fn tag(content: &impl Serialize) -> String {
    of_text(&serde_json::to_string(content).unwrap_or_default())
}

pub(super) fn of_text(text: &str) -> String {
    let digest = TokenHash::of(text.as_bytes()).hex();
    let short: String = digest.chars().take(32).collect();
    format!("\"{short}\"")
}

/// Whether one of the tags, or `*`, is this one. A proxy that compresses may have made ours a weak one.
pub(super) fn names<'h>(headers: impl Iterator<Item = &'h HeaderValue>, tag: &str) -> bool {
    headers
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .map(|named| named.trim().trim_start_matches("W/"))
        .any(|named| named == "*" || named == tag)
}

/// The state on which a change was decided, where its sender says so.
#[derive(Clone, Debug)]
pub struct IfMatch(Vec<HeaderValue>);

impl FromRequest for IfMatch {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let named = request.headers().get_all(IF_MATCH).cloned().collect();
        ready(Ok(Self(named)))
    }
}

impl IfMatch {
    /// Asked in the change's own transaction, with what is there now.
    pub fn check(&self, now: &impl Serialize) -> Result<(), Problem> {
        if self.0.is_empty() || names(self.0.iter(), &tag(now)) {
            Ok(())
        } else {
            Err(Problem::changed_meanwhile())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_on_what_was_seen_goes_on_and_any_other_does_not() {
        let sent = |value: &str| IfMatch(vec![value.parse().unwrap()]);
        let now = tag(&"now");
        assert!(IfMatch(Vec::new()).check(&"now").is_ok());
        for fits in [
            now.clone(),
            format!("W/{now}"),
            format!("\"x\", {now}"),
            "*".to_owned(),
        ] {
            assert!(sent(&fits).check(&"now").is_ok(), "{fits}");
        }
        for other in [tag(&"then"), now.replace('"', ""), "\"\"".to_owned()] {
            assert!(sent(&other).check(&"now").is_err(), "{other}");
        }
    }
}
