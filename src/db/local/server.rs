//! The running server: a child of the thread that started it.

use std::ffi::OsString;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, kill_process};

use super::launch::Launch;
use super::layout::Layout;
use super::log::ServerLog;
use super::postmaster::{Postmaster, WAYS_TO_STOP, within};
use super::programs::Programs;
use super::socket;
use super::{Durability, LocalError};

#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    cluster: PathBuf,
    log: ServerLog,
}

impl Server {
    /// Must be called on a thread that lives as long as the server should: the kernel
    /// takes the end of the thread, not of the process, for the parent's death.
    pub fn spawn(
        layout: &Layout,
        programs: &Programs,
        launch: &Launch,
        settings: Vec<OsString>,
    ) -> Result<Self, LocalError> {
        let (log, file) = ServerLog::open(layout.log())?;
        launch.hand_over(&log.path)?;
        let copy = file
            .try_clone()
            .map_err(LocalError::files("open", &log.path))?;
        let mut command = launch.command(&programs.postgres());
        command.arg("-D").arg(layout.cluster());
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        let child = command
            .stdout(copy)
            .stderr(file)
            // A Ctrl-C in the terminal is for Muster, which still needs the database to finish.
            .process_group(0)
            .spawn()
            .map_err(|source| LocalError::Run {
                program: programs.postgres(),
                source,
            })?;
        Ok(Self {
            child,
            cluster: layout.cluster(),
            log,
        })
    }

    /// Compared by number: the file of a server that was killed says "ready" too.
    pub fn is_ready(&self) -> bool {
        Postmaster::read(&self.cluster)
            .is_some_and(|server| server.is_ready && server.pid == Pid::from_child(&self.child))
    }

    pub fn wait_until_ready(&mut self, patience: Duration) -> Result<(), LocalError> {
        let begun = Instant::now();
        while !self.is_ready() {
            self.still_runs()?;
            if begun.elapsed() > patience {
                return Err(LocalError::NotReady {
                    seconds: patience.as_secs(),
                    log: self.log.path.clone(),
                });
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    pub fn still_runs(&mut self) -> Result<(), LocalError> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(LocalError::Ended {
                // One that is killed has no last words.
                why: match status.signal() {
                    Some(_) => status.to_string(),
                    None => self.log.reason(),
                },
                log: self.log.path.clone(),
            }),
            Err(source) => Err(LocalError::files("watch", &self.cluster)(source)),
        }
    }

    pub fn stop(mut self) {
        let pid = Pid::from_child(&self.child);
        for (signal, patience) in WAYS_TO_STOP {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            let _ = kill_process(pid, signal);
            if within(patience, || matches!(self.child.try_wait(), Ok(Some(_)))) {
                return;
            }
        }
        tracing::error!("the private PostgreSQL didn't stop when told to, and was killed");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// On the command line rather than in `postgresql.conf`: an older cluster gets today's
/// settings, one that was moved finds its socket, and nobody opens a port by mistake.
/// How much memory to take stays as `initdb` found it possible (128 MB where there is room).
pub(super) fn settings(socket_folder: &Path, durability: Durability) -> Vec<OsString> {
    let mut settings: Vec<OsString> = [
        "listen_addresses=".to_owned(),
        "unix_socket_permissions=0700".to_owned(),
        format!("port={}", socket::PORT),
        "cluster_name=muster".to_owned(),
        "logging_collector=off".to_owned(),
        "log_destination=stderr".to_owned(),
        "log_line_prefix=%m [%p] ".to_owned(),
        "log_checkpoints=off".to_owned(),
        // Without details, which repeat what is in a row: nobody erases addresses from a log.
        "log_error_verbosity=terse".to_owned(),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
        format!("max_connections={}", connections(durability)),
    ]
    .map(OsString::from)
    .into();
    settings.push(socket::setting(socket_folder));
    if durability == Durability::ForTests {
        settings.extend(
            [
                "fsync=off",
                "full_page_writes=off",
                "synchronous_commit=off",
            ]
            .map(OsString::from),
        );
    }
    settings
}

/// Muster's pool is four connections a core by default; on a big machine, 100 wouldn't hold it.
fn connections(durability: Durability) -> usize {
    match durability {
        Durability::Full => {
            let cores = thread::available_parallelism().map_or(1, usize::from);
            (cores * 4 + 50).max(100)
        }
        Durability::ForTests => 300,
    }
}
