//! What is done from a row, and from above the list.

use diesel::connection::SimpleConnection;

use super::*;
use crate::support::PASSWORD;

const HERE: &str = "/northwind/settings/users?tab=pending&q=nora";

#[actix_web::test]
async fn a_resend_sends_once_a_minute_and_leads_back_to_where_it_was_asked() {
    let app = TestApp::start();
    let another = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let resend = nora.at("/resend");
    maja.post(&resend, &[("next", HERE)])
        .await
        .leads_to(&format!("{HERE}&notice=invitation-resent"));
    assert_eq!(workspace.mails_about(nora), 2);
    maja.on(&another)
        .post(&resend, &[("next", "https://evil.example/")])
        .await
        .leads_to("/northwind?notice=invitation-just-resent");
    assert_eq!(workspace.mails_about(nora), 2);
    app.clock.advance(TimeDelta::minutes(1));
    maja.post(&resend, &[])
        .await
        .leads_to("/northwind/settings/users?tab=pending&notice=invitation-resent");
    assert_eq!(workspace.mails_about(nora), 3);
    maja.get("/settings/users?tab=pending&notice=invitation-just-resent")
        .await
        .shows("less than a minute ago");
}

#[actix_web::test]
async fn htmx_gets_the_very_row_and_a_toast() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let target = format!("tr#{}", nora.row());
    let answer = partial(&maja, Method::POST, &nora.at("/resend"), &target).await;
    answer
        .is_ok()
        .shows("Invitation to nora@northwind.example sent")
        .hides("<main");
    let page = maja.get(PENDING).await;
    assert_eq!(row(&answer, nora), row(&page, nora));
    workspace.joins(nora);
    let refused = partial(&maja, Method::POST, &nora.at("/resend"), &target).await;
    refused.has_status(409).shows("Joined on");
    assert!(row(&refused, nora).contains("Accepted"));
}

#[actix_web::test]
async fn a_copied_link_is_shown_whole_and_stays_the_same() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let shown = maja.post(&nora.at("/link"), &[]).await;
    shown.is_ok().shows("/northwind/invitation/");
    assert_eq!(shown.header("cache-control"), "no-store");
    let over = partial(&maja, Method::POST, &nora.at("/link"), "div#dialogs").await;
    over.is_ok().shows("<dialog");
    let link = |answer: &Answer| {
        let (_, rest) = answer
            .body
            .split_once("<code id=\"invitation-link\">")
            .unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    assert_eq!(link(&shown), link(&over));
    app.clock.advance(TimeDelta::days(7));
    let maja = workspace.maja().await;
    maja.post(&nora.at("/link"), &[])
        .await
        .has_status(409)
        .shows("This invitation has expired.");
    let page = maja.get(PENDING).await;
    assert!(!row(&page, nora).contains("/link\""), "offered and refused");
}

#[actix_web::test]
async fn a_cancel_asks_first_names_them_and_frees_the_address() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let ali = workspace
        .invited("ali@northwind.example", BuiltinRole::Agent)
        .await;
    let asked = maja.get(&nora.at("/cancel")).await;
    asked.shows("Cancel the invitation of nora@northwind.example");
    maja.get(PENDING).await.shows(NORA);
    maja.post(&nora.at("/cancel"), &[("next", HERE)])
        .await
        .leads_to(&format!("{HERE}&notice=invitation-cancelled"));
    maja.get(PENDING).await.hides(NORA);
    let again = maja.post(&nora.at("/cancel"), &[]).await;
    again.has_status(409).shows("was cancelled");
    maja.get(&nora.at("/cancel")).await.has_status(409);
    let list = partial(&maja, Method::POST, &ali.at("/cancel"), "div#people").await;
    list.is_ok()
        .shows("<div class=\"kept-fresh\" id=\"people\"")
        .shows("The invitation to ali@northwind.example is cancelled")
        .shows("Nobody is waiting");
}

#[actix_web::test]
async fn an_expired_one_needs_a_seat_to_be_sent_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    app.clock.advance(TimeDelta::days(7));
    workspace.set_plan("free_trial");
    let maja = workspace.maja().await;
    let page = maja.get(PENDING).await;
    let shown = row(&page, nora);
    assert!(shown.contains("The only seat is in use."), "{shown}");
    assert!(shown.contains("Expired"), "{shown}");
    maja.post(&nora.at("/resend"), &[])
        .await
        .has_status(409)
        .shows("The only seat is in use.");
    workspace.set_plan("growth");
    maja.post(&nora.at("/resend"), &[]).await.has_status(303);
    let shown = row(&maja.get(PENDING).await, nora);
    assert!(
        shown.contains("Pending") || shown.contains("Sending"),
        "{shown}"
    );
}

#[actix_web::test]
async fn what_is_offered_can_be_changed_and_ownership_asks_for_the_password() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let [agent, admin, owner] = [BuiltinRole::Agent, BuiltinRole::Admin, BuiltinRole::Owner]
        .map(|role| workspace.role(role).to_string());
    maja.get(&nora.at("")).await.shows("Save invitation");
    let edit = nora.at("");
    maja.post(&edit, &[("role", &admin), ("had", &agent), ("next", HERE)])
        .await
        .leads_to(&format!("{HERE}&notice=invitation-changed"));
    let changed = row(&maja.get(PENDING).await, nora);
    assert!(
        changed.contains("Admin") && !changed.contains("Agent"),
        "{changed}"
    );
    maja.post(&edit, &[("had", &admin)])
        .await
        .is_a_mistake()
        .shows("Choose at least one role.");
    maja.post(&edit, &[("role", &agent), ("had", &agent)])
        .await
        .has_status(409)
        .shows("Somebody else changed these roles meanwhile.");
    let form = [("role", owner.as_str()), ("had", &admin)];
    app.clock.advance(TimeDelta::minutes(11));
    maja.post(&edit, &form)
        .await
        .is_a_mistake()
        .shows("current_password");
    let form = [form[0], form[1], ("current_password", PASSWORD)];
    maja.post(&edit, &form).await.has_status(303);
    let sofia = supervisor(&workspace).await;
    sofia.post(&edit, &[("role", &agent)]).await.is_forbidden();
    workspace.joins(nora);
    maja.get(&edit).await.has_status(409).shows("Joined on");
    maja.post(&edit, &[("role", &agent)]).await.has_status(409);
}

#[actix_web::test]
async fn what_isnt_there_and_what_is_elsewhere_read_the_same() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let theirs = elsewhere.invited(NORA, BuiltinRole::Agent).await;
    let maja = workspace.maja().await;
    let nothing = muster::types::InvitationId::new();
    for what in ["/resend", "/cancel", "/link", ""] {
        let one = maja.post(&theirs.at(what), &[]).await;
        let other = format!("/settings/invitations/{nothing}{what}");
        let other = maja.post(&other, &[]).await;
        one.is_not_found();
        assert_eq!(
            (one.status, &one.body),
            (other.status, &other.body),
            "{what}"
        );
    }
    for what in ["/cancel", ""] {
        maja.get(&theirs.at(what)).await.is_not_found();
        maja.get(&format!("/settings/invitations/x{what}"))
            .await
            .is_not_found();
    }
    assert_eq!(elsewhere.mails_about(theirs), 1);
}

#[actix_web::test]
async fn all_who_have_waited_are_written_to_together_and_those_above_are_left_alone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let agent = workspace.invited(NORA, BuiltinRole::Agent).await;
    let admin = workspace
        .invited("ali@northwind.example", BuiltinRole::Admin)
        .await;
    app.clock.advance(TimeDelta::hours(13));
    let late = workspace
        .invited("tove@northwind.example", BuiltinRole::Agent)
        .await;
    let maja = workspace.maja().await;
    maja.get(PENDING)
        .await
        .shows("2 people have not answered for more than 12 hours.")
        .shows("Resend both");
    let sofia = supervisor(&workspace).await;
    sofia.get(PENDING).await.shows("Resend 1 of them");
    let path = "/settings/invitations/resend-waiting";
    sofia
        .post(path, &[])
        .await
        .leads_to("/northwind/settings/users?tab=pending&notice=invitations-resent-in-reach");
    let mails = [agent, admin, late].map(|invited| workspace.mails_about(invited));
    assert_eq!(mails, [2, 1, 1]);
    let page = sofia.get(PENDING).await;
    page.shows("1 person has not answered")
        .hides("action=\"/northwind/settings/invitations/resend-waiting\"");
    sofia
        .post(path, &[])
        .await
        .leads_to("/northwind/settings/users?tab=pending&notice=invitations-left-alone");
    let list = partial(&maja, Method::POST, path, "div#people").await;
    list.is_ok()
        .shows("1 invitation sent again.")
        .hides("have not answered");
    maja.post(path, &[])
        .await
        .leads_to("/northwind/settings/users?tab=pending&notice=no-invitations-left");
    let mails = [agent, admin, late].map(|invited| workspace.mails_about(invited));
    assert_eq!(mails, [2, 2, 1]);
}

#[actix_web::test]
async fn expired_ones_are_cancelled_together_once_it_was_asked() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for email in [NORA, "ali@northwind.example"] {
        workspace.invited(email, BuiltinRole::Agent).await;
    }
    let admin = workspace
        .invited("sam@northwind.example", BuiltinRole::Admin)
        .await;
    app.clock.advance(TimeDelta::days(7));
    workspace
        .invited("tove@northwind.example", BuiltinRole::Agent)
        .await;
    let sofia = supervisor(&workspace).await;
    sofia
        .get(PENDING)
        .await
        .shows("3 invitations have expired.")
        .shows("Cancel 2 of them…");
    let path = "/settings/invitations/cancel-expired";
    sofia
        .get(path)
        .await
        .shows("Cancel 2 expired invitations")
        .shows("Those that offer more than you hold are left alone.");
    sofia
        .post(path, &[])
        .await
        .leads_to("/northwind/settings/users?tab=pending&notice=invitations-cancelled-in-reach");
    let page = sofia.get(PENDING).await;
    page.hides(NORA).shows("tove@northwind.example");
    assert!(row(&page, admin).contains("Expired"));
    let maja = workspace.maja().await;
    let list = partial(&maja, Method::POST, path, "div#people").await;
    list.shows("1 invitation cancelled.").hides("have expired");
    maja.get(path).await.shows("No invitation is expired now.");
}

#[actix_web::test]
async fn who_holds_less_than_somebody_who_joined_hears_of_that_first() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = supervisor(&workspace).await;
    let owner = workspace.invited(NORA, BuiltinRole::Owner).await;
    workspace.joins(owner);
    for what in ["", "/resend", "/link", "/cancel"] {
        sofia
            .post(
                &owner.at(what),
                &[("role", &workspace.role(BuiltinRole::Agent).to_string())],
            )
            .await
            .is_forbidden();
    }
    let maja = workspace.maja().await;
    maja.post(&owner.at("/resend"), &[]).await.has_status(409);
}

#[actix_web::test]
async fn what_somebody_is_offered_is_changed_with_their_invitation_alone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let person = format!("/settings/users/{}", nora.user);
    maja.get(&person)
        .await
        .shows(&format!("/northwind{}", nora.at("")))
        .hides(&format!("{person}/roles"));
    let roles = format!("{person}/roles");
    maja.get(&roles).await.has_status(409);
    maja.gives(nora.user, &[workspace.role(BuiltinRole::Admin)])
        .await
        .has_status(409)
        .shows("Change their invitation instead.");
    let agent = workspace.role(BuiltinRole::Agent);
    assert_eq!(workspace.roles_of(nora.user), [agent]);
}

#[actix_web::test]
async fn the_day_somebody_joined_is_the_same_in_the_row_and_in_a_refusal() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    workspace.joins(nora);
    app.database
        .connection()
        .batch_execute(
            "UPDATE workspaces SET time_zone = 'Pacific/Kiritimati';
             UPDATE invitations SET accepted_at = date_trunc('day', now()) + interval '12 hours'",
        )
        .unwrap();
    let there = app.clock.now().date_naive() + chrono::Days::new(1);
    let day = format!("Joined on {}", there.format("%-d %B %Y"));
    let maja = workspace.maja().await;
    maja.get(PENDING).await.shows(&day);
    for what in ["/resend", "/link", "/cancel"] {
        let refused = maja.post(&nora.at(what), &[]).await;
        refused.has_status(409).shows(&day);
    }
    maja.get(&nora.at("/cancel"))
        .await
        .has_status(409)
        .shows(&day);
}
