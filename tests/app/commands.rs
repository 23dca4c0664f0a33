//! The command line, through the real program.

mod arguments;
mod database;
mod doctor;
mod secret;
mod seed;
mod user;
mod workspace;

use std::process::Command;

use crate::support::{TestDatabase, muster_on};

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
