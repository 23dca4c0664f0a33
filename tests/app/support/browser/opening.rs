//! Opening a browser the way a test wants it.

use std::{pin::Pin, sync::Arc, time::Duration};

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver, WindowHandle};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{
    Browser,
    chromedriver::{self, Programs},
    chromium::Room,
};
use crate::support::TestApp;

pub(super) const PHONE: (u32, u32) = (360, 740);

/// So many tests have a browser at a time: more would only slow each other down.
const AT_A_TIME: u32 = 3;
static SEATS: Semaphore = Semaphore::const_new(AT_A_TIME as usize);
pub(super) type Seat = Arc<SemaphorePermit<'static>>;

/// How a test wants its browser. Awaiting it opens one.
#[must_use = "awaiting it opens the browser"]
pub struct Options {
    base: String,
    phone: bool,
    dark: bool,
    without_javascript: bool,
    patience: Duration,
    seat: Option<Seat>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base: String::new(),
            phone: false,
            dark: false,
            without_javascript: false,
            patience: Duration::from_secs(8),
            seat: None,
        }
    }
}

impl Options {
    /// What paths are relative to: `http://127.0.0.1:PORT`.
    pub fn base(mut self, url: impl Into<String>) -> Self {
        self.base = url.into();
        self
    }

    pub fn phone(mut self) -> Self {
        self.phone = true;
        self
    }

    pub fn dark(mut self) -> Self {
        self.dark = true;
        self
    }

    pub fn without_javascript(mut self) -> Self {
        self.without_javascript = true;
        self
    }

    /// For a test of what doesn't come.
    pub fn impatient(mut self) -> Self {
        self.patience = Duration::from_millis(300);
        self
    }
}

impl IntoFuture for Options {
    type Output = Option<Browser>;
    type IntoFuture = Pin<Box<dyn Future<Output = Option<Browser>>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(Browser::open(self))
    }
}

impl Browser {
    /// One for the pages of this application.
    pub fn at(app: &TestApp) -> Options {
        Self::for_test().base(app.url(""))
    }

    pub fn for_test() -> Options {
        Options::default()
    }

    /// None where no Chromium is installed, except in CI: there that is a failure.
    pub async fn open(options: Options) -> Option<Self> {
        let programs = chromedriver::installed()?;
        let seat = match options.seat {
            Some(seat) => seat,
            None => Arc::new(
                timeout(Duration::from_mins(5), SEATS.acquire())
                    .await
                    .expect("a free browser within five minutes; a test's second one is opened with `beside`")
                    .expect("the semaphore is never closed"),
            ),
        };
        let room = Room::open(&programs.chromium);
        let driver = session_in(&room, &programs).await;
        let browser = Self {
            driver,
            room,
            seat,
            base: options.base.trim_end_matches('/').to_owned(),
            phone: options.phone,
            without_javascript: options.without_javascript,
            patience: options.patience,
        };
        browser.emulate(options.dark).await;
        Some(browser)
    }

    /// Bound to the window, and so to this test.
    async fn emulate(&self, dark: bool) {
        if self.phone {
            let (width, height) = PHONE;
            let metrics =
                json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
            self.cdp("Emulation.setDeviceMetricsOverride", metrics)
                .await;
            self.cdp(
                "Emulation.setTouchEmulationEnabled",
                json!({ "enabled": true }),
            )
            .await;
        }
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
        let off = json!({ "value": self.without_javascript });
        self.cdp("Emulation.setScriptExecutionDisabled", off).await;
    }

    /// Shows the page as it is printed, on paper so wide and high.
    pub async fn is_on_paper(&self, (width, height): (u32, u32)) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" }))
            .await;
    }

    /// Takes every seat but one, for a test of what happens when that one is taken too.
    pub async fn all_but_one_seat() -> SemaphorePermit<'static> {
        let seats = SEATS.acquire_many(AT_A_TIME - 1).await;
        seats.expect("the semaphore is never closed")
    }

    /// A second browser in the same test, for another person. It shares the seat: two tests that
    /// hold one each and wait for another would wait for ever.
    pub fn beside(&self) -> Options {
        Options {
            base: self.base.clone(),
            seat: Some(Arc::clone(&self.seat)),
            ..Options::default()
        }
    }
}

/// Ends without its Chromium, which isn't chromedriver's.
async fn session_in(room: &Room, programs: &Programs) -> WebDriver {
    let mut capabilities = Capabilities::new();
    for (name, value) in [
        ("browserName", json!("chrome")),
        (
            "goog:chromeOptions",
            json!({ "debuggerAddress": room.address() }),
        ),
        ("goog:loggingPrefs", json!({ "browser": "ALL" })),
    ] {
        capabilities.set(name, value).expect("plain JSON");
    }
    // No connection is kept: the driver ends a dropped session from another thread, and there a
    // connection of this runtime, which stands still meanwhile, would never answer.
    let client = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .timeout(Duration::from_secs(90))
        .build();
    let driver = WebDriver::builder(chromedriver::address(programs), capabilities)
        .client(client.expect("an HTTP client"))
        .await
        .unwrap_or_else(|why| {
            panic!("no session (do Chromium's and chromedriver's versions match?): {why}")
        });
    let window = WindowHandle::from(room.window.clone());
    let switched = driver.switch_to_window(window).await;
    switched.expect("the room has a window");
    driver
}
