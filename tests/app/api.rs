//! What programs may call, and how they are answered.

mod audit_events;
mod authorize;
mod bulk;
mod changing;
mod departments;
mod docs;
mod invitations;
mod inviting;
mod keys;
mod leaving;
mod listing;
mod once;
mod placing;
mod roles;
mod teams;

use diesel::prelude::*;
use muster::access::Permission;
use muster::db::schema::{audit_details, audit_events as events, outbox, users};
use muster::types::UserId;
use serde_json::Value;

use crate::support::{Answer, TestApp, Workspace};

impl Workspace<'_> {
    fn people(&self) -> i64 {
        users::table
            .filter(users::workspace_id.eq(self.id))
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }

    fn status_of(&self, user: UserId) -> Option<String> {
        users::table
            .find((self.id, user))
            .select(users::status)
            .first(&mut self.app.database.connection())
            .optional()
            .unwrap()
    }
}

/// Of invitations.
fn mails(app: &TestApp) -> i64 {
    outbox::table
        .filter(outbox::kind.eq("invitation"))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

/// What the entries of an action say, and by whom they were made, the oldest first.
fn entries(app: &TestApp, action: &str) -> Vec<(String, Value)> {
    events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(events::id)))
        .filter(events::action.eq(action))
        .order(events::id)
        .select((events::actor_kind, audit_details::details))
        .load(&mut app.database.connection())
        .unwrap()
}

fn id_in(answer: &Answer) -> UserId {
    answer.json()["id"].as_str().unwrap().parse().unwrap()
}

/// What a list's rows have under a name.
fn column(answer: &Answer, name: &str) -> Vec<Value> {
    let told = answer.is_ok().json();
    let rows = told["data"].as_array().unwrap();
    rows.iter().map(|row| row[name].clone()).collect()
}

/// A key of an owner's that may do everything.
const EVERYTHING: &[Permission] = Permission::ALL;

/// Everything but what owners alone hold.
fn all_of_an_admin() -> Vec<Permission> {
    let every = Permission::ALL.iter().copied();
    every
        .filter(|permission| *permission != Permission::OwnWorkspace)
        .collect()
}

fn id(told: &Value) -> String {
    told["id"].as_str().unwrap().to_owned()
}

/// Of the rows of a list.
fn names(list: &Value) -> Vec<&str> {
    let rows = list["data"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap()).collect()
}
