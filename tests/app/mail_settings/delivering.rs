use chrono::TimeDelta;

use super::*;
use crate::support::delivery_to;
use crate::support::smtp::Behaviour;

#[actix_web::test]
async fn each_workspace_sends_by_its_own_and_the_others_by_the_servers() {
    let (everybodys, ours) = (
        MailServer::start(),
        MailServer::with_sign_in("northwind", PASSWORD),
    );
    let app = TestApp::mailing_by(&everybodys);
    let (northwind, southwind) = (
        app.workspace("northwind").await,
        app.workspace("southwind").await,
    );
    Filled::with_port(ours.port())
        .signing_in()
        .by(&northwind.maja().await)
        .await;
    for workspace in [&northwind, &southwind] {
        for _ in 0..3 {
            write_to(&app, workspace, "maja@northwind.example").await;
        }
    }
    send(&app).await;
    assert_eq!((ours.mails().len(), everybodys.mails().len()), (3, 3));
    assert!(
        ours.mails()
            .iter()
            .all(|mail| mail.from.contains("support@northwind.example"))
    );
    assert!(ours.mails()[0].message_id.ends_with("@northwind.example>"));
    assert!(ours.mails().iter().all(|mail| !mail.raw.contains(PASSWORD)));
}

#[actix_web::test]
async fn connections_are_kept_and_a_change_holds_from_the_next_mail_on_every_server() {
    let (one, two) = (MailServer::start(), MailServer::start());
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let other = app.another_server();
    Filled::with_port(one.port()).by(&maja).await;
    for _ in 0..4 {
        write_to(&app, &workspace, "maja@northwind.example").await;
        send(&app).await;
    }
    assert_eq!((one.mails().len(), one.connections()), (4, 1));
    Filled::with_port(two.port())
        .seen_by(&maja)
        .await
        .by(&maja.on(&other))
        .await;
    write_to(&app, &workspace, "maja@northwind.example").await;
    send(&app).await;
    assert_eq!((one.mails().len(), two.mails().len()), (4, 1));
}

#[actix_web::test]
async fn a_broken_server_of_ones_own_puts_mails_off_and_never_uses_the_servers() {
    let everybodys = MailServer::start();
    let ours = MailServer::with_sign_in("northwind", "another password");
    let app = TestApp::mailing_by(&everybodys);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    Filled::with_port(ours.port()).signing_in().by(&maja).await;
    write_to(&app, &workspace, "maja@northwind.example").await;
    send(&app).await;
    let (state, attempts, words) = row(&app, workspace.id);
    assert_eq!((state.as_str(), attempts), ("queued", 1));
    assert!(words.unwrap().contains("535"));
    maja.get(PATH).await.shows("535");
    assert!(everybodys.mails().is_empty());
    // What waited goes out as soon as it is put right.
    let right = MailServer::with_sign_in("northwind", PASSWORD);
    Filled::with_port(right.port())
        .signing_in()
        .seen_by(&maja)
        .await
        .by(&maja)
        .await;
    send(&app).await;
    right.mail_to("maja@northwind.example").await;
    assert_eq!(row(&app, workspace.id).0, "sent");
}

#[actix_web::test]
async fn a_server_of_ones_own_that_is_away_refuses_or_drops_is_treated_as_any() {
    let ours = MailServer::start();
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    Filled::with_port(ours.port())
        .by(&workspace.maja().await)
        .await;
    let next = async |behaviour| {
        ours.behave(behaviour);
        app.clock.advance(TimeDelta::minutes(1));
        write_to(&app, &workspace, "maja@northwind.example").await;
        send(&app).await;
        row(&app, workspace.id).0
    };
    assert_eq!(next(Behaviour::RefusesRecipient).await, "refused");
    assert_eq!(next(Behaviour::TemporaryFailure).await, "queued");
    assert_eq!(next(Behaviour::HangsAfterConnect).await, "queued");
    assert_eq!(next(Behaviour::DropsAfterData).await, "queued");
    ours.behave(Behaviour::Accepts);
    app.clock.advance(TimeDelta::hours(1));
    send(&app).await;
    let mails = ours.mails();
    let mut ids: Vec<_> = mails.iter().map(|mail| &mail.message_id).collect();
    ids.sort();
    ids.dedup();
    assert!(mails.len() > ids.len() && ids.len() == 3, "{ids:?}");
}

#[actix_web::test]
async fn without_any_server_mails_wait_and_a_server_of_ones_own_sends_them() {
    let ours = MailServer::start();
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    write_to(&app, &workspace, "maja@northwind.example").await;
    send(&app).await;
    assert_eq!(row(&app, workspace.id).1, 0);
    Filled::with_port(ours.port())
        .by(&workspace.maja().await)
        .await;
    send(&app).await;
    ours.mail_to("maja@northwind.example").await;
}

#[actix_web::test]
async fn a_server_of_ones_own_that_hangs_holds_up_nobody_else() {
    let (everybodys, hanging) = (MailServer::start(), MailServer::start());
    hanging.behave(Behaviour::HangsAfterConnect);
    let app = TestApp::start_with(Setup {
        delivery: delivery_to(&everybodys),
        reach: Reach::new(PrivateServers::Allowed).with_patience(Duration::from_secs(20)),
        ..Setup::default()
    });
    let (northwind, southwind) = (
        app.workspace("northwind").await,
        app.workspace("southwind").await,
    );
    Filled::with_port(hanging.port())
        .by(&northwind.maja().await)
        .await;
    for number in 0..60 {
        write_to(&app, &northwind, &format!("p{number}@northwind.example")).await;
    }
    let worker = notes_worker(&app);
    actix_web::rt::spawn(async move { worker.run(std::future::pending()).await });
    until(|| hanging.connections() == 8).await;
    for number in 0..20 {
        write_to(&app, &southwind, &format!("p{number}@southwind.example")).await;
    }
    everybodys.wait_for(20).await;
    assert_eq!(hanging.connections(), 8);
    hanging.behave(Behaviour::TemporaryFailure);
}

/// Northwind has its turn while Southwind's places are taken, so that the next one begins with
/// Southwind and comes round to it.
#[actix_web::test]
async fn a_workspace_gets_eight_places_and_no_more_however_the_turns_go_round() {
    let (everybodys, hanging) = (MailServer::start(), MailServer::start());
    hanging.behave(Behaviour::HangsAfterConnect);
    let app = TestApp::start_with(Setup {
        delivery: delivery_to(&everybodys),
        reach: Reach::new(PrivateServers::Allowed).with_patience(Duration::from_millis(500)),
        ..Setup::default()
    });
    let northwind = app.workspace("northwind").await;
    let southwind = app.workspace("southwind").await;
    assert!(northwind.id.as_uuid() < southwind.id.as_uuid());
    Filled::with_port(hanging.port())
        .by(&southwind.maja().await)
        .await;
    write_many(&app, &southwind, 60);
    write_many(&app, &northwind, 3_000);
    let worker = notes_worker(&app);
    actix_web::rt::spawn(async move { worker.run(std::future::pending()).await });
    let mut most = 0;
    until(|| {
        let (under_way, put_off) = places(&app, southwind.id);
        most = most.max(under_way);
        put_off >= 16
    })
    .await;
    assert_eq!(most, 8);
}

/// All at once, as a list of invitations is.
fn write_many(app: &TestApp, workspace: &Workspace<'_>, count: i32) {
    diesel::sql_query(
        "INSERT INTO outbox (workspace_id, id, kind, recipient, recipient_key, next_attempt_at, created_at)
         SELECT $1, gen_random_uuid(), 'note', 'p' || n || '@example.com', 'p' || n || '@example.com', now(), now()
         FROM generate_series(1, $2) n",
    )
    .bind::<diesel::sql_types::Uuid, _>(workspace.id)
    .bind::<diesel::sql_types::Integer, _>(count)
    .execute(&mut app.database.connection())
    .unwrap();
}

/// How many are in a worker's hands, and how many were and didn't go out.
fn places(app: &TestApp, workspace: WorkspaceId) -> (usize, usize) {
    let rows: Vec<(Option<chrono::DateTime<chrono::Utc>>, Option<String>)> = outbox::table
        .filter(outbox::workspace_id.eq(workspace))
        .select((outbox::lease_until, outbox::last_error))
        .load(&mut app.database.connection())
        .unwrap();
    let under_way = rows.iter().filter(|(lease, _)| lease.is_some());
    let put_off = rows.iter().filter(|(_, words)| words.is_some());
    (under_way.count(), put_off.count())
}

async fn until(mut is_so: impl FnMut() -> bool) {
    let started = std::time::Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn two_workers_send_by_it_once_and_one_that_was_cut_off_is_succeeded() {
    let ours = MailServer::with_sign_in("northwind", PASSWORD);
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let form = Filled::with_port(ours.port()).signing_in();
    form.by(&workspace.maja().await).await;
    for number in 0..30 {
        write_to(&app, &workspace, &format!("p{number}@northwind.example")).await;
    }
    let (one, two) = (notes_worker(&app), notes_worker(&app));
    let (one, two) = tokio::join!(one.send_due(), two.send_due());
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(ours.wait_for(30).await.len(), 30);
    ours.forget_mails();
    ours.behave(Behaviour::HangsAfterConnect);
    write_to(&app, &workspace, "ada@northwind.example").await;
    let worker = notes_worker(&app);
    let cut_off = tokio::time::timeout(Duration::from_millis(200), worker.send_due());
    assert!(cut_off.await.is_err());
    ours.behave(Behaviour::Accepts);
    app.clock.advance(TimeDelta::minutes(3));
    send(&app).await;
    ours.mail_to("ada@northwind.example").await;
}
