use actix_web::web;
use serde::Deserialize;

use super::known::Known;
use super::reviewing::{review_changes, reviewed};
use super::{RoleForm, RolePath, page_after, role_in};
use crate::access::{
    Actor, Permission, PermissionSet, Visit,
    rights::{ReadRoles, WriteRoles},
};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::roles::actions::{self, DefineError};
use crate::roles::model::{Definition, Role, Undefinable, Wish};
use crate::roles::store::counts;
use crate::roles::views;
use crate::sessions::{Judges, Sensitive};
use crate::types::{RoleId, Title};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/roles/new", new);
    routes.post("/{slug}/settings/roles", create);
    routes.get("/{slug}/settings/roles/{role}", show);
    routes.post("/{slug}/settings/roles/{role}", edit);
    routes.get("/{slug}/settings/roles/{role}/review", review_changes);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    from: Option<String>,
}

async fn new(
    visit: Visit<WriteRoles>,
    db: web::Data<Db>,
    query: Query<NewQuery>,
) -> Result<Page, AppError> {
    let known = Known::by(&db, &visit.actor).await?;
    // What isn't there can't be copied, and the form is empty.
    let original = query.0.from.and_then(|text| {
        let id: RoleId = text.parse().ok()?;
        known.role(id).ok()
    });
    let form = original.map_or_else(RoleForm::default, |role| {
        copy(role, visit.actor.permissions)
    });
    let errors = FormErrors::default();
    Ok(views::new_role(&known.editor(
        &visit.actor,
        None,
        (&form, &errors),
    )))
}

/// As much of a role as its copier may give.
fn copy(role: &Role, holds: PermissionSet) -> RoleForm {
    let permissions = role.permissions().shared_with(holds);
    let mut form = RoleForm::of(&Definition {
        permissions,
        ..role.definition.clone()
    });
    let longer = format!("{} (copy)", role.name());
    if Title::parse(&longer).is_ok() {
        form.name = longer;
    }
    form
}

async fn create(
    visit: Visit<WriteRoles>,
    judges: Judges,
    form: Posted<RoleForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let wish = form.parse(&mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    if let (Some(wish), true) = (wish, errors.is_empty()) {
        let making = sensitive.change(move |tx, by| actions::create(tx, by, &wish));
        match making.await {
            Ok(id) => {
                let page = format!("/{}/settings/roles/{id}", sensitive.actor.workspace.slug);
                return Ok(SeeOther::at(page).saying(Notice::RoleMade).into());
            }
            Err(error) => note(error, &mut errors)?,
        }
    }
    let known = Known::by(&sensitive.db, &sensitive.actor).await?;
    let page = views::new_role(&known.editor(&sensitive.actor, None, (&form, &errors)));
    Ok(page.sent_back(wait).into())
}

async fn show(
    visit: Visit<ReadRoles>,
    db: web::Data<Db>,
    path: RolePath,
    unsaved: Query<RoleForm>,
) -> Result<Page, AppError> {
    let id = role_in(&path)?;
    let known = Known::by(&db, &visit.actor).await?;
    let form = match unsaved.0 {
        saved if saved.version.is_empty() => RoleForm::of(&known.role(id)?.definition),
        unsaved => unsaved,
    };
    page(
        &db,
        &visit.actor,
        (&known, id),
        (&form, &FormErrors::default()),
    )
    .await
}

pub(super) async fn page(
    db: &Db,
    actor: &Actor,
    (known, id): (&Known, RoleId),
    filled: (&RoleForm, &FormErrors),
) -> Result<Page, AppError> {
    let role = known.role(id)?;
    let workspace = actor.workspace.id;
    let people = db
        .read(move |read| counts::people(read, (workspace, id)))
        .await?;
    let editor = known.editor(actor, Some(id), filled);
    Ok(views::role(&editor, role, people))
}

async fn edit(
    visit: Visit<WriteRoles>,
    judges: Judges,
    path: RolePath,
    form: Posted<RoleForm>,
) -> Result<Answer, AppError> {
    let id = role_in(&path)?;
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let wish = form.parse(&mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    let mut in_conflict = false;
    if let (Some(wish), true) = (wish.clone(), errors.is_empty()) {
        let editing = sensitive.change(move |tx, by| actions::edit(tx, by, id, &wish));
        match editing.await {
            Ok(()) => {
                let page = format!("/{}/settings/roles/{id}", sensitive.actor.workspace.slug);
                let on = page_after(&sensitive, page, Permission::ReadRoles).await?;
                return Ok(SeeOther::at(on).saying(Notice::RoleSaved).into());
            }
            Err(error) => {
                in_conflict = error.is_conflict();
                note(error, &mut errors)?;
            }
        }
    }
    let filled = (&form, &errors);
    let page = edited_again(&sensitive, id, wish.as_ref(), filled).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.sent_back(wait)
    }
    .into())
}

/// Where only the password is missing, the question comes back; else the form.
async fn edited_again(
    sensitive: &Sensitive,
    id: RoleId,
    wish: Option<&Wish>,
    (form, errors): (&RoleForm, &FormErrors),
) -> Result<Page, AppError> {
    let (db, actor) = (&sensitive.db, &sensitive.actor);
    let known = Known::by(db, actor).await?;
    let role = known.role(id)?;
    let asks = wish.filter(|_| errors.of("current_password").is_some());
    let after = asks.map(|wish| role.redefined(known.definer(actor, Some(id)), wish));
    match after {
        Some(Ok(after)) => reviewed(db, (actor, &known, role), &after, (form, errors)).await,
        _ => page(db, actor, (&known, id), (form, errors)).await,
    }
}

/// What the form can say by a field. Everything else is for the edge.
pub(super) fn note(error: DefineError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        DefineError::Undefinable(Undefinable::Ownership | Undefinable::Beyond(_)) => "permission",
        DefineError::Undefinable(Undefinable::ChangedMeanwhile) => "version",
        DefineError::NameTaken | DefineError::TooMany => "name",
        DefineError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<DefineError> for AppError {
    fn from(error: DefineError) -> Self {
        match error {
            DefineError::Missing => Self::NotFound,
            DefineError::Refused(refusal) => refusal.into(),
            DefineError::Unproved(unproved) => unproved.into(),
            DefineError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
