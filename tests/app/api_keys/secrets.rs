//! After a key's whole life, neither the log nor the database opens its door.

use std::fs::{self, File};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use muster::types::{KeyText, hex};
use reqwest::Method;

use super::{KEYS, shown};
use crate::support::{Answer, Program, TestApp, scratch_folder, serve};

#[actix_web::test]
async fn a_keys_text_is_in_no_log_and_in_no_row() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let (log, data) = (scratch_folder("log").join("log"), scratch_folder("data"));
    let mut command = serve(&app.database);
    command
        .env("MUSTER_LOG", "debug")
        .env("MUSTER_SECRET_KEY", "5".repeat(64))
        .env("MUSTER_DATA_DIR", &data);
    let program = Program::start_with_log(&mut command, File::create(&log).unwrap());
    let base = format!("http://{}", program.address());
    let made = app
        .client
        .request(Method::POST, format!("{base}/northwind{KEYS}"))
        .header("Cookie", maja.cookie().stripped().to_string())
        .form(&[("name", "Payroll"), ("permission", "users:read")]);
    let text = shown(Answer::to(made).await.is_ok());
    let me = format!("{base}/api/me");
    Answer::to(app.client.get(&me).bearer_auth(&text))
        .await
        .is_ok();
    // Where it doesn't belong, as somebody tries it for the first time.
    for request in [
        app.client.get(&me).header("Referer", &text),
        app.client.get(&me).bearer_auth(format!("{text}x")),
    ] {
        Answer::to(request).await;
    }
    app.seal_now().await;
    drop(program);
    let log = fs::read_to_string(&log).unwrap();
    assert!(log.contains("/api/me"), "{log}");
    let rows = app.all_rows().join("\n");
    assert!(rows.contains("Payroll") && rows.contains(&text[..10]));
    let key = KeyText::parse(&text).unwrap();
    let whole = URL_SAFE_NO_PAD.decode(&text[4..]).unwrap();
    let secret = &whole[..32];
    for bytes in [&whole[..], secret] {
        for spelling in [
            URL_SAFE_NO_PAD.encode(bytes),
            STANDARD.encode(bytes),
            hex(bytes),
        ] {
            assert!(!log.contains(&spelling), "{spelling} is in the log");
            assert!(!rows.contains(&spelling), "{spelling} is in a row");
        }
    }
    // What is kept is its hash.
    assert!(rows.contains(&key.secret.hash().hex()));
}
