//! What is open, and what an address or a press opens.

use muster::types::UserId;
use reqwest::Method;

use super::CHART;
use super::company::{name, ten};
use crate::support::{Answer, Person, TestApp};

fn shows(answer: &Answer, user: UserId) -> bool {
    answer.body.contains(&format!("id=\"person-{user}\""))
}

/// As htmx asks when something in the chart is pressed.
async fn press(person: &Person<'_>, query: &str) -> Answer {
    let request = person
        .request(Method::GET, &format!("/northwind{CHART}?{query}"))
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", "div#org-chart");
    Answer::to(request).await
}

fn value_of(answer: &Answer, field: &str) -> String {
    let start = format!("name=\"{field}\" value=\"");
    let rest = answer.body.split(&start).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn levels_open_while_about_sixty_people_are_shown_and_the_rest_by_a_press() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = workspace.grows_to(200, 7);
    let maja = workspace.maja().await;
    let page = maja.get(CHART).await;
    assert!(shows(&page, people[6]) && shows(&page, people[55]));
    assert!(!shows(&page, people[56]));
    assert_eq!(value_of(&page, "depth"), "2");
    let opened = press(&maja, &format!("depth=2&unfold={}", people[7])).await;
    assert!(shows(&opened, people[56]) && !shows(&opened, people[63]));
    assert_eq!(value_of(&opened, "open"), people[7].to_string());
    assert!(!opened.body.contains("<main"), "only the part that changes");
    opened.shows("id=\"org-tools\"");
    // What stands around it stays as it is, and isn't counted again.
    opened.hides("to nobody yet");
    // Pressed again, everything is as it was.
    let again = format!("depth=2&open={0}&fold={0}", people[7]);
    let closed = press(&maja, &again).await;
    assert!(!shows(&closed, people[56]) && shows(&closed, people[55]));
    // Closing one part opens no other.
    let first = press(&maja, &format!("depth=2&fold={}", people[0])).await;
    assert!(!shows(&first, people[7]) && shows(&first, people[14]));
    assert!(!shows(&first, people[63 + 49]));
}

#[actix_web::test]
async fn an_address_opens_the_way_down_to_somebody_and_no_other() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = workspace.grows_to(200, 7);
    let maja = workspace.maja().await;
    let last = people[199];
    let page = maja.get(&format!("{CHART}?at={last}")).await;
    page.shows(&format!("Opened at {}.", name(199)))
        .shows("looked-at");
    assert!(shows(&page, last) && shows(&page, people[0]));
    assert!(!shows(&page, people[7]), "a way beside it");
    let top = maja.get(&format!("{CHART}?top={}", people[2])).await;
    top.shows(&format!("Only the part below {}.", name(2)))
        .shows("Up to Maja Öberg");
    assert!(shows(&top, people[2]) && shows(&top, people[21]));
    assert!(!shows(&top, workspace.owner) && !shows(&top, people[3]));
}

#[actix_web::test]
async fn ids_of_nobody_here_are_as_if_they_were_not_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    let other = app.workspace("southwind").await;
    let stranger = other.hire(&[("Eve Elsewhere", Some(other.owner))])[0];
    workspace.set_status(people.sofia, "inactive");
    let maja = workspace.maja().await;
    let plain = maja.get(CHART).await.body;
    for id in [stranger, UserId::new(), people.sofia, other.owner] {
        for field in ["at", "top"] {
            let page = maja.get(&format!("{CHART}?{field}={id}")).await;
            assert_eq!(page.is_ok().body, plain, "{field}");
        }
        let page = maja
            .get(&format!("{CHART}?open={id}&closed={id}&fold={id}"))
            .await;
        page.is_ok().hides("Elsewhere").shows("Jonas Lindqvist");
    }
    for odd in [
        "at=x",
        "open=x&open=y",
        "depth=-1",
        "view=odd",
        "all=2",
        "fold=",
    ] {
        maja.get(&format!("{CHART}?{odd}"))
            .await
            .is_ok()
            .shows("Jonas Lindqvist");
    }
    maja.get(&format!("{CHART}/svg?top={stranger}"))
        .await
        .is_ok()
        .hides("Elsewhere")
        .shows("Maja");
}

#[actix_web::test]
async fn below_thirty_levels_a_part_has_a_chart_of_its_own() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = workspace.grows_to(60, 1);
    let maja = workspace.maja().await;
    for view in ["", "&view=list"] {
        let page = maja.get(&format!("{CHART}?all=1{view}")).await;
        assert!(shows(&page, people[29]) && !shows(&page, people[30]));
        let amp = view.replace('&', "&amp;");
        page.shows(&format!("?top={}{amp}\"", people[29]))
            .shows(&format!("Show the part below {} alone", name(29)));
        let deep = maja.get(&format!("{CHART}?at={}{view}", people[50])).await;
        assert!(shows(&deep, people[50]) && shows(&deep, people[51]));
        assert!(shows(&deep, people[40]) && !shows(&deep, people[39]));
        deep.shows(&format!("Up to {}", name(39)));
    }
}
