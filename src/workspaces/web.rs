use actix_web::web;
use serde::Deserialize;

use super::store;
use super::views::{FrontDoor, front_door};
use crate::access::{Public, Visit, rights::Yourself};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::types::Slug;
use crate::ui::{Answer, Query, SeeOther};

pub fn routes(routes: &mut Routes) {
    routes.get("/", front);
    routes.get("/{slug}", home);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    workspace: Option<String>,
}

async fn front(_: Public, db: web::Data<Db>, asked: Query<Asked>) -> Result<Answer, AppError> {
    if let Some(typed) = asked.0.workspace {
        return find(&db, typed).await;
    }
    let slugs = db.read(store::first_two).await?;
    Ok(match slugs.as_slice() {
        [] => front_door(&FrontDoor::NoWorkspaceYet).into(),
        [only] => SeeOther::at(format!("/{only}")).into(),
        _ => {
            let which = FrontDoor::WhichWorkspace {
                typed: "",
                error: None,
            };
            front_door(&which).into()
        }
    })
}

async fn find(db: &Db, typed: String) -> Result<Answer, AppError> {
    let Ok(slug) = typed.trim().to_lowercase().parse::<Slug>() else {
        return Ok(mistaken(&typed));
    };
    let address = format!("/{slug}");
    Ok(
        match db.read(move |read| store::by_slug(read, &slug)).await? {
            Some(_) => SeeOther::at(address).into(),
            None => mistaken(&typed),
        },
    )
}

fn mistaken(typed: &str) -> Answer {
    let which = FrontDoor::WhichWorkspace {
        typed,
        error: Some("No workspace here has this address. Check it in your invitation."),
    };
    front_door(&which).mistaken().into()
}

/// Somebody's start in a workspace: the first page that their role works on.
async fn home(visit: Visit<Yourself>) -> SeeOther {
    use crate::access::Permission::ReadUsers;
    let slug = &visit.actor.workspace.slug;
    if visit.actor.permissions.contains(ReadUsers) {
        SeeOther::at(format!("/{slug}/settings/users"))
    } else {
        SeeOther::at(format!("/{slug}/profile"))
    }
}
