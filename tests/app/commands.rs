//! The command line, through the real program.

use std::process::Command;

use diesel::prelude::*;
use muster::db::schema::users;

use crate::support::{Cluster, Finished, TestDatabase, muster, muster_on, scratch_folder};

const PASSWORD: &str = "teapot-lantern-orbit\n";

/// A quiet command on a database of its own.
fn on(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = muster_on(database, arguments);
    command.env("MUSTER_LOG", "error");
    command
}

fn create<'a>(slug: &'a str, email: &'a str) -> [&'a str; 10] {
    [
        "workspace",
        "create",
        "--slug",
        slug,
        "--name",
        "Northwind Support",
        "--owner-email",
        email,
        "--owner-name",
        "Maja Öberg",
    ]
}

#[track_caller]
fn is_one_sentence(stderr: &str) {
    let lines: Vec<&str> = stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{stderr}");
    assert!(
        lines[0].starts_with("muster: ") && lines[0].ends_with('.'),
        "{stderr}"
    );
}

#[test]
fn help_and_version_are_there_for_every_command() {
    for command in [
        &[][..],
        &["serve"],
        &["migrate"],
        &["doctor"],
        &["workspace"],
        &["workspace", "create"],
        &["workspace", "plan"],
        &["workspace", "list"],
    ] {
        let help = Finished::of(&mut muster(&[command, &["--help"]].concat()));
        assert_eq!((help.code, help.stderr.as_str()), (0, ""), "{command:?}");
        assert!(help.stdout.contains("Usage: muster"), "{}", help.stdout);
        let version = Finished::of(&mut muster(&[command, &["--version"]].concat()));
        assert_eq!(version.code, 0, "{command:?}: {version:?}");
        assert!(
            version.stdout.contains(env!("CARGO_PKG_VERSION")),
            "{version:?}"
        );
    }
}

#[test]
fn help_shows_no_secret_from_the_environment() {
    let mut command = muster(&["--help"]);
    command
        .env("MUSTER_SECRET_KEY", "c0ffee")
        .env("MUSTER_SMTP_URL", "smtp://u:hunter2@h");
    let help = Finished::of(&mut command);
    assert!(help.stdout.contains("MUSTER_SECRET_KEY"));
    assert!(
        !help.stdout.contains("c0ffee") && !help.stdout.contains("hunter2"),
        "{help:?}"
    );
}

#[test]
fn bad_arguments_and_wrong_settings_end_with_2_and_one_sentence() {
    let in_scratch = |command: &mut Command| {
        Finished::of(command.env("MUSTER_DATA_DIR", scratch_folder("data")))
    };
    for arguments in [
        &["--bogus"][..],
        &["bogus"],
        &["workspace"],
        &["workspace", "create", "--slug", "x"],
        &["workspace", "plan", "northwind", "platinum"],
        &["doctor", "--bind", "banana"],
    ] {
        let finished = in_scratch(&mut muster(arguments));
        assert_eq!(finished.code, 2, "{arguments:?}: {finished:?}");
        is_one_sentence(&finished.stderr);
    }
    let finished = in_scratch(muster(&["doctor"]).env("MUSTER_DB_POOL", "lots"));
    assert_eq!(finished.code, 2);
    assert!(
        finished.stderr.contains("MUSTER_DB_POOL is \"lots\""),
        "{finished:?}"
    );
}

#[test]
fn production_without_a_secret_or_https_doesnt_start() {
    for (name, value) in [
        ("MUSTER_SECRET_KEY", ""),
        ("MUSTER_BASE_URL", "http://muster.example.com"),
    ] {
        let mut command = muster(&["serve"]);
        command
            .env("MUSTER_ENV", "production")
            .env("MUSTER_SECRET_KEY", "a".repeat(64))
            .env("MUSTER_BASE_URL", "https://muster.example.com")
            .env(name, value);
        let finished = Finished::of(&mut command);
        assert_eq!(finished.code, 1, "{finished:?}");
        is_one_sentence(&finished.stderr);
        assert!(finished.stderr.contains(name), "{finished:?}");
    }
}

#[test]
fn a_workspace_is_created_listed_and_given_a_plan() {
    let database = Cluster::shared().empty_database();
    let mut command = on(&database, &create("northwind", "Maja@Northwind.example"));
    let created = Finished::with_input(&mut command, PASSWORD);
    assert_eq!(created.code, 0, "{created:?}");
    assert_eq!(created.stdout, "http://127.0.0.1:8080/northwind/login\n");

    let listed = Finished::of(&mut on(&database, &["workspace", "list"]));
    assert_eq!(listed.stdout.lines().count(), 1);
    assert!(
        listed
            .stdout
            .starts_with("northwind\tunlimited\tNorthwind Support\t"),
        "{listed:?}"
    );

    let planned = Finished::of(&mut on(
        &database,
        &["workspace", "plan", "northwind", "growth"],
    ));
    assert_eq!(planned.code, 0, "{planned:?}");
    let listed = Finished::of(&mut on(&database, &["workspace", "list", "--json"]));
    let rows: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(rows[0]["plan"], "growth");

    let (email, hash): (String, Option<String>) = users::table
        .select((users::email_key, users::password_hash))
        .first(&mut database.connection())
        .unwrap();
    assert_eq!(email, "maja@northwind.example");
    assert!(hash.unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

#[test]
fn a_workspace_that_cannot_be_is_refused_in_words_and_leaves_nothing() {
    let database = Cluster::shared().empty_database();
    let maja = "maja@northwind.example";
    let first = Finished::with_input(&mut on(&database, &create("northwind", maja)), PASSWORD);
    assert_eq!(first.code, 0, "{first:?}");
    for (slug, email, password, says) in [
        ("northwind", maja, PASSWORD, "taken"),
        ("No Spaces", maja, PASSWORD, "--slug"),
        ("setup", maja, PASSWORD, "reserved"),
        ("southwind", "nobody", PASSWORD, "--owner-email"),
        ("southwind", maja, "short\n", "8 characters"),
        (
            "southwind",
            maja,
            "password1\n",
            "first that somebody would try",
        ),
        ("southwind", maja, "", "standard input"),
    ] {
        let refused = Finished::with_input(&mut on(&database, &create(slug, email)), password);
        assert_eq!(refused.code, 1, "{slug} {email}: {refused:?}");
        is_one_sentence(&refused.stderr);
        assert!(refused.stderr.contains(says), "{refused:?}");
        assert!(
            !refused.stderr.contains(password.trim_end()) || password.is_empty(),
            "{refused:?}"
        );
    }
    let listed = Finished::of(&mut on(&database, &["workspace", "list"]));
    assert_eq!(listed.stdout.lines().count(), 1, "{listed:?}");
    let unknown = Finished::of(&mut on(
        &database,
        &["workspace", "plan", "southwind", "scale"],
    ));
    assert_eq!(unknown.code, 1);
    is_one_sentence(&unknown.stderr);
}

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
fn doctor_has_a_line_for_everything_and_says_what_to_do() {
    let database = Cluster::shared().database();
    let well = Finished::of(&mut on(&database, &["doctor"]));
    assert_eq!(well.code, 0, "{well:?}");
    for what in [
        "database",
        "migrations",
        "audit log",
        "owners",
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

#[test]
fn a_blank_address_is_none_and_the_other_variable_counts() {
    let database = Cluster::shared().database();
    let mut command = on(&database, &["workspace", "list"]);
    command
        .env("MUSTER_DATABASE_URL", "")
        .env("DATABASE_URL", "mysql://nothing");
    let finished = Finished::of(&mut command);
    assert_eq!(finished.code, 2, "{finished:?}");
    assert!(finished.stderr.contains("DATABASE_URL"), "{finished:?}");
}

#[test]
fn doctor_notices_owners_that_are_counted_wrong() {
    let database = Cluster::shared().empty_database();
    let maja = "maja@northwind.example";
    let created = Finished::with_input(&mut on(&database, &create("northwind", maja)), PASSWORD);
    assert_eq!(created.code, 0, "{created:?}");
    diesel::sql_query("UPDATE workspaces SET active_owners = 2")
        .execute(&mut database.connection())
        .unwrap();
    let ill = Finished::of(&mut on(&database, &["doctor"]));
    assert!(
        ill.stdout
            .contains("failed  owners: miscounted in northwind"),
        "{ill:?}"
    );
}

#[test]
fn an_env_file_is_read_and_a_broken_one_is_named() {
    let folder = scratch_folder("env");
    std::fs::write(folder.join(".env"), "MUSTER_BIND=banana\n").unwrap();
    let finished = Finished::of(muster(&["doctor"]).current_dir(&folder));
    assert!(
        finished.stderr.contains("MUSTER_BIND is \"banana\""),
        "{finished:?}"
    );
    std::fs::write(folder.join(".env"), "this is not = \"closed\n").unwrap();
    let finished = Finished::of(muster(&["doctor"]).current_dir(&folder));
    assert_eq!(finished.code, 2, "{finished:?}");
    is_one_sentence(&finished.stderr);
    assert!(finished.stderr.contains(".env"), "{finished:?}");
}

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
