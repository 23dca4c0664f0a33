//! The server's log: bounded, and where the reason for a failure is looked up.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use super::LocalError;

const LARGEST: u64 = 10 * 1024 * 1024;

/// As much of the end of the log as is searched for a reason.
const TAIL: u64 = 64 * 1024;

#[derive(Debug)]
pub(super) struct ServerLog {
    pub path: PathBuf,
    /// Where this server's own lines begin.
    begins_at: u64,
}

impl ServerLog {
    /// Puts a log that grew too large aside (the one put aside before goes) and opens it.
    /// Failed statements are in it, with names and addresses of people: nobody else reads it.
    pub fn open(path: PathBuf) -> Result<(Self, File), LocalError> {
        if fs::metadata(&path).is_ok_and(|log| log.len() > LARGEST) {
            let aside = path.with_extension("log.previous");
            fs::rename(&path, aside).map_err(LocalError::files("put aside", &path))?;
        }
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .map_err(LocalError::files("open", &path))?;
        let begins_at = file
            .metadata()
            .map_err(LocalError::files("read", &path))?
            .len();
        Ok((Self { path, begins_at }, file))
    }

    /// Why the server that writes this log gave up, in its own words.
    pub fn reason(&self) -> String {
        self.tail().map_or_else(
            |error| format!("its log can't be read, {error}"),
            |tail| last_words(&tail),
        )
    }

    fn tail(&self) -> io::Result<String> {
        let mut file = File::open(&self.path)?;
        let end = file.metadata()?.len();
        file.seek(SeekFrom::Start(
            self.begins_at.max(end.saturating_sub(TAIL)),
        ))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The last line that says why, without the time and the process in front of it; programs
/// that aren't the server (`initdb`, `setpriv`) are quoted as they are.
pub(super) fn last_words(output: &str) -> String {
    let severe = |line: &str| {
        ["FATAL:", "PANIC:", "error:", "ERROR:"]
            .iter()
            .find_map(|mark| line.split_once(mark))
            .map(|(_, reason)| reason.trim().to_owned())
    };
    let mut lines = output.lines().rev();
    lines
        .clone()
        .find_map(severe)
        .or_else(|| {
            lines
                .find(|line| !line.trim().is_empty())
                .map(|line| line.trim().to_owned())
        })
        .unwrap_or_else(|| "nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::last_words;

    #[test]
    fn the_reason_is_the_last_severe_line_without_its_prefix() {
        let log = "2026-01-01 UTC [7] FATAL:  lock file \"postmaster.pid\" already exists\n\
                   2026-01-01 UTC [7] HINT:  Is another postmaster running?\n";
        assert_eq!(
            last_words(log),
            "lock file \"postmaster.pid\" already exists"
        );
    }

    #[test]
    fn without_a_severe_line_it_is_the_last_line() {
        assert_eq!(last_words("one\ntwo\n\n"), "two");
        assert_eq!(last_words(""), "nothing");
    }
}
