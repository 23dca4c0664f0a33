//! What is gone by the time that somebody comes, and what is let go where they don't.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use muster::db::schema::{departments, teams};

use super::*;
use crate::invitations::accepting::accept;
use crate::support::Invite;
use crate::support::smtp::MailServer;

#[actix_web::test]
async fn a_team_that_was_deleted_meanwhile_is_skipped_and_who_invited_is_told() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let nora = workspace.nora().await;
    workspace.team_of("Support", &[nora.user]);
    let returns = workspace.team_of("Returns", &[nora.user]);
    app.get(nora.link)
        .await
        .is_ok()
        .shows(" in <strong>Returns</strong> and <strong>Support</strong>.");
    let maja = workspace.maja().await;
    // They want no mail about who joins, and are told of this all the same.
    maja.post("/profile/notifications", &[]).await;
    maja.post(
        &format!("/settings/teams/{returns}/delete"),
        &[("replacement", "")],
    )
    .await
    .has_status(303);
    app.get(nora.link)
        .await
        .is_ok()
        .shows(" in <strong>Support</strong>.")
        .hides("Returns");
    accept(&app, &nora).await.has_status(303);
    assert_eq!(workspace.teams_of(nora.user), ["Support"]);
    app.send_mails().await;
    let mail = server.mail_to("maja@northwind.example").await;
    let text = mail.text.unwrap().replace('\n', " ");
    for words in [
        "as an Agent in Support.",
        "The team Returns was deleted before they joined, so they aren't in it.",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let entry = &told(&app, "invitation.accepted")[0];
    assert_eq!(entry["teams"], json!(["Support"]));
    assert_eq!(entry["missed_teams"], json!(["Returns"]));
}

#[actix_web::test]
async fn a_department_that_was_deleted_meanwhile_is_the_one_that_took_its_place() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let (care, sales) = (workspace.department("Care"), workspace.department("Sales"));
    let fields = [
        ("emails", "nora@x.example"),
        ("department", &*care.to_string()),
    ];
    invite(&maja, &workspace, &fields).await.leads_to(SENT);
    let nora = somebody(&workspace, "nora@x.example");
    let link = workspace.new_link(invitation_of(&workspace, nora)).await;
    app.get(link)
        .await
        .is_ok()
        .shows("Your department is <strong>Care</strong>.");
    let delete = format!("/settings/departments/{care}/delete");
    maja.post(&delete, &[("replacement", &sales.to_string())])
        .await
        .has_status(303);
    app.get(link)
        .await
        .is_ok()
        .shows("Your department is <strong>Sales</strong>.");
    assert_eq!(workspace.department_of(nora).unwrap(), "Sales");
}

#[actix_web::test]
async fn many_teams_are_counted_on_the_page_and_in_the_mail() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ids: Vec<String> = (1..=9)
        .map(|n| workspace.team_of(&format!("Team {n}"), &[]).to_string())
        .collect();
    let mut fields = vec![("emails", "nora@x.example")];
    fields.extend(ids.iter().map(|id| ("team", id.as_str())));
    invite(&maja, &workspace, &fields).await.leads_to(SENT);
    app.send_mails().await;
    let mail = server.mail_to("nora@x.example").await;
    let text = mail.text.unwrap().replace('\n', " ");
    let words = "as an Agent in Team 1, Team 2, Team 3, Team 4, Team 5 and 4 more.";
    assert!(text.contains(words), "{text}");
}

/// Everything that can hang on somebody who won't come.
#[actix_web::test]
async fn cancelling_lets_go_of_everything_that_hangs_on_somebody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.nora().await;
    let ali = workspace
        .invite(&Invite {
            email: "ali@northwind.example",
            ..Invite::default()
        })
        .await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let team = workspace.team_of("Support", &[nora.user, ali.user]);
    let care = workspace.department("Care");
    let sql = format!(
        "UPDATE teams SET lead_id = '{nora}' WHERE id = '{team}';
         UPDATE departments SET head_id = '{nora}' WHERE id = '{care}';
         UPDATE users SET manager_id = '{nora}', reports = 0 WHERE id IN ('{ana}', '{ali}');
         UPDATE users SET manager_id = '{erik}', reports = 2, department_id = '{care}' WHERE id = '{nora}';
         UPDATE users SET reports = 1 WHERE id = '{erik}'",
        nora = nora.user,
        ali = ali.user,
    );
    app.database.connection().batch_execute(&sql).unwrap();
    maja.post(&nora.at("/cancel"), &[]).await.has_status(303);
    let lead: Option<UserId> = teams::table
        .find((workspace.id, team))
        .select(teams::lead_id)
        .first(&mut app.database.connection())
        .unwrap();
    let head: Option<UserId> = departments::table
        .find((workspace.id, care))
        .select(departments::head_id)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!((lead, head), (None, None));
    let entry = &told(&app, "invitation.cancelled")[0];
    assert_eq!(entry["led"], json!(["Support"]));
    assert_eq!(entry["headed"], json!(["Care"]));
    assert_eq!(workspace.teams_of(ali.user), ["Support"]);
    assert_eq!(workspace.reporting_of(ana).0, Some(erik));
    assert_eq!(workspace.reporting_of(erik), (None, 2));
}

#[actix_web::test]
async fn a_thousand_expired_ones_are_let_go_of_together() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.invited_many(1_000);
    let team = workspace.team_of("Support", &[]);
    let (erik, care) = (
        workspace.member("Erik Windahl", BuiltinRole::Admin).await,
        workspace.department("Care"),
    );
    let sql = format!(
        "INSERT INTO team_members (workspace_id, team_id, user_id)
         SELECT workspace_id, '{team}', id FROM users WHERE status = 'pending';
         UPDATE users SET manager_id = '{erik}', department_id = '{care}' WHERE status = 'pending';
         UPDATE users SET reports = 1000 WHERE id = '{erik}'"
    );
    app.database.connection().batch_execute(&sql).unwrap();
    app.clock.advance(TimeDelta::days(8));
    let maja = workspace.maja().await;
    let started = Instant::now();
    maja.post("/settings/invitations/cancel-expired", &[])
        .await
        .has_status(303);
    println!("1,000 cancelled in {:?}", started.elapsed());
    let left: i64 = users::table
        .filter(users::status.eq("pending"))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!((left, workspace.reporting_of(erik)), (0, (None, 0)));
}
