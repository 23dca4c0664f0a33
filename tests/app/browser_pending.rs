//! Those who haven't come yet, in a real browser: by mouse, by keyboard, on a phone, without scripts, and
//! with somebody else at work.

use std::time::Duration;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use muster::access::BuiltinRole;
use thirtyfour::Key;

use crate::support::browser::Browser;
use crate::support::smtp::{Behaviour, MailServer};
use crate::support::{Invited, TestApp, Workspace};

const TAB: &str = "/northwind/settings/users?tab=pending";

/// One of every kind, the newest first: Nora waits, Ali's mail is refused, Tove's is tried again, Lena
/// gets her link by hand, Kim has joined, and Sam's has expired.
async fn everybody(workspace: &Workspace<'_>, server: &MailServer) -> Vec<Invited> {
    let app = workspace.app;
    let at = |name: &str| format!("{name}@northwind.example");
    let sam = workspace.invited(&at("sam"), BuiltinRole::Agent).await;
    app.send_mails().await;
    app.clock.advance(TimeDelta::days(6));
    let kim = workspace.invited(&at("kim"), BuiltinRole::Agent).await;
    app.send_mails().await;
    app.clock.advance(TimeDelta::days(2));
    workspace.joins_now(kim);
    let tove = workspace
        .invited(&at("tove"), BuiltinRole::Supervisor)
        .await;
    server.behave(Behaviour::TemporaryFailure);
    app.send_mails().await;
    app.clock.advance(TimeDelta::hours(13));
    let lena = workspace
        .invited_with(&at("lena"), workspace.role(BuiltinRole::Agent), false)
        .await;
    let ali = workspace.invited(&at("ali"), BuiltinRole::Agent).await;
    workspace.add_role(ali.user, workspace.role(BuiltinRole::Supervisor));
    server.behave(Behaviour::RefusesRecipient);
    app.database
        .connection()
        .batch_execute("UPDATE outbox SET next_attempt_at = next_attempt_at + interval '13 hours' WHERE attempts > 0 AND state = 'queued'")
        .unwrap();
    app.send_mails().await;
    server.behave(Behaviour::Accepts);
    let nora = workspace.invited(&at("nora"), BuiltinRole::Agent).await;
    app.send_mails().await;
    vec![nora, ali, lena, tove, kim, sam]
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

async fn focused_row(browser: &Browser) -> String {
    let row = "return document.activeElement.closest('tr')?.id ?? document.activeElement.tagName";
    browser.script(row, vec![]).await
}

async fn is_gone(browser: &Browser, row: &str) {
    let gone = format!("return document.getElementById('{row}') === null");
    becomes_true(browser, &gone).await;
}

/// What a script returns, before long.
async fn becomes_true(browser: &Browser, script: &str) {
    for _ in 0..100 {
        if browser.script(script, vec![]).await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    panic!("never: {script}");
}

#[actix_web::test]
async fn invitations_are_resent_copied_edited_and_cancelled_by_mouse() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    workspace.set_plan("scale");
    let all = everybody(&workspace, &server).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(TAB).await;
    browser.screenshot("pending").await;
    look(&browser, "pending").await;
    let row = |invited: Invited| format!("#{}", invited.row());
    browser.click_in(&row(all[1]), "Resend").await;
    browser
        .sees("Invitation to ali@northwind.example sent")
        .await;
    browser.sees("Sending").await;
    assert_eq!(focused_row(&browser).await, all[1].row());
    look(&browser, "pending-resent").await;
    let link = "Copy the link of nora@northwind.example";
    browser.click_in(&row(all[0]), link).await;
    browser.sees("/northwind/invitation/").await;
    look(&browser, "pending-link").await;
    browser.press(Key::Escape).await;
    let edit = "Edit the invitation of nora@northwind.example";
    browser.click_in(&row(all[0]), edit).await;
    browser.tick("Admin").await;
    look(&browser, "pending-edit").await;
    browser.click_in("dialog", "Save invitation").await;
    browser.sees("The invitation is changed.").await;
    browser.sees("Admin +1").await;
    browser.click_in(&row(all[1]), "Cancel").await;
    browser
        .sees("Cancel the invitation of ali@northwind.example")
        .await;
    look(&browser, "pending-cancel").await;
    browser.click_in("dialog", "Cancel invitation").await;
    is_gone(&browser, &all[1].row()).await;
    browser
        .sees("The invitation to ali@northwind.example is cancelled")
        .await;
    assert_eq!(focused_row(&browser).await, all[2].row());
    let open = "return document.querySelectorAll('dialog[open]').length";
    assert_eq!(browser.script::<u32>(open, vec![]).await, 0);
    browser.click("Cancel it…").await;
    browser.sees("Cancel the expired invitation").await;
    browser.click_in("dialog", "Cancel invitation").await;
    is_gone(&browser, &all[5].row()).await;
    browser.click_in("#waiting", "Resend").await;
    browser.sees("1 invitation sent again.").await;
    let waiting = "return document.querySelectorAll('#waiting .banner').length";
    assert_eq!(browser.script::<u32>(waiting, vec![]).await, 0);
    look(&browser, "pending-after").await;
    browser.goto("/northwind/settings/users").await;
    look(&browser, "users").await;
    browser.goto("/northwind/settings/users?tab=inactive").await;
    look(&browser, "users-inactive").await;
    browser.close().await;
}

/// Ten seconds are long for a test, and only what asks is taken up anew.
async fn asks_every_tenth_of_a_second(browser: &Browser) {
    let sooner = "const part = document.getElementById('people');
        const trigger = part.getAttribute('hx-trigger');
        const copy = part.cloneNode(false);
        copy.setAttribute('hx-trigger', trigger.replace('every 10s', 'every 100ms'));
        part.replaceWith(copy);
        copy.append(...part.childNodes);
        htmx.process(copy);
        document.getElementById('q').focus();
        return trigger";
    let trigger: String = browser.script(sooner, vec![]).await;
    assert!(trigger.starts_with("every 10s,"), "{trigger}");
}

/// How often the list has asked whether it has changed.
async fn asked(browser: &Browser) -> u32 {
    let asks = "return performance.getEntriesByType('resource').filter(it => it.name.includes('version=')).length";
    browser.script(asks, vec![]).await
}

#[actix_web::test]
async fn an_open_tab_shows_that_somebody_has_come_and_disturbs_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace
        .invited("nora@northwind.example", BuiltinRole::Agent)
        .await;
    let ali = workspace
        .invited("ali@northwind.example", BuiltinRole::Agent)
        .await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(TAB).await;
    browser
        .script::<()>("window.untouched = true", vec![])
        .await;
    browser.fill("Search by name or email", "half typ").await;
    workspace.joins(nora);
    asks_every_tenth_of_a_second(&browser).await;
    browser.sees("Accepted").await;
    let kept = "return [window.untouched === true, document.activeElement.id, document.activeElement.value]";
    let kept: (bool, String, String) = browser.script(kept, vec![]).await;
    assert_eq!(kept, (true, "q".to_owned(), "half typ".to_owned()));
    // And again, from what came: also while a dialog is open, which stays.
    browser.click_in(&format!("#{}", ali.row()), "Cancel").await;
    browser.sees("Keep invitation").await;
    workspace.joins(ali);
    let look_again = "document.dispatchEvent(new Event('visibilitychange'))";
    browser.script::<()>(look_again, vec![]).await;
    let both = "return document.querySelectorAll('tbody .badge.good').length === 2";
    becomes_true(&browser, both).await;
    browser.sees("Keep invitation").await;
    browser.click_in("dialog", "Cancel invitation").await;
    browser.sees("That can't be done now. Joined on").await;
    browser.close().await;
}

#[actix_web::test]
async fn a_tab_that_nobody_sees_asks_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace
        .invited("nora@northwind.example", BuiltinRole::Agent)
        .await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(TAB).await;
    let turn = |hidden: bool| {
        format!(
            "Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }});
             document.dispatchEvent(new Event('visibilitychange'))"
        )
    };
    // Whether it asks is decided before the event has been heard by everybody.
    let considered = "window.considered = [];
        document.addEventListener('htmx:before:request', (event) =>
            setTimeout(() => considered.push(event.defaultPrevented)))";
    browser.script::<()>(considered, vec![]).await;
    for (hidden, refused) in [(true, "true"), (false, "true,false")] {
        browser.script::<()>(&turn(hidden), vec![]).await;
        let wanted = format!("return considered.join() === '{refused}'");
        becomes_true(&browser, &wanted).await;
    }
    for _ in 0..100 {
        if asked(&browser).await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert_eq!(asked(&browser).await, 1);
    browser.close().await;
}

#[actix_web::test]
async fn everything_about_an_invitation_works_by_keyboard() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace
        .invited("nora@northwind.example", BuiltinRole::Agent)
        .await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(TAB).await;
    browser.press_text("/").await;
    assert_eq!(browser.focused_text().await, "Search by name or email");
    browser.press_text("nora").await;
    browser.press(Key::Enter).await;
    browser
        .arrives_at("/northwind/settings/users?tab=pending&q=nora&role=&status=")
        .await;
    let mut names = Vec::new();
    for _ in 0..60 {
        browser.tab().await;
        if focused_row(&browser).await == nora.row() {
            names.push(browser.focused_text().await);
        } else if !names.is_empty() {
            break;
        }
    }
    let [link, edit] = ["Copy the link of", "Edit the invitation of"]
        .map(|what| format!("{what} nora@northwind.example"));
    assert_eq!(names, ["Resend", &link, &edit, "Cancel"]);
    let focus = format!(
        "document.querySelector('#{} .row-actions > a:last-child').focus()",
        nora.row()
    );
    browser.script::<()>(&focus, vec![]).await;
    browser.press(Key::Enter).await;
    browser.sees("Keep invitation").await;
    browser.press(Key::Escape).await;
    assert_eq!(focused_row(&browser).await, nora.row());
    browser.close().await;
}

#[actix_web::test]
async fn invitations_fit_a_phone_in_the_dark() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    everybody(&workspace, &server).await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(TAB).await;
    look(&browser, "pending-phone-top").await;
    let further = "document.querySelector('div.table').scrollIntoView()";
    browser.script::<()>(further, vec![]).await;
    look(&browser, "pending-phone").await;
    browser.goto(&format!("{TAB}&q=nobody")).await;
    look(&browser, "pending-phone-none").await;
    browser.goto("/northwind/settings/users").await;
    look(&browser, "users-phone").await;
    browser.close().await;
}

#[actix_web::test]
async fn invitations_work_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace
        .invited("nora@northwind.example", BuiltinRole::Agent)
        .await;
    let Some(browser) = Browser::at(&app).without_javascript().await else {
        return;
    };
    browser.enter_as(&workspace.maja().await).await;
    browser.goto(TAB).await;
    let row = format!("#{}", nora.row());
    browser.choose("Status", "Pending").await;
    browser.click("Filter").await;
    browser.sees("nora@northwind.example").await;
    browser.click_in(&row, "Resend").await;
    browser
        .sees("The invitation is sent again, with a new link.")
        .await;
    assert!(browser.path().await.contains("status=pending"));
    browser
        .click_in(&row, "Copy the link of nora@northwind.example")
        .await;
    browser.sees("/northwind/invitation/").await;
    browser.screenshot("pending-link-plain").await;
    browser.click("Pending invites").await;
    browser.click_in(&row, "Cancel").await;
    browser
        .sees("Cancel the invitation of nora@northwind.example")
        .await;
    browser.screenshot("pending-cancel-plain").await;
    browser.click("Cancel invitation").await;
    browser.sees("The invitation is cancelled.").await;
    browser.close().await;
}
