//! What commands say about the database.

use super::{is_one_sentence, on};
use crate::support::{Cluster, Finished, muster, scratch_folder};

#[test]
fn migrate_says_what_it_did_and_then_that_there_is_nothing_to_do() {
    let database = Cluster::shared().empty_database();
    let first = Finished::of(&mut on(&database, &["migrate"]));
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.stdout.contains("foundation"), "{first:?}");
    let second = Finished::of(&mut on(&database, &["migrate"]));
    assert_eq!(second.stdout, "The database is up to date.\n");
}

#[test]
fn a_database_that_cannot_be_reached_is_one_sentence() {
    for command in [&["migrate"][..], &["workspace", "list"]] {
        let mut nowhere = muster(command);
        nowhere
            .env(
                "MUSTER_DATABASE_URL",
                "postgres://nobody:hunter2@127.0.0.1:1/nothing",
            )
            .env("MUSTER_DATA_DIR", scratch_folder("data"));
        let finished = Finished::of(&mut nowhere);
        assert_eq!(finished.code, 1, "{finished:?}");
        is_one_sentence(&finished.stderr);
        assert!(!finished.stderr.contains("hunter2"), "{finished:?}");
    }
}
