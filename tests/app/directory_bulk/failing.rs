//! A job that can't go on.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::Batch;
use muster::db::schema::{job_parts, jobs};

use super::{BULK, agents, entries, told_at};
use crate::support::{Person, TestApp, Workspace};

async fn asked(workspace: &Workspace<'_>, person: &Person<'_>) -> String {
    let admin = workspace.role(BuiltinRole::Admin).to_string();
    let form = [("action", "role"), ("all", "1"), ("to", admin.as_str())];
    told_at(&person.post(BULK, &form).await)
}

/// How often the only job was begun, and until when it waits.
fn waits(app: &TestApp) -> (i32, Option<DateTime<Utc>>) {
    jobs::table
        .select((jobs::attempts, jobs::lease_until))
        .first(&mut app.database.connection())
        .unwrap()
}

fn spoil(app: &TestApp, workspace: &Workspace<'_>) {
    let payload = serde_json::json!({ "what": "erase" });
    diesel::update(jobs::table.filter(jobs::workspace_id.eq(workspace.id)))
        .set(jobs::payload.eq(payload))
        .execute(&mut app.database.connection())
        .unwrap();
}

#[actix_web::test]
async fn it_is_tried_again_soon_and_then_later_and_ends_though_nothing_can_be_told_of_it() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    agents(&northwind, 2).await;
    asked(&northwind, &maja).await;
    spoil(&app, &northwind);
    for (attempt, gap) in [(1, 1), (2, 5), (3, 15), (4, 45), (5, 45)] {
        assert_eq!(app.work_once().await, Batch::More);
        assert_eq!(waits(&app).0, attempt);
        assert_eq!(app.work_once().await, Batch::Last);
        app.clock.advance(TimeDelta::seconds(gap));
    }
    app.work_now().await;
    let (state, why): (String, Option<String>) = jobs::table
        .select((jobs::state, jobs::stopped_because))
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(state, "stopped");
    assert!(why.unwrap().starts_with("Muster couldn't go on."));
    // The next one isn't kept waiting.
    asked(&northwind, &maja).await;
}

#[actix_web::test]
async fn it_ends_with_what_was_done_where_a_part_cant_be_read() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    agents(&northwind, 60).await;
    let page = asked(&northwind, &maja).await;
    app.work_once().await;
    diesel::update(job_parts::table)
        .set(job_parts::content.eq(serde_json::json!("nobody")))
        .execute(&mut app.database.connection())
        .unwrap();
    for _ in 0..6 {
        app.work_now().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    maja.get(&page)
        .await
        .shows("go on. What was done until then stays.")
        .shows("people have another role now.");
}

#[actix_web::test]
async fn one_workspaces_job_that_fails_holds_up_no_other() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let southwind = app.workspace("southwind").await;
    let (maja, other) = (northwind.maja().await, southwind.maja().await);
    agents(&northwind, 1).await;
    southwind.member("Sol Reed", BuiltinRole::Agent).await;
    asked(&northwind, &maja).await;
    let page = asked(&southwind, &other).await;
    spoil(&app, &northwind);
    app.work_now().await;
    other
        .get(&page)
        .await
        .shows("1 person has another role now.");
}

#[actix_web::test]
async fn a_busy_workspace_is_no_fault_of_the_job() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    agents(&northwind, 1).await;
    asked(&northwind, &maja).await;
    let mut held = app.database.connection();
    held.batch_execute("BEGIN; SELECT FROM workspaces FOR UPDATE")
        .unwrap();
    assert_eq!(app.work_once().await, Batch::More);
    let (attempts, until) = waits(&app);
    assert_eq!(attempts, 0);
    assert!(until.unwrap() < app.clock.now() + TimeDelta::seconds(6));
    held.batch_execute("ROLLBACK").unwrap();
    app.clock.advance(TimeDelta::seconds(6));
    app.work_now().await;
    assert_eq!(entries(&app, "user.many_changed"), 1);
}
