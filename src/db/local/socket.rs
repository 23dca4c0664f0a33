//! The folder of the socket, which is what keeps everybody else out, and addresses that lead there.

use std::env;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use sha2::{Digest, Sha256};

use super::LocalError;
use super::launch::Launch;
use crate::types::hex;

/// Part of the socket's name only; nothing listens on it.
pub(super) const PORT: u16 = 5432;

/// Longer paths of sockets don't fit into the kernel's structure.
const LONGEST: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// The folder is the same for everybody who opens this data directory, now or later.
pub(super) fn choose(data_dir: &Path, launch: &Launch) -> PathBuf {
    let inside = data_dir.join("run");
    if fits(&inside) {
        return inside;
    }
    let name = format!("muster-{}", short_hash(data_dir));
    env::var_os("XDG_RUNTIME_DIR")
        .map(PathBuf::from)
        // After `sudo` it is another user's, and a user that we change to can't enter ours.
        .filter(|runtime| {
            !launch.changes_user()
                && runtime.is_absolute()
                && fs::metadata(runtime).is_ok_and(|about| about.uid() == geteuid().as_raw())
        })
        .map(|runtime| runtime.join(&name))
        .filter(|folder| fits(folder))
        .unwrap_or_else(|| Path::new("/tmp").join(&name))
}

/// Makes the folder, or makes sure that the one that exists is safe to use.
pub(super) fn prepare(folder: &Path, launch: &Launch) -> Result<(), LocalError> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(LocalError::files("make the folder", folder)(error));
        }
        _ => {}
    }
    // Anybody may have put something of that name into /tmp before us.
    let about = fs::symlink_metadata(folder).map_err(LocalError::files("read", folder))?;
    let is_ours = about.uid() == launch.uid() || about.uid() == geteuid().as_raw();
    if !about.is_dir() || !is_ours || about.mode() & 0o077 != 0 {
        return Err(LocalError::UnsafeSocketFolder(folder.to_owned()));
    }
    launch.hand_over(folder)?;
    // Left by a server that was killed. Its lock names a process number, and when that
    // number has gone to another process (always, in containers) PostgreSQL wouldn't start.
    for name in [format!(".s.PGSQL.{PORT}"), format!(".s.PGSQL.{PORT}.lock")] {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(LocalError::files("remove", &path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The value of `unix_socket_directories`: a list, so the path is quoted.
pub(super) fn setting(folder: &Path) -> OsString {
    let mut value = b"unix_socket_directories=\"".to_vec();
    for &byte in folder.as_os_str().as_bytes() {
        if byte == b'"' {
            value.push(byte);
        }
        value.push(byte);
    }
    value.push(b'"');
    OsString::from_vec(value)
}

/// The port is spelled out, because `PGPORT` would decide otherwise.
pub(super) fn url(folder: &Path, role: &str, database: &str) -> String {
    let host = percent_encoded(folder.as_os_str().as_bytes());
    format!("postgres://{role}@{host}:{PORT}/{database}")
}

fn percent_encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A comma would split the host into two, and libpq knows no way to quote it.
fn fits(folder: &Path) -> bool {
    let socket = folder.join(format!(".s.PGSQL.{PORT}"));
    let bytes = socket.as_os_str().as_bytes();
    bytes.len() <= LONGEST && !bytes.contains(&b',')
}

fn short_hash(path: &Path) -> String {
    let hash = Sha256::digest(path.as_os_str().as_bytes());
    hex(&hash).chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_the_folder_as_its_host() {
        let url = url(Path::new("/srv/my app/run"), "muster_app", "muster");
        assert_eq!(
            url,
            "postgres://muster_app@%2Fsrv%2Fmy%20app%2Frun:5432/muster"
        );
    }

    #[test]
    fn a_path_that_is_too_long_or_holds_a_comma_does_not_fit() {
        assert!(fits(Path::new("/srv/muster/run")));
        assert!(!fits(Path::new("/srv/one,two/run")));
        assert!(!fits(&Path::new("/srv").join("x".repeat(100))));
    }

    #[test]
    fn quotes_in_the_path_are_doubled_for_the_setting() {
        assert_eq!(
            setting(Path::new("/a \"b\"")),
            "unix_socket_directories=\"/a \"\"b\"\"\""
        );
    }
}
