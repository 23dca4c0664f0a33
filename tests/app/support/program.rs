//! The real program, as an operator runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::{TestDatabase, scratch_folder};

/// A command that knows nothing of the environment that the tests run in.
pub fn muster(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    for (name, _) in std::env::vars() {
        if name.starts_with("MUSTER_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    command.args(arguments).env("RUST_BACKTRACE", "0");
    command
}

/// The same on a database that one role owns and another serves.
pub fn muster_on(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = muster(arguments);
    command
        .env("MUSTER_DATABASE_URL", database.serving_url.expose())
        .env(
            "MUSTER_DATABASE_DIRECT_URL",
            database.migrating_url.expose(),
        )
        .env("MUSTER_DATA_DIR", scratch_folder("data"));
    command
}

/// A server on a port of its own.
pub fn serve(database: &TestDatabase) -> Command {
    muster_on(database, &["serve", "--bind", "127.0.0.1:0"])
}

/// The status of one request, or `None` if the connection failed.
pub async fn status(address: SocketAddr, path: &str) -> Option<u16> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let answer = client
        .get(format!("http://{address}{path}"))
        .send()
        .await
        .ok()?;
    Some(answer.status().as_u16())
}

#[derive(Debug)]
pub struct Finished {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Finished {
    pub fn of(command: &mut Command) -> Self {
        Self::with_input(command, "")
    }

    pub fn with_input(command: &mut Command, input: &str) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that doesn't read its input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A server that was started, and is killed when the test is over.
pub struct Program {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Program {
    pub fn start(command: &mut Command) -> Self {
        Self::start_with_log(command, Stdio::null())
    }

    pub fn start_with_log(command: &mut Command, log: impl Into<Stdio>) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// The address that it prints once it is ready.
    pub fn address_within(&self, wait: Duration) -> Option<SocketAddr> {
        let line = self.lines.recv_timeout(wait).ok()?;
        let address = line.strip_prefix("Muster is listening on http://");
        Some(address.unwrap_or_else(|| panic!("{line}")).parse().unwrap())
    }

    pub fn address(&self) -> SocketAddr {
        self.address_within(Duration::from_secs(30))
            .expect("it gets ready in time")
    }

    /// The next line that it prints.
    pub fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(30)).unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn open_files(&self) -> usize {
        let folder = format!("/proc/{}/fd", self.pid());
        std::fs::read_dir(folder).unwrap().count()
    }

    pub fn signal(&self, name: &str) {
        send_signal(self.pid(), name);
    }

    /// Its status, once it has ended by itself.
    pub fn ended_within(&mut self, wait: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + wait;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Politely first, so that a private PostgreSQL stops too.
        if self.child.try_wait().ok().flatten().is_none() {
            self.signal("INT");
            if self.ended_within(Duration::from_secs(5)).is_none() {
                let _ = self.child.kill();
            }
        }
        let _ = self.child.wait();
    }
}

pub fn send_signal(pid: u32, name: &str) {
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &pid.to_string()])
        .status();
    assert!(sent.unwrap().success(), "kill -{name} {pid}");
}

/// One request over a plain socket, for what no client library would send. Gives what came back.
pub fn raw_exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
