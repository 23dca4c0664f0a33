//! The secret in the data directory.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};

use super::{is_one_sentence, on};
use crate::support::{Cluster, Finished, scratch_folder};

#[test]
fn the_secret_is_made_once_and_only_its_owner_may_read_it() {
    let database = Cluster::shared().database();
    let folder = scratch_folder("data");
    let key = || {
        let finished = Finished::of(on(&database, &["doctor"]).env("MUSTER_DATA_DIR", &folder));
        finished
            .stdout
            .lines()
            .find(|line| line.contains("secret"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(key(), key());
    let mode = fs::metadata(folder.join("secret"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::write(folder.join("secret"), "tooshort").unwrap();
    let broken = Finished::of(on(&database, &["doctor"]).env("MUSTER_DATA_DIR", &folder));
    assert!(broken.stdout.contains("failed  secret: "), "{broken:?}");
}

#[test]
fn a_secret_that_others_can_reach_is_refused_with_what_to_do() {
    let database = Cluster::shared().database();
    let folder = scratch_folder("data");
    let path = folder.join("secret");
    let doctor = || Finished::of(on(&database, &["doctor"]).env("MUSTER_DATA_DIR", &folder));
    assert_eq!(doctor().code, 0);
    let refused_with = |remedy: &str| {
        let finding = doctor().stdout;
        let line = finding
            .lines()
            .find(|line| line.starts_with("failed  secret: "));
        let line = line.unwrap_or_else(|| panic!("{finding}"));
        assert!(
            line.contains(path.to_str().unwrap()) && line.contains(remedy),
            "{line}"
        );
        let server = Finished::of(
            on(&database, &["serve", "--bind", "127.0.0.1:0"]).env("MUSTER_DATA_DIR", &folder),
        );
        assert_eq!(server.code, 1, "{server:?}");
        is_one_sentence(&server.stderr);
        assert!(server.stderr.contains(remedy), "{server:?}");
    };
    for mode in [0o666, 0o640, 0o604, 0o620] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        refused_with("`chmod 600 ");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    assert_eq!(doctor().code, 0);

    if rustix::process::geteuid().is_root() {
        chown(&path, Some(1), None).unwrap();
        refused_with("`chown 0 ");
        chown(&path, Some(0), None).unwrap();
    }
    fs::rename(&path, folder.join("elsewhere")).unwrap();
    symlink("elsewhere", &path).unwrap();
    refused_with("regular file");
    fs::remove_file(&path).unwrap();
    symlink("nowhere", &path).unwrap();
    refused_with("regular file");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    refused_with("regular file");
    fs::remove_dir(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    refused_with("regular file");
}
