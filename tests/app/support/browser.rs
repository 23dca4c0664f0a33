//! A real Chromium, for what only a browser can tell: focus, contrast, width, policy.
//!
//! ```ignore
//! let Some(browser) = Browser::for_test().base(app.url()).phone().await else { return };
//! browser.goto("/acme/login").await;
//! browser.fill("Email", "maja@example.com").await;
//! browser.click("Sign in").await;
//! browser.sees("Wrong email or password").await;
//! browser.close().await;
//! ```
//!
//! What goes by a name or a text waits up to three seconds for it, and panics with what the page
//! says instead.

mod acting;
mod checking;
mod chromedriver;
mod chromium;
mod leaving;
mod opening;

use std::{fs, path::PathBuf, time::Duration};

use chromium::Room;
use opening::Seat;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::{
    Key, RequestData, SessionId, WebDriver, common::command::FormatRequestData,
    session::http::CmdResponse,
};

use super::Person;

/// One session. Fields drop in order: the session ends, its Chromium too, its seat is free.
pub struct Browser {
    driver: WebDriver,
    room: Room,
    seat: Seat,
    base: String,
    phone: bool,
    without_javascript: bool,
    patience: Duration,
}

impl Browser {
    /// Ends the session, and fails if a page broke its policy or threw since the console was read.
    /// A browser that is only dropped ends too, without that check, and no other test gets it.
    pub async fn close(self) {
        let broken: Vec<_> = self
            .console()
            .await
            .into_iter()
            .filter(checking::is_breakage)
            .collect();
        self.driver.quit().await.expect("the session ends");
        self.room.leave().expect("the room closes");
        assert!(broken.is_empty(), "the browser's console says: {broken:#?}");
    }

    pub async fn goto(&self, path: &str) {
        assert!(
            path.starts_with('/') && !self.base.is_empty(),
            "{path} is a path on “{}”",
            self.base
        );
        let url = format!("{}{path}", self.base);
        let went = self.driver.goto(&url).await;
        went.unwrap_or_else(|why| panic!("{url} didn't load: {why}"));
        self.path().await;
    }

    /// Where the browser is, with the query.
    pub async fn path(&self) -> String {
        self.here().await.unwrap_or_else(|why| panic!("{why}"))
    }

    /// Asked of the page, because the driver also gives the address of one that failed to load.
    async fn here(&self) -> Result<String, String> {
        let here = "return location.protocol.startsWith('http') ? location.pathname + location.search : null;";
        self.tried::<Option<String>>(here, vec![])
            .await?
            .ok_or_else(|| "no page has loaded".to_owned())
    }

    /// Goes on as somebody who is signed in.
    pub async fn enter_as(&self, person: &Person<'_>) {
        // Cookies are set for the page that is open.
        self.goto("/health/live").await;
        let cookie = person.cookie();
        self.sign_in_with(cookie.name(), cookie.value()).await;
    }

    /// Sends the cookie from here on, as if a sign-in had set it.
    pub async fn sign_in_with(&self, cookie: &str, value: &str) {
        let answer = self
            .cdp(
                "Network.setCookie",
                json!({ "name": cookie, "value": value, "url": format!("{}/", self.base), "path": "/",
                    "secure": cookie.starts_with("__Host-"), "httpOnly": true, "sameSite": "Lax" }),
            )
            .await;
        assert_eq!(
            answer["success"], true,
            "the browser takes the cookie {cookie}: {answer}"
        );
    }

    pub async fn press(&self, key: Key) {
        self.driver
            .action_chain()
            .send_keys(key)
            .perform()
            .await
            .expect("the key is pressed");
    }

    /// Types where the focus is, key by key.
    pub async fn press_text(&self, text: &str) {
        self.driver
            .action_chain()
            .send_keys(text)
            .perform()
            .await
            .expect("the keys are pressed");
    }

    pub async fn tab(&self) {
        self.press(Key::Tab).await;
    }

    /// What the focused element is called: its label or its text; empty if nothing has the focus.
    pub async fn focused_text(&self) -> String {
        let name = "const e = document.activeElement;
            const label = e?.labels?.[0]?.cloneNode(true);
            label?.querySelectorAll('input, select, textarea').forEach(field => field.remove());
            return !e || e === document.body ? ''
                : label?.textContent || e.ariaLabel || e.innerText || e.value || e.tagName;";
        tidy(&self.script::<String>(name, vec![]).await)
    }

    /// What `main` says, lines kept.
    pub async fn text(&self) -> String {
        let main = "return document.querySelector('main')?.innerText ?? null;";
        self.script::<Option<String>>(main, vec![])
            .await
            .expect("the page has a main element")
    }

    /// Saves what is in view as `target/screenshots/<name>.png`.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).expect("a folder for screenshots");
        let file = folder.join(format!("{name}.png"));
        self.driver.screenshot(&file).await.expect("a screenshot");
        file
    }

    /// Runs under any policy, and with JavaScript off: what a driver executes isn't the page's.
    pub async fn script<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        self.tried(script, arguments)
            .await
            .unwrap_or_else(|why| panic!("{why}, in {script}"))
    }

    /// An error also where a page is just giving way to the next.
    async fn tried<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<T, String> {
        let answer = self.driver.execute(script, arguments).await;
        answer
            .and_then(|value| value.convert())
            .map_err(|why| why.to_string())
    }

    /// How many there are in its Chromium.
    pub async fn windows(&self) -> usize {
        self.driver.windows().await.expect("windows").len()
    }

    async fn cdp(&self, method: &'static str, parameters: Value) -> Value {
        let answer = self.driver.cmd(DevTools { method, parameters }).await;
        answer
            .and_then(CmdResponse::value_json)
            .unwrap_or_else(|why| panic!("{method}: {why}"))
    }
}

/// A command of Chromium's own protocol, passed on by chromedriver.
#[derive(Debug)]
struct DevTools {
    method: &'static str,
    parameters: Value,
}

impl FormatRequestData for DevTools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let body = json!({ "cmd": self.method, "params": self.parameters });
        RequestData::new(
            reqwest::Method::POST,
            format!("session/{session}/goog/cdp/execute"),
        )
        .add_body(body)
    }
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
