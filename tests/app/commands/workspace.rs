//! `muster workspace`.

use diesel::prelude::*;
use muster::db::schema::users;

use super::{PASSWORD, create, is_one_sentence, on};
use crate::support::{Cluster, Finished};

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
