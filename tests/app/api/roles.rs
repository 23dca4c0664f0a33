//! Roles by program keep the rules of the pages.

use muster::access::{BuiltinRole, Permission};
use muster::types::RoleId;
use reqwest::Method;
use serde_json::json;

use super::{EVERYTHING, all_of_an_admin, id, names};
use crate::support::{Answer, TestApp};

#[actix_web::test]
async fn a_role_is_made_shown_changed_and_deleted() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let made = script
        .post(
            "/api/roles",
            &json!({ "name": "Lead", "permissions": ["users:write"], "landing": "users" }),
        )
        .await;
    made.has_status(201);
    let role = made.json();
    let address = format!("/api/roles/{}", id(&role));
    assert_eq!(made.header("location"), address);
    assert_eq!(
        role,
        json!({
            "id": id(&role), "name": "Lead", "description": "", "builtin": false,
            "permissions": ["users:read", "users:write"], "landing": "users", "people": 0,
        })
    );
    let shown = script.get(&address).await;
    assert_eq!(shown.is_ok().json(), role);
    assert_eq!(shown.header("etag"), made.header("etag"));
    let changed = script
        .patch(
            &address,
            &json!({ "description": "Looks after one team.", "permissions": ["teams:read"] }),
        )
        .await;
    let now = changed.is_ok().json();
    assert_eq!(now["name"], "Lead");
    assert_eq!(now["permissions"], json!(["teams:read"]));
    assert_eq!(now["description"], "Looks after one team.");
    assert_ne!(changed.header("etag"), made.header("etag"));
    let done = script.delete(&address).await;
    done.has_status(204);
    assert_eq!(done.body, "");
    script.get(&address).await.is_problem(404, "not_found");
}

#[actix_web::test]
async fn roles_are_listed_page_by_page_in_the_order_in_which_they_were_made() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    for name in ["Zebra", "Ape"] {
        let role = json!({ "name": name, "permissions": [] });
        script.post("/api/roles", &role).await.has_status(201);
    }
    let all = script.get("/api/roles").await.is_ok().json();
    let every = ["Owner", "Admin", "Supervisor", "Agent", "Zebra", "Ape"];
    assert_eq!(names(&all), every);
    assert_eq!(all["next_cursor"], json!(null));
    assert_eq!(all["data"][0]["people"], 1);
    let (mut seen, mut address) = (Vec::new(), "/api/roles?limit=4".to_owned());
    loop {
        let page = script.get(&address).await.is_ok().json();
        seen.extend(names(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        address = format!("/api/roles?limit=4&cursor={cursor}");
    }
    assert_eq!(seen, every);
    script
        .get("/api/roles?limit=0&cursor=x")
        .await
        .blames("limit", "invalid")
        .blames("cursor", "invalid");
}

#[actix_web::test]
async fn what_is_wrong_with_a_role_is_told_by_its_field() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    for (body, field, code) in [
        (json!({ "permissions": [] }), "name", "required"),
        (json!({ "name": " ", "permissions": [] }), "name", "invalid"),
        (
            json!({ "name": "a\n", "permissions": [] }),
            "name",
            "invalid",
        ),
        (json!({ "name": "Lead" }), "permissions", "required"),
        (
            json!({ "name": "Lead", "permissions": ["users:read", "users:eat"] }),
            "permissions[1]",
            "not_found",
        ),
        (
            json!({ "name": "Lead", "permissions": ["workspace:own"] }),
            "permissions",
            "ownership",
        ),
        (
            json!({ "name": "Lead", "permissions": [], "landing": "moon" }),
            "landing",
            "invalid",
        ),
        (
            json!({ "name": "Lead", "permissions": [], "landing": null }),
            "landing",
            "wrong_type",
        ),
        (
            json!({ "name": "Lead", "permissions": [], "rank": 1 }),
            "rank",
            "unknown_field",
        ),
    ] {
        script.post("/api/roles", &body).await.blames(field, code);
    }
    let taken = json!({ "name": "ADMIN", "permissions": [] });
    script
        .post("/api/roles", &taken)
        .await
        .is_problem(409, "name_in_use");
}

#[actix_web::test]
async fn nobody_gives_by_a_key_what_it_does_not_hold() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(&[Permission::ReadRoles, Permission::WriteRoles]);
    let above = json!({ "name": "Lead", "permissions": ["users:delete"] });
    script
        .post("/api/roles", &above)
        .await
        .is_problem(403, "above_ceiling");
    let role = workspace.custom_role(&[Permission::ReadRoles]);
    let address = format!("/api/roles/{role}");
    script
        .patch(&address, &json!({ "permissions": ["users:delete"] }))
        .await
        .is_problem(403, "above_ceiling");
    let admin = workspace.role(BuiltinRole::Admin);
    script
        .delete(&format!("{address}?replacement={admin}"))
        .await
        .is_problem(403, "above_ceiling");
    // What somebody answers for who has the role themselves adds nothing to it.
    let own = workspace.custom_role(&[Permission::WriteRoles, Permission::ReadRoles]);
    let erik = workspace.person_with_role("Erik Windahl", own).await;
    workspace.add_role(erik.id, workspace.role(BuiltinRole::Admin));
    let eriks = workspace.script_of(erik.id, &all_of_an_admin());
    eriks
        .patch(
            &format!("/api/roles/{own}"),
            &json!({ "permissions": ["roles:write", "users:read"] }),
        )
        .await
        .is_problem(403, "own_role");
}

#[actix_web::test]
async fn a_built_in_role_stays_as_it_is() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let agent = workspace.role(BuiltinRole::Agent);
    let address = format!("/api/roles/{agent}");
    script
        .patch(&address, &json!({ "name": "Helper" }))
        .await
        .is_problem(409, "built_in");
    script
        .delete(&format!("{address}?replacement=Admin"))
        .await
        .is_problem(409, "built_in");
}

#[actix_web::test]
async fn whoever_has_a_role_that_goes_gets_another_one() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let role = workspace.custom_role(&[Permission::ReadUsers]);
    let erik = workspace.person_with_role("Erik Windahl", role).await;
    let address = format!("/api/roles/{role}");
    script
        .delete(&address)
        .await
        .is_problem(409, "replacement_needed");
    for (other, code) in [
        ("Nobody".to_owned(), "not_found"),
        (RoleId::new().to_string(), "not_found"),
        (role.to_string(), "invalid"),
        ("Owner".to_owned(), "invalid"),
    ] {
        let answer = script
            .delete(&format!("{address}?replacement={other}"))
            .await;
        answer.blames("replacement", code);
    }
    let done = script.delete(&format!("{address}?replacement=Agent")).await;
    done.has_status(204);
    assert_eq!(
        workspace.roles_of(erik.id),
        [workspace.role(BuiltinRole::Agent)]
    );
}

#[actix_web::test]
async fn a_change_of_what_somebody_else_changed_meanwhile_is_refused() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let address = format!("/api/roles/{}", workspace.custom_role(&[]));
    let seen = script.get(&address).await.header("etag").to_owned();
    let change = async |name: &str| {
        let request = script.request(Method::PATCH, &address);
        let request = request.header("If-Match", &seen);
        Answer::to(request.json(&json!({ "name": name }))).await
    };
    change("Lead").await.is_ok();
    change("Chief").await.is_problem(412, "changed_meanwhile");
    let now = script.get(&address).await.json();
    assert_eq!(now["name"], "Lead");
}

#[actix_web::test]
async fn a_role_of_another_workspace_reads_like_one_that_never_was() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let script = workspace.script(EVERYTHING);
    let foreign = elsewhere.custom_role(&[]);
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        let mut bodies = Vec::new();
        for odd in [foreign.to_string(), RoleId::new().to_string(), "x".into()] {
            let request = script.request(method.clone(), &format!("/api/roles/{odd}"));
            let answer = Answer::to(request.json(&json!({}))).await;
            answer.is_problem(404, "not_found");
            bodies.push(answer.body);
        }
        assert!(bodies.iter().all(|body| *body == bodies[0]));
    }
    let own = workspace.custom_role(&[]);
    let deleted = script
        .delete(&format!("/api/roles/{own}?replacement={foreign}"))
        .await;
    deleted.blames("replacement", "not_found");
}

#[actix_web::test]
async fn a_role_is_made_once_however_often_it_is_asked_for() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(EVERYTHING);
    let make = async || {
        let request = script.request(Method::POST, "/api/roles");
        let request = request.header("Idempotency-Key", "lead-1");
        Answer::to(request.json(&json!({ "name": "Lead", "permissions": [] }))).await
    };
    let (first, second) = (make().await, make().await);
    first.has_status(201);
    second.has_status(201);
    assert_eq!(first.body, second.body);
    assert_eq!(second.header("idempotency-replayed"), "true");
}
