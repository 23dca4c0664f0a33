//! The description says what there is, and nothing else.

use muster::access::{Need, Permission};
use muster::app::routes;
use serde_json::Value;

use crate::support::TestApp;

async fn document(app: &TestApp) -> Value {
    app.get("/api/openapi.json").await.is_ok().json()
}

fn calls(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, call)| (path, method, call))
    })
}

#[actix_web::test]
async fn every_call_is_described_and_nothing_else() {
    let app = TestApp::start();
    let document = document(&app).await;
    let mut described: Vec<_> = calls(&document)
        .map(|(path, method, _)| (path.clone(), method.to_uppercase()))
        .collect();
    let mut there: Vec<_> = routes()
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| (route.path.to_owned(), route.method.to_string()))
        .collect();
    described.sort();
    there.sort();
    assert_eq!(described, there);
}

#[actix_web::test]
async fn a_description_says_who_may_call_and_what_goes_wrong() {
    let app = TestApp::start();
    let document = document(&app).await;
    let mut ids = Vec::new();
    for (path, method, call) in calls(&document) {
        let route = routes();
        let mut routes = route.iter();
        let route = routes.find(|route| {
            route.path == path.as_str() && route.method.as_str().to_lowercase() == *method
        });
        let needs = call["security"][0]["key"][0].as_str();
        match route.unwrap().need {
            Need::Key(permission) => {
                assert_eq!(needs, permission.map(Permission::as_str), "{method} {path}");
                for status in ["401", "403", "429"] {
                    let answer = &call["responses"][status]["content"];
                    let schema = &answer["application/problem+json"]["schema"]["$ref"];
                    let problem = "#/components/schemas/Problem";
                    assert_eq!(schema, problem, "{method} {path} {status}");
                }
            }
            _ => assert_eq!(call["security"], serde_json::json!([]), "{path}"),
        }
        let summary = call["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty(), "{method} {path}");
        let id = call["operationId"].as_str().unwrap();
        assert!(!ids.contains(&id), "{id}");
        ids.push(id);
    }
}

/// Every reference leads somewhere.
fn references<'d>(value: &'d Value, found: &mut Vec<&'d str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[actix_web::test]
async fn what_is_sent_is_described_whole() {
    let app = TestApp::start();
    let document = document(&app).await;
    let mut found = Vec::new();
    references(&document, &mut found);
    for reference in found {
        let target = document.pointer(reference.trim_start_matches('#'));
        assert!(target.is_some(), "{reference}");
    }
    for (path, method, call) in calls(&document) {
        let Some(body) = call.get("requestBody") else {
            continue;
        };
        let mut waiting = vec![&body["content"]["application/json"]["schema"]];
        while let Some(schema) = waiting.pop() {
            if let Some(reference) = schema["$ref"].as_str() {
                waiting.extend(document.pointer(reference.trim_start_matches('#')));
            }
            if let Some(properties) = schema["properties"].as_object() {
                let closed = &schema["additionalProperties"];
                assert_eq!(*closed, false, "{method} {path}: {schema}");
                waiting.extend(properties.values());
            }
            waiting.extend(schema.get("items"));
            for alternatives in ["oneOf", "anyOf", "allOf"] {
                waiting.extend(schema[alternatives].as_array().into_iter().flatten());
            }
        }
    }
}

#[actix_web::test]
async fn the_description_names_this_server_and_its_version() {
    let app = TestApp::start();
    let document = document(&app).await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Muster");
    let server = document["servers"][0]["url"].as_str().unwrap();
    assert!(server.starts_with("http") && !server.ends_with('/'));
    assert_eq!(
        document["components"]["securitySchemes"]["key"]["scheme"],
        "bearer"
    );
    let tags = document["tags"].as_array().unwrap();
    for (path, _, call) in calls(&document) {
        let own = &call["tags"][0];
        assert!(tags.iter().any(|tag| tag["name"] == *own), "{path}: {own}");
    }
}

#[actix_web::test]
async fn the_page_shows_every_call() {
    let app = TestApp::start();
    let document = document(&app).await;
    let page = app.get("/api/docs").await;
    page.is_ok();
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    for (path, _, call) in calls(&document) {
        page.shows(path);
        let id = call["operationId"].as_str().unwrap();
        assert!(page.body.contains(&format!("id=\"{id}\"")), "{id}");
    }
    for text in [
        "auth_request /muster;",
        "Idempotency-Key",
        "users:invite",
        "name_in_use",
    ] {
        page.shows(text);
    }
}
