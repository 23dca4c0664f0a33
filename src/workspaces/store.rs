pub(super) mod settings;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::actions::NewWorkspace;
use crate::access::WorkspaceRef;
use crate::db::schema::{workspace_slugs, workspaces};
use crate::db::{DbError, Read, Tx};
use crate::seats::Plan;
use crate::types::{Slug, WorkspaceId, Zone};

/// Any number that no other lock of ours uses: "new" in ASCII.
const LOCK: i64 = 0x006e_6577;

/// Whoever makes a workspace makes it alone: there is no row yet that could be locked, and the first
/// one is made once.
pub fn one_at_a_time(tx: &mut Tx<'_>) -> Result<(), DbError> {
    diesel::sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(tx.connection())?;
    Ok(())
}

/// One workspace in `muster workspace list`.
#[derive(Debug, Queryable)]
pub struct WorkspaceLine {
    pub slug: Slug,
    pub name: String,
    pub plan: String,
}

#[derive(Queryable)]
pub(super) struct PlanNow {
    pub name: String,
    pub plan: String,
}

pub(super) fn insert(tx: &mut Tx<'_>, id: WorkspaceId, new: &NewWorkspace) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::insert_into(workspace_slugs::table)
        .values((
            workspace_slugs::slug.eq(&new.slug),
            workspace_slugs::workspace_id.eq(id),
        ))
        .execute(tx.connection())?;
    diesel::insert_into(workspaces::table)
        .values((
            workspaces::id.eq(id),
            workspaces::name.eq(&new.name),
            workspaces::active_owners.eq(1),
            workspaces::created_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(())
}

pub fn by_slug(read: &mut Read<'_>, slug: &Slug) -> Result<Option<WorkspaceRef>, DbError> {
    let found: Option<(WorkspaceId, String, String)> = workspace_slugs::table
        .inner_join(workspaces::table.on(workspaces::id.eq(workspace_slugs::workspace_id)))
        .filter(workspace_slugs::slug.eq(slug))
        .select((workspaces::id, workspaces::name, workspaces::time_zone))
        .first(read.connection())
        .optional()?;
    Ok(found.map(|(id, name, time_zone)| WorkspaceRef {
        id,
        slug: slug.clone(),
        name,
        zone: Zone::from_stored(&time_zone),
    }))
}

pub fn list(read: &mut Read<'_>) -> Result<Vec<WorkspaceLine>, DbError> {
    Ok(workspace_slugs::table
        .inner_join(workspaces::table.on(workspaces::id.eq(workspace_slugs::workspace_id)))
        .order(workspace_slugs::slug)
        .select((workspace_slugs::slug, workspaces::name, workspaces::plan))
        .load(read.connection())?)
}

/// Enough to tell none, one and several apart.
pub(super) fn first_two(read: &mut Read<'_>) -> Result<Vec<Slug>, DbError> {
    Ok(workspace_slugs::table
        .order(workspace_slugs::slug)
        .select(workspace_slugs::slug)
        .limit(2)
        .load(read.connection())?)
}

pub(super) fn plan(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<PlanNow, DbError> {
    Ok(workspaces::table
        .find(id)
        .select((workspaces::name, workspaces::plan))
        .first(tx.connection())?)
}

pub(super) fn set_plan(tx: &mut Tx<'_>, id: WorkspaceId, plan: Plan) -> Result<(), DbError> {
    diesel::update(workspaces::table.find(id))
        .set(workspaces::plan.eq(plan.as_str()))
        .execute(tx.connection())?;
    Ok(())
}

/// Workspaces whose counted owners aren't the owners they have, for `muster doctor`.
pub fn miscounted_owners(read: &mut Read<'_>) -> Result<Vec<Slug>, DbError> {
    #[derive(QueryableByName)]
    struct Miscounted {
        #[diesel(sql_type = Text)]
        slug: Slug,
    }
    let rows: Vec<Miscounted> = diesel::sql_query(
        "SELECT workspace_slugs.slug
         FROM workspaces
         JOIN workspace_slugs ON workspace_slugs.workspace_id = workspaces.id
         WHERE workspaces.active_owners <> (
             SELECT count(*)
             FROM roles
             JOIN user_roles ON user_roles.workspace_id = roles.workspace_id
                 AND user_roles.role_id = roles.id
             JOIN users ON users.workspace_id = user_roles.workspace_id
                 AND users.id = user_roles.user_id AND users.status = 'active'
             WHERE roles.workspace_id = workspaces.id AND roles.builtin = 'owner'
         )
         ORDER BY workspace_slugs.slug",
    )
    .load(read.connection())?;
    Ok(rows.into_iter().map(|row| row.slug).collect())
}
