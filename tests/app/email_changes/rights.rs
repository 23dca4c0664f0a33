//! A change that waits ends with the right of whoever asked for it, and once the account is taken from
//! whoever may have had it.

use muster::access::{BuiltinRole, Permission};

use super::*;
use crate::support::PASSWORD;

#[actix_web::test]
async fn a_link_works_as_long_as_who_asked_for_it_may_change_people() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let [supervisor, agent] =
        [BuiltinRole::Supervisor, BuiltinRole::Agent].map(|role| workspace.role(role));
    let link = link_by(&amina, sofia, &server).await;
    app.get(&link).await.is_ok();
    maja.gives(amina.id, &[agent]).await.has_status(303);
    is_dead(&app, &link).await;
    maja.gives(amina.id, &[supervisor]).await.has_status(303);
    app.get(&link).await.is_ok();
    // They hold more than who asked, from now on.
    maja.gives(sofia, &[workspace.role(BuiltinRole::Admin)])
        .await
        .has_status(303);
    is_dead(&app, &link).await;
    assert_eq!(address_of(&app, sofia), OLD);
    maja.gives(sofia, &[agent]).await.has_status(303);
    app.post(&link, &[]).await.has_status(303);
    assert_eq!(address_of(&app, sofia), NEW);
}

#[actix_web::test]
async fn what_was_asked_for_oneself_needs_no_right_over_others() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Admin).await;
    let link = link_for(&sofia, &server, NEW).await;
    let agent = workspace.role(BuiltinRole::Agent);
    maja.gives(sofia.id, &[agent]).await.has_status(303);
    app.post(&link, &[]).await.has_status(303);
    assert_eq!(address_of(&app, sofia.id), NEW);
}

#[actix_web::test]
async fn a_mail_that_waits_isnt_sent_once_who_asked_may_no_longer() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let writer = workspace.custom_role(&[Permission::ReadUsers, Permission::WriteUsers]);
    let jonas = workspace.person_with_role("Jonas Weber", writer).await;
    let reader = workspace.custom_role(&[Permission::ReadUsers]);
    let idle = workspace.custom_role(&[]);
    let sofia = workspace.person_with_role("Sofia Duarte", idle).await;
    jonas
        .post(&of(sofia.id), &[("email", NEW)])
        .await
        .has_status(303);
    maja.gives(jonas.id, &[reader]).await.has_status(303);
    app.send_mails().await;
    assert!(server.mails().is_empty(), "{:?}", server.mails());
}

#[actix_web::test]
async fn what_somebody_asked_for_others_ends_when_they_leave() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_by(&amina, sofia, &server).await;
    for (what, form) in [
        ("deactivate", ("", "")),
        // Coming back brings nothing back.
        ("reactivate", ("", "")),
        ("deactivate", ("", "")),
        ("delete", ("confirm_email", "amina@northwind.example")),
    ] {
        let page = format!("/settings/users/{}/{what}", amina.id);
        maja.post(&page, &[form]).await.has_status(303);
        is_dead(&app, &link).await;
    }
    assert_eq!(address_of(&app, sofia), OLD);
}

#[actix_web::test]
async fn whoever_is_signed_out_everywhere_takes_the_account_back_by_no_address() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_for(&sofia, &server, NEW).await;
    maja.post(&format!("/settings/users/{}/sign-out", sofia.id), &[])
        .await
        .has_status(303);
    is_dead(&app, &link).await;
}

#[actix_web::test]
async fn what_was_asked_for_others_ends_once_the_account_is_taken_from_who_asked() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_by(&amina, sofia, &server).await;
    maja.post(&format!("/settings/users/{}/sign-out", amina.id), &[])
        .await
        .has_status(303);
    is_dead(&app, &link).await;
    let amina = workspace.sign_in(amina.id).await;
    let link = link_by(&amina, sofia, &server).await;
    let new = "seven-lamps-by-the-harbour";
    let form = [
        ("current_password", PASSWORD),
        ("password", new),
        ("password_confirm", new),
    ];
    amina.post("/profile/password", &form).await.has_status(303);
    is_dead(&app, &link).await;
    assert_eq!(address_of(&app, sofia), OLD);
}

#[actix_web::test]
async fn a_new_password_ends_a_change_of_address() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let new = "seven-lamps-by-the-harbour";
    let form = [
        ("current_password", PASSWORD),
        ("password", new),
        ("password_confirm", new),
    ];
    let link = link_for(&sofia, &server, NEW).await;
    sofia.post("/profile/password", &form).await.has_status(303);
    is_dead(&app, &link).await;
    let link = link_for(&sofia, &server, NEW).await;
    server.forget_mails();
    app.post("/northwind/password/forgot", &[("email", OLD)])
        .await
        .has_status(303);
    app.send_mails().await;
    let text = server.mail_to(OLD).await.text.unwrap();
    let (_, reset) = text.split_once("/password/reset/").unwrap();
    let reset = reset.split_whitespace().next().unwrap();
    app.get(&link).await.is_ok();
    app.post(
        &format!("/northwind/password/reset/{reset}"),
        &[("password", PASSWORD), ("password_confirm", PASSWORD)],
    )
    .await
    .has_status(303);
    is_dead(&app, &link).await;
}

#[actix_web::test]
async fn sending_it_again_keeps_it_on_the_right_of_who_asked_first() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    link_by(&amina, sofia, &server).await;
    server.forget_mails();
    let again = format!("{}/resend", of(sofia));
    maja.post(&again, &[]).await.has_status(303);
    app.send_mails().await;
    let text = server.mail_to(NEW).await.text.unwrap();
    let (_, link) = text.split_once("/northwind/email/").unwrap();
    let link = format!(
        "/northwind/email/{}",
        link.split_whitespace().next().unwrap()
    );
    app.get(&link).await.is_ok();
    let agent = workspace.role(BuiltinRole::Agent);
    maja.gives(amina.id, &[agent]).await.has_status(303);
    is_dead(&app, &link).await;
    // Nobody's right carries it any more.
    maja.post(&again, &[]).await;
    server.forget_mails();
    app.send_mails().await;
    assert!(server.mails().is_empty());
}
