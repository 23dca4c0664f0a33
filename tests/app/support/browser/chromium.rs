//! The Chromiums of a test run, which tests have one after another.
//!
//! To start one costs more than most tests do with it. What a test gets is a room in one: a browser
//! context, with cookies, storage, cache and windows that no other room sees, and with windows of
//! its own, to which what is emulated is bound. All of it goes when the room is closed.
//!
//! A Chromium is led through a pipe of ours, and ends when that closes. So it ends with this process,
//! also after `kill -9`, and the shell around it then removes its folder.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{self, Child, ChildStdin, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Receiver},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// Chromiums that nobody has.
static IDLE: Mutex<Vec<Chromium>> = Mutex::new(Vec::new());

const PATIENCE: Duration = Duration::from_secs(30);
const SIZE: (u32, u32) = (1280, 900);

/// No sandbox, because root and most containers can't have one, and only our own pages are opened.
/// The port is for chromedriver, which can't make rooms, only enter them. The features are pages
/// that Chromium would load behind the address bar of every window.
const FLAGS: [&str; 20] = [
    "--headless",
    "--remote-debugging-pipe",
    "--remote-debugging-port=0",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-proxy-server",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--disable-hang-monitor",
    "--disable-popup-blocking",
    "--disable-prompt-on-repost",
    "--disable-sync",
    "--enable-automation",
    "--password-store=basic",
    "--test-type=webdriver",
];

/// Outlives what would end it together with Chromium, because the folder is still to be removed.
/// Chromium's last helper processes may still be writing there, so it is removed until it stays away.
const AROUND: &str = r#"trap : HUP INT TERM
    "$@" --user-data-dir="$0" about:blank 3<&0 4>&1 </dev/null >/dev/null 2>&1
    exec <&- >&-
    tries=0
    while [ -e "$0" ] && [ $tries -lt 40 ]; do
        rm -rf "$0"
        tries=$((tries + 1))
        sleep 0.25
    done"#;

/// A room in a Chromium, which nobody else has as long. If it isn't left in order, its Chromium ends.
pub struct Room {
    chromium: Chromium,
    context: String,
    /// The handle of the room's first window.
    pub window: String,
}

impl Room {
    /// In a Chromium that is idle and still answers, or in a new one.
    pub fn open(program: &Path) -> Self {
        while let Some(chromium) = idle().pop() {
            if let Ok(room) = Self::within(chromium) {
                return room;
            }
        }
        Chromium::start(program)
            .and_then(Self::within)
            .unwrap_or_else(|why| panic!("Chromium didn't start: {why}"))
    }

    fn within(mut chromium: Chromium) -> Result<Self, String> {
        let answer = chromium.command("Target.createBrowserContext", &json!({}))?;
        let context = text(&answer, "browserContextId")?;
        let (width, height) = SIZE;
        let window = json!({ "url": "about:blank", "browserContextId": context, "newWindow": true,
            "width": width, "height": height });
        let answer = chromium.command("Target.createTarget", &window)?;
        let window = text(&answer, "targetId")?;
        Ok(Self {
            chromium,
            context,
            window,
        })
    }

    /// Where chromedriver finds the Chromium.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.chromium.port)
    }

    /// Closes the room with all that is in it, and leaves the Chromium to the next.
    pub fn leave(mut self) -> Result<(), String> {
        let room = json!({ "browserContextId": self.context });
        self.chromium
            .command("Target.disposeBrowserContext", &room)?;
        idle().push(self.chromium);
        Ok(())
    }
}

fn idle() -> std::sync::MutexGuard<'static, Vec<Chromium>> {
    IDLE.lock().expect("nothing panics with the list in hand")
}

fn text(answer: &Value, name: &str) -> Result<String, String> {
    let text = answer[name].as_str();
    text.map(str::to_owned)
        .ok_or_else(|| format!("no {name} in {answer}"))
}

/// One process with all its helpers. It ends when this is dropped.
struct Chromium {
    commands: ChildStdin,
    answers: Receiver<Vec<u8>>,
    asked: u32,
    port: u16,
}

impl Chromium {
    fn start(program: &Path) -> Result<Self, String> {
        let folder = new_folder();
        let (width, height) = SIZE;
        let mut child = Command::new("sh")
            .args(["-c", AROUND])
            .args([folder.as_os_str(), program.as_os_str()])
            .args(FLAGS)
            .arg(format!("--window-size={width},{height}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|why| why.to_string())?;
        let mut chromium = Self {
            commands: child.stdin.take().expect("a pipe"),
            answers: answers_of(child),
            asked: 0,
            port: 0,
        };
        chromium.command("Browser.getVersion", &json!({}))?;
        chromium.port = port_in(&folder)?;
        Ok(chromium)
    }

    fn command(&mut self, method: &str, parameters: &Value) -> Result<Value, String> {
        self.asked += 1;
        let command = json!({ "id": self.asked, "method": method, "params": parameters });
        self.commands
            .write_all(format!("{command}\0").as_bytes())
            .map_err(|why| why.to_string())?;
        loop {
            let answer = self.answers.recv_timeout(PATIENCE);
            let answer = answer.map_err(|why| format!("{method}: {why}"))?;
            let mut answer: Value =
                serde_json::from_slice(&answer).map_err(|why| why.to_string())?;
            if answer["id"] == self.asked {
                return match answer["error"].take() {
                    Value::Null => Ok(answer["result"].take()),
                    error => Err(format!("{method}: {error}")),
                };
            }
        }
    }
}

/// What comes through the pipe until Chromium ends, read by a thread that then buries it.
fn answers_of(mut child: Child) -> Receiver<Vec<u8>> {
    let (tell, told) = mpsc::channel();
    let answers = BufReader::new(child.stdout.take().expect("a pipe")).split(0);
    thread::spawn(move || {
        for answer in answers.map_while(Result::ok) {
            // Nobody listens to one that was let go.
            let _ = tell.send(answer);
        }
        child.wait()
    });
    told
}

fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("muster-browser-{}-{number}", process::id()));
    fs::create_dir(&folder).expect("a new folder for the browser");
    folder
}

/// Chromium writes it down, on a line above another.
fn port_in(folder: &Path) -> Result<u16, String> {
    let file = folder.join("DevToolsActivePort");
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let said = fs::read_to_string(&file).unwrap_or_default();
        if let Some((port, _)) = said.split_once('\n') {
            return port.parse().map_err(|_| format!("the port {port}"));
        }
        thread::sleep(Duration::from_millis(5));
    }
    Err(format!("no port in {}", file.display()))
}
