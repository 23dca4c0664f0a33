use muster::access::BuiltinRole;
use muster::types::{DepartmentId, UserId};

use super::{department, details, entries, page};
use crate::support::TestApp;

#[actix_web::test]
async fn one_mistake_changes_nothing_and_keeps_everything_typed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let amina = workspace
        .member("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    maja.post(&page(amina), &[("manager", &sofia.to_string())])
        .await
        .has_status(303);
    let care = department(&workspace, "Care").to_string();
    let before = details(&workspace, sofia);
    let amina = amina.to_string();
    let form = [
        ("full_name", "Sofia Lima"),
        ("department", &care),
        ("manager", &amina),
    ];
    maja.post(&page(sofia), &form)
        .await
        .is_a_mistake()
        .shows("Amina Khatun reports to Sofia Duarte")
        .shows("value=\"Sofia Lima\"")
        .shows(&format!("<option value=\"{care}\" selected>"))
        .shows(&format!("name=\"manager\" value=\"{amina}\" checked"));
    assert_eq!(details(&workspace, sofia), before);
    assert!(entries(&app, "user.renamed").is_empty());
    let own = sofia.to_string();
    let elsewhere = app.workspace("contoso").await;
    let theirs = elsewhere.owner.to_string();
    for (manager, why) in [
        (own.as_str(), "Nobody reports to themselves."),
        (theirs.as_str(), "There is no such person here."),
        ("nonsense", "There is no such person here."),
    ] {
        maja.post(&page(sofia), &[("manager", manager)])
            .await
            .is_a_mistake()
            .shows(why);
    }
    let theirs = department(&elsewhere, "Theirs").to_string();
    let unknown = DepartmentId::new().to_string();
    for department in [theirs.as_str(), unknown.as_str(), "nonsense"] {
        maja.post(&page(sofia), &[("department", department)])
            .await
            .is_a_mistake()
            .shows("There is no such department here.");
    }
    maja.post(&page(sofia), &[("full_name", " ")])
        .await
        .is_a_mistake();
    assert_eq!(details(&workspace, sofia), before);
}

#[actix_web::test]
async fn nobody_edits_who_holds_more() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let owner = page(workspace.owner);
    amina
        .get(&owner)
        .await
        .is_ok()
        .shows("They hold more than you do.")
        .hides("Save changes")
        .hides("name=\"full_name\"");
    let care = department(&workspace, "Care").to_string();
    for form in [
        [("full_name", "Somebody Else")],
        [("department", care.as_str())],
        [("manager", "")],
    ] {
        amina.post(&owner, &form).await.is_forbidden();
    }
    // A right comes before what the page is like by now.
    amina
        .post(&owner, &[("version", "old")])
        .await
        .is_forbidden();
    let refused = entries(&app, "access.refused");
    assert_eq!(refused[0]["tried"], "edit_person");
    assert_eq!(refused[0]["target_name"], "Maja Öberg");
    let jonas = workspace.person("Jonas Weber", BuiltinRole::Agent).await;
    jonas
        .post(&page(amina.id), &[("department", &care)])
        .await
        .is_forbidden();
    assert_eq!(details(&workspace, amina.id).department, None);
}

#[actix_web::test]
async fn what_was_typed_on_an_older_page_comes_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let version = version_in(&maja.get(&page(sofia)).await.body);
    let form = |name| [("full_name", name), ("version", version.as_str())];
    maja.post(&page(sofia), &form("Sofia Lima"))
        .await
        .has_status(303);
    let late = maja.post(&page(sofia), &form("Sofia Reis")).await;
    late.has_status(409)
        .shows("Somebody changed this page meanwhile.")
        .shows("value=\"Sofia Reis\"");
    let version = version_in(&late.body);
    let again = [("full_name", "Sofia Reis"), ("version", version.as_str())];
    maja.post(&page(sofia), &again).await.has_status(303);
    assert_eq!(
        details(&workspace, sofia).full_name.as_deref(),
        Some("Sofia Reis")
    );
}

fn version_in(body: &str) -> String {
    let (_, rest) = body.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn nobody_elses_page_is_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let elsewhere = app.workspace("contoso").await;
    for user in [elsewhere.owner, UserId::new()] {
        maja.get(&page(user)).await.is_not_found();
        maja.post(&page(user), &[("full_name", "Ours")])
            .await
            .is_not_found();
    }
}
