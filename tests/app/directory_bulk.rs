//! What is done to many people at once, and people as a file.

mod export;
mod failing;
mod named;
mod whole;

use muster::access::BuiltinRole;
use muster::types::{RoleId, TeamId, UserId};

use crate::support::{Answer, Person, TestApp, Workspace};

const BULK: &str = "/settings/users/bulk";
const LIST: &str = "/settings/users";

/// What somebody sends, with everybody who is ticked.
async fn send(person: &Person<'_>, fields: &[(&str, &str)], ticked: &[UserId]) -> Answer {
    let ids: Vec<String> = ticked.iter().map(ToString::to_string).collect();
    let mut form = fields.to_vec();
    form.extend(ids.iter().map(|id| ("id", id.as_str())));
    person.post(BULK, &form).await
}

async fn gives_many(person: &Person<'_>, role: RoleId, ticked: &[UserId]) -> Answer {
    let to = role.to_string();
    send(person, &[("action", "role"), ("to", &to)], ticked).await
}

async fn adds_many(person: &Person<'_>, team: TeamId, ticked: &[UserId]) -> Answer {
    let to = team.to_string();
    send(person, &[("action", "team"), ("to", &to)], ticked).await
}

/// The page that tells what came of it.
fn told_at(answer: &Answer) -> String {
    answer.has_status(303);
    let address = answer.header("location");
    let (_workspace, page) = address.split_at(address[1..].find('/').unwrap() + 1);
    assert!(page.starts_with(&format!("{BULK}/")), "{address}");
    page.to_owned()
}

/// Agents whom nobody knows by name.
async fn agents(workspace: &Workspace<'_>, count: usize) -> Vec<UserId> {
    let mut agents = Vec::new();
    for number in 0..count {
        let name = format!("Agent{number} Smith");
        agents.push(workspace.member(&name, BuiltinRole::Agent).await);
    }
    agents
}

/// How often something of a kind stands in the log.
fn entries(app: &TestApp, action: &str) -> i64 {
    use diesel::prelude::*;
    use muster::db::schema::audit_events;
    audit_events::table
        .filter(audit_events::action.eq(action))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

/// What the last entry of a kind says.
fn last_details(app: &TestApp, action: &str) -> serde_json::Value {
    use diesel::prelude::*;
    use muster::db::schema::{audit_details, audit_events};
    audit_events::table
        .inner_join(
            audit_details::table.on(audit_details::workspace_id
                .eq(audit_events::workspace_id)
                .and(audit_details::event_id.eq(audit_events::id))),
        )
        .filter(audit_events::action.eq(action))
        .order((audit_events::at.desc(), audit_events::id.desc()))
        .select(audit_details::details)
        .first(&mut app.database.connection())
        .unwrap()
}
