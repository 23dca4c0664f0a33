//! However a test ends, and with it the process, no browser stays behind. Tried on this very test
//! binary, run once more with one test in it.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{sharing, site::site};
use crate::support::browser::Browser;

/// Does nothing by itself: the tests below run it in a process of its own.
#[tokio::test]
async fn victim() {
    let Ok(fate) = env::var("MUSTER_VICTIM") else {
        return;
    };
    let base = site();
    let Some(browser) = Browser::for_test().base(&base).await else {
        return;
    };
    browser.goto("/good").await;
    println!("open");
    match fate.as_str() {
        "shares" => sharing::nothing_is_there_for_the_next(browser, &base).await,
        "crashes" => sharing::the_next_gets_a_new_one(browser, &base).await,
        "returns" => browser.close().await,
        "forgets" => {}
        "panics" => browser.sees("Never said").await,
        _ => thread::sleep(Duration::from_mins(1)),
    }
}

fn victim_that(fate: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "browser_harness::ending::victim", "--nocapture"])
        .env("MUSTER_VICTIM", fate);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env_remove("CI");
    command
}

fn run(mut command: Command) -> (u32, Output) {
    let child = command.spawn().unwrap();
    (child.id(), child.wait_with_output().unwrap())
}

/// The browsers of a test process, with all their helpers.
fn left_of(process: u32) -> Vec<String> {
    let profile = format!("muster-browser-{process}-");
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    lines
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(&profile))
        .collect()
}

fn folders_of(process: u32, place: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(place)
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    all.filter(|path| {
        path.to_string_lossy()
            .contains(&format!("muster-browser-{process}-"))
    })
    .collect()
}

/// What was told to end takes a moment, and a longer one beside other tests.
fn wait_until_nothing_is_left_of(process: u32, place: &Path) {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let (left, folders) = (left_of(process), folders_of(process, place));
        if left.is_empty() && folders.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "{left:#?} {folders:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn installed() -> bool {
    ["chromium", "chromedriver", "setpriv"]
        .iter()
        .all(|program| PathBuf::from("/usr/bin").join(program).exists())
}

#[test]
fn nothing_is_left_when_a_test_returns_forgets_or_panics() {
    if !installed() {
        return;
    }
    for (fate, passes) in [
        ("returns", true),
        ("shares", true),
        ("crashes", true),
        ("forgets", true),
        ("panics", false),
    ] {
        let (process, output) = run(victim_that(fate));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), passes, "{fate}: {said}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("open"),
            "{output:?}"
        );
        wait_until_nothing_is_left_of(process, &env::temp_dir());
    }
}

/// The chromedrivers among a process's descendants.
fn drivers_under(process: u32) -> Vec<u32> {
    let children = fs::read_dir(format!("/proc/{process}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let children =
        children.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|ids| ids.split(' ').flat_map(str::parse).collect::<Vec<_>>())
        .collect();
    let below = children.iter().flat_map(|child| drivers_under(*child));
    let own = children.iter().copied().filter(|child| {
        fs::read_to_string(format!("/proc/{child}/comm"))
            .is_ok_and(|name| name.trim() == "chromedriver")
    });
    below.chain(own).collect()
}

fn is_running(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

#[test]
fn nothing_is_left_when_the_process_is_killed() {
    if !installed() {
        return;
    }
    let folder = env::temp_dir().join(format!("muster-without-setpriv-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for program in [
        "chromium",
        "chromedriver",
        "sh",
        "findmnt",
        "tr",
        "ls",
        "cut",
        "grep",
        "uname",
        "find",
        "expr",
        "rm",
        "sleep",
    ] {
        let found = ["/usr/bin", "/bin"].map(|place| PathBuf::from(place).join(program));
        let _ = symlink(
            found.iter().find(|file| file.exists()).unwrap(),
            folder.join(program),
        );
    }
    for path in [
        env::var_os("PATH").unwrap(),
        folder.clone().into_os_string(),
    ] {
        let mut child = victim_that("stays")
            .env("PATH", &path)
            .env("TMPDIR", &folder)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        assert!(
            lines.any(|line| line.contains("open")),
            "the victim opens a browser with {path:?}"
        );
        let driver = drivers_under(child.id());
        assert!(
            driver.len() == 1 && left_of(child.id()).len() > 2,
            "{driver:?}"
        );
        child.kill().unwrap();
        child.wait().unwrap();
        wait_until_nothing_is_left_of(child.id(), &folder);
        assert!(!driver.iter().any(|id| is_running(*id)), "{path:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn without_chromium_a_test_is_skipped_aloud_and_ci_fails() {
    let mut command = victim_that("returns");
    command.env("PATH", "/nowhere");
    let (_, output) = run(command);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{output:?}");
    assert!(
        said.contains("skipped: browser_harness::ending::victim: ") && said.contains("apt install"),
        "{said}"
    );

    let mut command = victim_that("returns");
    command.env("PATH", "/nowhere").env("CI", "true");
    let (_, output) = run(command);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("apt install chromium chromium-driver"),
        "{output:?}"
    );
}
