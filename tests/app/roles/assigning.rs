use chrono::TimeDelta;
use muster::access::{BuiltinRole, Permission as P};
use muster::types::UserId;

use super::{entries, rank_of, roles_of};
use crate::support::{Answer, PASSWORD, Person, TestApp};

async fn assign(by: &Person<'_>, to: UserId, roles: &[&dyn ToString]) -> Answer {
    let roles: Vec<String> = roles.iter().map(|role| role.to_string()).collect();
    let form: Vec<(&str, &str)> = roles.iter().map(|role| ("role", role.as_str())).collect();
    by.post(&format!("/settings/users/{to}/roles"), &form).await
}

#[actix_web::test]
async fn several_roles_are_given_and_taken_at_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadCampaigns]);
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let supervisor = workspace.role(BuiltinRole::Supervisor);
    let asked = maja.get(&format!("/settings/users/{ana}/roles")).await;
    asked.is_ok().shows("Roles of Ana Lima");
    assert_eq!(asked.body.matches("checked").count(), 1);
    assign(&maja, ana, &[&supervisor, &sales])
        .await
        .leads_to(&format!(
            "/northwind/settings/users/{ana}?notice=roles-changed"
        ));
    assert_eq!(
        roles_of(&app, ana),
        [sales.to_string().as_str(), "Supervisor"]
    );
    assert_eq!(rank_of(&app, ana), 2);
    let entry = &entries(&app, "user.roles_changed")[0];
    assert_eq!(entry["target_name"], "Ana Lima");
    assert_eq!(entry["roles"]["before"], serde_json::json!(["Agent"]));
    assert_eq!(entry["roles"]["after"][0], "Supervisor");
    // Once more changes nothing, and says nothing in the log.
    assign(&maja, ana, &[&sales, &supervisor, &sales])
        .await
        .has_status(303);
    assert_eq!(entries(&app, "user.roles_changed").len(), 1);
}

#[actix_web::test]
async fn nobody_is_left_without_a_role_or_given_one_that_is_not_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    assign(&maja, ana, &[])
        .await
        .is_a_mistake()
        .shows("Choose at least one role.");
    let agent = workspace.role(BuiltinRole::Agent);
    let foreign = elsewhere.role(BuiltinRole::Agent);
    for odd in [foreign.to_string(), "nonsense".to_owned()] {
        let answer = assign(&maja, ana, &[&agent, &odd]).await;
        answer.is_a_mistake().shows("One of these roles is gone.");
    }
    assert_eq!(roles_of(&app, ana), ["Agent"]);
    let stranger = elsewhere.member("Bob Marsh", BuiltinRole::Agent).await;
    assign(&maja, stranger, &[&agent]).await.is_not_found();
    assign(&maja, UserId::new(), &[&agent]).await.is_not_found();
    maja.get(&format!("/settings/users/{stranger}"))
        .await
        .is_not_found();
    maja.get(&format!("/settings/users/{stranger}/roles"))
        .await
        .is_not_found();
}

#[actix_web::test]
async fn what_holds_more_is_not_offered_and_a_forged_gift_is_refused() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace
        .person("Sofia Duarte", BuiltinRole::Supervisor)
        .await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let admin = workspace.role(BuiltinRole::Admin);
    sofia
        .get(&format!("/settings/users/{ana}/roles"))
        .await
        .is_ok()
        .hides(&admin.to_string());
    let agent = workspace.role(BuiltinRole::Agent);
    assign(&sofia, ana, &[&agent, &admin])
        .await
        .is_forbidden()
        .shows("You can't give Ana Lima the role Admin");
    assign(&sofia, sofia.id, &[&admin]).await.is_forbidden();
    assert_eq!(roles_of(&app, ana), ["Agent"]);
    assert_eq!(roles_of(&app, sofia.id), ["Supervisor"]);
    let refused = entries(&app, "access.refused");
    assert_eq!(refused[1]["tried"], "give_roles");
    assert_eq!(refused[1]["roles"], serde_json::json!(["Admin"]));
    assert_eq!(refused[1]["target_name"], "Ana Lima");
}

#[actix_web::test]
async fn who_holds_more_is_out_of_reach() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    let agent = workspace.role(BuiltinRole::Agent);
    bob.get("/settings/users")
        .await
        .shows("They hold more than you do.");
    bob.get(&format!("/settings/users/{}/roles", workspace.owner))
        .await
        .is_ok()
        .shows("Maja Öberg holds more than you do.")
        .shows(">Owner</span>")
        .hides("Save roles");
    for roles in [
        vec![agent],
        vec![],
        vec![workspace.role(BuiltinRole::Owner), agent],
    ] {
        let roles: Vec<&dyn ToString> = roles.iter().map(|role| role as &dyn ToString).collect();
        assign(&bob, workspace.owner, &roles)
            .await
            .is_forbidden()
            .shows("You can't change the roles of Maja Öberg");
    }
    assert_eq!(roles_of(&app, workspace.owner), ["Owner"]);
}

#[actix_web::test]
async fn ownership_is_given_and_taken_with_the_password_and_nothing_else_is() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let (owner, admin) = (
        workspace.role(BuiltinRole::Owner),
        workspace.role(BuiltinRole::Admin),
    );
    app.clock.advance(TimeDelta::minutes(11));
    assign(&maja, ana, &[&admin]).await.has_status(303);
    let asked = assign(&maja, ana, &[&owner]).await;
    asked.is_a_mistake().shows("name=\"current_password\"");
    let (_, input) = asked
        .body
        .split_once(&format!("id=\"role-{owner}\""))
        .unwrap();
    assert!(input.split_once('>').unwrap().0.contains("checked"));
    let owner = owner.to_string();
    let form = [("role", owner.as_str()), ("current_password", PASSWORD)];
    maja.post(&format!("/settings/users/{ana}/roles"), &form)
        .await
        .has_status(303);
    assert_eq!(roles_of(&app, ana), ["Owner"]);
    assert_eq!(rank_of(&app, ana), 0);
    app.clock.advance(TimeDelta::minutes(11));
    assign(&maja, ana, &[&admin])
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"");
    let admin = admin.to_string();
    let form = [("role", admin.as_str()), ("current_password", PASSWORD)];
    maja.post(&format!("/settings/users/{ana}/roles"), &form)
        .await
        .has_status(303);
    assert_eq!(roles_of(&app, ana), ["Admin"]);
}

#[actix_web::test]
async fn the_question_comes_back_to_where_it_was_asked_and_nowhere_else() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let page = format!("/settings/users/{ana}/roles");
    let list = "/northwind/settings/users";
    let form = |next: &'static str| [("role", agent.clone()), ("next", next.to_owned())];
    let post = async |next| {
        let form = form(next);
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        maja.post(&page, &form).await
    };
    post(list)
        .await
        .leads_to("/northwind/settings/users?notice=roles-changed");
    post("https://evil.example/")
        .await
        .leads_to("/northwind?notice=roles-changed");
    maja.get(&format!("{page}?next=javascript:alert(1)"))
        .await
        .hides("javascript:");
}

#[actix_web::test]
async fn who_shuts_themselves_out_of_the_list_lands_on_their_profile() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let bob = workspace.person("Bob Marsh", BuiltinRole::Admin).await;
    let agent = workspace.role(BuiltinRole::Agent);
    assign(&bob, bob.id, &[&agent])
        .await
        .leads_to("/northwind/profile?notice=roles-changed");
    bob.get("/settings/users").await.is_forbidden();
}

#[actix_web::test]
async fn of_two_who_change_somebodys_roles_the_second_is_told() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let ids = [
        BuiltinRole::Agent,
        BuiltinRole::Supervisor,
        BuiltinRole::Admin,
    ]
    .map(|role| workspace.role(role).to_string());
    let [agent, supervisor, admin] = ids.each_ref().map(String::as_str);
    let page = format!("/settings/users/{ana}/roles");
    maja.get(&page)
        .await
        .shows(&format!("name=\"had\" value=\"{agent}\""));
    let first = [("had", agent), ("role", agent), ("role", supervisor)];
    maja.post(&page, &first).await.has_status(303);
    let second = maja.post(&page, &[("had", agent), ("role", admin)]).await;
    second
        .has_status(409)
        .shows("Somebody else changed these roles meanwhile.")
        .shows(&format!("name=\"had\" value=\"{supervisor}\""));
    assert_eq!(roles_of(&app, ana), ["Agent", "Supervisor"]);
    let (_, input) = second
        .body
        .split_once(&format!("id=\"role-{supervisor}\""))
        .unwrap();
    assert!(input.split_once('>').unwrap().0.contains("checked"));
}
