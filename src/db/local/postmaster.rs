//! What `postmaster.pid` says, and whether the process it names is really ours:
//! after a crash or in a new container the number may belong to anybody.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::LocalError;

/// Fast shutdown (open transactions are rolled back), then the immediate one.
pub(super) const WAYS_TO_STOP: [(Signal, Duration); 2] = [
    (Signal::INT, Duration::from_secs(20)),
    (Signal::QUIT, Duration::from_secs(10)),
];

#[derive(Debug)]
pub(super) struct Postmaster {
    pub pid: Pid,
    pub socket_folder: PathBuf,
    pub is_ready: bool,
    data_dir: PathBuf,
}

impl Postmaster {
    /// `None` also while the file is half written, or names a session in single-user mode.
    pub fn read(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let number = lines
            .next()?
            .trim()
            .parse()
            .ok()
            .filter(|&pid: &i32| pid > 0)?;
        let data_dir = lines.next()?.into();
        // In between: when it started and the port. After it: the TCP address and the shared memory.
        let socket_folder = lines.nth(2).unwrap_or_default().into();
        let is_ready = lines.nth(2).is_some_and(|status| status.trim() == "ready");
        Some(Self {
            pid: Pid::from_raw(number)?,
            socket_folder,
            is_ready,
            data_dir,
        })
    }

    /// The running server of this cluster, if it takes connections.
    pub fn ready(cluster: &Path) -> Option<Self> {
        let server = Self::read(cluster)?;
        let runs = matches!(server.process(cluster), Process::Ours | Process::Unknown);
        (server.is_ready && runs).then_some(server)
    }

    fn process(&self, cluster: &Path) -> Process {
        if !exists(self.pid) {
            return Process::Gone;
        }
        let about = Path::new("/proc").join(self.pid.to_string());
        let Some(name) = command_name(self.pid) else {
            return Process::Unknown;
        };
        let is_ours = name == "postgres"
            && match fs::read_link(about.join("cwd")) {
                Ok(folder) => folder == cluster,
                // Dead already, but its parent hasn't taken notice.
                Err(error) if error.kind() == ErrorKind::NotFound && about.exists() => false,
                // No /proc, or root without the power to look (in a container).
                Err(_) => self.data_dir == cluster && same_user(&about, cluster),
            };
        if is_ours {
            Process::Ours
        } else {
            Process::Another
        }
    }
}

/// What goes by the number in the file now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Process {
    Gone,
    /// The server of this cluster.
    Ours,
    Another,
    /// The system doesn't tell.
    Unknown,
}

/// Makes sure that nothing of an earlier owner keeps a new server from starting. Only the
/// owner of the lock may call this, so a server that still runs is one whose Muster is gone.
///
/// It is ended rather than adopted: it may be dying of its parent's death this very moment,
/// and it has the settings of its own start, which for a test means no durability.
pub(super) fn clear_the_way(cluster: &Path) -> Result<(), LocalError> {
    let Some(left) = Postmaster::read(cluster) else {
        return Ok(());
    };
    match left.process(cluster) {
        // Then what the server itself makes of the file is right.
        Process::Gone | Process::Unknown => Ok(()),
        Process::Ours => end(&left, cluster),
        Process::Another => {
            // The server only asks whether the number is taken, and would refuse for ever. It
            // still looks for survivors that are attached to the shared memory.
            let path = cluster.join("postmaster.pid");
            match fs::remove_file(&path) {
                // It was dying after all, and took the file along.
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                removed => removed.map_err(LocalError::files("remove", &path)),
            }
        }
    }
}

fn end(left: &Postmaster, cluster: &Path) -> Result<(), LocalError> {
    tracing::info!(pid = %left.pid, "ending a PostgreSQL that an earlier Muster left behind");
    for (signal, patience) in WAYS_TO_STOP {
        let _ = kill_process(left.pid, signal);
        if within(patience, || left.process(cluster) != Process::Ours) {
            return Ok(());
        }
    }
    let pid = left.pid.as_raw_pid();
    Err(LocalError::LeftoverStays { pid })
}

/// Looks every few milliseconds whether it has come true.
pub(super) fn within(patience: Duration, mut true_now: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    loop {
        if true_now() {
            return true;
        }
        if begun.elapsed() > patience {
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn exists(pid: Pid) -> bool {
    // Not being allowed to send it a signal means that there is somebody.
    matches!(test_kill_process(pid), Ok(()) | Err(Errno::PERM))
}

fn command_name(pid: Pid) -> Option<String> {
    if Path::new("/proc/self/comm").exists() {
        // Where other users' processes are hidden, it can't be ours.
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        return Some(name.trim().to_owned());
    }
    let output = Command::new("ps")
        .args(["-o", "comm=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    let name = Path::new(path.trim()).file_name()?;
    Some(name.to_str()?.to_owned())
}

fn same_user(process: &Path, cluster: &Path) -> bool {
    match (fs::metadata(process), fs::metadata(cluster)) {
        (Ok(process), Ok(cluster)) => process.uid() == cluster.uid(),
        (Err(_), _) => true,
        (_, Err(_)) => false,
    }
}
