use chrono::TimeDelta;
use muster::access::{BuiltinRole, Permission};

use super::*;

#[actix_web::test]
async fn maja_sets_a_server_tries_it_and_goes_back() {
    let (everybodys, ours) = (MailServer::start(), MailServer::start());
    let app = TestApp::mailing_by(&everybodys);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let page = maja.get(PATH).await;
    page.is_ok()
        .shows("Muster’s own mail server")
        .shows("noreply@muster.test");

    let form = Filled::with_port(ours.port()).with("from_name", "Northwind Help");
    form.by(&maja)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
    maja.get(PATH)
        .await
        .shows("localhost")
        .shows("Northwind Help");
    let tried = maja.post(&format!("{PATH}/test"), &[]).await;
    tried.leads_to("/northwind/settings/email?notice=test-mail-accepted");
    maja.get(&format!("{PATH}?notice=test-mail-accepted"))
        .await
        .shows("The mail server accepted the test email");
    let mail = ours.mail_to("maja@northwind.example").await;
    assert_eq!(mail.from, "\"Northwind Help\" <support@northwind.example>");
    assert_eq!(mail.subject, "Test email from Northwind Support");

    goes_back_to_the_servers(&maja, &version_seen(&maja).await)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
    assert_eq!(stored(&app, workspace.id), None);
    maja.post(&format!("{PATH}/test"), &[]).await;
    let mail = everybodys.mail_to("maja@northwind.example").await;
    assert_eq!(mail.from, "\"Northwind Support\" <noreply@muster.test>");
}

#[actix_web::test]
async fn who_may_see_it_doesnt_change_it_and_who_may_change_settings_tries_it() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let reader = workspace.custom_role(&[Permission::ReadSettings]);
    let reader = workspace.person_with_role("Rosa Reader", reader).await;
    let writer = workspace.custom_role(&[Permission::ReadSettings, Permission::WriteSettings]);
    let writer = workspace.person_with_role("Willem Writer", writer).await;
    let admin = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    let page = reader.get(PATH).await;
    page.is_ok().shows("Only an owner changes this");
    assert!(!page.body.contains("Send test email") && !page.body.contains("from_address"));
    reader
        .post(&format!("{PATH}/test"), &[])
        .await
        .is_forbidden();
    for person in [&reader, &writer, &admin] {
        Filled::with_port(2525).by(person).await.is_forbidden();
    }
    writer.get(PATH).await.shows("Send test email");
    writer
        .post(&format!("{PATH}/test"), &[])
        .await
        .leads_to("/northwind/settings/email?notice=test-mail-accepted");
    server.mail_to("willem@northwind.example").await;
    assert_eq!(stored(&app, workspace.id), None);
}

#[actix_web::test]
async fn a_change_needs_a_password_that_was_typed_lately() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    app.clock.advance(TimeDelta::minutes(11));
    maja.get(PATH).await.shows("current_password");
    let form = Filled::with_port(2525);
    let asked = form.by(&maja).await;
    asked
        .is_a_mistake()
        .shows("Type your password once more")
        .shows("2525");
    assert_eq!(stored(&app, workspace.id), None);
    let form = form.with("current_password", "wrong-wrong-wrong");
    form.by(&maja)
        .await
        .is_a_mistake()
        .shows("isn't your current password");
    let form = form.with("current_password", crate::support::PASSWORD);
    form.by(&maja)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
}

#[actix_web::test]
async fn what_is_kept_is_shown_to_nobody_and_goes_to_no_other_server() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    Filled::with_port(2525)
        .with("username", "northwind")
        .by(&maja)
        .await
        .is_a_mistake()
        .shows("Type the password that goes with this user name");
    Filled::with_port(2525).signing_in().by(&maja).await;
    let page = maja.get(PATH).await;
    assert!(!page.body.contains(PASSWORD));
    let version = version_seen(&maja).await;
    let kept = || {
        Filled::with_port(2525)
            .with("username", "northwind")
            .with("password", "")
            .with("version", &version)
    };
    for (field, value) in [
        ("host", "127.0.0.1"),
        ("port", "2526"),
        ("tls", "required"),
        ("username", "somebody"),
    ] {
        let answer = kept().with(field, value).by(&maja).await;
        answer.is_a_mistake().shows("Type the password again");
        assert!(!answer.body.contains(PASSWORD));
    }
    let (_, before) = stored(&app, workspace.id).unwrap();
    kept()
        .with("from_name", "Help")
        .by(&maja)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
    let (_, after) = stored(&app, workspace.id).unwrap();
    assert!(after.is_some() && after != before);
    Filled::with_port(2525).seen_by(&maja).await.by(&maja).await;
    assert_eq!(stored(&app, workspace.id).unwrap().1, None);
}

#[actix_web::test]
async fn the_second_of_two_editors_overwrites_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    Filled::with_port(2525).by(&maja).await;
    let late = Filled::with_port(2600).by(&maja).await;
    assert_eq!(late.status, 409);
    late.shows("Somebody else changed these settings meanwhile");
    maja.get(PATH).await.shows("2525");
    let late = goes_back_to_the_servers(&maja, "").await;
    assert_eq!(late.status, 409);
    late.shows("Somebody else changed these settings meanwhile");
    maja.get(PATH).await.shows("2525");
}

#[actix_web::test]
async fn what_was_removed_and_set_anew_isnt_what_was_seen_before() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    Filled::with_port(2525).by(&maja).await;
    let seen = version_seen(&maja).await;
    goes_back_to_the_servers(&maja, &seen)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
    // Whoever wants the same finds it done.
    goes_back_to_the_servers(&maja, &seen)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
    Filled::with_port(2600).by(&maja).await;
    let late = Filled::with_port(2700)
        .with("version", &seen)
        .by(&maja)
        .await;
    assert_eq!(late.status, 409);
    let late = goes_back_to_the_servers(&maja, &seen).await;
    assert_eq!(late.status, 409);
    maja.get(PATH).await.shows("2600");
}

/// They are a sudden lot of work, for a request that has two and a half seconds.
#[actix_web::test]
async fn of_very_many_mails_that_were_put_off_some_are_tried_at_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    diesel::sql_query(
        "INSERT INTO outbox (workspace_id, id, kind, recipient, recipient_key, next_attempt_at, created_at, last_error)
         SELECT $1, gen_random_uuid(), 'note', 'p' || n, 'p' || n, now() + n * interval '1 second', now(), 'away'
         FROM generate_series(100, 20100) n",
    )
    .bind::<diesel::sql_types::Uuid, _>(workspace.id)
    .execute(&mut app.database.connection())
    .unwrap();
    Filled::with_port(2525)
        .by(&maja)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
    let due: i64 = outbox::table
        .filter(outbox::next_attempt_at.le(app.clock.now()))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(due, 2_000);
}

#[actix_web::test]
async fn a_server_that_refuses_is_quoted_and_one_that_hangs_is_left() {
    use crate::support::smtp::{Behaviour, REFUSAL};
    let server = MailServer::start();
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.post(&format!("{PATH}/test"), &[])
        .await
        .is_a_mistake()
        .shows("no mail server is configured");
    Filled::with_port(server.port()).by(&maja).await;
    for (behaviour, says) in [
        (Behaviour::RefusesRecipient, REFUSAL),
        (Behaviour::TemporaryFailure, "Come back later"),
        (
            Behaviour::HangsAfterConnect,
            "didn’t go out through localhost",
        ),
    ] {
        server.behave(behaviour);
        let started = std::time::Instant::now();
        maja.post(&format!("{PATH}/test"), &[])
            .await
            .is_a_mistake()
            .shows(says);
        assert!(started.elapsed() < Duration::from_secs(9));
    }
}

#[actix_web::test]
async fn ten_tests_in_a_row_are_enough() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for _ in 0..10 {
        maja.post(&format!("{PATH}/test"), &[])
            .await
            .leads_to("/northwind/settings/email?notice=test-mail-accepted");
    }
    let refused = maja.post(&format!("{PATH}/test"), &[]).await;
    assert_eq!(refused.status, 429);
    refused.shows("Try again in 60 seconds.");
    app.clock.advance(TimeDelta::minutes(2));
    for _ in 0..10 {
        maja.post(&format!("{PATH}/test"), &[])
            .await
            .leads_to("/northwind/settings/email?notice=test-mail-accepted");
    }
    maja.post(&format!("{PATH}/test"), &[])
        .await
        .shows("Try again in 2 minutes.");
    assert_eq!(server.mails().len(), 20);
}

#[actix_web::test]
async fn a_private_address_is_refused_where_the_operator_hasnt_allowed_it() {
    let server = MailServer::start();
    let refusing = |reach: Reach| {
        TestApp::start_with(Setup {
            reach,
            ..Setup::default()
        })
    };
    let looked_up = |addresses: &'static [&'static str]| {
        Reach::new(PrivateServers::Refused).with_lookup(move |_, port| {
            Ok(addresses
                .iter()
                .map(|ip| (ip.parse::<std::net::IpAddr>().unwrap(), port).into())
                .collect())
        })
    };
    for (reach, host) in [
        (Reach::new(PrivateServers::Refused), "localhost"),
        (Reach::new(PrivateServers::Refused), "127.0.0.1"),
        (Reach::new(PrivateServers::Refused), "0x7f000001"),
        (Reach::new(PrivateServers::Refused), "::ffff:127.0.0.1"),
        (looked_up(&["169.254.169.254"]), "smtp.example.com"),
        // One of several is enough.
        (
            looked_up(&["93.184.216.34", "10.0.0.5"]),
            "smtp.example.com",
        ),
    ] {
        let app = refusing(reach);
        let workspace = app.workspace("northwind").await;
        let maja = workspace.maja().await;
        Filled::with_port(server.port())
            .with("host", host)
            .by(&maja)
            .await;
        let answer = maja.post(&format!("{PATH}/test"), &[]).await;
        answer.is_a_mistake().shows("leads to a private address");
        write_to(&app, &workspace, "maja@northwind.example").await;
        send(&app).await;
        let (state, _, words) = row(&app, workspace.id);
        assert_eq!(state, "queued");
        assert!(words.unwrap().contains("private address"), "{host}");
    }
    assert_eq!(server.connections(), 0);
}
