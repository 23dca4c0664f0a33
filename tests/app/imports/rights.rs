//! The ceiling holds for a file as it does for a page.

use muster::access::{BuiltinRole, Permission};

use super::{IMPORT, agents, applies, brings, entries, outcomes, reasons, tried};
use crate::support::TestApp;

#[actix_web::test]
async fn who_holds_more_is_left_alone_reported_and_in_the_log() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let sue = northwind.person("Sue Visor", BuiltinRole::Supervisor).await;
    northwind.member("Ada King", BuiltinRole::Admin).await;
    northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let text = "email,name,roles\nada@northwind.example,Ada Queen,\nmaja@northwind.example,,Agent\n\
        ana@northwind.example,,Admin\nnew@n.example,,Admin\nsue@northwind.example,,Agent\n\
        ana2@n.example,Ana Two,Agent\nmaja@northwind.example,Maja,\n";
    let page = tried(&sue, text, "email full_name roles", &[]).await;
    assert_eq!(
        outcomes(&app),
        [
            "error", "error", "error", "error", "error", "create", "error"
        ]
    );
    assert_eq!(
        reasons(&app),
        [
            "They hold more than you do.",
            "Nobody becomes or stops being an owner by an import. Do that on the person's page. They hold more than you do.",
            "The role Admin holds more than you do.",
            "The role Admin holds more than you do.",
            "Nobody changes their own roles by an import.",
            "The same address is in row 3 already.",
        ]
    );
    assert_eq!(entries(&app, "access.refused"), 0);
    applies(&sue, &page).await;
    assert_eq!(outcomes(&app)[..4], ["error"; 4]);
    assert_eq!(entries(&app, "access.refused"), 4);
    sue.get(&page)
        .await
        .shows("1 person was invited. 6 rows are left out.");
}

#[actix_web::test]
async fn who_may_only_invite_changes_nobody_and_learns_nothing() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    northwind.member("Ana Lima", BuiltinRole::Agent).await;
    northwind.team_of("Returns", &[]);
    let role = northwind.custom_role(&[Permission::InviteUsers]);
    let ivo = northwind.person_with_role("Ivo Inviter", role).await;
    let name = role.to_string();
    let text = format!(
        "email,name,roles,teams,manager\nana@northwind.example,Ana Lima,,,\nn1@n.example,,{name},,\n\
         n2@n.example,,{name},Returns,\nn3@n.example,,{name},,maja@northwind.example\nn4@n.example,,Agent,,\n"
    );
    tried(&ivo, &text, "email full_name roles teams manager", &[]).await;
    assert_eq!(
        outcomes(&app),
        ["error", "create", "error", "error", "error"]
    );
    assert_eq!(
        reasons(&app),
        [
            "They are here already, and changing people isn't yours to do.",
            "There is no team called “Returns” here. Check how it is written, or make it first.",
            "Saying who somebody reports to is for those who may change people. Leave the manager empty.",
            "The role Agent holds more than you do.",
        ]
    );
}

#[actix_web::test]
async fn who_may_change_people_but_not_teams_changes_no_teams() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let role = northwind.custom_role(&[
        Permission::InviteUsers,
        Permission::ReadUsers,
        Permission::WriteUsers,
        Permission::ReadTeams,
    ]);
    let plain = northwind.custom_role(&[]);
    northwind.person_with_role("Ana Lima", plain).await;
    northwind.team_of("Returns", &[]);
    let wes = northwind.person_with_role("Wes Writer", role).await;
    let text = "email,name,teams\nana@northwind.example,Ana,Returns\n";
    let page = tried(&wes, text, "email full_name teams", &[]).await;
    assert_eq!(
        reasons(&app),
        ["Changing who is in which team isn't yours to do."]
    );
    wes.get(&page)
        .await
        .shows("Nothing would be changed. 1 row is left out.");
}

#[actix_web::test]
async fn owners_are_neither_made_nor_unmade_by_an_owner_either() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let oda = northwind.member("Oda Owner", BuiltinRole::Owner).await;
    crate::support::recount(&mut app.database.connection());
    northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let text = "email,name,roles\noda@northwind.example,,Admin\nana@northwind.example,,Owner\n\
        maja@northwind.example,,Admin\noda2@n.example,,Owner\n";
    tried(&maja, text, "email full_name roles", &[]).await;
    assert_eq!(outcomes(&app), ["error"; 4]);
    assert_eq!(
        northwind.roles_of(oda),
        [northwind.role(BuiltinRole::Owner)]
    );
}

#[actix_web::test]
async fn who_may_not_invite_may_not_even_send_a_file() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.person("Ana Lima", BuiltinRole::Agent).await;
    ana.get(IMPORT).await.is_forbidden();
    brings(&ana, b"email\na@n.example\n").await.is_forbidden();
    app.get("/northwind/settings/import")
        .await
        .asks_to_sign_in();
    let maja = northwind.maja().await;
    maja.get("/settings/users")
        .await
        .shows("/northwind/settings/import");
    ana.get("/settings/users").await.hides("/settings/import");
    let _ = agents(&northwind);
}
