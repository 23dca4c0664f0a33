//! What was looked at once and found good, kept in a file beside the tests.

use std::env;
use std::fs;
use std::path::PathBuf;

/// `MUSTER_WRITE_SNAPSHOTS=1 cargo test` writes them anew; what changed is then looked at in the diff.
pub fn is_as_kept(name: &str, found: &str) {
    let file = kept(name);
    if env::var_os("MUSTER_WRITE_SNAPSHOTS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, found).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == found,
        "{} is kept otherwise. It was:\n{kept}\nand is:\n{found}",
        file.display()
    );
}

pub fn kept(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/app/snapshots")
        .join(name)
}
