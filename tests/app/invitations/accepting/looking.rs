//! Six kinds of link, and that looking at one changes nothing.

use chrono::TimeDelta;
use diesel::sql_query;
use reqwest::Method;

use super::*;

const SCANNERS: [&str; 5] = [
    "Mozilla/5.0 (compatible; Microsoft Outlook SafeLinks)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Barracuda Sentinel (EE)",
    "Mimecast URL Protect",
    "facebookexternalhit/1.1",
];

async fn storm(app: &TestApp, link: &str) {
    let url = app.url(link);
    for scanner in SCANNERS {
        let request = |method: Method| {
            let request = app.client.request(method, &url);
            request.header("User-Agent", scanner)
        };
        for method in [
            Method::GET,
            Method::HEAD,
            Method::OPTIONS,
            Method::PUT,
            Method::DELETE,
        ] {
            Answer::to(request(method)).await;
        }
        let odd = [
            request(Method::GET).header("Range", "bytes=0-99"),
            request(Method::GET).header("If-None-Match", "*"),
            request(Method::GET).header("Purpose", "prefetch"),
            request(Method::GET)
                .header("HX-Request", "true")
                .header("HX-Request-Type", "partial"),
            request(Method::POST),
            request(Method::POST).body("{}"),
            request(Method::POST).header("Content-Type", "application/x-www-form-urlencoded"),
            app.client.get(format!("{url}?notice=welcome&first_name=x")),
            app.client.get(format!("{url}/renew")),
            app.client.head(format!("{url}/renew")),
        ];
        for request in odd {
            let answer = Answer::to(request).await;
            assert!(!answer.status.is_server_error(), "{answer:?}");
            assert_ne!(answer.status, 303, "{answer:?}");
        }
    }
}

#[actix_web::test]
async fn looking_at_a_link_changes_no_row_of_any_table() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let erik = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    let invited = workspace.nora().await;
    let before = app.all_rows();
    storm(&app, invited.link).await;
    let page = Answer::to(erik.request(Method::GET, invited.link)).await;
    page.is_ok().shows("You are signed in as Erik Windahl");
    assert_eq!(app.all_rows(), before);
    accept(&app, &invited).await.leads_to(HOME);
    assert_ne!(app.all_rows(), before);
}

/// Whatever it says, nobody keeps it, passes it on or finds it.
fn is_unlisted(answer: &Answer) {
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
}

/// On GET and on POST.
async fn says(app: &TestApp, link: &str, status: u16, words: &str) -> Answer {
    let page = app.get(link).await;
    page.has_status(status).shows(words);
    is_unlisted(&page);
    let posted = app.post(link, &FORM).await;
    posted.has_status(status).shows(words);
    is_unlisted(&posted);
    assert_eq!(page.body, posted.body);
    page
}

#[actix_web::test]
async fn a_live_link_is_for_nobodys_list() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    is_unlisted(app.get(invited.link).await.is_ok());
    is_unlisted(app.post(invited.link, &[]).await.is_a_mistake());
}

#[actix_web::test]
async fn an_expired_link_says_until_when_it_worked_and_offers_another() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    app.clock
        .advance(TimeDelta::days(7) - TimeDelta::minutes(1));
    app.get(invited.link).await.is_ok();
    app.clock.advance(TimeDelta::minutes(1));
    let page = says(&app, invited.link, 410, "This invitation has expired").await;
    page.shows("It was valid until ")
        .shows(" UTC. We can send a fresh link")
        .shows("Email me a new link")
        .shows(&format!("action=\"{}/renew\"", invited.link))
        .shows("resend it from Settings, Users, Pending invites");
    assert!(workspace.is_waiting(&invited));
}

#[actix_web::test]
async fn a_replaced_link_points_to_the_newest_email() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let newer = workspace.new_link(invited.id).await;
    for _ in 0..2 {
        says(&app, invited.link, 410, "A newer invitation was sent")
            .await
            .shows("Email me a new link");
        // Also once the newer one has expired.
        app.clock.advance(TimeDelta::days(8));
    }
    says(&app, newer, 410, "This invitation has expired").await;
}

#[actix_web::test]
async fn a_cancelled_link_says_whom_to_ask() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let older = invited.link;
    let newest = workspace.new_link(invited.id).await;
    sql_query("UPDATE invitations SET status = 'cancelled', cancelled_at = now(), user_id = NULL")
        .execute(&mut app.database.connection())
        .unwrap();
    for link in [&older, &newest] {
        says(&app, link, 410, "This invitation was cancelled")
            .await
            .shows("contact an admin of Northwind Support")
            .hides("Email me a new link");
        app.clock.advance(TimeDelta::days(8));
    }
}

#[actix_web::test]
async fn a_used_link_leads_to_the_sign_in_for_good() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let older = invited.link;
    let newest = workspace.new_link(invited.id).await;
    app.post(newest, &FORM).await.leads_to(HOME);
    for link in [&older, &newest] {
        says(&app, link, 410, "Already used")
            .await
            .shows("href=\"/northwind/login\"")
            .shows("href=\"/northwind/password/forgot\"");
        app.clock.advance(TimeDelta::days(8));
    }
    assert_eq!(workspace.audited("invitation.accepted", &invited), 1);
}

#[actix_web::test]
async fn a_link_that_never_was_reads_the_same_whatever_is_wrong_with_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    app.workspace("southwind").await;
    let invited = workspace.nora().await;
    let token = invited.token();
    let made_up = SecretToken::random().encode();
    let first = says(
        &app,
        &format!("/northwind/invitation/{made_up}"),
        404,
        "This link isn't valid",
    )
    .await;
    first.hides("Northwind");
    for odd in [
        format!("/southwind/invitation/{token}"),
        format!("/nosuchplace/invitation/{token}"),
        format!("/NO-place/invitation/{token}"),
        format!("/nosuchplace/invitation/{made_up}"),
        "/northwind/invitation/x".to_owned(),
        format!("/northwind/invitation/{token}x"),
        format!("/northwind/invitation/{}", "a".repeat(300)),
        format!("/northwind/invitation/{token}%3D"),
        "/northwind/invitation/%00".to_owned(),
        "/northwind/invitation/%FF".to_owned(),
    ] {
        let page = says(&app, &odd, 404, "This link isn't valid").await;
        assert_eq!(page.body, first.body, "{odd}");
    }
    // One kind's token never works as another kind's.
    app.get(&format!("/northwind/password/reset/{token}"))
        .await
        .is_not_found();
    assert!(workspace.is_waiting(&invited));
}

#[actix_web::test]
async fn the_end_is_told_in_the_workspaces_time() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    for change in [
        "UPDATE workspaces SET time_zone = 'Europe/Berlin'",
        "UPDATE invitations SET expires_at = '2100-11-27 08:14:00+00'",
    ] {
        sql_query(change)
            .execute(&mut app.database.connection())
            .unwrap();
    }
    app.get(invited.link)
        .await
        .shows("This invitation expires on Saturday 27 November 2100, 09:14 CET.");
}
