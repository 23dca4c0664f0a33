//! What needs attention.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use muster::access::{BuiltinRole, Permission};

use crate::support::browser::Browser;
use crate::support::{Answer, Person, TestApp, Workspace, one_of_three};

const PAGE: &str = "/settings/attention";
const CALM: &str = "Nothing needs attention.";
const ONE_OWNER: &str = "Only one person is an owner";

impl Workspace<'_> {
    /// Behind Muster's back.
    fn does(&self, sql: &str) {
        let connection = &mut self.app.database.connection();
        connection.batch_execute(sql).unwrap();
    }

    fn has_two_owners(&self) {
        self.does("UPDATE workspaces SET active_owners = 2");
    }

    /// Another owner, and everybody in a team and seen.
    async fn is_calm(&self) {
        let erik = self.member("Erik Windahl", BuiltinRole::Owner).await;
        self.team_of("Returns", &[self.owner, erik]);
        self.does("UPDATE user_presence SET last_seen_at = now()");
        self.has_two_owners();
    }
}

/// As htmx asks for it.
async fn part(person: &Person<'_>) -> Answer {
    let request = person.request(reqwest::Method::GET, "/northwind/settings/attention");
    let request = request.header("HX-Request", "true");
    let request = request.header("HX-Request-Type", "partial");
    Answer::to(request.header("HX-Target", "div#attention")).await
}

#[actix_web::test]
async fn where_there_is_nothing_to_do_one_line_says_so() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_calm().await;
    let maja = workspace.maja().await;
    maja.get(PAGE).await.is_ok().shows(CALM).hides("<li>");
    let calm = part(&maja).await;
    calm.is_ok().shows(CALM).hides("<main").hides("<details");
}

#[actix_web::test]
async fn the_only_owner_is_told_to_make_another_and_an_admin_whom_to_ask() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let role = workspace.role(BuiltinRole::Owner);
    let way = format!("/northwind/settings/users?role={role}");
    maja.get(PAGE)
        .await
        .shows(ONE_OWNER)
        .shows(&way)
        .shows("Make somebody else one too");
    let ana = workspace.person("Ana Lima", BuiltinRole::Admin).await;
    ana.get(PAGE).await.shows(ONE_OWNER).shows("Ask them");
    workspace.member("Erik Windahl", BuiltinRole::Owner).await;
    workspace.has_two_owners();
    maja.get(PAGE).await.hides(ONE_OWNER);
}

#[actix_web::test]
async fn invitations_that_bounced_end_soon_or_have_ended_each_have_a_line() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_calm().await;
    let maja = workspace.maja().await;
    let invited = workspace
        .invited("nora@northwind.example", BuiltinRole::Agent)
        .await;
    maja.get(PAGE).await.shows(CALM);
    workspace.does("UPDATE outbox SET state = 'refused', last_error = '550 no such mailbox'");
    maja.get(PAGE)
        .await
        .shows("1 invitation was refused by a mail server")
        .shows("?tab=pending&amp;status=trouble");
    // A later one went out.
    workspace.does(
        "INSERT INTO outbox (workspace_id, id, kind, subject_id, recipient, recipient_key, state,
                             attempts, next_attempt_at, created_at)
         SELECT workspace_id, gen_random_uuid(), 'invitation_reminder', subject_id, recipient,
                recipient_key, 'sent', 1, now(), now() + interval '1 minute' FROM outbox",
    );
    maja.get(PAGE).await.shows(CALM);
    for (at, words, status) in [
        (
            "now() + interval '23 hours'",
            "1 invitation expires within a day",
            "ending",
        ),
        (
            "now() - interval '1 hour'",
            "1 invitation has expired",
            "expired",
        ),
    ] {
        workspace.does(&format!("UPDATE invitations SET expires_at = {at}"));
        let page = maja.get(PAGE).await;
        page.shows(words)
            .shows(&format!("?tab=pending&amp;status={status}"));
        assert_eq!(page.body.matches("<li>").count(), 1, "{}", page.body);
    }
    let cancel = invited.at("/cancel");
    maja.post(&cancel, &[]).await;
    maja.get(PAGE).await.shows(CALM);
}

#[actix_web::test]
async fn people_without_a_team_a_manager_or_a_trace_each_have_a_line() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_calm().await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    maja.get(PAGE)
        .await
        .shows("1 person is in no team")
        .shows("/northwind/settings/users?team=none")
        .hides("90 days");
    workspace.team_of("Billing", &[ana]);
    workspace.does(&format!(
        "UPDATE users SET moved_up_at = now() WHERE id = '{ana}'"
    ));
    maja.get(PAGE)
        .await
        .shows("1 person moved up when their manager left")
        .shows("/northwind/settings/users?manager=left")
        .hides("in no team");
    // Made long ago, and never seen since.
    workspace.does(&format!(
        "UPDATE users SET moved_up_at = NULL, activated_at = now() - interval '91 days' WHERE id = '{ana}'"
    ));
    maja.get(PAGE)
        .await
        .shows("1 person wasn't here for 90 days")
        .shows("/northwind/settings/users?seen=long-ago")
        .hides("moved up");
    let seen = "UPDATE user_presence SET last_seen_at = now() - interval '89 days'";
    workspace.does(&format!("{seen} WHERE user_id = '{ana}'"));
    maja.get(PAGE).await.shows(CALM);
    let seen = "UPDATE user_presence SET last_seen_at = now() - interval '91 days'";
    workspace.does(&format!("{seen} WHERE user_id = '{ana}'"));
    maja.get(PAGE).await.shows("90 days");
    workspace.set_status(ana, "inactive");
    maja.get(PAGE).await.shows(CALM);
}

#[actix_web::test]
async fn keys_that_nothing_uses_or_that_stopped_each_have_a_line() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_calm().await;
    let maja = workspace.maja().await;
    workspace.script(&[Permission::ReadUsers]);
    maja.get(PAGE).await.shows(CALM);
    let made = "UPDATE api_keys SET created_at = now() - interval '91 days'";
    workspace.does(made);
    maja.get(PAGE)
        .await
        .shows("1 API key wasn't used for 90 days")
        .shows("<a href=\"/northwind/settings/api-keys\">Revoke what nothing needs</a>");
    for used in ["89 days", "91 days"] {
        workspace.does(&format!(
            "UPDATE api_keys SET last_used_at = now() - interval '{used}'"
        ));
        let page = maja.get(PAGE).await;
        assert_eq!(page.body.contains("1 API key"), used == "91 days");
    }
    workspace.does("UPDATE api_keys SET stopped_at = now()");
    maja.get(PAGE)
        .await
        .shows("1 API key stopped when its maker left")
        .shows("<a href=\"/northwind/settings/api-keys\">Take over or revoke</a>")
        .hides("90 days");
    let writes = workspace.custom_role(&[Permission::ReadUsers, Permission::WriteUsers]);
    let rosa = workspace.person_with_role("Rosa Díaz", writes).await;
    rosa.get(PAGE).await.is_ok().hides("1 API key");
    for ended in [
        "expires_at = now()",
        "expires_at = NULL, revoked_at = now()",
    ] {
        workspace.does(&format!("UPDATE api_keys SET {ended}"));
        maja.get(PAGE).await.shows("in no team").hides("1 API key");
    }
}

#[actix_web::test]
async fn nobody_is_told_of_what_they_may_not_see_or_of_another_workspace() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_calm().await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    workspace.nora().await;
    workspace.does("UPDATE invitations SET expires_at = now()");
    let writes = workspace.custom_role(&[Permission::ReadUsers, Permission::WriteUsers]);
    let rosa = workspace.person_with_role("Rosa Díaz", writes).await;
    rosa.get(PAGE)
        .await
        .is_ok()
        .hides("in no team")
        .hides("invitation");
    let reads = workspace.custom_role(&[Permission::ReadUsers]);
    let otto = workspace.person_with_role("Otto Berg", reads).await;
    otto.get(PAGE).await.is_forbidden();
    let list = "/settings/users";
    otto.get(list).await.is_ok().hides(PAGE);
    rosa.get(list).await.is_ok().shows(PAGE);
    let other = app.workspace("southwind").await;
    let theirs = other.maja().await.get(PAGE).await;
    theirs.shows(ONE_OWNER).hides("invitation has expired");
}

#[actix_web::test]
async fn nobody_is_counted_beyond_a_thousand_and_the_page_is_quick() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_calm().await;
    workspace.invited_many(1_100);
    workspace.does(
        "UPDATE invitations SET expires_at = now();
         UPDATE users SET status = 'active', password_hash = 'x', full_name = email, display_name = email,
             activated_at = now() - interval '1 year', moved_up_at = now() WHERE status = 'pending';
         INSERT INTO user_presence (workspace_id, user_id) SELECT workspace_id, id FROM users
         ON CONFLICT DO NOTHING; ANALYZE",
    );
    let maja = workspace.maja().await;
    let attempt = async || {
        let started = Instant::now();
        let page = maja.get(PAGE).await;
        let took = started.elapsed();
        page.shows("1,000+ invitations have expired")
            .shows("1,000+ people moved up")
            .shows("1,000+ people are in no team")
            .shows("1,000+ people weren");
        if took < Duration::from_millis(300) {
            Ok(())
        } else {
            Err(format!("{took:?}"))
        }
    };
    one_of_three(attempt).await;
}

#[actix_web::test]
async fn of_very_many_the_first_are_looked_at_for_a_team() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.is_calm().await;
    let maja = workspace.maja().await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    maja.get(PAGE).await.shows("1 person is in no team<");
    workspace.does("UPDATE workspaces SET active_users = 5001");
    maja.get(PAGE)
        .await
        .shows("1 person is in no team, or more<");
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

#[actix_web::test]
async fn who_moved_up_is_found_among_those_alone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.grows_to(1_000, 8);
    let plan: Vec<Plan> = sql_query(format!(
        "EXPLAIN SELECT FROM users WHERE workspace_id = '{}' AND status = 'active'
             AND moved_up_at IS NOT NULL ORDER BY name_key, id LIMIT 51",
        workspace.id
    ))
    .load(&mut app.database.connection())
    .unwrap();
    let plan: Vec<String> = plan.into_iter().map(|row| row.line).collect();
    assert!(plan.join("\n").contains("users_moved_up"), "{plan:?}");
}

#[actix_web::test]
async fn the_panel_comes_after_the_list_and_leads_on_everywhere() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let Some(browser) = Browser::at(&app).await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto("/northwind/settings/users").await;
    browser.sees("2 things need attention").await;
    browser.is_accessible().await;
    browser.screenshot("attention-closed").await;
    browser.click("2 things need attention").await;
    browser.sees(ONE_OWNER).await;
    browser.is_accessible().await;
    browser.screenshot("attention").await;
    browser.click("Put them into one").await;
    browser
        .arrives_at("/northwind/settings/users?team=none")
        .await;
    browser.close().await;
    let Some(browser) = Browser::at(&app).phone().dark().await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto("/northwind/settings/users").await;
    browser.click("2 things need attention").await;
    browser.is_accessible().await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot("attention-phone-dark").await;
    browser.close().await;
    let Some(browser) = Browser::at(&app).phone().without_javascript().await else {
        return;
    };
    browser.enter_as(&maja).await;
    browser.goto("/northwind/settings/users").await;
    browser.click("What needs attention").await;
    browser.sees(ONE_OWNER).await;
    browser.has_no_sideways_scroll().await;
    browser.screenshot("attention-page").await;
    browser.close().await;
}
