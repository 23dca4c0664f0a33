//! The first workspace.

use diesel::prelude::*;
use muster::db::schema::{audit_events, workspaces};

use crate::support::{PASSWORD, TestApp, Visitor};

const FIELDS: [(&str, &str); 6] = [
    ("workspace_name", "Northwind Support"),
    ("slug", "northwind"),
    ("full_name", "Maja Öberg"),
    ("email", "maja@northwind.example"),
    ("password", PASSWORD),
    ("password_confirm", PASSWORD),
];

async fn sets_up(
    visitor: &mut Visitor<'_>,
    token: &str,
    other: &[(&str, &str)],
) -> crate::support::Answer {
    let form: Vec<(&str, &str)> = FIELDS
        .into_iter()
        .chain([("token", token)])
        .map(|(name, value)| {
            let other = other.iter().find(|(field, _)| *field == name);
            (name, other.map_or(value, |(_, value)| *value))
        })
        .collect();
    visitor.post("/setup", &form).await
}

fn workspaces_made(app: &TestApp) -> i64 {
    let counting = workspaces::table.count();
    counting.get_result(&mut app.database.connection()).unwrap()
}

#[actix_web::test]
async fn who_has_the_token_makes_the_first_workspace_and_is_signed_in() {
    let app = TestApp::start();
    let token = app.setup_token();
    let mut maja = app.visitor();
    maja.get("/").await.leads_to("/setup");
    maja.get(&format!("/setup?token={token}"))
        .await
        .is_ok()
        .shows("Set up your workspace");
    sets_up(&mut maja, &token, &[])
        .await
        .leads_to("/northwind/onboarding");
    maja.get("/northwind/onboarding")
        .await
        .is_ok()
        .shows("Who works with you?");
    maja.get("/northwind")
        .await
        .leads_to("/northwind/settings/users");
    maja.get("/northwind/settings/users")
        .await
        .is_ok()
        .shows("Maja Öberg");
    maja.get(&format!("/setup?token={token}"))
        .await
        .is_not_found();
    sets_up(&mut app.visitor(), &token, &[])
        .await
        .has_status(409);
    let actions: Vec<String> = audit_events::table
        .order(audit_events::id)
        .select(audit_events::action)
        .load(&mut app.database.connection())
        .unwrap();
    assert_eq!(
        actions,
        ["workspace.created", "user.created", "session.started"]
    );
}

#[actix_web::test]
async fn without_the_token_nothing_is_made() {
    let app = TestApp::start();
    app.get("/setup").await.is_ok().shows("Setup token");
    let other = muster::types::SecretToken::random().encode();
    for wrong in ["", "wrong", other.as_str()] {
        app.get(&format!("/setup?token={wrong}"))
            .await
            .is_forbidden()
            .shows("This isn't the token that this server printed.");
        sets_up(&mut app.visitor(), wrong, &[]).await.is_forbidden();
    }
    assert_eq!(workspaces_made(&app), 0);
}

#[actix_web::test]
async fn a_mistake_keeps_what_was_typed_but_the_passwords() {
    let app = TestApp::start();
    let token = app.setup_token();
    for (field, value, message) in [
        ("slug", "No spaces", "hyphens"),
        ("slug", "assets", "reserved"),
        ("email", "maja", "email"),
        ("full_name", "", ""),
        (
            "password_confirm",
            "something else",
            "The two passwords differ.",
        ),
        ("password", "short", "Use at least 8 characters."),
    ] {
        let answer = sets_up(&mut app.visitor(), &token, &[(field, value)]).await;
        answer
            .is_a_mistake()
            .shows(message)
            .shows("aria-invalid=\"true\"")
            .shows("value=\"Northwind Support\"")
            .hides(PASSWORD);
    }
    for easy in ["password1", "Northwind Support", "maja@northwind.example"] {
        let other = [("password", easy), ("password_confirm", easy)];
        sets_up(&mut app.visitor(), &token, &other)
            .await
            .is_a_mistake()
            .shows("among the first that somebody would try");
    }
    assert_eq!(workspaces_made(&app), 0);
}
