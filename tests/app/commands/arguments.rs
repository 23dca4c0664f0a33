//! Arguments, the environment and the `.env` file.

use std::process::Command;

use super::{is_one_sentence, on};
use crate::support::{Cluster, Finished, muster, scratch_folder};

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
        &["audit"],
        &["audit", "verify"],
        &["user"],
        &["user", "recover-owner"],
        &["user", "reset-link"],
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
        .env("MUSTER_SMTP_URL", "smtp://u:hunter2@h")
        .env("MUSTER_BASE_URL", "https://u:hunter2@h");
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
fn help_and_version_need_no_readable_env_file() {
    let folder = scratch_folder("env");
    std::fs::write(folder.join(".env"), "this is not = \"closed\n").unwrap();
    for arguments in [&["--help"][..], &["--version"], &["doctor", "--help"]] {
        let finished = Finished::of(muster(arguments).current_dir(&folder));
        assert_eq!(finished.code, 0, "{arguments:?}: {finished:?}");
        assert!(finished.stdout.contains("muster"), "{finished:?}");
    }
}
