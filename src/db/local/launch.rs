//! As whom the server's programs run, and how the kernel ends them together with Muster.
//!
//! They refuse to run as root. There they run in a user namespace, where root goes by
//! another number and nothing changes hands; or else as the owner of the cluster or `postgres`.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::geteuid;

use super::LocalError;
use super::layout::Layout;

/// In front of a program that must not see itself as root. User 1 (`daemon` or `bin`) is in
/// every system's list of users; `initdb` refuses to run as a number that isn't.
const NAMESPACE: [&str; 5] = ["unshare", "--user", "--map-user=1", "--map-group=1", "--"];

/// In front of a program that is to stop when the thread that started it is gone, even after
/// `kill -9`. The kernel forgets the wish when a process changes its user, so this comes last.
const ENDS_WITH_US: [&str; 4] = ["setpriv", "--pdeathsig", "SIGINT", "--"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct User {
    uid: u32,
    gid: u32,
}

#[derive(Debug)]
pub(super) struct Launch {
    wrapping: Vec<&'static str>,
    user: Option<User>,
}

impl Launch {
    pub fn choose(layout: &Layout) -> Result<Self, LocalError> {
        let me = geteuid();
        let wrapping = ending_with_us();
        if me.is_root() {
            return Self::for_root(wrapping, layout);
        }
        match owner_of(&layout.cluster()) {
            Some(owner) if owner.uid != me.as_raw() => Err(LocalError::SomebodyElses {
                path: layout.cluster(),
                owner: owner.uid,
            }),
            _ => Ok(Self {
                wrapping,
                user: None,
            }),
        }
    }

    fn for_root(wrapping: Vec<&'static str>, layout: &Layout) -> Result<Self, LocalError> {
        if let Some(user) = ordinary_owner(layout) {
            return Self::as_user(user, wrapping, layout);
        }
        if let Some(launch) = Self::in_namespace(&wrapping, layout.data_dir()) {
            return Ok(launch);
        }
        match user_named("postgres") {
            Some(user) => Self::as_user(user, wrapping, layout),
            None => Err(LocalError::NobodyToRunAs(layout.data_dir().to_owned())),
        }
    }

    /// `None` where namespaces are off (many containers), and where the folder lies in
    /// somebody's home: root's power over other people's files ends at the namespace.
    fn in_namespace(wrapping: &[&'static str], data_dir: &Path) -> Option<Self> {
        let launch = Self {
            wrapping: [&NAMESPACE, wrapping].concat(),
            user: None,
        };
        launch.reaches(data_dir).then_some(launch)
    }

    fn as_user(
        user: User,
        wrapping: Vec<&'static str>,
        layout: &Layout,
    ) -> Result<Self, LocalError> {
        let launch = Self {
            wrapping,
            user: Some(user),
        };
        let data_dir = layout.data_dir();
        if !launch.reaches(data_dir) {
            if !data_dir
                .parent()
                .is_some_and(|parent| launch.reaches(parent))
            {
                return Err(LocalError::NobodyToRunAs(data_dir.to_owned()));
            }
            let_through(data_dir).map_err(LocalError::files("open the way through", data_dir))?;
        }
        if layout.cluster().exists() {
            launch.hand_over(&layout.cluster())?;
        }
        Ok(launch)
    }

    /// The program as it has to be run, in nobody's language and without what the
    /// environment would tell `postgres` or systemd about it.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = match self.wrapping.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
            None => Command::new(program),
        };
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        for (name, _) in std::env::vars_os() {
            // PostgreSQL's own would decide for it, and ours hold secrets that are none of its business.
            let name_bytes = name.as_encoded_bytes();
            if name_bytes.starts_with(b"PG")
                || name_bytes.starts_with(b"MUSTER_")
                || name_bytes == b"DATABASE_URL"
            {
                command.env_remove(name);
            }
        }
        command
            .env_remove("NOTIFY_SOCKET")
            .env("LC_ALL", "C")
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// The number of the user that files have to belong to, seen from here.
    pub fn uid(&self) -> u32 {
        self.user
            .map_or_else(|| geteuid().as_raw(), |user| user.uid)
    }

    pub fn changes_user(&self) -> bool {
        self.user.is_some()
    }

    /// Gives a file or a whole folder to the user that the server runs as, if that is another.
    pub fn hand_over(&self, path: &Path) -> Result<(), LocalError> {
        match self.user {
            Some(user) if owner_of(path) != Some(user) => {
                give(path, user).map_err(LocalError::files("hand over", path))
            }
            _ => Ok(()),
        }
    }

    /// Also false where the wrapping doesn't work at all.
    fn reaches(&self, folder: &Path) -> bool {
        succeeds(self.command("test".as_ref()).arg("-x").arg(folder))
    }
}

/// Empty where there is no `setpriv` that knows how (macOS, busybox): a server that outlives
/// its Muster there is ended by the next one.
fn ending_with_us() -> Vec<&'static str> {
    let bare = Launch {
        wrapping: ENDS_WITH_US.to_vec(),
        user: None,
    };
    if succeeds(&mut bare.command("true".as_ref())) {
        bare.wrapping
    } else {
        Vec::new()
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

fn owner_of(path: &Path) -> Option<User> {
    let about = fs::symlink_metadata(path).ok()?;
    Some(User {
        uid: about.uid(),
        gid: about.gid(),
    })
}

/// After `sudo`, files should stay the ordinary user's. A new cluster's owner also has to be
/// in the list of users, or else `initdb` refuses (folders mounted into a container).
fn ordinary_owner(layout: &Layout) -> Option<User> {
    let owner = match owner_of(&layout.cluster()) {
        Some(owner) => owner,
        None => owner_of(layout.data_dir()).filter(|owner| is_known(owner.uid))?,
    };
    (owner.uid != 0).then_some(owner)
}

fn is_known(uid: u32) -> bool {
    let mut id = Command::new("id");
    id.stdout(Stdio::null()).stderr(Stdio::null());
    succeeds(id.arg("-un").arg(uid.to_string()))
}

/// Asks `id`, which also knows users that aren't in `/etc/passwd`.
fn user_named(name: &str) -> Option<User> {
    let ask = |what: &str| -> Option<u32> {
        let output = Command::new("id").args([what, name]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    Some(User {
        uid: ask("-u")?,
        gid: ask("-g")?,
    })
}

/// Lets other users pass through the folder; what lies in it keeps its own modes.
fn let_through(folder: &Path) -> std::io::Result<()> {
    let mode = fs::metadata(folder)?.mode();
    fs::set_permissions(folder, Permissions::from_mode(mode | 0o011))
}

/// The folder itself last: by its owner the next start sees whether this was finished.
fn give(path: &Path, user: User) -> std::io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), user)?;
        }
    }
    lchown(path, Some(user.uid), Some(user.gid))
}
