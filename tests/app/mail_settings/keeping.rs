use std::fs::File;
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use muster::db::schema::{audit_details, audit_events};
use muster::mail::{Delivery, Smtp};
use muster::setup::SetupToken;
use muster::types::hex;

use super::*;
use crate::support::smtp::{Behaviour, Terms};
use crate::support::{Setup, keys};

#[actix_web::test]
async fn a_row_that_is_copied_to_another_workspace_opens_nothing_there() {
    let server = MailServer::with_sign_in("northwind", PASSWORD);
    let app = TestApp::start();
    let (northwind, southwind) = (
        app.workspace("northwind").await,
        app.workspace("southwind").await,
    );
    Filled::with_port(server.port())
        .signing_in()
        .by(&northwind.maja().await)
        .await;
    diesel::sql_query(
        "INSERT INTO mail_settings
         SELECT $1, host, port, tls, username, password, key_id, from_name, from_address, version, updated_at
         FROM mail_settings",
    )
    .bind::<diesel::sql_types::Uuid, _>(southwind.id)
    .execute(&mut app.database.connection())
    .unwrap();
    let there = southwind.maja().await;
    let answer = there.post(&format!("{PATH}/test"), &[]).await;
    answer.is_a_mistake().shows("type it again");
    write_to(&app, &southwind, "maja@northwind.example").await;
    send(&app).await;
    assert_eq!(row(&app, southwind.id).0, "queued");
    assert_eq!(server.connections(), 0);
}

#[actix_web::test]
async fn a_rotated_key_still_opens_it_and_saving_uses_the_new_one() {
    let server = MailServer::with_sign_in("northwind", PASSWORD);
    let old = TestApp::start();
    let workspace = old.workspace("northwind").await;
    let maja = workspace.maja().await;
    Filled::with_port(server.port())
        .signing_in()
        .by(&maja)
        .await;
    let rotated = old.another_server_with(keys("6", Some("5")));
    let maja = maja.on(&rotated);
    maja.post(&format!("{PATH}/test"), &[])
        .await
        .leads_to("/northwind/settings/email?notice=test-mail-accepted");
    let key_id = || -> Option<String> {
        mail_settings::table
            .select(mail_settings::key_id)
            .first(&mut old.database.connection())
            .unwrap()
    };
    let before = key_id();
    Filled::with_port(server.port())
        .with("username", "northwind")
        .seen_by(&maja)
        .await
        .by(&maja)
        .await;
    assert_ne!(key_id(), before);
    assert_eq!(key_id().as_ref(), Some(&rotated.keys.current.id));
}

#[actix_web::test]
async fn no_dump_no_audit_entry_and_no_export_holds_the_password() {
    let server = MailServer::with_sign_in("northwind", PASSWORD);
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    Filled::with_port(server.port())
        .signing_in()
        .by(&maja)
        .await;
    maja.post(&format!("{PATH}/test"), &[]).await;
    let dump = Command::new("pg_dump")
        .arg(app.database.migrating_url.expose())
        .output()
        .unwrap();
    let dump = String::from_utf8(dump.stdout).unwrap();
    assert!(dump.contains("mail_settings") && dump.contains("support@northwind.example"));
    let hexadecimal = hex(PASSWORD.as_bytes());
    for form in [PASSWORD, &BASE64_STANDARD.encode(PASSWORD), &hexadecimal] {
        assert!(!dump.contains(form), "{form}");
    }
    let told: Vec<(String, serde_json::Value)> = audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.like("mail_settings.%"))
        .order(audit_events::at)
        .select((audit_events::action, audit_details::details))
        .load(&mut app.database.connection())
        .unwrap();
    let [(_, changed), (_, tested)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!(changed["host"]["after"], "localhost");
    assert_eq!(changed["username"]["after"], "northwind");
    assert_eq!(changed["password_changed"], true);
    assert_eq!(tested["accepted"], true);
    maja.get("/settings/audit")
        .await
        .shows("had email sent by localhost")
        .shows("which localhost accepted");
}

/// In every way that it is said when somebody signs in.
fn spellings() -> [String; 3] {
    [
        PASSWORD.to_owned(),
        BASE64_STANDARD.encode(PASSWORD),
        BASE64_STANDARD.encode(format!("\0northwind\0{PASSWORD}")),
    ]
}

#[actix_web::test]
async fn a_server_that_repeats_how_somebody_signed_in_gives_nothing_away() {
    for mechanisms in ["PLAIN", "LOGIN"] {
        let server = MailServer::on(Terms {
            sign_in: Some(("northwind", "another password")),
            mechanisms,
            ..Terms::default()
        });
        server.behave(Behaviour::RepeatsSignIn);
        let app = TestApp::start();
        let workspace = app.workspace("northwind").await;
        let maja = workspace.maja().await;
        Filled::with_port(server.port())
            .signing_in()
            .by(&maja)
            .await;
        write_to(&app, &workspace, "maja@northwind.example").await;
        send(&app).await;
        let (_, _, words) = row(&app, workspace.id);
        let tried = maja.post(&format!("{PATH}/test"), &[]).await;
        tried.is_a_mistake().shows("You said");
        let kept = maja.get(PATH).await;
        kept.shows("You said");
        let logged: Vec<String> = audit_details::table
            .select(sql::<Text>("details::text"))
            .load(&mut app.database.connection())
            .unwrap();
        let logged = logged.join("\n");
        assert!(logged.contains("You said"));
        for said in spellings() {
            for told in [&tried.body, &kept.body, &logged, words.as_ref().unwrap()] {
                assert!(!told.contains(&said), "{told}");
            }
        }
    }
}

#[actix_web::test]
async fn the_operators_server_doesnt_tell_workspaces_its_password_either() {
    let server = MailServer::with_sign_in("northwind", "another password");
    server.behave(Behaviour::RepeatsSignIn);
    let url = format!("smtp://northwind:{PASSWORD}@127.0.0.1:{}", server.port());
    let app = TestApp::start_with(Setup {
        delivery: Delivery::by(&Smtp::at(&url).unwrap()).unwrap(),
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    write_to(&app, &workspace, "maja@northwind.example").await;
    send(&app).await;
    let (_, _, words) = row(&app, workspace.id);
    let tried = maja.post(&format!("{PATH}/test"), &[]).await;
    tried.is_a_mistake().shows("You said");
    for said in spellings() {
        for told in [&tried.body, words.as_ref().unwrap()] {
            assert!(!told.contains(&said), "{told}");
        }
    }
}

#[tokio::test]
async fn no_log_of_any_depth_holds_the_password() {
    use crate::support::{Cluster, Program, scratch_folder, serve};
    let server = MailServer::with_sign_in("northwind", "another password");
    server.behave(Behaviour::RepeatsSignIn);
    let database = Cluster::shared().database();
    let log = scratch_folder("log").join("log");
    let mut command = serve(&database);
    command
        .env("MUSTER_LOG", "trace")
        .env("MUSTER_SECRET_KEY", "5".repeat(64));
    let program = Program::start_with_log(&mut command, File::create(&log).unwrap());
    let base = format!("http://{}", program.address());
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .cookie_store(true)
        .build()
        .unwrap();
    let send = async |path: &str, form: &[(&str, &str)]| {
        client
            .post(format!("{base}{path}"))
            .form(form)
            .send()
            .await
            .unwrap()
    };
    let port = server.port().to_string();
    let token = SetupToken::of(&keys("5", None)).encode();
    let setup = [
        ("token", token.as_str()),
        ("workspace_name", "Northwind"),
        ("slug", "northwind"),
        ("full_name", "Maja Lind"),
        ("email", "maja@northwind.example"),
        ("password", crate::support::PASSWORD),
        ("password_confirm", crate::support::PASSWORD),
    ];
    assert_eq!(send("/setup", &setup).await.status(), 303);
    let form = [
        ("use", "own"),
        ("host", "localhost"),
        ("port", port.as_str()),
        ("tls", "none"),
        ("username", "northwind"),
        ("password", PASSWORD),
        ("from_address", "support@northwind.example"),
    ];
    assert_eq!(send("/northwind/settings/email", &form).await.status(), 303);
    let tried = send("/northwind/settings/email/test", &[]).await;
    assert_eq!(tried.status(), 422);
    let logged = std::fs::read_to_string(&log).unwrap();
    assert!(logged.contains("/northwind/settings/email/test"));
    for said in spellings() {
        assert!(!logged.contains(&said), "{said}");
    }
}
