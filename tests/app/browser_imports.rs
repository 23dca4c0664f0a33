//! People from a file, in a real browser.

use std::path::PathBuf;

use muster::access::BuiltinRole;

use crate::support::browser::Browser;
use crate::support::{TestApp, Workspace, scratch_folder};

const IMPORT: &str = "/northwind/settings/import";

const PEOPLE: &str = "E-Mail;Full name;Role;Team;Reports to;Shoe size\r\n\
    lena@northwind.example;Lena Vogel;Supervisor;Returns;maja@northwind.example;39\r\n\
    jörg@northwind.example;Jörg Müller;;Returns;Lena Vogel;44\r\n\
    ana@northwind.example;Ana Lima-Reis;Agent;Returns, VIP;;37\r\n\
    bo@northwind.example;Bo Berg;;;;45\r\n\
    cleo@northwind;Cleo Diaz;Sage;;;41\r\n";

async fn people(workspace: &Workspace<'_>) {
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    workspace.member("Bo Berg", BuiltinRole::Agent).await;
    workspace.team_of("Returns", &[]);
    workspace.team_of("VIP", &[]);
}

fn file() -> PathBuf {
    let folder = scratch_folder("imports");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("people.csv");
    std::fs::write(&file, PEOPLE).unwrap();
    file
}

async fn look(browser: &Browser, name: &str) {
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot(name).await;
}

#[actix_web::test]
async fn a_file_is_brought_understood_tried_and_applied() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    people(&northwind).await;
    let maja = northwind.maja().await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto("/northwind/settings/users").await;
    browser.click("Import").await;
    browser.sees("Import people").await;
    look(&browser, "import-start").await;
    browser.click("Upload").await;
    browser.sees("Choose a file.").await;
    browser.picks_file("CSV file", &file()).await;
    browser.click("Upload").await;
    browser.sees("What are the columns?").await;
    browser
        .choose("Role, where the file says none", "Agent")
        .await;
    look(&browser, "import-columns").await;
    browser.choose("What “E-Mail” is", "Leave it out").await;
    browser.click("Check 5 rows").await;
    browser
        .sees("Say which column has the email address.")
        .await;
    browser.choose("What “E-Mail” is", "Email").await;
    browser.click("Check 5 rows").await;
    browser.sees("You can leave the page.").await;
    look(&browser, "import-checking").await;
    app.work_now().await;
    browser
        .sees("2 people would be invited and 1 person would be changed. 1 row is left out.")
        .await;
    look(&browser, "import-checked").await;
    browser.click("Left out 1").await;
    browser.sees("What is after the @ needs a dot").await;
    browser.click("Invite 2 people and change 1").await;
    browser.sees("You can leave the page.").await;
    app.work_now().await;
    browser
        .sees("2 people were invited and 1 person was changed. 1 row is left out.")
        .await;
    look(&browser, "import-applied").await;
    browser.click("Import people").await;
    browser.sees("people.csv").await;
    look(&browser, "import-kept").await;
    let mut errors = browser.console_errors().await;
    errors.retain(|error| !error.contains("favicon.ico") && !error.contains("422"));
    assert_eq!(errors, Vec::<String>::new());
}

#[actix_web::test]
async fn on_a_phone_in_the_dark_and_without_scripts() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    people(&northwind).await;
    let maja = northwind.maja().await;
    let options = Browser::for_test().base(app.url("")).phone().dark();
    let Some(browser) = Browser::open(options.without_javascript()).await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(IMPORT).await;
    browser.screenshot("import-start-phone").await;
    browser.picks_file("CSV file", &file()).await;
    browser.click("Upload").await;
    browser
        .choose("Role, where the file says none", "Agent")
        .await;
    browser.screenshot("import-columns-phone").await;
    browser.click("Check 5 rows").await;
    browser.screenshot("import-checking-phone").await;
    app.work_now().await;
    // It is loaded again by itself.
    browser.sees("2 people would be invited").await;
    browser.screenshot("import-checked-phone").await;
    browser.click("Invite 2 people and change 1").await;
    app.work_now().await;
    browser.sees("2 people were invited").await;
    browser.screenshot("import-applied-phone").await;
}

#[actix_web::test]
async fn its_pages_fit_a_phone_in_the_dark() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    people(&northwind).await;
    let maja = northwind.maja().await;
    let options = Browser::for_test().base(app.url("")).phone().dark();
    let Some(browser) = Browser::open(options).await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto(IMPORT).await;
    look(&browser, "import-start-dark").await;
    browser.picks_file("CSV file", &file()).await;
    browser.click("Upload").await;
    browser.sees("What are the columns?").await;
    look(&browser, "import-columns-dark").await;
    browser.click("Check 5 rows").await;
    browser.sees("You can leave the page.").await;
    app.work_now().await;
    browser.sees("would be").await;
    look(&browser, "import-checked-dark").await;
}
