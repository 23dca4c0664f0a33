//! Deactivating somebody: what it ends and what it hands on.

use diesel::prelude::*;
use muster::access::BuiltinRole::{Admin, Agent};
use muster::db::schema::{departments, link_tokens, sessions, teams, users};
use muster::types::{DepartmentId, TeamId, UserId};
use serde_json::json;

use super::{at, entries, inviter, manager, status};
use crate::support::{Invite, PASSWORD, TestApp, Workspace};

impl Workspace<'_> {
    fn lead_of(&self, team: TeamId) -> Option<UserId> {
        teams::table
            .find((self.id, team))
            .select(teams::lead_id)
            .first(&mut self.app.database.connection())
            .unwrap()
    }

    fn is_led_by(&self, team: TeamId, user: UserId) {
        diesel::update(teams::table.find((self.id, team)))
            .set(teams::lead_id.eq(user))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    fn department_headed_by(&self, name: &str, head: UserId) -> DepartmentId {
        let id = DepartmentId::new();
        diesel::insert_into(departments::table)
            .values((
                departments::workspace_id.eq(self.id),
                departments::id.eq(id),
                departments::name.eq(name),
                departments::name_key.eq(name.to_lowercase()),
                departments::head_id.eq(head),
                departments::created_at.eq(diesel::dsl::now),
            ))
            .execute(&mut self.app.database.connection())
            .unwrap();
        id
    }

    fn open_sessions(&self, user: UserId) -> i64 {
        sessions::table
            .filter(sessions::user_id.eq(user))
            .filter(sessions::ended_at.is_null())
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }
}

#[actix_web::test]
async fn who_is_deactivated_is_signed_out_everywhere_and_comes_in_nowhere() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", Agent).await;
    let elsewhere = workspace.sign_in(sofia.id).await;
    for browser in [&sofia, &elsewhere] {
        browser.get("/profile").await.is_ok();
    }
    maja.get(&format!("/settings/users/{}", sofia.id))
        .await
        .is_ok()
        .shows(&at(sofia.id, "deactivate"));
    maja.get(&at(sofia.id, "deactivate"))
        .await
        .is_ok()
        .shows("Sofia is signed out everywhere at once.")
        .shows("Keep Sofia")
        .hides("Frees 1 seat");
    maja.post(&at(sofia.id, "deactivate"), &[])
        .await
        .leads_to(&format!(
            "/northwind/settings/users/{}?notice=person-deactivated",
            sofia.id
        ));
    assert_eq!(status(&workspace, sofia.id), "inactive");
    assert_eq!(workspace.open_sessions(sofia.id), 0);
    for browser in [&sofia, &elsewhere] {
        browser.get("/profile").await.asks_to_sign_in();
        browser.get("/inbox").await.asks_to_sign_in();
    }
    let mut visitor = app.visitor();
    visitor
        .tries("sofia@northwind.example", PASSWORD)
        .await
        .is_a_mistake()
        .shows("Email or password is wrong");
    let entry = &entries(&app, "user.deactivated")[0];
    assert_eq!(
        (&entry["target_name"], &entry["sessions"]),
        (&json!("Sofia Duarte"), &json!(2))
    );
    maja.get("/settings/audit")
        .await
        .shows("deactivated")
        .shows("Sofia Duarte");
    maja.get(&format!("/settings/users/{}", sofia.id))
        .await
        .shows(&at(sofia.id, "reactivate"))
        .shows(&at(sofia.id, "delete"))
        .hides(&at(sofia.id, "deactivate"));
    assert_eq!(app.miscounted().await, Vec::<String>::new());
}

#[actix_web::test]
async fn without_a_choice_reports_move_up_and_invitations_become_the_admins() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace.member("Amina Khatun", Admin).await;
    let sofia = workspace.member("Sofia Duarte", Admin).await;
    let priya = workspace.member("Priya Thomas", Agent).await;
    workspace.reports_to(sofia, amina).await.unwrap();
    workspace.reports_to(priya, sofia).await.unwrap();
    let tove = workspace
        .invite(&Invite {
            email: "tove@northwind.example",
            by: Some(sofia),
            ..Invite::default()
        })
        .await;
    let support = workspace.team_of("Support", &[sofia, priya]);
    let returns = workspace.team_of("Returns", &[sofia]);
    workspace.is_led_by(support, sofia);
    let care = workspace.department_headed_by("Customer care", sofia);
    maja.get(&at(sofia, "deactivate"))
        .await
        .is_ok()
        .shows("Reports to Sofia")
        .shows("Priya Thomas")
        .shows("Move up to Amina Khatun")
        .shows("Only member of Returns")
        .hides("Only member of Support")
        .shows("1 open invitation from Sofia")
        .shows("tove@northwind.example")
        .shows("Leads Support")
        .shows("Heads Customer care");
    maja.post(&at(sofia, "deactivate"), &[])
        .await
        .has_status(303);
    assert_eq!(manager(&workspace, priya), Some(amina));
    assert_eq!(workspace.wrong_reports(), (0, 0));
    assert_eq!(
        inviter(&workspace, tove.id),
        ("pending".to_owned(), Some(maja.id))
    );
    assert_eq!(workspace.lead_of(support), None);
    let head: Option<UserId> = departments::table
        .find((workspace.id, care))
        .select(departments::head_id)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(head, None);
    assert_eq!(workspace.teams_of(sofia), ["Returns", "Support"]);
    assert_eq!(workspace.lead_of(returns), None);
    assert_eq!(
        entries(&app, "invitation.handed_over")[0]["invitations"],
        json!(1)
    );
    let entry = &entries(&app, "user.deactivated")[0];
    assert_eq!(
        (&entry["led"], &entry["headed"]),
        (&json!(["Support"]), &json!(["Customer care"]))
    );
    // Whoever is invited comes in on the word of who took over.
    app.get(tove.link).await.is_ok().shows("Maja Öberg");
}

#[actix_web::test]
async fn links_for_a_new_password_are_dead() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    let link = workspace.reset_link(sofia).await;
    app.get(&link).await.is_ok();
    maja.post(&at(sofia, "deactivate"), &[])
        .await
        .has_status(303);
    let dead = app.get(&link).await;
    assert!(!dead.status.is_success(), "{}", dead.status);
    let open: i64 = link_tokens::table
        .filter(link_tokens::subject_id.eq(sofia.as_uuid()))
        .filter(link_tokens::withdrawn_at.is_null())
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(open, 0);
    // Nor does it open again with the account.
    maja.post(&at(sofia, "reactivate"), &[])
        .await
        .has_status(303);
    let form = [
        ("password", "another-lantern-orbit"),
        ("password_confirm", "another-lantern-orbit"),
    ];
    let dead = app.post(&link, &form).await;
    assert!(dead.status.is_client_error(), "{}", dead.status);
    let hash: Option<String> = users::table
        .find((workspace.id, sofia))
        .select(users::password_hash)
        .first(&mut app.database.connection())
        .unwrap();
    assert!(hash.is_some());
}

#[actix_web::test]
async fn the_seat_is_told_where_the_plan_counts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    workspace.set_plan("growth");
    maja.get(&at(sofia, "deactivate"))
        .await
        .shows("Frees 1 seat");
}
