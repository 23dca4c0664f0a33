use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::users;

use super::{department, details, entries, page};
use crate::support::{Invite, TestApp};

#[actix_web::test]
async fn names_department_and_manager_are_changed_in_one_form() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let amina = workspace
        .member("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let care = department(&workspace, "Care");
    let (care_id, amina_id) = (care.to_string(), amina.to_string());
    let form = [
        ("full_name", "Sofia Duarte Lima"),
        ("display_name", ""),
        ("department", care_id.as_str()),
        ("manager", amina_id.as_str()),
    ];
    maja.post(&page(sofia), &form)
        .await
        .leads_to(&format!("/northwind{}?notice=person-saved", page(sofia)));
    let now = details(&workspace, sofia);
    assert_eq!(now.full_name.as_deref(), Some("Sofia Duarte Lima"));
    assert_eq!(now.display_name.as_deref(), Some("Sofia Duarte Lima"));
    assert_eq!((now.department, now.manager), (Some(care), Some(amina)));
    assert_eq!(entries(&app, "user.renamed").len(), 1);
    let moved = &entries(&app, "user.department_changed")[0];
    assert_eq!(moved["target_name"], "Sofia Duarte");
    assert_eq!(moved["department"]["after"], "Care");
    assert_eq!(
        entries(&app, "user.manager_changed")[0]["manager"]["after"],
        "Amina Khatun"
    );
    // The same once more writes nothing; what isn't sent stays; what is empty goes.
    maja.post(&page(sofia), &form).await.has_status(303);
    maja.post(&page(sofia), &[("display_name", "Sofia")])
        .await
        .has_status(303);
    assert_eq!(details(&workspace, sofia).department, Some(care));
    assert_eq!(entries(&app, "user.department_changed").len(), 1);
    maja.post(&page(sofia), &[("department", ""), ("manager", "")])
        .await
        .has_status(303);
    let now = details(&workspace, sofia);
    assert_eq!((now.department, now.manager), (None, None));
    assert_eq!(now.display_name.as_deref(), Some("Sofia"));
}

#[actix_web::test]
async fn the_page_shows_where_somebody_stands_and_who_reports_to_them() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .member("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    for number in 1..=22 {
        let name = format!("Agent{number:02} Reporting");
        let agent = workspace.member(&name, BuiltinRole::Agent).await;
        maja.post(&page(agent), &[("manager", &amina.to_string())])
            .await
            .has_status(303);
    }
    let shown = maja.get(&page(amina)).await;
    shown
        .is_ok()
        .shows("22 reports")
        .shows("Agent20 Reporting")
        .hides("Agent21 Reporting")
        .shows("and 2 more")
        .shows("Available");
}

#[actix_web::test]
async fn one_edits_oneself_there_like_anybody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let care = department(&workspace, "Care");
    let form = [
        ("full_name", "Amina Khan"),
        ("department", &care.to_string()),
    ];
    amina.post(&page(amina.id), &form).await.has_status(303);
    assert_eq!(details(&workspace, amina.id).department, Some(care));
}

#[actix_web::test]
async fn who_moved_up_is_told_of_until_somebody_saves_the_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    diesel::update(users::table.find((workspace.id, sofia)))
        .set((
            users::manager_id.eq(workspace.owner),
            users::moved_up_at.eq(diesel::dsl::sql::<
                diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>,
            >("timestamptz '2026-11-03 12:00+00'")),
        ))
        .execute(&mut app.database.connection())
        .unwrap();
    let said = "Reports to Maja Öberg since 3 November 2026, because their manager left.";
    maja.get(&page(sofia)).await.shows(said);
    let manager = workspace.owner.to_string();
    maja.post(&page(sofia), &[("manager", &manager)])
        .await
        .has_status(303);
    maja.get(&page(sofia))
        .await
        .hides("because their manager left");
    assert!(entries(&app, "user.manager_changed").is_empty());
}

#[actix_web::test]
async fn who_is_invited_has_a_place_before_they_have_a_name() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let invited = workspace.invite(&Invite::default()).await.user;
    let care = department(&workspace, "Care").to_string();
    let manager = workspace.owner.to_string();
    let shown = maja.get(&page(invited)).await;
    shown
        .is_ok()
        .shows("Not told yet")
        .hides("name=\"full_name\"");
    maja.post(
        &page(invited),
        &[("department", &care), ("manager", &manager)],
    )
    .await
    .has_status(303);
    assert_eq!(details(&workspace, invited).manager, Some(workspace.owner));
    maja.post(&page(invited), &[("full_name", "Nora Vik")])
        .await
        .has_status(409)
        .shows("tell their names when they do");
    maja.get(&page(workspace.owner))
        .await
        .shows("1 report")
        .shows("nora@northwind.example");
}

#[actix_web::test]
async fn who_was_deactivated_keeps_their_names_and_may_be_moved() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    workspace.set_status(sofia, "inactive");
    let care = department(&workspace, "Care");
    maja.get(&page(sofia))
        .await
        .is_ok()
        .hides("name=\"full_name\"");
    maja.post(&page(sofia), &[("department", &care.to_string())])
        .await
        .has_status(303);
    assert_eq!(details(&workspace, sofia).department, Some(care));
    maja.post(&page(sofia), &[("full_name", "Somebody Else")])
        .await
        .has_status(409);
}

#[actix_web::test]
async fn a_manager_is_found_without_scripts_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let amina = workspace
        .member("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let asked = format!(
        "{}?version=x&full_name=Sofia+Lima&display_name=&department=&manager=&manager_q=amina",
        page(sofia)
    );
    let found = maja.get(&asked).await;
    found
        .is_ok()
        .shows("value=\"Sofia Lima\"")
        .shows(&format!("id=\"manager-{amina}\""))
        .shows("value=\"amina\"");
    // Who is chosen already stays, whatever is looked for next.
    let asked = format!("{}?version=x&manager={amina}&manager_q=maja", page(sofia));
    let found = maja.get(&asked).await;
    let chosen = format!("name=\"manager\" value=\"{amina}\" checked");
    found
        .shows(&chosen)
        .shows(&format!("id=\"manager-{}\"", workspace.owner));
    let as_typed = format!(
        "/settings/people?field=manager&manager_q=maja&kept={}&manager={amina}",
        workspace.owner
    );
    let answer = maja.get(&as_typed).await;
    answer
        .is_ok()
        .shows(&chosen)
        .hides(&format!("id=\"manager-{}\"", workspace.owner));
}
