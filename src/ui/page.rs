//! A page, and the one place that knows how much of it a client asked for.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use maud::{Markup, html};

use super::dialog::dialog_answered_in_place;
use super::notice::Notice;
use super::see_other::SeeOther;
use super::toast::noticed;
use super::{Dialog, Undo, dialog, document};

const HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");
const HX_REQUEST_TYPE: HeaderName = HeaderName::from_static("hx-request-type");
const HX_RESWAP: HeaderName = HeaderName::from_static("hx-reswap");
const HX_RETARGET: HeaderName = HeaderName::from_static("hx-retarget");
const HX_TARGET: HeaderName = HeaderName::from_static("hx-target");
/// Where htmx brings dialogs.
const DIALOGS: &str = "dialogs";
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// What a browser is going to do with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Show it as a page.
    Page,
    /// Put it into the page that is open.
    Fragment,
}

impl Asked {
    pub fn by(headers: &HeaderMap) -> Self {
        if is_from_script(headers) && is(headers, &HX_REQUEST_TYPE, "partial") {
            Self::Fragment
        } else {
            Self::Page
        }
    }
}

/// The id of the part of the open page that the answer replaces, where a script asks for one.
pub fn part_asked_for(headers: &HeaderMap) -> Option<&str> {
    match Asked::by(headers) {
        Asked::Page => None,
        Asked::Fragment => target(headers),
    }
}

/// Whether htmx sent it, which can't follow a redirect to another page by itself.
pub fn is_from_script(headers: &HeaderMap) -> bool {
    is(headers, &HX_REQUEST, "true")
}

fn is(headers: &HeaderMap, name: &HeaderName, value: &str) -> bool {
    headers.get(name).is_some_and(|given| given == value)
}

/// What a handler gives back: a page, or the address of one.
pub enum Answer {
    Page(Page),
    SeeOther(SeeOther),
}

/// Everything from the side bar to what stands in the middle. As an answer it is the whole for who
/// opens it; for htmx it is `main`, or the one part that htmx is about to replace.
pub struct Page {
    status: StatusCode,
    title: String,
    layout: &'static str,
    beside: Markup,
    main: Markup,
    parts: Vec<(String, Markup)>,
    headers: Vec<(HeaderName, String)>,
    /// In the head.
    besides: Markup,
}

impl Page {
    /// `main` is a whole `<main id="main">`.
    pub(super) fn new(title: String, layout: &'static str, beside: Markup, main: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            title,
            layout,
            beside,
            main,
            parts: Vec::new(),
            headers: Vec::new(),
            besides: html! {},
        }
    }

    /// A page of something that goes on: without scripts it is loaded again and again.
    #[must_use]
    pub fn asked_for_again(mut self) -> Self {
        self.besides = html! { noscript { meta http-equiv="refresh" content="1"; } };
        self
    }

    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A form that comes back with what is wrong by its fields.
    #[must_use]
    pub fn mistaken(self) -> Self {
        self.status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// A part of `main` that may be asked for alone; it carries this id.
    #[must_use]
    pub fn part(mut self, id: &str, part: Markup) -> Self {
        self.parts.push((id.to_owned(), part));
        self
    }

    /// For a page that asks something: the dialog that asks it over the page it was opened from.
    #[must_use]
    pub fn or_over_the_page(self, question: &Dialog<'_>) -> Self {
        self.part(DIALOGS, dialog(question))
    }

    /// The same where the form comes back into its dialog, with what is wrong or what came of it.
    #[must_use]
    pub fn or_answered_over_the_page(self, question: &Dialog<'_>) -> Self {
        self.part(DIALOGS, dialog_answered_in_place(question))
    }

    /// A page whose address nobody should find by searching.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.headers.push((ROBOTS, "noindex".to_owned()));
        self
    }

    /// A form that comes back because somebody tried too often.
    #[must_use]
    pub fn too_soon(mut self, wait: Duration) -> Self {
        let seconds = wait.as_secs().max(1).to_string();
        self.headers.push((RETRY_AFTER, seconds));
        self.status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// A form that comes back, because of what is wrong in it or because somebody tried too often.
    #[must_use]
    pub fn sent_back(self, wait: Option<Duration>) -> Self {
        match wait {
            None => self.mistaken(),
            Some(wait) => self.too_soon(wait),
        }
    }

    /// A form that comes back because of what somebody else did meanwhile.
    #[must_use]
    pub fn in_conflict(self) -> Self {
        self.status(StatusCode::CONFLICT)
    }

    /// The page as it is, because what was tried on it is above somebody's rights.
    #[must_use]
    pub fn forbidden(self) -> Self {
        self.status(StatusCode::FORBIDDEN)
    }

    fn whole(&self, notice: Option<Notice>, undo: Option<&Undo>) -> Markup {
        document(
            &self.title,
            &self.besides,
            &html! {
                div class=(self.layout) { (self.beside) (self.main) }
                // What htmx brings to be decided over the page.
                div id=(DIALOGS) {}
                div.toasts id="toasts" role="status" aria-live="polite" {
                    @if let Some(notice) = notice { (noticed(notice, undo)) }
                }
            },
        )
    }

    /// Where a question was expected and a form with a mistake comes.
    fn is_instead_of_a_dialog(&self, headers: &HeaderMap) -> bool {
        target(headers) == Some(DIALOGS) && !self.parts.iter().any(|(id, _)| id == DIALOGS)
    }

    fn fragment(&self, headers: &HeaderMap) -> Markup {
        let target = target(headers);
        let part = self
            .parts
            .iter()
            .find(|(id, _)| Some(id.as_str()) == target);
        part.map_or_else(
            || html! { title { (self.title) } (self.main) },
            |(_, part)| part.clone(),
        )
    }
}

/// The id of what htmx is about to replace.
fn target(headers: &HeaderMap) -> Option<&str> {
    let target = headers.get(&HX_TARGET)?.to_str().ok()?;
    target.split_once('#').map(|(_, id)| id)
}

impl Responder for Page {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status);
        let markup = match Asked::by(request.headers()) {
            Asked::Page => {
                let notice = Notice::in_query(request.query_string());
                self.whole(notice, Undo::by(request).as_ref())
            }
            Asked::Fragment => {
                if self.is_instead_of_a_dialog(request.headers()) {
                    response.insert_header((HX_RETARGET, "#main"));
                    response.insert_header((HX_RESWAP, "outerHTML"));
                }
                self.fragment(request.headers())
            }
        };
        for header in self.headers {
            response.insert_header(header);
        }
        response
            .content_type("text/html; charset=utf-8")
            .body(markup.into_string())
    }
}

impl From<Page> for Answer {
    fn from(page: Page) -> Self {
        Self::Page(page)
    }
}

impl From<SeeOther> for Answer {
    fn from(elsewhere: SeeOther) -> Self {
        Self::SeeOther(elsewhere)
    }
}

impl Responder for Answer {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Page(page) => page.respond_to(request),
            Self::SeeOther(elsewhere) => elsewhere.respond_to(request),
        }
    }
}
