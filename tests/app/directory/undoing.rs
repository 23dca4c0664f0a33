//! The Undo that a page offers right after a change, which travels in a cookie.

use muster::access::BuiltinRole;
use muster::types::UserId;
use reqwest::Method;

use crate::support::{Answer, Person, Setup, TestApp, Workspace};

const AFTERWARDS: &str = "/northwind/settings/users?notice=roles-changed";

/// The cookie that comes with a change of somebody's roles.
async fn after_a_change(by: &Person<'_>, workspace: &Workspace<'_>, whom: UserId) -> String {
    let [agent, admin] =
        [BuiltinRole::Agent, BuiltinRole::Admin].map(|role| workspace.role(role).to_string());
    let form = [("role", &*admin), ("had", &*agent)];
    let path = format!("/settings/users/{whom}/roles");
    let saved = by.post(&path, &form).await;
    saved.has_status(303);
    saved.header("set-cookie").to_owned()
}

async fn page_with(by: &Person<'_>, cookie: &str) -> Answer {
    let own = by.cookie().stripped().to_string();
    let request = by.request(Method::GET, AFTERWARDS);
    let answer = Answer::to(request.header("cookie", format!("{own}; {cookie}"))).await;
    answer.is_ok().shows("The roles are changed.");
    answer
}

#[actix_web::test]
async fn a_cookie_that_was_altered_or_made_up_offers_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let cookie = after_a_change(&maja, &workspace, ana).await;
    let (pair, _) = cookie.split_once(';').unwrap();
    page_with(&maja, pair).await.shows(">Undo<");
    let (name, value) = pair.split_once('=').unwrap();
    let cut = value.len() - 1;
    let last = if value.ends_with('A') { 'B' } else { 'A' };
    // `action=/northwind/settings/users/{ana}/delete`, as it once was.
    let made_up = "YWN0aW9uPS9ub3J0aHdpbmQvc2V0dGluZ3MvdXNlcnM";
    for forged in [
        format!("{name}={}{last}", &value[..cut]),
        format!("{name}=A{value}"),
        format!("{name}={made_up}"),
        format!("undo={made_up}"),
        format!("{name}={}", maja.cookie().value()),
        format!("{name}="),
    ] {
        page_with(&maja, &forged).await.hides(">Undo<");
    }
}

#[actix_web::test]
async fn it_is_offered_to_the_session_that_did_it_alone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let cookie = after_a_change(&maja, &workspace, ana).await;
    let (pair, _) = cookie.split_once(';').unwrap();
    page_with(&maja, pair).await.shows(">Undo<");
    let elsewhere = workspace.sign_in(maja.id).await;
    page_with(&elsewhere, pair).await.hides(">Undo<");
}

#[actix_web::test]
async fn its_flags_fit_the_address() {
    for (base_url, prefix, secure) in [
        (None, "muster-undo=", false),
        (Some("https://muster.example"), "__Host-muster-undo=", true),
    ] {
        let app = TestApp::start_with(Setup {
            base_url,
            ..Setup::default()
        });
        let workspace = app.workspace("northwind").await;
        let maja = workspace.maja().await;
        let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
        let cookie = after_a_change(&maja, &workspace, ana).await;
        assert!(cookie.starts_with(prefix), "{cookie}");
        assert!(cookie.contains("; HttpOnly; SameSite=Strict;"), "{cookie}");
        assert!(cookie.contains("Path=/;"), "{cookie}");
        assert!(cookie.contains("Max-Age=15"), "{cookie}");
        assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[actix_web::test]
async fn a_change_that_cant_be_taken_back_ends_the_offer_of_the_one_before() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bob = workspace.member("Bob Marsh", BuiltinRole::Agent).await;
    assert!(
        !after_a_change(&maja, &workspace, ana)
            .await
            .contains("Max-Age=0")
    );
    // Without what he had, so that there is nothing to give back.
    let admin = workspace.role(BuiltinRole::Admin).to_string();
    let saved = maja
        .post(&format!("/settings/users/{bob}/roles"), &[("role", &admin)])
        .await;
    assert!(
        saved.header("set-cookie").contains("Max-Age=0"),
        "{saved:?}"
    );
}
