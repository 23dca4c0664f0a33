//! How many, how soon, and whose turn it is.

use muster::mail::Mailbox;
use tokio::sync::oneshot;

use super::*;
use crate::support::{one_of_three, scratch_folder};

/// A worker as the server runs it, until it is dropped.
struct Running(Option<oneshot::Sender<()>>);

impl Running {
    fn of(office: &Office) -> Self {
        let (stop, stopped) = oneshot::channel();
        let worker = office.worker();
        actix_web::rt::spawn(async move { worker.run(async { drop(stopped.await) }).await });
        Self(Some(stop))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.take());
    }
}

impl Office {
    fn sent(&self) -> i64 {
        outbox::table
            .filter(outbox::state.eq("sent"))
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }

    fn fill(&self, count: i32) {
        diesel::sql_query(
            "INSERT INTO outbox (workspace_id, id, kind, recipient, recipient_key, next_attempt_at, created_at)
             SELECT $1, gen_random_uuid(), 'note', 'p' || n || '@example.com', 'p' || n || '@example.com', now(), now()
             FROM generate_series(1, $2) n",
        )
        .bind::<diesel::sql_types::Uuid, _>(self.workspace)
        .bind::<diesel::sql_types::Integer, _>(count)
        .execute(&mut self.app.database.connection())
        .unwrap();
    }
}

/// More than the mailbox keeps, so that they make room for each other.
#[actix_web::test]
async fn hundreds_go_out_side_by_side_and_none_is_put_off() {
    let server = MailServer::start();
    let mailbox = Mailbox::under(&scratch_folder("mailbox"));
    for delivery in [delivery_to(&server), Delivery::Mailbox(mailbox)] {
        let office = Office::with(delivery).await;
        office.fill(400);
        let started = Instant::now();
        let _running = Running::of(&office);
        while office.sent() < 400 {
            assert!(
                started.elapsed() < Duration::from_mins(3),
                "{}",
                office.sent()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(office.rows().iter().all(|row| row.attempts == 1));
    }
}

#[actix_web::test]
async fn a_mail_is_handed_over_within_a_second_of_being_written() {
    one_of_three(async || {
        let server = MailServer::start();
        let office = Office::by(&server).await;
        let _running = Running::of(&office);
        let mut waits = Vec::new();
        for number in 0..9 {
            // At another moment of the worker's nap each time.
            tokio::time::sleep(Duration::from_millis(130)).await;
            let started = Instant::now();
            office.write_to(&format!("p{number}@example.com")).await;
            server.mail_to(&format!("p{number}@example.com")).await;
            waits.push(started.elapsed());
        }
        waits.sort();
        if waits[4] < Duration::from_secs(1) {
            Ok(())
        } else {
            Err(format!("{waits:?}"))
        }
    })
    .await;
}

/// Northwind has two thousand to send, and somebody elsewhere waits for a single one.
#[actix_web::test]
async fn a_single_mail_doesnt_stand_behind_another_workspaces_thousands() {
    one_of_three(async || {
        let server = MailServer::start();
        let office = Office::by(&server).await;
        office.fill(2_000);
        let elsewhere = office.app.workspace("southwind").await.id;
        let _running = Running::of(&office);
        server.wait_for_at_least(50).await;
        let started = Instant::now();
        office.write_in(elsewhere, "ada@example.com").await;
        server.mail_to("ada@example.com").await;
        let (took, sent) = (started.elapsed(), office.sent());
        if took < Duration::from_secs(3) && sent < 1_900 {
            Ok(())
        } else {
            Err(format!("{took:?}, after {sent} others"))
        }
    })
    .await;
}

#[actix_web::test]
async fn a_thousand_mails_of_one_statement_are_all_there() {
    let office = Office::with(Delivery::Nowhere).await;
    let workspace = office.workspace;
    let addresses: Vec<_> = (0..2_300)
        .map(|number| EmailAddress::parse(&format!("p{number}@example.com")).unwrap())
        .collect();
    let writing = office.app.db.tx(move |tx| {
        let mails: Vec<_> = addresses
            .iter()
            .map(|recipient| NewMail {
                kind: "note",
                recipient,
                subject: None,
                link: None,
            })
            .collect();
        enqueue_all(tx, workspace, &mails)
    });
    let written: Result<(), DbError> = writing.await;
    written.unwrap();
    assert_eq!(office.rows().len(), 2_300);
}
