//! Signing in and out, and what is kept from who can't.

mod indistinguishable;
mod races;
mod throttle;

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{BuiltinRole, HashCost, Password, PasswordHasher};
use muster::db::schema::{audit_events, sessions, users};

use crate::support::{PASSWORD, Setup, TestApp};

const WRONG: &str = "Email or password is wrong.";

#[actix_web::test]
async fn somebody_signs_in_goes_where_they_wanted_to_and_signs_out() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let mut ana = app.visitor();
    let asked = ana.get("/northwind/profile?x=1").await;
    asked.leads_to("/northwind/login?next=%2Fnorthwind%2Fprofile%3Fx%3D1");
    ana.get("/northwind/login?next=%2Fnorthwind%2Fprofile")
        .await
        .is_ok()
        .shows("Sign in to Northwind Support")
        .shows("value=\"/northwind/profile\"");
    let form = [
        ("email", " ANA@northwind.example "),
        ("password", PASSWORD),
        ("next", "/northwind/profile"),
    ];
    ana.post("/northwind/login", &form)
        .await
        .leads_to("/northwind/profile");
    ana.get("/northwind/profile").await.is_ok();
    ana.get("/northwind").await.leads_to("/northwind/inbox");
    ana.get("/northwind/login").await.leads_to("/northwind");
    ana.post("/northwind/logout", &[])
        .await
        .leads_to("/northwind/login?notice=signed-out");
    ana.get("/northwind/profile").await.asks_to_sign_in();
    let actions: Vec<String> = audit_events::table
        .filter(audit_events::action.like("session.%"))
        .order(audit_events::id)
        .select(audit_events::action)
        .load(&mut app.database.connection())
        .unwrap();
    assert_eq!(actions, ["session.started", "session.ended"]);
}

#[actix_web::test]
async fn the_way_on_never_leaves_the_workspace() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for outside in [
        "//evil.example",
        "https://evil.example/northwind",
        "/southwind",
        "/northwind/../setup",
    ] {
        let form = [
            ("email", "maja@northwind.example"),
            ("password", PASSWORD),
            ("next", outside),
        ];
        app.visitor()
            .post("/northwind/login", &form)
            .await
            .leads_to("/northwind");
    }
}

#[actix_web::test]
async fn a_wrong_password_keeps_the_address_and_never_the_password() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    app.visitor()
        .tries("maja@northwind.example", "not-the-password")
        .await
        .is_a_mistake()
        .shows(WRONG)
        .shows("value=\"maja@northwind.example\"")
        .hides("not-the-password");
    app.visitor()
        .tries("<script>@x", "a")
        .await
        .is_a_mistake()
        .hides("<script>@x");
}

#[actix_web::test]
async fn whoever_isnt_active_gets_the_same_answer_as_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    for status in ["pending", "inactive"] {
        workspace.set_status(ana, status);
        app.visitor()
            .signs_in("ana@northwind.example")
            .await
            .is_a_mistake()
            .shows(WRONG);
    }
    app.visitor()
        .signs_in("nobody@northwind.example")
        .await
        .is_a_mistake()
        .shows(WRONG);
    let started: i64 = sessions::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(started, 0);
}

#[actix_web::test]
async fn each_sign_in_is_a_new_session_and_ends_the_one_that_the_browser_had() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let mut browser = app.visitor();
    browser
        .signs_in("maja@northwind.example")
        .await
        .leads_to("/northwind");
    let first = browser.cookies.clone();
    browser
        .signs_in("maja@northwind.example")
        .await
        .leads_to("/northwind");
    assert_ne!(first["muster"], browser.cookies["muster"]);
    browser.get("/northwind/profile").await.is_ok();
    let mut old = app.visitor();
    old.cookies = first;
    old.get("/northwind/profile").await.asks_to_sign_in();
}

#[actix_web::test]
async fn one_browser_is_signed_in_to_several_workspaces_at_once() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    app.workspace("southwind").await;
    let mut maja = app.visitor();
    let form = [("email", "maja@northwind.example"), ("password", PASSWORD)];
    maja.post("/northwind/login", &form)
        .await
        .leads_to("/northwind");
    maja.post("/southwind/login", &form)
        .await
        .leads_to("/southwind");
    maja.get("/northwind/profile").await.is_ok();
    maja.get("/southwind/profile").await.is_ok();
    maja.post("/southwind/logout", &[]).await;
    maja.get("/southwind/profile").await.asks_to_sign_in();
    maja.get("/northwind/profile").await.is_ok();
}

#[actix_web::test]
async fn a_session_ends_after_a_week_of_nothing_and_after_a_month_in_any_case() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let mut maja = app.visitor();
    maja.signs_in("maja@northwind.example").await;
    for _ in 0..4 {
        app.clock.advance(TimeDelta::days(6));
        maja.get("/northwind/profile").await.is_ok();
    }
    app.clock.advance(TimeDelta::days(6) + TimeDelta::hours(1));
    maja.get("/northwind/profile").await.asks_to_sign_in();
    maja.signs_in("maja@northwind.example").await;
    app.clock
        .advance(TimeDelta::days(7) + TimeDelta::minutes(1));
    maja.get("/northwind/profile").await.asks_to_sign_in();
}

#[actix_web::test]
async fn the_cookies_flags_fit_the_address() {
    for (base_url, prefix, secure) in [
        (None, "muster=", false),
        (Some("https://muster.example"), "__Host-muster=", true),
    ] {
        let app = TestApp::start_with(Setup {
            base_url,
            ..Setup::default()
        });
        app.workspace("northwind").await;
        let answer = app.visitor().signs_in("maja@northwind.example").await;
        let cookie = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|cookie| cookie.to_str().unwrap())
            .find(|cookie| cookie.starts_with(prefix))
            .unwrap_or_else(|| panic!("{answer:?}"))
            .to_owned();
        assert!(cookie.contains("; HttpOnly; SameSite=Lax;"), "{cookie}");
        assert!(cookie.contains("Path=/"), "{cookie}");
        assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[actix_web::test]
async fn a_hash_that_was_made_with_less_effort_is_made_again_at_sign_in() {
    let app = TestApp::start_with(Setup {
        hasher: PasswordHasher::new(HashCost::STANDARD),
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    let owner = users::table.filter(users::id.eq(workspace.owner));
    let set = |hash: &str| {
        diesel::update(owner)
            .set(users::password_hash.eq(hash))
            .execute(&mut app.database.connection())
            .unwrap();
    };
    let password = Password::parse(PASSWORD, &[]).unwrap();
    let weak = PasswordHasher::new(HashCost::CHEAP).hash(password).await;
    set(weak.unwrap().as_str());
    app.visitor()
        .signs_in("maja@northwind.example")
        .await
        .leads_to("/northwind");
    let stored: Option<String> = owner
        .select(users::password_hash)
        .first(&mut app.database.connection())
        .unwrap();
    let stored = stored.unwrap();
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    app.visitor()
        .signs_in("maja@northwind.example")
        .await
        .leads_to("/northwind");
    set(&stored.replace("m=19456", "m=4194304"));
    let refused = app.visitor().signs_in("maja@northwind.example").await;
    refused
        .has_status(500)
        .shows("Something went wrong on our side");
}
