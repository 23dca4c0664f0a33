use actix_web::web;

use super::{store, views};
use crate::access::{Visit, rights::ReadConversations};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::ui::Page;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/inbox", inbox);
}

async fn inbox(visit: Visit<ReadConversations>, db: web::Data<Db>) -> Result<Page, AppError> {
    let (workspace, user) = (visit.proof.workspace(), visit.actor.user);
    let here = db
        .read(move |read| store::here_now(read, workspace, user))
        .await?;
    Ok(views::inbox(&visit.actor, &here))
}
