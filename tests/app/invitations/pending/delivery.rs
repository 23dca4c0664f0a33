//! The truth about what became of the mail.

use super::*;
use crate::support::smtp::{Behaviour, MailServer, REFUSAL};

async fn said(maja: &Person<'_>, invited: Invited) -> String {
    row(&maja.get(PENDING).await, invited)
}

#[actix_web::test]
async fn a_mail_is_followed_from_the_outbox_to_the_servers_words() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let another = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    assert!(said(&maja, nora).await.contains("Sending"));
    server.behave(Behaviour::TemporaryFailure);
    another.send_mails().await;
    let retrying = said(&maja, nora).await;
    assert!(retrying.contains("Retrying in "), "{retrying}");
    assert!(retrying.contains("451"), "{retrying}");
    server.behave(Behaviour::RefusesRecipient);
    app.clock.advance(TimeDelta::hours(1));
    app.send_mails().await;
    let refused = said(&maja, nora).await;
    assert!(refused.contains("Refused by the mail server"), "{refused}");
    let words = "<p class=\"words small muted\">".to_string();
    let (_, readable) = refused.split_once(&words).expect("words to read");
    assert!(readable.contains(REFUSAL), "{refused}");
    server.behave(Behaviour::Accepts);
    maja.post(&nora.at("/resend"), &[]).await.has_status(303);
    assert!(said(&maja, nora).await.contains("Sending"));
    app.send_mails().await;
    let sent = said(&maja, nora).await;
    assert!(
        sent.contains("Pending") && !sent.contains("Refused"),
        "{sent}"
    );
}

#[actix_web::test]
async fn what_nobody_asked_to_send_and_what_nothing_can_send_says_so() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let by_hand = workspace
        .invited_with(
            "ali@northwind.example",
            workspace.role(BuiltinRole::Agent),
            false,
        )
        .await;
    assert!(said(&maja, by_hand).await.contains("Not sent"));
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    app.send_mails().await;
    let nowhere = said(&maja, nora).await;
    assert!(nowhere.contains("Not sent"), "{nowhere}");
    assert!(nowhere.contains("mail server"), "{nowhere}");
}

#[actix_web::test]
async fn trouble_finds_what_has_some_and_nothing_else() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.invited(NORA, BuiltinRole::Agent).await;
    app.send_mails().await;
    server.behave(Behaviour::RefusesRecipient);
    let ali = workspace
        .invited("ali@northwind.example", BuiltinRole::Agent)
        .await;
    app.send_mails().await;
    let page = maja.get("/settings/users?tab=pending&status=trouble").await;
    page.shows("ali@northwind.example").hides(NORA);
    // The newest mail counts.
    server.behave(Behaviour::Accepts);
    maja.post(&ali.at("/resend"), &[]).await.has_status(303);
    app.send_mails().await;
    let page = maja.get("/settings/users?tab=pending&status=trouble").await;
    page.hides("ali@northwind.example");
}
