//! Whatever runs at the same moment, on two servers, ends in one legal state.

use futures_util::future::join_all;
use muster::access::BuiltinRole;

use super::{adds, borrowed, entries, members_of, page_of, removes, row, team, teams_of};
use crate::support::TestApp;

const ROUNDS: usize = 20;

#[actix_web::test]
async fn twelve_who_add_the_same_person_add_them_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (maja, other) = (workspace.maja().await, app.another_server());
    let there = maja.on(&other);
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[]).await;
    let adding = (0..12).map(|n| adds(if n % 2 == 0 { &maja } else { &there }, returns, ana));
    for answer in join_all(adding).await {
        answer.has_status(303);
    }
    assert_eq!(members_of(&app, returns), [ana]);
    assert_eq!(entries(&app, "user.teams_changed").len(), 1);
}

#[actix_web::test]
async fn who_joins_a_team_while_it_is_deleted_goes_along_or_never_was_in_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (maja, other) = (workspace.maja().await, app.another_server());
    let there = maja.on(&other);
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let sales = team(&maja, "Sales", &[]).await;
    for round in 0..ROUNDS {
        let returns = team(&maja, &format!("Returns {round}"), &[]).await;
        let path = format!("{}/delete", page_of(returns));
        let to = [("replacement", sales.to_string())];
        let to = borrowed(&to);
        let ticked = [("team", returns.to_string())];
        let ticked = borrowed(&ticked);
        let hers = format!("/settings/users/{ana}/teams");
        let (deleted, added, ticked) = tokio::join!(
            maja.post(&path, &to),
            adds(&there, returns, ana),
            there.post(&hers, &ticked)
        );
        deleted.has_status(303);
        assert!([303, 404].contains(&added.status.as_u16()), "{added:?}");
        assert!([303, 422].contains(&ticked.status.as_u16()), "{ticked:?}");
        assert_eq!(row(&app, returns), None);
        let was_in = added.status == 303 || ticked.status == 303;
        let expected: &[&str] = if was_in { &["Sales"] } else { &[] };
        assert_eq!(teams_of(&app, ana), expected);
        maja.post(&hers, &[]).await.has_status(303);
    }
}

#[actix_web::test]
async fn a_team_has_one_lead_who_is_in_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (maja, other) = (workspace.maja().await, app.another_server());
    let there = maja.on(&other);
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bob = workspace.member("Bob Marsh", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[]).await;
    let path = format!("{}/members", page_of(returns));
    for _ in 0..ROUNDS {
        for user in [ana, bob] {
            adds(&maja, returns, user).await.has_status(303);
        }
        let [one, two] = [ana, bob].map(|user| [("lead", user.to_string())]);
        let (one, two) = (borrowed(&one), borrowed(&two));
        let hers = format!("/settings/users/{ana}/teams");
        let answers = tokio::join!(
            maja.post(&path, &one),
            there.post(&path, &two),
            removes(&there, returns, bob),
            maja.post(&hers, &[])
        );
        for answer in [answers.0, answers.1] {
            assert!([303, 422].contains(&answer.status.as_u16()), "{answer:?}");
        }
        answers.2.has_status(303);
        answers.3.has_status(303);
        assert!(members_of(&app, returns).is_empty());
        assert_eq!(row(&app, returns).unwrap().2, None);
    }
}

#[actix_web::test]
async fn of_two_old_forms_at_once_one_is_saved() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (maja, other) = (workspace.maja().await, app.another_server());
    let there = maja.on(&other);
    let returns = team(&maja, "Returns", &[]).await;
    let page = page_of(returns);
    for round in 1..=ROUNDS {
        let version = round.to_string();
        let [one, two] = ["One", "Two"].map(|name| format!("{name} {round}"));
        let [one, two] = [&one, &two].map(|name| [("name", name.as_str()), ("version", &version)]);
        let (one, two) = tokio::join!(maja.post(&page, &one), there.post(&page, &two));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
    }
}
