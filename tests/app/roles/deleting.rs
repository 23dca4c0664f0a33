use muster::access::{BuiltinRole, Permission as P};

use super::{entries, rank_of, role_named, roles_of};
use crate::support::TestApp;

#[actix_web::test]
async fn who_had_a_deleted_role_has_the_other_one_whatever_their_state() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadContacts]);
    let agent = workspace.role(BuiltinRole::Agent);
    let ana = workspace.person_with_role("Ana Lima", sales).await.id;
    let bob = workspace
        .person("Bob Marsh", BuiltinRole::Supervisor)
        .await
        .id;
    workspace.add_role(bob, sales);
    let carol = workspace.person_with_role("Carol Reyes", sales).await.id;
    workspace.add_role(carol, agent);
    let dora = workspace.person_with_role("Dora Klein", sales).await.id;
    workspace.set_status(dora, "inactive");
    let page = format!("/settings/roles/{sales}/delete");
    let asked = maja.get(&page).await;
    asked
        .is_ok()
        .shows("4 people have this role, those who are inactive or still invited included")
        .shows("What they get instead")
        .hides("Everything, including who else is an owner");
    maja.post(&page, &[])
        .await
        .is_a_mistake()
        .shows("Choose what the people with this role get instead.");
    let replacement = agent.to_string();
    maja.post(&page, &[("replacement", &replacement)])
        .await
        .leads_to("/northwind/settings/roles?notice=role-deleted");
    assert_eq!(roles_of(&app, ana), ["Agent"]);
    assert_eq!(roles_of(&app, bob), ["Agent", "Supervisor"]);
    assert_eq!(roles_of(&app, carol), ["Agent"]);
    assert_eq!(roles_of(&app, dora), ["Agent"]);
    let ranks = [ana, bob, carol, dora].map(|user| rank_of(&app, user));
    assert_eq!(ranks, [4, 2, 4, 4]);
    assert_eq!(entries(&app, "role.deleted")[0]["people"], 4);
    assert_eq!(entries(&app, "role.deleted")[0]["replacement"], "Agent");
    let each = entries(&app, "user.roles_changed");
    assert_eq!(each.len(), 4);
    let of_bob = each
        .iter()
        .find(|entry| entry["target_name"] == "Bob Marsh")
        .unwrap();
    assert_eq!(
        of_bob["roles"]["after"],
        serde_json::json!(["Supervisor", "Agent"])
    );
    assert_eq!(of_bob["deleted_role"], sales.to_string());
}

#[actix_web::test]
async fn a_role_that_nobody_has_just_goes() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadContacts]);
    let page = format!("/settings/roles/{sales}/delete");
    maja.get(&page)
        .await
        .shows("Nobody has this role")
        .hides("What they get instead");
    maja.post(&page, &[]).await.has_status(303);
    assert!(role_named(&workspace, &sales.to_string()).is_none());
    maja.post(&page, &[]).await.is_not_found();
}

#[actix_web::test]
async fn some_roles_take_nobodys_place() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadContacts]);
    let ana = workspace.person_with_role("Ana Lima", sales).await.id;
    let page = format!("/settings/roles/{sales}/delete");
    let odd = [
        sales.to_string(),
        workspace.role(BuiltinRole::Owner).to_string(),
        elsewhere.role(BuiltinRole::Agent).to_string(),
        "nonsense".to_owned(),
    ];
    for replacement in &odd {
        maja.post(&page, &[("replacement", replacement)])
            .await
            .is_a_mistake()
            .shows("This role can't take its place");
    }
    assert_eq!(roles_of(&app, ana), [sales.to_string()]);
}

#[actix_web::test]
async fn nobody_replaces_what_holds_more_or_is_held_by_who_holds_more() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    let small = workspace.custom_role(&[P::ReadContacts]);
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadContacts]);
    let keys = workspace.custom_role(&[P::WriteApiKeys]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    let to_small = small.to_string();
    // It holds more than she does.
    ana.post(
        &format!("/settings/roles/{keys}/delete"),
        &[("replacement", &to_small)],
    )
    .await
    .is_forbidden();
    // What takes its place holds more than she does.
    let dora = workspace.person_with_role("Dora Klein", small).await.id;
    let to_keys = keys.to_string();
    ana.post(
        &format!("/settings/roles/{small}/delete"),
        &[("replacement", &to_keys)],
    )
    .await
    .is_forbidden();
    assert_eq!(roles_of(&app, dora), [small.to_string()]);
    // An owner has it, and only an owner acts on an owner.
    workspace.add_role(workspace.owner, small);
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    bob.post(
        &format!("/settings/roles/{small}/delete"),
        &[("replacement", &agent)],
    )
    .await
    .is_forbidden();
    // Ownership is above an admin.
    let other = workspace.custom_role(&[P::ReadTeams]);
    let owner = workspace.role(BuiltinRole::Owner).to_string();
    bob.post(
        &format!("/settings/roles/{other}/delete"),
        &[("replacement", &owner)],
    )
    .await
    .is_forbidden();
    assert_eq!(entries(&app, "access.refused").len(), 4);
}
