//! What a page offers to take back, right after it was done on the page before.
//!
//! It travels in a cookie that lasts as long as the toast. An address would do as well for the browser,
//! but anybody could send somebody an address whose Undo gives away what they like.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use maud::{Markup, html};

use super::Button;

const NAME: &str = "undo";
/// A little longer than a toast, for the way there.
const SECONDS: i64 = 15;
/// Browsers keep no larger ones.
const MOST_BYTES: usize = 3_000;

/// A form that takes something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// A path in the workspace.
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Undo {
    /// `None` where it is too long to travel.
    pub(super) fn cookie(&self) -> Option<Cookie<'static>> {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("action", &self.action)
            .extend_pairs(&self.fields)
            .finish();
        let value = URL_SAFE_NO_PAD.encode(form);
        let cookie = Cookie::build(NAME, value.clone())
            .path(workspace_of(&self.action).to_owned())
            .http_only(true)
            .same_site(SameSite::Strict)
            .max_age(Duration::seconds(SECONDS));
        (value.len() <= MOST_BYTES).then(|| cookie.finish())
    }

    pub(super) fn by(request: &HttpRequest) -> Option<Self> {
        let undo = Self::read(request.cookie(NAME)?.value())?;
        (workspace_of(&undo.action) == workspace_of(request.path())).then_some(undo)
    }

    fn read(value: &str) -> Option<Self> {
        let form = URL_SAFE_NO_PAD.decode(value).ok()?;
        let mut pairs = url::form_urlencoded::parse(&form).into_owned();
        let (name, action) = pairs.next()?;
        (name == "action").then(|| Self {
            action,
            fields: pairs.collect(),
        })
    }

    /// For a page that is there whole, so it comes again whole.
    pub(super) fn form(&self) -> Markup {
        html! {
            form method="post" action=(self.action) {
                @for (name, value) in &self.fields { input type="hidden" name=(name) value=(value); }
                (Button::plain("Undo"))
            }
        }
    }
}

/// `/northwind` of `/northwind/settings/users`.
fn workspace_of(path: &str) -> &str {
    let end = path.bytes().skip(1).position(|byte| byte == b'/');
    end.and_then(|end| path.get(..=end)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_travels_in_a_cookie_of_the_workspace() {
        let undo = Undo {
            action: "/northwind/settings/users/1/roles".to_owned(),
            fields: vec![("role".to_owned(), "a&b".to_owned())],
        };
        let cookie = undo.cookie().unwrap();
        assert_eq!(cookie.path(), Some("/northwind"));
        assert_eq!(Undo::read(cookie.value()), Some(undo));
        assert_eq!(Undo::read("nonsense"), None);
        assert_eq!(workspace_of("/northwind"), "/northwind");
        assert_eq!(workspace_of(""), "");
    }
}
