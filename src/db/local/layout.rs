//! Where things lie in the data directory, and the lock that says whose server it is.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use super::LocalError;

/// Folders that a start was still filling; only a finished one is renamed to `postgres`.
const UNFINISHED: &str = "postgres.unfinished-";

#[derive(Debug, Clone)]
pub(super) struct Layout {
    data_dir: PathBuf,
}

impl Layout {
    /// Makes the data directory if need be, and resolves links, so that two processes
    /// which reach it by different names agree on the socket folder and on whose it is.
    pub fn open(data_dir: &Path) -> Result<Self, LocalError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(data_dir)
            .map_err(LocalError::files("make the folder", data_dir))?;
        let data_dir =
            fs::canonicalize(data_dir).map_err(LocalError::files("find the folder", data_dir))?;
        Ok(Self { data_dir })
    }

    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    pub fn cluster(&self) -> PathBuf {
        self.data_dir.join("postgres")
    }

    pub fn lock(&self) -> PathBuf {
        self.data_dir.join("postgres.lock")
    }

    pub fn log(&self) -> PathBuf {
        self.data_dir.join("postgres.log")
    }

    /// The process's number is in the name: an `initdb` that outlived its Muster must not
    /// write into the folder of the next one.
    pub fn unfinished(&self) -> PathBuf {
        self.data_dir
            .join(format!("{UNFINISHED}{}", std::process::id()))
    }

    /// What earlier starts left behind when they were killed.
    pub fn leftovers(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.data_dir)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
                found.push(entry.path());
            }
        }
        Ok(found)
    }

    /// The major version that made the cluster; `None` if there is no cluster yet.
    pub fn cluster_major(&self) -> Result<Option<u32>, LocalError> {
        let cluster = self.cluster();
        let version = match fs::read_to_string(cluster.join("PG_VERSION")) {
            Ok(version) => version,
            Err(error) => {
                return match error.kind() {
                    ErrorKind::NotFound if is_free(&cluster) => Ok(None),
                    ErrorKind::NotFound | ErrorKind::NotADirectory => {
                        Err(LocalError::NotACluster(cluster))
                    }
                    _ => Err(LocalError::files("read", &cluster)(error)),
                };
            }
        };
        let major = version.trim().split('.').next().map(str::parse);
        match major {
            Some(Ok(major)) => Ok(Some(major)),
            _ => Err(LocalError::NotACluster(cluster)),
        }
    }
}

/// Missing or empty.
fn is_free(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none()) || !folder.exists()
}

/// Held, it makes this process the owner of the data directory's server. The kernel
/// lets go of it however the process ends, so it is never stale; the file is never deleted,
/// because two processes could then hold locks on two files of the same name.
#[derive(Debug)]
pub(super) struct OwnerLock {
    file: File,
    path: PathBuf,
    held: bool,
}

impl OwnerLock {
    pub fn open(layout: &Layout) -> Result<Self, LocalError> {
        let path = layout.lock();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| not_opened(&path, error))?;
        Ok(Self {
            file,
            path,
            held: false,
        })
    }

    pub fn is_held(&self) -> bool {
        self.held
    }

    /// True if this process is the owner, now or already.
    pub fn try_take(&mut self) -> Result<bool, LocalError> {
        if !self.held {
            self.held = match self.file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => false,
                Err(TryLockError::Error(error)) => {
                    return Err(LocalError::files("lock", &self.path)(error));
                }
            };
        }
        Ok(self.held)
    }
}

fn not_opened(lock: &Path, error: io::Error) -> LocalError {
    let nearest = if lock.exists() {
        Some(lock)
    } else {
        lock.parent()
    };
    let owner = nearest.and_then(|path| Some((path, fs::metadata(path).ok()?.uid())));
    match owner {
        Some((path, owner))
            if error.kind() == ErrorKind::PermissionDenied && owner != geteuid().as_raw() =>
        {
            LocalError::SomebodyElses {
                path: path.to_owned(),
                owner,
            }
        }
        _ => LocalError::files("open", lock)(error),
    }
}
