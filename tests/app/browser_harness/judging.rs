//! What the browser says about pages: policy, errors, accessibility, width, colour.

use std::fs;

use serde_json::{Value, json};

use super::{panic_of, site::site};
use crate::support::browser::Browser;

#[tokio::test]
async fn broken_policies_and_scripts_are_reported() {
    let Some(browser) = Browser::for_test().base(site()).await else {
        return;
    };
    for path in ["/inline-script", "/inline-style"] {
        browser.goto(path).await;
        let errors = browser.console_errors().await;
        assert!(
            errors.len() == 1 && errors[0].contains("Content Security Policy"),
            "{path}: {errors:?}"
        );
    }
    browser.goto("/throws").await;
    let errors = browser.console_errors().await;
    assert!(
        errors.len() == 1 && errors[0].contains("thrown on purpose"),
        "{errors:?}"
    );
    browser.goto("/mistake").await;
    let errors = browser.console_errors().await;
    assert!(errors.len() == 1 && errors[0].contains("422"), "{errors:?}");
    browser.goto("/mistake").await;
    browser.close().await;
}

#[tokio::test]
async fn closing_fails_after_a_broken_policy_or_script() {
    for (path, why) in [
        ("/inline-script", "Content Security Policy"),
        ("/throws", "thrown on purpose"),
    ] {
        let Some(browser) = Browser::for_test().base(site()).await else {
            return;
        };
        browser.goto(path).await;
        let said = panic_of(browser.close()).await;
        assert!(said.contains(why), "{said}");
    }
}

#[tokio::test]
async fn accessible_pages_pass_and_others_do_not() {
    let Some(browser) = Browser::for_test().base(site()).await else {
        return;
    };
    let said = panic_of(browser.is_accessible()).await;
    assert!(said.contains("no page has loaded"), "{said}");
    browser.goto("/good").await;
    browser.is_accessible().await;
    browser.goto("/no-label").await;
    let said = panic_of(browser.is_accessible()).await;
    assert!(
        said.contains("label (critical)") && said.contains("<input type=\"text\">"),
        "{said}"
    );
    assert!(
        said.contains("image-alt (critical)") && said.contains("<img src=\"data:,\">"),
        "{said}"
    );
    browser.goto("/pale").await;
    let found = browser.axe().await;
    assert_eq!(
        found
            .iter()
            .map(|violation| violation.id.as_str())
            .collect::<Vec<_>>(),
        ["color-contrast"]
    );
    assert_eq!(browser.console_errors().await, [""; 0]);
    browser.close().await;
}

#[tokio::test]
async fn phone_and_dark_are_what_the_page_sees() {
    const SEEN: &str = "return [innerWidth, innerHeight, matchMedia('(max-width: 400px)').matches,
        matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(pointer: coarse)').matches,
        getComputedStyle(document.body).backgroundColor];";
    let base = site();
    let Some(desk) = Browser::for_test().base(&base).await else {
        return;
    };
    desk.goto("/good").await;
    let seen: Value = desk.script(SEEN, vec![]).await;
    assert_eq!(
        (&seen[0], &seen[2]),
        (&json!(1280), &json!(false)),
        "{seen}"
    );
    assert_eq!(
        (&seen[3], &seen[4]),
        (&json!(false), &json!(false)),
        "{seen}"
    );
    let phone = desk.beside().phone().dark().await.unwrap();
    phone.goto("/good").await;
    let seen: Value = phone.script(SEEN, vec![]).await;
    assert_eq!(seen, json!([360, 740, true, true, true, "rgb(17, 17, 17)"]));
    phone.close().await;
    desk.close().await;
}

#[tokio::test]
async fn sideways_scroll_is_found() {
    let Some(desk) = Browser::for_test().base(site()).await else {
        return;
    };
    let phone = desk.beside().phone().await.unwrap();
    desk.goto("/wide").await;
    desk.has_no_sideways_scroll().await;
    phone.goto("/good").await;
    phone.has_no_sideways_scroll().await;
    phone.goto("/wide").await;
    let said = panic_of(phone.has_no_sideways_scroll()).await;
    assert!(
        said.contains("scrolls sideways") && said.contains("class=\\\"wide\\\""),
        "{said}"
    );
    desk.script::<()>(
        "document.querySelector('.wide').textContent = 'x'.repeat(999);",
        vec![],
    )
    .await;
    let said = panic_of(desk.has_no_sideways_scroll()).await;
    assert!(said.contains("px in 1280 px"), "{said}");
    phone.close().await;
    desk.close().await;
}

#[tokio::test]
async fn a_screenshot_is_a_picture_of_the_page() {
    let Some(browser) = Browser::for_test().base(site()).phone().await else {
        return;
    };
    browser.goto("/good").await;
    let file = browser.screenshot("harness").await;
    assert!(file.ends_with("target/screenshots/harness.png"));
    let picture = fs::read(&file).unwrap();
    assert!(
        picture.starts_with(b"\x89PNG") && picture.len() > 2000,
        "{} bytes",
        picture.len()
    );
    assert_eq!(
        picture[16..24],
        [0, 0, 2, 208, 0, 0, 5, 200],
        "720 by 1480 pixels"
    );
    browser.close().await;
}
