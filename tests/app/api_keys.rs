//! API keys as people make, look at, take over and end them.

mod deciding;
mod leaving;
mod listing;
mod making;
mod secrets;

use diesel::prelude::*;
use muster::db::schema::{api_keys, audit_details, audit_events};
use muster::types::{ApiKeyId, UserId};
use serde_json::Value;

use crate::support::{Answer, Script, TestApp, Workspace};

const KEYS: &str = "/settings/api-keys";

fn at(key: ApiKeyId, what: &str) -> String {
    format!("{KEYS}/{key}/{what}")
}

/// The newest first.
fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

fn permissions_of(app: &TestApp, name: &str) -> Vec<String> {
    api_keys::table
        .filter(api_keys::name.eq(name))
        .select(api_keys::permissions)
        .first(&mut app.database.connection())
        .unwrap()
}

fn count(app: &TestApp) -> i64 {
    api_keys::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

fn maker(app: &TestApp, key: ApiKeyId) -> UserId {
    api_keys::table
        .filter(api_keys::id.eq(key))
        .select(api_keys::created_by)
        .first(&mut app.database.connection())
        .unwrap()
}

/// The text that a page shows once.
fn shown(page: &Answer) -> String {
    let (_, after) = page.body.split_once("<code id=\"api-key\">").unwrap();
    after.split_once('<').unwrap().0.to_owned()
}

impl<'a> Workspace<'a> {
    /// With a name of its own.
    fn script_named(&self, name: &str, maker: UserId) -> Script<'a> {
        let script = self.script_of(maker, &[muster::access::Permission::ReadUsers]);
        diesel::update(api_keys::table.find((self.id, script.key)))
            .set(api_keys::name.eq(name))
            .execute(&mut self.app.database.connection())
            .unwrap();
        script
    }
}
