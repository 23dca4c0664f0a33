//! `PUT /api/users/{id}/roles` and `/teams`.

use muster::access::{BuiltinRole, Permission};
use muster::types::{TeamId, UserId};
use serde_json::{Value, json};

use super::entries;
use crate::support::{Answer, Script, TestApp};

async fn roles(script: &Script<'_>, user: UserId, roles: Value) -> Answer {
    let path = format!("/api/users/{user}/roles");
    script.put(&path, &json!({ "roles": roles })).await
}

async fn teams(script: &Script<'_>, user: UserId, teams: Value) -> Answer {
    let path = format!("/api/users/{user}/teams");
    script.put(&path, &json!({ "teams": teams })).await
}

#[actix_web::test]
async fn somebody_has_these_roles_and_no_other() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let script = workspace.script(Permission::ALL);
    let admin = workspace.role(BuiltinRole::Admin);
    let answer = roles(&script, ana, json!([admin, "Supervisor", "Supervisor"])).await;
    let told = answer.is_ok().json();
    let names: Vec<_> = told["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["Admin", "Supervisor"]);
    assert!(answer.header("etag").starts_with('"'));
    let changed = entries(&app, "user.roles_changed");
    assert_eq!((changed.len(), changed[0].0.as_str()), (1, "key"));
}

#[actix_web::test]
async fn an_empty_list_of_roles_is_a_mistake_and_so_is_what_isnt_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let script = workspace.script(Permission::ALL);
    let agent = workspace.roles_of(ana);
    let theirs = elsewhere.role(BuiltinRole::Agent);
    roles(&script, ana, json!([]))
        .await
        .blames("roles", "required");
    roles(&script, ana, json!(["Ghost", "Agent", theirs]))
        .await
        .blames("roles[0]", "not_found")
        .blames("roles[2]", "not_found");
    roles(&script, ana, json!("Agent"))
        .await
        .blames("roles", "wrong_type");
    roles(&script, ana, Value::Null)
        .await
        .blames("roles", "wrong_type");
    let path = format!("/api/users/{ana}/roles");
    script
        .put(&path, &json!({}))
        .await
        .blames("roles", "required");
    roles(&script, elsewhere.owner, json!(["Agent"]))
        .await
        .is_problem(404, "not_found");
    let nora = workspace.nora().await;
    roles(&script, nora.user, json!(["Supervisor"]))
        .await
        .is_problem(409, "not_joined");
    assert_eq!(workspace.roles_of(ana), agent);
}

#[actix_web::test]
async fn ownership_is_given_and_taken_by_an_owners_key_alone_and_never_from_the_last() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Admin).await;
    let admins = workspace.script_of(ana, Permission::ALL);
    roles(&admins, ana, json!(["Owner"]))
        .await
        .is_problem(403, "above_ceiling");
    roles(&admins, workspace.owner, json!(["Agent"]))
        .await
        .is_problem(403, "above_ceiling");
    let owners = workspace.script(Permission::ALL);
    roles(&owners, workspace.owner, json!(["Agent"]))
        .await
        .is_problem(409, "last_owner");
    roles(&owners, ana, json!(["Owner"])).await.is_ok();
    assert_eq!(workspace.owners().counted, 2);
    roles(&owners, workspace.owner, json!(["Agent"]))
        .await
        .is_ok();
    // Its maker holds no more than an agent, and so does the key.
    roles(&owners, ana, json!(["Agent"]))
        .await
        .is_problem(403, "forbidden");
    let counted = workspace.owners();
    assert_eq!((counted.counted, counted.active), (1, 1));
}

#[actix_web::test]
async fn two_owners_keys_that_remove_each_other_leave_one() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Admin).await;
    roles(&workspace.script(Permission::ALL), ana, json!(["Owner"]))
        .await
        .is_ok();
    let (one, other) = (
        workspace.script(Permission::ALL),
        workspace.script_of(ana, Permission::ALL),
    );
    let (first, second) = futures_util::future::join(
        roles(&one, ana, json!(["Agent"])),
        roles(&other, workspace.owner, json!(["Agent"])),
    )
    .await;
    let done = [&first, &second]
        .iter()
        .filter(|it| it.status == 200)
        .count();
    assert_eq!(done, 1, "{first:?} {second:?}");
    let counted = workspace.owners();
    assert_eq!((counted.counted, counted.active), (1, 1));
}

#[actix_web::test]
async fn somebody_is_in_these_teams_and_in_no_other() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let (billing, _) = (
        workspace.team_of("Billing", &[ana]),
        workspace.team_of("Returns", &[]),
    );
    let script = workspace.script(Permission::ALL);
    let answer = teams(&script, ana, json!(["Returns"])).await;
    assert_eq!(answer.is_ok().json()["teams"][0]["name"], "Returns");
    teams(&script, ana, json!([billing, "Returns"]))
        .await
        .is_ok();
    assert_eq!(workspace.teams_of(ana), ["Billing", "Returns"]);
    for odd in [json!(TeamId::new()), json!(elsewhere.team_of("Care", &[]))] {
        teams(&script, ana, json!(["Returns", odd]))
            .await
            .blames("teams[1]", "not_found");
    }
    assert_eq!(workspace.teams_of(ana), ["Billing", "Returns"]);
    teams(&script, ana, json!([])).await.is_ok();
    assert!(workspace.teams_of(ana).is_empty());
    let changed = entries(&app, "user.teams_changed");
    assert!(changed.iter().all(|(kind, _)| kind == "key") && changed.len() == 3);
    // Who may not see teams finds none.
    let blind = workspace.script(&[Permission::WriteTeams]);
    let few = workspace.custom_role(&[]);
    let kim = workspace.person_with_role("Kim Berg", few).await;
    teams(&blind, kim.id, json!(["Returns"]))
        .await
        .blames("teams[0]", "not_found");
    teams(&blind, kim.id, json!([])).await.has_status(204);
    teams(&blind, workspace.owner, json!([]))
        .await
        .is_problem(403, "above_ceiling");
}
