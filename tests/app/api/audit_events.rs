//! Programs read the audit log.

use chrono::{SecondsFormat, TimeDelta};
use muster::access::{BuiltinRole, Permission};
use muster::types::UserId;
use serde_json::{Value, json};

use super::EVERYTHING;
use crate::support::{Script, TestApp};

async fn events(script: &Script<'_>, query: &str) -> Vec<Value> {
    let list = script.get(&format!("/api/audit-events?{query}")).await;
    list.is_ok().json()["data"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn an_entry_says_who_did_what_on_what_and_how() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let team = script
        .post("/api/teams", &json!({ "name": "Returns" }))
        .await;
    let team = team.json()["id"].clone();
    let found = events(&script, &format!("target={}", team.as_str().unwrap())).await;
    let [entry] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        entry["actor"],
        json!({ "kind": "key", "id": script.key, "name": "Payroll" })
    );
    assert_eq!(entry["action"], "team.created");
    assert_eq!(
        entry["target"],
        json!({ "kind": "team", "id": team, "name": "Returns" })
    );
    assert_eq!(entry["details"], json!({ "strategy": "" }));
    assert_eq!(entry["details_state"], "kept");
    assert_eq!(entry["ip"], "127.0.0.1");
    let sentence = entry["sentence"].as_str().unwrap();
    assert!(
        sentence.contains("Payroll") && sentence.contains("Returns"),
        "{sentence}"
    );
    assert!(entry["at"].as_str().unwrap().ends_with('Z'));
    assert!(!entry.to_string().contains(&script.text));
}

#[actix_web::test]
async fn the_log_is_narrowed_by_who_what_whom_and_when() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let maja = workspace.maja().await;
    maja.gives(erik, &[workspace.role(BuiltinRole::Supervisor)])
        .await;
    app.clock.advance(TimeDelta::days(2));
    let between = app.clock.now() - TimeDelta::days(1);
    let between = between.to_rfc3339_opts(SecondsFormat::Secs, true);
    script
        .post("/api/teams", &json!({ "name": "Returns" }))
        .await;
    let actions = async |query: String| -> Vec<String> {
        let found = events(&script, &query).await;
        let each = found.iter().map(|entry| entry["action"].as_str().unwrap());
        each.map(str::to_owned).collect()
    };
    assert_eq!(
        actions(format!("actor={}", script.key)).await,
        ["team.created"]
    );
    assert_eq!(actions(format!("from={between}")).await, ["team.created"]);
    let before = actions(format!("to={between}&actor={}", maja.id)).await;
    assert!(
        before.contains(&"user.roles_changed".to_owned()),
        "{before:?}"
    );
    assert!(!before.contains(&"team.created".to_owned()), "{before:?}");
    assert_eq!(
        actions(format!("target={erik}&actor={}", maja.id)).await,
        ["user.roles_changed"]
    );
    assert_eq!(
        actions("action=team.created".to_owned()).await,
        ["team.created"]
    );
    for nobody in ["x".to_owned(), UserId::new().to_string()] {
        assert!(actions(format!("actor={nobody}")).await.is_empty());
        assert!(actions(format!("target={nobody}")).await.is_empty());
    }
    script
        .get("/api/audit-events?action=tea.made&from=today&to=1&limit=201")
        .await
        .blames("limit", "invalid");
    script
        .get("/api/audit-events?action=tea.made&from=today&to=1")
        .await
        .blames("action", "invalid")
        .blames("from", "invalid")
        .blames("to", "invalid");
}

#[actix_web::test]
async fn pages_of_the_log_follow_each_other_newest_first() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    for number in 0..5 {
        let team = json!({ "name": format!("Team {number}") });
        script.post("/api/teams", &team).await.has_status(201);
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let address = format!("/api/audit-events?action=team.created&limit=2{cursor}");
        let page = script.get(&address).await.is_ok().json();
        for entry in page["data"].as_array().unwrap() {
            seen.push(entry["target"]["name"].as_str().unwrap().to_owned());
        }
        // Something new doesn't move what comes after.
        let team = json!({ "name": format!("Later {}", seen.len()) });
        script.post("/api/teams", &team).await.has_status(201);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["Team 4", "Team 3", "Team 2", "Team 1", "Team 0"]);
}

#[actix_web::test]
async fn what_was_erased_stays_so_and_other_workspaces_are_not_shown() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(EVERYTHING);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let maja = workspace.maja().await;
    maja.gives(erik, &[workspace.role(BuiltinRole::Supervisor)])
        .await;
    workspace.set_status(erik, "inactive");
    let email = "erik@northwind.example";
    maja.post(
        &format!("/settings/users/{erik}/delete"),
        &[("confirm_email", email)],
    )
    .await
    .has_status(303);
    let found = events(&script, &format!("target={erik}&action=user.roles_changed")).await;
    let [entry] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(entry["details"], json!(null));
    assert_eq!(entry["details_state"], "erased");
    assert_eq!(entry["target"]["name"], "Former user");
    assert!(!entry.to_string().contains("Erik"));
    let theirs = elsewhere.script(&[Permission::ReadAudit]);
    let shown = events(&theirs, &format!("target={erik}")).await;
    assert!(shown.is_empty());
}
