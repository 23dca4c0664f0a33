//! People from a file: brought, understood, tried, and applied in the background.

mod applying;
mod bringing;
mod checking;
mod failing;
mod limits;
mod rights;

use diesel::prelude::*;
use muster::db::schema::{audit_events, import_rows, outbox, users};
use muster::types::{UserId, WorkspaceId};
use reqwest::Method;

use crate::support::{Answer, Person, TestApp, Workspace};

const IMPORT: &str = "/settings/import";
const BOUNDARY: &str = "----what-a-browser-makes-up";

/// The form as a browser sends it.
fn form_of(fields: &[(&str, &str)], bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.into_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    body.extend(head.into_bytes());
    body.extend(bytes);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    body
}

async fn brings_with(person: &Person<'_>, fields: &[(&str, &str)], bytes: &[u8]) -> Answer {
    let path = format!("/{}{IMPORT}", person.slug);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = person.request(Method::POST, &path);
    let request = request.header("content-type", kind);
    Answer::to(request.body(form_of(fields, bytes))).await
}

async fn brings(person: &Person<'_>, bytes: &[u8]) -> Answer {
    brings_with(person, &[], bytes).await
}

/// Where a file is from now on.
fn page_of(answer: &Answer) -> String {
    answer.has_status(303);
    let address = answer.header("location");
    let (_workspace, page) = address.split_at(address[1..].find('/').unwrap() + 1);
    assert!(page.starts_with(&format!("{IMPORT}/")), "{address}");
    page.to_owned()
}

async fn brought(person: &Person<'_>, text: &str) -> String {
    page_of(&brings(person, text.as_bytes()).await)
}

/// Says what the columns are, a word for each after the other.
async fn checks(person: &Person<'_>, page: &str, columns: &str, more: &[(&str, &str)]) -> Answer {
    let mut form: Vec<(&str, &str)> = columns.split(' ').map(|one| ("column", one)).collect();
    for (_, word) in &mut form {
        if *word == "-" {
            *word = "";
        }
    }
    form.extend(more);
    person.post(&format!("{page}/check"), &form).await
}

/// Brought and checked, with what would come of it.
async fn tried(person: &Person<'_>, text: &str, columns: &str, more: &[(&str, &str)]) -> String {
    let page = brought(person, text).await;
    checks(person, &page, columns, more).await.has_status(303);
    person.app.work_now().await;
    page
}

async fn applies(person: &Person<'_>, page: &str) {
    let answer = person.post(&format!("{page}/apply"), &[]).await;
    answer.has_status(303);
    person.app.work_now().await;
}

/// What comes of each row, in the file's order.
fn outcomes(app: &TestApp) -> Vec<String> {
    import_rows::table
        .order((import_rows::import_id, import_rows::place))
        .select(import_rows::outcome.assume_not_null())
        .load(&mut app.database.connection())
        .unwrap()
}

/// Why nothing comes of the rows, in the file's order.
fn reasons(app: &TestApp) -> Vec<String> {
    import_rows::table
        .filter(import_rows::reason.is_not_null())
        .order((import_rows::import_id, import_rows::place))
        .select(import_rows::reason.assume_not_null())
        .load(&mut app.database.connection())
        .unwrap()
}

fn user(app: &TestApp, workspace: WorkspaceId, email: &str) -> Option<UserId> {
    users::table
        .filter(users::workspace_id.eq(workspace))
        .filter(users::email_key.eq(email))
        .select(users::id)
        .first(&mut app.database.connection())
        .optional()
        .unwrap()
}

fn mails(app: &TestApp) -> i64 {
    outbox::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

/// How often something of a kind stands in the log.
fn entries(app: &TestApp, action: &str) -> i64 {
    audit_events::table
        .filter(audit_events::action.eq(action))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

fn execute(app: &TestApp, sql: &str) {
    use diesel::connection::SimpleConnection;
    app.database.connection().batch_execute(sql).unwrap();
}

/// So many people whom nobody knows.
fn crowd(count: usize) -> String {
    let lines = (0..count).map(|number| format!("p{number}@northwind.example,Person {number}\n"));
    format!("email,name\n{}", lines.collect::<String>())
}

/// With an agent's role for who has none, as most files want it.
fn agents(workspace: &Workspace<'_>) -> String {
    workspace
        .role(muster::access::BuiltinRole::Agent)
        .to_string()
}
