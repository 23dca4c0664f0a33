use muster::audit::{Action, Entry, Target};
use muster::types::{AuditEventId, RoleId};
use serde_json::json;

use super::{LOG, by, reader, record, shown, text};
use crate::support::{Answer, TestApp};

#[actix_web::test]
async fn an_entry_opens_with_before_and_after_side_by_side() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    let author = by(&northwind, maja.id, "Maja Öberg");
    let entry = Entry::new(Action::RoleChanged)
        .on(Target::Role(RoleId::new()), "Sales")
        .changed("name", "Sales", "Shop")
        .changed("landing", "inbox", "audit")
        .with("permissions", json!({ "before": ["users:read", "teams:read"], "after": ["users:read", "audit:read"] }));
    record(&app, &author, entry).await;
    let id = shown(&maja.get(LOG).await).remove(0);
    let page = maja.get(&format!("{LOG}/{id}")).await;
    let words = text(page.is_ok());
    for expected in [
        "Changed a role",
        "Maja Öberg renamed the role Sales to Shop, gave it Read audit log, took Read teams, set its landing page to Audit log",
        "Who Maja Öberg On Sales , a role When",
        " UTC From 198.51.100.7 Browser Mozilla/5.0 Firefox/145.0",
        "Name Before Sales After Shop",
        "Landing page Before Inbox After Audit log",
        "Permissions Before Read users Read teams After Read users Read audit log",
        "Not sealed yet",
        &id,
    ] {
        assert!(words.contains(expected), "no \"{expected}\" in {words}");
    }
    page.shows("<del>Read teams</del>")
        .shows("<ins>Read audit log</ins>");
    app.seal_now().await;
    let sealed = maja.get(&format!("{LOG}/{id}")).await;
    sealed.shows("Sealed as entry 4 of the chain");
}

/// A role may be called what a permission or a landing page is stored as.
#[actix_web::test]
async fn a_refusal_tells_the_permission_that_was_missing_from_one_that_was_to_be_added() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    let author = by(&northwind, maja.id, "Maja Öberg");
    for (limit, label) in [
        (
            "ceiling",
            "Roles users:read Permission they didn't hold Read users",
        ),
        (
            "own_role",
            "Roles users:read Permission they tried to add Read users",
        ),
    ] {
        let entry = Entry::new(Action::AccessRefused)
            .with("permission", "users:read")
            .with("tried", "make_role")
            .with("roles", json!(["users:read"]))
            .with("limit", limit);
        record(&app, &author, entry).await;
        let id = shown(&maja.get(LOG).await).remove(0);
        let page = maja.get(&format!("{LOG}/{id}")).await;
        let words = text(page.is_ok()).replace("&#39;", "'");
        assert!(words.contains(label), "no \"{label}\" in {words}");
        assert!(
            !words.contains(limit) && !words.contains("make_role"),
            "{words}"
        );
    }
}

#[actix_web::test]
async fn with_htmx_it_is_a_dialog_over_the_list() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    let list = maja.get(LOG).await;
    let id = shown(&list).remove(0);
    let address = format!("/northwind{LOG}/{id}");
    list.shows(&format!("hx-get=\"{address}\" hx-target=\"#dialogs\""));
    let asked = maja
        .request(reqwest::Method::GET, &address)
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", "div#dialogs");
    let dialog = Answer::to(asked).await;
    assert!(
        dialog
            .is_ok()
            .body
            .starts_with("<dialog id=\"audit-entry\""),
        "{}",
        dialog.body
    );
}

#[actix_web::test]
async fn an_entry_of_another_workspace_and_none_at_all_are_not_found() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await.maja().await;
    let maja = reader(&northwind).await;
    let foreign = elsewhere.get(LOG).await;
    let foreign = shown(&foreign).remove(0);
    elsewhere.get(&format!("{LOG}/{foreign}")).await.is_ok();
    let none = AuditEventId::new().to_string();
    let answers = [
        maja.get(&format!("{LOG}/{foreign}")).await,
        maja.get(&format!("{LOG}/{none}")).await,
        maja.get(&format!("{LOG}/nothing")).await,
    ];
    for answer in &answers {
        answer.is_not_found();
        assert_eq!(answer.body, answers[0].body);
    }
}
