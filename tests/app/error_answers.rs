//! Failures as people, pages and programs see them, and the headers that every answer carries.

use muster::access::BuiltinRole;
use reqwest::Method;

use crate::support::{Answer, Setup, TestApp};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[actix_web::test]
async fn a_missing_page_is_a_page_a_toast_or_a_problem_by_what_was_asked_for() {
    let app = TestApp::start();
    let page = app.get("/no/such/page").await;
    page.is_not_found()
        .shows("<!DOCTYPE html>")
        .shows("There is nothing here");
    page.hides("404").hides("Reference");
    let toast = Answer::to(
        app.client
            .get(app.url("/no/such/page"))
            .header("HX-Request", "true")
            .header("HX-Request-Type", "partial"),
    )
    .await;
    toast
        .is_not_found()
        .shows("hx-partial")
        .hides("<!DOCTYPE html>");
    let full = Answer::to(
        app.client
            .get(app.url("/no/such/page"))
            .header("HX-Request", "true")
            .header("HX-Request-Type", "full"),
    )
    .await;
    full.is_not_found().shows("<!DOCTYPE html>");
    let problem = app.get("/api/no-such-call").await;
    problem.is_not_found();
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&problem.body).unwrap();
    assert_eq!(
        (&problem["code"], &problem["status"]),
        (&"not_found".into(), &404.into())
    );
}

#[actix_web::test]
async fn every_kind_of_answer_carries_the_headers_that_protect_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let cross_site = ana
        .request(Method::POST, "/northwind/profile")
        .header("Sec-Fetch-Site", "cross-site");
    let answers = [
        app.get("/health/live").await,
        app.get("/metrics").await,
        app.get("/").await,
        app.get("/setup").await,
        app.get("/nope").await,
        app.get("/api/nope").await,
        app.get("/northwind").await,
        app.post("/", &[]).await,
        ana.get("/profile").await,
        ana.get("/settings/users").await,
        ana.post("/profile", &[("full_name", "")]).await,
        Answer::to(cross_site).await,
    ];
    for answer in &answers {
        assert_eq!(answer.header("content-security-policy"), POLICY);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(
            answer
                .header("vary")
                .contains("HX-Request, HX-Request-Type"),
            "{answer:?}"
        );
        assert_eq!(answer.header("strict-transport-security"), "");
    }
    let statuses: Vec<u16> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!(
        statuses,
        [200, 200, 303, 404, 404, 404, 303, 405, 200, 403, 422, 403]
    );
}

#[actix_web::test]
async fn behind_https_browsers_are_told_to_stay_there_and_the_cookie_is_secure() {
    let base_url = Some("https://muster.example");
    let app = TestApp::start_with(Setup {
        base_url,
        ..Setup::default()
    });
    let maja = app.workspace("northwind").await.maja().await;
    let page = maja.get("/profile").await;
    page.is_ok();
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
    let out = maja.post("/logout", &[]).await;
    let cookie = out.header("set-cookie");
    assert!(cookie.starts_with("__Host-muster="), "{cookie}");
    for flag in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
}

#[actix_web::test]
async fn a_form_that_another_site_sends_changes_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let own = format!("http://{}", app.address);
    let send = async |headers: &[(&str, &str)]| {
        let mut request = ana.request(Method::POST, "/northwind/profile");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::to(request.form(&[("full_name", "Mallory")]))
            .await
            .status
            .as_u16()
    };
    assert_eq!(send(&[("Sec-Fetch-Site", "cross-site")]).await, 403);
    assert_eq!(send(&[("Sec-Fetch-Site", "same-site")]).await, 403);
    assert_eq!(
        send(&[("Sec-Fetch-Site", "cross-site"), ("Origin", &own)]).await,
        403
    );
    assert_eq!(send(&[("Origin", "https://evil.example")]).await, 403);
    assert_eq!(send(&[("Origin", "null")]).await, 403);
    ana.get("/profile").await.is_ok().hides("Mallory");
    assert_eq!(send(&[("Origin", &own)]).await, 303);
    assert_eq!(send(&[("Sec-Fetch-Site", "same-origin")]).await, 303);
    assert_eq!(send(&[]).await, 303);
}

#[actix_web::test]
async fn before_the_database_is_there_pages_say_so_and_the_server_is_alive() {
    let app = TestApp::start_with(Setup {
        migrated: false,
        ..Setup::default()
    });
    app.get("/health/live").await.is_ok();
    app.get("/health/ready").await.has_status(503);
    let page = app.get("/setup").await;
    page.has_status(503).shows("Try again in a moment");
    assert_eq!(page.header("retry-after"), "2");
    app.readiness.migrated();
    app.get("/health/ready").await.is_ok();
    app.get("/setup").await.is_ok();
}

#[actix_web::test]
async fn a_server_that_is_going_to_stop_closes_its_connections() {
    let app = TestApp::start();
    assert_eq!(app.get("/setup").await.header("connection"), "");
    app.readiness.drain();
    app.get("/health/live").await.is_ok();
    app.get("/health/ready").await.has_status(503);
    let page = app.get("/setup").await;
    page.is_ok();
    assert_eq!(page.header("connection"), "close");
}

#[actix_web::test]
async fn a_method_that_a_page_doesnt_have_is_told_which_it_has() {
    let app = TestApp::start();
    let answer = app.post("/health/live", &[]).await;
    answer.has_status(405);
    assert_eq!(answer.header("allow"), "GET, HEAD");
    let answer = Answer::to(app.client.put(app.url("/northwind/profile"))).await;
    answer.has_status(405);
    assert_eq!(answer.header("allow"), "GET, HEAD, POST");
}

#[actix_web::test]
async fn a_refusal_that_cannot_be_audited_is_not_answered_as_if_it_had_been() {
    use diesel::connection::SimpleConnection;
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let mut holder = app.database.connection();
    holder
        .batch_execute("BEGIN; LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE")
        .unwrap();
    ana.get("/settings/users").await.has_status(503);
    holder.batch_execute("COMMIT").unwrap();
    ana.get("/settings/users").await.is_forbidden();
}

#[actix_web::test]
async fn made_up_methods_are_one_series_of_figures() {
    let app = TestApp::start();
    muster::health::record_metrics();
    for number in 0..20 {
        let method = Method::from_bytes(format!("MADEUP{number}").as_bytes()).unwrap();
        Answer::to(app.client.request(method, app.url("/")))
            .await
            .has_status(405);
    }
    let metrics = app.get("/metrics").await;
    metrics.is_ok().shows("method=\"other\"").hides("MADEUP");
}

#[actix_web::test]
async fn metrics_are_for_who_has_the_token() {
    use muster::health::MetricsAccess;
    use muster::types::SecretText;
    let metrics = MetricsAccess::Bearer(SecretText::new("a-long-token"));
    let app = TestApp::start_with(Setup {
        metrics,
        ..Setup::default()
    });
    app.get("/metrics").await.is_not_found();
    for (token, status) in [("a-long-token", 200), ("a-long-tokeN", 404), ("", 404)] {
        let request = app.client.get(app.url("/metrics")).bearer_auth(token);
        Answer::to(request).await.has_status(status);
    }
    let metrics = MetricsAccess::Closed;
    let app = TestApp::start_with(Setup {
        metrics,
        ..Setup::default()
    });
    app.get("/metrics").await.is_not_found();
}
