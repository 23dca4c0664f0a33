//! Departments by program keep the rules of the pages.

use muster::access::{BuiltinRole, Permission};
use muster::types::{DepartmentId, UserId};
use reqwest::Method;
use serde_json::{Value, json};

use super::{EVERYTHING, id, names};
use crate::support::{Answer, Script, TestApp};

async fn made(script: &Script<'_>, body: Value) -> Value {
    let answer = script.post("/api/departments", &body).await;
    answer.has_status(201);
    answer.json()
}

#[actix_web::test]
async fn a_department_is_made_shown_changed_and_deleted() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let care = made(&script, json!({ "name": "Care" })).await;
    let department = made(
        &script,
        json!({ "name": "Returns", "parent": "Care", "head": erik }),
    )
    .await;
    let address = format!("/api/departments/{}", id(&department));
    assert_eq!(
        department,
        json!({
            "id": id(&department), "name": "Returns", "people": 0,
            "parent": { "id": id(&care), "name": "Care" },
            "head": { "id": erik, "name": "Erik Windahl" },
        })
    );
    assert_eq!(script.get(&address).await.is_ok().json(), department);
    let renamed = script.patch(&address, &json!({ "name": "Refunds" })).await;
    let renamed = renamed.is_ok().json();
    assert_eq!(renamed["name"], "Refunds");
    assert_eq!(renamed["parent"], department["parent"]);
    let moved = script
        .patch(&address, &json!({ "parent": null, "head": null }))
        .await;
    let moved = moved.is_ok().json();
    assert_eq!(moved["parent"], json!(null));
    assert_eq!(moved["head"], json!(null));
    script.delete(&address).await.has_status(204);
    script.get(&address).await.is_problem(404, "not_found");
}

#[actix_web::test]
async fn departments_are_listed_page_by_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    for name in ["Zebra", "Ape", "Mouse"] {
        made(&script, json!({ "name": name })).await;
    }
    let first = script.get("/api/departments?limit=2").await.is_ok().json();
    assert_eq!(names(&first), ["Zebra", "Ape"]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = script
        .get(&format!("/api/departments?limit=2&cursor={cursor}"))
        .await
        .is_ok()
        .json();
    assert_eq!(names(&second), ["Mouse"]);
}

#[actix_web::test]
async fn what_is_wrong_with_a_department_is_told_by_its_field() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(EVERYTHING);
    let foreign = made(&elsewhere.script(EVERYTHING), json!({ "name": "There" })).await;
    let gone = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    workspace.set_status(gone, "inactive");
    for (body, field, code) in [
        (json!({}), "name", "required"),
        (json!({ "name": "x".repeat(61) }), "name", "invalid"),
        (
            json!({ "name": "A", "parent": "There" }),
            "parent",
            "not_found",
        ),
        (
            json!({ "name": "A", "parent": id(&foreign) }),
            "parent",
            "not_found",
        ),
        (json!({ "name": "A", "parent": 7 }), "parent", "wrong_type"),
        (
            json!({ "name": "A", "head": UserId::new() }),
            "head",
            "not_found",
        ),
        (
            json!({ "name": "A", "head": elsewhere.owner }),
            "head",
            "not_found",
        ),
        (json!({ "name": "A", "head": gone }), "head", "inactive"),
        (
            json!({ "name": "A", "colour": 1 }),
            "colour",
            "unknown_field",
        ),
    ] {
        script
            .post("/api/departments", &body)
            .await
            .blames(field, code);
    }
    let top = made(&script, json!({ "name": "Top" })).await;
    made(&script, json!({ "name": "Inside", "parent": "Top" })).await;
    let address = format!("/api/departments/{}", id(&top));
    for parent in ["Top", "Inside"] {
        let body = json!({ "parent": parent });
        let answer = script.patch(&address, &body).await;
        answer.blames("parent", "inside_itself");
    }
    script
        .patch(&address, &json!({ "name": "inside" }))
        .await
        .is_problem(409, "name_in_use");
    let mut last = "Inside".to_owned();
    for depth in 3..=10 {
        let name = format!("Level {depth}");
        made(&script, json!({ "name": name, "parent": last })).await;
        last = name;
    }
    let deeper = json!({ "name": "Deeper", "parent": last });
    script
        .post("/api/departments", &deeper)
        .await
        .blames("parent", "too_deep");
}

#[actix_web::test]
async fn the_people_of_a_department_that_goes_go_where_it_is_said() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let returns = made(&script, json!({ "name": "Returns" })).await;
    made(&script, json!({ "name": "Care" })).await;
    let maja = workspace.maja().await;
    let department = id(&returns);
    maja.post(
        &format!("/settings/users/{}", maja.id),
        &[("full_name", "Maja Öberg"), ("department", &department)],
    )
    .await
    .has_status(303);
    let address = format!("/api/departments/{department}");
    for (other, code) in [("Nowhere", "not_found"), ("Returns", "invalid")] {
        let answer = script
            .delete(&format!("{address}?replacement={other}"))
            .await;
        answer.blames("replacement", code);
    }
    let weak = workspace.script(&[Permission::ReadTeams, Permission::WriteTeams]);
    weak.delete(&address).await.is_problem(403, "above_ceiling");
    script
        .delete(&format!("{address}?replacement=Care"))
        .await
        .has_status(204);
    assert_eq!(workspace.department_of(maja.id).as_deref(), Some("Care"));
}

#[actix_web::test]
async fn a_department_that_changed_meanwhile_or_is_elsewhere_is_not_changed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(EVERYTHING);
    let own = made(&script, json!({ "name": "Returns" })).await;
    let address = format!("/api/departments/{}", id(&own));
    let change = async |seen: &str| {
        let request = script.request(Method::PATCH, &address);
        let request = request.header("If-Match", seen);
        Answer::to(request.json(&json!({ "name": "Refunds" }))).await
    };
    change("\"x\"").await.is_problem(412, "changed_meanwhile");
    let seen = script.get(&address).await.header("etag").to_owned();
    change(&seen).await.is_ok();
    let foreign = made(&elsewhere.script(EVERYTHING), json!({ "name": "There" })).await;
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        let mut bodies = Vec::new();
        for odd in [id(&foreign), DepartmentId::new().to_string()] {
            let request = script.request(method.clone(), &format!("/api/departments/{odd}"));
            let answer = Answer::to(request.json(&json!({}))).await;
            answer.is_problem(404, "not_found");
            bodies.push(answer.body);
        }
        assert_eq!(bodies[0], bodies[1]);
    }
}
