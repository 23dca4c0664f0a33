//! `POST /api/users/bulk`.

use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::workspaces;
use serde_json::{Value, json};

use super::{entries, mails};
use crate::support::{Answer, TestApp};

const BULK: &str = "/api/users/bulk";

/// `created`, or the code of the error, row by row.
#[track_caller]
fn told(answer: &Answer) -> Vec<String> {
    let told = answer.is_ok().json();
    let results = told["results"].as_array().unwrap();
    let indices = results.iter().map(|one| one["index"].as_u64().unwrap());
    assert!(indices.eq(0..results.len() as u64), "{told}");
    let word = |one: &Value| match one["status"].as_str().unwrap() {
        "created" => "created".to_owned(),
        _ => one["error"]["code"].as_str().unwrap().to_owned(),
    };
    results.iter().map(word).collect()
}

#[actix_web::test]
async fn each_row_is_answered_and_none_keeps_another_from_being_done() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    // What an Admin holds, who is no Owner.
    let script = workspace.script_of(erik, Permission::ALL);
    let answer = script
        .post(
            BULK,
            &json!({ "users": [
                { "email": "ana@northwind.example", "role": "Agent", "message": "Hello Ana." },
                { "email": "not an address", "role": "Ghost" },
                { "email": "maja@northwind.example", "role": "Agent" },
                { "email": "ANA@northwind.example", "role": "Agent" },
                { "email": "bo@northwind.example", "role": "Owner" },
                { "email": "cy@northwind.example", "role": "Supervisor", "send_invite": false, "valid_hours": 1 },
                { "email": "di@northwind.example" },
                { "email": "ed@northwind.example", "role": "Owner" },
            ] }),
        )
        .await;
    assert_eq!(
        told(&answer),
        [
            "created",
            "invalid",
            "email_in_use",
            "invalid",
            "above_ceiling",
            "created",
            "invalid",
            "above_ceiling"
        ]
    );
    let results = answer.json()["results"].clone();
    let blamed = |row: usize| {
        let errors = results[row]["error"]["errors"].as_array().unwrap().clone();
        let error = |it: &Value| format!("{} {}", it["field"], it["code"]).replace('"', "");
        errors.iter().map(error).collect::<Vec<_>>()
    };
    assert_eq!(blamed(1), ["email invalid", "role not_found"]);
    assert_eq!(blamed(3), ["email repeated"]);
    assert_eq!(blamed(6), ["role required"]);
    assert_eq!(results[0]["user"]["email"], "ana@northwind.example");
    assert_eq!(results[5]["user"]["invitation"]["sent_at"], Value::Null);
    assert_eq!((workspace.people(), mails(&app)), (4, 1));
    let refused = entries(&app, "access.refused");
    assert_eq!(refused.len(), 1, "one offer, one entry");
    assert_eq!(entries(&app, "invitation.created").len(), 2);
}

#[actix_web::test]
async fn five_hundred_rows_of_every_kind_are_done_in_one_call() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let returns = workspace.team_of("Returns", &[]);
    let row = |number: usize| match number % 5 {
        0 => json!({ "email": "maja@northwind.example", "role": "Agent" }),
        1 => json!({ "email": format!("p{number}"), "role": "Agent" }),
        2 => {
            json!({ "email": format!("p{number}@northwind.example"), "role": "Agent", "teams": [returns] })
        }
        _ => json!({ "email": format!("p{number}@northwind.example"), "role": "Supervisor" }),
    };
    let rows: Vec<Value> = (0..500).map(row).collect();
    let started = std::time::Instant::now();
    let answer = script.post(BULK, &json!({ "users": rows })).await;
    let words = told(&answer);
    let count = |word: &str| words.iter().filter(|one| *one == word).count();
    assert_eq!(words.len(), 500);
    // The first of Maja's address is hers, and the others repeat it.
    let counted = (count("created"), count("email_in_use"), count("invalid"));
    assert_eq!(counted, (300, 1, 199));
    assert_eq!((workspace.people(), mails(&app)), (301, 300));
    let in_team: i64 = muster::db::schema::team_members::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(in_team, 100);
    let taken = started.elapsed();
    assert!(taken.as_secs() < 20, "{taken:?}");
}

#[actix_web::test]
async fn how_many_rows_there_are_and_what_they_are_made_of_is_the_calls_own_mistake() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(Permission::ALL);
    let fine = json!({ "email": "ana@northwind.example", "role": "Agent" });
    for (users, field, code) in [
        (json!([]), "users", "required"),
        (json!(vec![fine.clone(); 501]), "users", "too_many"),
        (
            json!([fine, { "email": 7, "role": "Agent" }]),
            "users[1].email",
            "wrong_type",
        ),
        (
            json!([fine, { "email": "b@x.example", "x": 1 }]),
            "users[1].x",
            "unknown_field",
        ),
        (
            json!([fine, { "role": "Agent" }]),
            "users[1].email",
            "required",
        ),
    ] {
        let answer = script.post(BULK, &json!({ "users": users })).await;
        answer.blames(field, code);
    }
    assert_eq!(workspace.people(), 1);
}

#[actix_web::test]
async fn if_not_all_fit_the_seats_none_is_invited_and_the_other_rows_say_what_is_wrong_with_them() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.set_plan("growth");
    let script = workspace.script(Permission::ALL);
    let people = |count: usize| {
        let row =
            |number| json!({ "email": format!("p{number}@northwind.example"), "role": "Agent" });
        let mut rows: Vec<Value> = (0..count).map(row).collect();
        rows.push(json!({ "email": "maja@northwind.example", "role": "Agent" }));
        json!({ "users": rows })
    };
    let answer = script.post(BULK, &people(5)).await;
    let none = ["seats_exhausted"; 5];
    assert_eq!(told(&answer)[..5], none);
    assert_eq!(told(&answer)[5], "email_in_use");
    assert_eq!((workspace.people(), mails(&app)), (1, 0));
    let answer = script.post(BULK, &people(4)).await;
    assert_eq!(told(&answer)[..4], ["created"; 4]);
    assert_eq!(workspace.people(), 5);
}

#[actix_web::test]
async fn if_not_all_fit_the_day_nothing_is_done() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    diesel::update(workspaces::table.find(workspace.id))
        .set(workspaces::invitations_a_day.eq(1))
        .execute(&mut app.database.connection())
        .unwrap();
    let script = workspace.script(Permission::ALL);
    let answer = script
        .post(
            BULK,
            &json!({ "users": [
                { "email": "ana@northwind.example", "role": "Agent" },
                { "email": "bo@northwind.example", "role": "Agent" },
            ] }),
        )
        .await;
    answer.is_problem(429, "too_many_invitations");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    assert_eq!(workspace.people(), 1);
}
