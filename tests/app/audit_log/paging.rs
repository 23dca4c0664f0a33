use muster::access::BuiltinRole;

use super::{LOG, Past, reader, shown, way};
use crate::support::{Person, TestApp};

/// Every page from here on, until there is no way on.
async fn walk(reader: &Person<'_>, from: &str, rel: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut address = Some(from.to_owned());
    while let Some(here) = address {
        let page = reader.get(&here).await;
        pages.push(shown(page.is_ok()));
        address = way(&page, rel);
        assert!(pages.len() < 20, "going round in circles");
    }
    pages
}

#[actix_web::test]
async fn pages_of_fifty_go_on_and_back_also_where_times_are_equal() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = reader(&northwind).await;
    let mut expected = Vec::new();
    for number in 0..130 {
        // Runs of forty at the same moment, so that two pages meet within one.
        let past = Past::at(&format!("2026-03-01T10:00:0{}Z", number / 40), ana);
        past.insert(northwind.id, &app);
        expected.push((past.at, past.id));
    }
    expected.sort();
    let expected: Vec<String> = expected
        .iter()
        .rev()
        .map(|(_, id)| id.to_string())
        .collect();
    for filter in [
        "to=2026-03-01",
        "to=2026-03-01&person=ana",
        "to=2026-03-01&action=session.started",
    ] {
        let first = format!("{LOG}?{filter}");
        let on = walk(&maja, &first, "next").await;
        assert_eq!(on.concat(), expected, "{filter}");
        assert_eq!(on.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 30]);

        let mut last = first.clone();
        while let Some(next) = way(&maja.get(&last).await, "next") {
            last = next;
        }
        let mut back = walk(&maja, &last, "prev").await;
        back.reverse();
        assert_eq!(back, on, "{filter}");
        assert!(last.contains("to=2026-03-01"), "the filter stays: {last}");
    }
}

#[actix_web::test]
async fn a_cursor_that_cannot_be_read_starts_the_list_again() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    let first = shown(&maja.get(LOG).await);
    for cursor in [
        "x",
        "",
        &"a".repeat(2_000),
        "eyJkaXJlY3Rpb24iOiJmb3J3YXJkIiwia2V5Ijo3fQ",
    ] {
        let page = maja.get(&format!("{LOG}?cursor={cursor}")).await;
        assert_eq!(shown(page.is_ok()), first, "{cursor}");
    }
}
