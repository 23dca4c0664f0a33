//! The outbox: no mail without its row, no row without its mail, whatever happens to worker and server.

mod speed;
mod worker;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::db::schema::outbox;
use muster::db::{DbError, Tx};
use muster::links::Links;
use muster::mail::{
    Delivery, Desk, Line, MailKind, Message, NewMail, Outgoing, Prepared, Queued, Worker, enqueue,
    enqueue_all,
};
use muster::types::{EmailAddress, WorkspaceId};

use crate::support::smtp::{Behaviour, MailServer, REFUSAL};
use crate::support::{Setup, TestApp, delivery_to};

/// A mail about nothing.
struct Note;

impl MailKind for Note {
    fn name(&self) -> &'static str {
        "note"
    }

    fn prepare(&self, _: &mut Tx<'_>, mail: &Queued, desk: &Desk<'_>) -> Result<Prepared, DbError> {
        if mail.recipient.key().starts_with("left@") {
            return Ok(Prepared::Stale("they left"));
        }
        Ok(Prepared::Ready {
            message: Box::new(Message {
                to: mail.recipient.clone(),
                subject: Line::new("A note from ").name(&desk.letterhead.workspace),
                heading: "A note",
                paragraphs: vec![Line::new("Nothing happened.")],
                button: None,
                notes: Vec::new(),
                unexpected: "Ignore it.",
            }),
            link: None,
        })
    }
}

/// One that knows how to write notes, beside an app's own.
pub fn notes_worker(app: &TestApp) -> Worker {
    Worker::new(
        &app.db,
        Links::new(app.keys.clone(), app.services.base_url.clone()),
        vec![&Note],
        app.services.outgoing.clone(),
    )
}

struct Office {
    app: TestApp,
    workspace: WorkspaceId,
}

#[derive(Debug, Queryable)]
struct Row {
    state: String,
    attempts: i32,
    last_error: Option<String>,
}

impl Office {
    async fn with(delivery: Delivery) -> Self {
        let app = TestApp::start_with(Setup {
            delivery,
            ..Setup::default()
        });
        let workspace = app.workspace("northwind").await.id;
        Self { app, workspace }
    }

    async fn by(server: &MailServer) -> Self {
        Self::with(delivery_to(server)).await
    }

    fn worker(&self) -> Worker {
        notes_worker(&self.app)
    }

    async fn send(&self) {
        self.worker().send_due().await.unwrap();
    }

    async fn write_to(&self, address: &str) {
        self.write_in(self.workspace, address).await;
    }

    async fn write_in(&self, workspace: WorkspaceId, address: &str) {
        let to = EmailAddress::parse(address).unwrap();
        let writing = self.app.db.tx(move |tx| {
            let note = NewMail {
                kind: "note",
                recipient: &to,
                subject: None,
                link: None,
            };
            enqueue(tx, workspace, &note)
        });
        let written: Result<(), DbError> = writing.await;
        written.unwrap();
    }

    fn rows(&self) -> Vec<Row> {
        outbox::table
            .order(outbox::id)
            .select((outbox::state, outbox::attempts, outbox::last_error))
            .load(&mut self.app.database.connection())
            .unwrap()
    }

    fn row(&self) -> Row {
        let mut rows = self.rows();
        assert_eq!(rows.len(), 1);
        rows.remove(0)
    }
}

#[actix_web::test]
async fn a_mail_goes_out_once_with_its_headers() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    office.write_to("Bob@Example.com").await;
    office.send().await;
    office.send().await;
    let mail = server.mail_to("Bob@example.com").await;
    assert_eq!(mail.from, "\"Northwind Support\" <noreply@muster.test>");
    assert_eq!(mail.subject, "A note from Northwind Support");
    assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
    assert!(mail.header("Date").is_some());
    assert!(mail.message_id.ends_with("@muster.test>"), "{mail:?}");
    assert_eq!(office.row().state, "sent");
}

#[actix_web::test]
async fn what_is_rolled_back_is_never_mailed() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    let workspace = office.workspace;
    let failing = office.app.db.tx(move |tx| {
        let to = EmailAddress::parse("bob@example.com").unwrap();
        let note = NewMail {
            kind: "note",
            recipient: &to,
            subject: None,
            link: None,
        };
        enqueue(tx, workspace, &note)?;
        Err::<(), _>(DbError::Misuse("something else failed"))
    });
    assert!(failing.await.is_err());
    office.send().await;
    assert!(office.rows().is_empty() && server.mails().is_empty());
}

#[actix_web::test]
async fn a_mail_that_lost_its_reason_is_skipped() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    office.write_to("left@example.com").await;
    office.send().await;
    let row = office.row();
    assert_eq!(row.state, "skipped");
    assert_eq!(row.last_error.as_deref(), Some("they left"));
    assert!(server.mails().is_empty());
}

#[actix_web::test]
async fn what_a_server_refuses_for_good_is_kept_with_its_words() {
    let server = MailServer::start();
    server.behave(Behaviour::RefusesRecipient);
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    office.send().await;
    let row = office.row();
    assert_eq!(row.state, "refused");
    assert!(row.last_error.unwrap().contains(REFUSAL));
    server.behave(Behaviour::Accepts);
    office.app.clock.advance(TimeDelta::days(1));
    office.send().await;
    assert!(server.mails().is_empty());
}

#[actix_web::test]
async fn a_wrong_password_for_the_server_costs_nobody_a_mail() {
    let server = MailServer::with_sign_in("muster", "right");
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    office.send().await;
    let row = office.row();
    assert_eq!(row.state, "queued", "{row:?}");
    assert!(row.last_error.unwrap().contains("530"));
}

#[actix_web::test]
async fn a_server_that_is_away_for_an_hour_is_tried_with_growing_gaps_until_it_is_back() {
    let server = MailServer::start();
    server.behave(Behaviour::TemporaryFailure);
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    let mut tried = Vec::new();
    for minute in 0..60 {
        office.send().await;
        let attempts = office.row().attempts;
        if tried.last().is_none_or(|(_, before)| *before != attempts) {
            tried.push((minute, attempts));
        }
        office.app.clock.advance(TimeDelta::minutes(1));
    }
    let minutes: Vec<i32> = tried.iter().map(|(minute, _)| *minute).collect();
    assert!((6..=11).contains(&minutes.len()), "{tried:?}");
    let gaps: Vec<i32> = minutes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.last().unwrap() >= &8 && gaps[0] <= 2, "{gaps:?}");
    server.behave(Behaviour::Accepts);
    office.app.clock.advance(TimeDelta::hours(1));
    office.send().await;
    server.mail_to("bob@example.com").await;
    assert_eq!(office.row().state, "sent");
}

#[actix_web::test]
async fn after_two_days_it_is_refused_and_says_why() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    drop(server);
    office.write_to("bob@example.com").await;
    office.send().await;
    office.app.clock.advance(TimeDelta::hours(48));
    office.send().await;
    let row = office.row();
    assert_eq!((row.state.as_str(), row.attempts), ("refused", 2));
    assert!(
        row.last_error
            .unwrap()
            .starts_with("given up after two days")
    );
}

#[actix_web::test]
async fn a_mail_whose_taking_was_never_confirmed_is_repeated_under_the_same_id() {
    let server = MailServer::start();
    server.behave(Behaviour::DropsAfterData);
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    office.send().await;
    assert_eq!(office.row().state, "queued");
    server.behave(Behaviour::Accepts);
    office.app.clock.advance(TimeDelta::minutes(1));
    office.send().await;
    let mails = server.wait_for(2).await;
    assert_eq!(mails[0].message_id, mails[1].message_id);
}

#[actix_web::test]
async fn without_a_mail_server_a_mail_waits_and_goes_out_once_there_is_one() {
    let office = Office::with(Delivery::Nowhere).await;
    office.write_to("bob@example.com").await;
    for _ in 0..5 {
        office.send().await;
        office.app.clock.advance(TimeDelta::hours(2));
    }
    let row = office.row();
    assert_eq!((row.state.as_str(), row.attempts), ("queued", 0));
    assert!(row.last_error.unwrap().contains("MUSTER_SMTP_URL"));
    let server = MailServer::start();
    let outgoing = Outgoing {
        delivery: delivery_to(&server),
        ..office.app.services.outgoing.clone()
    };
    let links = Links::new(
        office.app.keys.clone(),
        office.app.services.base_url.clone(),
    );
    let worker = Worker::new(&office.app.db, links, vec![&Note], outgoing);
    worker.send_due().await.unwrap();
    server.mail_to("bob@example.com").await;
}

#[actix_web::test]
async fn a_kind_that_this_version_doesnt_know_waits_for_one_that_does() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    office.app.send_mails().await;
    assert_eq!(office.row().state, "queued");
    office.app.clock.advance(TimeDelta::minutes(1));
    office.send().await;
    server.mail_to("bob@example.com").await;
}

#[actix_web::test]
async fn what_was_skipped_goes_after_a_day_and_what_was_sent_after_ninety() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    office.write_to("left@example.com").await;
    office.write_to("bob@example.com").await;
    office.send().await;
    office.write_to("ada@example.com").await;
    for (days, left) in [(0, 3), (2, 2), (89, 1)] {
        office.app.clock.advance(TimeDelta::days(days));
        office.app.clean_now().await;
        assert_eq!(office.rows().len(), left, "after {days} days");
    }
    assert_eq!(office.row().state, "queued");
}
