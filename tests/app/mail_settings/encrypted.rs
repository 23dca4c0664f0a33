use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::support::smtp::{Security, Terms};

async fn outcome(app: &TestApp, form: &Filled<'_>) -> Answer {
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    form.by(&maja)
        .await
        .leads_to("/northwind/settings/email?notice=mail-settings-saved");
    maja.post(&format!("{PATH}/test"), &[]).await
}

#[actix_web::test]
async fn a_certificate_that_is_vouched_for_is_good_and_both_ways_to_sign_in_work() {
    let authority = Authority::new();
    let certificate = authority.vouches_for("localhost");
    for (tls, security) in [
        ("required", Security::Offered(certificate.clone())),
        ("implicit", Security::Implicit(certificate)),
    ] {
        for mechanisms in ["PLAIN", "LOGIN"] {
            let server = MailServer::on(Terms {
                sign_in: Some(("northwind", PASSWORD)),
                mechanisms,
                security: security.clone(),
            });
            let app = trusting(&authority);
            let form = Filled::with_port(server.port())
                .signing_in()
                .with("tls", tls);
            outcome(&app, &form)
                .await
                .leads_to("/northwind/settings/email?notice=test-mail-accepted");
            server.mail_to("maja@northwind.example").await;

            let app = trusting(&authority);
            let wrong = form.with("password", "not-that-one");
            let answer = outcome(&app, &wrong).await;
            answer.is_a_mistake().shows("535");
            assert!(!answer.body.contains("not-that-one"));
        }
    }
}

#[actix_web::test]
async fn a_stranger_or_somebody_elses_certificate_is_refused_in_words() {
    let (trusted, stranger) = (Authority::new(), Authority::new());
    for (certificate, says) in [
        (stranger.vouches_for("localhost"), "invalid peer"),
        (trusted.vouches_for("mail.elsewhere.example"), "localhost"),
    ] {
        for (tls, security) in [
            ("required", Security::Offered(certificate.clone())),
            ("implicit", Security::Implicit(certificate.clone())),
        ] {
            let server = MailServer::on(Terms {
                security,
                ..Terms::default()
            });
            let app = trusting(&trusted);
            let form = Filled::with_port(server.port()).with("tls", tls);
            outcome(&app, &form)
                .await
                .is_a_mistake()
                .shows("certificate")
                .shows(says);
            assert!(server.mails().is_empty());
        }
    }
}

#[actix_web::test]
async fn nothing_is_said_in_the_open_where_encryption_is_required() {
    let server = MailServer::with_sign_in("northwind", PASSWORD);
    let app = trusting(&Authority::new());
    let form = Filled::with_port(server.port())
        .signing_in()
        .with("tls", "required");
    outcome(&app, &form)
        .await
        .is_a_mistake()
        .shows("STARTTLS is not supported");
    assert!(server.mails().is_empty());
}

#[actix_web::test]
async fn a_name_is_checked_also_where_the_connection_goes_to_an_address() {
    let authority = Authority::new();
    let server = MailServer::on(Terms {
        security: Security::Implicit(authority.vouches_for("smtp.northwind.example")),
        ..Terms::default()
    });
    let looked_up = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&looked_up);
    let app = TestApp::start_with(Setup {
        reach: reach()
            .with_root(&authority.pem)
            .unwrap()
            .with_lookup(move |name, port| {
                assert_eq!(name, "smtp.northwind.example");
                counted.fetch_add(1, Ordering::SeqCst);
                Ok(vec![([127, 0, 0, 1], port).into()])
            }),
        ..Setup::default()
    });
    let form = Filled::with_port(server.port())
        .with("tls", "implicit")
        .with("host", "smtp.northwind.example");
    outcome(&app, &form)
        .await
        .leads_to("/northwind/settings/email?notice=test-mail-accepted");
    // Nothing looks again between judging and connecting, when the name may lead elsewhere.
    assert_eq!(looked_up.load(Ordering::SeqCst), 1);
}
