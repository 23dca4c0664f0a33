//! Words of a fixed list, for the description of a call.

use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::access::{Landing, Permission};

/// One of these and nothing else.
pub fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .into()
}

impl PartialSchema for Permission {
    fn schema() -> RefOr<Schema> {
        one_of(Self::ALL.iter().map(|permission| permission.as_str()))
    }
}

impl ToSchema for Permission {}

impl PartialSchema for Landing {
    fn schema() -> RefOr<Schema> {
        one_of(Self::ALL.map(Self::as_str))
    }
}

impl ToSchema for Landing {}
