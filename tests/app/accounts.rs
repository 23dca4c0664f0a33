//! What is done from somebody's page at once: a mailed link for a new password, signing them out, beta
//! access; and what the page says of them.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::{audit_details, audit_events, users};
use muster::types::{SessionId, UserId};
use reqwest::Method;
use serde_json::Value;

use crate::support::smtp::MailServer;
use crate::support::{Answer, Invite, Person, TestApp};

fn page(user: UserId) -> String {
    format!("/settings/users/{user}")
}

fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

fn beta_of(app: &TestApp, user: UserId) -> bool {
    users::table
        .filter(users::id.eq(user))
        .select(users::beta_access)
        .first(&mut app.database.connection())
        .unwrap()
}

fn session_of(app: &TestApp, user: UserId) -> SessionId {
    use muster::db::schema::sessions;
    sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::ended_at.is_null())
        .order(sessions::created_at)
        .select(sessions::id)
        .first(&mut app.database.connection())
        .unwrap()
}

/// As htmx asks, for the part of the page with this id.
async fn in_place(
    person: &Person<'_>,
    path: &str,
    (part, form): (&str, &[(&str, &str)]),
) -> Answer {
    let path = format!("/{}{path}", person.slug);
    let request = person
        .request(Method::POST, &path)
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", format!("div#{part}"))
        .form(form);
    Answer::to(request).await
}

#[actix_web::test]
async fn an_admin_mails_somebody_a_link_for_a_new_password_three_times_an_hour() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let send = format!("{}/password-reset", page(sofia));
    maja.get(&page(sofia)).await.shows("Send password reset");
    maja.post(&send, &[])
        .await
        .leads_to(&format!("/northwind{}?notice=reset-sent", page(sofia)));
    app.send_mails().await;
    let mail = server.mail_to("sofia@northwind.example").await;
    let text = mail.text.unwrap();
    let (_, path) = text.split_once("/northwind/password/reset/").unwrap();
    let token = path.split_whitespace().next().unwrap();
    let link = format!("/northwind/password/reset/{token}");
    app.get(&link).await.is_ok().shows("Set password");
    assert!(app.all_rows().iter().all(|row| !row.contains(token)));
    in_place(&maja, &send, ("reset", &[]))
        .await
        .is_ok()
        .shows("id=\"reset\"")
        .shows("on its way to Sofia Duarte");
    app.get(&link).await.has_status(410);
    maja.post(&send, &[]).await.has_status(303);
    let enough = maja.post(&send, &[]).await;
    enough.has_status(429).shows("Wait");
    assert!(!enough.header("retry-after").is_empty());
    in_place(&maja, &send, ("reset", &[])).await.has_status(429);
    assert_eq!(entries(&app, "password.reset_sent").len(), 3);
    assert_eq!(
        entries(&app, "password.reset_sent")[0]["target_name"],
        "Sofia Duarte"
    );
    app.clock.advance(TimeDelta::minutes(61));
    maja.post(&send, &[]).await.has_status(303);
}

#[actix_web::test]
async fn who_isnt_here_gets_no_link_for_a_password() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let invited = workspace.invite(&Invite::default()).await.user;
    workspace.set_status(sofia, "inactive");
    for (user, why) in [
        (sofia, "Sofia Duarte is deactivated. Reactivate them first."),
        (invited, "accepted the invitation yet"),
    ] {
        maja.get(&page(user)).await.hides("Send password reset");
        maja.post(&format!("{}/password-reset", page(user)), &[])
            .await
            .has_status(409)
            .shows(why);
    }
    assert!(entries(&app, "password.reset_sent").is_empty());
}

#[actix_web::test]
async fn somebody_is_signed_out_everywhere_or_in_one_place() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let first = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let one = session_of(&app, first.id);
    let second = workspace.sign_in(first.id).await;
    let own = format!("/northwind{}?notice=", page(first.id));
    maja.get(&page(first.id))
        .await
        .shows("End all")
        .shows(&format!("session-{one}"));
    let end = format!("{}/sessions/{one}/end", page(first.id));
    for _ in 0..2 {
        maja.post(&end, &[])
            .await
            .leads_to(&format!("{own}session-ended"));
    }
    first.get("/profile").await.asks_to_sign_in();
    second.get("/profile").await.is_ok();
    assert_eq!(entries(&app, "session.ended_for")[0]["count"], 1);
    let third = workspace.sign_in(first.id).await;
    in_place(
        &maja,
        &format!("{}/sign-out", page(first.id)),
        ("account", &[]),
    )
    .await
    .is_ok()
    .shows("id=\"account\"")
    .shows("They are signed out everywhere.")
    .hides("End all");
    for gone in [&second, &third] {
        gone.get("/profile").await.asks_to_sign_in();
    }
    maja.get("/profile").await.is_ok();
    let told = entries(&app, "session.ended_for");
    assert_eq!((told.len(), &told[0]["count"]), (2, &2.into()));
    // Nobody is left to be signed out.
    maja.post(&format!("{}/sign-out", page(first.id)), &[])
        .await
        .leads_to(&format!("{own}person-signed-out"));
    assert_eq!(entries(&app, "session.ended_for").len(), 2);
    maja.get("/settings/audit").await.shows(" (2 sessions)");
}

#[actix_web::test]
async fn ones_own_sessions_end_on_ones_profile_and_nobody_elses_are_found_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    let own = session_of(&app, maja.id);
    maja.get(&page(maja.id))
        .await
        .shows("On your profile")
        .hides("End all");
    for path in ["sign-out".to_owned(), format!("sessions/{own}/end")] {
        maja.post(&format!("{}/{path}", page(maja.id)), &[])
            .await
            .has_status(409)
            .shows("on your profile");
    }
    for session in [own, SessionId::new()] {
        maja.post(&format!("{}/sessions/{session}/end", page(sofia.id)), &[])
            .await
            .is_not_found();
    }
    maja.get("/profile").await.is_ok();
}

#[actix_web::test]
async fn beta_access_is_switched_at_once_and_by_a_button() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let beta = format!("{}/beta", page(sofia));
    maja.post(&beta, &[("on", "on")])
        .await
        .leads_to(&format!("/northwind{}?notice=beta-saved", page(sofia)));
    assert!(beta_of(&app, sofia));
    maja.post(&beta, &[("on", "on")]).await.has_status(303);
    in_place(&maja, &beta, ("account", &[]))
        .await
        .is_ok()
        .shows("Beta access is off.")
        .shows("id=\"account\"");
    assert!(!beta_of(&app, sofia));
    let told = entries(&app, "user.beta_changed");
    let said: Vec<_> = told.iter().map(|entry| &entry["beta"]).collect();
    assert_eq!(said, ["off", "on"]);
}

#[actix_web::test]
async fn nothing_is_done_to_who_holds_more_or_isnt_here() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("contoso").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let session = session_of(&app, maja.id);
    amina
        .get(&page(maja.id))
        .await
        .is_ok()
        .hides("End all")
        .hides(&format!("session-{session}"))
        .hides("name=\"on\"");
    let ends = format!("sessions/{session}/end");
    let tries = [
        ("password-reset", "send_password_reset"),
        ("sign-out", "sign_out"),
        (ends.as_str(), "sign_out"),
        ("beta", "change_beta"),
    ];
    for (path, tried) in tries {
        amina
            .post(&format!("{}/{path}", page(maja.id)), &[("on", "on")])
            .await
            .is_forbidden();
        assert_eq!(entries(&app, "access.refused")[0]["tried"], tried);
        for user in [elsewhere.owner, UserId::new()] {
            maja.post(&format!("{}/{path}", page(user)), &[("on", "on")])
                .await
                .is_not_found();
        }
    }
    maja.get("/profile").await.is_ok();
    assert!(!beta_of(&app, maja.id) && !beta_of(&app, elsewhere.owner));
    let reader = workspace.custom_role(&[Permission::ReadUsers]);
    let jonas = workspace.person_with_role("Jonas Weber", reader).await;
    for (path, _) in tries {
        jonas
            .post(&format!("{}/{path}", page(amina.id)), &[])
            .await
            .is_forbidden();
    }
}

#[actix_web::test]
async fn the_page_says_who_invited_them_when_they_were_seen_and_what_they_can_do() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let invite = Invite {
        by: Some(workspace.owner),
        full_name: Some("Nora Bell"),
        ..Invite::default()
    };
    let invited = workspace.invite(&invite).await.user;
    maja.get(&page(invited)).await.is_ok().shows("Not yet");
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    maja.get(&page(sofia))
        .await
        .is_ok()
        .shows("sofia@northwind.example, available, never seen")
        .shows("What Sofia Duarte can do")
        .shows("Why?")
        .hides("Invited by");
    let seen = workspace.sign_in(sofia).await;
    seen.get("/profile").await.is_ok();
    app.clock.advance(TimeDelta::minutes(4));
    maja.get(&page(sofia)).await.shows("last seen 4 min ago");
    diesel::sql_query(
        "UPDATE user_presence SET last_seen_at = now() + interval '4 minutes' - interval '1 day'",
    )
    .execute(&mut app.database.connection())
    .unwrap();
    maja.get(&page(sofia))
        .await
        .shows("last seen yesterday at ");
    let extra = workspace.custom_role(&[Permission::WriteContacts]);
    workspace.add_role(sofia, extra);
    maja.get(&page(sofia))
        .await
        .shows(&format!("Write contacts<span class=\"from\">from {extra}"))
        .hides("<span class=\"from\">from Agent");
}

#[actix_web::test]
async fn who_may_read_the_log_sees_what_somebody_did_and_what_was_done_to_them() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let sofia = workspace.person("Sofia Duarte", BuiltinRole::Agent).await;
    for number in 0..11 {
        let form: &[(&str, &str)] = if number % 2 == 0 {
            &[("on", "on")]
        } else {
            &[]
        };
        maja.post(&format!("{}/beta", page(sofia.id)), form)
            .await
            .has_status(303);
    }
    let shown = maja.get(&page(sofia.id)).await;
    shown
        .shows("Activity")
        .shows(" beta access")
        .shows(&format!("/northwind/settings/audit?person={}", sofia.id))
        // There are ten, and this is the oldest of twelve.
        .hides(" signed in");
    assert_eq!(shown.body.matches(" beta access from ").count(), 5);
    amina.get(&page(sofia.id)).await.is_ok().hides("Activity");
    maja.get(&page(amina.id)).await.shows(" signed in");
}
