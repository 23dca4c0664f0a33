use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use muster::access::{BuiltinRole, Permission as P};
use muster::types::FormId;
use serde_json::json;

use super::{KEYS, count, entries, permissions_of, shown};
use crate::support::{Answer, PASSWORD, TestApp};

const PAYROLL: [(&str, &str); 3] = [
    ("name", "Payroll"),
    ("permission", "users:write"),
    ("permission", "users:invite"),
];

async fn me(app: &TestApp, text: &str) -> Answer {
    Answer::to(app.client.get(app.url("/api/me")).bearer_auth(text)).await
}

#[actix_web::test]
async fn a_key_is_made_shown_once_and_works() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.get(KEYS).await.is_ok().shows("No key yet");
    let page = maja.post(KEYS, &PAYROLL).await;
    page.is_ok()
        .shows("data-copies=\"api-key\"")
        .shows("Authorization: Bearer $MUSTER_KEY")
        .shows("/api/me")
        .shows("href=\"/api/docs\"");
    assert_eq!(page.header("cache-control"), "no-store");
    let text = shown(&page);
    let answer = me(&app, &text).await;
    assert_eq!(
        answer.is_ok().json(),
        json!({
            "name": "Payroll",
            "workspace": { "slug": "northwind", "name": "Northwind Support" },
            // With what those are of no use without.
            "permissions": ["users:read", "users:invite", "users:write"],
        })
    );
    maja.get(KEYS)
        .await
        .is_ok()
        .shows("Payroll")
        .shows(&text[..10])
        .hides(&text);
    let entry = &entries(&app, "api_key.created")[0];
    assert_eq!(entry["target_name"], "Payroll");
    assert_eq!(entry["permissions"].as_array().unwrap().len(), 3);
}

#[actix_web::test]
async fn a_form_that_is_sent_again_makes_no_second_key() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let page = maja.get(&format!("{KEYS}/new")).await;
    let (_, after) = page.body.split_once("name=\"form\" value=\"").unwrap();
    let form = after.split_once('"').unwrap().0;
    let mut sent = PAYROLL.to_vec();
    sent.push(("form", form));
    let text = shown(maja.post(KEYS, &sent).await.is_ok());
    let again = maja.post(KEYS, &sent).await;
    again.leads_to("/northwind/settings/api-keys?notice=api-key-made-already");
    assert_eq!(count(&app), 1);
    me(&app, &text).await.is_ok();
    // Nor at the same moment.
    let other = FormId::new().to_string();
    let mut sent = PAYROLL.to_vec();
    sent.push(("form", &other));
    let answers = futures_util::future::join_all((0..5).map(|_| maja.post(KEYS, &sent))).await;
    let made = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!((made.count(), count(&app)), (1, 2));
    // A mistake keeps the form what it is.
    let mut wrong = sent.clone();
    wrong[0] = ("name", "");
    maja.post(KEYS, &wrong).await.is_a_mistake().shows(&other);
    // What sends none means each time.
    maja.post(KEYS, &PAYROLL).await.is_ok();
    maja.post(KEYS, &PAYROLL).await.is_ok();
    assert_eq!(count(&app), 4);
}

#[actix_web::test]
async fn the_password_comes_first() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    app.clock.advance(TimeDelta::minutes(11));
    let page = maja.post(KEYS, &PAYROLL).await;
    page.is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("value=\"Payroll\"");
    let (_, input) = page
        .body
        .split_once("id=\"permission-users-write\"")
        .unwrap();
    assert!(input.split_once('>').unwrap().0.contains("checked"));
    let mut wrong = PAYROLL.to_vec();
    wrong.push(("current_password", "not-it-at-all"));
    maja.post(KEYS, &wrong).await.is_a_mistake();
    assert_eq!(count(&app), 0);
    let mut right = PAYROLL.to_vec();
    right.push(("current_password", PASSWORD));
    maja.post(KEYS, &right).await.is_ok();
    assert_eq!(count(&app), 1);
}

#[actix_web::test]
async fn nobody_makes_what_they_do_not_hold_and_the_attempt_is_written_down() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maker = workspace.custom_role(&[P::WriteApiKeys, P::ReadUsers]);
    let ana = workspace.person_with_role("Ana Lima", maker).await;
    let page = ana.get(&format!("{KEYS}/new")).await;
    let box_of = |permission: &str| {
        let (_, input) = page
            .body
            .split_once(&format!("id=\"permission-{permission}\""))
            .unwrap();
        input.split_once('>').unwrap().0.to_owned()
    };
    assert!(!box_of("users-read").contains("disabled"));
    assert!(box_of("users-write").contains("disabled"));
    assert!(box_of("workspace-own").contains("disabled"));
    for permission in ["users:write", "workspace:own"] {
        let form = [
            ("name", "Payroll"),
            ("permission", "users:read"),
            ("permission", permission),
        ];
        ana.post(KEYS, &form).await.is_forbidden();
    }
    let refused = entries(&app, "access.refused");
    assert_eq!(refused.len(), 2);
    assert_eq!(refused[1]["permission"], "users:write");
    assert_eq!(refused[1]["tried"], "make_key");
    // Rights come before the password.
    app.clock.advance(TimeDelta::minutes(11));
    let form = [("name", "Payroll"), ("permission", "users:delete")];
    ana.post(KEYS, &form).await.is_forbidden();
    assert_eq!(count(&app), 0);
    let admin = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    let form = [("name", "Payroll"), ("permission", "workspace:own")];
    admin.post(KEYS, &form).await.is_forbidden();
    let maja = workspace.maja().await;
    maja.post(KEYS, &form).await.is_ok();
    assert_eq!(permissions_of(&app, "Payroll"), ["workspace:own"]);
}

#[actix_web::test]
async fn a_mistake_stands_by_its_field_and_nothing_chosen_is_lost() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let valid = [
        ("name", "Payroll"),
        ("permission", "users:read"),
        ("valid_days", "30"),
    ];
    let with = |field: usize, value: &'static str| {
        let mut form = valid;
        form[field].1 = value;
        form
    };
    for name in ["", "www.evil.example", "a\u{202e}b"] {
        maja.post(KEYS, &with(0, name))
            .await
            .is_a_mistake()
            .shows("id=\"name-error\"")
            .shows("<option value=\"30\" selected>");
    }
    maja.post(KEYS, &with(1, "users:eat"))
        .await
        .is_a_mistake()
        .shows("One of these permissions doesn't exist")
        .shows("value=\"Payroll\"");
    for days in ["31", "-1", "x", "999999999999999999999"] {
        maja.post(KEYS, &with(2, days))
            .await
            .is_a_mistake()
            .shows("Choose how long it works.");
    }
    maja.post(KEYS, &[("name", "Payroll")])
        .await
        .is_a_mistake()
        .shows("Choose what the key may do.");
    assert_eq!(count(&app), 0);
    maja.post(KEYS, &valid).await.is_ok();
}

#[actix_web::test]
async fn a_key_ends_when_it_was_said_to() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut form = PAYROLL.to_vec();
    form.push(("valid_days", "30"));
    let text = shown(&maja.post(KEYS, &form).await);
    app.clock
        .advance(TimeDelta::days(30) - TimeDelta::minutes(1));
    me(&app, &text).await.is_ok();
    app.clock.advance(TimeDelta::minutes(2));
    me(&app, &text).await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn there_are_at_most_two_hundred_that_could_work() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let connection = &mut app.database.connection();
    let many = |count: u32, column: &str| {
        format!(
            "INSERT INTO api_keys (workspace_id, id, name, hash, prefix, permissions, created_by,
                                   created_at, {column})
             SELECT '{}', gen_random_uuid(), 'Key ' || n, decode(md5(n || '{column}'), 'hex'), 'mst_x',
                    '{{}}', '{}', now(), now() FROM generate_series(1, {count}) AS n",
            workspace.id, workspace.owner
        )
    };
    connection.batch_execute(&many(200, "expires_at")).unwrap();
    connection.batch_execute(&many(200, "revoked_at")).unwrap();
    connection.batch_execute(&many(199, "stopped_at")).unwrap();
    maja.post(KEYS, &PAYROLL).await.is_ok();
    maja.post(KEYS, &PAYROLL)
        .await
        .is_a_mistake()
        .shows("at most 200 keys");
    maja.get(KEYS)
        .await
        .is_ok()
        .shows("Payroll")
        .shows("Key 199");
}

#[actix_web::test]
async fn a_key_makes_no_keys() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let script = workspace.script(P::ALL);
    let request = script
        .request(reqwest::Method::POST, "/northwind/settings/api-keys")
        .form(&PAYROLL);
    Answer::to(request).await.asks_to_sign_in();
    for path in ["/api/keys", "/api/api-keys", "/api/api_keys"] {
        script
            .post(path, &json!({ "name": "Payroll" }))
            .await
            .has_status(404);
    }
    assert_eq!(count(&app), 1);
}
