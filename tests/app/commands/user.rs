//! `muster user`.

use diesel::prelude::*;
use muster::db::schema::{audit_events, users, workspaces};

use super::{PASSWORD, create, is_one_sentence, on};
use crate::support::{Cluster, Finished, TestDatabase, recount};

fn recover(database: &TestDatabase, workspace: &str, email: &str) -> Finished {
    let arguments = [
        "user",
        "recover-owner",
        "--workspace",
        workspace,
        "--email",
        email,
    ];
    Finished::of(&mut on(database, &arguments))
}

#[test]
fn an_active_user_becomes_an_owner_and_nobody_else_does() {
    let database = Cluster::shared().empty_database();
    let maja = "maja@northwind.example";
    let created = Finished::with_input(&mut on(&database, &create("northwind", maja)), PASSWORD);
    assert_eq!(created.code, 0, "{created:?}");
    let connection = &mut database.connection();
    diesel::sql_query(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
                            password_hash, top_role_rank, created_at, activated_at)
         SELECT workspace_id, gen_random_uuid(), theirs || '@x.example', theirs || '@x.example',
                'Ana Lima', 'Ana Lima', theirs, password_hash, 4, created_at, activated_at
         FROM users CROSS JOIN (VALUES ('active'), ('pending'), ('inactive')) AS statuses (theirs)",
    )
    .execute(connection)
    .unwrap();
    recount(connection);
    let owners = |connection: &mut PgConnection| -> i32 {
        workspaces::table
            .select(workspaces::active_owners)
            .first(connection)
            .unwrap()
    };
    for _ in 0..2 {
        let recovered = recover(&database, "northwind", "Active@x.example");
        assert_eq!(
            (recovered.code, recovered.stdout.as_str()),
            (0, "Ana Lima is an owner now.\n"),
            "{recovered:?}"
        );
        assert_eq!(owners(connection), 2);
    }
    for (workspace, email) in [
        ("northwind", "pending@x.example"),
        ("northwind", "inactive@x.example"),
        ("northwind", "nobody@x.example"),
        ("northwind", "no address"),
        ("southwind", maja),
    ] {
        let refused = recover(&database, workspace, email);
        assert_eq!(refused.code, 1, "{refused:?}");
        is_one_sentence(&refused.stderr);
    }
    assert_eq!(owners(connection), 2);
    let given: i64 = audit_events::table
        .filter(audit_events::action.eq("user.role_given"))
        .count()
        .get_result(connection)
        .unwrap();
    assert_eq!(given, 1);
    let rank: i16 = users::table
        .filter(users::email_key.eq("active@x.example"))
        .select(users::top_role_rank)
        .first(connection)
        .unwrap();
    assert_eq!(rank, 0);
    let healthy = Finished::of(&mut on(&database, &["doctor"]));
    assert!(!healthy.stdout.contains("miscounted"), "{healthy:?}");
}
