//! After a whole story, neither the log nor the database opens anybody's door.

use std::fs::{self, File};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use muster::types::hex;

use super::accepting::{FORM, form_of, form_with};
use crate::support::{Answer, Person, Program, TestApp, scratch_folder, serve};

/// The real program on the database and the keys of this process's server.
struct Running {
    base: String,
    log: std::path::PathBuf,
    data: std::path::PathBuf,
    program: Program,
}

impl Running {
    fn beside(app: &TestApp) -> Self {
        let (log, data) = (scratch_folder("log").join("log"), scratch_folder("data"));
        let mut command = serve(&app.database);
        command
            .env("MUSTER_LOG", "debug")
            .env("MUSTER_SECRET_KEY", "5".repeat(64))
            .env("MUSTER_DATA_DIR", &data);
        let program = Program::start_with_log(&mut command, File::create(&log).unwrap());
        Self {
            base: format!("http://{}", program.address()),
            log,
            data,
            program,
        }
    }

    async fn ask(&self, method: reqwest::Method, path: &str, form: &[(&str, &str)]) -> Answer {
        let url = format!("{}{path}", self.base);
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let request = client.request(method, &url);
        let request = request
            .header("Referer", &url)
            .header("HX-Current-URL", &url);
        Answer::to(if form.is_empty() {
            request
        } else {
            request.form(form)
        })
        .await
    }

    /// The path of the link in the mail that the worker left in the mailbox.
    async fn mailed_link(&self) -> String {
        for _ in 0..100 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            let Ok(mails) = fs::read_dir(self.data.join("mailbox")) else {
                continue;
            };
            for mail in mails.map(|mail| mail.unwrap().path()) {
                if mail.extension().is_none_or(|extension| extension != "eml") {
                    continue;
                }
                let raw = fs::read(mail).unwrap();
                let parsed = mailparse::parse_mail(&raw).unwrap();
                let text = parsed.subparts[0].get_body().unwrap();
                if let Some(at) = text.find("/northwind/invitation/") {
                    return text[at..].split_whitespace().next().unwrap().to_owned();
                }
            }
        }
        panic!("no mail came");
    }
}

async fn signs_out_for(erik: &Person<'_>, running: &Running, link: &str) {
    let logout = format!("{}/northwind/logout", running.base);
    let cookie = erik.cookie().stripped().to_string();
    let request = erik.app.client.post(&logout).header("Cookie", cookie);
    let answer = Answer::to(request.form(&[("next", link)])).await;
    answer.leads_to(link);
}

#[actix_web::test]
async fn no_token_is_in_the_log_or_in_the_database() {
    use muster::access::BuiltinRole;
    use reqwest::Method;

    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let erik = workspace.person("Erik Windahl", BuiltinRole::Admin).await;
    let invited = workspace.nora().await;
    let running = Running::beside(&app);
    let page = running.ask(Method::GET, invited.link, &[]).await;
    let form = form_of(page.is_ok());
    running.ask(Method::HEAD, invited.link, &[]).await;
    signs_out_for(&erik, &running, invited.link).await;
    let renew = format!("{}/renew", invited.link);
    running
        .ask(Method::POST, &renew, &[("x", "y")])
        .await
        .is_ok();
    let mailed = running.mailed_link().await;
    assert_eq!(mailed, invited.link);
    let mistake = form_with(&[("password_confirm", "teapot"), ("form", &form)]);
    running
        .ask(Method::POST, &mailed, &mistake)
        .await
        .is_a_mistake();
    let newer = workspace.new_link(invited.id).await;
    running
        .ask(Method::GET, invited.link, &[])
        .await
        .has_status(410);
    let typed = form_with(&[("form", &form)]);
    let joined = running.ask(Method::POST, newer, &typed).await;
    joined.has_status(303);
    running
        .ask(Method::POST, newer, &FORM)
        .await
        .has_status(410);
    app.seal_now().await;
    drop(running.program);

    let log = fs::read_to_string(&running.log).unwrap();
    assert!(log.contains("/northwind/invitation/***/renew"), "{log}");
    let rows = app.all_rows().join("\n");
    assert!(rows.contains("nora@northwind.example"));
    let cookie = joined.header("set-cookie").split(';').next().unwrap();
    let (_, cookie) = cookie.split_once('=').unwrap();
    assert!(!log.contains(cookie) && !rows.contains(cookie));
    let tokens = [&invited.link, &newer].map(|link| link.rsplit('/').next().unwrap());
    for token in [tokens[0], tokens[1], &form] {
        let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
        for spelling in [token.to_owned(), STANDARD.encode(&bytes), hex(&bytes)] {
            assert!(!log.contains(&spelling), "{spelling} is in the log");
            assert!(!rows.contains(&spelling), "{spelling} is in a row");
        }
    }
}
