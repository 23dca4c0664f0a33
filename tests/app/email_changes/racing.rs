//! Two at the same moment.

use futures_util::future::join_all;
use muster::access::BuiltinRole;

use super::*;

fn count(answers: &[Answer], status: u16) -> usize {
    let fits = answers.iter().filter(|it| it.status.as_u16() == status);
    fits.count()
}

#[actix_web::test]
async fn a_link_that_is_opened_many_times_at_once_changes_the_address_once() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_for(&sofia, &server, NEW).await;
    let tries = (0..20).map(|number| {
        let app = if number % 2 == 0 { &app } else { &other };
        app.post(&link, &[])
    });
    let answers = join_all(tries).await;
    assert_eq!(
        (count(&answers, 303), count(&answers, 410)),
        (1, 19),
        "{answers:?}"
    );
    assert_eq!(entries(&app, "user.email_changed").len(), 1);
    assert_eq!(address_of(&app, sofia.id), NEW);
}

#[actix_web::test]
async fn of_two_who_confirm_the_same_address_at_once_one_has_it() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let jonas = workspace.person("Jonas Weber", BuiltinRole::Agent).await;
    for round in 0..10 {
        let wanted = format!("desk{round}@northwind.example");
        let one = link_for(&sofia, &server, &wanted).await;
        let two = link_for(&jonas, &server, &wanted).await;
        let answers = join_all([app.post(&one, &[]), other.post(&two, &[])]).await;
        assert_eq!(
            (count(&answers, 303), count(&answers, 409)),
            (1, 1),
            "{answers:?}"
        );
        let refused = answers.iter().find(|it| it.status == 409).unwrap();
        refused.shows("This address is in use").hides("Sofia");
        let now = [address_of(&app, sofia.id), address_of(&app, jonas.id)];
        assert_eq!(now.iter().filter(|it| **it == wanted).count(), 1);
        // Only so many are mailed in an hour.
        app.clock.advance(chrono::TimeDelta::minutes(15));
        diesel::sql_query("UPDATE sessions SET password_at = password_at + interval '15 minutes'")
            .execute(&mut app.database.connection())
            .unwrap();
    }
}

#[actix_web::test]
async fn an_address_that_was_taken_meanwhile_changes_nothing_and_leaves_the_link_good() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let link = link_for(&sofia, &server, NEW).await;
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let form = [("emails", NEW), ("role", &agent)];
    maja.post("/settings/invitations", &form)
        .await
        .has_status(303);
    app.get(&link).await.is_ok();
    app.post(&link, &[])
        .await
        .has_status(409)
        .shows("This address is in use");
    assert_eq!(address_of(&app, sofia.id), OLD);
    assert!(entries(&app, "user.email_changed").is_empty());
    diesel::sql_query("UPDATE users SET email = 'x@y.example', email_key = 'x@y.example' WHERE status = 'pending'")
        .execute(&mut app.database.connection())
        .unwrap();
    app.post(&link, &[]).await.has_status(303);
    assert_eq!(address_of(&app, sofia.id), NEW);
}
