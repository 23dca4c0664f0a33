//! Five thousand people at once.

use std::time::{Duration, Instant};

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
