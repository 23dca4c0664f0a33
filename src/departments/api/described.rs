//! A department as it is told and as it is sent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::PermissionSet;
use crate::api::{FieldErrors, Reference, TitleText, given};
use crate::departments::model::{Department, Tree, Wish};
use crate::departments::store::people::Headcounts;
use crate::error::Problem;
use crate::types::{DepartmentId, Title, UserId, Wished};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Department)]
pub(super) struct DepartmentTold {
    #[schema(value_type = Uuid, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21")]
    pub id: DepartmentId,
    #[schema(example = "Care Europe")]
    name: String,
    /// The department that it is in.
    parent: Option<Reference>,
    /// Who heads it.
    head: Option<Reference>,
    /// How many active people are directly in it; 1001 stands for any number above 1,000.
    #[schema(minimum = 0, maximum = 1001, example = 12)]
    people: i64,
}

impl DepartmentTold {
    pub fn of(
        department: &Department,
        tree: &Tree,
        (headcounts, holds): (&Headcounts, PermissionSet),
    ) -> Self {
        let counted = headcounts.get(&department.id);
        let head = counted.and_then(|counted| counted.head.as_ref());
        let parent = department.parent.and_then(|parent| tree.find(parent));
        Self {
            id: department.id,
            name: department.name.to_string(),
            parent: parent.map(|parent| Reference {
                id: parent.id.as_uuid(),
                name: parent.name.to_string(),
            }),
            head: department.head.zip(head).map(|(id, head)| Reference {
                id: id.as_uuid(),
                name: head.told_to(holds).to_owned(),
            }),
            people: counted.map_or(0, |counted| counted.people),
        }
    }
}

/// A department that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDepartment {
    /// Unique in the workspace, whatever its case.
    #[schema(value_type = TitleText)]
    name: String,
    /// The department that it is in, by its id or its exact name.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Care")]
    parent: Wished<String>,
    /// The id of who heads it.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d22")]
    head: Wished<UserId>,
}

/// What is to be different about a department. What isn't said stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DepartmentChange {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = TitleText, required = false)]
    name: Option<String>,
    /// The department that it is in, by its id or its exact name; `null` puts it at the top.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Care")]
    parent: Wished<String>,
    /// The id of who heads it.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d22")]
    head: Wished<UserId>,
}

impl NewDepartment {
    /// In its own transaction, since it names another department.
    pub fn wish(&self, all: &[Department]) -> Result<Wish, Problem> {
        let mut errors = FieldErrors::default();
        let name = errors.title("name", &self.name);
        let parent = parent(&mut errors, &self.parent, all);
        wish(errors, name, (parent, self.head))
    }
}

impl DepartmentChange {
    pub fn wish(&self, department: &Department, all: &[Department]) -> Result<Wish, Problem> {
        let mut errors = FieldErrors::default();
        let name = match &self.name {
            None => Some(department.name.clone()),
            Some(name) => errors.title("name", name),
        };
        let parent = parent(&mut errors, &self.parent, all);
        wish(errors, name, (parent, self.head))
    }
}

fn wish(
    errors: FieldErrors,
    name: Option<Title>,
    (parent, head): (Wished<DepartmentId>, Wished<UserId>),
) -> Result<Wish, Problem> {
    errors.or(name.map(|name| Wish {
        name,
        parent,
        head,
        seen: None,
    }))
}

fn parent(
    errors: &mut FieldErrors,
    wished: &Wished<String>,
    all: &[Department],
) -> Wished<DepartmentId> {
    match wished {
        Wished::AsItIs => Wished::AsItIs,
        Wished::Nothing => Wished::Nothing,
        Wished::To(text) => {
            let found = errors.find(("parent", text), all, |one| (one.id, one.name.as_str()));
            found.map_or(Wished::AsItIs, Wished::To)
        }
    }
}
