//! Every mail, word by word: what it says is looked at once and kept in `tests/app/snapshots/mails`.

use std::collections::BTreeSet;

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::{invitations, users, workspaces};
use muster::types::UserId;

use crate::support::smtp::{Mail, MailServer};
use crate::support::{Person, TestApp, Workspace, snapshot};

const NORA: &str = "nora@northwind.example";
const MAJA: &str = "maja@northwind.example";

/// As it is kept: without what is new each time.
fn kept(mail: &Mail) -> (String, String) {
    let plain = mail.text.as_deref().unwrap();
    let head = format!(
        "Subject: {}\nFrom: {}\nTo: {}\n\n",
        mail.subject,
        mail.from,
        mail.to.join(", ")
    );
    let html = mail.html.as_deref().unwrap().replace("><", ">\n<");
    (head + timeless(plain).as_str(), timeless(&html))
}

fn timeless(text: &str) -> String {
    let text = between(text, "http://", "/northwind", "muster.example");
    let text = between(&text, "/invitation/", NOT_IN_A_TOKEN, "{token}");
    let text = between(&text, "/password/reset/", NOT_IN_A_TOKEN, "{token}");
    let text = between(&text, "/northwind/email/", NOT_IN_A_TOKEN, "{token}");
    let text = between(&text, "/settings/users/", NOT_IN_A_TOKEN, "{id}");
    let text = between(&text, "expires on ", " UTC", "{time}");
    between(&text, "once, until ", " UTC", "{time}")
}

/// Ends a token in both parts.
const NOT_IN_A_TOKEN: &str = "\n\"<";

/// Each part after `from` and before one of `to` (or all of it, if it is a word) becomes `instead`.
fn between(text: &str, from: &str, to: &str, instead: &str) -> String {
    let mut parts = text.split(from);
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let end = if to == NOT_IN_A_TOKEN {
            part.find(|c| NOT_IN_A_TOKEN.contains(c))
        } else {
            part.find(to)
        };
        let rest = end.map_or(part, |end| &part[end..]);
        whole.push_str(from);
        whole.push_str(if end.is_some() { instead } else { "" });
        whole.push_str(rest);
    }
    whole
}

fn is_as_kept(kind: &str, mail: &Mail) {
    says_the_same_twice(mail);
    let (plain, html) = kept(mail);
    snapshot::is_as_kept(&format!("mails/{kind}.txt"), &plain);
    snapshot::is_as_kept(&format!("mails/{kind}.html"), &html);
}

/// Each paragraph of the plain part stands in the other one too.
fn says_the_same_twice(mail: &Mail) {
    let html = mail.html.as_deref().unwrap();
    let mut visible = String::new();
    let body = html.split_once("</head>").unwrap().1;
    for tag in body.split('<') {
        visible.push_str(tag.split_once('>').map_or(tag, |(_, text)| text));
    }
    let visible = visible.replace("&amp;", "&").replace("&quot;", "\"");
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let visible = flat(&visible);
    for line in mail.text.as_deref().unwrap().lines() {
        // What somebody else wrote is marked as such, in each part in its own way.
        let line = line.strip_prefix("> ").unwrap_or(line);
        let line = flat(line.trim_end_matches(':'));
        assert!(
            line == "--" || visible.contains(&line),
            "\"{line}\" is only in the plain part, not in {visible}"
        );
    }
}

async fn invites<'a>(maja: &Person<'a>, workspace: &Workspace<'a>, role: BuiltinRole) {
    maja.post(
        "/settings/invitations",
        &[
            ("emails", NORA),
            ("full_name", "Nora Bell"),
            ("role", &workspace.role(role).to_string()),
            (
                "message",
                "Welcome, Nora.\nSee www.northwind.example on Monday.",
            ),
            ("send_invite", "on"),
        ],
    )
    .await
    .has_status(303);
}

fn link_in(mail: &Mail) -> String {
    let text = mail.text.as_deref().unwrap();
    let link = text.lines().find(|line| line.contains("/invitation/"));
    let (_, path) = link.unwrap().split_once("/northwind").unwrap();
    format!("/northwind{path}")
}

fn expire(app: &TestApp) {
    diesel::update(invitations::table)
        .set(invitations::expires_at.eq(app.clock.now() - chrono::TimeDelta::hours(1)))
        .execute(&mut app.database.connection())
        .unwrap();
}

const ACCEPTED: [(&str, &str); 4] = [
    ("first_name", "Nora"),
    ("last_name", "Bell"),
    ("password", "kettle-marble-sunrise"),
    ("password_confirm", "kettle-marble-sunrise"),
];

#[actix_web::test]
async fn what_somebody_gets_who_is_invited() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    invites(&maja, &workspace, BuiltinRole::Agent).await;
    let nora: UserId = users::table
        .filter(users::email.eq(NORA))
        .select(users::id)
        .first(&mut app.database.connection())
        .unwrap();
    for team in ["Returns", "Night shift"] {
        workspace.team_of(team, &[nora]);
    }
    app.send_mails().await;
    is_as_kept("invitation", &server.mail_to(NORA).await);

    server.forget_mails();
    let id: uuid::Uuid = invitations::table
        .select(invitations::id)
        .first(&mut app.database.connection())
        .unwrap();
    maja.post(&format!("/settings/invitations/{id}/resend"), &[])
        .await
        .has_status(303);
    app.send_mails().await;
    let reminder = server.mail_to(NORA).await;
    is_as_kept("invitation_reminder", &reminder);

    server.forget_mails();
    expire(&app);
    let link = link_in(&reminder);
    app.post(&format!("{link}/renew"), &[]).await.is_ok();
    app.send_mails().await;
    let renewal = server.mail_to(NORA).await;
    is_as_kept("invitation_renewal", &renewal);

    server.forget_mails();
    diesel::update(users::table.find((workspace.id, nora)))
        .set(users::missed_teams.eq(["Weekend", "Fairs"].map(str::to_owned).to_vec()))
        .execute(&mut app.database.connection())
        .unwrap();
    app.post(&link_in(&renewal), &ACCEPTED)
        .await
        .has_status(303);
    app.send_mails().await;
    is_as_kept("invitation_accepted", &server.mail_to(MAJA).await);
}

#[actix_web::test]
async fn what_those_get_who_can_help() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let sofia = workspace
        .person("Sofia Duarte", BuiltinRole::Supervisor)
        .await;
    invites(&sofia, &workspace, BuiltinRole::Agent).await;
    app.send_mails().await;
    let link = link_in(&server.mail_to(NORA).await);
    let connection = &mut app.database.connection();

    server.forget_mails();
    diesel::update(workspaces::table)
        .set(workspaces::plan.eq("free_trial"))
        .execute(connection)
        .unwrap();
    app.post(&link, &ACCEPTED).await.has_status(409);
    app.send_mails().await;
    is_as_kept("invitation_held_up_seat", &server.mail_to(MAJA).await);

    server.forget_mails();
    diesel::update(users::table.find((workspace.id, sofia.id)))
        .set(users::status.eq("inactive"))
        .execute(connection)
        .unwrap();
    app.post(&link, &ACCEPTED).await.has_status(409);
    app.send_mails().await;
    is_as_kept("invitation_held_up_role", &server.mail_to(MAJA).await);

    server.forget_mails();
    expire(&app);
    app.post(&format!("{link}/renew"), &[]).await.is_ok();
    app.send_mails().await;
    is_as_kept("invitation_asked_for_link", &server.mail_to(MAJA).await);
}

#[actix_web::test]
async fn what_somebody_gets_who_forgot_their_password() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    app.post("/northwind/password/forgot", &[("email", MAJA)])
        .await
        .has_status(303);
    app.send_mails().await;
    is_as_kept("password_reset", &server.mail_to(MAJA).await);
}

#[actix_web::test]
async fn what_somebody_gets_whose_address_changes() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let maja = app.workspace("northwind").await.maja().await;
    maja.post("/profile/email", &[("email", NORA)])
        .await
        .has_status(303);
    app.send_mails().await;
    let mail = server.mail_to(NORA).await;
    is_as_kept("email_confirmation", &mail);

    server.forget_mails();
    let text = mail.text.unwrap();
    let link = text.lines().find(|line| line.contains("/email/")).unwrap();
    let (_, path) = link.split_once("/northwind").unwrap();
    app.post(&format!("/northwind{path}"), &[])
        .await
        .has_status(303);
    app.send_mails().await;
    is_as_kept("email_changed", &server.mail_to(MAJA).await);
}

#[actix_web::test]
async fn what_somebody_gets_whose_account_was_made() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let form = [
        ("full_name", "Nora Bell"),
        ("email", NORA),
        ("password", "kettle-marble-sunrise"),
        ("role", &workspace.role(BuiltinRole::Agent).to_string()),
    ];
    let maja = workspace.maja().await;
    maja.post("/settings/users", &form).await.has_status(303);
    app.send_mails().await;
    is_as_kept("welcome", &server.mail_to(NORA).await);
}

#[test]
fn every_kind_of_mail_is_kept() {
    let kinds: BTreeSet<&str> = muster::app::mail_kinds()
        .iter()
        .map(|kind| kind.name())
        .collect();
    for kind in kinds {
        for part in ["txt", "html"] {
            let file = snapshot::kept(&format!("mails/{kind}.{part}"));
            assert!(file.exists(), "{} is missing", file.display());
        }
    }
}
