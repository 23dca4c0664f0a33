//! The file in the data directory that holds the generated secret.
//!
//! Whoever can read it can sign in as anybody, and whoever can write it can choose it. So it is used
//! only where nobody else can do either, and what was checked is what is read: the open file, not its
//! name.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::types::{SecretText, hex};

/// The error is the rest of a sentence that names the file.
pub(super) fn read_or_make(folder: &Path, path: &Path) -> Result<SecretText, String> {
    let opened = match open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(folder, path).and_then(|()| open(path))
        }
        opened => opened,
    };
    let mut file = opened.map_err(|error| match Errno::from_io_error(&error) {
        Some(Errno::LOOP) => not_a_file(),
        _ => error.to_string(),
    })?;
    refuse_if_others_reach(&file, path)?;
    let mut text = String::new();
    file.read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    Ok(SecretText::new(text.trim().to_owned()))
}

/// Follows no link, and doesn't wait for somebody at the other end of a pipe.
fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

fn refuse_if_others_reach(file: &File, path: &Path) -> Result<(), String> {
    let found = file.metadata().map_err(|error| error.to_string())?;
    let (path, us) = (path.display(), geteuid().as_raw());
    if !found.is_file() {
        return Err(not_a_file());
    }
    if found.uid() != us {
        return Err(format!(
            "it belongs to another user; if you trust what is in it, run `chown {us} {path}`"
        ));
    }
    if found.mode() & 0o077 != 0 {
        return Err(format!(
            "others may read or change it; run `chmod 600 {path}`"
        ));
    }
    Ok(())
}

fn not_a_file() -> String {
    "it isn't a regular file; put the file itself there, not a link to it".to_owned()
}

/// Written aside and linked into place, so that two first starts agree on one secret and a crash
/// leaves none or a whole one.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let aside = folder.join(format!("secret.{}", std::process::id()));
    let _ = fs::remove_file(&aside);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&aside)?;
    file.write_all(hex(&rand::random::<[u8; 32]>()).as_bytes())?;
    file.sync_all()?;
    match fs::hard_link(&aside, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::remove_file(&aside),
    }
}
