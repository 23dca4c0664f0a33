//! A role as it is told and as it is sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::{Landing, Permission, PermissionSet};
use crate::api::{DescriptionText, FieldErrors, TitleText, given};
use crate::error::Problem;
use crate::roles::model::{Role, Wish};
use crate::types::{Description, RoleId};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Role)]
pub(super) struct RoleTold {
    #[schema(value_type = Uuid, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21")]
    pub id: RoleId,
    #[schema(example = "Team lead")]
    name: String,
    #[schema(example = "Looks after one team.")]
    description: String,
    /// Whether it came with the workspace. Such a role can't be changed or deleted.
    builtin: bool,
    #[schema(value_type = Vec<Permission>, example = json!(["users:read", "users:invite"]))]
    permissions: Vec<&'static str>,
    /// Where somebody starts whose highest role this is.
    #[schema(value_type = Landing)]
    landing: &'static str,
    /// How many active people have it. Where more than 1,000 people have it, active or not, this is 1001.
    #[schema(minimum = 0, maximum = 1001, example = 4)]
    people: i64,
}

impl RoleTold {
    pub fn of(role: &Role, people: i64) -> Self {
        let definition = &role.definition;
        Self {
            id: role.id,
            name: definition.name.to_string(),
            description: definition.description.to_string(),
            builtin: role.builtin.is_some(),
            permissions: role.permissions().iter().map(Permission::as_str).collect(),
            landing: definition.landing.as_str(),
            people,
        }
    }
}

/// A role that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRole {
    /// Unique in the workspace, whatever its case.
    #[schema(value_type = TitleText)]
    name: String,
    #[serde(default)]
    #[schema(value_type = DescriptionText, required = false)]
    description: String,
    /// What is needed to make use of one comes along: `users:read` with `users:write`.
    #[schema(value_type = Vec<Permission>, example = json!(["users:invite"]))]
    permissions: Vec<String>,
    /// `inbox` where it isn't said.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Landing, required = false)]
    landing: Option<String>,
}

/// What is to be different about a role. What isn't said stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleChange {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = TitleText, required = false)]
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = DescriptionText, required = false)]
    description: Option<String>,
    /// All that it is to hold. What you don't hold yourself can be neither added nor taken.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<Permission>, required = false, example = json!(["users:read", "users:invite"]))]
    permissions: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Landing, required = false)]
    landing: Option<String>,
}

impl NewRole {
    pub fn wish(&self) -> Result<Wish, Problem> {
        let mut errors = FieldErrors::default();
        let name = errors.title("name", &self.name);
        let description = errors.description("description", &self.description);
        let permissions = permissions(&mut errors, &self.permissions);
        let landing = landing(&mut errors, self.landing.as_deref());
        let known = name.zip(description);
        errors.or(known.map(|(name, description)| Wish {
            name,
            description,
            permissions,
            landing,
            seen: None,
        }))
    }
}

impl RoleChange {
    /// Beside what the role is now.
    pub fn wish(&self, role: &Role) -> Result<Wish, Problem> {
        let mut errors = FieldErrors::default();
        let now = &role.definition;
        let name = match &self.name {
            None => Some(now.name.clone()),
            Some(name) => errors.title("name", name),
        };
        let description: Option<Description> = match &self.description {
            None => Some(now.description.clone()),
            Some(text) => errors.description("description", text),
        };
        let wished = self.permissions.as_ref();
        let wished = wished.map(|texts| permissions(&mut errors, texts));
        let landing = landing(&mut errors, self.landing.as_deref());
        let known = name.zip(description);
        errors.or(known.map(|(name, description)| Wish {
            name,
            description,
            permissions: wished.unwrap_or(now.permissions),
            landing,
            seen: None,
        }))
    }
}

fn permissions(errors: &mut FieldErrors, texts: &[String]) -> PermissionSet {
    let mut known = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        match text.parse::<Permission>() {
            Ok(permission) => known.push(permission),
            Err(error) => errors.add(&format!("permissions[{at}]"), "not_found", error),
        }
    }
    known.into_iter().collect()
}

fn landing(errors: &mut FieldErrors, text: Option<&str>) -> Option<Landing> {
    let parsed = text?.parse();
    errors.check("landing", parsed)
}
