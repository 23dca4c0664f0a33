//! What is decided about a key that is there.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{KeyPath, key_in, page_of_all};
use crate::access::{Actor, Visit, rights::WriteApiKeys};
use crate::api_keys::actions::{self, KeyError};
use crate::api_keys::model::ApiKey;
use crate::api_keys::store::listed;
use crate::api_keys::views;
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::sessions::{Judges, Sensitive};
use crate::types::{ApiKeyId, SecretText};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/api-keys/{key}/revoke", ask_to_revoke);
    routes.post("/{slug}/settings/api-keys/{key}/revoke", revoke);
    routes.get(
        "/{slug}/settings/api-keys/{key}/take-over",
        ask_to_take_over,
    );
    routes.post("/{slug}/settings/api-keys/{key}/take-over", take_over);
}

async fn known(db: &Db, actor: &Actor, id: ApiKeyId) -> Result<(ApiKey, DateTime<Utc>), AppError> {
    let workspace = actor.workspace.id;
    let (key, now) = db
        .read(move |read| {
            let key = listed::find(read, workspace, id)?;
            Ok::<_, DbError>((key, read.now()?))
        })
        .await?;
    Ok((key.ok_or(AppError::NotFound)?, now))
}

async fn ask_to_revoke(
    visit: Visit<WriteApiKeys>,
    db: web::Data<Db>,
    path: KeyPath,
) -> Result<Page, AppError> {
    let (key, _) = known(&db, &visit.actor, key_in(&path)?).await?;
    actions::may_be_revoked(&visit.actor, &key)?;
    Ok(views::revocation(&visit.actor, &key))
}

async fn revoke(
    visit: Visit<WriteApiKeys>,
    db: web::Data<Db>,
    path: KeyPath,
) -> Result<SeeOther, AppError> {
    let (actor, id) = (visit.actor, key_in(&path)?);
    let revoking = actor.changes_alone(&db, move |tx, by| actions::revoke(tx, by, id));
    let revoked: Result<(), KeyError> = revoking.await;
    revoked?;
    Ok(SeeOther::at(page_of_all(&actor)).saying(Notice::ApiKeyRevoked))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TakeOverForm {
    current_password: SecretText,
}

async fn ask_to_take_over(
    visit: Visit<WriteApiKeys>,
    db: web::Data<Db>,
    path: KeyPath,
) -> Result<Page, AppError> {
    let errors = FormErrors::default();
    question(&db, &visit.actor, key_in(&path)?, &errors).await
}

async fn question(
    db: &Db,
    actor: &Actor,
    id: ApiKeyId,
    errors: &FormErrors,
) -> Result<Page, AppError> {
    let (key, now) = known(db, actor, id).await?;
    actions::may_be_taken_over(actor, &key, now)?;
    Ok(views::taking_over(actor, &key, errors))
}

async fn take_over(
    visit: Visit<WriteApiKeys>,
    judges: Judges,
    path: KeyPath,
    form: Posted<TakeOverForm>,
) -> Result<Answer, AppError> {
    let id = key_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    if errors.is_empty() {
        let taking = sensitive.change(move |tx, by| actions::take_over(tx, by, id));
        match taking.await {
            Ok(()) => {
                let list = page_of_all(&sensitive.actor);
                return Ok(SeeOther::at(list).saying(Notice::ApiKeyTakenOver).into());
            }
            Err(error @ KeyError::PasswordFirst(_)) => {
                errors.add("current_password", error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = question(&sensitive.db, &sensitive.actor, id, &errors).await?;
    Ok(page.sent_back(wait).into())
}
