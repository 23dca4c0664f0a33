use chrono::TimeDelta;
use muster::access::{BuiltinRole, Permission as P};

use super::{entries, permissions_of, role_form, role_named};
use crate::support::{Answer, PASSWORD, TestApp};

#[actix_web::test]
async fn a_role_is_made_with_what_its_permissions_need() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let form = role_form("Returns", &["contacts:write", "campaigns:write"]);
    let made = maja.post("/settings/roles", &form).await;
    let role = role_named(&workspace, "Returns").unwrap();
    made.leads_to(&format!(
        "/northwind/settings/roles/{role}?notice=role-made"
    ));
    assert_eq!(
        permissions_of(&app, role),
        [
            "campaigns:read",
            "campaigns:write",
            "contacts:read",
            "contacts:write"
        ]
    );
    let entry = &entries(&app, "role.created")[0];
    assert_eq!(entry["target_name"], "Returns");
    assert_eq!(entry["permissions"].as_array().unwrap().len(), 4);
}

#[actix_web::test]
async fn a_mistake_stands_by_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for name in ["", "agent", "ＡＧＥＮＴ", "www.evil.example"] {
        let form = role_form(name, &["contacts:read"]);
        let answer = maja.post("/settings/roles", &form).await;
        answer.is_a_mistake().shows("id=\"name-error\"");
        let (_, input) = answer
            .body
            .split_once("id=\"permission-contacts-read\"")
            .unwrap();
        assert!(input.split_once('>').unwrap().0.contains("checked"));
    }
    let unknown = role_form("Returns", &["contacts:eat"]);
    let answer = maja.post("/settings/roles", &unknown).await;
    answer
        .is_a_mistake()
        .shows("One of these permissions doesn't exist")
        .shows("value=\"Returns\"");
    let nowhere = [("name", "Returns"), ("landing", "moon")];
    maja.post("/settings/roles", &nowhere)
        .await
        .is_a_mistake()
        .shows("Choose one of the pages.");
    let ownership = role_form("Boss", &["workspace:own"]);
    maja.post("/settings/roles", &ownership)
        .await
        .is_a_mistake()
        .shows("Ownership can't be part of a custom role");
    assert!(role_named(&workspace, "Returns").is_none());
}

#[actix_web::test]
async fn nobody_makes_or_adds_what_they_do_not_hold_and_the_attempt_is_written_down() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadContacts]);
    let other = workspace.custom_role(&[P::ReadContacts, P::WriteApiKeys]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    ana.post("/settings/roles", &role_form("More", &["users:write"]))
        .await
        .is_forbidden()
        .shows("That is above what you hold");
    let add = role_form("Other", &["contacts:read", "contacts:delete"]);
    ana.post(&format!("/settings/roles/{other}"), &add)
        .await
        .is_forbidden();
    assert_eq!(
        permissions_of(&app, other),
        ["api_keys:write", "contacts:read"]
    );
    let entries = entries(&app, "access.refused");
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["permission"], "contacts:delete");
    assert_eq!(entries[0]["tried"], "add_to_role");
    assert_eq!(entries[1]["tried"], "make_role");
    assert_eq!(entries[1]["roles"], serde_json::json!(["More"]));
}

#[actix_web::test]
async fn what_is_above_the_ceiling_stays_when_the_rest_is_changed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadContacts]);
    let other = workspace.custom_role(&[P::ReadContacts, P::WriteApiKeys]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    ana.post(&format!("/settings/roles/{other}"), &role_form("Keys", &[]))
        .await
        .has_status(303);
    assert_eq!(permissions_of(&app, other), ["api_keys:write"]);
    let entry = &entries(&app, "role.changed")[0];
    assert_eq!(
        entry["permissions"]["after"],
        serde_json::json!(["api_keys:write"])
    );
    assert_eq!(
        entry["permissions"]["before"],
        serde_json::json!(["contacts:read", "api_keys:write"])
    );
    assert_eq!(entry["name"]["after"], "Keys");
}

#[actix_web::test]
async fn nobody_adds_to_a_role_of_their_own_but_may_take_from_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    let own = workspace.custom_role(&[P::ReadTeams, P::ReadContacts]);
    workspace.add_role(bob.id, own);
    let page = format!("/settings/roles/{own}");
    bob.post(
        &page,
        &role_form("Own", &["teams:read", "contacts:read", "analytics:read"]),
    )
    .await
    .is_forbidden()
    .shows("you hold that role yourself");
    bob.post(&page, &role_form("Own", &["teams:read"]))
        .await
        .has_status(303);
    assert_eq!(permissions_of(&app, own), ["teams:read"]);
}

#[actix_web::test]
async fn who_edits_an_older_version_is_told_and_overwrites_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadContacts]);
    let page = format!("/settings/roles/{sales}");
    let with_version = |version: &'static str, permission: &'static str| {
        let mut form = role_form("Sales", &[permission]);
        form.push(("version", version));
        form
    };
    maja.post(&page, &with_version("1", "teams:read"))
        .await
        .has_status(303);
    let answer = maja.post(&page, &with_version("1", "users:read")).await;
    answer
        .has_status(409)
        .shows("Somebody changed this role")
        .shows("name=\"version\" value=\"2\"");
    assert_eq!(permissions_of(&app, sales), ["teams:read"]);
    maja.post(&page, &with_version("2", "users:read"))
        .await
        .has_status(303);
    assert_eq!(permissions_of(&app, sales), ["users:read"]);
}

#[actix_web::test]
async fn a_password_that_was_typed_long_ago_is_asked_for_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    app.clock.advance(TimeDelta::minutes(11));
    let mut form = role_form("Returns", &["contacts:read"]);
    let first = maja.post("/settings/roles", &form).await;
    first
        .is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("value=\"Returns\"");
    assert!(role_named(&workspace, "Returns").is_none());
    form.push(("current_password", "not-my-password"));
    maja.post("/settings/roles", &form)
        .await
        .is_a_mistake()
        .shows("This isn't your current password.")
        .hides("not-my-password");
    form.pop();
    form.push(("current_password", PASSWORD));
    maja.post("/settings/roles", &form).await.has_status(303);
    // For ten minutes nobody asks again.
    let role = role_named(&workspace, "Returns").unwrap();
    let page = format!("/settings/roles/{role}");
    maja.post(&page, &role_form("Refunds", &[]))
        .await
        .has_status(303);
    app.clock.advance(TimeDelta::minutes(11));
    let asked = maja
        .post(&page, &role_form("Returns", &["teams:read"]))
        .await;
    asked
        .is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("Renamed to Returns");
    assert!(permissions_of(&app, role).is_empty());
}

#[actix_web::test]
async fn a_copy_holds_what_its_maker_may_give() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    let owner = workspace.role(BuiltinRole::Owner);
    let ticks = |page: &Answer| {
        let boxes = page.body.split("name=\"permission\" value=\"").skip(1);
        let tags = boxes.map(|tag| tag.split_once('>').unwrap().0);
        tags.filter(|tag| tag.contains(" checked")).count()
    };
    let page = bob.get(&format!("/settings/roles/new?from={owner}")).await;
    page.is_ok().shows("Owner (copy)").hides("workspace:own");
    assert_eq!(ticks(&page), P::ALL.len() - 1);
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadTeams]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    let agent = workspace.role(BuiltinRole::Agent);
    let page = ana.get(&format!("/settings/roles/new?from={agent}")).await;
    assert_eq!(ticks(&page), 1, "an agent holds one thing that she does");
    bob.get("/settings/roles/new?from=nonsense").await.is_ok();
}

#[actix_web::test]
async fn a_role_of_another_workspace_is_not_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let foreign = elsewhere.custom_role(&[P::ReadContacts]);
    let nothing = muster::types::RoleId::new();
    let mut pages: Vec<[Answer; 2]> = Vec::new();
    for path in ["", "/review?name=X", "/delete"] {
        pages.push([
            maja.get(&format!("/settings/roles/{foreign}{path}")).await,
            maja.get(&format!("/settings/roles/{nothing}{path}")).await,
        ]);
    }
    let form = role_form("Taken", &["contacts:read"]);
    for path in ["", "/delete"] {
        pages.push([
            maja.post(&format!("/settings/roles/{foreign}{path}"), &form)
                .await,
            maja.post(&format!("/settings/roles/{nothing}{path}"), &form)
                .await,
        ]);
    }
    for [foreign, nothing] in pages {
        foreign.is_not_found();
        assert_eq!(foreign.body, nothing.body);
    }
    assert_eq!(permissions_of(&app, foreign), ["contacts:read"]);
}

#[actix_web::test]
async fn what_a_form_leaves_out_stays_and_what_it_garbles_is_a_mistake() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut form = role_form("Auditor", &["audit:read"]);
    form[2] = ("landing", "audit");
    maja.post("/settings/roles", &form).await.has_status(303);
    let role = role_named(&workspace, "Auditor").unwrap();
    let page = format!("/settings/roles/{role}");
    maja.post(&page, &[("name", "Auditors"), ("permission", "audit:read")])
        .await
        .has_status(303);
    maja.get(&page)
        .await
        .shows("<option value=\"audit\" selected>");
    maja.post(&page, &[("name", "X"), ("version", "first")])
        .await
        .is_a_mistake();
    assert!(role_named(&workspace, "X").is_none());
}
