use muster::access::BuiltinRole;
use muster::audit::{Action, Entry, Target};
use reqwest::Method;

use super::scale::{Bulk, fill};
use super::{LOG, Past, by, reader, record, shown};
use crate::support::{Answer, TestApp};

fn lines(answer: &Answer) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(answer.body.as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

#[actix_web::test]
async fn the_file_says_what_the_list_says_and_no_cell_is_a_formula() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = reader(&northwind).await;
    let author = by(&northwind, maja.id, "=HYPERLINK(\"http://evil.example\")");
    let entry = Entry::new(Action::UserRenamed)
        .on(Target::User(ana), "+Ana, \"the cat\"")
        .changed("full_name", "Ana\nLima", "@Ana")
        .changed("display_name", "Ana", "-1");
    record(&app, &author, entry).await;

    let file = maja.get(&format!("{LOG}/export")).await;
    file.is_ok();
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("cache-control"), "no-store");
    let name = file.header("content-disposition");
    assert!(
        name.starts_with("attachment; filename=\"northwind-audit-log-20"),
        "{name}"
    );
    assert!(name.ends_with(".csv\""), "{name}");
    let lines = lines(&file);
    assert_eq!(
        lines[0],
        [
            "time",
            "who",
            "who_id",
            "action",
            "target",
            "target_id",
            "sentence",
            "before",
            "after",
            "ip",
            "id"
        ]
    );
    let list = shown(&maja.get(LOG).await);
    let ids: Vec<&str> = lines[1..].iter().map(|line| line[10].as_str()).collect();
    assert_eq!(ids, list);
    let first = &lines[1];
    assert!(
        first[0].ends_with('Z') && first[0].contains('T'),
        "{}",
        first[0]
    );
    assert_eq!(first[1], "'=HYPERLINK(\"http://evil.example\")");
    assert_eq!(first[2], maja.id.to_string());
    assert_eq!(first[3], "user.renamed");
    assert_eq!(first[4], "'+Ana, \"the cat\"");
    assert_eq!(first[5], ana.to_string());
    assert!(first[6].starts_with("'=HYPERLINK"), "{}", first[6]);
    assert_eq!(first[7], "Full name: Ana\nLima\nDisplay name: Ana");
    assert_eq!(first[8], "Full name: @Ana\nDisplay name: -1");
    assert_eq!(first[9], "198.51.100.7");
    let maker = &lines[lines.len() - 1];
    assert_eq!(maker[1], "The operator (muster test)");
}

#[actix_web::test]
async fn the_file_holds_what_the_filter_leaves_in_as_many_batches_as_it_takes() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = reader(&northwind).await;
    fill(
        &app,
        northwind.id,
        &Bulk {
            count: 2_500,
            person: ana,
            every: 1,
        },
    );
    Past::at("2026-03-01T10:00:00Z", ana).insert(northwind.id, &app);

    let export = format!("/northwind{LOG}/export?person=ana");
    let sent = maja.request(Method::GET, &export).send().await.unwrap();
    let bytes = sent.bytes().await.unwrap();
    let mark = "\u{feff}".as_bytes();
    assert!(bytes.starts_with(mark), "a spreadsheet guesses otherwise");
    let marks = bytes.windows(mark.len()).filter(|bytes| *bytes == mark);
    assert_eq!(marks.count(), 1, "at its beginning alone");

    let file = maja.get(&format!("{LOG}/export?person=ana")).await;
    let mut ids: Vec<String> = lines(file.is_ok())
        .into_iter()
        .map(|mut line| line.remove(10))
        .collect();
    assert_eq!(ids.remove(0), "id");
    assert_eq!(ids.len(), 2_501);
    let times: Vec<String> = lines(&file)
        .into_iter()
        .skip(1)
        .map(|mut line| line.remove(0))
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 2_501, "each once");
    let one = maja
        .get(&format!("{LOG}/export?person=ana&to=2026-03-01"))
        .await;
    assert_eq!(lines(one.is_ok()).len(), 2);
}

#[actix_web::test]
async fn asking_for_its_head_alone_sends_no_rows() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    let path = format!("/northwind{LOG}/export");
    let head = Answer::to(maja.request(Method::HEAD, &path)).await;
    assert_eq!(head.is_ok().body, "");
    assert!(head.header("content-disposition").contains("northwind"));
}

/// What is cut off must not look whole: a browser says that the download failed.
#[actix_web::test]
async fn a_download_breaks_off_where_the_database_does() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = reader(&northwind).await;
    fill(
        &app,
        northwind.id,
        &Bulk {
            count: 3_000,
            person: ana,
            every: 1,
        },
    );
    // Unreadable, and in the last batch.
    diesel::connection::SimpleConnection::batch_execute(
        &mut app.database.connection(),
        "ALTER TABLE audit_events DROP CONSTRAINT audit_events_actor_known;
         ALTER TABLE audit_events DROP CONSTRAINT audit_events_actors_are_named;
         UPDATE audit_events SET actor_kind = 'ghost', actor_id = NULL
         WHERE at = (SELECT min(at) FROM audit_events)",
    )
    .unwrap();
    let request = maja.request(Method::GET, &format!("/northwind{LOG}/export"));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert!(answer.text().await.is_err(), "the end is missing");
}
