//! A new link for who comes too late.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::sql_query;

use super::*;
use crate::support::one_of_three;
use crate::support::smtp::{Behaviour, Mail, MailServer};

async fn renew(app: &TestApp, link: &str) -> Answer {
    app.post(&format!("{link}/renew"), &[]).await
}

fn link_in(mail: &Mail) -> String {
    let text = mail.text.as_deref().unwrap();
    let (_, path) = text.split_once("/northwind/invitation/").unwrap();
    let token = path.split_whitespace().next().unwrap();
    format!("/northwind/invitation/{token}")
}

/// Asks and gets what is mailed, or nothing.
async fn renewed(app: &TestApp, server: &MailServer, link: &str) -> Vec<Mail> {
    server.forget_mails();
    renew(app, link).await.is_ok();
    app.send_mails().await;
    server.mails()
}

#[actix_web::test]
async fn nora_comes_too_late_asks_for_a_new_link_and_joins() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    app.clock.advance(TimeDelta::days(8));
    let answer = renew(&app, invited.link).await;
    answer
        .is_ok()
        .shows("If this invitation can still be renewed, a new link is on its way");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    app.send_mails().await;
    let link = link_in(&server.mail_to("nora@northwind.example").await);
    assert_ne!(link, invited.link);
    app.get(invited.link)
        .await
        .has_status(410)
        .shows("A newer invitation was sent");
    assert_eq!(workspace.audited("invitation.renewed", &invited), 1);
    app.post(&link, &FORM).await.leads_to(HOME);
    assert!(workspace.has_joined(&invited));
}

#[actix_web::test]
async fn where_a_newer_link_lives_that_one_is_sent_again() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let newer = workspace.new_link(invited.id).await;
    let mails = renewed(&app, &server, invited.link).await;
    assert_eq!(mails.iter().map(link_in).collect::<Vec<_>>(), [newer]);
    assert_eq!(workspace.audited("invitation.renewed", &invited), 0);
}

#[actix_web::test]
async fn that_earlier_links_are_dead_is_said_where_the_link_is_new_also_by_a_second_try() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    app.clock.advance(TimeDelta::days(8));
    let says_so = |mail: &Mail| {
        let text = mail.text.as_deref().unwrap();
        text.contains("Earlier links no longer work")
    };
    server.behave(Behaviour::TemporaryFailure);
    assert_eq!(renewed(&app, &server, invited.link).await.len(), 0);
    server.behave(Behaviour::Accepts);
    app.clock.advance(TimeDelta::minutes(5));
    app.send_mails().await;
    assert!(says_so(&server.mail_to("nora@northwind.example").await));
    let again = renewed(&app, &server, invited.link).await;
    assert!(again.len() == 1 && !says_so(&again[0]));
}

#[actix_web::test]
async fn three_new_links_a_day_are_enough() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    app.clock.advance(TimeDelta::days(8));
    let mut sent = 0;
    for _ in 0..5 {
        sent += renewed(&app, &server, invited.link).await.len();
        app.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(sent, 3);
    app.clock.advance(TimeDelta::hours(24));
    assert_eq!(renewed(&app, &server, invited.link).await.len(), 1);
}

#[actix_web::test]
async fn after_thirty_days_somebody_has_to_be_asked() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    app.clock.advance(TimeDelta::days(38));
    for _ in 0..2 {
        renewed(&app, &server, invited.link).await;
    }
    assert_eq!(
        workspace.mailed("invitation_asked_for_link"),
        ["maja@northwind.example"]
    );
    assert!(workspace.is_waiting(&invited));
    app.get(invited.link)
        .await
        .has_status(410)
        .shows("This invitation has expired");
}

#[actix_web::test]
async fn without_an_inviter_or_a_seat_those_who_can_help_are_told() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let invited = workspace
        .invite(&Invite {
            by: Some(erik),
            ..Invite::default()
        })
        .await;
    app.clock.advance(TimeDelta::days(8));
    workspace.set_status(erik, "inactive");
    renewed(&app, &server, invited.link).await;
    let asked = || workspace.mailed("invitation_asked_for_link");
    assert_eq!(asked(), ["maja@northwind.example"]);
    assert!(workspace.is_waiting(&invited));
    workspace.set_status(erik, "active");
    app.clock.advance(TimeDelta::hours(25));
    sql_query("UPDATE workspaces SET plan = 'free_trial'")
        .execute(&mut app.database.connection())
        .unwrap();
    renewed(&app, &server, invited.link).await;
    assert!(asked().len() > 1, "{:?}", asked());
    sql_query("UPDATE workspaces SET plan = 'unlimited'")
        .execute(&mut app.database.connection())
        .unwrap();
    let mails = renewed(&app, &server, invited.link).await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].raw.contains("nora@northwind.example"));
}

#[actix_web::test]
async fn nobody_who_has_come_or_was_cancelled_gets_a_link() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    accept(&app, &invited).await.leads_to(HOME);
    app.send_mails().await;
    assert!(renewed(&app, &server, invited.link).await.is_empty());
    let other = workspace
        .invite(&Invite {
            email: "ali@northwind.example",
            ..Invite::default()
        })
        .await;
    sql_query(
        "UPDATE invitations SET status = 'cancelled', cancelled_at = now(), user_id = NULL
         WHERE status = 'pending'",
    )
    .execute(&mut app.database.connection())
    .unwrap();
    assert!(renewed(&app, &server, other.link).await.is_empty());
}

#[actix_web::test]
async fn who_asks_without_end_is_told_to_wait_with_any_link() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    renew(&app, invited.link).await.is_ok();
    sql_query("UPDATE network_throttles SET failures = 500")
        .execute(&mut app.database.connection())
        .unwrap();
    let made_up = format!("/northwind/invitation/{}", SecretToken::random().encode());
    for link in [invited.link, &made_up, "/northwind/invitation/x"] {
        let answer = renew(&app, link).await;
        answer.has_status(429).shows("Too many requests");
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
}

#[actix_web::test]
async fn no_answer_and_no_time_tells_what_a_link_is() {
    // Each try with a server of its own: a network may ask for so many mails at a time.
    one_of_three(async || {
        let app = TestApp::start();
        let workspace = app.workspace("northwind").await;
        let mut known = Vec::new();
        for number in 0..20 {
            let email = format!("p{number}@northwind.example");
            let invite = Invite {
                email: &email,
                ..Invite::default()
            };
            known.push(workspace.invite(&invite).await.link);
        }
        as_quick(&app, &known).await
    })
    .await;
}

/// Whether answers for links that are known, made up and malformed are the same and take as long.
async fn as_quick(app: &TestApp, known: &[&str]) -> Result<(), String> {
    let mut times: [Vec<Duration>; 3] = Default::default();
    let mut answers = Vec::new();
    for round in 0..5 {
        for link in known {
            let made_up = format!("/northwind/invitation/{}", SecretToken::random().encode());
            let kinds = [*link, &made_up, "/northwind/invitation/x"];
            for turn in 0..3 {
                let kind = (round + turn) % 3;
                let started = Instant::now();
                let answer = renew(app, kinds[kind]).await;
                times[kind].push(started.elapsed());
                let mut headers = answer.headers.clone();
                headers.remove("date");
                answers.push((answer.status, headers, answer.body));
            }
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    // The quickest quarter is what the machine's other work disturbs least.
    let typical = times.map(|mut times| {
        times.sort();
        times[times.len() / 4]
    });
    let [known, unknown, malformed] = typical;
    let near = |other: Duration| known.abs_diff(other) < known / 3 + Duration::from_millis(1);
    if near(unknown) && near(malformed) {
        Ok(())
    } else {
        Err(format!("{typical:?}"))
    }
}

#[actix_web::test]
async fn a_new_link_that_ran_out_before_it_could_be_sent_isnt_renewed_again() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    sql_query("UPDATE invitations SET valid_hours = 1")
        .execute(&mut app.database.connection())
        .unwrap();
    app.clock.advance(TimeDelta::days(8));
    server.behave(Behaviour::TemporaryFailure);
    renew(&app, invited.link).await.is_ok();
    app.send_mails().await;
    assert_eq!(workspace.audited("invitation.renewed", &invited), 1);
    for _ in 0..3 {
        app.clock.advance(TimeDelta::hours(2));
        app.send_mails().await;
    }
    assert_eq!(workspace.audited("invitation.renewed", &invited), 1);
    let state: String = outbox::table
        .filter(outbox::kind.eq("invitation_renewal"))
        .select(outbox::state)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(state, "skipped");
}
