use actix_web::{HttpRequest, web};

use super::actions;
use crate::access::{SessionCookies, Visit, rights::Yourself};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::ui::SeeOther;

pub fn routes(routes: &mut Routes) {
    routes.post("/{slug}/logout", log_out);
}

/// The row ends first: a cookie that outlives it opens nothing.
async fn log_out(
    visit: Visit<Yourself>,
    db: web::Data<Db>,
    cookies: web::Data<SessionCookies>,
    request: HttpRequest,
) -> Result<SeeOther, AppError> {
    let slug = visit.actor.workspace.slug.clone();
    db.tx(move |tx| {
        let by = tx.prove(&visit.actor)?;
        Ok::<_, AppError>(actions::end(tx, &by)?)
    })
    .await?;
    let remaining = cookies.read(&request).without(&slug);
    Ok(SeeOther::at("/")
        .anew()
        .with_cookie(cookies.sealed(&remaining)))
}
