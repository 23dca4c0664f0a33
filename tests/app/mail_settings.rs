//! A workspace's own mail server: set by an Owner, used by the worker, and kept to itself.

mod delivering;
mod encrypted;
mod hostile;
mod keeping;
mod setting;

use std::time::Duration;

use diesel::prelude::*;
use muster::db::DbError;
use muster::db::schema::{mail_settings, outbox};
use muster::mail::{NewMail, PrivateServers, Reach, enqueue};
use muster::types::{EmailAddress, WorkspaceId};

use crate::outbox::notes_worker;
use crate::support::smtp::{Authority, MailServer};
use crate::support::{Answer, Person, Setup, TestApp, Workspace};

const PATH: &str = "/settings/email";
const PASSWORD: &str = "herring-umbrella-7";

/// How the form of an Owner is filled in, who wants the server at that port.
struct Filled<'f>(Vec<(&'f str, String)>);

impl<'f> Filled<'f> {
    fn with_port(port: u16) -> Self {
        Self(vec![
            ("use", "own".to_owned()),
            ("host", "localhost".to_owned()),
            ("port", port.to_string()),
            ("tls", "none".to_owned()),
            ("from_address", "support@northwind.example".to_owned()),
        ])
    }

    fn with(mut self, name: &'f str, value: &str) -> Self {
        self.0.retain(|(field, _)| *field != name);
        self.0.push((name, value.to_owned()));
        self
    }

    fn signing_in(self) -> Self {
        self.with("username", "northwind")
            .with("password", PASSWORD)
    }

    /// On the page as it stands now.
    async fn seen_by(self, person: &Person<'_>) -> Self {
        let version = version_seen(person).await;
        self.with("version", &version)
    }

    async fn by(&self, person: &Person<'_>) -> Answer {
        let form: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        person.post(PATH, &form).await
    }
}

async fn version_seen(person: &Person<'_>) -> String {
    let page = person.get(PATH).await;
    let (_, rest) = page.body.split_once("name=\"version\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

async fn goes_back_to_the_servers(person: &Person<'_>, version: &str) -> Answer {
    person
        .post(PATH, &[("use", "server"), ("version", version)])
        .await
}

fn stored(app: &TestApp, workspace: WorkspaceId) -> Option<(String, Option<Vec<u8>>)> {
    mail_settings::table
        .find(workspace)
        .select((mail_settings::host, mail_settings::password))
        .first(&mut app.database.connection())
        .optional()
        .unwrap()
}

/// A mail about nothing.
async fn write_to(app: &TestApp, workspace: &Workspace<'_>, address: &str) {
    let (to, id) = (EmailAddress::parse(address).unwrap(), workspace.id);
    let writing = app.db.tx(move |tx| {
        let mail = NewMail {
            kind: "note",
            recipient: &to,
            subject: None,
            link: None,
        };
        enqueue(tx, id, &mail)
    });
    let written: Result<(), DbError> = writing.await;
    written.unwrap();
}

async fn send(app: &TestApp) {
    notes_worker(app).send_due().await.unwrap();
}

fn row(app: &TestApp, workspace: WorkspaceId) -> (String, i32, Option<String>) {
    outbox::table
        .filter(outbox::workspace_id.eq(workspace))
        .order(outbox::id.desc())
        .select((outbox::state, outbox::attempts, outbox::last_error))
        .first(&mut app.database.connection())
        .unwrap()
}

fn reach() -> Reach {
    Reach::new(PrivateServers::Allowed).with_patience(Duration::from_secs(10))
}

fn trusting(authority: &Authority) -> TestApp {
    TestApp::start_with(Setup {
        reach: reach().with_root(&authority.pem).unwrap(),
        ..Setup::default()
    })
}
