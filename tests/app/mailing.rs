//! Mail from the real program: killed, stopped, and without a server to send to.

use std::fs::File;
use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::db::schema::outbox;

use crate::support::smtp::{Behaviour, MailServer};
use crate::support::{Cluster, Finished, Program, TestDatabase, muster_on, scratch_folder, serve};

/// A database with Maja's workspace in it.
fn northwind() -> TestDatabase {
    let database = Cluster::shared().database();
    let mut create = muster_on(
        &database,
        &[
            "workspace",
            "create",
            "--slug",
            "northwind",
            "--name",
            "Northwind Support",
            "--owner-email",
            "maja@northwind.example",
            "--owner-name",
            "Maja Öberg",
        ],
    );
    let created = Finished::with_input(&mut create, "teapot-lantern-orbit\n");
    assert_eq!(created.code, 0, "{created:?}");
    database
}

fn mailing_by(database: &TestDatabase, server: &MailServer) -> Command {
    let mut command = serve(database);
    command.env("MUSTER_SMTP_URL", server.url());
    command.env("MUSTER_SECRET_KEY", "5".repeat(64));
    command
}

async fn ask(address: SocketAddr) {
    let url = format!("http://{address}/northwind/password/forgot");
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let asking = client
        .post(url)
        .form(&[("email", "maja@northwind.example")]);
    assert_eq!(asking.send().await.unwrap().status(), 303);
}

fn row(database: &TestDatabase) -> (String, i32, Option<String>) {
    outbox::table
        .select((outbox::state, outbox::attempts, outbox::last_error))
        .first(&mut database.connection())
        .unwrap()
}

async fn until(wait: Duration, is_so: impl Fn() -> bool) {
    let end = Instant::now() + wait;
    while !is_so() {
        assert!(Instant::now() < end, "it didn't come to that");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_server_sends_what_is_asked_for_within_seconds() {
    let (database, mail_server) = (northwind(), MailServer::start());
    let program = Program::start(&mut mailing_by(&database, &mail_server));
    ask(program.address()).await;
    mail_server.mail_to("maja@northwind.example").await;
    until(Duration::from_secs(5), || row(&database).0 == "sent").await;
}

#[tokio::test]
async fn what_a_killed_server_was_sending_goes_out_from_another() {
    let (database, mail_server) = (northwind(), MailServer::start());
    mail_server.behave(Behaviour::HangsAfterConnect);
    let program = Program::start(&mut mailing_by(&database, &mail_server));
    ask(program.address()).await;
    until(Duration::from_secs(5), || row(&database).1 == 1).await;
    program.signal("KILL");
    drop(program);
    mail_server.behave(Behaviour::Accepts);
    let another = Program::start(&mut mailing_by(&database, &mail_server));
    another.address();
    // Its lease still holds, until time has passed.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(row(&database).0, "queued");
    database
        .connection()
        .batch_execute("UPDATE outbox SET lease_until = lease_until - interval '2 minutes'")
        .unwrap();
    mail_server.mail_to("maja@northwind.example").await;
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_finishes_what_it_is_sending() {
    let (database, mail_server) = (northwind(), MailServer::start());
    mail_server.behave(Behaviour::HangsAfterConnect);
    let mut program = Program::start(&mut mailing_by(&database, &mail_server));
    ask(program.address()).await;
    until(Duration::from_secs(5), || row(&database).1 == 1).await;
    program.signal("TERM");
    assert!(program.ended_within(Duration::from_secs(3)).is_none());
    // The conversation ends, and its outcome is written down before the program ends.
    mail_server.behave(Behaviour::TemporaryFailure);
    let status = program.ended_within(Duration::from_secs(10));
    assert!(status.is_some_and(|status| status.success()), "{status:?}");
    let (state, _, error) = row(&database);
    assert_eq!(state, "queued");
    assert!(error.is_some(), "the outcome was lost");
}

#[tokio::test]
async fn production_without_a_mail_server_logs_where_a_mail_would_have_gone_and_never_its_link() {
    let database = northwind();
    let log = scratch_folder("log").join("log");
    let mut command = serve(&database);
    command
        .env("MUSTER_ENV", "production")
        .env("MUSTER_INSECURE_HTTP", "1")
        .env("MUSTER_SECRET_KEY", "5".repeat(64));
    let program = Program::start_with_log(&mut command, File::create(&log).unwrap());
    ask(program.address()).await;
    let says = |text: &str| std::fs::read_to_string(&log).unwrap().matches(text).count();
    until(Duration::from_secs(5), || {
        says("a mail would have gone out here") == 1
    })
    .await;
    assert_eq!(says("m…@northwind.example"), 1);
    assert_eq!(says("maja@"), 0);
    assert_eq!(says("/password/reset/"), 0);
    assert_eq!(row(&database).0, "queued");
}

#[tokio::test]
async fn a_link_is_masked_in_the_log_of_who_opens_it() {
    let (database, mail_server) = (northwind(), MailServer::start());
    let log = scratch_folder("log").join("log");
    let mut command = mailing_by(&database, &mail_server);
    command.env("MUSTER_LOG", "debug");
    let program = Program::start_with_log(&mut command, File::create(&log).unwrap());
    ask(program.address()).await;
    let mail = mail_server.mail_to("maja@northwind.example").await;
    let text = mail.text.unwrap();
    let link = text
        .split_whitespace()
        .find(|word| word.contains("/password/reset/"))
        .unwrap();
    let answer = reqwest::get(link).await.unwrap();
    assert_eq!(answer.status(), 200);
    let (_, token) = link.rsplit_once('/').unwrap();
    let logged = std::fs::read_to_string(&log).unwrap();
    assert!(logged.contains("/northwind/password/reset/***"), "{logged}");
    assert!(!logged.contains(token), "{logged}");
}

#[tokio::test]
async fn reset_link_prints_a_link_that_works_once_and_is_audited() {
    use muster::db::schema::audit_events;
    let database = northwind();
    let on = |arguments: &[&str]| {
        let mut command = muster_on(&database, arguments);
        command
            .env("MUSTER_SECRET_KEY", "5".repeat(64))
            .env("MUSTER_LOG", "error");
        command
    };
    let link_of = |workspace: &str, email: &str| {
        Finished::of(&mut on(&[
            "user",
            "reset-link",
            "--workspace",
            workspace,
            "--email",
            email,
        ]))
    };
    let made = link_of("northwind", "Maja@Northwind.example");
    assert_eq!(made.code, 0, "{made:?}");
    let path = made
        .stdout
        .trim()
        .strip_prefix("http://127.0.0.1:8080")
        .unwrap();
    assert!(path.starts_with("/northwind/password/reset/"), "{made:?}");

    let program = Program::start(on(&["serve", "--bind", "127.0.0.1:0"]).env("MUSTER_LOG", "off"));
    let url = format!("http://{}{path}", program.address());
    assert_eq!(reqwest::get(url).await.unwrap().status(), 200);
    let audited: i64 = audit_events::table
        .filter(audit_events::action.eq("password.reset_link_made"))
        .filter(audit_events::actor_kind.eq("operator"))
        .count()
        .get_result(&mut database.connection())
        .unwrap();
    assert_eq!(audited, 1);

    for (workspace, email, says) in [
        ("northwind", "nobody@northwind.example", "Nobody"),
        ("southwind", "maja@northwind.example", "No workspace"),
        ("northwind", "maja", "--email"),
    ] {
        let refused = link_of(workspace, email);
        assert_eq!(
            (refused.code, refused.stdout.as_str()),
            (1, ""),
            "{refused:?}"
        );
        assert!(refused.stderr.contains(says), "{refused:?}");
    }
    for (status, says) in [("pending", "invitation"), ("inactive", "deactivated")] {
        database
            .connection()
            .batch_execute(&format!("UPDATE users SET status = '{status}'"))
            .unwrap();
        let refused = link_of("northwind", "maja@northwind.example");
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.stderr.contains(says), "{refused:?}");
    }
}

#[test]
fn doctor_says_where_mail_goes_or_what_to_set() {
    let database = Cluster::shared().database();
    let mail_line = |environment: &[(&str, &str)]| {
        let mut command = muster_on(&database, &["doctor"]);
        command.envs(environment.iter().copied());
        let finished = Finished::of(&mut command);
        let line = finished
            .stdout
            .lines()
            .find(|line| line.contains(" mail: "));
        line.unwrap().to_owned()
    };
    let key = "5".repeat(64);
    let production = [
        ("MUSTER_ENV", "production"),
        ("MUSTER_SECRET_KEY", key.as_str()),
        ("MUSTER_BASE_URL", "https://muster.example"),
    ];
    let development = mail_line(&[]);
    assert!(development.starts_with("ok      mail: "), "{development}");
    assert!(development.contains("/dev/mailbox"), "{development}");
    let nowhere = mail_line(&production);
    assert!(nowhere.starts_with("failed  mail: "), "{nowhere}");
    assert!(nowhere.contains("Set MUSTER_SMTP_URL"), "{nowhere}");
    let server = MailServer::start();
    let url = server.url();
    let answers = mail_line(&[("MUSTER_SMTP_URL", &url)]);
    assert!(answers.starts_with("ok      mail: "), "{answers}");
}
