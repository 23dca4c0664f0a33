//! The page behind the link, and what comes of its form.

mod held_up;
mod looking;
mod others;
mod renewing;
mod twice;

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::{audit_events, invitations, outbox, sessions, users};
use muster::types::{InvitationStatus, SecretToken, UserStatus};

use crate::support::{Answer, Invite, Invited, PASSWORD, TestApp, Visitor, Workspace};

/// What Nora types.
pub const FORM: [(&str, &str); 4] = [
    ("first_name", "Nora"),
    ("last_name", "Bell"),
    ("password", PASSWORD),
    ("password_confirm", PASSWORD),
];

pub const HOME: &str = "/northwind?notice=welcome";

/// The same with some fields otherwise.
pub fn form_with<'f>(other: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = FORM
        .iter()
        .filter(|(name, _)| !other.iter().any(|(changed, _)| changed == name));
    kept.chain(other).copied().collect()
}

pub async fn accept(app: &TestApp, invited: &Invited) -> Answer {
    app.post(invited.link, &FORM).await
}

/// The hidden field that a form is known by.
pub fn form_of(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("name=\"form\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

impl Workspace<'_> {
    /// Whether somebody who is invited has come, and how their invitation stands.
    pub fn standing(&self, invited: &Invited) -> (Option<UserStatus>, InvitationStatus) {
        let connection = &mut self.app.database.connection();
        let user = users::table
            .find((self.id, invited.user))
            .select(users::status)
            .first(connection)
            .optional()
            .unwrap();
        let invitation = invitations::table
            .find((self.id, invited.id))
            .select(invitations::status)
            .first(connection)
            .unwrap();
        (user, invitation)
    }

    pub fn has_joined(&self, invited: &Invited) -> bool {
        let joined = (Some(UserStatus::Active), InvitationStatus::Accepted);
        self.standing(invited) == joined
    }

    pub fn is_waiting(&self, invited: &Invited) -> bool {
        let waiting = (Some(UserStatus::Pending), InvitationStatus::Pending);
        self.standing(invited) == waiting
    }

    pub fn sessions_of(&self, invited: &Invited) -> i64 {
        sessions::table
            .filter(sessions::workspace_id.eq(self.id))
            .filter(sessions::user_id.eq(invited.user))
            .filter(sessions::ended_at.is_null())
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }

    pub fn audited(&self, action: &str, invited: &Invited) -> i64 {
        audit_events::table
            .filter(audit_events::workspace_id.eq(self.id))
            .filter(audit_events::action.eq(action))
            .filter(audit_events::target_id.eq(invited.user.as_uuid()))
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }

    /// To whom mails of this kind are on their way.
    pub fn mailed(&self, kind: &str) -> Vec<String> {
        outbox::table
            .filter(outbox::workspace_id.eq(self.id))
            .filter(outbox::kind.eq(kind))
            .order(outbox::recipient)
            .select(outbox::recipient)
            .load(&mut self.app.database.connection())
            .unwrap()
    }
}

async fn arrives(nora: &mut Visitor<'_>, landing: &str) {
    nora.get(HOME)
        .await
        .leads_to(&format!("/northwind/{landing}?notice=welcome"));
}

#[actix_web::test]
async fn nora_joins_and_is_welcomed_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let mut nora = app.visitor();
    let page = nora.get(invited.link).await;
    page.is_ok()
        .shows("Join Northwind Support")
        .shows("Maja Öberg invited you as an <strong>Agent</strong>.")
        .shows("value=\"nora@northwind.example\"")
        .shows("This invitation expires on ");
    let form = form_of(&page);
    assert!(SecretToken::parse(&form).is_some(), "{form}");
    nora.post(invited.link, &form_with(&[("form", &form)]))
        .await
        .leads_to(HOME);
    assert!(workspace.has_joined(&invited));
    assert_eq!(workspace.audited("invitation.accepted", &invited), 1);
    assert_eq!(workspace.audited("session.started", &invited), 1);
    assert_eq!(
        workspace.mailed("invitation_accepted"),
        ["maja@northwind.example"]
    );
    arrives(&mut nora, "inbox").await;
    nora.get("/northwind/inbox?notice=welcome")
        .await
        .is_ok()
        .shows("Welcome, Nora Bell")
        .shows("You are part of Northwind Support now");
    nora.get("/northwind/inbox")
        .await
        .shows("Hello, Nora Bell")
        .hides("You are part of");
    app.clock.advance(chrono::TimeDelta::minutes(11));
    nora.get("/northwind/inbox?notice=welcome")
        .await
        .shows("Hello, Nora Bell");
    app.visitor()
        .signs_in("nora@northwind.example")
        .await
        .leads_to("/northwind");
}

#[actix_web::test]
async fn each_role_lands_where_it_belongs() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for (role, landing) in [
        (BuiltinRole::Owner, "settings/users"),
        (BuiltinRole::Admin, "settings/users"),
        (BuiltinRole::Agent, "inbox"),
    ] {
        let email = format!("{}@northwind.example", role.as_str());
        let invited = workspace
            .invite(&Invite {
                email: &email,
                role: Some(workspace.role(role)),
                ..Invite::default()
            })
            .await;
        let mut visitor = app.visitor();
        visitor.post(invited.link, &FORM).await.leads_to(HOME);
        arrives(&mut visitor, landing).await;
    }
}

#[actix_web::test]
async fn what_the_inviter_knew_is_filled_in_and_may_be_changed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace
        .invite(&Invite {
            full_name: Some("Nora van der Bell"),
            display_name: Some("Norrie"),
            message: Some("Hello Nora,\nsee <b>you</b> on Monday."),
            ..Invite::default()
        })
        .await;
    app.get(invited.link)
        .await
        .shows("name=\"first_name\" type=\"text\" value=\"Nora\"")
        .shows("name=\"last_name\" type=\"text\" value=\"van der Bell\"")
        .shows("name=\"display_name\" type=\"text\" value=\"Norrie\"")
        .shows("Hello Nora,<br>see &lt;b&gt;you&lt;/b&gt; on Monday.");
    let form = form_with(&[("last_name", "Bell"), ("display_name", "  ")]);
    app.post(invited.link, &form).await.leads_to(HOME);
    let names: (Option<String>, Option<String>) = users::table
        .find((workspace.id, invited.user))
        .select((users::full_name, users::display_name))
        .first(&mut app.database.connection())
        .unwrap();
    let both = Some("Nora Bell".to_owned());
    assert_eq!(names, (both.clone(), both));
}

#[actix_web::test]
async fn a_mistake_keeps_what_was_typed_but_the_passwords_and_the_link_stays_good() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let long = "é".repeat(60);
    for (other, says) in [
        (vec![("first_name", "")], "first_name-error"),
        (vec![("last_name", " ")], "last_name-error"),
        (vec![("first_name", "a/b")], "Leave out slashes."),
        (
            vec![("first_name", &*long), ("last_name", &*long)],
            "last_name-error",
        ),
        (
            vec![("display_name", "www.evil.example")],
            "display_name-error",
        ),
        (vec![("password", "short")], "Use at least 8 characters."),
        (
            vec![("password_confirm", "teapot-lantern")],
            "The two passwords differ.",
        ),
        (
            vec![
                ("password", "NoraBell-1"),
                ("password_confirm", "NoraBell-1"),
            ],
            "first that somebody would try",
        ),
        (
            vec![
                ("password", "nora@northwind"),
                ("password_confirm", "nora@northwind"),
            ],
            "first that somebody would try",
        ),
    ] {
        let mut form = form_with(&other);
        form.push(("form", "typed by hand"));
        let answer = app.post(invited.link, &form).await;
        answer.is_a_mistake().shows(says).hides(PASSWORD);
        let kept = |name: &str| form.iter().find(|(field, _)| *field == name).unwrap().1;
        answer
            .shows(&format!("value=\"{}\"", kept("last_name")))
            .shows("nora@northwind.example");
    }
    let empty = app.post(invited.link, &[]).await;
    empty.is_a_mistake().shows("3 things need another look");
    assert!(workspace.is_waiting(&invited));
    accept(&app, &invited).await.leads_to(HOME);
}

#[actix_web::test]
async fn no_field_says_more_than_the_row() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let invited = workspace.nora().await;
    let owner = workspace.role(BuiltinRole::Owner).to_string();
    let southwind = elsewhere.id.to_string();
    let form = form_with(&[
        ("email", "mallory@evil.example"),
        ("role", &owner),
        ("workspace", &southwind),
        ("workspace_id", &southwind),
        ("status", "active"),
    ]);
    app.post(invited.link, &form).await.leads_to(HOME);
    let emails: Vec<String> = users::table
        .filter(users::id.eq(invited.user))
        .filter(users::workspace_id.eq(workspace.id))
        .select(users::email)
        .load(&mut app.database.connection())
        .unwrap();
    assert_eq!(emails, ["nora@northwind.example"]);
    assert_eq!(
        workspace.roles_of(invited.user),
        [workspace.role(BuiltinRole::Agent)]
    );
}

#[actix_web::test]
async fn html_in_a_name_is_text() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let form = form_with(&[("first_name", "<script>x"), ("password", "")]);
    app.post(invited.link, &form)
        .await
        .is_a_mistake()
        .shows("value=\"&lt;script&gt;x\"")
        .hides("<script>x");
    let mut nora = app.visitor();
    let form = form_with(&[("first_name", "<i>Nora"), ("display_name", "<i>N")]);
    nora.post(invited.link, &form).await.leads_to(HOME);
    nora.get("/northwind/inbox?notice=welcome")
        .await
        .shows("Welcome, &lt;i&gt;N")
        .hides("<i>N");
}

#[actix_web::test]
async fn an_owner_who_joins_counts_as_one() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace
        .invite(&Invite {
            role: Some(workspace.role(BuiltinRole::Owner)),
            ..Invite::default()
        })
        .await;
    assert_eq!(workspace.owners().counted, 1);
    accept(&app, &invited).await.leads_to(HOME);
    let owners = workspace.owners();
    assert_eq!((owners.counted, owners.active), (2, 2));
    let counting = app.db.read(muster::workspaces::miscounted_owners).await;
    assert_eq!(counting.unwrap(), []);
}
