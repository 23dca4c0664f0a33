//! The first people, in rows.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::{invitations, roles, user_roles, users, workspaces};
use muster::types::RoleId;

use crate::support::{Answer, PASSWORD, Person, TestApp};

const PAGE: &str = "/onboarding";
const SENT: &str = "/northwind/settings/users?tab=pending&notice=invitations-sent";

async fn send(by: &Person<'_>, rows: &[(&str, &RoleId)], more: &[(&str, &str)]) -> Answer {
    let rows: Vec<(&str, String)> = rows
        .iter()
        .flat_map(|(email, role)| [("email", (*email).to_owned()), ("role", role.to_string())])
        .collect();
    let mut form: Vec<(&str, &str)> = rows
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    form.extend(more);
    by.post(PAGE, &form).await
}

fn invited(app: &TestApp) -> Vec<(String, String)> {
    invitations::table
        .inner_join(users::table.on(invitations::user_id.eq(users::id.nullable())))
        .inner_join(user_roles::table.on(user_roles::user_id.eq(users::id)))
        .inner_join(roles::table.on(roles::id.eq(user_roles::role_id)))
        .order(invitations::email)
        .select((invitations::email, roles::name))
        .load(&mut app.database.connection())
        .unwrap()
}

fn rows_in(answer: &Answer) -> usize {
    answer.body.matches("name=\"email\"").count()
}

#[actix_web::test]
async fn four_rows_lead_to_the_first_people_each_with_their_role() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let page = maja.get(PAGE).await;
    page.is_ok()
        .shows("Who works with you?")
        .shows("Skip for now")
        .shows("href=\"/northwind/settings/invitations/new\"");
    assert_eq!(rows_in(&page), 4);
    let [agent, supervisor] =
        [BuiltinRole::Agent, BuiltinRole::Supervisor].map(|role| workspace.role(role));
    let rows = [
        ("nora@x.example", &agent),
        ("", &agent),
        (" Amina@x.example ", &supervisor),
        ("NORA@x.example", &agent),
    ];
    send(&maja, &rows, &[]).await.leads_to(SENT);
    let [amina, nora] = [
        ("Amina@x.example", "Supervisor"),
        ("nora@x.example", "Agent"),
    ];
    let expected = [amina, nora].map(|(email, role)| (email.to_owned(), role.to_owned()));
    assert_eq!(invited(&app), expected);
}

#[actix_web::test]
async fn what_is_wrong_stays_with_its_reason_by_its_row() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let [agent, supervisor] =
        [BuiltinRole::Agent, BuiltinRole::Supervisor].map(|role| workspace.role(role));
    let rows = [
        ("nora@x.example", &agent),
        ("NORA@x.example", &agent),
        ("maja@northwind.example", &agent),
        ("ali@", &supervisor),
        ("nora@x.example", &supervisor),
    ];
    let some = send(&maja, &rows, &[]).await;
    some.is_ok()
        .shows("1 person is invited.")
        .shows("This is you.")
        .shows("Something is missing after the @.")
        .shows("This address is in another row, with another role.")
        .shows("value=\"ali@\"")
        .shows(&format!("value=\"{supervisor}\" selected"));
    assert_eq!(rows_in(&some), 3);
    let none = send(&maja, &[("nora@x.example", &agent), ("ali", &agent)], &[]).await;
    none.is_a_mistake()
        .shows("Already invited.")
        .shows("This address has no @.");
    send(&maja, &[("", &agent)], &[])
        .await
        .is_a_mistake()
        .shows("Type at least one email address, or skip this for now.");
    let gone = RoleId::new();
    send(&maja, &[("ali@x.example", &gone)], &[])
        .await
        .is_a_mistake()
        .shows("This role is gone. Choose again.")
        .shows("ali@x.example");
    maja.post(PAGE, &[("email", "ali@x.example")])
        .await
        .is_a_mistake()
        .shows("Choose a role.");
    assert_eq!(invited(&app).len(), 1);
}

#[actix_web::test]
async fn rows_come_and_go_without_scripts_and_keep_what_was_typed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let agent = workspace.role(BuiltinRole::Agent);
    let rows = [("nora@x.example", &agent), ("ali@x.example", &agent)];
    let more = send(&maja, &rows, &[("add", "1")]).await;
    more.is_ok().shows("nora@x.example").shows("ali@x.example");
    assert_eq!(rows_in(&more), 3);
    let fewer = send(&maja, &rows, &[("without", "1")]).await;
    fewer.is_ok().hides("nora@x.example").shows("ali@x.example");
    assert_eq!(rows_in(&fewer), 1);
    let last = send(&maja, &rows[..1], &[("without", "1")]).await;
    assert_eq!(rows_in(&last), 1);
    assert_eq!(invited(&app).len(), 0);
}

#[actix_web::test]
async fn the_same_limits_hold() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let [agent, admin, owner] = [BuiltinRole::Agent, BuiltinRole::Admin, BuiltinRole::Owner]
        .map(|role| workspace.role(role));
    let bob = workspace.person("Bob Marsh", BuiltinRole::Supervisor).await;
    send(&bob, &[("nora@x.example", &admin)], &[])
        .await
        .is_forbidden();
    app.clock.advance(TimeDelta::minutes(11));
    let row = [("nora@x.example", &owner)];
    send(&maja, &row, &[])
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("nora@x.example");
    send(&maja, &row, &[("current_password", PASSWORD)])
        .await
        .leads_to(SENT);
    let set = |plan: &str, a_day: i32| {
        diesel::update(workspaces::table)
            .set((
                workspaces::plan.eq(plan),
                workspaces::invitations_a_day.eq(a_day),
            ))
            .execute(&mut app.database.connection())
            .unwrap();
    };
    set("unlimited", 1);
    send(&maja, &[("ali@x.example", &agent)], &[])
        .await
        .has_status(429)
        .shows("ali@x.example");
    set("free_trial", 100);
    send(&maja, &[("ali@x.example", &agent)], &[])
        .await
        .has_status(409)
        .shows("The only seat is in use.")
        .shows("ali@x.example");
}
