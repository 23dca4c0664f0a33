//! Five thousand people at once.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Text, Uuid as SqlUuid};

use super::CHART;
use crate::support::{TestApp, one_of_three};

/// An unoptimised build on a machine that does other things.
const PATIENCE: Duration = Duration::from_secs(2);

#[actix_web::test]
async fn five_thousand_people_are_drawn_listed_and_saved() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = workspace.grows_to(4_999, 8);
    let maja = workspace.maja().await;
    let last = people.last().unwrap();
    for (path, card, cards) in [
        (format!("{CHART}?all=1"), "id=\"person-", 5_000),
        (format!("{CHART}?all=1&view=list"), "id=\"person-", 5_000),
        (format!("{CHART}/svg?all=1"), "<g><title>", 5_000),
        (format!("{CHART}?at={last}"), "id=\"person-", 40),
        (CHART.to_owned(), "id=\"person-", 9),
    ] {
        let attempt = async || {
            let started = Instant::now();
            let page = maja.get(&path).await;
            let took = started.elapsed();
            println!("{path}: {took:?}, {} kB", page.body.len() / 1000);
            assert_eq!(page.body.matches(card).count(), cards, "{path}");
            page.is_ok().hides("At most 5,000 people");
            if took < PATIENCE {
                Ok(())
            } else {
                Err(format!("{path} took {took:?}"))
            }
        };
        one_of_three(attempt).await;
    }
    workspace.hire(&[("Zoë One-too-many", Some(*last))]);
    maja.get(&format!("{CHART}?all=1"))
        .await
        .shows("At most 5,000 people are shown at once")
        .hides("Zoë One-too-many");
    maja.get(&format!("{CHART}?all=1&top={last}"))
        .await
        .shows("Zoë One-too-many");
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    text: String,
}

#[actix_web::test]
async fn who_has_no_place_is_found_without_looking_through_who_has_one() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.grows_to(2_000, 8);
    let connection = &mut app.database.connection();
    sql_query("ANALYZE users").execute(connection).unwrap();
    let nowhere = "FROM users WHERE workspace_id = $1 AND manager_id IS NULL
        AND reports = 0 AND status <> 'inactive'";
    for query in [
        format!("SELECT count(*) FROM (SELECT {nowhere} LIMIT 10001) AS unplaced"),
        format!("SELECT id {nowhere} ORDER BY full_name, id LIMIT 6"),
    ] {
        let plan: Vec<Line> = sql_query(format!("EXPLAIN {query}"))
            .bind::<SqlUuid, _>(workspace.id)
            .load(connection)
            .unwrap();
        let plan: Vec<String> = plan.into_iter().map(|line| line.text).collect();
        let plan = plan.join("\n");
        assert!(plan.contains("users_without_a_place"), "{plan}");
    }
}
