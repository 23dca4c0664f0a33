//! What programs may call, and how they are answered.

mod bulk;
mod changing;
mod invitations;
mod inviting;
mod keys;
mod leaving;
mod listing;
mod once;
mod placing;

use diesel::prelude::*;
use muster::db::schema::{audit_details, audit_events, outbox, users};
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
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id)
        .select((audit_events::actor_kind, audit_details::details))
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
