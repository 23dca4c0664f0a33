use actix_web::web;

use super::editing::{note, page};
use super::known::Known;
use super::{RoleForm, RolePath, role_in};
use crate::access::{Actor, Permission, Visit, rights::WriteRoles};
use crate::db::{Db, DbError};
use crate::error::AppError;
use crate::roles::actions::{DefineError, spares_who_holds_more};
use crate::roles::model::{Definer, Definition, Difference, Role, Undefinable, difference};
use crate::roles::store::counts;
use crate::roles::views::{self, Review, review};
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
    let wish = form.parse(&mut errors);
    let mut in_conflict = false;
    if let Some(wish) = wish.filter(|_| errors.is_empty()) {
        let definer = known.definer(&actor, Some(id));
        let after = match role.redefined(definer, &wish) {
            Ok(after) => spared(&db, (&actor, definer), (&known, role), after).await?,
            Err(why) => Err(why),
        };
        if known.has_other(id, &wish.name) {
            errors.add("name", DefineError::NameTaken.to_string());
        }
        match after {
            Ok(after) if errors.is_empty() => {
                return reviewed(&db, (&actor, &known, role), &after, (&form, &errors)).await;
            }
            Ok(_) => {}
            Err(why) => {
                let error = DefineError::Undefinable(why);
                in_conflict = error.is_conflict();
                note(error, &mut errors)?;
            }
        }
    }
    let page = page(&db, &actor, (&known, id), (&form, &errors)).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.mistaken()
    })
}

/// What was wished, unless somebody above would lose by it.
async fn spared(
    db: &Db,
    (actor, definer): (&Actor, Definer),
    (known, role): (&Known, &Role),
    after: Definition,
) -> Result<Result<Definition, Undefinable>, AppError> {
    let (workspace, all) = (actor.workspace.id, known.roles.clone());
    let role = role.clone();
    let reading = db.read(move |read| {
        let changed = (&role, &after);
        let spared = spares_who_holds_more(read, (workspace, definer), &all, changed)?;
        Ok::<_, DbError>(spared.map(|()| after).map_err(Undefinable::from))
    });
    Ok(reading.await?)
}

pub(super) async fn reviewed(
    db: &Db,
    (actor, known, role): (&Actor, &Known, &Role),
    after: &Definition,
    (form, errors): (&RoleForm, &FormErrors),
) -> Result<Page, AppError> {
    let (difference, names) = effects(db, (actor, known, role), after).await?;
    Ok(review(&Review {
        actor,
        role,
        after,
        difference: &difference,
        names: &names,
        is_own: known.mine.contains(&role.id),
        form,
        errors,
    }))
}

/// As many roles of people as can be gone through while a page waits.
const MOST_WEIGHED: i64 = 50_000;

async fn effects(
    db: &Db,
    (actor, known, role): (&Actor, &Known, &Role),
    after: &Definition,
) -> Result<(Difference, Vec<Vec<String>>), AppError> {
    let key = (actor.workspace.id, role.id);
    let with_it = db
        .read(move |read| {
            if counts::weight_up_to(read, key, MOST_WEIGHED)? > MOST_WEIGHED {
                return Ok(None);
            }
            counts::alike(read, key, counts::Who::Active).map(Some)
        })
        .await?;
    let Some(with_it) = with_it else {
        return Ok((Difference::uncounted(role, after), Vec::new()));
    };
    let difference = difference(&known.roles, role, after, &with_it);
    let may_see_them = actor.permissions.contains(Permission::ReadUsers);
    let named = difference.moves.iter().filter(|_| may_see_them);
    let sets: Vec<_> = named.map(|moved| moved.having.clone()).collect();
    let reading = db.read(move |read| {
        sets.iter()
            .map(|sets| counts::names_having(read, key, sets, views::MOST_NAMED))
            .collect::<Result<Vec<_>, DbError>>()
    });
    Ok((difference, reading.await?))
}
