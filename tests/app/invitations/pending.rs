//! The tab of those who haven't come yet.

mod acting;
mod delivery;
mod fresh;
mod many;
mod narrowing;
mod scale;

use chrono::TimeDelta;
use muster::access::{BuiltinRole, Permission};
use reqwest::Method;

use crate::support::{Answer, Invited, Person, TestApp, Workspace};

pub const PENDING: &str = "/settings/users?tab=pending";
const NORA: &str = "nora@northwind.example";

/// What htmx asks about a part of the page.
pub async fn partial(person: &Person<'_>, method: Method, path: &str, target: &str) -> Answer {
    let path = format!("/{}{path}", person.slug);
    let request = person
        .request(method, &path)
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", target);
    Answer::to(request.form(&[("next", format!("/{}{PENDING}", person.slug))])).await
}

/// What the page says in one row.
pub fn row(answer: &Answer, invited: Invited) -> String {
    let start = format!("<tr id=\"{}\">", invited.row());
    let (_, rest) = answer.body.split_once(&start).expect("the row");
    rest.split_once("</tr>").unwrap().0.to_owned()
}

async fn supervisor<'a>(workspace: &Workspace<'a>) -> Person<'a> {
    workspace
        .person("Sofia Duarte", BuiltinRole::Supervisor)
        .await
}

#[actix_web::test]
async fn the_tabs_count_who_is_here_who_is_invited_and_who_has_left() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.invited(NORA, BuiltinRole::Agent).await;
    let left = workspace.member("Priya Thomas", BuiltinRole::Agent).await;
    workspace.set_status(left, "inactive");
    let page = maja.get("/settings/users").await;
    for (title, count) in [("Active", 1), ("Pending invites", 1), ("Inactive", 1)] {
        page.shows(&format!("{title} <span class=\"count\">{count}</span>"));
    }
    page.shows("Invite people")
        .hides("Priya Thomas")
        .hides(NORA);
    let inactive = maja.get("/settings/users?tab=inactive").await;
    inactive.shows("Priya Thomas").hides("Erik Windahl");
    // What is no tab is the first one.
    maja.get("/settings/users?tab=nobody")
        .await
        .shows("Active users");
}

#[actix_web::test]
async fn the_meter_is_there_where_the_plan_has_an_end() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.invited(NORA, BuiltinRole::Agent).await;
    maja.get(PENDING).await.hides("<meter");
    workspace.set_plan("growth");
    for tab in ["active", "pending", "inactive"] {
        let page = maja.get(&format!("/settings/users?tab={tab}")).await;
        page.shows("2 of 5 seats");
    }
}

#[actix_web::test]
async fn a_row_says_whom_what_by_whom_and_until_when() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Supervisor).await;
    let page = maja.get(PENDING).await;
    let row = row(&page, nora);
    for said in [NORA, "Supervisor", "Maja Öberg", "now", "in 6 days"] {
        assert!(row.contains(said), "{said} in {row}");
    }
}

#[actix_web::test]
async fn who_has_joined_stays_for_seven_days_and_cant_be_invited_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    workspace.joins(nora);
    let page = maja.get(PENDING).await;
    let row = row(&page, nora);
    assert!(row.contains("Accepted"), "{row}");
    assert!(row.contains("send a password reset instead"), "{row}");
    assert!(!row.contains("<form"), "{row}");
    maja.post(&nora.at("/resend"), &[])
        .await
        .has_status(409)
        .shows("Joined on")
        .shows("send a password reset instead");
    app.clock.advance(TimeDelta::days(6));
    maja.get(PENDING).await.shows(NORA);
    app.clock.advance(TimeDelta::days(1));
    let maja = workspace.maja().await;
    maja.get(PENDING)
        .await
        .hides(NORA)
        .shows("Nobody is waiting");
}

#[actix_web::test]
async fn who_may_only_look_is_offered_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    app.clock.advance(TimeDelta::hours(13));
    let looker = workspace.custom_role(&[Permission::ReadUsers]);
    let ana = workspace.person_with_role("Ana Lima", looker).await;
    let page = ana.get(PENDING).await;
    page.shows(NORA)
        .shows("1 person has not answered")
        .hides("/settings/invitations/new");
    assert!(!row(&page, nora).contains("<button"));
    page.hides("resend-waiting");
}

#[actix_web::test]
async fn what_is_offered_above_somebody_is_shown_and_refused_with_the_reason() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let admin = workspace.invited(NORA, BuiltinRole::Admin).await;
    let agent = workspace
        .invited("ali@northwind.example", BuiltinRole::Agent)
        .await;
    let sofia = supervisor(&workspace).await;
    let page = sofia.get(PENDING).await;
    let above = row(&page, admin);
    assert!(
        above.contains("They are offered more than you hold."),
        "{above}"
    );
    assert!(
        !above.contains("<form") && !above.contains("href"),
        "{above}"
    );
    assert!(row(&page, agent).contains("<form"));
    for what in ["/resend", "/link", "/cancel"] {
        sofia.post(&admin.at(what), &[]).await.is_forbidden();
    }
    for what in ["", "/cancel"] {
        sofia
            .get(&admin.at(what))
            .await
            .is_ok()
            .shows("They are offered more than you hold.")
            .hides("current_password");
    }
}
