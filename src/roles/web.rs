mod assigning;
mod deleting;
mod editing;
mod known;
mod reviewing;

use actix_web::web;
use serde::Deserialize;

use super::model::{Definition, Wish, union};
use super::{store, views};
use crate::access::{
    Landing, Permission, PermissionSet, UnknownPermission, Visit, rights::ReadRoles,
};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::sessions::Sensitive;
use crate::types::{Description, RoleId, SecretText, Slug, Title};
use crate::ui::{FormErrors, Page};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/roles", list);
    editing::routes(routes);
    deleting::routes(routes);
    assigning::routes(routes);
}

async fn list(visit: Visit<ReadRoles>, db: web::Data<Db>) -> Result<Page, AppError> {
    let workspace = visit.proof.workspace();
    let roles = db
        .read(move |read| store::definitions::all_counted(read, workspace))
        .await?;
    Ok(views::list(&visit.actor, &roles))
}

type RolePath = web::Path<(Slug, String)>;

fn role_in(path: &RolePath) -> Result<RoleId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

/// A role as it is typed and ticked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RoleForm {
    pub name: String,
    pub description: String,
    pub landing: String,
    pub permission: Vec<String>,
    pub version: String,
    pub current_password: SecretText,
}

impl RoleForm {
    fn of(definition: &Definition) -> Self {
        Self {
            name: definition.name.to_string(),
            description: definition.description.to_string(),
            landing: definition.landing.as_str().to_owned(),
            permission: definition
                .permissions
                .iter()
                .map(|permission| permission.to_string())
                .collect(),
            ..Self::default()
        }
    }

    pub fn ticks(&self, permission: Permission) -> bool {
        self.permission
            .iter()
            .any(|text| text == permission.as_str())
    }

    /// Everything that may stand in an address.
    pub fn as_query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("version", &self.version)
            .append_pair("name", &self.name)
            .append_pair("description", &self.description)
            .append_pair("landing", &self.landing);
        for permission in &self.permission {
            query.append_pair("permission", permission);
        }
        query.finish()
    }

    /// The version that the form was filled in on, where it says so.
    pub fn seen(&self) -> Option<i32> {
        self.version.parse().ok()
    }

    fn parse(&self, errors: &mut FormErrors) -> Option<Wish> {
        let name = errors.check("name", Title::parse(&self.name));
        let description = errors.check("description", Description::parse(&self.description));
        let landing = given(&self.landing).map(|text| {
            let landing = text.parse::<Landing>();
            errors.check("landing", landing.map_err(|_| "Choose one of the pages."))
        });
        let permissions = self.permission.iter().map(|text| text.parse());
        let permissions = permissions.collect::<Result<PermissionSet, UnknownPermission>>();
        let unknown = "One of these permissions doesn't exist. Choose again.";
        let permissions = errors.check("permission", permissions.map_err(|_| unknown));
        let seen = errors.version(&self.version);
        Some(Wish {
            name: name?,
            description: description?,
            permissions: permissions?,
            landing: landing.map_or(Some(None), |parsed| parsed.map(Some))?,
            seen: seen?,
        })
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// Where to go after a change that may have taken rights from its own author: to a page that needs one
/// of them, or else to their profile.
async fn page_after(form: &Sensitive, page: String, needs: Permission) -> Result<String, AppError> {
    let (workspace, user) = (form.actor.workspace.id, form.actor.user);
    let held = form
        .db
        .read(move |read| store::definitions::of_user(read, workspace, user))
        .await?;
    if union(&held).contains(needs) {
        return Ok(page);
    }
    Ok(format!("/{}/profile", form.actor.workspace.slug))
}
