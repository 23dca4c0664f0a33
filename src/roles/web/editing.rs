use actix_web::web;
use serde::Deserialize;

use super::{Desk, RoleForm, RolePath, role_in};
use crate::access::{
    Actor, PasswordHasher, PermissionSet, Visit,
    rights::{ReadRoles, WriteRoles},
};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::actions::{self, DefineError};
use crate::roles::model::{Definer, Definition, Difference, Role, difference};
use crate::roles::store::{definitions, holders};
use crate::roles::views::{self, Editor, Review, review};
use crate::types::{RoleId, Title};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/roles/new", new);
    routes.post("/{slug}/settings/roles", create);
    routes.get("/{slug}/settings/roles/{role}", show);
    routes.post("/{slug}/settings/roles/{role}", edit);
    routes.get("/{slug}/settings/roles/{role}/review", review_changes);
}

/// What a role's page needs to know.
struct Known {
    roles: Vec<Role>,
    /// The actor's own.
    mine: Vec<RoleId>,
}

impl Known {
    async fn by(db: &Db, actor: &Actor) -> Result<Self, AppError> {
        let (workspace, user) = (actor.workspace.id, actor.user);
        let reading = db.read(move |read| {
            let mine = definitions::of_user(read, workspace, user)?;
            Ok::<_, DbError>(Self {
                roles: definitions::all(read, workspace)?,
                mine: mine.iter().map(|role| role.id).collect(),
            })
        });
        Ok(reading.await?)
    }

    fn role(&self, id: RoleId) -> Result<&Role, AppError> {
        let found = self.roles.iter().find(|role| role.id == id);
        found.ok_or(AppError::NotFound)
    }

    fn has_other(&self, id: RoleId, name: &Title) -> bool {
        let mut others = self.roles.iter().filter(|role| role.id != id);
        others.any(|other| other.definition.name.key() == name.key())
    }

    fn editor<'e>(
        &'e self,
        actor: &'e Actor,
        role: Option<RoleId>,
        (form, errors): (&'e RoleForm, &'e FormErrors),
    ) -> Editor<'e> {
        Editor {
            actor,
            roles: &self.roles,
            form,
            errors,
            has_the_role: role.is_some_and(|id| self.mine.contains(&id)),
        }
    }
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
    db: web::Data<Db>,
    hasher: web::Data<PasswordHasher>,
    form: Posted<RoleForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let desk = Desk {
        actor: visit.actor,
        db,
        hasher,
    };
    let mut errors = FormErrors::default();
    let wished = form.parse(&mut errors);
    let wait = desk.confirm(&form.current_password, &mut errors).await?;
    if let (Some(wished), true) = (wished, errors.is_empty()) {
        let actor = desk.actor.clone();
        let making = desk.db.tx(move |tx| {
            let by = tx.prove_alone(&actor)?;
            actions::create(tx, &by, &wished)
        });
        match making.await {
            Ok(id) => {
                let page = format!("/{}/settings/roles/{id}", desk.actor.workspace.slug);
                return Ok(SeeOther::at(page).saying(Notice::RoleMade).into());
            }
            Err(error) => note(error, &mut errors)?,
        }
    }
    let known = Known::by(&desk.db, &desk.actor).await?;
    let page = views::new_role(&known.editor(&desk.actor, None, (&form, &errors)));
    Ok(page.sent_back(wait).into())
}

async fn show(
    visit: Visit<ReadRoles>,
    db: web::Data<Db>,
    path: RolePath,
) -> Result<Page, AppError> {
    let id = role_in(&path)?;
    let known = Known::by(&db, &visit.actor).await?;
    let form = RoleForm::of(&known.role(id)?.definition);
    page(
        &db,
        &visit.actor,
        (&known, id),
        (&form, &FormErrors::default()),
    )
    .await
}

async fn page(
    db: &Db,
    actor: &Actor,
    (known, id): (&Known, RoleId),
    filled: (&RoleForm, &FormErrors),
) -> Result<Page, AppError> {
    let role = known.role(id)?;
    let workspace = actor.workspace.id;
    let people = db
        .read(move |read| holders::people(read, (workspace, id)))
        .await?;
    let editor = known.editor(actor, Some(id), filled);
    Ok(views::role(&editor, role, people))
}

async fn edit(
    visit: Visit<WriteRoles>,
    (db, hasher): (web::Data<Db>, web::Data<PasswordHasher>),
    path: RolePath,
    form: Posted<RoleForm>,
) -> Result<Answer, AppError> {
    let id = role_in(&path)?;
    let form = form.read().await?;
    let desk = Desk {
        actor: visit.actor,
        db,
        hasher,
    };
    let mut errors = FormErrors::default();
    let wished = form.parse(&mut errors);
    let wait = desk.confirm(&form.current_password, &mut errors).await?;
    if let (Some(wished), true) = (wished.clone(), errors.is_empty()) {
        let (actor, seen) = (desk.actor.clone(), form.seen());
        let editing = desk.db.tx(move |tx| {
            let by = tx.prove_alone(&actor)?;
            actions::edit(tx, &by, (id, seen), &wished)
        });
        match editing.await {
            Ok(()) => {
                let page = format!("/{}/settings/roles/{id}", desk.actor.workspace.slug);
                return Ok(SeeOther::at(page).saying(Notice::RoleSaved).into());
            }
            Err(error) => note(error, &mut errors)?,
        }
    }
    let known = Known::by(&desk.db, &desk.actor).await?;
    if let (Some(wished), Some(_)) = (wished, errors.of("current_password")) {
        let page = reviewed(
            &desk.db,
            (&desk.actor, &known, id),
            &wished,
            (&form, &errors),
        )
        .await?;
        return Ok(page.sent_back(wait).into());
    }
    let page = page(&desk.db, &desk.actor, (&known, id), (&form, &errors)).await?;
    Ok(match errors.of("version") {
        Some(_) => page.in_conflict(),
        None => page.mistaken(),
    }
    .into())
}

/// What saving would do. Nothing is changed yet, so it is a page to look at.
async fn review_changes(
    visit: Visit<WriteRoles>,
    db: web::Data<Db>,
    path: RolePath,
    form: Query<RoleForm>,
) -> Result<Page, AppError> {
    let (id, form, actor) = (role_in(&path)?, form.0, visit.actor);
    let known = Known::by(&db, &actor).await?;
    let role = known.role(id)?;
    let mut errors = FormErrors::default();
    let wished = form.parse(&mut errors);
    if form.seen().is_some_and(|seen| seen != role.version) {
        errors.add("version", DefineError::ChangedMeanwhile.to_string());
    }
    if wished
        .as_ref()
        .is_some_and(|wished| known.has_other(id, &wished.name))
    {
        errors.add("name", DefineError::NameTaken.to_string());
    }
    if let Some(wished) = wished.filter(|_| errors.is_empty()) {
        return reviewed(&db, (&actor, &known, id), &wished, (&form, &errors)).await;
    }
    let page = page(&db, &actor, (&known, id), (&form, &errors)).await?;
    Ok(page.mistaken())
}

async fn reviewed(
    db: &Db,
    (actor, known, id): (&Actor, &Known, RoleId),
    wished: &Definition,
    (form, errors): (&RoleForm, &FormErrors),
) -> Result<Page, AppError> {
    let role = known.role(id)?;
    let definer = Definer {
        holds: actor.permissions,
        has_the_role: known.mine.contains(&id),
    };
    // What is beyond this person is refused when it is sent, and left out here.
    let permissions = definer
        .redefine(role.permissions(), wished.permissions)
        .unwrap_or(role.permissions());
    let after = Definition {
        permissions,
        ..wished.clone()
    };
    let (difference, names) = effects(db, (actor, known, role), &after).await?;
    Ok(review(&Review {
        actor,
        role,
        after: &after,
        difference: &difference,
        names: &names,
        form,
        errors,
    }))
}

async fn effects(
    db: &Db,
    (actor, known, role): (&Actor, &Known, &Role),
    after: &Definition,
) -> Result<(Difference, Vec<Vec<String>>), AppError> {
    let key = (actor.workspace.id, role.id);
    let with_it = db
        .read(move |read| holders::alike(read, key, holders::Who::Active))
        .await?;
    let difference = difference(&known.roles, role, after, &with_it);
    let sets: Vec<_> = difference
        .moves
        .iter()
        .map(|moved| moved.having.clone())
        .collect();
    let reading = db.read(move |read| {
        sets.iter()
            .map(|sets| holders::names_having(read, key, sets, views::MOST_NAMED))
            .collect::<Result<Vec<_>, DbError>>()
    });
    Ok((difference, reading.await?))
}

/// What the form can say by a field. Everything else is for the edge.
fn note(error: DefineError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        DefineError::Ownership => "permission",
        DefineError::NameTaken | DefineError::TooMany => "name",
        DefineError::ChangedMeanwhile => "version",
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
