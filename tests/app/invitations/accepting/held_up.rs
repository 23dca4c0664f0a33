//! What keeps a live link from being accepted, and who hears of it.

use chrono::TimeDelta;
use diesel::sql_query;
use muster::access::Permission;

use super::*;

const ROLE: &str = "invitation_held_up_role";
const SEAT: &str = "invitation_held_up_seat";

/// By Erik, as a Supervisor.
async fn by_erik(workspace: &Workspace<'_>) -> (muster::types::UserId, Invited) {
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let invite = Invite {
        by: Some(erik),
        role: Some(workspace.role(BuiltinRole::Supervisor)),
        ..Invite::default()
    };
    (erik, workspace.invite(&invite).await)
}

async fn is_not_offered(app: &TestApp, invited: &Invited) {
    accept(app, invited)
        .await
        .has_status(409)
        .shows("This invitation needs another look")
        .shows("your link stays good until");
    app.get(invited.link).await.is_ok();
}

#[actix_web::test]
async fn what_a_demoted_inviter_offered_waits_for_somebody_who_may() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (erik, invited) = by_erik(&workspace).await;
    let maja = workspace.maja().await;
    maja.gives(erik, &[workspace.role(BuiltinRole::Agent)])
        .await
        .has_status(303);
    for _ in 0..5 {
        is_not_offered(&app, &invited).await;
    }
    assert!(workspace.is_waiting(&invited));
    assert_eq!(workspace.mailed(ROLE), ["maja@northwind.example"]);
    assert_eq!(workspace.audited("invitation.held_up", &invited), 1);
    app.clock.advance(TimeDelta::hours(25));
    is_not_offered(&app, &invited).await;
    assert_eq!(workspace.mailed(ROLE).len(), 2);
    // Maja sends it again, so it stands on her right.
    let resend = format!("/settings/invitations/{}/resend", invited.id);
    maja.post(&resend, &[]).await.has_status(303);
    accept(&app, &invited).await.has_status(410);
    let link = workspace.new_link(invited.id).await;
    accept(&app, &Invited { link, ..invited })
        .await
        .leads_to(HOME);
}

#[actix_web::test]
async fn who_was_deactivated_invites_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (erik, invited) = by_erik(&workspace).await;
    workspace.set_status(erik, "inactive");
    is_not_offered(&app, &invited).await;
    assert_eq!(workspace.mailed(ROLE), ["maja@northwind.example"]);
    workspace.set_status(erik, "active");
    accept(&app, &invited).await.leads_to(HOME);
}

#[actix_web::test]
async fn a_link_that_was_replaced_meanwhile_is_not_said_to_stay_good() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (erik, invited) = by_erik(&workspace).await;
    workspace.set_status(erik, "inactive");
    workspace.new_link(invited.id).await;
    accept(&app, &invited)
        .await
        .has_status(410)
        .shows("A newer invitation was sent");
    assert!(workspace.mailed(ROLE).is_empty());
}

#[actix_web::test]
async fn a_role_that_was_deleted_is_the_one_that_replaced_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let biller = workspace.custom_role(&[Permission::ReadUsers]);
    let invite = Invite {
        role: Some(biller),
        ..Invite::default()
    };
    let invited = workspace.invite(&invite).await;
    let agent = workspace.role(BuiltinRole::Agent);
    let mut maja = app.visitor();
    maja.signs_in("maja@northwind.example").await;
    let path = format!("/northwind/settings/roles/{biller}/delete");
    let version = maja.get(&path).await.is_ok().body.clone();
    let seen = version
        .split_once("name=\"seen\" value=\"")
        .map_or("0", |(_, rest)| rest.split('"').next().unwrap());
    maja.post(
        &path,
        &[("replacement", &agent.to_string()), ("seen", seen)],
    )
    .await
    .has_status(303);
    app.get(invited.link)
        .await
        .shows("as an <strong>Agent</strong>");
    accept(&app, &invited).await.leads_to(HOME);
    assert_eq!(workspace.roles_of(invited.user), [agent]);
}

#[actix_web::test]
async fn a_plan_that_was_cut_keeps_the_link_good_until_there_is_a_seat() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let plan = |plan: &str| {
        sql_query(format!("UPDATE workspaces SET plan = '{plan}'"))
            .execute(&mut app.database.connection())
            .unwrap()
    };
    plan("free_trial");
    for _ in 0..3 {
        accept(&app, &invited)
            .await
            .has_status(409)
            .shows("No seat is free right now")
            .shows("All seats of Northwind Support are in use")
            .hides("Deactivate");
    }
    assert!(workspace.is_waiting(&invited));
    assert_eq!(workspace.mailed(SEAT), ["maja@northwind.example"]);
    plan("growth");
    accept(&app, &invited).await.leads_to(HOME);
}

#[actix_web::test]
async fn an_inviter_says_whether_they_hear_of_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let switch = "Email me when somebody joins whom I invited";
    let page = maja.get("/profile").await;
    page.shows(switch);
    assert!(is_on(&page));
    maja.post("/profile/notifications", &[])
        .await
        .leads_to("/northwind/profile?notice=notifications-saved");
    assert!(!is_on(&maja.get("/profile").await));
    accept(&app, &workspace.nora().await).await.leads_to(HOME);
    assert!(workspace.mailed("invitation_accepted").is_empty());
    maja.post("/profile/notifications", &[("told_of_joiners", "on")])
        .await
        .has_status(303);
    assert!(is_on(&maja.get("/profile").await));
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    ana.get("/profile").await.is_ok().hides(switch);
}

fn is_on(page: &Answer) -> bool {
    let (_, rest) = page.body.split_once("name=\"told_of_joiners\"").unwrap();
    rest.split_once('>').unwrap().0.contains("checked")
}

#[actix_web::test]
async fn an_inviter_who_may_no_longer_offer_that_is_not_the_one_who_is_told() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    sql_query("UPDATE workspaces SET help_goes_to = 'inviter'")
        .execute(&mut app.database.connection())
        .unwrap();
    let (erik, invited) = by_erik(&workspace).await;
    sql_query("UPDATE workspaces SET plan = 'free_trial'")
        .execute(&mut app.database.connection())
        .unwrap();
    accept(&app, &invited).await.has_status(409);
    assert_eq!(workspace.mailed(SEAT), ["erik@northwind.example"]);
    let maja = workspace.maja().await;
    maja.gives(erik, &[workspace.role(BuiltinRole::Agent)])
        .await
        .has_status(303);
    is_not_offered(&app, &invited).await;
    assert_eq!(workspace.mailed(ROLE), ["maja@northwind.example"]);
}

#[actix_web::test]
async fn who_changes_what_is_offered_answers_for_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (erik, invited) = by_erik(&workspace).await;
    workspace.set_status(erik, "inactive");
    is_not_offered(&app, &invited).await;
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let edit = format!("/settings/invitations/{}", invited.id);
    let maja = workspace.maja().await;
    maja.post(&edit, &[("role", &agent)]).await.has_status(303);
    accept(&app, &invited).await.leads_to(HOME);
}
