//! The dialog and the page in which people are invited, by what they send.

mod checking;
mod limits;

use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::{invitations, outbox, users, workspaces};
use reqwest::Method;

use crate::support::{Answer, Person, TestApp, Workspace, recount};

const NEW: &str = "/settings/invitations/new";
const INVITATIONS: &str = "/settings/invitations";
const SENT: &str = "/northwind/settings/users?tab=pending&notice=invitations-sent";

/// The usual form: an agent, with a mail.
async fn invite(by: &Person<'_>, workspace: &Workspace<'_>, emails: &str) -> Answer {
    invite_with(by, workspace, &[("emails", emails)]).await
}

/// The same with other fields, which stand in for the usual ones of their names.
async fn invite_with(
    by: &Person<'_>,
    workspace: &Workspace<'_>,
    fields: &[(&str, &str)],
) -> Answer {
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let usual = [("role", agent.as_str()), ("send_invite", "on")];
    let usual = usual
        .into_iter()
        .filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
    let form: Vec<(&str, &str)> = usual.chain(fields.iter().copied()).collect();
    by.post(INVITATIONS, &form).await
}

/// As htmx sends it from the dialog.
async fn from_the_dialog(by: &Person<'_>, path: &str, form: &[(&str, &str)]) -> Answer {
    let target = if path.ends_with("/check") {
        "ul#emails-chips"
    } else {
        "div#dialogs"
    };
    let path = format!("/{}{path}", by.slug);
    let request = by.request(Method::POST, &path);
    let request = request
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", target);
    Answer::to(request.form(form)).await
}

fn invited(app: &TestApp) -> Vec<String> {
    invitations::table
        .filter(invitations::status.eq("pending"))
        .order(invitations::email)
        .select(invitations::email)
        .load(&mut app.database.connection())
        .unwrap()
}

fn mails(app: &TestApp) -> i64 {
    outbox::table
        .filter(outbox::kind.eq("invitation"))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

fn set_status(app: &TestApp, email: &str, status: &str) {
    diesel::update(users::table.filter(users::email.eq(email)))
        .set(users::status.eq(status))
        .execute(&mut app.database.connection())
        .unwrap();
    recount(&mut app.database.connection());
}

fn set_plan(app: &TestApp, plan: &str) {
    diesel::update(workspaces::table)
        .set(workspaces::plan.eq(plan))
        .execute(&mut app.database.connection())
        .unwrap();
}

#[actix_web::test]
async fn the_page_offers_what_may_be_given_and_the_workspaces_own_time() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    diesel::update(workspaces::table)
        .set(workspaces::invitation_hours.eq(36))
        .execute(&mut app.database.connection())
        .unwrap();
    let maja = workspace.maja().await;
    let agent = workspace.role(BuiltinRole::Agent);
    maja.get(NEW)
        .await
        .is_ok()
        .shows("Each person gets their own link. It works once, for 36 hours.")
        .shows(&format!("value=\"{agent}\" checked"))
        .shows("More roles")
        .shows(">Owner</label>")
        .shows("value=\"36\"")
        .shows("name=\"send_invite\" checked")
        .shows("Nobody to invite yet")
        .shows("Send invitations");
    let bob = workspace.person("Bob Marsh", BuiltinRole::Supervisor).await;
    bob.get(NEW)
        .await
        .is_ok()
        .shows(">Supervisor</label>")
        .hides(">Admin</label>")
        .hides(">Owner</label>");
    maja.get(INVITATIONS)
        .await
        .leads_to("/northwind/settings/users?tab=pending");
    bob.get("/settings/users").await.shows("Invite people");
}

#[actix_web::test]
async fn everybody_in_a_paste_is_invited_once_and_gets_a_mail() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let paste = "nora@x.example, NORA@X.example; Ali Khan <ali@x.example>\r\n\"Doe, Jane\" <jane@x.example> nora+b@x.example";
    let fields = [
        ("emails", paste),
        ("emails", "tove@x.example"),
        ("message", "Welcome.\r\nSee you."),
        ("valid_hours", "24"),
        ("team", ""),
        ("department", ""),
    ];
    invite_with(&maja, &workspace, &fields).await.leads_to(SENT);
    let everybody = [
        "ali@x.example",
        "jane@x.example",
        "nora+b@x.example",
        "nora@x.example",
        "tove@x.example",
    ];
    assert_eq!(invited(&app), everybody);
    assert_eq!(mails(&app), 5);
    let names: Vec<Option<String>> = users::table
        .filter(users::status.eq("pending"))
        .order(users::email)
        .select(users::full_name)
        .load(&mut app.database.connection())
        .unwrap();
    let names: Vec<_> = names.iter().map(Option::as_deref).collect();
    assert_eq!(
        names,
        [Some("Ali Khan"), Some("Doe, Jane"), None, None, None]
    );
    let (message, hours): (Option<String>, i32) = invitations::table
        .select((invitations::message, invitations::valid_hours))
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(
        (message.as_deref(), hours),
        (Some("Welcome.\nSee you."), 24)
    );
}

#[actix_web::test]
async fn one_person_can_be_given_names_and_several_cant() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let names = [("full_name", "Nora Bell"), ("display_name", "Nora")];
    let several = [&[("emails", "nora@x.example ali@x.example")][..], &names].concat();
    invite_with(&maja, &workspace, &several)
        .await
        .is_a_mistake()
        .shows("A name goes with one address.")
        .shows("nora@x.example ali@x.example")
        .shows("value=\"Nora Bell\"");
    assert_eq!(invited(&app).len(), 0);
    let one = [&[("emails", "Somebody <nora@x.example>")][..], &names].concat();
    invite_with(&maja, &workspace, &one).await.leads_to(SENT);
    let stored: (Option<String>, Option<String>) = users::table
        .filter(users::email.eq("nora@x.example"))
        .select((users::full_name, users::display_name))
        .first(&mut app.database.connection())
        .unwrap();
    let stored = (stored.0.as_deref(), stored.1.as_deref());
    assert_eq!(stored, (Some("Nora Bell"), Some("Nora")));
}

#[actix_web::test]
async fn without_the_switch_nothing_is_mailed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let form = [("emails", "nora@x.example"), ("role", agent.as_str())];
    maja.post(INVITATIONS, &form)
        .await
        .leads_to("/northwind/settings/users?tab=pending&notice=invitations-made");
    assert_eq!((invited(&app).len(), mails(&app)), (1, 0));
}

#[actix_web::test]
async fn each_address_gets_its_own_answer_and_what_is_left_stays_in_the_box() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    elsewhere.member("Tove Lund", BuiltinRole::Agent).await;
    let maja = workspace.maja().await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Agent).await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    set_status(&app, "sofia@northwind.example", "inactive");
    invite(&maja, &workspace, "ali@x.example")
        .await
        .has_status(303);
    let paste = "tove@northwind.example ERIK@northwind.example sofia@northwind.example \
        Ali@x.example maja@northwind.example erik+b@northwind.example nora@gmial.com nora@";
    let answer = invite(&maja, &workspace, paste).await;
    answer
        .is_ok()
        .shows("Invited: tove@northwind.example, erik+b@northwind.example, nora@gmial.com.")
        .shows(&format!("href=\"/northwind/settings/users/{erik}\""))
        .shows("ERIK@northwind.example</a> is already an active user. Remove it to continue.")
        .shows("sofia@northwind.example is deactivated.")
        .shows(&format!(
            "href=\"/northwind/settings/users/{sofia}/reactivate\" target=\"_blank\">Reactivate"
        ))
        .shows("Ali@x.example is already invited.")
        .shows("/resend")
        .shows("maja@northwind.example is you.")
        .shows("“nora@”: Something is missing after the @.")
        .hides("value=\"tove@");
    let (_, text) = answer.body.split_once("<textarea").unwrap();
    let text = text.split_once("</textarea>").unwrap().0;
    for kept in ["ERIK@northwind.example", "sofia@", "Ali@", "maja@", "nora@"] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    assert!(
        !text.contains("tove@") && !text.contains("erik+b"),
        "{text}"
    );
    assert_eq!(invited(&app).len(), 4);

    let none = invite(&maja, &workspace, "ERIK@northwind.example, nora@").await;
    none.is_a_mistake().shows("is already an active user.");
    assert_eq!(invited(&app).len(), 4);
}

#[actix_web::test]
async fn who_may_not_look_at_people_gets_no_way_to_their_profiles() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let inviter = workspace.custom_role(&[Permission::InviteUsers]);
    let bob = workspace.person_with_role("Bob Marsh", inviter).await;
    workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    set_status(&app, "sofia@northwind.example", "inactive");
    let own = inviter.to_string();
    let fields = [
        ("emails", "sofia@northwind.example"),
        ("role", own.as_str()),
    ];
    invite_with(&bob, &workspace, &fields)
        .await
        .is_a_mistake()
        .shows("is deactivated.")
        .hides("See their profile");
}

#[actix_web::test]
async fn who_was_cancelled_or_deleted_is_somebody_new() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    invite(&maja, &workspace, "nora@x.example")
        .await
        .has_status(303);
    let cancelled = diesel::update(invitations::table).set((
        invitations::status.eq("cancelled"),
        invitations::cancelled_at.eq(diesel::dsl::now),
        invitations::user_id.eq(None::<muster::types::UserId>),
    ));
    let connection = &mut app.database.connection();
    cancelled.execute(connection).unwrap();
    let gone = users::table.filter(users::email.eq("nora@x.example"));
    diesel::delete(
        muster::db::schema::user_roles::table
            .filter(muster::db::schema::user_roles::user_id.eq_any(gone.select(users::id))),
    )
    .execute(connection)
    .unwrap();
    diesel::delete(gone).execute(connection).unwrap();
    invite(&maja, &workspace, "Nora@x.example")
        .await
        .leads_to(SENT);
    assert_eq!(invited(&app), ["Nora@x.example"]);
}

#[actix_web::test]
async fn a_mistake_loses_nothing_and_stays_in_the_dialog() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let long = "é".repeat(501);
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let gone = muster::types::RoleId::new().to_string();
    for (field, value, words) in [
        ("emails", "", "Type at least one email address."),
        ("role", "", "Choose a role."),
        ("role", "agent", "This role is gone."),
        ("role", gone.as_str(), "This role is gone."),
        ("message", long.as_str(), "Use at most 500 characters."),
        ("valid_hours", "721", "Use a whole number of hours"),
        ("team", gone.as_str(), "One of these teams is gone."),
        ("department", gone.as_str(), "This department is gone."),
        ("full_name", "a/b", "slash"),
    ] {
        let usual = [
            ("emails", "Nora Bell <nora@x.example>"),
            ("role", agent.as_str()),
            ("message", "Hello there"),
            ("valid_hours", "24"),
        ];
        let mut form: Vec<_> = usual
            .into_iter()
            .filter(|(name, _)| *name != field)
            .collect();
        form.push((field, value));
        let page = maja.post(INVITATIONS, &form).await;
        page.is_a_mistake().shows(words).shows("<!DOCTYPE html>");
        let dialog = from_the_dialog(&maja, INVITATIONS, &form).await;
        dialog
            .is_a_mistake()
            .shows(words)
            .shows("<dialog id=\"invite\"")
            .hides("<main");
        for (name, value) in usual.into_iter().filter(|(name, _)| *name != field) {
            let kept = value.replace('<', "&lt;").replace('>', "&gt;");
            assert!(
                page.body.contains(&kept) && dialog.body.contains(&kept),
                "{field}: {name}"
            );
        }
    }
    assert_eq!(invited(&app).len(), 0);
}

#[actix_web::test]
async fn a_dialog_is_told_where_to_go_or_what_is_left() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let form = |emails: &'static str| {
        [
            ("emails", emails),
            ("role", agent.as_str()),
            ("send_invite", "on"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |emails| {
        let form = form(emails);
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        from_the_dialog(&maja, INVITATIONS, &form).await
    };
    let all = send("nora@x.example").await;
    assert_eq!(all.is_ok().header("hx-location"), SENT);
    send("nora@x.example, ali@x.example")
        .await
        .is_ok()
        .shows("<dialog id=\"invite\"")
        .shows("hx-post=\"/northwind/settings/invitations\" hx-target=\"#dialogs\"")
        .shows("Invited: ali@x.example.")
        .shows("name=\"emails\" value=\"nora@x.example\"")
        .shows("nora@x.example is already invited.");
}
