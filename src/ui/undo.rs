//! What a page offers to take back, right after it was done on the page before.
//!
//! It travels in a cookie that lasts as long as the toast, signed and good in the session that it was made
//! in. An address would do as well for the browser, but anybody could send somebody an address whose Undo
//! gives away what they like.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use maud::{Markup, html};

use super::Button;
use crate::access::UndoCookies;
use crate::types::{Slug, UserId};

/// Browsers keep no larger ones.
const MOST_BYTES: usize = 3_000;

/// A form that takes something back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// Somebody's roles, which is all that is taken back like this.
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Undo {
    /// `None` where it is too long to travel.
    pub(super) fn cookie(&self, request: &HttpRequest) -> Option<Cookie<'static>> {
        let text = self.text();
        if text.len() > MOST_BYTES {
            return None;
        }
        let mut cookie = UndoCookies::sealed(request, &workspace_of(request.path())?, &text)?;
        cookie.set_same_site(SameSite::Strict);
        Some(cookie)
    }

    /// So that nothing is offered for what is done now.
    pub(super) fn forgotten(request: &HttpRequest) -> Option<Cookie<'static>> {
        UndoCookies::removal(request)
    }

    pub(super) fn by(request: &HttpRequest) -> Option<Self> {
        let slug = workspace_of(request.path())?;
        let undo = Self::read(&UndoCookies::read(request, &slug)?)?;
        undo.gives_roles_back(&slug).then_some(undo)
    }

    fn gives_roles_back(&self, slug: &Slug) -> bool {
        let people = format!("/{slug}/settings/users/");
        let somebody = self.action.strip_prefix(&people);
        let somebody = somebody.and_then(|rest| rest.strip_suffix("/roles"));
        somebody.is_some_and(|id| id.parse::<UserId>().is_ok())
    }

    fn text(&self) -> String {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("action", &self.action)
            .extend_pairs(&self.fields)
            .finish();
        URL_SAFE_NO_PAD.encode(form)
    }

    fn read(text: &str) -> Option<Self> {
        let form = URL_SAFE_NO_PAD.decode(text).ok()?;
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

/// `northwind` of `/northwind/settings/users`.
fn workspace_of(path: &str) -> Option<Slug> {
    path.strip_prefix('/')?.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undo(action: &str) -> Undo {
        Undo {
            action: action.to_owned(),
            fields: vec![("role".to_owned(), "a&b".to_owned())],
        }
    }

    #[test]
    fn it_comes_back_as_it_went() {
        let undo = undo("/northwind/settings/users/1/roles");
        assert_eq!(Undo::read(&undo.text()), Some(undo));
        assert_eq!(Undo::read("nonsense"), None);
        let slug = workspace_of("/northwind/settings/users").unwrap();
        assert_eq!(slug, workspace_of("/northwind").unwrap());
        assert_eq!(workspace_of(""), None);
    }

    #[test]
    fn it_leads_to_somebodys_roles_in_this_workspace_alone() {
        let slug: Slug = "northwind".parse().unwrap();
        let id = UserId::new();
        let gives = |action: &str| undo(action).gives_roles_back(&slug);
        assert!(gives(&format!("/northwind/settings/users/{id}/roles")));
        for action in [
            format!("/contoso/settings/users/{id}/roles"),
            format!("https://evil.example/northwind/settings/users/{id}/roles"),
            format!("/northwind/settings/users/{id}/delete"),
            format!("/northwind/settings/users/{id}/../roles"),
            "/northwind/settings/users//roles".to_owned(),
            "/northwind/settings/users/x/roles".to_owned(),
        ] {
            assert!(!gives(&action), "{action}");
        }
    }
}
