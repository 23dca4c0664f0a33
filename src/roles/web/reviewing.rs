use actix_web::web;

use super::editing::page;
use super::known::Known;
use super::{RoleForm, RolePath, role_in};
use crate::access::{Actor, Visit, rights::WriteRoles};
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::actions::DefineError;
use crate::roles::model::{Definer, Definition, Difference, Role, difference};
use crate::roles::store::holders;
use crate::roles::views::{self, Review, review};
use crate::types::RoleId;
use crate::ui::{FormErrors, Page, Query};

/// What saving would do. Nothing is changed yet, so it is a page to look at.
pub(super) async fn review_changes(
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

pub(super) async fn reviewed(
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
