//! Servers that die, and rights that are lost in the middle.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::Batch;
use muster::db::schema::{invitations, jobs, users};

use super::{agents, crowd, entries, outcomes, tried};
use crate::support::TestApp;

fn invited(app: &TestApp) -> i64 {
    invitations::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn a_server_that_dies_in_the_middle_loses_nobody_and_invites_nobody_twice() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let role = agents(&northwind);
    let page = tried(&maja, &crowd(350), "email full_name", &[("role", &role)]).await;
    maja.post(&format!("{page}/apply"), &[])
        .await
        .has_status(303);
    app.work_once().await;
    app.work_once().await;
    assert_eq!(invited(&app), 200);
    maja.get(&page).await.shows("200 of 350");
    // Taken on by a server that never comes back.
    let dies = app.clock.now() + TimeDelta::seconds(60);
    diesel::update(jobs::table.filter(jobs::finished_at.is_null()))
        .set((jobs::lease_until.eq(dies), jobs::attempts.eq(1)))
        .execute(&mut app.database.connection())
        .unwrap();
    let other = app.another_server();
    assert_eq!(other.work_once().await, Batch::Last);
    app.clock.advance(TimeDelta::seconds(61));
    other.work_now().await;
    assert_eq!(invited(&app), 350);
    assert_eq!(entries(&app, "invitation.created"), 350);
    assert_eq!(entries(&app, "user.many_changed"), 1);
    maja.get(&page).await.shows("350 people were invited.");
}

#[actix_web::test]
async fn many_servers_at_once_do_each_part_once() {
    let app = TestApp::start();
    let other = app.another_server();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let role = agents(&northwind);
    let page = tried(&maja, &crowd(450), "email full_name", &[("role", &role)]).await;
    maja.post(&format!("{page}/apply"), &[])
        .await
        .has_status(303);
    tokio::join!(app.work_now(), other.work_now(), app.work_now());
    app.work_now().await;
    assert_eq!(invited(&app), 450);
    let people: i64 = users::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(people, 451);
}

#[actix_web::test]
async fn it_stops_when_whoever_asked_may_no_longer_invite() {
    for ends in ["demoted", "deactivated"] {
        let app = TestApp::start();
        let northwind = app.workspace("northwind").await;
        let maja = northwind.maja().await;
        let ada = northwind.person("Ada King", BuiltinRole::Admin).await;
        let role = agents(&northwind);
        let page = tried(&ada, &crowd(250), "email full_name", &[("role", &role)]).await;
        ada.post(&format!("{page}/apply"), &[])
            .await
            .has_status(303);
        app.work_once().await;
        match ends {
            "demoted" => {
                let agent = northwind.role(BuiltinRole::Agent);
                maja.gives(ada.id, &[agent]).await.has_status(303);
            }
            _ => northwind.set_status(ada.id, "inactive"),
        }
        app.work_now().await;
        assert_eq!(invited(&app), 100, "{ends}");
        let left = outcomes(&app).iter().filter(|one| *one == "error").count();
        assert_eq!(left, 150);
        assert_eq!(entries(&app, "user.many_changed"), 1);
        let why: Option<String> = jobs::table
            .filter(jobs::kind.eq("import.apply"))
            .select(jobs::stopped_because)
            .first(&mut app.database.connection())
            .unwrap();
        assert!(
            why.unwrap()
                .starts_with("Whoever asked for it may no longer do this.")
        );
    }
}

#[actix_web::test]
async fn who_loses_the_right_to_change_people_still_invites_the_rest() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let [writer, inviter] = [true, false].map(|writes| {
        use muster::access::Permission;
        let mut holds: Vec<Permission> = BuiltinRole::Agent.permissions().iter().collect();
        holds.extend([Permission::InviteUsers, Permission::ReadUsers]);
        if writes {
            holds.push(Permission::WriteUsers);
        }
        northwind.custom_role(&holds)
    });
    let wes = northwind.person_with_role("Wes Writer", writer).await;
    let text = format!("{}ana@northwind.example,Ana Reis\n", crowd(1));
    let role = agents(&northwind);
    let page = tried(&wes, &text, "email full_name", &[("role", &role)]).await;
    assert_eq!(outcomes(&app), ["create", "change"]);
    let maja = northwind.maja().await;
    maja.gives(wes.id, &[inviter]).await.has_status(303);
    super::applies(&wes, &page).await;
    assert_eq!(outcomes(&app), ["create", "error"]);
    let name: Option<String> = users::table
        .filter(users::id.eq(ana))
        .select(users::full_name)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(name.as_deref(), Some("Ana Lima"));
}

#[actix_web::test]
async fn what_stopped_half_way_can_be_checked_again_and_goes_on() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let role = agents(&northwind);
    let page = tried(&maja, &crowd(150), "email full_name", &[("role", &role)]).await;
    maja.post(&format!("{page}/apply"), &[])
        .await
        .has_status(303);
    app.work_once().await;
    diesel::update(jobs::table.filter(jobs::kind.eq("import.apply")))
        .set(jobs::payload.eq(serde_json::json!({ "import": 7 })))
        .execute(&mut app.database.connection())
        .unwrap();
    for _ in 0..7 {
        app.work_now().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    let told = maja.get(&page).await;
    told.shows("go on. What was done until then stays.");
    let again = super::checks(&maja, &page, "email full_name", &[("role", &role)]).await;
    again.has_status(303);
    app.work_now().await;
    super::applies(&maja, &page).await;
    assert_eq!(invited(&app), 150);
}
