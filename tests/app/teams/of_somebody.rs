use muster::access::BuiltinRole;
use muster::types::{TeamId, UserId};
use serde_json::json;

use super::{borrowed, entries, row, team, teams_of};
use crate::support::{Answer, Person, TestApp};

fn path(whom: UserId) -> String {
    format!("/settings/users/{whom}/teams")
}

/// With what the form showed, as a browser sends it.
async fn ticks(person: &Person<'_>, whom: UserId, had: &[TeamId], ticked: &[TeamId]) -> Answer {
    let mut form = vec![("had_team", String::new())];
    form.extend(had.iter().map(|team| ("had_team", team.to_string())));
    form.extend(ticked.iter().map(|team| ("team", team.to_string())));
    person.post(&path(whom), &borrowed(&form)).await
}

#[actix_web::test]
async fn somebodys_teams_are_ticked_on_their_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    maja.get(&path(ana))
        .await
        .is_ok()
        .shows("There is no team yet.");
    let returns = team(&maja, "Returns", &[ana]).await;
    let sales = team(&maja, "Sales", &[]).await;
    maja.get(&path(ana))
        .await
        .is_ok()
        .shows("Teams of Ana Lima")
        .shows(&format!("value=\"{returns}\" checked"))
        .hides(&format!("value=\"{sales}\" checked"));
    let lead = [("lead", ana.to_string())];
    maja.post(
        &format!("/settings/teams/{returns}/members"),
        &borrowed(&lead),
    )
    .await
    .has_status(303);
    ticks(&maja, ana, &[returns], &[sales])
        .await
        .leads_to(&format!(
            "/northwind/settings/users/{ana}?notice=teams-changed"
        ));
    assert_eq!(teams_of(&app, ana), ["Sales"]);
    assert_eq!(row(&app, returns).unwrap().2, None, "she led it");
    let entry = &entries(&app, "user.teams_changed")[0];
    assert_eq!(
        (&entry["joined"], &entry["left"]),
        (&json!(["Sales"]), &json!(["Returns"]))
    );
    assert_eq!(entry["led"], json!(["Returns"]));
    maja.get("/settings/audit")
        .await
        .shows("from the team Returns to the team Sales, who led Returns");
    // Nothing new writes nothing, and a script needn't know what there was.
    ticks(&maja, ana, &[sales], &[sales]).await.has_status(303);
    let both = [("team", returns.to_string()), ("team", sales.to_string())];
    maja.post(&path(ana), &borrowed(&both))
        .await
        .has_status(303);
    maja.post(&path(ana), &[]).await.has_status(303);
    assert!(teams_of(&app, ana).is_empty());
    assert_eq!(entries(&app, "user.teams_changed").len(), 4);
}

#[actix_web::test]
async fn who_is_invited_or_gone_has_teams_too() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.nora().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    workspace.set_status(ana, "inactive");
    let returns = team(&maja, "Returns", &[]).await;
    for user in [nora.user, ana] {
        ticks(&maja, user, &[], &[returns]).await.has_status(303);
        assert_eq!(teams_of(&app, user), ["Returns"]);
    }
}

#[actix_web::test]
async fn what_somebody_else_changed_meanwhile_is_not_undone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[]).await;
    let sales = team(&maja, "Sales", &[]).await;
    // The form that showed no team, and one that is old by then.
    ticks(&maja, ana, &[], &[returns]).await.has_status(303);
    ticks(&maja, ana, &[], &[sales])
        .await
        .has_status(409)
        .shows("Somebody else changed these teams meanwhile.")
        .shows(&format!("value=\"{returns}\" checked"));
    assert_eq!(teams_of(&app, ana), ["Returns"]);
    ticks(&maja, ana, &[returns], &[TeamId::new()])
        .await
        .is_a_mistake()
        .shows("One of these teams is gone.");
}

#[actix_web::test]
async fn the_teams_of_who_holds_more_are_only_shown() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let returns = team(&maja, "Returns", &[maja.id]).await;
    amina
        .get(&path(maja.id))
        .await
        .is_ok()
        .shows("Returns")
        .shows("They hold more than you do.")
        .hides("Save teams");
    ticks(&amina, maja.id, &[returns], &[]).await.is_forbidden();
    assert_eq!(teams_of(&app, maja.id), ["Returns"]);
    ticks(&amina, amina.id, &[], &[returns])
        .await
        .has_status(303);
    ticks(&amina, UserId::new(), &[], &[returns])
        .await
        .is_not_found();
}
