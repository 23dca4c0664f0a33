use actix_web::web;

use super::{store, views};
use crate::access::{Permission, Visit, rights::WriteUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::ui::Page;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/attention", show);
}

async fn show(visit: Visit<WriteUsers>, db: web::Data<Db>) -> Result<Page, AppError> {
    let (workspace, holds) = (visit.proof.workspace(), visit.actor.permissions);
    let found = db
        .read(move |read| store::found(read, workspace, holds))
        .await?;
    let lines = found.lines(holds.contains(Permission::OwnWorkspace));
    Ok(views::page(&visit.actor, &lines))
}
