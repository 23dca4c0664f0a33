//! Teams by their pages: made, changed, joined, left and deleted.

mod defining;
mod deleting;
mod members;
mod of_somebody;
mod races;
mod scale;

use diesel::prelude::*;
use muster::db::schema::{audit_details, audit_events, team_members, teams, users};
use muster::types::{TeamId, UserId};
use serde_json::Value;

use crate::support::{Person, TestApp};

/// A team, as somebody makes it by the form.
async fn team(maker: &Person<'_>, name: &str, members: &[UserId]) -> TeamId {
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    let mut form = vec![("name", name), ("strategy", "round_robin")];
    form.extend(members.iter().map(|member| ("member", member.as_str())));
    let made = maker.post("/settings/teams", &form).await;
    let (_, id) = made
        .has_status(303)
        .header("location")
        .rsplit_once('/')
        .unwrap();
    id.split_once('?').unwrap().0.parse().unwrap()
}

fn page_of(team: TeamId) -> String {
    format!("/settings/teams/{team}")
}

async fn adds(person: &Person<'_>, team: TeamId, whom: UserId) -> crate::support::Answer {
    let form = [("add", whom.to_string())];
    person
        .post(&format!("/settings/teams/{team}/members"), &borrowed(&form))
        .await
}

async fn removes(person: &Person<'_>, team: TeamId, whom: UserId) -> crate::support::Answer {
    let form = [("remove", whom.to_string())];
    person
        .post(&format!("/settings/teams/{team}/members"), &borrowed(&form))
        .await
}

fn borrowed<'f>(form: &'f [(&'f str, String)]) -> Vec<(&'f str, &'f str)> {
    form.iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

fn members_of(app: &TestApp, team: TeamId) -> Vec<UserId> {
    team_members::table
        .filter(team_members::team_id.eq(team))
        .order(team_members::user_id)
        .select(team_members::user_id)
        .load(&mut app.database.connection())
        .unwrap()
}

fn teams_of(app: &TestApp, user: UserId) -> Vec<String> {
    team_members::table
        .inner_join(teams::table.on(teams::id.eq(team_members::team_id)))
        .filter(team_members::user_id.eq(user))
        .order(teams::name)
        .select(teams::name)
        .load(&mut app.database.connection())
        .unwrap()
}

/// Its name, strategy, lead and version.
fn row(app: &TestApp, team: TeamId) -> Option<(String, Option<String>, Option<UserId>, i32)> {
    teams::table
        .filter(teams::id.eq(team))
        .select((teams::name, teams::strategy, teams::lead_id, teams::version))
        .first(&mut app.database.connection())
        .optional()
        .unwrap()
}

fn missed_by(app: &TestApp, user: UserId) -> Vec<String> {
    users::table
        .filter(users::id.eq(user))
        .select(users::missed_teams)
        .first(&mut app.database.connection())
        .unwrap()
}

/// The entries of one action, newest first.
fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}
