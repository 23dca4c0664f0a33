mod editing;
mod ending;

use actix_web::web;

pub(super) use editing::DepartmentForm;

use super::model::Tree;
use super::{store, views};
use crate::access::{Visit, rights::ReadTeams};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::types::{DepartmentId, Slug};
use crate::ui::Page;

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/departments", list);
    editing::routes(routes);
    ending::routes(routes);
}

async fn list(visit: Visit<ReadTeams>, db: web::Data<Db>) -> Result<Page, AppError> {
    let workspace = visit.proof.workspace();
    let (tree, headcounts) = db
        .read(move |read| {
            let tree = Tree::of(store::definitions::all(read, workspace)?);
            let headcounts = store::people::headcounts(read, workspace, None)?;
            Ok::<_, DbError>((tree, headcounts))
        })
        .await?;
    Ok(views::list(&visit.actor, &tree, &headcounts))
}

type DepartmentPath = web::Path<(Slug, String)>;

fn department_in(path: &DepartmentPath) -> Result<DepartmentId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}
