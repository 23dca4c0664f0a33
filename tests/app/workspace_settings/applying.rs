//! What a setting does once it is saved.

use super::*;

#[actix_web::test]
async fn the_zone_is_what_pages_and_mails_tell_times_in() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.get("/profile").await.shows(" UTC\"").hides(" JST");
    saves(&maja, &[("time_zone", "Asia/Tokyo")]).await;
    maja.get("/profile").await.shows(" JST\"").hides(" UTC\"");
    maja.get("/settings/audit")
        .await
        .shows(" JST\"")
        .shows("In Asia/Tokyo")
        .hides("In UTC");
    let page = maja.get(PAGE).await;
    page.shows("Pages and mails tell times in it. Now it is")
        .shows(" JST.");
    let form = [("email", "maja@northwind.example")];
    app.post("/northwind/password/forgot", &form)
        .await
        .has_status(303);
    app.send_mails().await;
    let text = server.mail_to("maja@northwind.example").await.text.unwrap();
    assert!(text.contains(" JST"), "{text}");
}

#[actix_web::test]
async fn a_zone_that_this_version_does_not_know_is_told_as_utc_and_kept() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.is_in("Mars/Olympus");
    maja.get("/profile").await.is_ok().shows(" UTC\"");
    saves(&maja, &[("name", "Fabrikam")]).await;
    let row = workspaces::table.find(workspace.id);
    let stored: String = row
        .select(workspaces::time_zone)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(stored, "Mars/Olympus");
    // One without a place is offered where it is in use.
    workspace.is_in("US/Pacific");
    let page = maja.get(PAGE).await;
    page.shows("<option value=\"US/Pacific\" selected>");
}

#[actix_web::test]
async fn a_shorter_session_ends_those_that_are_older_at_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let old = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    app.clock.advance(TimeDelta::hours(30));
    let maja = workspace.maja().await;
    old.get("/profile").await.is_ok();
    saves(
        &maja,
        &[("session_hours", "30"), ("session_idle_hours", "30")],
    )
    .await;
    old.get("/profile").await.asks_to_sign_in();
    old.post("/profile", &[("full_name", "Erik")])
        .await
        .asks_to_sign_in();
    maja.get("/profile").await.is_ok();
}

#[actix_web::test]
async fn an_unused_session_ends_after_the_workspaces_time() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let idle = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    saves(&maja, &[("session_idle_hours", "2")]).await;
    for _ in 0..3 {
        app.clock.advance(TimeDelta::minutes(59));
        maja.get("/profile").await.is_ok();
    }
    idle.get("/profile").await.asks_to_sign_in();
}

#[actix_web::test]
async fn a_session_that_is_too_old_by_now_is_no_longer_listed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let old = workspace.maja().await;
    app.clock.advance(TimeDelta::hours(40));
    old.get("/profile").await.is_ok();
    let maja = workspace.maja().await;
    maja.get("/profile").await.shows("Sign out everywhere else");
    saves(
        &maja,
        &[("session_hours", "30"), ("session_idle_hours", "30")],
    )
    .await;
    maja.get("/profile")
        .await
        .is_ok()
        .hides("Sign out everywhere else");
}
