use diesel::connection::SimpleConnection;
use muster::access::BuiltinRole;
use muster::types::TeamId;
use serde_json::json;

use super::{entries, members_of, missed_by, page_of, row, team, teams_of};
use crate::support::TestApp;

#[actix_web::test]
async fn the_people_of_a_deleted_team_go_to_another_one() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bob = workspace.member("Bob Marsh", BuiltinRole::Agent).await;
    let nora = workspace.nora().await;
    let returns = team(&maja, "Returns", &[ana, bob, nora.user]).await;
    let sales = team(&maja, "Sales", &[ana]).await;
    let lead = ana.to_string();
    maja.post(&page_of(returns), &[("name", "Returns"), ("lead", &lead)])
        .await
        .has_status(303);
    workspace.set_status(bob, "inactive");
    maja.get(&page_of(returns)).await.shows("and 1 deactivated");
    let page = format!("{}/delete", page_of(returns));
    maja.get(&page)
        .await
        .is_ok()
        .shows(
            "3 people are in Returns, 1 of them invited and not here yet, 1 of them deactivated.",
        )
        .shows("Where its people go")
        .hides("onversation");
    let to = sales.to_string();
    maja.post(&page, &[("replacement", &to)])
        .await
        .leads_to("/northwind/settings/teams?notice=team-deleted");
    assert_eq!(row(&app, returns), None);
    assert_eq!(members_of(&app, sales).len(), 3);
    assert!(missed_by(&app, nora.user).is_empty());
    let entry = &entries(&app, "team.deleted")[0];
    assert_eq!(
        (&entry["members"], &entry["moved_to"]),
        (&json!(3), &json!("Sales"))
    );
    maja.get("/settings/audit")
        .await
        .shows("whose people are in Sales now");
    maja.post(&page, &[]).await.is_not_found();
}

#[actix_web::test]
async fn a_team_goes_without_a_replacement_and_who_is_invited_misses_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let nora = workspace.nora().await;
    let returns = team(&maja, "Returns", &[ana, nora.user]).await;
    let page = format!("{}/delete", page_of(returns));
    for strange in [
        returns.to_string(),
        TeamId::new().to_string(),
        "sales".to_owned(),
    ] {
        maja.post(&page, &[("replacement", &strange)])
            .await
            .is_a_mistake();
    }
    assert!(row(&app, returns).is_some());
    maja.post(&page, &[]).await.has_status(303);
    assert!(teams_of(&app, ana).is_empty());
    assert_eq!(missed_by(&app, nora.user), ["Returns"]);
    assert!(missed_by(&app, ana).is_empty());
    let entry = &entries(&app, "team.deleted")[0];
    assert_eq!(
        (&entry["members"], entry.get("moved_to")),
        (&json!(2), None)
    );
    let empty = team(&maja, "Empty", &[]).await;
    maja.get(&format!("{}/delete", page_of(empty)))
        .await
        .shows("Nobody is in Empty")
        .hides("Where its people go");
}

#[actix_web::test]
async fn nobody_deletes_a_team_of_somebody_who_holds_more() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let returns = team(&maja, "Returns", &[maja.id, amina.id]).await;
    let page = format!("{}/delete", page_of(returns));
    amina
        .get(&page)
        .await
        .is_ok()
        .shows("Maja Öberg is in Returns and holds more than you do")
        .hides("<form method=\"post\" action=\"/northwind/settings/teams");
    amina.post(&page, &[]).await.is_forbidden();
    assert_eq!(members_of(&app, returns).len(), 2);
    let refused = &entries(&app, "access.refused")[0];
    assert_eq!(
        (&refused["tried"], &refused["target_name"]),
        (&json!("delete_team"), &json!("Returns"))
    );
}

#[actix_web::test]
async fn a_team_of_too_many_to_move_at_once_stays() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let returns = team(&maja, "Returns", &[]).await;
    workspace.invited_many(20_001);
    let sql = format!(
        "INSERT INTO team_members (workspace_id, team_id, user_id)
         SELECT workspace_id, '{returns}', id FROM users
         WHERE workspace_id = '{}' AND status = 'pending'",
        workspace.id
    );
    app.database.connection().batch_execute(&sql).unwrap();
    let page = format!("{}/delete", page_of(returns));
    let why = "Too many people are in this team to move them at once.";
    maja.get(&page)
        .await
        .is_ok()
        .shows(why)
        .hides("Where its people go");
    maja.post(&page, &[]).await.is_a_mistake().shows(why);
    assert!(row(&app, returns).is_some());
}
