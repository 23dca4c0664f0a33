//! What the components do when somebody uses them.

use thirtyfour::Key;

use super::{PAGE, is_there, wait_until};
use crate::support::TestApp;
use crate::support::browser::Browser;

/// Whether the focus is inside what the selector finds.
async fn focus_is_in(browser: &Browser, selector: &str) -> bool {
    let inside = "return document.activeElement.closest(arguments[0]) !== null";
    browser.script(inside, vec![selector.into()]).await
}

#[actix_web::test]
async fn a_question_comes_over_the_page_keeps_the_focus_and_gives_it_back() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.click_in("#overlays", "Deactivate Sofia").await;
    browser
        .sees("Sofia is signed out everywhere at once.")
        .await;
    browser.arrives_at(PAGE).await;
    assert_eq!(browser.focused_text().await, "Reports to Sofia");
    browser.is_accessible().await;
    browser.screenshot("dialog-light").await;
    for _ in 0..12 {
        browser.tab().await;
        let out = "return document.activeElement === document.body";
        let inside = focus_is_in(&browser, "dialog").await;
        // From the last button the focus may pass by the browser's own ones.
        assert!(inside || browser.script::<bool>(out, vec![]).await);
    }
    browser.press(Key::Escape).await;
    wait_until(&browser, "dialog", false).await;
    assert_eq!(browser.focused_text().await, "Deactivate Sofia");
    assert!(focus_is_in(&browser, "#overlays").await);
    browser.press(Key::Enter).await;
    browser.click_in("dialog", "Keep Sofia").await;
    wait_until(&browser, "dialog", false).await;
    assert_eq!(browser.focused_text().await, "Deactivate Sofia");
    browser.close().await;
}

#[actix_web::test]
async fn a_dialog_of_the_page_opens_from_its_button_and_closes_by_its_cross() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.click_in("#overlays", "Invite people").await;
    browser.sees("Each person gets their own link.").await;
    assert_eq!(browser.focused_text().await, "Email addresses");
    browser.screenshot("dialog-invite").await;
    browser.click_in("dialog[open]", "Close").await;
    wait_until(&browser, "dialog", false).await;
    assert_eq!(browser.focused_text().await, "Invite people");
    browser.close().await;
}

#[actix_web::test]
async fn a_dropdown_is_walked_by_keyboard() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.click_in("#overlays", "Team").await;
    browser.sees("Add people").await;
    browser.screenshot("dropdown").await;
    let mut reached = Vec::new();
    for key in [Key::Down, Key::Down, Key::Up, Key::Up] {
        browser.press(key).await;
        reached.push(browser.focused_text().await);
    }
    let delete = "Delete : 3 conversations are open.";
    assert_eq!(reached, ["Rename", "Add people", "Rename", delete]);
    browser.press(Key::Escape).await;
    wait_until(&browser, "#team-more", false).await;
    assert_eq!(browser.focused_text().await, "Team");
    browser.press(Key::Enter).await;
    wait_until(&browser, "#team-more", true).await;
    for _ in 0..4 {
        browser.tab().await;
    }
    wait_until(&browser, "#team-more", false).await;
    browser.click_in("#lists", "More for Sofia Duarte").await;
    browser.sees("Open profile").await;
    browser.is_accessible().await;
    browser.screenshot("dropdown-in-a-row").await;
    browser.click_in("#lists .items", "Deactivate").await;
    browser
        .sees("Sofia is signed out everywhere at once.")
        .await;
    browser.press(Key::Escape).await;
    wait_until(&browser, "dialog", false).await;
    assert_eq!(browser.focused_text().await, "More for Sofia Duarte");
    browser.close().await;
}

#[actix_web::test]
async fn a_password_is_shown_and_judged_while_it_is_typed() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto("/dev/components/door").await;
    browser.sees("At least 8 characters.").await;
    for (typed, verdict) in [
        ("abc", "Too short: 5 more characters."),
        (
            "password1",
            "Too easy: it begins like the ones tried first.",
        ),
        (
            "northwind1",
            "Too easy: little more than a name that others know.",
        ),
        (
            "teapot-lan",
            "Fair. A few more characters make it much stronger.",
        ),
        ("teapot-lantern-orbit", "Strong."),
    ] {
        browser.fill("Password", typed).await;
        browser.sees(verdict).await;
    }
    let kind = "return document.getElementById('password').type";
    assert_eq!(browser.script::<String>(kind, vec![]).await, "password");
    let pressed = "return document.querySelector('.reveal').ariaPressed";
    assert_eq!(browser.script::<String>(pressed, vec![]).await, "false");
    browser.click("Show password").await;
    assert_eq!(browser.script::<String>(kind, vec![]).await, "text");
    assert_eq!(browser.script::<String>(pressed, vec![]).await, "true");
    browser.is_accessible().await;
    browser.screenshot("password-shown").await;
    browser.click("Show password").await;
    assert_eq!(browser.script::<String>(kind, vec![]).await, "password");
    assert_eq!(browser.script::<String>(pressed, vec![]).await, "false");
    browser.close().await;
}

#[actix_web::test]
async fn a_link_is_copied_whole_and_the_button_says_so() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.click("Copy invitation link").await;
    browser.sees("Copied").await;
    browser.close().await;
}

#[actix_web::test]
async fn keys_search_invite_and_list_themselves() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.press_text("?").await;
    browser.sees("They work wherever you aren't typing.").await;
    browser.is_accessible().await;
    browser.screenshot("keys").await;
    browser.press(Key::Escape).await;
    wait_until(&browser, "#keys", false).await;
    browser.press_text("/").await;
    assert_eq!(browser.focused_text().await, "Search");
    browser.press_text("?i").await;
    assert!(!is_there(&browser, "#keys").await, "what is typed is typed");
    browser.close().await;
}

#[actix_web::test]
async fn a_box_at_the_top_picks_the_whole_list() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    browser.tick("Pick all on this page").await;
    let picked = "return document.querySelectorAll('td.pick :checked').length";
    assert_eq!(browser.script::<u32>(picked, vec![]).await, 5);
    browser.sees("5 selected").await;
    // It lies over what is behind it until the page is scrolled to where it belongs.
    let end = "document.querySelector('.list-end').scrollIntoView({block: 'end'})";
    browser.script::<()>(end, vec![]).await;
    browser.is_accessible().await;
    browser.screenshot("bulk").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_toast_goes_by_itself_unless_somebody_reads_it_or_it_went_wrong() {
    let app = TestApp::start();
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.goto(PAGE).await;
    // As if it had been there for ten seconds.
    let age = "const toasts = document.getElementById('toasts');
        toasts.append(...document.querySelectorAll('#messages .toast'));
        for (const toast of toasts.children) toast.secondsShown = 10;
        toasts.querySelector('a').focus();";
    browser.script::<()>(age, vec![]).await;
    browser.screenshot("toasts").await;
    wait_until(&browser, "#toasts .toast:not(.bad, :focus-within)", false).await;
    assert!(is_there(&browser, "#toasts .toast:focus-within").await);
    assert!(is_there(&browser, "#toasts .toast.bad").await);
    browser.click_in("#toasts .bad", "Dismiss").await;
    wait_until(&browser, "#toasts .toast.bad", false).await;
    browser.close().await;
}
