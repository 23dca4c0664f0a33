use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::store;
use super::views::{FrontDoor, front_door};
use crate::access::{Public, Visit, rights::Yourself};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::types::Slug;
use crate::ui::{self, Query};

pub fn routes(routes: &mut Routes) {
    routes.get("/", front);
    routes.get("/{slug}", home);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    workspace: Option<String>,
}

async fn front(
    _: Public,
    db: web::Data<Db>,
    asked: Query<Asked>,
) -> Result<HttpResponse, AppError> {
    if let Some(typed) = asked.0.workspace {
        return find(&db, typed).await;
    }
    let slugs = db.read(store::first_two).await?;
    Ok(match slugs.as_slice() {
        [] => ui::page(StatusCode::OK, &front_door(&FrontDoor::NoWorkspaceYet)),
        [only] => ui::see_other(&format!("/{only}")),
        _ => {
            let which = FrontDoor::WhichWorkspace {
                typed: "",
                error: None,
            };
            ui::page(StatusCode::OK, &front_door(&which))
        }
    })
}

async fn find(db: &Db, typed: String) -> Result<HttpResponse, AppError> {
    let Ok(slug) = typed.trim().to_lowercase().parse::<Slug>() else {
        return Ok(mistaken(&typed));
    };
    let address = format!("/{slug}");
    Ok(
        match db.read(move |read| store::by_slug(read, &slug)).await? {
            Some(_) => ui::see_other(&address),
            None => mistaken(&typed),
        },
    )
}

fn mistaken(typed: &str) -> HttpResponse {
    let which = FrontDoor::WhichWorkspace {
        typed,
        error: Some("No workspace here has this address. Check it in your invitation."),
    };
    ui::page(StatusCode::UNPROCESSABLE_ENTITY, &front_door(&which))
}

/// Somebody's start in a workspace: the first page that their role works on.
async fn home(visit: Visit<Yourself>) -> HttpResponse {
    use crate::access::Permission::ReadUsers;
    let slug = &visit.actor.workspace.slug;
    if visit.actor.permissions.contains(ReadUsers) {
        ui::see_other(&format!("/{slug}/settings/users"))
    } else {
        ui::see_other(&format!("/{slug}/profile"))
    }
}
