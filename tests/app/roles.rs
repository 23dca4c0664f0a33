//! Roles by their pages: what is shown, made, changed, replaced, given and taken.

mod assigning;
mod defining;
mod deleting;
mod reviewing;
mod showing;

use diesel::prelude::*;
use muster::db::schema::{audit_details, audit_events, role_permissions, roles, user_roles, users};
use muster::types::{RoleId, UserId};
use serde_json::Value;

use crate::support::{TestApp, Workspace};

/// A form: what is the same in every test, and what differs.
fn role_form<'f>(name: &'f str, permissions: &[&'f str]) -> Vec<(&'f str, &'f str)> {
    let mut form = vec![("name", name), ("description", ""), ("landing", "inbox")];
    form.extend(
        permissions
            .iter()
            .map(|permission| ("permission", *permission)),
    );
    form
}

fn role_named(workspace: &Workspace<'_>, name: &str) -> Option<RoleId> {
    roles::table
        .filter(roles::workspace_id.eq(workspace.id))
        .filter(roles::name.eq(name))
        .select(roles::id)
        .first(&mut workspace.app.database.connection())
        .optional()
        .unwrap()
}

fn permissions_of(app: &TestApp, role: RoleId) -> Vec<String> {
    role_permissions::table
        .filter(role_permissions::role_id.eq(role))
        .order(role_permissions::permission)
        .select(role_permissions::permission)
        .load(&mut app.database.connection())
        .unwrap()
}

fn roles_of(app: &TestApp, user: UserId) -> Vec<String> {
    user_roles::table
        .inner_join(roles::table.on(roles::id.eq(user_roles::role_id)))
        .filter(user_roles::user_id.eq(user))
        .order(roles::name)
        .select(roles::name)
        .load(&mut app.database.connection())
        .unwrap()
}

fn rank_of(app: &TestApp, user: UserId) -> i16 {
    users::table
        .filter(users::id.eq(user))
        .select(users::top_role_rank)
        .first(&mut app.database.connection())
        .unwrap()
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
