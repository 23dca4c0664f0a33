//! The secret in the data directory.

use super::on;
use crate::support::{Cluster, Finished, scratch_folder};

#[test]
fn the_secret_is_made_once_and_only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
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
    let mode = std::fs::metadata(folder.join("secret"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(folder.join("secret"), "tooshort").unwrap();
    let broken = Finished::of(on(&database, &["doctor"]).env("MUSTER_DATA_DIR", &folder));
    assert!(broken.stdout.contains("failed  secret: "), "{broken:?}");
}
