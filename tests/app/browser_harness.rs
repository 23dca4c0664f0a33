//! The browser harness, tried on pages that are right and on pages that are wrong: a check that
//! can't fail would be worse than none.

mod ending;
mod judging;
mod sharing;
mod site;

use std::{
    net::TcpListener,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use site::site;
use thirtyfour::Key;
use tokio::time::timeout;

use crate::support::browser::Browser;

/// What a step says when it fails, which it must.
async fn panic_of<T>(step: impl Future<Output = T>) -> String {
    let Err(payload) = AssertUnwindSafe(step).catch_unwind().await else {
        panic!("the step didn't fail")
    };
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap()
}

#[tokio::test]
async fn a_person_clicks_types_and_tabs() {
    let Some(browser) = Browser::for_test().base(site()).await else {
        return;
    };
    browser.goto("/good").await;
    browser.sees("Good").await;
    assert!(!browser.text().await.contains("without scripts"));
    browser.click("Say it").await;
    browser.sees("said").await;

    browser.fill("Full name", "Zoë 🎉").await;
    assert_eq!(browser.focused_text().await, "Full name *");
    browser.tab().await;
    assert_eq!(browser.focused_text().await, "Role");
    browser.choose("Role", "Admin").await;
    browser.tick("Beta access").await;
    browser.tick("Beta access").await;
    browser.click("Save").await;
    assert_eq!(
        browser.path().await,
        "/next?name=Zo%C3%AB+%F0%9F%8E%89&role=Admin&beta=on"
    );
    assert_eq!(browser.focused_text().await, "");

    browser.goto("/good").await;
    browser.tab().await;
    assert_eq!(browser.focused_text().await, "Next page");
    browser.press(Key::Enter).await;
    browser.arrives_at("/next?from=good").await;
    let said = panic_of(browser.arrives_at("/next")).await;
    assert!(said.contains("/next?from=good isn't /next"), "{said}");
    assert_eq!(browser.console_errors().await, [""; 0]);
    browser.close().await;
}

#[tokio::test]
async fn a_click_that_a_script_keeps_on_its_page_is_not_waited_for() {
    let Some(browser) = Browser::for_test().base(site()).await else {
        return;
    };
    browser.goto("/kept").await;
    for name in ["Send", "Elsewhere", "Further down", "Incomplete"] {
        let start = Instant::now();
        browser.click(name).await;
        assert!(start.elapsed() < Duration::from_secs(2), "{name}");
        assert!(browser.path().await.starts_with("/kept"));
    }
    browser.sees("kept submit, kept click").await;
    browser.close().await;
}

#[tokio::test]
async fn waiting_is_as_long_as_it_takes() {
    let Some(browser) = Browser::for_test().base(site()).await else {
        return;
    };
    browser.goto("/late").await;
    assert!(!browser.text().await.contains("late but there"));
    let start = Instant::now();
    browser.sees("late   but there").await;
    assert!(start.elapsed() < Duration::from_secs(2));
    browser.close().await;
}

#[tokio::test]
async fn what_is_not_there_or_not_within_reach_is_not_found() {
    let Some(browser) = Browser::for_test().base(site()).impatient().await else {
        return;
    };
    browser.goto("/rows").await;
    let said = panic_of(browser.sees("Never said")).await;
    assert!(
        said.contains("“Never said” isn't there") && said.contains("Resend"),
        "{said}"
    );
    let said = panic_of(browser.click("Unseen")).await;
    assert!(
        said.contains("nothing within reach is called “Unseen”"),
        "{said}"
    );
    let said = panic_of(browser.click("Never")).await;
    assert!(
        said.contains("nothing within reach is called “Never”"),
        "{said}"
    );
    let said = panic_of(browser.click("Resend")).await;
    assert!(said.contains("2 things are called “Resend”"), "{said}");
    let said = panic_of(browser.fill("Short", "too long")).await;
    assert!(
        said.contains("“Short” took \"too long\" as \"too\""),
        "{said}"
    );
    browser.click_in("#b", "Resend").await;
    browser.sees("Good").await;
    let said = panic_of(browser.choose("Role", "Owner")).await;
    assert!(said.contains("“Owner” can't be chosen in “Role”"), "{said}");

    browser.goto("/dialog").await;
    browser.click("Ask").await;
    let said = panic_of(browser.click("Away")).await;
    assert!(
        said.contains("nothing within reach is called “Away”"),
        "{said}"
    );
    browser.click("Yes").await;
    browser.click("Away").await;
    assert_eq!(browser.path().await, "/next");
    let nowhere = browser.beside().base("http://127.0.0.1:9").await.unwrap();
    let said = panic_of(nowhere.goto("/")).await;
    assert!(said.contains("no page has loaded"), "{said}");
    for said in [
        panic_of(nowhere.text()).await,
        panic_of(nowhere.path()).await,
        panic_of(nowhere.axe()).await,
    ] {
        assert!(
            said.contains("main element") || said.contains("no page has loaded"),
            "{said}"
        );
    }
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let nobody = browser
        .beside()
        .base(format!("http://{closed}"))
        .await
        .unwrap();
    let said = panic_of(nobody.goto("/")).await;
    assert!(said.contains("ERR_CONNECTION_REFUSED"), "{said}");
    nobody.close().await;
    nowhere.close().await;
    let said = panic_of(browser.goto("next")).await;
    assert!(said.contains("is a path"), "{said}");
    browser.close().await;
}

#[tokio::test]
async fn without_javascript_a_page_still_works_and_axe_is_refused() {
    let Some(browser) = Browser::for_test().base(site()).without_javascript().await else {
        return;
    };
    browser.goto("/good").await;
    browser.sees("Works without scripts.").await;
    browser.click("Say it").await;
    assert!(!browser.text().await.contains("said"));
    browser.fill("Full name", "Maja").await;
    browser.click("Save").await;
    assert_eq!(browser.path().await, "/next?name=Maja&role=Agent");
    let said = panic_of(browser.axe()).await;
    assert!(
        said.contains("axe needs a browser with JavaScript"),
        "{said}"
    );
    browser.close().await;
}

#[tokio::test]
async fn a_cookie_signs_in_before_the_first_page() {
    let base = site();
    let Some(ada) = Browser::for_test().base(&base).await else {
        return;
    };
    let bob = ada.beside().await.unwrap();
    ada.sign_in_with("session", "abc%2Bd=").await;
    bob.sign_in_with("session", "bob").await;
    ada.goto("/good").await;
    bob.goto("/good").await;
    ada.sees("Cookie: session=abc%2Bd=").await;
    bob.sees("Cookie: session=bob").await;
    assert_eq!(
        ada.script::<String>("return document.cookie;", vec![])
            .await,
        ""
    );
    let said = panic_of(bob.sign_in_with("session", "a;b")).await;
    assert!(said.contains("cookie"), "{said}");
    bob.close().await;
    ada.close().await;
}

#[tokio::test]
async fn a_test_waits_while_all_browsers_are_taken() {
    let others = Browser::all_but_one_seat().await;
    let Some(first) = Browser::for_test().await else {
        return;
    };
    let beside = first.beside().await.unwrap();
    // One that is running already would be there in a moment.
    first.beside().await.unwrap().close().await;
    assert!(waits_for_a_seat().await);
    first.close().await;
    assert!(waits_for_a_seat().await, "`beside` keeps the seat");
    beside.close().await;
    Browser::for_test().await.unwrap().close().await;
    drop(others);
}

async fn waits_for_a_seat() -> bool {
    let opening = timeout(Duration::from_secs(1), Browser::for_test());
    opening.await.is_err()
}
