use actix_web::web;
use serde::Deserialize;

use super::model::Names;
use super::store::{self, ListError};
use super::{actions, views};
use crate::access::{
    Visit,
    rights::{ReadUsers, Yourself},
};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::types::{Cursor, PersonName};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/profile", profile);
    routes.post("/{slug}/profile", rename);
    routes.get("/{slug}/settings/users", list);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    cursor: Option<String>,
}

async fn list(
    visit: Visit<ReadUsers>,
    db: web::Data<Db>,
    query: Query<ListQuery>,
) -> Result<Page, AppError> {
    // A cursor that can't be read starts the list again.
    let position = query
        .0
        .cursor
        .and_then(|text| text.parse::<Cursor>().ok()?.position().ok());
    let workspace = visit.proof.workspace();
    let page = db
        .read(move |read| store::page_by_name(read, workspace, position.as_ref()))
        .await?;
    Ok(views::list(&visit.actor, &page))
}

impl From<ListError> for AppError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Db(error) => error.into(),
            ListError::Cursor(error) => Self::internal(error),
        }
    }
}

async fn profile(visit: Visit<Yourself>, db: web::Data<Db>) -> Result<Page, AppError> {
    let (workspace, user) = (visit.actor.workspace.id, visit.actor.user);
    let names = db
        .read(move |read| store::names(read, workspace, user))
        .await?;
    let form = NamesForm {
        full_name: names.full_name.to_string(),
        display_name: names.display_name.to_string(),
    };
    Ok(views::profile(&visit.actor, &form, &FormErrors::default()))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NamesForm {
    pub full_name: String,
    pub display_name: String,
}

impl NamesForm {
    fn parse(&self) -> Result<Names, FormErrors> {
        let mut errors = FormErrors::default();
        let full_name = errors.check("full_name", PersonName::parse(&self.full_name));
        let display_name = if self.display_name.trim().is_empty() {
            full_name.clone()
        } else {
            errors.check("display_name", PersonName::parse(&self.display_name))
        };
        match (full_name, display_name) {
            (Some(full_name), Some(display_name)) => Ok(Names {
                full_name,
                display_name,
            }),
            _ => Err(errors),
        }
    }
}

async fn rename(
    visit: Visit<Yourself>,
    db: web::Data<Db>,
    form: Posted<NamesForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let names = match form.parse() {
        Ok(names) => names,
        Err(errors) => {
            return Ok(views::profile(&visit.actor, &form, &errors)
                .mistaken()
                .into());
        }
    };
    let profile = format!("/{}/profile", visit.actor.workspace.slug);
    db.tx(move |tx| {
        let by = tx.prove(&visit.actor)?;
        Ok::<_, AppError>(actions::rename_yourself(tx, &by, &names)?)
    })
    .await?;
    Ok(SeeOther::at(profile).saying(Notice::NamesSaved).into())
}
