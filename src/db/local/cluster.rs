//! Makes the cluster: data files, the two roles and the database.
//!
//! It is all done in a folder beside and renamed at the end, so a cluster that exists is whole.

use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use super::launch::Launch;
use super::layout::Layout;
use super::log::last_words;
use super::programs::Programs;
use super::{Durability, LocalError};

pub(super) const ADMIN: &str = "muster_admin";
pub(super) const OWNER: &str = "muster_owner";
pub(super) const APP: &str = "muster_app";
pub(super) const DATABASE: &str = "muster";

/// What decides about upper case and about what a letter is. Not C: trigram search would then
/// find nothing but English. The order of text stays C's all the same, so that a new libc
/// can't put an index out of order. C only where the system has neither of the first two.
const CHARACTERS: [&str; 3] = ["C.UTF-8", "en_US.UTF-8", "C"];

/// Raised by our own SQL, so that it is recognised whatever the server's version says.
const NO_EXTENSIONS: &str = "pg_trgm or btree_gin is missing";

pub(super) struct Recipe<'a> {
    pub layout: &'a Layout,
    pub programs: &'a Programs,
    pub launch: &'a Launch,
    pub durability: Durability,
}

impl Recipe<'_> {
    /// Makes the cluster unless it is there. Only the owner of the lock may call this.
    pub fn ensure(&self) -> Result<(), LocalError> {
        self.remove_leftovers()?;
        if self.layout.cluster_major()?.is_some() {
            return Ok(());
        }
        let folder = self.layout.unfinished();
        let made = self.make_in(&folder);
        if made.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        made
    }

    fn make_in(&self, folder: &Path) -> Result<(), LocalError> {
        DirBuilder::new()
            .mode(0o700)
            .create(folder)
            .map_err(LocalError::files("make the folder", folder))?;
        self.launch.hand_over(folder)?;
        self.initdb(folder)?;
        self.furnish(folder)?;
        if self.durability == Durability::Full {
            // Everything so far was written without waiting for the disk; this waits once.
            let mut sync = self.launch.command(&self.programs.initdb());
            Self::run(sync.arg("--sync-only").arg("-D").arg(folder), "")
                .and_then(|output| self.check(&output))?;
        }
        let cluster = self.layout.cluster();
        fs::rename(folder, &cluster).map_err(LocalError::files("rename", folder))?;
        let data_dir = self.layout.data_dir();
        File::open(data_dir)
            .and_then(|data_dir| data_dir.sync_all())
            .map_err(LocalError::files("save", data_dir))
    }

    /// `trust` means that whoever reaches the socket may be anybody, the superuser included.
    /// That is no more than they could do anyway: the socket lies in a folder that only the
    /// user who owns the data files may enter. There is no other way in; TCP is rejected twice.
    fn initdb(&self, folder: &Path) -> Result<(), LocalError> {
        for characters in CHARACTERS {
            let mut command = self.launch.command(&self.programs.initdb());
            command
                .arg("-D")
                .arg(folder)
                .args(["-U", ADMIN, "--encoding=UTF8", "--locale=C"])
                .arg(format!("--lc-ctype={characters}"))
                .args(["--auth-local=trust", "--auth-host=reject"])
                .args(["--no-sync", "--no-instructions"]);
            if self.programs.major >= 15 {
                command.arg("--locale-provider=libc");
            }
            let output = Self::run(&mut command, "")?;
            let unknown = String::from_utf8_lossy(&output.stderr).contains("invalid locale name");
            if !unknown {
                return self.check(&output);
            }
        }
        Err(self.not_made("this system knows no locale, not even C"))
    }

    /// The single-user mode needs no socket and no `psql`, and it ends at the first error.
    fn furnish(&self, folder: &Path) -> Result<(), LocalError> {
        let mut command = self.launch.command(&self.programs.postgres());
        command
            .args(["--single", "-F", "-c", "exit_on_error=true", "-D"])
            .arg(folder)
            .arg("template1");
        let output = Self::run(&mut command, &furnishing())?;
        if String::from_utf8_lossy(&output.stderr).contains(NO_EXTENSIONS) {
            let major = self.programs.major;
            return Err(LocalError::NoExtensions { major });
        }
        self.check(&output)
    }

    fn run(command: &mut Command, input: &str) -> Result<Output, LocalError> {
        let program = PathBuf::from(command.get_program());
        let failed = |source| LocalError::Run { program, source };
        let mut child = match command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(source) => return Err(failed(source)),
        };
        if let Some(mut stdin) = child.stdin.take() {
            // A program that fails early stops reading; its own words say more than ours.
            let _ = stdin.write_all(input.as_bytes());
        }
        child.wait_with_output().map_err(failed)
    }

    fn check(&self, output: &Output) -> Result<(), LocalError> {
        if output.status.success() {
            return Ok(());
        }
        Err(self.not_made(&last_words(&String::from_utf8_lossy(&output.stderr))))
    }

    fn not_made(&self, said: &str) -> LocalError {
        LocalError::NotMade {
            path: self.layout.cluster(),
            said: said.to_owned(),
        }
    }

    /// An `initdb` that outlived its Muster may still be writing for a moment, hence the patience.
    fn remove_leftovers(&self) -> Result<(), LocalError> {
        let data_dir = self.layout.data_dir();
        let leftovers = self.layout.leftovers();
        for folder in leftovers.map_err(LocalError::files("read", data_dir))? {
            let mut tries_left = 40;
            while let Err(error) = fs::remove_dir_all(&folder) {
                tries_left -= 1;
                if tries_left == 0 {
                    return Err(LocalError::files("remove", &folder)(error));
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
        Ok(())
    }
}

/// Runs in `template1`, which the new database is a copy of: what is granted on the schema
/// `public` here holds there, and in every database that a test makes. One statement a line.
fn furnishing() -> String {
    [
        format!(
            "DO $$BEGIN IF (SELECT count(*) FROM pg_available_extensions \
             WHERE name IN ('pg_trgm', 'btree_gin')) < 2 \
             THEN RAISE EXCEPTION '{NO_EXTENSIONS}'; END IF; END$$;"
        ),
        format!("CREATE ROLE {OWNER} LOGIN;"),
        format!("CREATE ROLE {APP} LOGIN;"),
        // PostgreSQL 14 still lets everybody create there; newer ones have nothing to revoke.
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;".to_owned(),
        format!("GRANT USAGE, CREATE ON SCHEMA public TO {OWNER};"),
        format!("GRANT USAGE ON SCHEMA public TO {APP};"),
        // The owner may CREATE in its database, which is all that a trusted extension asks for.
        format!("CREATE DATABASE {DATABASE} OWNER {OWNER};"),
        format!("REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;"),
        format!("GRANT CONNECT ON DATABASE {DATABASE} TO {OWNER}, {APP};"),
        String::new(),
    ]
    .join("\n")
}
