//! Another address, from the question to the link that makes it somebody's, over a real mail conversation.

mod asking;
mod links;
mod racing;
mod rights;

use diesel::prelude::*;
use muster::db::schema::{audit_details, audit_events, users};
use muster::types::UserId;
use serde_json::Value;

use crate::support::smtp::{Mail, MailServer};
use crate::support::{Answer, Person, TestApp};

const NEW: &str = "sofia.lima@northwind.example";
const OLD: &str = "sofia@northwind.example";
const MAJA: &str = "maja@northwind.example";

fn of(user: UserId) -> String {
    format!("/settings/users/{user}/email")
}

/// For oneself.
async fn asks(person: &Person<'_>, email: &str) -> Answer {
    person.post("/profile/email", &[("email", email)]).await
}

/// The path of the one link in a mail, which stands in both parts.
fn link_in(mail: &Mail) -> String {
    let text = mail.text.as_deref().unwrap();
    let address = text
        .split_whitespace()
        .find(|word| word.contains("/northwind/email/"))
        .unwrap();
    assert!(mail.html.as_deref().unwrap().contains(address), "{mail:?}");
    let (_, path) = address.split_once("/northwind/").unwrap();
    format!("/northwind/{path}")
}

/// The link that somebody gets who asks for this address for themselves.
async fn link_for(person: &Person<'_>, server: &MailServer, email: &str) -> String {
    server.forget_mails();
    asks(person, email).await.has_status(303);
    person.app.send_mails().await;
    link_in(&server.mail_to(email).await)
}

/// The link that somebody's new address gets when another asks.
async fn link_by(asker: &Person<'_>, user: UserId, server: &MailServer) -> String {
    server.forget_mails();
    asker
        .post(&of(user), &[("email", NEW)])
        .await
        .has_status(303);
    asker.app.send_mails().await;
    link_in(&server.mail_to(NEW).await)
}

/// Neither shows what it was for nor does it.
async fn is_dead(app: &TestApp, link: &str) {
    for answer in [app.get(link).await, app.post(link, &[]).await] {
        answer
            .has_status(410)
            .shows("This link no longer works")
            .shows("Ask again")
            .hides(NEW);
    }
}

fn address_of(app: &TestApp, user: UserId) -> String {
    users::table
        .filter(users::id.eq(user))
        .select(users::email)
        .first(&mut app.database.connection())
        .unwrap()
}

fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}
