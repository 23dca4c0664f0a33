//! What `ui` is for pages, this is for programs: how a body is read, a list is asked for, a change is
//! made once, and an answer is written. What may be called is each feature's `api.rs`.

mod body;
mod field_errors;
mod list;
mod meets;
mod named;
mod once;
mod reference;
mod reply;
mod store;
mod tag;
mod text;
mod words;

pub use body::{Body, Nothing, Object, given};
pub use field_errors::FieldErrors;
pub use list::{ListQuery, Listed, Paged};
pub use meets::{Absence, Bodies, Change, Conflict, Doors, Meets, Mistake};
pub use named::named;
pub use once::{Once, OnceHeader};
pub use reference::Reference;
pub use reply::Reply;
pub use store::remove_old;
pub use tag::{IfMatch, tag};
pub use text::{DescriptionText, TitleText};
pub use words::one_of;
