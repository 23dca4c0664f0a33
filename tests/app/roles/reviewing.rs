use muster::access::{BuiltinRole, Permission as P};

use super::{entries, permissions_of, role_form};
use crate::support::{Answer, TestApp};

#[actix_web::test]
async fn saving_shows_first_who_gains_and_loses_what_and_who_starts_elsewhere() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadConversations, P::ReadContacts, P::ReadUsers]);
    for name in ["Ana Lima", "Bob Marsh", "Carol Reyes"] {
        let person = workspace.person_with_role(name, sales).await;
        if name == "Carol Reyes" {
            workspace.add_role(person.id, workspace.role(BuiltinRole::Agent));
        }
    }
    let review = "?version=1&name=Sales&description=&landing=inbox&permission=contacts%3Aread&permission=users%3Aread&permission=users%3Ainvite";
    let page = maja
        .get(&format!("/settings/roles/{sales}/review{review}"))
        .await;
    page.is_ok()
        .shows("Renamed to Sales")
        .shows("Invite users")
        .shows("3 people gain it.")
        .shows("Read conversations")
        .shows("2 people lose it, 1 keep it by another role.")
        .shows("2 people can no longer see Inbox, where they start now, and start on Users")
        .shows("Ana Lima, Bob Marsh")
        .hides("current_password");
    assert_eq!(
        permissions_of(&app, sales).len(),
        3,
        "a review changes nothing"
    );
    // Who goes back finds the form as they left it.
    let (_, back) = page
        .body
        .split_once(&format!("{sales}?version=1&amp;"))
        .unwrap();
    let (back, _) = back.split_once('"').unwrap();
    let form = maja
        .get(&format!(
            "/settings/roles/{sales}?version=1&{}",
            back.replace("&amp;", "&")
        ))
        .await;
    form.shows("value=\"Sales\"");
    let (_, input) = form
        .body
        .split_once("id=\"permission-users-invite\"")
        .unwrap();
    assert!(input.split_once('>').unwrap().0.contains("checked"));
}

#[actix_web::test]
async fn a_review_of_a_mistake_is_the_form_with_the_mistake() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadConversations]);
    let review = |query: &str| format!("/settings/roles/{sales}/review?{query}");
    maja.get(&review("name=Agent&landing=inbox"))
        .await
        .is_a_mistake()
        .shows("Another role has this name.");
    maja.get(&review("name=&landing=inbox"))
        .await
        .is_a_mistake()
        .shows("Enter a name.");
    maja.get(&review("name=Sales&version=7"))
        .await
        .has_status(409)
        .shows("Somebody changed this role");
}

#[actix_web::test]
async fn who_takes_their_own_rights_away_lands_where_they_still_may() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadTeams]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    let review = format!(
        "/settings/roles/{editor}/review?version=1&name=Less&landing=inbox&permission=teams:read"
    );
    ana.get(&review)
        .await
        .is_ok()
        .shows("You have this role yourself");
    ana.post(
        &format!("/settings/roles/{editor}"),
        &role_form("Less", &["teams:read"]),
    )
    .await
    .leads_to("/northwind/profile?notice=role-saved");
    assert!(entries(&app, "access.refused").is_empty());
}

#[actix_web::test]
async fn a_review_refuses_what_saving_would_refuse() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let admin = workspace.role(BuiltinRole::Admin);
    maja.get(&format!("/settings/roles/{admin}/review?name=Admin"))
        .await
        .has_status(409);
    let sales = workspace.custom_role(&[P::ReadContacts]);
    let review =
        |permission: &str| format!("/settings/roles/{sales}/review?name=S&permission={permission}");
    maja.get(&review("workspace:own"))
        .await
        .is_a_mistake()
        .shows("Ownership can't be part of a custom role");
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    ana.get(&review("users:delete"))
        .await
        .is_a_mistake()
        .shows("It goes beyond what you may give.");
}

#[actix_web::test]
async fn a_script_that_expects_a_question_gets_the_form_with_the_mistake_in_its_place() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sales = workspace.custom_role(&[P::ReadContacts]);
    let ask = async |name: &str| {
        let path = format!("/northwind/settings/roles/{sales}/review?name={name}");
        let request = maja
            .request(reqwest::Method::GET, &path)
            .header("HX-Request", "true")
            .header("HX-Request-Type", "partial")
            .header("HX-Target", "div#dialogs");
        Answer::to(request).await
    };
    let taken = ask("Agent").await;
    taken.is_a_mistake().shows("Another role has this name.");
    assert_eq!(taken.header("hx-retarget"), "#main");
    assert_eq!(taken.header("hx-reswap"), "outerHTML");
    let fine = ask("Sales").await;
    fine.is_ok().shows("<dialog");
    assert_eq!(fine.header("hx-retarget"), "");
}

#[actix_web::test]
async fn nobody_takes_by_a_role_from_who_holds_more() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadContacts]);
    let lead = workspace.custom_role(&[P::ReadContacts, P::ReadRoles]);
    let noah = workspace
        .person("Noah Fischer", BuiltinRole::Supervisor)
        .await;
    workspace.add_role(noah.id, lead);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    let page = format!("/settings/roles/{lead}");
    // He holds more than she does, and would lose it.
    let without = role_form("Lead", &["contacts:read"]);
    ana.get(&format!(
        "{page}/review?version=1&name=Lead&permission=contacts:read"
    ))
    .await
    .is_a_mistake()
    .shows("Somebody who holds more than you do would lose something by this.");
    ana.post(&page, &without)
        .await
        .is_forbidden()
        .shows("You can't change the role");
    assert_eq!(permissions_of(&app, lead), ["contacts:read", "roles:read"]);
    assert_eq!(entries(&app, "access.refused")[0]["tried"], "change_role");
    // What he has from another role as well he doesn't lose.
    let without = role_form("Lead", &["roles:read"]);
    ana.post(&page, &without).await.has_status(303);
    assert_eq!(permissions_of(&app, lead), ["roles:read"]);
    noah.get("/settings/roles").await.is_ok();
}

#[actix_web::test]
async fn who_may_not_see_people_is_told_no_names() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sales = workspace.custom_role(&[P::ReadConversations]);
    workspace.person_with_role("Leila Haddad", sales).await;
    let editor = workspace.custom_role(&[P::ReadRoles, P::WriteRoles, P::ReadConversations]);
    let ana = workspace.person_with_role("Ana Lima", editor).await;
    ana.get(&format!(
        "/settings/roles/{sales}/review?version=1&name=Sales&permission="
    ))
    .await
    .is_a_mistake();
    ana.get(&format!(
        "/settings/roles/{sales}/review?version=1&name=Sales"
    ))
    .await
    .is_ok()
    .shows("1 person can no longer see Inbox")
    .hides("Leila");
}
