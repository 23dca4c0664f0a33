//! Teams by program keep the rules of the pages.

use muster::access::{BuiltinRole, Permission};
use muster::types::{TeamId, UserId};
use reqwest::Method;
use serde_json::json;

use super::{EVERYTHING, id, names};
use crate::support::{Answer, TestApp};

#[actix_web::test]
async fn a_team_is_made_shown_changed_and_deleted() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let made = script
        .post(
            "/api/teams",
            &json!({ "name": "Returns", "strategy": "manual", "members": [erik], "lead": erik }),
        )
        .await;
    made.has_status(201);
    let team = made.json();
    let address = format!("/api/teams/{}", id(&team));
    assert_eq!(made.header("location"), address);
    assert_eq!(
        team,
        json!({
            "id": id(&team), "name": "Returns", "strategy": "manual",
            "lead": { "id": erik, "name": "Erik Windahl" }, "members": 1, "inactive": 0,
        })
    );
    let shown = script.get(&address).await;
    assert_eq!(shown.is_ok().json(), team);
    assert_eq!(shown.header("etag"), made.header("etag"));
    // What isn't said stays, and the lead goes with who goes.
    let changed = script
        .patch(&address, &json!({ "members": [ana], "strategy": null }))
        .await;
    let now = changed.is_ok().json();
    assert_eq!(now["name"], "Returns");
    assert_eq!(now["strategy"], json!(null));
    assert_eq!(now["lead"], json!(null));
    assert_eq!(workspace.teams_of(ana), ["Returns"]);
    assert!(workspace.teams_of(erik).is_empty());
    script.delete(&address).await.has_status(204);
    assert!(workspace.teams_of(ana).is_empty());
    script.get(&address).await.is_problem(404, "not_found");
}

#[actix_web::test]
async fn teams_are_listed_page_by_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadTeams]);
    for name in ["Zebra", "Ape", "Mouse"] {
        workspace.team_of(name, &[]);
    }
    let first = script.get("/api/teams?limit=2").await.is_ok().json();
    assert_eq!(names(&first), ["Zebra", "Ape"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = script
        .get(&format!("/api/teams?limit=2&cursor={cursor}"))
        .await
        .is_ok()
        .json();
    assert_eq!(names(&second), ["Mouse"]);
    assert_eq!(second["next_cursor"], json!(null));
}

#[actix_web::test]
async fn what_is_wrong_with_a_team_is_told_by_its_field() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(EVERYTHING);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let many: Vec<UserId> = (0..2_001).map(|_| UserId::new()).collect();
    for (body, field, code) in [
        (json!({}), "name", "required"),
        (json!({ "name": "www.example" }), "name", "invalid"),
        (
            json!({ "name": "A", "strategy": "loud" }),
            "strategy",
            "invalid",
        ),
        (
            json!({ "name": "A", "members": ["x"] }),
            "members[0]",
            "wrong_type",
        ),
        (
            json!({ "name": "A", "members": [UserId::new()] }),
            "members",
            "not_found",
        ),
        (
            json!({ "name": "A", "members": [elsewhere.owner] }),
            "members",
            "not_found",
        ),
        (
            json!({ "name": "A", "members": many }),
            "members",
            "too_many",
        ),
        (
            json!({ "name": "A", "members": null }),
            "members",
            "wrong_type",
        ),
        (json!({ "name": "A", "lead": erik }), "lead", "not_found"),
        (
            json!({ "name": "A", "colour": "red" }),
            "colour",
            "unknown_field",
        ),
    ] {
        script.post("/api/teams", &body).await.blames(field, code);
    }
    let names = script.get("/api/teams").await.json();
    assert_eq!(names["data"], json!([]), "none was made by halves");
    workspace.team_of("Returns", &[erik]);
    script
        .post("/api/teams", &json!({ "name": "RETURNS" }))
        .await
        .is_problem(409, "name_in_use");
}

#[actix_web::test]
async fn who_holds_more_than_the_key_is_taken_into_no_team_and_out_of_none() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadTeams, Permission::WriteTeams]);
    let body = json!({ "name": "Returns", "members": [workspace.owner] });
    script
        .post("/api/teams", &body)
        .await
        .is_problem(403, "above_ceiling");
    let team = workspace.team_of("Care", &[workspace.owner]);
    let address = format!("/api/teams/{team}");
    script
        .patch(&address, &json!({ "members": [] }))
        .await
        .is_problem(403, "above_ceiling");
    script
        .delete(&address)
        .await
        .is_problem(403, "above_ceiling");
    assert_eq!(workspace.teams_of(workspace.owner), ["Care"]);
}

#[actix_web::test]
async fn the_people_of_a_team_that_goes_go_where_it_is_said() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(EVERYTHING);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let team = workspace.team_of("Returns", &[erik]);
    workspace.team_of("Care / Europe", &[]);
    let address = format!("/api/teams/{team}");
    for (other, code) in [
        ("Nowhere".to_owned(), "not_found"),
        (elsewhere.team_of("There", &[]).to_string(), "not_found"),
        (team.to_string(), "invalid"),
    ] {
        let answer = script
            .delete(&format!("{address}?replacement={other}"))
            .await;
        answer.blames("replacement", code);
    }
    script
        .delete(&format!("{address}?replacement=Care%20/%20Europe"))
        .await
        .has_status(204);
    assert_eq!(workspace.teams_of(erik), ["Care / Europe"]);
}

#[actix_web::test]
async fn a_change_of_a_team_that_changed_meanwhile_is_refused() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let address = format!("/api/teams/{}", workspace.team_of("Returns", &[]));
    let seen = script.get(&address).await.header("etag").to_owned();
    let change = async || {
        let request = script.request(Method::PATCH, &address);
        let request = request.header("If-Match", &seen);
        Answer::to(request.json(&json!({ "members": [erik] }))).await
    };
    change().await.is_ok();
    change().await.is_problem(412, "changed_meanwhile");
}

#[actix_web::test]
async fn a_team_of_another_workspace_reads_like_one_that_never_was() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(EVERYTHING);
    let foreign = elsewhere.team_of("There", &[]);
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        let mut bodies = Vec::new();
        for odd in [foreign.to_string(), TeamId::new().to_string(), "x".into()] {
            let request = script.request(method.clone(), &format!("/api/teams/{odd}"));
            let answer = Answer::to(request.json(&json!({}))).await;
            answer.is_problem(404, "not_found");
            bodies.push(answer.body);
        }
        assert!(bodies.iter().all(|body| *body == bodies[0]));
    }
}
