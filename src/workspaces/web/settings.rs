//! Settings → Workspace.

mod form;

use actix_web::web;

pub(in crate::workspaces) use self::form::SettingsForm;
use crate::access::{
    Actor, Permission, Visit,
    rights::{ReadSettings, WriteSettings},
};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::types::Zone;
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};
use crate::workspaces::actions::{self, SettingsError, Wish};
use crate::workspaces::store::settings as store;
use crate::workspaces::views::settings::{self as views, Editor};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/workspace", show);
    routes.post("/{slug}/settings/workspace", change);
}

async fn show(visit: Visit<ReadSettings>, db: web::Data<Db>) -> Result<Page, AppError> {
    let workspace = visit.proof.workspace();
    let settings = db.read(move |read| store::read(read, workspace)).await?;
    let actor = &visit.actor;
    if !actor.permissions.contains(Permission::WriteSettings) {
        return Ok(views::shown(actor, &settings));
    }
    let form = SettingsForm::of(&settings);
    page(&db, actor, (&form, &FormErrors::default())).await
}

async fn page(
    db: &Db,
    actor: &Actor,
    (form, errors): (&SettingsForm, &FormErrors),
) -> Result<Page, AppError> {
    let zone = Zone::from_stored(&form.time_zone);
    let time_there = db
        .read(move |read| Ok::<_, DbError>(zone.exactly(read.now()?)))
        .await?;
    Ok(views::edited(&Editor {
        actor,
        form,
        errors,
        time_there,
    }))
}

async fn change(
    visit: Visit<WriteSettings>,
    db: web::Data<Db>,
    form: Posted<SettingsForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let actor = visit.actor;
    let seen = form.seen()?;
    let typed = match form.parse() {
        Ok(typed) => typed,
        Err(errors) => {
            let page = page(&db, &actor, (&form, &errors)).await?;
            return Ok(page.mistaken().into());
        }
    };
    let texts = typed.texts();
    let (by, wish) = (actor.clone(), Wish { typed, seen });
    let changing = db.tx(move |tx| {
        let by = tx.prove_alone(&by)?;
        actions::change_settings(tx, &by, &wish)
    });
    match changing.await {
        Ok(()) => {
            let here = format!("/{}/settings/workspace", actor.workspace.slug);
            Ok(SeeOther::at(here).saying(Notice::SettingsSaved).into())
        }
        Err(SettingsError::ShorterThanIdle(error)) => {
            let errors = FormErrors::one("session_hours", &error);
            let page = page(&db, &actor, (&form, &errors)).await?;
            Ok(page.mistaken().into())
        }
        Err(SettingsError::Clash { fields, now }) => {
            let (form, errors) = form.clashing(texts, &fields, &now);
            let page = page(&db, &actor, (&form, &errors)).await?;
            Ok(page.in_conflict().into())
        }
        Err(error) => Err(error.into()),
    }
}

impl From<SettingsError> for AppError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Unproved(unproved) => unproved.into(),
            SettingsError::Db(error) => error.into(),
            // The form says these by their fields.
            SettingsError::Clash { .. } | SettingsError::ShorterThanIdle(_) => {
                Self::Conflict(error.to_string())
            }
        }
    }
}
