//! What a link is good for, and for how long.

use chrono::TimeDelta;
use muster::access::BuiltinRole;

use super::*;

#[actix_web::test]
async fn looking_at_a_link_changes_nothing_and_it_works_once() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_for(&sofia, &server, NEW).await;
    for method in [reqwest::Method::GET, reqwest::Method::HEAD] {
        let answer = Answer::to(app.client.request(method, app.url(&link))).await;
        answer.is_ok();
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-robots-tag"), "noindex");
    }
    assert_eq!(address_of(&app, sofia.id), OLD);
    app.post(&link, &[("email", "evil@northwind.example")])
        .await
        .has_status(303);
    assert_eq!(address_of(&app, sofia.id), NEW);
    for answer in [app.get(&link).await, app.post(&link, &[]).await] {
        answer.has_status(410).shows("Already used");
    }
    assert_eq!(entries(&app, "user.email_changed").len(), 1);
}

#[actix_web::test]
async fn a_link_dies_after_a_day_and_with_the_account() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let maja = workspace.maja().await;
    let link = link_for(&sofia, &server, NEW).await;
    for what in ["deactivate", "reactivate"] {
        let form = format!("/settings/users/{}/{what}", sofia.id);
        maja.post(&form, &[]).await.has_status(303);
        is_dead(&app, &link).await;
    }
    let sofia = workspace.sign_in(sofia.id).await;
    let link = link_for(&sofia, &server, NEW).await;
    app.clock.advance(TimeDelta::minutes(24 * 60 + 1));
    app.get(&link)
        .await
        .has_status(410)
        .shows("This link has expired");
    app.post(&link, &[]).await.has_status(410);
    assert_eq!(address_of(&app, sofia.id), OLD);
    // What waits no longer isn't shown.
    let maja = workspace.maja().await;
    maja.get(&format!("/settings/users/{}", sofia.id))
        .await
        .hides("waits to be confirmed");
}

#[actix_web::test]
async fn no_other_kind_of_link_confirms_an_address_and_none_is_known_elsewhere() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    app.workspace("contoso").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_for(&sofia, &server, NEW).await;
    let token = link.rsplit('/').next().unwrap();
    for path in [
        format!("/contoso/email/{token}"),
        format!("/northwind/password/reset/{token}"),
        format!("/northwind/invitation/{token}"),
        format!("/northwind/email/{}", "A".repeat(43)),
        "/northwind/email/short".to_owned(),
        format!("/nowhere/email/{token}"),
    ] {
        app.get(&path)
            .await
            .is_not_found()
            .shows("This link isn't valid")
            .hides("Northwind");
        app.post(&path, &[]).await.is_not_found();
    }
    server.forget_mails();
    app.post("/northwind/password/forgot", &[("email", OLD)])
        .await
        .has_status(303);
    app.send_mails().await;
    let mail = server.mail_to(OLD).await;
    let text = mail.text.unwrap();
    let (_, reset) = text.split_once("/password/reset/").unwrap();
    let reset = reset.split_whitespace().next().unwrap();
    app.get(&format!("/northwind/email/{reset}"))
        .await
        .is_not_found();
    // Once the address is another one, what went to the old one opens nothing.
    app.get(&format!("/northwind/password/reset/{reset}"))
        .await
        .is_ok();
    app.post(&link, &[]).await.has_status(303);
    app.get(&format!("/northwind/password/reset/{reset}"))
        .await
        .has_status(410)
        .shows("no longer works");
}

#[actix_web::test]
async fn a_token_stands_in_its_mail_and_nowhere_else() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_for(&sofia, &server, NEW).await;
    let token = link.rsplit('/').next().unwrap();
    for answer in [
        sofia.get("/profile").await,
        sofia.get("/profile/email").await,
        maja.get(&format!("/settings/users/{}", sofia.id)).await,
        maja.get("/settings/audit").await,
        app.get(&link).await,
    ] {
        answer.is_ok().hides(token);
    }
    app.post(&link, &[]).await.hides(token);
    assert!(app.all_rows().iter().all(|row| !row.contains(token)));
}

#[actix_web::test]
async fn the_page_after_it_is_the_profile_for_who_is_signed_in() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_for(&sofia, &server, NEW).await;
    let path = link.strip_prefix("/northwind").unwrap();
    sofia
        .post(path, &[])
        .await
        .leads_to("/northwind/profile?notice=email-changed");
}
