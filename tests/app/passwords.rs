//! A forgotten password, from the question to the new one, over a real mail conversation.

mod asking;
mod links;

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{BuiltinRole, PasswordHash, Verdict};
use muster::db::schema::{audit_events, outbox, sessions, users};
use muster::types::{SecretToken, UserId};

use crate::support::smtp::{Behaviour, Mail, MailServer};
use crate::support::{Answer, Setup, TestApp, delivery_to, keys};

const FORGOT: &str = "/northwind/password/forgot";
const SENT: &str = "/northwind/password/forgot?sent=1";
const NEW: &str = "violet-harbour-sleeve";

async fn ask(app: &TestApp, email: &str) -> Answer {
    app.post(FORGOT, &[("email", email)]).await
}

/// The path of the one link in a mail, which stands in both parts.
fn link_in(mail: &Mail) -> String {
    let text = mail.text.as_deref().unwrap();
    let address = text
        .split_whitespace()
        .find(|word| word.contains("/password/reset/"))
        .unwrap();
    assert!(mail.html.as_deref().unwrap().contains(address), "{mail:?}");
    let (_, path) = address.split_once("/northwind/").unwrap();
    format!("/northwind/{path}")
}

/// Maja's mail, which is the next and only one.
async fn link_for_maja(app: &TestApp, server: &MailServer) -> String {
    server.forget_mails();
    ask(app, "maja@northwind.example").await.leads_to(SENT);
    app.send_mails().await;
    link_in(&server.mail_to("maja@northwind.example").await)
}

async fn set(app: &TestApp, link: &str, password: &str) -> Answer {
    let form = [("password", password), ("password_confirm", password)];
    app.post(link, &form).await
}

async fn opens(app: &TestApp, user: UserId, password: &str) -> bool {
    let hash: Option<String> = users::table
        .filter(users::id.eq(user))
        .select(users::password_hash)
        .first(&mut app.database.connection())
        .unwrap();
    let hash = hash.map(PasswordHash::from_stored);
    app.hasher.verify(password, hash).await.unwrap() == Verdict::Right
}

fn states(app: &TestApp) -> Vec<String> {
    outbox::table
        .order(outbox::id)
        .select(outbox::state)
        .load(&mut app.database.connection())
        .unwrap()
}

/// Northwind, whose owner has asked for a link and got it.
async fn asked() -> (MailServer, TestApp, String) {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    let link = link_for_maja(&app, &server).await;
    (server, app, link)
}

#[actix_web::test]
async fn maja_forgets_her_password_and_sets_another() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let (maja, bob) = (
        workspace.maja().await,
        workspace.person("Bob Brown", BuiltinRole::Agent).await,
    );
    app.get(FORGOT).await.is_ok().shows("Email me a link");
    let link = link_for_maja(&app, &server).await;
    app.get(SENT)
        .await
        .is_ok()
        .shows("If that address has an account");
    app.get(&link)
        .await
        .is_ok()
        .shows("maja@northwind.example")
        .shows("Set password");
    set(&app, &link, NEW)
        .await
        .leads_to("/northwind/login?notice=password-set");
    assert!(opens(&app, maja.id, NEW).await);
    // She is signed out everywhere, and nobody else is.
    maja.get("/profile").await.asks_to_sign_in();
    bob.get("/profile").await.is_ok();
    let open: i64 = sessions::table
        .filter(sessions::user_id.eq(maja.id))
        .filter(sessions::ended_at.is_null())
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(open, 0);
    let audited: i64 = audit_events::table
        .filter(audit_events::action.eq("password.reset"))
        .filter(audit_events::target_id.eq(maja.id.as_uuid()))
        .filter(audit_events::actor_id.eq(maja.id.as_uuid()))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(audited, 1);
    app.get(&link).await.has_status(410).shows("Already used");
    set(&app, &link, "another-one-entirely")
        .await
        .has_status(410)
        .shows("Already used");
    assert!(opens(&app, maja.id, NEW).await);
}

#[actix_web::test]
async fn a_password_that_had_to_be_changed_has_been() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let must_change = |must: bool| {
        diesel::update(users::table.find((workspace.id, workspace.owner)))
            .set(users::must_change_password.eq(must))
            .execute(&mut app.database.connection())
            .unwrap();
    };
    must_change(true);
    let link = link_for_maja(&app, &server).await;
    set(&app, &link, NEW).await.has_status(303);
    let must: bool = users::table
        .find((workspace.id, workspace.owner))
        .select(users::must_change_password)
        .first(&mut app.database.connection())
        .unwrap();
    assert!(!must);
}

#[actix_web::test]
async fn a_mistake_is_said_by_its_field_and_leaves_the_link_good() {
    let (_server, app, link) = asked().await;
    for (password, confirm, says) in [
        ("short", "short", "at least 8 characters"),
        (NEW, "violet-harbour-sleeves", "The two passwords differ"),
        ("password1", "password1", "first that somebody would try"),
        ("northwind1", "northwind1", "first that somebody would try"),
        ("", "", "at least 8 characters"),
    ] {
        let form = [("password", password), ("password_confirm", confirm)];
        let answer = app.post(&link, &form).await;
        answer.is_a_mistake().shows(says);
        assert!(
            password.len() < 6 || !answer.body.contains(password),
            "{answer:?}"
        );
    }
    set(&app, &link, NEW).await.has_status(303);
}
