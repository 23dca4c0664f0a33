//! What programs may call, and how they are answered.

mod audit_events;
mod authorize;
mod departments;
mod docs;
mod keys;
mod roles;
mod teams;

use muster::access::Permission;
use serde_json::Value;

/// A key of an owner's that may do everything.
const EVERYTHING: &[Permission] = Permission::ALL;

/// Everything but what owners alone hold.
fn all_of_an_admin() -> Vec<Permission> {
    let every = Permission::ALL.iter().copied();
    every
        .filter(|permission| *permission != Permission::OwnWorkspace)
        .collect()
}

fn id(told: &Value) -> String {
    told["id"].as_str().unwrap().to_owned()
}

/// Of the rows of a list.
fn names(list: &Value) -> Vec<&str> {
    let rows = list["data"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap()).collect()
}
