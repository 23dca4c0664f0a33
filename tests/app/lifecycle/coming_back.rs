//! Reactivating somebody: what they have again, and what they don't.

use futures_util::future::join;
use muster::access::BuiltinRole::{Agent, Owner};

use super::{at, entries, manager, status};
use crate::support::{PASSWORD, TestApp};

#[actix_web::test]
async fn who_comes_back_has_their_roles_teams_and_place_and_no_old_session() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace.member("Amina Khatun", Agent).await;
    let sofia = workspace.person("Sofia Duarte", Agent).await;
    workspace.reports_to(sofia.id, amina).await.unwrap();
    workspace.team_of("Returns", &[sofia.id]);
    maja.post(&at(sofia.id, "deactivate"), &[])
        .await
        .has_status(303);
    maja.get(&at(sofia.id, "reactivate"))
        .await
        .is_ok()
        .shows("Reactivate Sofia");
    maja.post(&at(sofia.id, "reactivate"), &[])
        .await
        .leads_to(&format!(
            "/northwind/settings/users/{}?notice=person-reactivated",
            sofia.id
        ));
    assert_eq!(status(&workspace, sofia.id), "active");
    assert_eq!(workspace.roles_of(sofia.id), [workspace.role(Agent)]);
    assert_eq!(workspace.teams_of(sofia.id), ["Returns"]);
    assert_eq!(manager(&workspace, sofia.id), Some(amina));
    assert_eq!(workspace.wrong_reports(), (0, 0));
    sofia.get("/profile").await.asks_to_sign_in();
    let mut visitor = app.visitor();
    visitor.tries("sofia@northwind.example", PASSWORD).await;
    visitor.get("/northwind/profile").await.is_ok();
    assert_eq!(entries(&app, "user.reactivated").len(), 1);
    assert_eq!(app.miscounted().await, Vec::<String>::new());
    maja.post(&at(sofia.id, "reactivate"), &[])
        .await
        .has_status(409)
        .shows("Sofia Duarte is active already.");
    let nora = workspace.nora().await;
    maja.post(&at(nora.user, "reactivate"), &[])
        .await
        .has_status(409);
}

#[actix_web::test]
async fn an_owner_counts_again_and_a_password_is_asked_for() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let olle = workspace.member("Olle Ek", Owner).await;
    workspace.count_owners();
    maja.post(&at(olle, "deactivate"), &[])
        .await
        .has_status(303);
    app.clock.advance(chrono::TimeDelta::minutes(11));
    maja.post(&at(olle, "reactivate"), &[])
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"");
    assert_eq!(status(&workspace, olle), "inactive");
    maja.post(&at(olle, "reactivate"), &[("current_password", PASSWORD)])
        .await
        .has_status(303);
    assert_eq!(
        (workspace.owners().counted, workspace.owners().active),
        (2, 2)
    );
}

#[actix_web::test]
async fn without_a_seat_nobody_comes_back_and_the_last_one_is_given_once() {
    let app = TestApp::start();
    let there = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut gone = Vec::new();
    for name in ["Ana A", "Ben B"] {
        let user = workspace.member(name, Agent).await;
        workspace.set_status(user, "inactive");
        gone.push(user);
    }
    for name in ["Cai C", "Dag D", "Eva E"] {
        workspace.member(name, Agent).await;
    }
    workspace.set_plan("growth");
    let elsewhere = maja.on(&there);
    let (one, other) = (at(gone[0], "reactivate"), at(gone[1], "reactivate"));
    let mut firsts = 0;
    for round in 0..20 {
        let (first, second) = join(maja.post(&one, &[]), elsewhere.post(&other, &[])).await;
        let statuses = [first.status.as_u16(), second.status.as_u16()];
        assert!(
            statuses == [303, 409] || statuses == [409, 303],
            "round {round}: {statuses:?}"
        );
        let full = if statuses[0] == 409 { &first } else { &second };
        full.shows("All 5 seats are in use.");
        firsts += i32::from(statuses[0] == 303);
        for user in &gone {
            workspace.set_status(*user, "inactive");
        }
    }
    assert!(firsts > 0);
    workspace.set_status(gone[0], "active");
    maja.get(&other)
        .await
        .is_ok()
        .shows("All 5 seats are in use. Deactivate someone, cancel an invitation or ask for a larger plan.");
    assert_eq!(status(&workspace, gone[1]), "inactive");
}
