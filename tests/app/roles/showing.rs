use muster::access::{BuiltinRole, Permission as P};

use super::role_form;
use crate::support::TestApp;

#[actix_web::test]
async fn the_list_has_every_role_in_its_order_with_how_many_people_have_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    workspace.member("Bob Marsh", BuiltinRole::Agent).await;
    maja.post(
        "/settings/roles",
        &role_form("Sales agent", &["contacts:read"]),
    )
    .await
    .has_status(303);
    let list = maja.get("/settings/roles").await;
    let order = ["Owner", "Admin", "Supervisor", "Sales agent", "Agent"];
    let places: Vec<usize> = order
        .iter()
        .map(|name| list.body.find(&format!("\">{name}</a>")).expect(name))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let agent = workspace.role(BuiltinRole::Agent);
    let (_, row) = list
        .body
        .split_once(&format!("id=\"role-{agent}\""))
        .unwrap();
    let (row, _) = row.split_once("</tr>").unwrap();
    assert!(row.contains("<td class=\"brief end\">2<"), "{row}");
}

#[actix_web::test]
async fn a_built_in_role_is_shown_and_has_nothing_to_change() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let admin = workspace.role(BuiltinRole::Admin);
    let page = maja.get(&format!("/settings/roles/{admin}")).await;
    page.is_ok()
        .shows("Built in")
        .shows("Duplicate")
        .hides("Save changes")
        .hides("Delete role")
        .hides("type=\"checkbox\" id=\"permission-");
    let form = role_form("Admin", &["users:read"]);
    maja.post(&format!("/settings/roles/{admin}"), &form)
        .await
        .has_status(409)
        .shows("It is built in and can't be changed.");
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    maja.post(
        &format!("/settings/roles/{admin}/delete"),
        &[("replacement", &agent)],
    )
    .await
    .has_status(409);
    maja.get(&format!("/settings/roles/{admin}/delete"))
        .await
        .has_status(409);
}

#[actix_web::test]
async fn who_may_only_look_sees_roles_and_no_button() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let looks = workspace.custom_role(&[P::ReadRoles]);
    let ana = workspace.person_with_role("Ana Lima", looks).await;
    ana.get("/settings/roles").await.is_ok().hides("New role");
    ana.get(&format!("/settings/roles/{looks}"))
        .await
        .is_ok()
        .hides("Save changes")
        .hides("Duplicate")
        .hides("Everybody with the role");
}

#[actix_web::test]
async fn what_is_above_ones_own_rights_is_shown_and_fixed_with_the_reason() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadContacts]);
    let other = workspace.custom_role(&[P::WriteApiKeys, P::ReadContacts]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    let page = ana.get(&format!("/settings/roles/{other}")).await;
    let input = |id: &str| {
        let (_, from) = page.body.split_once(&format!("id=\"{id}\"")).unwrap();
        from.split_once('>').unwrap().0.to_owned()
    };
    let keys = input("permission-api-keys-write");
    assert!(
        keys.contains("checked") && keys.contains("disabled"),
        "{keys}"
    );
    let contacts = input("permission-contacts-read");
    assert!(contacts.contains("checked") && !contacts.contains("disabled"));
    let users = input("permission-users-read");
    assert!(!users.contains("checked") && users.contains("disabled"));
    page.shows("You don't hold this yourself, so you can't give or take it.");
    page.hides("workspace:own");
    let own = ana.get(&format!("/settings/roles/{editor}")).await;
    own.shows("You don't hold this yourself");
    let teams = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadTeams]);
    let less = workspace.custom_role(&[P::ReadTeams]);
    let bob = workspace.person_with_role("Bob Marsh", teams).await;
    let both = workspace.add_role(bob.id, less);
    let page = bob.get(&format!("/settings/roles/{both}")).await;
    page.shows("You hold this role yourself, so somebody else has to add to it.");
}

#[actix_web::test]
async fn somebodys_page_says_which_role_gives_them_what() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    maja.post(
        "/settings/roles",
        &role_form("Sales agent", &["contacts:write"]),
    )
    .await;
    let sales = super::role_named(&workspace, "Sales agent").unwrap();
    workspace.add_role(ana, sales);
    let page = maja.get(&format!("/settings/users/{ana}")).await;
    page.is_ok().shows("Why can Ana Lima do this?");
    let because = |title: &str| {
        let (_, row) = page.body.split_once(&format!("<p>{title}</p>")).unwrap();
        let (row, _) = row.split_once("</tr>").unwrap();
        ["Sales agent", "Agent"].map(|role| row.contains(&format!(">{role}</span>")))
    };
    assert_eq!(because("Read contacts"), [true, true]);
    assert_eq!(because("Write contacts"), [true, false]);
    assert_eq!(because("Read conversations"), [false, true]);
    page.hides("Delete contacts");
    let sales_page = maja.get(&format!("/settings/roles/{sales}")).await;
    sales_page.shows("Also in Owner, Admin, Supervisor, Agent.");
}

#[actix_web::test]
async fn a_list_of_people_can_be_of_one_role() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let of = |role: String| format!("/settings/users?role={role}");
    let agent = workspace.role(BuiltinRole::Agent);
    maja.get(&of(agent.to_string()))
        .await
        .is_ok()
        .shows("Ana Lima")
        .hides("maja@northwind.example");
    let foreign = elsewhere.role(BuiltinRole::Owner);
    for nobody in [
        foreign.to_string(),
        "x".to_owned(),
        agent.as_uuid().simple().to_string(),
    ] {
        maja.get(&of(nobody))
            .await
            .is_ok()
            .shows("Nobody is like this.");
    }
}

#[actix_web::test]
async fn people_start_where_the_highest_of_their_roles_leads_or_on_the_first_page_they_see() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut form = role_form("Auditor", &["audit:read", "roles:read"]);
    form[2] = ("landing", "roles");
    maja.post("/settings/roles", &form).await.has_status(303);
    let auditor = super::role_named(&workspace, "Auditor").unwrap();
    let ana = workspace.person_with_role("Ana Lima", auditor).await;
    ana.get("").await.leads_to("/northwind/settings/roles");
    let bob = workspace.person("Bob Marsh", BuiltinRole::Supervisor).await;
    workspace.add_role(bob.id, auditor);
    bob.get("").await.leads_to("/northwind/inbox");
    let carol = workspace.person("Carol Reyes", BuiltinRole::Agent).await;
    workspace.add_role(carol.id, auditor);
    carol.get("").await.leads_to("/northwind/settings/roles");
    let blind = workspace.custom_role(&[P::ReadUsers]);
    let dora = workspace.person_with_role("Dora Klein", blind).await;
    dora.get("").await.leads_to("/northwind/settings/users");
    let nothing = workspace.custom_role(&[]);
    let erik = workspace.person_with_role("Erik Windahl", nothing).await;
    erik.get("").await.leads_to("/northwind/profile");
}
