//! The mail server that tests send to, tried with the client that Muster uses.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use lettre::{
    Message, SmtpTransport, Transport,
    message::{MultiPart, header::ContentType},
    transport::smtp::{
        Error, PoolConfig,
        authentication::{Credentials, Mechanism},
    },
};

use crate::support::smtp::{Behaviour, MailServer, REFUSAL};

fn client(server: &MailServer) -> SmtpTransport {
    let builder = SmtpTransport::from_url(&server.url()).unwrap();
    builder.timeout(Some(Duration::from_millis(500))).build()
}

fn note_to(address: &str) -> Message {
    let builder = Message::builder().from("Muster <noreply@localhost>".parse().unwrap());
    let builder = builder
        .to(address.parse().unwrap())
        .message_id(Some("<1@muster.test>".into()));
    builder
        .subject("Hello")
        .header(ContentType::TEXT_PLAIN)
        .body("A note.\n".to_owned())
        .unwrap()
}

fn send(server: &MailServer) -> Result<(), Error> {
    client(server).send(&note_to("maja@example.com")).map(drop)
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let server = MailServer::start();
    let text = "Grüße\n.a line that starts with a dot\n".repeat(40);
    let message = Message::builder()
        .from("Jörg Müller <noreply@localhost>".parse().unwrap())
        .to("Zoë 🎉 <zoe@example.com>".parse().unwrap())
        .message_id(Some("<7@muster.test>".into()))
        .subject(
            "Willkommen bei „Möwe“, this subject is long enough to be folded into several lines",
        )
        .multipart(MultiPart::alternative_plain_html(
            text.clone(),
            "<p>Grüße</p>".to_owned(),
        ))
        .unwrap();
    client(&server).send(&message).unwrap();

    let mail = server.mail_to("zoe@example.com").await;
    assert_eq!(mail.to, ["zoe@example.com"]);
    assert_eq!(mail.from, "Jörg Müller <noreply@localhost>");
    assert_eq!(mail.header("to"), Some("Zoë 🎉 <zoe@example.com>"));
    assert!(
        mail.subject.ends_with("folded into several lines") && mail.subject.contains("„Möwe“"),
        "{}",
        mail.subject
    );
    assert_eq!(mail.message_id, "<7@muster.test>");
    assert_eq!(
        mail.text.unwrap().replace("\r\n", "\n").trim_end(),
        text.trim_end()
    );
    assert_eq!(mail.html.unwrap().trim_end(), "<p>Grüße</p>");
    assert!(mail.raw.contains("=?utf-8?b?"), "{}", mail.raw);
}

#[test]
fn a_refused_recipient_is_a_550_with_words() {
    let server = MailServer::start();
    server.behave(Behaviour::RefusesRecipient);
    let error = send(&server).unwrap_err();
    assert!(
        error.is_permanent() && error.status().unwrap().to_string() == "550",
        "{error:?}"
    );
    assert!(error.to_string().contains(REFUSAL), "{error}");
    assert!(server.mails().is_empty());
}

#[test]
fn a_temporary_failure_is_a_451() {
    let server = MailServer::start();
    server.behave(Behaviour::TemporaryFailure);
    let error = send(&server).unwrap_err();
    assert!(
        error.is_transient() && error.status().unwrap().to_string() == "451",
        "{error:?}"
    );
    assert!(server.mails().is_empty());
}

#[test]
fn a_server_that_hangs_is_left_by_its_timeout() {
    let server = MailServer::start();
    server.behave(Behaviour::HangsAfterConnect);
    let start = Instant::now();
    let error = send(&server).unwrap_err();
    // Not `is_timeout`: lettre asks for TimedOut, and a socket's timeout on Linux is WouldBlock.
    assert!(
        !error.is_permanent() && error.status().is_none(),
        "{error:?}"
    );
    let waited = start.elapsed().as_millis();
    assert!((500..3000).contains(&waited), "{waited} ms");
    assert!(server.mails().is_empty());
}

#[test]
fn a_mail_whose_taking_was_never_confirmed_has_arrived() {
    let server = MailServer::start();
    server.behave(Behaviour::DropsAfterData);
    let error = send(&server).unwrap_err();
    assert!(
        !error.is_permanent() && error.status().is_none(),
        "{error:?}"
    );
    server.behave(Behaviour::Accepts);
    send(&server).unwrap();
    let ids: Vec<_> = server
        .mails()
        .into_iter()
        .map(|mail| mail.message_id)
        .collect();
    assert_eq!(ids, ["<1@muster.test>", "<1@muster.test>"]);
}

#[tokio::test]
async fn the_behaviour_changes_for_a_client_that_keeps_its_connection() {
    let server = MailServer::start();
    let pool = PoolConfig::new().max_size(1);
    let builder = SmtpTransport::from_url(&server.url())
        .unwrap()
        .pool_config(pool);
    let client = builder.timeout(Some(Duration::from_millis(300))).build();
    client.send(&note_to("maja@example.com")).unwrap();
    server.behave(Behaviour::HangsAfterConnect);
    let error = client.send(&note_to("bob@example.com")).unwrap_err();
    assert!(error.status().is_none(), "{error:?}");
    server.behave(Behaviour::Accepts);
    client.send(&note_to("bob@example.com")).unwrap();
    assert_eq!(server.wait_for(2).await.len(), 2);
    assert_eq!(
        server
            .mail_to("bob@example.com")
            .await
            .text
            .unwrap()
            .trim_end(),
        "A note."
    );
    server.forget_mails();
    assert!(server.mails().is_empty());
}

#[test]
fn only_who_signs_in_rightly_may_send() {
    let server = MailServer::with_sign_in("muster", "right");
    assert_eq!(
        send(&server).unwrap_err().status().unwrap().to_string(),
        "530"
    );
    for mechanism in [Mechanism::Plain, Mechanism::Login] {
        let with = |password: &str| {
            let builder = SmtpTransport::from_url(&server.url())
                .unwrap()
                .authentication(vec![mechanism]);
            let client = builder
                .credentials(Credentials::new("muster".into(), password.into()))
                .build();
            client.send(&note_to("maja@example.com"))
        };
        assert_eq!(
            with("wrong").unwrap_err().status().unwrap().to_string(),
            "535"
        );
        assert!(with("right").is_ok());
    }
    assert_eq!(server.mails().len(), 2);
}

#[test]
fn a_stopped_server_refuses_connections() {
    let server = MailServer::start();
    let client = client(&server);
    client.send(&note_to("maja@example.com")).unwrap();
    drop(server);
    let error = client.send(&note_to("maja@example.com")).unwrap_err();
    assert!(
        !error.is_permanent() && !error.is_timeout() && error.status().is_none(),
        "{error:?}"
    );
}

/// What the server says to a mail of these very bytes.
fn answer_to(server: &MailServer, content: &str) -> String {
    let mut stream = TcpStream::connect(server.url().trim_start_matches("smtp://")).unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map(Result::unwrap);
    for command in [
        "MAIL FROM:<a@example.com>",
        "RCPT TO:<b@example.com>",
        "DATA",
    ] {
        write!(stream, "{command}\r\n").unwrap();
    }
    write!(stream, "{content}\r\n.\r\n").unwrap();
    lines.nth(4).unwrap()
}

const HEADERS: &str = "From: a@example.com\r\nSubject: Hello\r\nMessage-ID: <1@a>\r\n";

#[test]
fn lines_that_other_servers_would_refuse_are_refused() {
    let server = MailServer::start();
    for (content, refused) in [
        ("x".repeat(998), false),
        ("x".repeat(999), true),
        ("x".repeat(5000), true),
        ("a\nb".to_owned(), true),
        ("a\rb".to_owned(), true),
    ] {
        let answer = answer_to(&server, &format!("{HEADERS}\r\n{content}"));
        assert!(
            answer.starts_with(if refused { "554" } else { "250" }),
            "{answer} to {content:?}"
        );
    }
    assert_eq!(server.mails().len(), 1);
}

#[test]
#[should_panic(expected = "a mail with two headers Subject")]
fn a_header_that_stands_twice_is_noticed() {
    let server = MailServer::start();
    answer_to(&server, &format!("{HEADERS}Subject: Again\r\n\r\nA note."));
    server.mails();
}

#[test]
#[should_panic(expected = "a mail without Message-ID")]
fn a_missing_header_is_noticed() {
    let server = MailServer::start();
    answer_to(
        &server,
        "From: a@example.com\r\nSubject: Hello\r\n\r\nA note.",
    );
    server.mails();
}

#[tokio::test]
#[should_panic(expected = "2 such mails instead of 1")]
async fn a_mail_too_many_is_noticed() {
    let server = MailServer::start();
    send(&server).unwrap();
    send(&server).unwrap();
    server.mail_to("maja@example.com").await;
}
