//! Tests have the same Chromium one after another, and none can tell. Both stories are told in a
//! process of their own, by `ending`, where nobody takes the Chromium in between.

use std::{
    fs, process,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::panic_of;
use crate::support::{browser::Browser, send_signal};

const LEFT: &str =
    "document.cookie = 'left=here'; localStorage.left = sessionStorage.left = 'here';
    window.name = 'left'; open('/next', '_blank', 'width=300,height=300');";
const SEEN: &str = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches,
    matchMedia('(pointer: coarse)').matches, devicePixelRatio, document.cookie,
    localStorage.left ?? null, sessionStorage.left ?? null, window.name];";

/// What the second finds is compared with what the first of all found.
pub async fn nothing_is_there_for_the_next(new: Browser, base: &str) {
    let untouched: Value = new.script(SEEN, vec![]).await;
    let untouched_windows = new.windows().await;
    new.close().await;
    let chromium = &chromiums()[..1];

    let other = || Browser::for_test().base(base);
    let first = other().phone().dark().without_javascript().await.unwrap();
    first.sign_in_with("session", "ada").await;
    first.goto("/good").await;
    first.sees("Cookie: session=ada").await;
    first.script::<()>(LEFT, vec![]).await;
    let seen: Value = first.script(SEEN, vec![]).await;
    let as_left = json!([360, true, true, 2, "left=here", "here", "here", "left"]);
    assert_eq!(seen, as_left);
    assert!(first.windows().await > untouched_windows);
    first.close().await;

    let second = other().await.unwrap();
    assert_eq!(second.windows().await, untouched_windows);
    second.goto("/good").await;
    assert!(!second.text().await.contains("Cookie"));
    assert_eq!(second.script::<Value>(SEEN, vec![]).await, untouched);
    second.click("Say it").await;
    second.sees("said").await;
    second.close().await;
    // A helper looks like the Chromium that starts it until it runs a program of its own.
    let end = Instant::now() + Duration::from_secs(10);
    while chromiums() != chromium && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(chromiums(), chromium, "they had the same Chromium");
}

/// Whether it crashed under a test or while nobody had it.
pub async fn the_next_gets_a_new_one(unlucky: Browser, base: &str) {
    // The first is the oldest, so no helper that is just being started.
    let crash = || send_signal(chromiums()[0], "KILL");
    crash();
    panic_of(unlucky.goto("/next")).await;
    drop(unlucky);
    for _ in 0..2 {
        let next = Browser::for_test().base(base).await.unwrap();
        next.goto("/good").await;
        next.close().await;
        crash();
    }
}

/// This process's Chromiums, without their helpers.
fn chromiums() -> Vec<u32> {
    let folder = format!("muster-browser-{}-", process::id());
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let found = processes.filter_map(|entry| {
        let line = fs::read(entry.path().join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).into_owned();
        let main = !line.starts_with("sh") && line.contains(&folder) && !line.contains("--type=");
        let id = entry.file_name().to_string_lossy().parse().ok()?;
        (main && line.contains("--headless")).then_some(id)
    });
    found.collect()
}
