//! The one chromedriver of a test run.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

pub struct Programs {
    pub chromium: PathBuf,
    chromedriver: PathBuf,
}

pub fn installed() -> Option<Programs> {
    if let (Some(chromium), Some(chromedriver)) = (on_path("chromium"), on_path("chromedriver")) {
        return Some(Programs {
            chromium,
            chromedriver,
        });
    }
    let missing =
        "browser tests need Chromium and its driver: apt install chromium chromium-driver";
    assert!(env::var_os("CI").is_none(), "{missing}");
    let test = thread::current().name().unwrap_or("a test").to_owned();
    // Not `eprintln!`, whose words the test harness swallows when a test passes.
    let told = io::stderr().write_all(format!("skipped: {test}: {missing}\n").as_bytes());
    told.expect("standard error is open");
    None
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Where this process's chromedriver listens; it is started when first asked for.
pub fn address(programs: &Programs) -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let (tell, told) = mpsc::channel();
        let program = programs.chromedriver.clone();
        thread::spawn(move || run(&program, &tell));
        let port = told
            .recv_timeout(Duration::from_secs(20))
            .expect("chromedriver starts and names its port");
        format!("http://127.0.0.1:{port}")
    })
}

/// Stays for as long as chromedriver does. The death signal fires when the thread that started it
/// ends, not the process, so that must not be a test's thread.
fn run(program: &Path, tell: &mpsc::Sender<u16>) {
    let mut child = ending_with_us(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver can be run");
    let held_open = child.stdin.take();
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for line in lines.map_while(Result::ok) {
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            tell.send(port.trim_end_matches('.').parse().expect("a port"))
                .expect("somebody waits for the port");
        }
    }
    child.wait().expect("chromedriver ends");
    drop(held_open);
}

/// Also after `kill -9`: by the kernel's death signal, or elsewhere by a shell that sees our pipe close.
fn ending_with_us(program: &Path) -> Command {
    let mut command;
    if let Some(setpriv) = on_path("setpriv") {
        command = Command::new(setpriv);
        command
            .args(["--pdeathsig", "SIGKILL", "--"])
            .arg(program)
            .arg("--port=0");
    } else {
        command = Command::new("sh");
        command
            .args(["-c", r#""$0" --port=0 & read -r _; kill -9 $!"#])
            .arg(program);
    }
    command
}
