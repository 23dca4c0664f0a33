//! Every route says who may enter, and keeps its word to everybody.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::prelude::*;
use muster::access::{BuiltinRole, Need, Permission};
use muster::app::{Route, routes};
use muster::db::schema::users;
use muster::types::SessionId;
use reqwest::Method;

use crate::support::{Answer, Person, TestApp};

/// Who is let in by a route that needs nothing has to be thought about, so such a route is named
/// here once more.
const PUBLIC: &[(&str, &str)] = &[
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/assets/{name:.*}"),
    ("GET", "/setup"),
    ("POST", "/setup"),
    ("GET", "/"),
    ("GET", "/{slug}/login"),
    ("POST", "/{slug}/login"),
    ("GET", "/{slug}/password/forgot"),
    ("POST", "/{slug}/password/forgot"),
    ("GET", "/{slug}/password/reset/{token}"),
    ("POST", "/{slug}/password/reset/{token}"),
];

fn is_in_a_workspace(route: &Route) -> bool {
    matches!(route.need, Need::SignedIn | Need::Permission(_))
}

/// The address of a route in Northwind.
fn address(route: &Route) -> String {
    let path = route.path.replace("{slug}", "northwind");
    path.replace("{session}", &SessionId::new().to_string())
}

#[test]
fn what_needs_nothing_is_listed_as_public_and_nothing_else_is() {
    let table = routes();
    let open: Vec<(&str, &str)> = table
        .iter()
        .filter(|route| route.need == Need::Nothing)
        .map(|route| (route.method.as_str(), route.path))
        .collect();
    assert_eq!(open, PUBLIC);
    assert!(table.iter().count() > PUBLIC.len());
}

#[test]
fn what_is_for_development_is_under_dev_and_what_is_in_a_workspace_under_its_slug() {
    for route in routes().iter() {
        let for_development = route.need == Need::Development;
        assert_eq!(
            route.path.starts_with("/dev/"),
            for_development,
            "{}",
            route.path
        );
        assert!(
            route.path.starts_with("/{slug}") || !is_in_a_workspace(route),
            "{}",
            route.path
        );
    }
}

#[test]
fn no_route_is_named_twice() {
    let mut seen = Vec::new();
    for route in routes().iter() {
        let this = (route.method.clone(), route.path);
        assert!(!seen.contains(&this), "{this:?}");
        seen.push(this);
    }
}

/// Past the door: what is wrong with the form or the id is another matter.
fn is_let_in(answer: &Answer) -> bool {
    let leads_to_login = answer.header("location").contains("/login?next");
    !leads_to_login && matches!(answer.status.as_u16(), 200..=399 | 404 | 422)
}

async fn visit(person: &Person<'_>, route: &Route) -> Answer {
    let method: Method = route.method.as_str().parse().unwrap();
    let request = person.request(method, &address(route));
    Answer::to(request.form(&[("full_name", "Somebody Else")])).await
}

#[actix_web::test]
async fn who_isnt_signed_in_is_asked_to_and_changes_nothing() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for route in routes().iter().filter(|route| is_in_a_workspace(route)) {
        let method: Method = route.method.as_str().parse().unwrap();
        let request = || app.client.request(method.clone(), app.url(&address(route)));
        Answer::to(request()).await.asks_to_sign_in();
        let partial = request()
            .header("HX-Request", "true")
            .header("HX-Request-Type", "partial");
        let answer = Answer::to(partial).await;
        answer.is_ok();
        assert!(
            answer.header("hx-redirect").starts_with("/northwind/login"),
            "{answer:?}"
        );
        assert_eq!(answer.body, "");
    }
}

#[actix_web::test]
async fn each_built_in_role_enters_where_it_holds_the_permission_and_nowhere_else() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for role in BuiltinRole::ALL {
        for route in routes().iter().filter(|route| is_in_a_workspace(route)) {
            let person = match role {
                BuiltinRole::Owner => workspace.maja().await,
                _ => workspace.person(&fresh_name(), role).await,
            };
            let answer = visit(&person, route).await;
            match route.need {
                Need::Permission(needed) if !role.permissions().contains(needed) => {
                    answer.is_forbidden();
                }
                _ => assert!(is_let_in(&answer), "{role:?} {}: {answer:?}", route.path),
            }
        }
    }
}

fn fresh_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("P{} Thomas", NUMBER.fetch_add(1, Ordering::Relaxed))
}

#[actix_web::test]
async fn each_single_permission_opens_the_routes_that_need_it_and_no_others() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for permission in Permission::ALL {
        let role = workspace.custom_role(&[*permission]);
        for route in routes().iter().filter(|route| is_in_a_workspace(route)) {
            let person = workspace.person_with_role(&fresh_name(), role).await;
            let answer = visit(&person, route).await;
            match route.need {
                Need::Permission(needed) if needed != *permission => {
                    answer.is_forbidden();
                }
                _ => assert!(
                    is_let_in(&answer),
                    "{permission} {}: {answer:?}",
                    route.path
                ),
            }
        }
    }
}

#[actix_web::test]
async fn who_is_pending_or_inactive_is_a_stranger_whatever_their_role() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for status in ["pending", "inactive"] {
        diesel::update(users::table.filter(users::id.eq(maja.id)))
            .set(users::status.eq(status))
            .execute(&mut app.database.connection())
            .unwrap();
        for route in routes().iter().filter(|route| is_in_a_workspace(route)) {
            visit(&maja, route).await.asks_to_sign_in();
        }
    }
}

#[actix_web::test]
async fn an_owner_of_another_workspace_is_a_stranger_here() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let stranger = elsewhere.maja().await;
    for route in routes().iter().filter(|route| is_in_a_workspace(route)) {
        visit(&stranger, route).await.asks_to_sign_in();
    }
}

#[actix_web::test]
async fn a_workspace_that_isnt_there_is_nowhere_for_anybody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for path in [
        "/southwind",
        "/southwind/settings/users",
        "/a",
        "/UPPER",
        "/setup-x!",
    ] {
        app.get(path).await.is_not_found();
        Answer::to(maja.request(Method::GET, path))
            .await
            .is_not_found();
    }
}
