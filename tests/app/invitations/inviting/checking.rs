use muster::access::BuiltinRole;

use super::{from_the_dialog, invite, invited, set_plan, set_status};
use crate::support::TestApp;

const CHECK: &str = "/settings/invitations/check";

#[actix_web::test]
async fn every_kind_of_address_is_told_by_its_chip_and_a_sentence() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    set_plan(&app, "growth");
    let maja = workspace.maja().await;
    workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    set_status(&app, "sofia@northwind.example", "inactive");
    invite(&maja, &workspace, "ali@x.example")
        .await
        .has_status(303);
    let form = [
        ("emails", "Nora Bell <nora@x.example>\nnora@gmial.com"),
        ("emails", "erik@northwind.example sofia@northwind.example"),
        ("emails", "ali@x.example; maja@northwind.example; nobody"),
        ("emails", "NORA@x.example"),
        ("send_invite", "on"),
    ];
    let checked = from_the_dialog(&maja, CHECK, &form).await;
    checked
        .is_ok()
        .shows("value=\"Nora Bell &lt;nora@x.example&gt;\"")
        .shows("class=\"chip\"><input type=\"hidden\"")
        .shows("class=\"chip wait\" title=\"looks mistyped\"")
        .shows("Did you mean ")
        .shows("data-instead-of=\"nora@gmial.com\" data-take=\"nora@gmail.com\"")
        .shows("title=\"already a member\"")
        .shows("title=\"deactivated\"")
        .shows("title=\"already invited\"")
        .shows("title=\"you\"")
        .shows("title=\"not an email address\"")
        .shows("“nobody”: This address has no @.")
        .shows("hx-partial")
        .shows("Uses 2 of 2 free seats")
        .shows("Send 2 invitations")
        .shows("Create 2 invitations")
        .hides("<dialog");
    let chips = checked.body.matches("name=\"emails\"").count();
    assert_eq!(chips, 7, "{}", checked.body);
    assert_eq!(invited(&app).len(), 1, "a check makes nothing");
    let plain = maja.post(CHECK, &form).await;
    plain.is_ok().shows("<!DOCTYPE html>").shows("<textarea");
}

#[actix_web::test]
async fn more_than_five_hundred_are_told_as_one() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let paste: Vec<String> = (0..612).map(|n| format!("p{n}@x.example")).collect();
    let paste = paste.join("\n");
    let checked = from_the_dialog(&maja, CHECK, &[("emails", &paste)]).await;
    checked
        .is_ok()
        .shows("612 addresses")
        .shows("At most 500 at a time; these are 612.");
    assert_eq!(checked.body.matches("name=\"emails\"").count(), 1);
    let sent = invite(&maja, &workspace, &paste).await;
    sent.is_a_mistake()
        .shows("At most 500 at a time; these are 612.")
        .shows("p611@x.example");
    assert_eq!(invited(&app).len(), 0);
}

#[actix_web::test]
async fn what_somebody_types_is_text_wherever_it_is_shown() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let odd = "\"><script>alert(1)</script>@x";
    let checked = from_the_dialog(&maja, CHECK, &[("emails", odd)]).await;
    checked.is_ok().hides("<script");
    invite(&maja, &workspace, odd).await.hides("<script>alert");
}
