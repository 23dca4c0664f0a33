//! Somebody's page: what is edited there about them, by whom.

mod editing;
mod refusing;

use diesel::prelude::*;
use muster::db::schema::{audit_details, audit_events, departments, users};
use muster::types::{DepartmentId, UserId};
use serde_json::Value;

use crate::support::{TestApp, Workspace};

fn page(user: UserId) -> String {
    format!("/settings/users/{user}")
}

/// Behind Muster's back.
fn department(workspace: &Workspace<'_>, name: &str) -> DepartmentId {
    let id = DepartmentId::new();
    diesel::insert_into(departments::table)
        .values((
            departments::workspace_id.eq(workspace.id),
            departments::id.eq(id),
            departments::name.eq(name),
            departments::name_key.eq(name.to_lowercase()),
            departments::created_at.eq(diesel::dsl::now),
        ))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
    id
}

#[derive(Debug, PartialEq, Eq, Queryable)]
struct Details {
    full_name: Option<String>,
    display_name: Option<String>,
    department: Option<DepartmentId>,
    manager: Option<UserId>,
}

fn details(workspace: &Workspace<'_>, user: UserId) -> Details {
    users::table
        .find((workspace.id, user))
        .select((
            users::full_name,
            users::display_name,
            users::department_id,
            users::manager_id,
        ))
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

/// How many entries there are of each of these actions.
fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}
