//! Seats, the day's invitations, and how long a file is kept.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::{import_rows, imports};

use super::{agents, applies, brought, checks, crowd, execute, outcomes, reasons, tried};
use crate::support::TestApp;

#[actix_web::test]
async fn who_finds_no_seat_is_left_out_with_what_to_do() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    northwind.set_plan("growth");
    let maja = northwind.maja().await;
    let role = agents(&northwind);
    let page = tried(&maja, &crowd(6), "email full_name", &[("role", &role)]).await;
    assert_eq!(
        outcomes(&app),
        ["create", "create", "create", "create", "error", "error"]
    );
    assert!(reasons(&app)[0].starts_with("All 5 seats are in use."));
    // Somebody takes one of them before it is applied.
    northwind.member("Ana Lima", BuiltinRole::Agent).await;
    crate::support::recount(&mut app.database.connection());
    applies(&maja, &page).await;
    assert_eq!(
        outcomes(&app),
        ["create", "create", "create", "error", "error", "error"]
    );
    maja.get(&page)
        .await
        .shows("3 people were invited. 3 rows are left out.");
}

#[actix_web::test]
async fn beyond_the_days_invitations_the_rest_is_invited_the_next_day() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    execute(&app, "UPDATE workspaces SET invitations_a_day = 120");
    let maja = northwind.maja().await;
    let role = agents(&northwind);
    let page = tried(&maja, &crowd(150), "email full_name", &[("role", &role)]).await;
    applies(&maja, &page).await;
    let count = |word: &str| outcomes(&app).iter().filter(|one| *one == word).count();
    assert_eq!((count("create"), count("error")), (120, 30));
    assert!(reasons(&app)[0].contains("Import this file again in 24 hours"));
    app.clock.advance(TimeDelta::hours(25));
    let maja = northwind.maja().await;
    let again = checks(&maja, &page, "email full_name", &[("role", &role)]).await;
    again.has_status(303);
    app.work_now().await;
    assert_eq!((count("create"), count("same")), (30, 120));
    applies(&maja, &page).await;
    maja.get(&page).await.shows("30 people were invited.");
}

fn left(app: &TestApp) -> (i64, i64) {
    let connection = &mut app.database.connection();
    let files = imports::table.count().get_result(connection).unwrap();
    (
        files,
        import_rows::table.count().get_result(connection).unwrap(),
    )
}

#[actix_web::test]
async fn a_file_goes_after_seven_days_and_one_that_never_came_after_an_hour() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    tried(&maja, &crowd(1_500), "email full_name", &[]).await;
    app.clock
        .advance(TimeDelta::days(7) - TimeDelta::minutes(1));
    app.clean_now().await;
    assert_eq!(left(&app), (1, 1_500));
    app.clock.advance(TimeDelta::minutes(2));
    app.clean_now().await;
    assert_eq!(left(&app), (0, 0));
    let maja = northwind.maja().await;
    brought(&maja, &crowd(3)).await;
    execute(&app, "UPDATE imports SET arrived_at = NULL");
    app.clock.advance(TimeDelta::minutes(59));
    app.clean_now().await;
    assert_eq!(left(&app), (1, 3));
    app.clock.advance(TimeDelta::minutes(2));
    app.clean_now().await;
    assert_eq!(left(&app), (0, 0));
}

#[actix_web::test]
async fn who_is_deleted_is_in_no_file_any_more() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let text = "name,email,manager\nAna Lima,Ana@Northwind.example,\nBo,bo@n.example,ana@northwind.example\nCy,cy@n.example,\n";
    tried(&maja, text, "full_name email manager", &[]).await;
    brought(&maja, text).await;
    let page = format!("/settings/users/{ana}");
    maja.post(&format!("{page}/deactivate"), &[])
        .await
        .has_status(303);
    let erased = [("confirm_email", "ana@northwind.example")];
    maja.post(&format!("{page}/delete"), &erased)
        .await
        .has_status(303);
    assert_eq!(left(&app), (2, 2));
    app.erase_now().await;
    let rows = app.all_rows();
    let named = rows
        .iter()
        .filter(|row| row.to_lowercase().contains("ana@northwind"));
    assert_eq!(named.count(), 0);
}
