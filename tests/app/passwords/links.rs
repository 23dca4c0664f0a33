//! What a link is good for, and for how long.

use super::*;

#[actix_web::test]
async fn looking_at_a_link_changes_nothing() {
    let (_server, app, link) = asked().await;
    for method in [reqwest::Method::GET, reqwest::Method::HEAD] {
        for _ in 0..3 {
            let answer = Answer::to(app.client.request(method.clone(), app.url(&link))).await;
            answer.is_ok();
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            assert_eq!(answer.header("x-robots-tag"), "noindex");
        }
    }
    Answer::to(app.client.request(reqwest::Method::OPTIONS, app.url(&link))).await;
    set(&app, &link, NEW).await.has_status(303);
}

#[actix_web::test]
async fn fifty_that_submit_at_once_set_one_password() {
    let (_server, app, link) = asked().await;
    let tries = (0..50).map(|number| {
        let (app, link) = (&app, &link);
        async move { set(app, link, &format!("{NEW}-{number}")).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let count = |status: u16| {
        answers
            .iter()
            .filter(|it| it.status.as_u16() == status)
            .count()
    };
    assert_eq!((count(303), count(410)), (1, 49), "{answers:?}");
}

#[actix_web::test]
async fn of_two_links_the_newest_works() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    let first = link_for_maja(&app, &server).await;
    let second = link_for_maja(&app, &server).await;
    app.get(&first)
        .await
        .has_status(410)
        .shows("A newer link was sent");
    set(&app, &first, NEW).await.has_status(410);
    set(&app, &second, NEW).await.has_status(303);
}

#[actix_web::test]
async fn after_an_hour_a_link_says_that_it_expired_and_offers_another() {
    let (_server, app, link) = asked().await;
    app.clock.advance(TimeDelta::minutes(61));
    app.get(&link)
        .await
        .has_status(410)
        .shows("This link has expired")
        .shows(FORGOT);
    set(&app, &link, NEW).await.has_status(410);
}

#[actix_web::test]
async fn who_is_no_longer_active_cant_use_a_link_and_gets_none() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let link = link_for_maja(&app, &server).await;
    for status in ["inactive", "pending"] {
        workspace.set_status(workspace.owner, status);
        app.get(&link)
            .await
            .has_status(410)
            .shows("no longer works");
        set(&app, &link, NEW).await.has_status(410);
        ask(&app, "maja@northwind.example").await.leads_to(SENT);
        app.send_mails().await;
    }
    assert_eq!(states(&app), ["sent", "skipped", "skipped"]);
    assert!(!opens(&app, workspace.owner, NEW).await);
}

#[actix_web::test]
async fn a_link_that_never_was_reads_the_same_wherever_it_is_tried() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    app.workspace("southwind").await;
    let real = link_for_maja(&app, &server).await;
    let elsewhere = real.replace("/northwind/", "/southwind/");
    let made_up = format!(
        "/northwind/password/reset/{}",
        SecretToken::random().encode()
    );
    let nowhere = made_up.replace("northwind", "nosuchplace");
    let odd = format!("/northwind/password/reset/{}", "a".repeat(300));
    let invalid = app.get(&made_up).await;
    invalid
        .is_not_found()
        .shows("This link isn&#39;t valid".replace("&#39;", "'").as_str());
    invalid.hides("Northwind");
    for link in [
        elsewhere,
        nowhere,
        odd,
        "/northwind/password/reset/x".to_owned(),
    ] {
        let answer = app.get(&link).await;
        assert_eq!(
            (answer.status, &answer.body),
            (invalid.status, &invalid.body),
            "{link}"
        );
        set(&app, &link, NEW).await.is_not_found();
    }
}

#[actix_web::test]
async fn a_repeated_mail_carries_the_same_link_and_it_works() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    server.behave(Behaviour::DropsAfterData);
    ask(&app, "maja@northwind.example").await;
    app.send_mails().await;
    server.behave(Behaviour::Accepts);
    app.clock.advance(TimeDelta::minutes(1));
    app.send_mails().await;
    let mails = server.wait_for(2).await;
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(link_in(&mails[0]), link_in(&mails[1]));
    set(&app, &link_in(&mails[0]), NEW).await.has_status(303);
}

#[actix_web::test]
async fn a_mail_server_that_was_away_for_an_hour_costs_nobody_their_link() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    server.behave(Behaviour::TemporaryFailure);
    ask(&app, "maja@northwind.example").await;
    for _ in 0..60 {
        app.send_mails().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    server.behave(Behaviour::Accepts);
    app.clock.advance(TimeDelta::minutes(20));
    app.send_mails().await;
    let link = link_in(&server.mail_to("maja@northwind.example").await);
    app.clock.advance(TimeDelta::minutes(55));
    set(&app, &link, NEW).await.has_status(303);
}

#[actix_web::test]
async fn a_link_made_with_the_key_before_still_works() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    server.behave(Behaviour::DropsAfterData);
    ask(&app, "maja@northwind.example").await;
    app.send_mails().await;
    server.behave(Behaviour::Accepts);
    let mut rotated = app.services.clone();
    rotated.keys = keys("6", Some("5"));
    app.clock.advance(TimeDelta::minutes(1));
    muster::app::mail_worker(&rotated).send_due().await.unwrap();
    let mails = server.wait_for(2).await;
    assert_eq!(link_in(&mails[0]), link_in(&mails[1]));
    set(&app, &link_in(&mails[1]), NEW).await.has_status(303);
}
