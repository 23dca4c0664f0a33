//! Workers: several, cut off, stopped, and held up.

use super::*;

#[actix_web::test]
async fn two_workers_send_each_mail_once() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    for number in 0..40 {
        office.write_to(&format!("p{number}@example.com")).await;
    }
    let (one, two) = (office.worker(), office.worker());
    let (one, two) = tokio::join!(one.send_due(), two.send_due());
    assert!(one.is_ok() && two.is_ok());
    let mails = server.wait_for(40).await;
    let mut to: Vec<_> = mails.iter().map(|mail| mail.to[0].clone()).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 40);
    assert!(
        office
            .rows()
            .iter()
            .all(|row| row.state == "sent" && row.attempts == 1)
    );
}

#[actix_web::test]
async fn a_worker_that_dies_between_the_servers_yes_and_the_mark_is_succeeded_after_its_lease() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    let mut database = office.app.database.connection();
    database
        .batch_execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                 BEGIN RAISE EXCEPTION 'the worker is dead'; END $$;
             CREATE TRIGGER die BEFORE UPDATE ON outbox FOR EACH ROW
                 WHEN (NEW.state = 'sent') EXECUTE FUNCTION die()",
        )
        .unwrap();
    office.send().await;
    server.wait_for(1).await;
    database
        .batch_execute("DROP TRIGGER die ON outbox")
        .unwrap();
    office.send().await;
    assert_eq!(
        (office.row().state.as_str(), server.mails().len()),
        ("queued", 1)
    );
    office.app.clock.advance(TimeDelta::minutes(3));
    office.send().await;
    let mails = server.wait_for(2).await;
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(office.row().state, "sent");
}

#[actix_web::test]
async fn a_worker_that_is_cut_off_while_it_sends_loses_nothing() {
    let server = MailServer::start();
    server.behave(Behaviour::HangsAfterConnect);
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    let worker = office.worker();
    let cut_off = tokio::time::timeout(Duration::from_millis(200), worker.send_due());
    assert!(cut_off.await.is_err());
    server.behave(Behaviour::Accepts);
    office.send().await;
    assert_eq!(office.row().state, "queued");
    office.app.clock.advance(TimeDelta::minutes(3));
    office.send().await;
    server.mail_to("bob@example.com").await;
}

#[actix_web::test]
async fn a_server_that_hangs_is_waited_for_by_several_mails_at_once() {
    let server = MailServer::start();
    server.behave(Behaviour::HangsAfterConnect);
    let office = Office::by(&server).await;
    for number in 0..4 {
        office.write_to(&format!("p{number}@example.com")).await;
    }
    // One after the other they take twelve seconds.
    let started = Instant::now();
    office.send().await;
    assert!(
        started.elapsed() < Duration::from_secs(9),
        "{:?}",
        started.elapsed()
    );
    assert!(
        office
            .rows()
            .iter()
            .all(|row| row.state == "queued" && row.attempts == 1)
    );
    server.behave(Behaviour::Accepts);
    office.app.clock.advance(TimeDelta::minutes(1));
    office.send().await;
    server.wait_for(4).await;
}

#[actix_web::test]
async fn a_worker_that_is_told_to_stop_finishes_what_it_sends_and_begins_nothing() {
    let server = MailServer::start();
    let office = Office::by(&server).await;
    office.write_to("bob@example.com").await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = Arc::new(office.worker());
    let running = actix_web::rt::spawn({
        let worker = Arc::clone(&worker);
        async move { worker.run(async { drop(stopped.await) }).await }
    });
    server.mail_to("bob@example.com").await;
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(office.row().state, "sent");
    office.write_to("ada@example.com").await;
    assert_eq!(office.rows()[1].state, "queued");
}
