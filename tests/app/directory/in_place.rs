use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission as P};
use muster::db::schema::{audit_events, user_roles};
use muster::types::{RoleId, UserId};
use reqwest::Method;

use super::LIST;
use crate::support::{Answer, Person, TestApp, Workspace};

/// As the row's list sends it.
async fn chooses(by: &Person<'_>, whom: UserId, form: &[(&str, &str)]) -> Answer {
    from_part(by, whom, (&format!("role-of-{whom}"), form)).await
}

async fn from_part(by: &Person<'_>, whom: UserId, (part, form): (&str, &[(&str, &str)])) -> Answer {
    let path = format!("/{}/settings/users/{whom}/roles", by.slug);
    let request = by
        .request(Method::POST, &path)
        .header("hx-request", "true")
        .header("hx-request-type", "partial")
        .header("hx-target", format!("div#{part}"))
        .form(form);
    Answer::to(request).await
}

fn has(app: &TestApp, user: UserId) -> Vec<RoleId> {
    user_roles::table
        .filter(user_roles::user_id.eq(user))
        .select(user_roles::role_id)
        .load(&mut app.database.connection())
        .unwrap()
}

fn recorded(app: &TestApp, action: &str) -> i64 {
    audit_events::table
        .filter(audit_events::action.eq(action))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

fn role(workspace: &Workspace<'_>, role: BuiltinRole) -> String {
    workspace.role(role).to_string()
}

#[actix_web::test]
async fn a_role_is_changed_in_its_row_and_taken_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let [agent, admin] = [BuiltinRole::Agent, BuiltinRole::Admin].map(|one| role(&workspace, one));
    let list = maja.get(LIST).await;
    list.shows(&format!("hx-target=\"#role-of-{ana}\""))
        .shows(&format!(
            "<option value=\"{agent}\" selected>Agent</option>"
        ));
    let form = [
        ("role", &*admin),
        ("had", &*agent),
        ("next", "/northwind/settings/users"),
    ];
    let changed = chooses(&maja, ana, &form).await;
    changed
        .is_ok()
        .shows("Ana Lima is an Admin now.")
        .shows("Undo")
        .shows(&format!(
            "<option value=\"{admin}\" selected>Admin</option>"
        ))
        .hides("<html");
    assert_eq!(has(&app, ana), [workspace.role(BuiltinRole::Admin)]);
    assert_eq!(recorded(&app, "user.roles_changed"), 1);
    let form = [("role", &*agent), ("had", &*admin), ("undoes", "yes")];
    let undone = from_part(&maja, ana, ("toasts", &form)).await;
    undone
        .is_ok()
        .shows("Ana Lima is an Agent again.")
        .shows(&format!("hx-target=\"#role-of-{ana}\""))
        .hides("Undo");
    assert_eq!(has(&app, ana), [workspace.role(BuiltinRole::Agent)]);
    // Somebody else has changed it meanwhile, so there is nothing to take back.
    let late = from_part(&maja, ana, ("toasts", &form)).await;
    late.has_status(409)
        .shows("Somebody else changed it meanwhile.");
    assert_eq!(has(&app, ana), [workspace.role(BuiltinRole::Agent)]);
}

#[actix_web::test]
async fn without_scripts_a_button_saves_it_and_the_page_offers_undo() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let [agent, admin] = [BuiltinRole::Agent, BuiltinRole::Admin].map(|one| role(&workspace, one));
    let next = "/northwind/settings/users?q=lima";
    let form = [("role", &*admin), ("had", &*agent), ("next", next)];
    let saved = maja
        .post(&format!("/settings/users/{ana}/roles"), &form)
        .await;
    saved.leads_to("/northwind/settings/users?q=lima&notice=roles-changed");
    let cookie = saved.header("set-cookie").split(';').next().unwrap();
    let page = |cookies: String| {
        let path = "/northwind/settings/users?q=lima&notice=roles-changed";
        maja.request(Method::GET, path).header("cookie", cookies)
    };
    let own = maja.cookie().stripped().to_string();
    let after = Answer::to(page(format!("{own}; {cookie}"))).await;
    after
        .is_ok()
        .shows("The roles are changed.")
        .shows(">Undo<");
    // An address alone offers nothing: anybody may have sent it.
    let plain = maja
        .get("/settings/users?q=lima&notice=roles-changed")
        .await;
    plain.shows("The roles are changed.").hides(">Undo<");
    let form = [
        ("role", &*agent),
        ("had", &*admin),
        ("next", next),
        ("undoes", "yes"),
    ];
    let undone = maja
        .post(&format!("/settings/users/{ana}/roles"), &form)
        .await;
    undone.leads_to("/northwind/settings/users?q=lima&notice=roles-given-back");
    assert!(undone.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(has(&app, ana), [workspace.role(BuiltinRole::Agent)]);
}

#[actix_web::test]
async fn what_is_refused_snaps_back_with_its_reason() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bo = workspace.person("Bo Berg", BuiltinRole::Supervisor).await;
    let [agent, admin, owner] = [BuiltinRole::Agent, BuiltinRole::Admin, BuiltinRole::Owner]
        .map(|one| role(&workspace, one));
    // Above what Bo holds.
    let form = [("role", &*admin), ("had", &*agent)];
    let refused = chooses(&bo, ana, &form).await;
    refused
        .is_forbidden()
        .shows("You can't give Ana Lima the role Admin")
        .shows(&format!(
            "<option value=\"{agent}\" selected>Agent</option>"
        ));
    let form = [("role", &*agent), ("had", &*owner)];
    let refused = chooses(&bo, workspace.owner, &form).await;
    refused
        .is_forbidden()
        .shows("Owner</span>")
        .hides("<select");
    assert_eq!(recorded(&app, "access.refused"), 2);
    // Somebody was faster.
    let form = [("role", &*agent), ("had", &*admin)];
    let refused = chooses(&maja, ana, &form).await;
    refused
        .has_status(409)
        .shows("Somebody else changed it meanwhile.");
    let gone = RoleId::new().to_string();
    let form = [("role", &*gone), ("had", &*agent)];
    let refused = chooses(&maja, ana, &form).await;
    refused.has_status(409).shows("That role is gone.");
    assert_eq!(has(&app, ana), [workspace.role(BuiltinRole::Agent)]);
    assert_eq!(recorded(&app, "user.roles_changed"), 0);
}

#[actix_web::test]
async fn ownership_asks_for_the_password_and_the_last_owner_stays() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let [agent, owner] = [BuiltinRole::Agent, BuiltinRole::Owner].map(|one| role(&workspace, one));
    app.clock.advance(chrono::TimeDelta::minutes(11));
    let form = [("role", &*owner), ("had", &*agent)];
    let asked = chooses(&maja, ana, &form).await;
    asked
        .is_a_mistake()
        .shows(&format!(
            "<option value=\"{agent}\" selected>Agent</option>"
        ))
        .shows("hx-target=\"#dialogs\"")
        .shows("name=\"current_password\"");
    assert_eq!(has(&app, ana), [workspace.role(BuiltinRole::Agent)]);
    // One's own rights are changed on a page that is there anew.
    let form = [("role", &*agent), ("had", &*owner)];
    let own = chooses(&maja, workspace.owner, &form).await;
    own.hides("is an Agent now");
    assert_eq!(
        has(&app, workspace.owner),
        [workspace.role(BuiltinRole::Owner)]
    );
    let lone = [
        ("role", &*agent),
        ("had", &*owner),
        ("current_password", crate::support::PASSWORD),
    ];
    let refused = chooses(&maja, workspace.owner, &lone).await;
    refused.has_status(409).shows("is the only active owner");
}

#[actix_web::test]
async fn who_may_not_change_a_role_sees_its_name_alone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let reader = workspace.custom_role(&[P::ReadUsers]);
    let lea = workspace.person_with_role("Lea Roth", reader).await;
    lea.get(LIST).await.is_ok().hides("<select name=\"role\"");
    let maja = workspace.maja().await;
    workspace.add_role(ana, workspace.role(BuiltinRole::Supervisor));
    maja.get(LIST)
        .await
        .shows("Supervisor +1")
        .shows("roles of Ana Lima, Supervisor, Agent");
    let many: Vec<RoleId> = (0..20).map(|_| workspace.custom_role(&[])).collect();
    assert_eq!(many.len(), 20);
    let list = maja.get(LIST).await;
    list.hides("role-of-form").hides(">Save</button>");
}

#[actix_web::test]
async fn another_workspaces_people_are_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("contoso").await;
    let maja = workspace.maja().await;
    let bob = elsewhere.member("Bob Marsh", BuiltinRole::Agent).await;
    let admin = role(&workspace, BuiltinRole::Admin);
    chooses(&maja, bob, &[("role", &admin)])
        .await
        .is_not_found();
}
