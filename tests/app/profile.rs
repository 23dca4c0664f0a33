//! One's own page: the password and where one is signed in.

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::users;
use muster::types::SessionId;

use crate::support::{Answer, PASSWORD, TestApp, Visitor};

const MAJA: &str = "maja@northwind.example";
const NEW: &str = "kettle-window-march";

async fn changes(visitor: &mut Visitor<'_>, current: &str, new: &str) -> Answer {
    let form = [
        ("current_password", current),
        ("password", new),
        ("password_confirm", new),
    ];
    visitor.post("/northwind/profile/password", &form).await
}

#[actix_web::test]
async fn a_new_password_signs_out_everywhere_else() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let (mut here, mut there) = (app.visitor(), app.visitor());
    here.signs_in(MAJA).await;
    there.signs_in(MAJA).await;
    changes(&mut here, PASSWORD, NEW)
        .await
        .leads_to("/northwind/profile?notice=password-changed");
    here.get("/northwind/profile").await.is_ok();
    there.get("/northwind/profile").await.asks_to_sign_in();
    app.visitor().tries(MAJA, PASSWORD).await.is_a_mistake();
    app.visitor().tries(MAJA, NEW).await.leads_to("/northwind");
}

#[actix_web::test]
async fn a_password_that_cannot_be_is_refused_by_its_field() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let mut maja = app.visitor();
    maja.signs_in(MAJA).await;
    for (current, new, message) in [
        ("wrong", NEW, "This isn't your current password."),
        (PASSWORD, "short", "Use at least 8 characters."),
        (
            PASSWORD,
            "maja-oberg",
            "among the first that somebody would try",
        ),
        (
            PASSWORD,
            PASSWORD,
            "Choose a password that differs from the current one.",
        ),
    ] {
        changes(&mut maja, current, new)
            .await
            .is_a_mistake()
            .shows(message);
    }
    app.visitor().signs_in(MAJA).await.leads_to("/northwind");
}

#[actix_web::test]
async fn who_found_an_open_browser_cannot_guess_the_password_for_ever() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let mut maja = app.visitor();
    maja.signs_in(MAJA).await;
    for _ in 0..10 {
        changes(&mut maja, "wrong", NEW).await.is_a_mistake();
    }
    changes(&mut maja, PASSWORD, NEW).await.has_status(429);
}

#[actix_web::test]
async fn a_password_that_somebody_else_set_is_replaced_before_anything_else() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    diesel::update(users::table.filter(users::id.eq(ana)))
        .set(users::must_change_password.eq(true))
        .execute(&mut app.database.connection())
        .unwrap();
    let mut ana = app.visitor();
    ana.signs_in("ana@northwind.example")
        .await
        .leads_to("/northwind");
    for page in ["", "/profile", "/inbox", "/settings/users"] {
        ana.get(&format!("/northwind{page}"))
            .await
            .leads_to("/northwind/profile/password");
    }
    ana.post("/northwind/profile", &[("full_name", "Ana")])
        .await
        .leads_to("/northwind/profile/password");
    ana.get("/northwind/profile/password")
        .await
        .is_ok()
        .shows("Choose your own password");
    changes(&mut ana, PASSWORD, NEW)
        .await
        .leads_to("/northwind/profile?notice=password-changed");
    ana.get("/northwind/inbox").await.is_ok();
}

#[actix_web::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_it_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (mut here, mut there, mut third) = (app.visitor(), app.visitor(), app.visitor());
    for visitor in [&mut here, &mut there, &mut third] {
        visitor.signs_in(MAJA).await;
    }
    let page = here.get("/northwind/profile").await;
    page.is_ok()
        .shows("This one")
        .shows("Sign out everywhere else");
    let one = page
        .body
        .split("/profile/sessions/")
        .filter_map(|rest| rest.split("/end").next())
        .find(|id| id.parse::<SessionId>().is_ok())
        .expect("another session")
        .to_owned();
    let erik = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    erik.post(&format!("/profile/sessions/{one}/end"), &[])
        .await
        .is_not_found();
    here.post(&format!("/northwind/profile/sessions/{one}/end"), &[])
        .await
        .leads_to("/northwind/profile?notice=session-ended");
    let open = [
        there.get("/northwind/profile").await.status.as_u16(),
        third.get("/northwind/profile").await.status.as_u16(),
    ];
    assert!(open == [200, 303] || open == [303, 200], "{open:?}");
    here.post("/northwind/profile/sessions/others/end", &[])
        .await
        .leads_to("/northwind/profile?notice=other-sessions-ended");
    there.get("/northwind/profile").await.asks_to_sign_in();
    third.get("/northwind/profile").await.asks_to_sign_in();
    here.get("/northwind/profile").await.is_ok();
}

#[actix_web::test]
async fn the_inbox_says_who_is_here_now() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    ana.get("/inbox")
        .await
        .is_ok()
        .shows("Hello, Ana Lima")
        .shows("Nobody else was here.");
    workspace.maja().await.get("/inbox").await.is_ok();
    ana.get("/inbox").await.shows("Maja Öberg");
    app.clock.advance(chrono::TimeDelta::minutes(6));
    ana.get("/inbox").await.hides("Maja Öberg");
}

/// Whatever happens to somebody's row waits until the guard is dropped.
fn hold_maja(app: &TestApp) -> PgConnection {
    let mut holder = app.database.connection();
    let hold = "BEGIN; SELECT 1 FROM users FOR UPDATE";
    diesel::connection::SimpleConnection::batch_execute(&mut holder, hold).unwrap();
    holder
}

#[actix_web::test]
async fn of_two_new_passwords_at_the_same_moment_one_counts_and_the_other_is_told() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let (mut here, mut there) = (app.visitor(), app.visitor());
    here.signs_in(MAJA).await;
    there.signs_in(MAJA).await;
    let other = "copper-saddle-brook";
    let held = hold_maja(&app);
    let both = async {
        tokio::join!(
            changes(&mut here, PASSWORD, NEW),
            changes(&mut there, PASSWORD, other)
        )
    };
    let release = async {
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        drop(held);
    };
    let ((one, two), ()) = tokio::join!(both, release);
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    let kept = if statuses[0] == 303 { NEW } else { other };
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{one:?} {two:?}");
    app.visitor().tries(MAJA, kept).await.leads_to("/northwind");
}
