//! What a mail says, and what it can't be made to say.

use diesel::prelude::*;
use muster::db::schema::{users, workspaces};

use crate::support::TestApp;
use crate::support::smtp::{Mail, MailServer};

async fn reset_mail(app: &TestApp, server: &MailServer) -> Mail {
    app.post(
        "/northwind/password/forgot",
        &[("email", "maja@northwind.example")],
    )
    .await
    .has_status(303);
    app.send_mails().await;
    server.mail_to("maja@northwind.example").await
}

#[actix_web::test]
async fn both_parts_say_who_sent_it_what_to_do_until_when_and_what_if_not_expected() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    diesel::update(workspaces::table.find(workspace.id))
        .set(workspaces::time_zone.eq("Asia/Tokyo"))
        .execute(&mut app.database.connection())
        .unwrap();
    let mail = reset_mail(&app, &server).await;
    assert_eq!(mail.subject, "Set a new password for Northwind Support");
    let (text, html) = (mail.text.unwrap(), mail.html.unwrap());
    for part in [&text, &html] {
        for words in [
            "Set a new password",
            "Maja Öberg",
            "Northwind Support",
            "JST",
            "works once",
            "You didn't ask for this?",
            "sent this email with Muster.",
        ] {
            assert!(part.contains(words), "no \"{words}\" in {part}");
        }
    }
    assert_eq!(html.matches("<a ").count(), 2, "one button and its address");
    assert!(!html.contains("<img") && !html.contains("<script") && !html.contains("url("));
    assert!(html.contains("prefers-color-scheme: dark"));
}

#[actix_web::test]
async fn a_name_is_cut_and_becomes_neither_a_link_nor_a_header() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let connection = &mut app.database.connection();
    // Behind the back of what would refuse them.
    diesel::update(workspaces::table.find(workspace.id))
        .set(workspaces::name.eq("evil.example\r\nBcc: eve@evil.example"))
        .execute(connection)
        .unwrap();
    diesel::update(users::table.find((workspace.id, workspace.owner)))
        .set(users::full_name.eq(format!("<b>win.example</b> {}", "x".repeat(80))))
        .execute(connection)
        .unwrap();
    let mail = reset_mail(&app, &server).await;
    assert_eq!(mail.header("Bcc"), None);
    assert_eq!(mail.to, ["maja@northwind.example"]);
    let (text, html) = (mail.text.unwrap(), mail.html.unwrap());
    for part in [&text, &html, &mail.subject, &mail.from] {
        assert!(!part.contains("evil.example"), "{part}");
        assert!(!part.contains("win.example"), "{part}");
        assert!(!part.contains(&"x".repeat(40)), "{part}");
    }
    assert!(!html.contains("<b>"), "{html}");
}
