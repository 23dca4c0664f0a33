//! Finds the `postgres` and `initdb` to use, by the places where systems put them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::LocalError;
use super::layout::Layout;

/// What the schema needs.
pub(super) const OLDEST: u32 = 14;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    folder: PathBuf,
    pub major: u32,
}

impl Programs {
    pub fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }
}

/// Where to look, best first.
#[derive(Debug)]
pub(super) struct Search {
    /// `MUSTER_POSTGRES_BIN`: when it is set, nothing else is tried.
    named: Option<PathBuf>,
    folders: Vec<PathBuf>,
    major_of: fn(&Path) -> Option<u32>,
}

impl Search {
    pub fn of_this_machine() -> Self {
        let named = env::var_os("MUSTER_POSTGRES_BIN")
            .filter(|folder| !folder.is_empty())
            .map(|folder| std::path::absolute(&folder).unwrap_or_else(|_| folder.into()));
        let mut folders = numbered("/usr/lib/postgresql", "");
        folders.push("/usr/bin".into());
        folders.extend(numbered("/usr", "pgsql-"));
        folders.extend(numbered("/opt/homebrew/opt", "postgresql@"));
        folders.extend(numbered("/usr/local/opt", "postgresql@"));
        if let Some(path) = env::var_os("PATH") {
            folders.extend(env::split_paths(&path).filter(|folder| folder.is_absolute()));
        }
        Self {
            named,
            folders,
            major_of: ask_for_major,
        }
    }

    /// The programs for the cluster that exists, or the best ones for a new cluster.
    pub fn find(&self, layout: &Layout) -> Result<Programs, LocalError> {
        let cluster = layout.cluster_major()?;
        let mut passed_over = Vec::new();
        for programs in self.installed() {
            let suits = cluster.is_none_or(|major| major == programs.major);
            if suits && programs.major >= OLDEST {
                return Ok(programs);
            }
            passed_over.push(programs.major);
        }
        Err(self.nothing_suits(layout, cluster, passed_over))
    }

    fn installed(&self) -> impl Iterator<Item = Programs> {
        let folders = match &self.named {
            Some(folder) => std::slice::from_ref(folder),
            None => self.folders.as_slice(),
        };
        folders.iter().filter_map(|folder| {
            let programs = Programs {
                folder: folder.clone(),
                major: 0,
            };
            // Debian's client packages bring a folder that holds neither.
            if !(programs.postgres().is_file() && programs.initdb().is_file()) {
                return None;
            }
            let major = (self.major_of)(&programs.postgres())?;
            Some(Programs { major, ..programs })
        })
    }

    fn nothing_suits(
        &self,
        layout: &Layout,
        cluster: Option<u32>,
        mut installed: Vec<u32>,
    ) -> LocalError {
        installed.sort_unstable();
        installed.dedup();
        if installed.is_empty() {
            return match &self.named {
                Some(folder) => LocalError::NotInNamedFolder(folder.clone()),
                None => LocalError::NoPrograms,
            };
        }
        let installed = in_words(&installed);
        match cluster {
            Some(cluster) if cluster >= OLDEST => LocalError::OtherVersion {
                path: layout.cluster(),
                cluster,
                installed,
            },
            Some(cluster) => LocalError::ClusterTooOld {
                path: layout.cluster(),
                cluster,
            },
            None => LocalError::TooOld { installed },
        }
    }
}

/// The `bin` folders of `root/prefixNN`, by number, newest first: 9 comes after 17.
fn numbered(root: &str, prefix: &str) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let number = entry.file_name().to_str()?.strip_prefix(prefix)?.parse();
            Some((number.ok()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort_unstable_by(|one, other| other.cmp(one));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15, `… 18beta1` is 18.
fn ask_for_major(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let number = text
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    number
        .split(|digit: char| !digit.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

fn in_words(majors: &[u32]) -> String {
    let words: Vec<String> = majors.iter().map(u32::to_string).collect();
    words.join(" and ")
}

#[cfg(test)]
mod tests;
