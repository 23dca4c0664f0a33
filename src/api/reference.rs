use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Something else, by its id and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reference {
    #[schema(example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21")]
    pub id: Uuid,
    #[schema(example = "Returns")]
    pub name: String,
}
