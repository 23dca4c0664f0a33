//! Who asks for whose address, and what they are told.

use chrono::TimeDelta;
use muster::access::{BuiltinRole, Permission};

use super::*;
use crate::support::{Invite, PASSWORD};

#[actix_web::test]
async fn somebody_changes_their_own_address_by_the_link_that_went_to_it() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    sofia
        .get("/profile/email")
        .await
        .is_ok()
        .shows("Now it is sofia@northwind.example.");
    asks(&sofia, NEW)
        .await
        .leads_to("/northwind/profile?notice=email-asked");
    app.send_mails().await;
    let mail = server.mail_to(NEW).await;
    let link = link_in(&mail);
    assert_eq!(address_of(&app, sofia.id), OLD);
    sofia
        .get("/profile")
        .await
        .shows(NEW)
        .shows("waits to be confirmed")
        .shows("Never mind");
    app.get(&link)
        .await
        .is_ok()
        .shows("Sofia Duarte")
        .shows(NEW)
        .hides(OLD);
    assert_eq!(address_of(&app, sofia.id), OLD);
    server.forget_mails();
    app.post(&link, &[])
        .await
        .leads_to("/northwind/login?notice=email-changed");
    assert_eq!(address_of(&app, sofia.id), NEW);
    let told = &entries(&app, "user.email_changed")[0];
    assert_eq!(told["email"]["before"], OLD);
    assert_eq!(told["email"]["after"], NEW);
    assert_eq!(told["target_name"], "Sofia Duarte");
    app.send_mails().await;
    let notice = server.mail_to(OLD).await;
    assert!(notice.subject.contains("was changed"), "{notice:?}");
    assert!(!notice.text.unwrap().contains(NEW));
    sofia
        .get("/profile")
        .await
        .is_ok()
        .shows(NEW)
        .hides("waits to be confirmed");
    app.visitor()
        .tries(NEW, PASSWORD)
        .await
        .leads_to("/northwind");
    app.visitor().tries(OLD, PASSWORD).await.is_a_mistake();
}

#[actix_web::test]
async fn an_admin_asks_for_somebody_sends_it_again_and_calls_it_off() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let page = format!("/settings/users/{sofia}");
    let own = format!("/northwind{page}?notice=");
    maja.get(&of(sofia)).await.is_ok().shows("Sofia Duarte");
    maja.post(&of(sofia), &[("email", NEW)])
        .await
        .leads_to(&format!("{own}email-asked"));
    app.send_mails().await;
    let first = link_in(&server.mail_to(NEW).await);
    maja.get(&page).await.shows(NEW).shows("Send again");
    server.forget_mails();
    maja.post(&format!("{}/resend", of(sofia)), &[])
        .await
        .leads_to(&format!("{own}email-asked"));
    app.send_mails().await;
    let second = link_in(&server.mail_to(NEW).await);
    app.get(&first)
        .await
        .has_status(410)
        .shows("A newer link was sent");
    app.get(&second).await.is_ok();
    for _ in 0..2 {
        maja.post(&format!("{}/withdraw", of(sofia)), &[])
            .await
            .leads_to(&format!("{own}email-kept"));
    }
    assert_eq!(entries(&app, "user.email_withdrawn").len(), 1);
    assert_eq!(entries(&app, "user.email_asked").len(), 2);
    app.post(&second, &[])
        .await
        .has_status(410)
        .shows("This link no longer works");
    maja.get(&page).await.hides(NEW);
    maja.post(&format!("{}/resend", of(sofia)), &[])
        .await
        .has_status(409)
        .shows("No change of address is waiting");
    assert_eq!(address_of(&app, sofia), OLD);
}

#[actix_web::test]
async fn a_password_that_was_typed_long_ago_is_asked_for_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    app.clock.advance(TimeDelta::minutes(11));
    for path in ["/profile/email".to_owned(), of(sofia)] {
        maja.post(&path, &[("email", NEW)])
            .await
            .is_a_mistake()
            .shows("name=\"current_password\"")
            .shows(&format!("value=\"{NEW}\""));
    }
    let form = |password| [("email", NEW), ("current_password", password)];
    maja.post(&of(sofia), &form("wrong-password"))
        .await
        .is_a_mistake()
        .shows("This isn't your current password.");
    assert!(entries(&app, "user.email_asked").is_empty());
    maja.post(&of(sofia), &form(PASSWORD)).await.has_status(303);
}

#[actix_web::test]
async fn an_address_that_is_taken_is_told_to_who_sees_everybody_and_to_nobody_else() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let taken = "Somebody else here has this address.";
    for address in [MAJA, "MAJA@Northwind.example"] {
        maja.post(&of(sofia.id), &[("email", address)])
            .await
            .is_a_mistake()
            .shows(taken);
    }
    maja.post("/profile/email", &[("email", OLD)])
        .await
        .is_a_mistake()
        .shows(taken);
    // Who may not see everybody is answered as for a free one, and nothing is sent.
    let free = asks(&sofia, "free@northwind.example").await;
    let of_free = sofia.get("/profile").await;
    let told = asks(&sofia, MAJA).await;
    assert_eq!(free.header("location"), told.header("location"));
    assert_eq!(free.body, told.body);
    let of_taken = sofia.get("/profile").await;
    let waiting = |page: &Answer, email: &str| {
        let (_, rest) = page.body.split_once("waits to be confirmed").unwrap();
        assert!(page.body.contains(&format!("<strong>{email}</strong>")));
        rest.split_once("</p>").unwrap().1.len()
    };
    assert_eq!(
        waiting(&of_free, "free@northwind.example"),
        waiting(&of_taken, MAJA)
    );
    app.send_mails().await;
    assert!(
        server
            .mails()
            .iter()
            .all(|mail| !mail.to.contains(&MAJA.to_owned()))
    );
    maja.post(&of(sofia.id), &[("email", OLD)])
        .await
        .is_a_mistake()
        .shows("That is the address already.");
}

#[actix_web::test]
async fn another_spelling_of_the_same_address_is_a_change() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let spelled = "Sofia@northwind.example";
    asks(&sofia, spelled).await.has_status(303);
    app.send_mails().await;
    let link = link_in(&server.mail_to(spelled).await);
    app.post(&link, &[]).await.has_status(303);
    assert_eq!(address_of(&app, sofia.id), spelled);
}

#[actix_web::test]
async fn nobody_asks_for_who_holds_more_or_isnt_here() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("contoso").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    amina
        .get(&of(workspace.owner))
        .await
        .is_ok()
        .shows("They hold more than you do.")
        .hides("name=\"email\"");
    for path in ["", "/resend", "/withdraw"] {
        let path = format!("{}{path}", of(workspace.owner));
        amina
            .post(&path, &[("email", "x@northwind.example")])
            .await
            .is_forbidden();
    }
    let refused = entries(&app, "access.refused");
    assert_eq!(refused[0]["tried"], "change_email");
    for user in [elsewhere.owner, UserId::new()] {
        for path in ["", "/resend", "/withdraw"] {
            maja.post(&format!("{}{path}", of(user)), &[("email", NEW)])
                .await
                .is_not_found();
        }
        maja.get(&of(user)).await.is_not_found();
    }
    let invited = workspace.invite(&Invite::default()).await.user;
    workspace.set_status(sofia, "inactive");
    for (user, why) in [
        (
            invited,
            "Cancel the invitation and invite the right address",
        ),
        (sofia, "is deactivated"),
    ] {
        maja.get(&of(user)).await.has_status(409).shows(why);
        maja.post(&of(user), &[("email", NEW)])
            .await
            .has_status(409)
            .shows(why);
    }
    let reader = workspace.custom_role(&[Permission::ReadUsers]);
    let jonas = workspace.person_with_role("Jonas Weber", reader).await;
    jonas
        .post(&of(sofia), &[("email", NEW)])
        .await
        .is_forbidden();
    assert!(entries(&app, "user.email_asked").is_empty());
}

#[actix_web::test]
async fn no_address_is_none_and_too_many_are_too_many() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    for email in ["", "sofia", "sofia@", "a@b@c.example"] {
        asks(&sofia, email).await.is_a_mistake();
    }
    for number in 0..5 {
        asks(&sofia, &format!("sofia{number}@northwind.example"))
            .await
            .has_status(303);
    }
    let answer = asks(&sofia, NEW).await;
    answer.has_status(429);
    assert!(!answer.header("retry-after").is_empty());
    app.clock.advance(TimeDelta::minutes(61));
    let again = [("email", NEW), ("current_password", PASSWORD)];
    sofia.post("/profile/email", &again).await.has_status(303);
}
