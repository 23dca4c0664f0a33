//! The pages that there are, as people use them.

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::{audit_details, audit_events, users};

use reqwest::Method;

use crate::support::{Answer, TestApp};

#[actix_web::test]
async fn the_front_door_says_how_to_begin_then_leads_to_the_only_workspace_then_asks_for_one() {
    let app = TestApp::start();
    app.get("/").await.leads_to("/setup");
    app.get("/setup")
        .await
        .is_ok()
        .shows("There is no workspace yet");
    app.workspace("northwind").await;
    app.get("/").await.leads_to("/northwind");
    app.workspace("southwind").await;
    app.get("/").await.is_ok().shows("Which workspace?");
    app.get("/?workspace=+NorthWind+")
        .await
        .leads_to("/northwind");
    app.get("/?workspace=eastwind")
        .await
        .is_a_mistake()
        .shows("No workspace here has this address")
        .shows("value=\"eastwind\"");
}

#[actix_web::test]
async fn home_is_the_first_page_that_the_role_works_on() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace
        .maja()
        .await
        .get("")
        .await
        .leads_to("/northwind/settings/users");
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    ana.get("").await.leads_to("/northwind/inbox");
}

#[actix_web::test]
async fn somebody_changes_their_names_and_the_audit_log_knows() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let names = [("full_name", " Ana  María Lima "), ("display_name", "")];
    ana.post("/profile", &names)
        .await
        .leads_to("/northwind/profile?notice=names-saved");
    ana.get("/profile")
        .await
        .is_ok()
        .shows("value=\"Ana María Lima\"");
    let details: serde_json::Value = audit_details::table
        .inner_join(
            audit_events::table.on(audit_events::workspace_id
                .eq(audit_details::workspace_id)
                .and(audit_events::id.eq(audit_details::event_id))),
        )
        .filter(audit_events::action.eq("user.renamed"))
        .select(audit_details::details)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(details["full_name"]["before"], "Ana Lima");
    assert_eq!(details["full_name"]["after"], "Ana María Lima");
    assert_eq!(details["author"]["name"], "Ana Lima");
    assert_eq!(details["author"]["ip"], "127.0.0.1");
}

#[actix_web::test]
async fn saving_the_same_names_again_changes_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    ana.post("/profile", &[("full_name", "Ana Lima")])
        .await
        .leads_to("/northwind/profile?notice=names-saved");
    let renamed: i64 = audit_events::table
        .filter(audit_events::action.eq("user.renamed"))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(renamed, 0);
}

#[actix_web::test]
async fn a_name_that_cannot_be_is_answered_by_its_field_and_kept_as_typed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    for odd in [
        "",
        "www.evil.example",
        "a\u{202e}b",
        "<b>\u{7}",
        &"x".repeat(101),
    ] {
        let answer = ana
            .post("/profile", &[("full_name", odd), ("display_name", "Ana")])
            .await;
        answer
            .is_a_mistake()
            .shows("id=\"full_name-error\"")
            .shows("aria-invalid=\"true\"");
        answer.shows("value=\"Ana\"").hides("<b>");
    }
    let stored: Option<String> = users::table
        .filter(users::id.eq(ana.id))
        .select(users::full_name)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(stored.as_deref(), Some("Ana Lima"));
}

#[actix_web::test]
async fn names_of_every_script_pass_unharmed_and_are_escaped() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    for name in ["陳大文", "محمد علي", "Zoë 👩🏽‍💻", "O'Brien & Søn \"Bo\""] {
        ana.post("/profile", &[("full_name", name)])
            .await
            .leads_to("/northwind/profile?notice=names-saved");
        let shown = name.replace('&', "&amp;").replace('"', "&quot;");
        ana.get("/profile")
            .await
            .is_ok()
            .shows(&format!("value=\"{shown}\""));
    }
}

#[actix_web::test]
async fn the_list_of_people_is_walked_page_by_page_and_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for number in 0..120 {
        workspace
            .member(&format!("Number{number:03} Person"), BuiltinRole::Agent)
            .await;
    }
    let maja = workspace.maja().await;
    let mut page = maja.get("/settings/users").await;
    let (mut seen, mut pages, mut first) = (Vec::new(), 1, Vec::new());
    loop {
        seen.extend(rows(&page));
        let Some(next) = link(&page, "next") else {
            break;
        };
        if pages == 1 {
            first = rows(&page);
        }
        page = Answer::to(maja.request(Method::GET, &next)).await;
        pages += 1;
    }
    seen.sort();
    seen.dedup();
    assert_eq!((pages, seen.len()), (3, 121));
    for _ in 1..pages {
        let previous = link(&page, "prev").unwrap();
        page = Answer::to(maja.request(Method::GET, &previous)).await;
    }
    assert_eq!(rows(&page), first);
    maja.get("/settings/users?cursor=nonsense")
        .await
        .is_ok()
        .shows("Maja Öberg");
}

fn rows(page: &Answer) -> Vec<String> {
    page.body
        .split("<tr id=\"user-")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn link(page: &Answer, rel: &str) -> Option<String> {
    let (before, _) = page.body.split_once(&format!("\" rel=\"{rel}\""))?;
    Some(before.rsplit_once("href=\"")?.1.replace("&amp;", "&"))
}

#[actix_web::test]
async fn somebody_with_several_roles_shows_the_highest_first() {
    use muster::db::schema::user_roles;
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for role in [BuiltinRole::Agent, BuiltinRole::Admin] {
        diesel::insert_into(user_roles::table)
            .values((
                user_roles::workspace_id.eq(workspace.id),
                user_roles::user_id.eq(workspace.owner),
                user_roles::role_id.eq(workspace.role(role)),
            ))
            .execute(&mut app.database.connection())
            .unwrap();
    }
    let maja = workspace.maja().await;
    maja.get("/settings/users").await.is_ok().shows("Owner +2");
    let page = maja
        .get(&format!("/settings/users/{}", workspace.owner))
        .await;
    let chip = |role| {
        let address = format!("/northwind/settings/roles/{}", workspace.role(role));
        page.body.find(&address).unwrap()
    };
    assert!(chip(BuiltinRole::Owner) < chip(BuiltinRole::Admin));
    assert!(chip(BuiltinRole::Admin) < chip(BuiltinRole::Agent));
}

#[actix_web::test]
async fn head_answers_like_get_without_a_body() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for path in [
        "/northwind/profile",
        "/northwind/settings/users",
        "/health/live",
    ] {
        let answer = Answer::to(maja.request(Method::HEAD, path)).await;
        answer.is_ok();
        assert_eq!(answer.body, "");
    }
}

#[actix_web::test]
async fn htmx_gets_the_part_that_it_replaces_and_is_told_where_to_go() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let partial = |method, kind| {
        ana.request(method, "/northwind/profile")
            .header("HX-Request", "true")
            .header("HX-Request-Type", kind)
    };
    Answer::to(partial(Method::GET, "full"))
        .await
        .is_ok()
        .shows("<!DOCTYPE html>");
    Answer::to(partial(Method::GET, "partial"))
        .await
        .is_ok()
        .shows("<title>Your profile · Northwind Support</title><main id=\"main\">")
        .hides("<!DOCTYPE html>")
        .hides("Skip to the page");
    let saved = Answer::to(
        partial(Method::POST, "partial").form(&[("full_name", "Ana"), ("display_name", "Ana")]),
    )
    .await;
    saved.is_ok();
    assert_eq!(
        saved.header("hx-location"),
        "/northwind/profile?notice=names-saved"
    );
    Answer::to(partial(Method::POST, "partial").form(&[("full_name", "")]))
        .await
        .is_a_mistake()
        .shows("<main id=\"main\">")
        .hides("<!DOCTYPE html>");
    ana.get("/profile?notice=names-saved")
        .await
        .shows("Your names are saved.");
    let signed_out = Answer::to(
        ana.request(Method::POST, "/northwind/logout")
            .header("HX-Request", "true")
            .header("HX-Request-Type", "partial"),
    )
    .await;
    signed_out.is_ok();
    assert_eq!(
        signed_out.header("hx-redirect"),
        "/northwind/login?notice=signed-out"
    );
}
