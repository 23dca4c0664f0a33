//! Teams and departments of who is invited: chosen, changed, told, and gone meanwhile.

mod editing;
mod ending;
mod seats;

use std::time::Instant;

use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::{audit_details, audit_events, invitations, team_members, users};
use muster::types::{DepartmentId, InvitationId, TeamId, UserId};
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp, Workspace};

const NEW: &str = "/settings/invitations/new";
const INVITATIONS: &str = "/settings/invitations";
const SENT: &str = "/northwind/settings/users?tab=pending&notice=invitations-sent";
const PENDING: &str = "/settings/users?tab=pending";

/// As an agent, with a mail.
async fn invite(by: &Person<'_>, workspace: &Workspace<'_>, fields: &[(&str, &str)]) -> Answer {
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let mut form = vec![("role", agent.as_str()), ("send_invite", "on")];
    form.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
    form.extend(fields);
    by.post(INVITATIONS, &form).await
}

fn somebody(workspace: &Workspace<'_>, email: &str) -> UserId {
    users::table
        .filter(users::workspace_id.eq(workspace.id))
        .filter(users::email.eq(email))
        .select(users::id)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

fn invitation_of(workspace: &Workspace<'_>, user: UserId) -> InvitationId {
    invitations::table
        .filter(invitations::workspace_id.eq(workspace.id))
        .filter(invitations::user_id.eq(user))
        .select(invitations::id)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

fn nobody_is_invited(workspace: &Workspace<'_>) -> bool {
    let count: i64 = invitations::table
        .filter(invitations::workspace_id.eq(workspace.id))
        .count()
        .get_result(&mut workspace.app.database.connection())
        .unwrap();
    count == 0
}

/// What entries of a kind say, in order.
fn told(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(
            audit_details::table.on(audit_details::workspace_id
                .eq(audit_events::workspace_id)
                .and(audit_details::event_id.eq(audit_events::id))),
        )
        .filter(audit_events::action.eq(action))
        .order(audit_events::id)
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

/// Somebody who may invite and see people, but no teams; and the role that they may invite with.
async fn without_teams<'a>(workspace: &Workspace<'a>) -> (Person<'a>, String) {
    let inviter = workspace.custom_role(&[
        Permission::ReadConversations,
        Permission::ReadUsers,
        Permission::InviteUsers,
    ]);
    let reader = workspace.custom_role(&[Permission::ReadConversations]);
    let lea = workspace.person_with_role("Lea Roth", inviter).await;
    (lea, reader.to_string())
}

#[actix_web::test]
async fn people_are_invited_into_teams_and_a_department() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let [support, returns] = ["Support", "Returns"].map(|name| workspace.team_of(name, &[]));
    workspace.team_of("Leads", &[maja.id]);
    let care = workspace.department("Customer care");
    let page = maja.get(NEW).await;
    for name in ["Support", "Returns", "Leads", "Customer care"] {
        page.is_ok().shows(name);
    }
    let (support, returns, care) = (support.to_string(), returns.to_string(), care.to_string());
    let fields = [
        ("emails", "nora@x.example, ali@x.example"),
        ("team", support.as_str()),
        ("team", &returns),
        ("team", &support),
        ("department", &care),
    ];
    invite(&maja, &workspace, &fields).await.leads_to(SENT);
    for email in ["nora@x.example", "ali@x.example"] {
        let user = somebody(&workspace, email);
        assert_eq!(workspace.teams_of(user), ["Returns", "Support"]);
        assert_eq!(workspace.department_of(user).unwrap(), "Customer care");
    }
    let entry = &told(&app, "invitation.created")[0];
    assert_eq!(entry["teams"], json!(["Returns", "Support"]));
    assert_eq!(entry["department"], "Customer care");
    maja.get("/settings/audit").await.shows(
        " with the role Agent, into the teams Returns and Support, into the department Customer care",
    );
    let list = maja.get(PENDING).await;
    list.is_ok().shows("Returns").shows(", Customer care");
}

#[actix_web::test]
async fn the_list_of_who_is_invited_is_narrowed_by_team_and_department() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let support = workspace.team_of("Warehouse", &[]).to_string();
    let (care, returns) = (
        workspace.department("Care"),
        workspace.department("Returns"),
    );
    workspace.is_within(returns, care);
    let theirs = elsewhere.team_of("Theirs", &[]).to_string();
    let their_department = elsewhere.department("Theirs").to_string();
    let (care, returns) = (care.to_string(), returns.to_string());
    for (email, fields) in [
        ("nora@x.example", vec![("team", support.as_str())]),
        ("ali@x.example", vec![("department", returns.as_str())]),
        ("kim@x.example", vec![]),
    ] {
        let fields = [vec![("emails", email)], fields].concat();
        invite(&maja, &workspace, &fields).await.leads_to(SENT);
    }
    let all = ["nora@x.example", "ali@x.example", "kim@x.example"];
    let gone = TeamId::new().to_string();
    for (query, found) in [
        (String::new(), &all[..]),
        (format!("&team={support}"), &all[..1]),
        (format!("&department={care}"), &all[1..2]),
        (format!("&department={returns}"), &all[1..2]),
        (format!("&team={support}&department={care}"), &[]),
        (format!("&team={theirs}"), &[]),
        (format!("&department={their_department}"), &[]),
        (format!("&team={gone}"), &[]),
        ("&team=support".to_owned(), &[]),
        ("&department=care".to_owned(), &[]),
    ] {
        let page = maja.get(&format!("{PENDING}{query}")).await;
        page.is_ok();
        for email in all {
            assert_eq!(
                page.body.contains(email),
                found.contains(&email),
                "{email} in {query}"
            );
        }
    }
    // Who may not see teams finds nobody by one, and reads of none.
    let (lea, _) = without_teams(&workspace).await;
    lea.get(PENDING)
        .await
        .is_ok()
        .shows("nora@x.example")
        .hides("Warehouse")
        .hides("Returns");
    lea.get(&format!("{PENDING}&team={support}"))
        .await
        .is_ok()
        .hides("nora@x.example");
}

#[actix_web::test]
async fn a_team_or_department_that_isnt_there_is_refused_by_its_field_and_invites_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let support = workspace.team_of("Support", &[]).to_string();
    let theirs = elsewhere.team_of("Theirs", &[]).to_string();
    let their_department = elsewhere.department("Theirs").to_string();
    let [team, department] = [TeamId::new().to_string(), DepartmentId::new().to_string()];
    let (no_team, no_department) = ("One of these teams is gone.", "This department is gone.");
    for (field, value, words) in [
        ("team", &theirs, no_team),
        ("team", &team, no_team),
        ("team", &"support".to_owned(), no_team),
        ("department", &their_department, no_department),
        ("department", &department, no_department),
        ("department", &"care".to_owned(), no_department),
    ] {
        let fields = [
            ("emails", "nora@x.example"),
            ("message", "Hello there"),
            ("team", &support),
            (field, value),
        ];
        let page = invite(&maja, &workspace, &fields).await;
        page.is_a_mistake()
            .shows(words)
            .shows("Hello there")
            .shows("nora@x.example")
            .shows(&format!("value=\"{support}\" checked"));
    }
    assert!(nobody_is_invited(&workspace));
}

#[actix_web::test]
async fn for_who_may_not_see_teams_there_are_none_to_choose() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (lea, role) = without_teams(&workspace).await;
    let team = workspace.team_of("Warehouse", &[]).to_string();
    let care = workspace.department("Customer care").to_string();
    lea.get(NEW)
        .await
        .is_ok()
        .hides("Warehouse")
        .hides("Customer care");
    for (field, value, words) in [
        ("team", &team, "One of these teams is gone."),
        ("department", &care, "This department is gone."),
    ] {
        let fields = [
            ("emails", "nora@x.example"),
            ("role", &role),
            (field, value),
        ];
        let page = invite(&lea, &workspace, &fields).await;
        page.is_a_mistake().shows(words).hides("Customer care");
    }
    assert!(nobody_is_invited(&workspace));
    let fields = [("emails", "nora@x.example"), ("role", role.as_str())];
    invite(&lea, &workspace, &fields).await.leads_to(SENT);
}

#[actix_web::test]
async fn five_hundred_people_are_invited_into_five_teams_in_one_go() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let emails: Vec<String> = (0..500).map(|n| format!("p{n}@x.example")).collect();
    let emails = emails.join("\n");
    let teams: Vec<String> = (0..5)
        .map(|n| workspace.team_of(&format!("Team {n}"), &[]).to_string())
        .collect();
    let care = workspace.department("Care").to_string();
    let mut fields = vec![("emails", emails.as_str()), ("department", care.as_str())];
    fields.extend(teams.iter().map(|team| ("team", team.as_str())));
    let started = Instant::now();
    invite(&maja, &workspace, &fields).await.leads_to(SENT);
    println!("500 invited into 5 teams in {:?}", started.elapsed());
    let places: i64 = team_members::table
        .filter(team_members::workspace_id.eq(workspace.id))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(places, 2_500);
    let there: i64 = users::table
        .filter(users::department_id.is_not_null())
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(there, 500);
}
