//! What a key says of itself.

use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::access::{Call, Entrance, Permission, rights::Yourself};
use crate::api::{Doors, Reply};
use crate::app::Routes;

#[derive(OpenApi)]
#[openapi(paths(me))]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/me", me);
}

/// The key that asks.
#[derive(Serialize, ToSchema)]
struct Me {
    /// What the key is called.
    #[schema(example = "Payroll")]
    name: String,
    workspace: MyWorkspace,
    /// What it may do now: what was chosen for it and whoever answers for it still holds.
    #[schema(value_type = Vec<Permission>, example = json!(["users:read", "users:invite"]))]
    permissions: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
struct MyWorkspace {
    #[schema(example = "northwind")]
    slug: String,
    #[schema(example = "Northwind Support")]
    name: String,
}

/// The key's own name, workspace and permissions.
#[utoipa::path(
    get,
    path = "/api/me",
    tag = "Keys",
    responses((status = 200, description = "What the key is.", body = Me), Doors)
)]
async fn me(call: Call<Yourself>) -> Reply {
    let actor = call.actor;
    let name = match actor.entrance {
        Entrance::Key { name, .. } => name,
        Entrance::Session(_) => actor.display_name,
    };
    Reply::ok(&Me {
        name,
        workspace: MyWorkspace {
            slug: actor.workspace.slug.to_string(),
            name: actor.workspace.name,
        },
        permissions: actor.permissions.iter().map(Permission::as_str).collect(),
    })
}
