use actix_web::web;

use super::store;
use super::views::{self, Around};
use crate::access::{Permission, Visit, rights::ReadConversations};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::ui::{Notice, Page, Told};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/inbox", inbox);
}

async fn inbox(
    visit: Visit<ReadConversations>,
    db: web::Data<Db>,
    told: Told,
) -> Result<Page, AppError> {
    let (workspace, user) = (visit.proof.workspace(), visit.actor.user);
    let is_welcomed = told.is(Notice::Welcome);
    let sees_teams = visit.actor.permissions.contains(Permission::ReadTeams);
    let (around, is_new) = db
        .read(move |read| {
            let here = store::here_now(read, workspace, user)?;
            let teams = sees_teams.then(|| store::teams::of(read, workspace, user));
            let teams = teams.transpose()?;
            let around = Around { here, teams };
            // An address that somebody kept welcomes nobody again.
            let is_new = is_welcomed && store::has_just_joined(read, workspace, user)?;
            Ok::<_, DbError>((around, is_new))
        })
        .await?;
    Ok(if is_new {
        views::first(&visit.actor, &around)
    } else {
        views::inbox(&visit.actor, &around)
    })
}
