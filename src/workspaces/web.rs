pub(super) mod settings;

use actix_web::web;
use serde::Deserialize;

use super::store;
use super::views::front_door;
use crate::access::{Landing, Public, Visit, rights::Yourself};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::roles;
use crate::types::Slug;
use crate::ui::{Answer, Query, SeeOther, Told};

pub fn routes(routes: &mut Routes) {
    routes.get("/", front);
    routes.get("/{slug}", home);
    settings::routes(routes);
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
        [] => SeeOther::at("/setup").into(),
        [only] => SeeOther::at(format!("/{only}")).into(),
        _ => front_door("", None).into(),
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
    let error = "No workspace here has this address. Check it in your invitation.";
    front_door(typed, Some(error)).mistaken().into()
}

/// Somebody's start in a workspace: where the highest of their roles lands, or the first page that
/// they may see.
async fn home(visit: Visit<Yourself>, db: web::Data<Db>, told: Told) -> Result<SeeOther, AppError> {
    let actor = visit.actor;
    let (workspace, user) = (actor.workspace.id, actor.user);
    let wished = db
        .read(move |read| roles::landing(read, workspace, user))
        .await?;
    let landing = Landing::or_first_allowed(wished, actor.permissions);
    let page = landing.map_or("profile", Landing::page);
    let address = format!("/{}/{page}", actor.workspace.slug);
    Ok(SeeOther::at(address).passing_on(&told))
}
