//! A link in the browser of somebody else.

use super::*;

#[actix_web::test]
async fn who_is_signed_in_as_somebody_else_makes_way_or_stays() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let invited = workspace.nora().await;
    let mut browser = app.visitor();
    browser.signs_in("erik@northwind.example").await;
    browser
        .get(invited.link)
        .await
        .is_ok()
        .shows("You are signed in as Erik Windahl")
        .shows("Sign out and continue")
        .shows("Stay as Erik Windahl")
        .shows(&format!("name=\"next\" value=\"{}\"", invited.link));
    browser
        .post(invited.link, &FORM)
        .await
        .has_status(409)
        .shows("You are signed in as Erik Windahl");
    assert!(workspace.is_waiting(&invited));
    browser.get("/northwind/profile").await.is_ok();
    browser
        .post("/northwind/logout", &[("next", invited.link)])
        .await
        .leads_to(invited.link);
    browser.get("/northwind/profile").await.asks_to_sign_in();
    browser
        .get(invited.link)
        .await
        .is_ok()
        .shows("Accept and create account");
    browser.post(invited.link, &FORM).await.leads_to(HOME);
    browser.get("/northwind/profile").await.shows("Nora Bell");
}

#[actix_web::test]
async fn somebody_else_reads_what_became_of_a_dead_link() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let invited = workspace.nora().await;
    accept(&app, &invited).await.leads_to(HOME);
    let path = invited.link.strip_prefix("/northwind").unwrap();
    maja.get(path).await.has_status(410).shows("Already used");
    maja.post(path, &FORM).await.has_status(410);
}

#[actix_web::test]
async fn signing_in_elsewhere_is_no_matter_here() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    app.workspace("southwind").await;
    let invited = workspace.nora().await;
    let mut browser = app.visitor();
    let maja = [("email", "maja@northwind.example"), ("password", PASSWORD)];
    browser.post("/southwind/login", &maja).await;
    browser.post(invited.link, &FORM).await.leads_to(HOME);
    browser.get("/southwind/profile").await.is_ok();
    browser.get("/northwind/profile").await.is_ok();
}

#[actix_web::test]
async fn signing_out_leads_on_only_inside_the_workspace() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for (next, way) in [
        ("/northwind/profile", "/northwind/profile"),
        ("https://evil.example/northwind", "/northwind"),
        ("//evil.example", "/northwind"),
        ("/southwind", "/northwind"),
        ("", "/northwind"),
    ] {
        let mut maja = app.visitor();
        maja.signs_in("maja@northwind.example").await;
        maja.post("/northwind/logout", &[("next", next)])
            .await
            .leads_to(way);
        maja.get("/northwind/profile").await.asks_to_sign_in();
    }
    let mut maja = app.visitor();
    maja.signs_in("maja@northwind.example").await;
    let without_form = maja.request(reqwest::Method::POST, "/northwind/logout");
    Answer::to(without_form)
        .await
        .leads_to("/northwind/login?notice=signed-out");
}
