//! The development mailbox: what would have been mailed, for whoever sits at the machine.

use muster::config::Environment;
use muster::mail::{Delivery, Mailbox};

use crate::support::{Answer, Setup, TestApp, scratch_folder};

fn with_mailbox(environment: Environment) -> TestApp {
    TestApp::start_with(Setup {
        environment,
        delivery: Delivery::Mailbox(Mailbox::under(&scratch_folder("mailbox"))),
        ..Setup::default()
    })
}

async fn mail_maja(app: &TestApp) {
    let form = [("email", "maja@northwind.example")];
    app.post("/northwind/password/forgot", &form)
        .await
        .has_status(303);
    app.send_mails().await;
}

/// The pages of the mails in the list, in its order.
fn addresses(list: &Answer) -> Vec<String> {
    let parts = list.body.split("href=\"/dev/mailbox/").skip(1);
    parts
        .map(|rest| format!("/dev/mailbox/{}", rest.split('"').next().unwrap()))
        .collect()
}

#[actix_web::test]
async fn a_mail_can_be_read_and_its_link_followed() {
    let app = with_mailbox(Environment::Development);
    app.workspace("northwind").await;
    app.get("/dev/mailbox").await.is_ok().shows("Nothing yet");
    mail_maja(&app).await;
    mail_maja(&app).await;
    let list = app.get("/dev/mailbox").await;
    list.is_ok()
        .shows("every 2s")
        .shows("maja@northwind.example");
    let mails = addresses(&list);
    assert_eq!(mails.len(), 2);

    let newest = app.get(&mails[0]).await;
    newest
        .is_ok()
        .shows("Set a new password for Northwind Support");
    newest
        .shows(&format!("src=\"{}/html\"", mails[0]))
        .shows("sandbox");
    let policy = newest.header("content-security-policy");
    assert!(policy.ends_with("frame-src 'self'") && policy.starts_with("default-src 'none'"));
    let (_, rest) = newest.body.split_once("<a href=\"http://").unwrap();
    let (_, path) = rest.split_once('/').unwrap();
    let link = format!("/{}", path.split('"').next().unwrap());
    app.get(&link).await.is_ok().shows("Set password");

    let html = app.get(&format!("{}/html", mails[0])).await;
    html.is_ok().shows("<!DOCTYPE html>");
    assert_eq!(
        html.header("content-security-policy"),
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    );
    let raw = app.get(&format!("{}.eml", mails[0])).await;
    raw.is_ok().shows("Auto-Submitted: auto-generated");
    assert_eq!(raw.header("content-type"), "message/rfc822");
}

#[actix_web::test]
async fn htmx_gets_the_list_alone() {
    let app = with_mailbox(Environment::Development);
    let asking = app
        .client
        .get(app.url("/dev/mailbox"))
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", "div#mails");
    let part = Answer::to(asking).await;
    part.is_ok().hides("<h1>");
    assert!(part.body.starts_with("<div id=\"mails\""), "{part:?}");
}

#[actix_web::test]
async fn what_isnt_there_isnt_found() {
    let app = with_mailbox(Environment::Development);
    let id = muster::types::OutboxId::new();
    for path in [
        format!("/dev/mailbox/{id}"),
        format!("/dev/mailbox/{id}/html"),
        format!("/dev/mailbox/{id}.eml"),
        "/dev/mailbox/..%2f..%2fsecret.eml".to_owned(),
        "/dev/mailbox/x".to_owned(),
    ] {
        app.get(&path).await.is_not_found();
    }
}

#[actix_web::test]
async fn nobody_else_gets_in() {
    let app = with_mailbox(Environment::Development);
    let get = |name: &'static str, value: &'static str| {
        let request = app.client.get(app.url("/dev/mailbox")).header(name, value);
        Answer::to(request)
    };
    for host in [
        "localhost:8080",
        "127.0.0.1",
        "[::1]:80",
        "muster.localhost",
    ] {
        get("Host", host).await.is_ok();
    }
    for (name, value) in [
        ("Host", "evil.example"),
        ("Host", "127.0.0.1.evil.example"),
        ("Host", "localhost@evil.example"),
        ("Forwarded", "for=127.0.0.1"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Host", "localhost"),
        ("X-Forwarded-Proto", "https"),
        ("X-Real-IP", "127.0.0.1"),
        ("Via", "1.1 proxy"),
    ] {
        get(name, value).await.is_not_found();
    }
    let production = with_mailbox(Environment::Production);
    production.get("/dev/mailbox").await.is_not_found();
}

#[actix_web::test]
async fn where_mails_go_to_a_server_the_page_says_so() {
    let app = TestApp::start();
    app.get("/dev/mailbox")
        .await
        .is_ok()
        .shows("MUSTER_SMTP_URL");
}

#[actix_web::test]
async fn only_the_newest_few_hundred_are_kept_and_only_their_owner_may_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let folder = scratch_folder("mailbox");
    let app = TestApp::start_with(Setup {
        delivery: Delivery::Mailbox(Mailbox::under(&folder)),
        ..Setup::default()
    });
    app.workspace("northwind").await;
    let mailbox = folder.join("mailbox");
    mail_maja(&app).await;
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&mailbox), 0o700);
    let first = std::fs::read_dir(&mailbox)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(mode(&first.path()), 0o600);
    for _ in 0..305 {
        let name = format!("{}.eml", muster::types::OutboxId::new());
        std::fs::copy(first.path(), mailbox.join(name)).unwrap();
    }
    mail_maja(&app).await;
    assert_eq!(std::fs::read_dir(&mailbox).unwrap().count(), 300);
    assert!(!first.path().exists());
}
