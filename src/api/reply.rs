use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use super::tag;
use crate::error::PROBLEM;

/// What a program is answered.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) content_type: String,
    pub(super) body: String,
    tag: Option<String>,
    pub(super) location: Option<String>,
    further: Vec<(&'static str, &'static str)>,
    is_repeated: bool,
}

impl Reply {
    pub fn ok(content: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, content)
    }

    /// Something new, and where it is.
    pub fn created(content: &impl Serialize, location: String) -> Self {
        Self {
            location: Some(location),
            ..Self::json(StatusCode::CREATED, content).tagged()
        }
    }

    /// Done, and nothing to say.
    pub fn done() -> Self {
        Self {
            content_type: String::new(),
            body: String::new(),
            ..Self::json(StatusCode::NO_CONTENT, &())
        }
    }

    /// With the tag by which a change says what it has seen.
    #[must_use]
    pub fn tagged(mut self) -> Self {
        self.tag = Some(tag::of_text(&self.body));
        self
    }

    /// The same of the part of it that a program decides on.
    #[must_use]
    pub fn tagged_by(mut self, decisive: &impl Serialize) -> Self {
        self.tag = Some(tag(decisive));
        self
    }

    /// For an answer that isn't what is found at its address.
    #[must_use]
    pub fn untagged(self) -> Self {
        Self { tag: None, ..self }
    }

    /// With a header of its own.
    #[must_use]
    pub fn with(mut self, header: &'static str, value: &'static str) -> Self {
        self.further.push((header, value));
        self
    }

    /// A mistake, to be kept and told again.
    pub(super) fn problem(status: StatusCode, body: String) -> Self {
        Self {
            content_type: PROBLEM.to_owned(),
            body,
            ..Self::json(status, &())
        }
    }

    /// The answer of the time before. What it is about may be another by now, so it has no tag.
    pub(super) fn again(
        (status, content_type): (StatusCode, String),
        body: String,
        location: Option<String>,
    ) -> Self {
        Self {
            status,
            content_type,
            body,
            tag: None,
            location,
            further: Vec::new(),
            is_repeated: true,
        }
    }

    pub(super) fn status_number(&self) -> i16 {
        i16::try_from(self.status.as_u16()).unwrap_or_default()
    }

    fn json(status: StatusCode, content: &impl Serialize) -> Self {
        Self {
            status,
            content_type: "application/json".to_owned(),
            // Our answers are structs of texts, numbers and times: they can be written.
            body: serde_json::to_string(content).unwrap_or_default(),
            tag: None,
            location: None,
            further: Vec::new(),
            is_repeated: false,
        }
    }
}

impl Responder for Reply {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        answer.insert_header((CACHE_CONTROL, "no-store"));
        if self.is_repeated {
            answer.insert_header(("idempotency-replayed", "true"));
        }
        for header in self.further {
            answer.insert_header(header);
        }
        if let Some(location) = self.location {
            answer.insert_header((LOCATION, location));
        }
        if let Some(tag) = self.tag {
            let has_it = tag::names(request.headers().get_all(IF_NONE_MATCH), &tag);
            answer.insert_header((ETAG, tag));
            if has_it && request.method().is_safe() {
                return answer.status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        if self.content_type.is_empty() {
            return answer.finish();
        }
        answer.content_type(self.content_type).body(self.body)
    }
}
