//! Departments by their pages: shown, made, moved, merged and deleted.

mod defining;
mod ending;
mod racing;

use std::collections::BTreeMap;

use diesel::prelude::*;
use muster::db::schema::{audit_details, audit_events, departments, users};
use muster::types::{DepartmentId, UserId};
use serde_json::Value;

use crate::support::{TestApp, Workspace};

/// Behind Muster's back.
fn department(workspace: &Workspace<'_>, name: &str, parent: Option<DepartmentId>) -> DepartmentId {
    let id = DepartmentId::new();
    diesel::insert_into(departments::table)
        .values((
            departments::workspace_id.eq(workspace.id),
            departments::id.eq(id),
            departments::name.eq(name),
            departments::name_key.eq(name.to_lowercase()),
            departments::parent_id.eq(parent),
            departments::created_at.eq(diesel::dsl::now),
        ))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
    id
}

fn put_into(workspace: &Workspace<'_>, user: UserId, department: Option<DepartmentId>) {
    diesel::update(users::table.find((workspace.id, user)))
        .set(users::department_id.eq(department))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
}

fn department_of(workspace: &Workspace<'_>, user: UserId) -> Option<DepartmentId> {
    users::table
        .find((workspace.id, user))
        .select(users::department_id)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

/// Every department with the one around it.
fn tree(workspace: &Workspace<'_>) -> BTreeMap<String, Option<String>> {
    let rows: Vec<(DepartmentId, String, Option<DepartmentId>)> = departments::table
        .filter(departments::workspace_id.eq(workspace.id))
        .select((departments::id, departments::name, departments::parent_id))
        .load(&mut workspace.app.database.connection())
        .unwrap();
    let called = |id: DepartmentId| {
        let found = rows.iter().find(|(other, ..)| *other == id);
        found.map(|(_, name, _)| name.clone()).unwrap()
    };
    rows.iter()
        .map(|(_, name, parent)| (name.clone(), parent.map(called)))
        .collect()
}

/// The latest entries of one action, newest first.
fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}
