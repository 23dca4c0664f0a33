//! What the log holds, and what it must not.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use crate::support::{Answer, Cluster, Program, raw_exchange, scratch_folder, serve};

/// What the server wrote while these requests came.
fn log_of(filter: &str, requests: &[String]) -> String {
    let database = Cluster::shared().database();
    let path = scratch_folder("log").join("log");
    let mut command = serve(&database);
    command.env("MUSTER_LOG", filter);
    let server = Program::start_with_log(&mut command, File::create(&path).unwrap());
    let address = server.address();
    for request in requests {
        raw_exchange(address, request.as_bytes());
    }
    drop(server);
    fs::read_to_string(path).unwrap()
}

fn request(method: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
}

#[test]
fn a_line_is_short_whatever_was_asked_for() {
    let log = log_of(
        "info",
        &[
            request("GET", &"/a".repeat(30_000)),
            request(&"M".repeat(60_000), "/health/live"),
        ],
    );
    let answered: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("answered"))
        .collect();
    assert_eq!(answered.len(), 2, "{}", &log[..log.len().min(2000)]);
    for line in log.lines() {
        assert!(line.len() < 1000, "{} bytes", line.len());
    }
    assert!(answered[1].contains("other"), "{}", answered[1]);
}

#[test]
fn what_isnt_http_is_no_error_of_ours_and_is_seen_where_it_is_asked_for() {
    let garbage = [
        "\x16\x03\x01\x02\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
    ];
    let log = log_of("info", &garbage);
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
    let log = log_of("info,actix_http=error", &garbage);
    assert!(log.contains("stream error"), "{log}");
}

/// Somebody who sets up, signs in rightly and wrongly, and resets a password, with everything that a
/// browser sends along.
#[actix_web::test]
async fn no_password_token_cookie_or_address_is_in_the_log() {
    let database = Cluster::shared().database();
    let (log, data) = (scratch_folder("log").join("log"), scratch_folder("data"));
    let mut command = serve(&database);
    command
        .env("MUSTER_LOG", "debug")
        .env("MUSTER_DATA_DIR", &data);
    let server = Program::start_with_log(&mut command, File::create(&log).unwrap());
    let base = format!("http://{}", server.address());
    let setup = server.line();
    let token = setup.split("token=").nth(1).unwrap().to_owned();
    let mut story = Story::at(&base);
    let (first, second) = ("teapot-lantern-orbit", "violet-harbour-sleeve");
    let email = "maja@northwind.example";
    story.get(&format!("/setup?token={token}")).await;
    let form = [
        ("token", token.as_str()),
        ("workspace_name", "Northwind Support"),
        ("slug", "northwind"),
        ("full_name", "Maja Öberg"),
        ("email", email),
        ("password", first),
        ("password_confirm", first),
    ];
    story
        .post("/setup", &form)
        .await
        .leads_to("/northwind/onboarding");
    story.get("/northwind/profile").await.is_ok();
    story.post("/northwind/logout", &[]).await;
    let wrong = [("email", email), ("password", "not-the-password")];
    story.post("/northwind/login", &wrong).await.is_a_mistake();
    story
        .post("/northwind/password/forgot", &[("email", email)])
        .await;
    let link = mailed_link(&data).await;
    story.get(&link).await.is_ok();
    let new = [("password", second), ("password_confirm", second)];
    story.post(&link, &new).await.has_status(303);
    story.get(&link).await.has_status(410);
    let right = [("email", email), ("password", second)];
    story
        .post("/northwind/login", &right)
        .await
        .leads_to("/northwind");
    drop(server);
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("password/reset/***"), "{log}");
    let secret = fs::read_to_string(data.join("secret")).unwrap();
    let token = link.rsplit('/').next().unwrap();
    let mut secrets = vec![first, second, "not-the-password", email, &secret, token];
    secrets.extend(setup.split("token=").nth(1));
    secrets.extend(story.cookies_seen.iter().map(String::as_str));
    assert!(secrets.len() > 9, "{secrets:?}");
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

/// The path of the link in the one mail that the worker leaves in the mailbox.
async fn mailed_link(data: &Path) -> String {
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let Ok(mails) = fs::read_dir(data.join("mailbox")) else {
            continue;
        };
        let mails = mails.map(|mail| mail.unwrap().path());
        if let Some(mail) = mails
            .filter(|path| path.extension().is_some_and(|e| e == "eml"))
            .last()
        {
            let raw = fs::read(mail).unwrap();
            let parsed = mailparse::parse_mail(&raw).unwrap();
            let text = parsed.subparts[0].get_body().unwrap();
            let at = text.find("/northwind/password/reset/").unwrap();
            return text[at..].split_whitespace().next().unwrap().to_owned();
        }
    }
    panic!("no mail came");
}

/// A browser that tells the server more than it needs to know.
struct Story {
    base: String,
    client: reqwest::Client,
    cookies: Vec<String>,
    cookies_seen: Vec<String>,
    last: String,
}

impl Story {
    fn at(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            cookies: Vec::new(),
            cookies_seen: Vec::new(),
            last: String::new(),
        }
    }

    async fn get(&mut self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.ask(request, path).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base)).form(form);
        self.ask(request, path).await
    }

    async fn ask(&mut self, request: reqwest::RequestBuilder, path: &str) -> Answer {
        let here = format!("{}{}", self.base, self.last);
        let request = request
            .header("Cookie", self.cookies.join("; "))
            .header("Referer", &here)
            .header("HX-Current-URL", &here);
        let answer = Answer::to(request).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies
                .retain(|kept| !kept.starts_with(&format!("{name}=")));
            self.cookies.push(pair.to_owned());
            if !value.is_empty() {
                self.cookies_seen.push(value.to_owned());
            }
        }
        path.clone_into(&mut self.last);
        answer
    }
}
