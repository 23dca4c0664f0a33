//! `muster doctor`.

use diesel::prelude::*;

use super::{PASSWORD, create, on};
use crate::support::{Cluster, Finished, muster, scratch_folder};

#[test]
fn doctor_has_a_line_for_everything_and_says_what_to_do() {
    let database = Cluster::shared().database();
    let well = Finished::of(&mut on(&database, &["doctor"]));
    assert_eq!(well.code, 0, "{well:?}");
    for what in [
        "database",
        "migrations",
        "audit log",
        "owners",
        "reports",
        "secret",
        "base address",
        "mail",
    ] {
        assert!(
            well.stdout.contains(&format!("ok      {what}: ")),
            "{}",
            well.stdout
        );
    }

    let empty = Cluster::shared().empty_database();
    let ill = Finished::of(on(&empty, &["doctor"]).env("MUSTER_SMTP_URL", "smtp://127.0.0.1:1"));
    assert_eq!(ill.code, 1, "{ill:?}");
    assert!(
        ill.stdout.contains("failed  migrations: "),
        "{}",
        ill.stdout
    );
    assert!(
        ill.stdout.contains("Run `muster migrate`"),
        "{}",
        ill.stdout
    );
    assert!(ill.stdout.contains("failed  mail: "), "{}", ill.stdout);

    let one_role = Finished::of(
        on(&database, &["doctor"]).env("MUSTER_DATABASE_URL", database.migrating_url.expose()),
    );
    assert!(
        one_role.stdout.contains("failed  audit log: "),
        "{}",
        one_role.stdout
    );

    let mut nowhere = muster(&["doctor"]);
    nowhere
        .env(
            "MUSTER_DATABASE_URL",
            "postgres://nobody@127.0.0.1:1/nothing",
        )
        .env("MUSTER_DATA_DIR", scratch_folder("data"));
    let nowhere = Finished::of(&mut nowhere);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.stdout.contains("failed  database: "), "{nowhere:?}");
}

#[test]
fn doctor_notices_what_is_counted_wrong() {
    let database = Cluster::shared().empty_database();
    let maja = "maja@northwind.example";
    let created = Finished::with_input(&mut on(&database, &create("northwind", maja)), PASSWORD);
    assert_eq!(created.code, 0, "{created:?}");
    for wrong in [
        "UPDATE workspaces SET active_owners = 2",
        "UPDATE users SET reports = 1",
    ] {
        diesel::sql_query(wrong)
            .execute(&mut database.connection())
            .unwrap();
    }
    let ill = Finished::of(&mut on(&database, &["doctor"]));
    for what in ["owners", "reports"] {
        let line = format!("failed  {what}: miscounted in northwind");
        assert!(ill.stdout.contains(&line), "{ill:?}");
    }
}
