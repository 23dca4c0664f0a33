//! A forgotten password, from the question to the new one, over a real mail conversation.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{BuiltinRole, PasswordHash, Verdict};
use muster::db::schema::{audit_events, outbox, sessions, users};
use muster::types::{SecretToken, UserId};

use crate::support::smtp::{Behaviour, Mail, MailServer};
use crate::support::{Answer, Setup, TestApp, Workspace, delivery_to, keys};

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

fn set_status(workspace: &Workspace<'_>, user: UserId, status: &str) {
    diesel::update(users::table.find((workspace.id, user)))
        .set(users::status.eq(status))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
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
async fn looking_at_a_link_changes_nothing() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    let link = link_for_maja(&app, &server).await;
    for method in [reqwest::Method::GET, reqwest::Method::HEAD] {
        for _ in 0..3 {
            let answer = Answer::to(app.client.request(method.clone(), app.url(&link))).await;
            answer.is_ok();
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            assert_eq!(answer.header("x-robots-tag"), "noindex");
        }
    }
    Answer::to(app.client.request(reqwest::Method::OPTIONS, app.url(&link))).await;
    set(&app, &link, NEW).await.has_status(303);
}

#[actix_web::test]
async fn a_mistake_is_said_by_its_field_and_leaves_the_link_good() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    let link = link_for_maja(&app, &server).await;
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

#[actix_web::test]
async fn fifty_that_submit_at_once_set_one_password() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    let link = link_for_maja(&app, &server).await;
    let tries = (0..50).map(|number| {
        let (app, link) = (&app, &link);
        async move { set(app, link, &format!("{NEW}-{number}")).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let count = |status: u16| {
        answers
            .iter()
            .filter(|it| it.status.as_u16() == status)
            .count()
    };
    assert_eq!((count(303), count(410)), (1, 49), "{answers:?}");
}

#[actix_web::test]
async fn of_two_links_the_newest_works() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    let first = link_for_maja(&app, &server).await;
    let second = link_for_maja(&app, &server).await;
    app.get(&first)
        .await
        .has_status(410)
        .shows("A newer link was sent");
    set(&app, &first, NEW).await.has_status(410);
    set(&app, &second, NEW).await.has_status(303);
}

#[actix_web::test]
async fn after_an_hour_a_link_says_that_it_expired_and_offers_another() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    let link = link_for_maja(&app, &server).await;
    app.clock.advance(TimeDelta::minutes(61));
    app.get(&link)
        .await
        .has_status(410)
        .shows("This link has expired")
        .shows(FORGOT);
    set(&app, &link, NEW).await.has_status(410);
}

#[actix_web::test]
async fn who_is_no_longer_active_cant_use_a_link_and_gets_none() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let link = link_for_maja(&app, &server).await;
    for status in ["inactive", "pending"] {
        set_status(&workspace, workspace.owner, status);
        app.get(&link)
            .await
            .has_status(410)
            .shows("no longer works");
        set(&app, &link, NEW).await.has_status(410);
        ask(&app, "maja@northwind.example").await.leads_to(SENT);
        app.send_mails().await;
    }
    assert_eq!(states(&app), ["sent", "skipped", "skipped"]);
    assert!(!opens(&app, workspace.owner, NEW).await);
}

#[actix_web::test]
async fn a_link_that_never_was_reads_the_same_wherever_it_is_tried() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    app.workspace("southwind").await;
    let real = link_for_maja(&app, &server).await;
    let elsewhere = real.replace("/northwind/", "/southwind/");
    let made_up = format!(
        "/northwind/password/reset/{}",
        SecretToken::random().encode()
    );
    let nowhere = made_up.replace("northwind", "nosuchplace");
    let odd = format!("/northwind/password/reset/{}", "a".repeat(300));
    let invalid = app.get(&made_up).await;
    invalid
        .is_not_found()
        .shows("This link isn&#39;t valid".replace("&#39;", "'").as_str());
    invalid.hides("Northwind");
    for link in [
        elsewhere,
        nowhere,
        odd,
        "/northwind/password/reset/x".to_owned(),
    ] {
        let answer = app.get(&link).await;
        assert_eq!(
            (answer.status, &answer.body),
            (invalid.status, &invalid.body),
            "{link}"
        );
        set(&app, &link, NEW).await.is_not_found();
    }
}

#[actix_web::test]
async fn what_isnt_an_address_is_a_mistake_by_its_field() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for typed in ["", "maja", "maja@", "a@b@c.example"] {
        ask(&app, typed).await.is_a_mistake().shows("email-error");
    }
    assert!(states(&app).is_empty());
    app.get("/nosuchplace/password/forgot").await.is_not_found();
    app.post("/nosuchplace/password/forgot", &[("email", "a@b.example")])
        .await
        .is_not_found();
}

#[actix_web::test]
async fn three_mails_an_hour_are_enough_for_anybody() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    for _ in 0..20 {
        ask(&app, "MAJA@northwind.example").await.leads_to(SENT);
        app.send_mails().await;
    }
    // Who asks again and again fills no table.
    assert_eq!(states(&app).len(), 10);
    assert_eq!(server.wait_for(3).await.len(), 3);
    app.clock.advance(TimeDelta::minutes(61));
    link_for_maja(&app, &server).await;
}

#[actix_web::test]
async fn a_repeated_mail_carries_the_same_link_and_it_works() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    server.behave(Behaviour::DropsAfterData);
    ask(&app, "maja@northwind.example").await;
    app.send_mails().await;
    server.behave(Behaviour::Accepts);
    app.clock.advance(TimeDelta::minutes(1));
    app.send_mails().await;
    let mails = server.wait_for(2).await;
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(link_in(&mails[0]), link_in(&mails[1]));
    set(&app, &link_in(&mails[0]), NEW).await.has_status(303);
}

#[actix_web::test]
async fn a_mail_server_that_was_away_for_an_hour_costs_nobody_their_link() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    server.behave(Behaviour::TemporaryFailure);
    ask(&app, "maja@northwind.example").await;
    for _ in 0..60 {
        app.send_mails().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    server.behave(Behaviour::Accepts);
    app.clock.advance(TimeDelta::minutes(20));
    app.send_mails().await;
    let link = link_in(&server.mail_to("maja@northwind.example").await);
    app.clock.advance(TimeDelta::minutes(55));
    set(&app, &link, NEW).await.has_status(303);
}

#[actix_web::test]
async fn a_link_made_with_the_key_before_still_works() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    server.behave(Behaviour::DropsAfterData);
    ask(&app, "maja@northwind.example").await;
    app.send_mails().await;
    server.behave(Behaviour::Accepts);
    let mut rotated = app.services.clone();
    rotated.keys = keys("6", Some("5"));
    app.clock.advance(TimeDelta::minutes(1));
    muster::app::mail_worker(&rotated).send_due().await.unwrap();
    let mails = server.wait_for(2).await;
    assert_eq!(link_in(&mails[0]), link_in(&mails[1]));
    set(&app, &link_in(&mails[1]), NEW).await.has_status(303);
}

#[actix_web::test]
async fn links_start_with_the_configured_address_whatever_the_host_header_says() {
    let server = MailServer::start();
    let app = TestApp::start_with(Setup {
        delivery: delivery_to(&server),
        base_url: Some("https://people.northwind.example"),
        ..Setup::default()
    });
    app.workspace("northwind").await;
    let asking = app
        .client
        .post(app.url(FORGOT))
        .header("Host", "evil.example")
        .form(&[("email", "maja@northwind.example")]);
    Answer::to(asking).await.has_status(303);
    app.send_mails().await;
    let mail = server.mail_to("maja@northwind.example").await;
    assert!(!mail.raw.contains("evil.example"));
    assert!(
        mail.text
            .unwrap()
            .contains("https://people.northwind.example/northwind/password/reset/")
    );
}

#[actix_web::test]
async fn no_answer_and_no_time_tells_who_has_an_account() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let mut known = Vec::new();
    for number in 0..20 {
        let user = workspace
            .member(&format!("P{number} Thomas"), BuiltinRole::Agent)
            .await;
        if number % 4 == 0 {
            set_status(&workspace, user, "inactive");
        }
        known.push(format!("p{number}@northwind.example"));
    }
    let unknown: Vec<_> = known.iter().map(|it| it.replace('p', "q")).collect();
    let (mut with, mut without, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..10 {
        for (one, other) in known.iter().zip(&unknown) {
            for (email, times) in [(one, &mut with), (other, &mut without)] {
                let started = Instant::now();
                let answer = ask(&app, email).await;
                times.push(started.elapsed());
                let mut headers = answer.headers.clone();
                headers.remove("date");
                answers.push((answer.status, headers, answer.body));
            }
        }
    }
    assert_eq!(answers.len(), 400);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let (with, without) = (median(with), median(without));
    eprintln!("{with:?} with an account, {without:?} without");
    let apart = with.abs_diff(without);
    assert!(
        apart < with / 4 + Duration::from_millis(1),
        "{with:?} and {without:?}"
    );
    assert_eq!(states(&app).len(), 400);
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[actix_web::test]
async fn a_network_that_asks_without_end_is_told_to_wait_and_leaves_no_more_rows() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let ask = async |address: &str| {
        app.post("/northwind/password/forgot", &[("email", address)])
            .await
    };
    ask("nobody@northwind.example").await.has_status(303);
    diesel::sql_query("UPDATE network_throttles SET failures = 499")
        .execute(&mut app.database.connection())
        .unwrap();
    ask("somebody@northwind.example").await.has_status(303);
    for _ in 0..3 {
        ask("maja@northwind.example")
            .await
            .has_status(429)
            .shows("Too many requests. Wait ")
            .shows("value=\"maja@northwind.example\"");
    }
    let rows: i64 = outbox::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(rows, 2);
}
