use std::collections::BTreeMap;

use actix_web::{Responder, web};

use super::store;
use super::views::Hits;
use crate::access::{Visit, rights::ReadUsers};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::types::UserId;
use crate::ui::Query;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/people", find);
}

/// Who fits what is typed into the box of a form's field.
async fn find(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    query: Query<BTreeMap<String, String>>,
) -> Result<impl Responder, AppError> {
    let mut asked = query.0;
    let field = asked.remove("field").unwrap_or_default();
    if field.is_empty() || !field.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(AppError::NotFound);
    }
    let typed = asked.remove(&format!("{field}_q")).unwrap_or_default();
    let mut id = |name: &str| {
        asked
            .remove(name)
            .and_then(|text| text.parse::<UserId>().ok())
    };
    let (kept, picked) = (id("kept"), id(&field));
    let workspace = visit.proof.workspace();
    let sought = typed.clone();
    let (found, picked) = db
        .read(move |read| {
            let picked = store::found(read, workspace, picked.as_slice())?.pop();
            Ok::<_, DbError>((store::find(read, workspace, &sought)?, picked))
        })
        .await?;
    let hits = Hits {
        name: &field,
        typed: &typed,
        found: &found,
        kept,
        picked: picked.as_ref(),
    };
    Ok(hits.answer())
}
