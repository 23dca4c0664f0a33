//! Everybody whom a list shows: counted, asked about, and changed in the background.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::Batch;
use muster::db::schema::{job_parts, jobs};
use muster::types::UserId;

use super::{BULK, agents, entries, last_details, told_at};
use crate::support::{Answer, Person, TestApp, Workspace};

async fn all_get(person: &Person<'_>, role: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("action", "role"), ("all", "1"), ("to", role)];
    form.extend(more);
    person.post(BULK, &form).await
}

fn have(workspace: &Workspace<'_>, people: &[UserId], role: BuiltinRole) -> usize {
    let role = workspace.role(role);
    let has = |user: &&UserId| workspace.roles_of(**user) == [role];
    people.iter().filter(has).count()
}

#[actix_web::test]
async fn everybody_on_the_list_and_nobody_else_is_changed_with_its_filters() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let people = agents(&northwind, 120).await;
    let bo = northwind.member("Bo Berg", BuiltinRole::Supervisor).await;
    let (agent, admin) = (
        northwind.role(BuiltinRole::Agent),
        northwind.role(BuiltinRole::Admin),
    );
    let (agent, admin) = (agent.to_string(), admin.to_string());
    let question = maja
        .get(&format!("{BULK}?action=role&all=1&role={agent}"))
        .await;
    question.shows("Change the role of 120 people");
    question.shows("name=\"expected\" value=\"120\"");

    let filters = [("role", agent.as_str()), ("expected", "120")];
    let page = told_at(&all_get(&maja, &admin, &filters).await);
    let waiting = maja.get(&page).await;
    waiting.shows("<progress").shows("0 of 120");
    waiting.shows("http-equiv=\"refresh\"");
    assert_eq!(app.work_once().await, Batch::More);
    maja.get(&page).await.shows("50 of 120");
    assert_eq!(have(&northwind, &people, BuiltinRole::Admin), 50);
    app.work_now().await;
    let told = maja.get(&page).await;
    told.shows("120 people have another role now.")
        .hides("refresh")
        .hides("hx-trigger=\"every 1s");
    assert_eq!(have(&northwind, &people, BuiltinRole::Admin), 120);
    assert_eq!(have(&northwind, &[bo], BuiltinRole::Supervisor), 1);
    assert_eq!(entries(&app, "user.many_changed"), 1);
    assert_eq!(last_details(&app, "user.many_changed")["people"], 120);
    assert_eq!(entries(&app, "user.roles_changed"), 120);
    let parts: i64 = job_parts::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(parts, 0);
}

#[actix_web::test]
async fn another_number_than_was_asked_about_is_asked_about_again() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let people = agents(&northwind, 3).await;
    let agent = northwind.role(BuiltinRole::Agent).to_string();
    let admin = northwind.role(BuiltinRole::Admin).to_string();
    let answer = all_get(&maja, &admin, &[("role", &agent), ("expected", "2")]).await;
    answer.has_status(409);
    answer
        .shows("It would be 3 people by now.")
        .shows("name=\"expected\" value=\"3\"");
    assert_eq!(app.work_once().await, Batch::Last);
    assert_eq!(have(&northwind, &people, BuiltinRole::Agent), 3);
}

#[actix_web::test]
async fn nobody_who_was_not_counted_is_changed() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    agents(&northwind, 2).await;
    let agent = northwind.role(BuiltinRole::Agent).to_string();
    let admin = northwind.role(BuiltinRole::Admin).to_string();
    let page = told_at(&all_get(&maja, &admin, &[("role", &agent)]).await);
    let late = northwind.member("Late Comer", BuiltinRole::Agent).await;
    app.work_now().await;
    maja.get(&page)
        .await
        .shows("2 people have another role now.");
    assert_eq!(have(&northwind, &[late], BuiltinRole::Agent), 1);
}

#[actix_web::test]
async fn who_no_longer_fits_when_their_turn_comes_keeps_what_others_gave_them() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let people = agents(&northwind, 51).await;
    let bo = northwind.member("Bo Berg", BuiltinRole::Agent).await;
    let dee = northwind.member("Dee Gone", BuiltinRole::Agent).await;
    let [agent, supervisor, admin] = [
        BuiltinRole::Agent,
        BuiltinRole::Supervisor,
        BuiltinRole::Admin,
    ]
    .map(|role| northwind.role(role));
    let filters = [("role", agent.to_string()), ("expected", "53".to_owned())];
    let filters = filters
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let page = told_at(&all_get(&maja, &supervisor.to_string(), &filters).await);
    maja.gives(bo, &[admin]).await.has_status(303);
    northwind.set_status(dee, "inactive");
    app.work_now().await;
    let told = maja.get(&page).await;
    told.shows("51 people have another role now.")
        .shows("2 who no longer match")
        .shows("Bo Berg")
        .shows("Dee Gone");
    assert_eq!(have(&northwind, &people, BuiltinRole::Supervisor), 51);
    assert_eq!(northwind.roles_of(bo), [admin]);
    assert_eq!(northwind.roles_of(dee), [agent]);
    // What was looked for isn't kept.
    let kept: serde_json::Value = jobs::table
        .select(jobs::payload)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(
        kept,
        serde_json::json!({ "what": "role", "to": supervisor })
    );
}

#[actix_web::test]
async fn one_goes_on_at_a_time_in_a_workspace() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    agents(&northwind, 2).await;
    let admin = northwind.role(BuiltinRole::Admin).to_string();
    told_at(&all_get(&maja, &admin, &[]).await);
    let second = all_get(&maja, &admin, &[]).await;
    second
        .has_status(409)
        .shows("Something is being done to many people already.")
        .shows("See how far it is");
    app.work_now().await;
    told_at(&all_get(&maja, &admin, &[]).await);
}

#[actix_web::test]
async fn a_server_that_dies_in_the_middle_loses_nothing_and_repeats_nothing() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let people = agents(&northwind, 120).await;
    let agent = northwind.role(BuiltinRole::Agent).to_string();
    let admin = northwind.role(BuiltinRole::Admin).to_string();
    let page = told_at(&all_get(&maja, &admin, &[("role", &agent)]).await);
    app.work_once().await;
    // Taken on by a server that never comes back.
    let dies = app.clock.now() + TimeDelta::seconds(60);
    diesel::update(jobs::table)
        .set((jobs::lease_until.eq(dies), jobs::attempts.eq(1)))
        .execute(&mut app.database.connection())
        .unwrap();
    let other = app.another_server();
    assert_eq!(other.work_once().await, Batch::Last);
    assert_eq!(have(&northwind, &people, BuiltinRole::Admin), 50);
    app.clock.advance(TimeDelta::seconds(61));
    other.work_now().await;
    maja.get(&page)
        .await
        .shows("120 people have another role now.");
    assert_eq!(have(&northwind, &people, BuiltinRole::Admin), 120);
    assert_eq!(entries(&app, "user.roles_changed"), 120);
}

#[actix_web::test]
async fn many_servers_at_once_do_each_part_once() {
    let app = TestApp::start();
    let other = app.another_server();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    agents(&northwind, 160).await;
    let agent = northwind.role(BuiltinRole::Agent).to_string();
    let admin = northwind.role(BuiltinRole::Admin).to_string();
    let page = told_at(&all_get(&maja, &admin, &[("role", &agent)]).await);
    tokio::join!(app.work_now(), other.work_now(), app.work_now());
    app.work_now().await;
    maja.get(&page)
        .await
        .shows("160 people have another role now.");
    assert_eq!(entries(&app, "user.roles_changed"), 160);
}

#[actix_web::test]
async fn it_stops_when_whoever_asked_may_no_longer_do_it() {
    for ends in ["demoted", "deactivated"] {
        let app = TestApp::start();
        let northwind = app.workspace("northwind").await;
        let maja = northwind.maja().await;
        let ada = northwind.person("Ada King", BuiltinRole::Admin).await;
        let people = agents(&northwind, 80).await;
        let agent = northwind.role(BuiltinRole::Agent);
        let supervisor = northwind.role(BuiltinRole::Supervisor).to_string();
        let page = told_at(&all_get(&ada, &supervisor, &[("role", &agent.to_string())]).await);
        app.work_once().await;
        match ends {
            "demoted" => {
                maja.gives(ada.id, &[agent]).await.has_status(303);
            }
            _ => northwind.set_status(ada.id, "inactive"),
        }
        app.work_now().await;
        let told = maja.get(&page).await;
        told.shows("Whoever asked for it may no longer do this.");
        told.shows("50 people have another role now.");
        assert_eq!(have(&northwind, &people, BuiltinRole::Agent), 30);
        assert_eq!(last_details(&app, "user.many_changed")["people"], 50);
    }
}

#[actix_web::test]
async fn signing_out_stops_nothing_and_a_role_that_goes_stops_it() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let people = agents(&northwind, 60).await;
    let agent = northwind.role(BuiltinRole::Agent).to_string();
    let custom = northwind.custom_role(&[]);
    let page = told_at(&all_get(&maja, &custom.to_string(), &[("role", &agent)]).await);
    maja.post("/logout", &[]).await;
    app.work_once().await;
    let maja = northwind.maja().await;
    let gone = format!("/settings/roles/{custom}/delete");
    maja.post(&gone, &[("replacement", &agent)])
        .await
        .has_status(303);
    app.work_now().await;
    maja.get(&page).await.shows("The role is gone.");
    assert_eq!(have(&northwind, &people, BuiltinRole::Agent), 60);
}

#[actix_web::test]
async fn what_came_of_it_is_another_workspaces_secret_and_goes_after_90_days() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let other = app.workspace("southwind").await;
    let maja = northwind.maja().await;
    agents(&northwind, 1).await;
    let admin = northwind.role(BuiltinRole::Admin).to_string();
    let page = told_at(&all_get(&maja, &admin, &[]).await);
    app.work_now().await;
    other.maja().await.get(&page).await.is_not_found();
    app.clock
        .advance(TimeDelta::days(90) - TimeDelta::minutes(1));
    app.clean_now().await;
    let maja = northwind.maja().await;
    maja.get(&page).await.is_ok();
    app.clock.advance(TimeDelta::minutes(2));
    app.clean_now().await;
    maja.get(&page).await.is_not_found();
}

#[actix_web::test]
async fn who_is_invited_is_not_on_a_list_to_be_changed() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    northwind.nora().await;
    let agent = northwind.role(BuiltinRole::Agent).to_string();
    all_get(&maja, &agent, &[("tab", "pending")])
        .await
        .is_a_mistake();
    all_get(&maja, &agent, &[("tab", "inactive")])
        .await
        .is_a_mistake();
    // A filter by what isn't there finds nobody.
    let nothing = UserId::new().to_string();
    all_get(&maja, &agent, &[("team", &nothing)])
        .await
        .is_a_mistake()
        .shows("Nobody on that list can be changed.")
        .hides("Tick somebody");
}

#[actix_web::test]
async fn a_slip_in_all_or_in_the_number_changes_nobody() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let people = agents(&northwind, 3).await;
    let agent = northwind.role(BuiltinRole::Agent).to_string();
    let admin = northwind.role(BuiltinRole::Admin).to_string();
    let slipped = [
        ("action", "role"),
        ("to", &admin),
        ("role", &agent),
        ("all", "0"),
    ];
    maja.post("/settings/users/bulk", &slipped)
        .await
        .has_status(422);
    let unread = all_get(&maja, &admin, &[("role", &agent), ("expected", "three")]).await;
    unread.has_status(409);
    assert_eq!(app.work_once().await, Batch::Last);
    assert_eq!(have(&northwind, &people, BuiltinRole::Agent), 3);
}
