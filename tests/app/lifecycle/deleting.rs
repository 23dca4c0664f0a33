//! Deleting somebody: who may, and what stands in the way.

use diesel::prelude::*;
use muster::access::BuiltinRole::{Admin, Agent, Owner, Supervisor};
use muster::db::schema::users;
use serde_json::json;

use super::{at, entries, status};
use crate::support::{PASSWORD, TestApp};

#[actix_web::test]
async fn only_who_is_inactive_is_deleted_and_only_by_their_address() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    let nora = workspace.nora().await;
    let right = [("confirm_email", "sofia@northwind.example")];
    for (whom, why) in [
        (sofia, "Sofia Duarte is active. Deactivate them first."),
        (nora.user, "Cancel the invitation instead."),
    ] {
        maja.get(&at(whom, "delete"))
            .await
            .has_status(409)
            .shows(why);
        maja.post(&at(whom, "delete"), &right)
            .await
            .has_status(409)
            .shows(why);
    }
    maja.post(&at(elsewhere.owner, "delete"), &right)
        .await
        .is_not_found();
    workspace.set_status(sofia, "inactive");
    let before = app.all_rows();
    maja.get(&at(sofia, "delete"))
        .await
        .is_ok()
        .shows("Type sofia@northwind.example to confirm")
        .shows("Keep Sofia");
    for typed in ["", "maja@northwind.example", "sofia", "Sofia Duarte"] {
        maja.post(&at(sofia, "delete"), &[("confirm_email", typed)])
            .await
            .is_a_mistake()
            .shows("This isn't their address")
            .shows(&format!("value=\"{typed}\""));
    }
    assert_eq!(app.all_rows(), before);
    maja.post(
        &at(sofia, "delete"),
        &[("confirm_email", " SOFIA@Northwind.example ")],
    )
    .await
    .leads_to("/northwind/settings/users?tab=inactive&notice=person-deleted");
    maja.get(&format!("/settings/users/{sofia}"))
        .await
        .is_not_found();
    maja.post(&at(sofia, "delete"), &right).await.is_not_found();
    assert_eq!(app.miscounted().await, Vec::<String>::new());
    let there: i64 = users::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(there, 3);
}

#[actix_web::test]
async fn the_ceiling_holds_and_an_owner_asks_for_the_password() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let olle = workspace.member("Olle Ek", Owner).await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    for user in [olle, sofia] {
        workspace.set_status(user, "inactive");
    }
    let (his, hers) = (
        [("confirm_email", "olle@northwind.example")],
        [("confirm_email", "sofia@northwind.example")],
    );
    let sam = workspace.person("Sam Hill", Supervisor).await;
    sam.post(&at(sofia, "delete"), &hers).await.is_forbidden();
    let ada = workspace.person("Ada Berg", Admin).await;
    ada.get(&at(olle, "delete")).await.is_forbidden();
    ada.post(&at(olle, "delete"), &his).await.is_forbidden();
    let tried = entries(&app, "access.refused");
    assert!(tried.iter().any(|it| it["tried"] == json!("delete_person")));
    app.clock.advance(chrono::TimeDelta::minutes(11));
    maja.post(&at(olle, "delete"), &his)
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("olle@northwind.example");
    assert_eq!(status(&workspace, olle), "inactive");
    let [address] = his;
    maja.post(
        &at(olle, "delete"),
        &[address, ("current_password", PASSWORD)],
    )
    .await
    .has_status(303);
    assert_eq!(
        (workspace.owners().counted, workspace.owners().active),
        (1, 1)
    );
    ada.post(&at(sofia, "delete"), &hers).await.has_status(303);
}
