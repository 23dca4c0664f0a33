//! The problems that a call can meet, for its description.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use crate::error::PROBLEM;

/// A call can be answered with this status and a problem. The word for it stands in `responses(…)`.
pub struct Meets<const STATUS: u16>;

/// Something that the call names in its path isn't there.
pub type Absence = Meets<404>;
/// The state of what is there doesn't allow it.
pub type Conflict = Meets<409>;
/// `If-Match` names another state.
pub type Change = Meets<412>;
/// What is sent, or asked for, isn't right.
pub type Mistake = Meets<422>;

/// What every call with a key can meet.
pub struct Doors;

/// What every call with a body can meet.
pub struct Bodies;

impl<const STATUS: u16> IntoResponses for Meets<STATUS> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[STATUS])
    }
}

impl IntoResponses for Doors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[401, 403, 429, 503])
    }
}

impl IntoResponses for Bodies {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[400, 408, 413, 415, 422])
    }
}

fn problems(statuses: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    let each = statuses.iter().map(|status| {
        let schema = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new()
            .description(words(*status))
            .content(PROBLEM, content)
            .build();
        (status.to_string(), RefOr::T(response))
    });
    each.collect()
}

const fn words(status: u16) -> &'static str {
    match status {
        400 => "The body couldn't be read.",
        401 => "There is no key, or none that works.",
        403 => "The key doesn't hold this, or it is above what the key holds.",
        404 => "There is nothing of this id here.",
        408 => "The body took too long to arrive.",
        409 => "What is there doesn't allow it now. `code` says why.",
        412 => "It was changed since it was read.",
        413 => "The body is too large.",
        415 => "The body isn't `application/json`.",
        422 => "Some of what was sent isn't right. `errors` says what, by field.",
        429 => "Too many calls. `Retry-After` says when to go on.",
        503 => "Not now. `Retry-After` says when to try again.",
        _ => "Something is wrong.",
    }
}
