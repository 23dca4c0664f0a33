//! `muster seed`.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

use super::{PASSWORD, create, is_one_sentence, on};
use crate::support::{Cluster, Finished, Setup, TestApp, TestDatabase};

fn northwind() -> TestDatabase {
    let database = Cluster::shared().empty_database();
    is_made(&database, "northwind");
    database
}

fn is_made(database: &TestDatabase, slug: &str) {
    let arguments = create(slug, "maja@northwind.example");
    let created = Finished::with_input(&mut on(database, &arguments), PASSWORD);
    assert_eq!(created.code, 0, "{created:?}");
}

fn seed(database: &TestDatabase, users: &str, more: &[&str]) -> Finished {
    let mut arguments = vec!["seed", "--workspace", "northwind", "--users", users];
    arguments.extend(more);
    Finished::of(&mut on(database, &arguments))
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(database: &TestDatabase, from: &str) -> i64 {
    let row: Number = sql_query(format!("SELECT count(*) AS number FROM {from}"))
        .get_result(&mut database.connection())
        .unwrap();
    row.number
}

fn is_well(database: &TestDatabase) {
    let doctor = Finished::of(&mut on(database, &["doctor"]));
    assert_eq!(doctor.code, 0, "{doctor:?}");
}

/// Everybody, and all that hangs on them, but for times and ids.
fn everything(database: &TestDatabase, slug: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT concat_ws('|', u.email, u.full_name, u.status, u.top_role_rank, u.reports, boss.email,
             departments.name, u.availability, u.beta_access,
             (SELECT string_agg(roles.name, ',' ORDER BY roles.name) FROM user_roles
              JOIN roles ON roles.id = user_roles.role_id
              WHERE user_roles.workspace_id = u.workspace_id AND user_roles.user_id = u.id),
             (SELECT string_agg(teams.name, ',' ORDER BY teams.name) FROM team_members
              JOIN teams ON teams.id = team_members.team_id
              WHERE team_members.workspace_id = u.workspace_id AND team_members.user_id = u.id),
             (SELECT string_agg(status || valid_hours, ',' ORDER BY status) FROM invitations
              WHERE invitations.workspace_id = u.workspace_id AND invitations.user_id = u.id)
         ) AS text
         FROM users AS u
         JOIN workspace_slugs ON workspace_slugs.workspace_id = u.workspace_id AND slug = $1
         LEFT JOIN users AS boss ON boss.workspace_id = u.workspace_id AND boss.id = u.manager_id
         LEFT JOIN departments ON departments.workspace_id = u.workspace_id
             AND departments.id = u.department_id
         ORDER BY u.email",
    )
    .bind::<Text, _>(slug)
    .load(&mut database.connection())
    .unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

#[test]
fn a_made_up_company_has_everything_in_every_state() {
    let database = northwind();
    let seeded = seed(&database, "1200", &[]);
    assert_eq!(seeded.code, 0, "{seeded:?}");
    assert!(
        seeded.stdout.contains("Each signs in with the password "),
        "{seeded:?}"
    );
    assert_eq!(number(&database, "users"), 1_201);
    for each in [
        "users WHERE status = 'pending' AND password_hash IS NULL AND activated_at IS NULL",
        "users WHERE status = 'inactive' AND deactivated_at > activated_at",
        "users WHERE manager_id IS NULL AND reports > 0",
        "users WHERE moved_up_at IS NOT NULL",
        "users WHERE availability = 'away' AND away_until IS NULL",
        "users WHERE away_until > now()",
        "users WHERE beta_access",
        "users WHERE department_id IS NULL",
        "users WHERE full_name ~ '[А-я]'",
        "departments WHERE parent_id IS NOT NULL AND head_id IS NOT NULL",
        "teams WHERE lead_id IS NOT NULL AND strategy IS NOT NULL",
        "roles WHERE builtin IS NULL",
        "positions",
        "user_presence WHERE last_seen_at > now() - interval '1 day'",
        "user_presence WHERE last_seen_at < now() - interval '90 days' AND isfinite(last_seen_at)",
        "user_presence WHERE last_seen_at = '-infinity'",
        "invitations WHERE status = 'pending' AND expires_at > now()",
        "invitations WHERE status = 'pending' AND expires_at <= now()",
        "invitations WHERE status = 'pending' AND sent_at IS NULL",
        "invitations WHERE status = 'accepted'",
        "invitations WHERE status = 'cancelled' AND user_id IS NULL",
        "outbox WHERE state = 'refused' AND last_error IS NOT NULL",
        "audit_events WHERE actor_kind = 'operator'",
        "api_keys WHERE last_used_at > now() - interval '1 hour' AND expires_at IS NULL",
        "api_keys WHERE last_used_at < now() - interval '90 days' AND revoked_at IS NULL",
        "api_keys WHERE last_used_at IS NULL AND expires_at > now()",
        "api_keys WHERE expires_at < now()",
        "api_keys WHERE revoked_at IS NOT NULL",
        "api_keys JOIN users ON users.id = created_by
         WHERE stopped_at = deactivated_at AND status = 'inactive'",
    ] {
        assert!(number(&database, each) > 0, "there is none of {each}");
    }
    for never in [
        "outbox WHERE state = 'queued'",
        "api_keys JOIN users ON users.id = created_by
         WHERE status <> 'active' AND stopped_at IS NULL OR status = 'active' AND stopped_at IS NOT NULL",
        "api_keys WHERE created_at > last_used_at OR created_at > revoked_at OR created_at > now()",
        "users WHERE created_at > now() OR activated_at > now() OR deactivated_at > now()",
        "user_presence WHERE last_seen_at > now()",
        "users AS u JOIN users AS boss ON boss.id = u.manager_id AND boss.status <> 'active'",
        "users AS u WHERE NOT EXISTS (SELECT FROM user_roles WHERE user_roles.user_id = u.id)",
        "users AS u WHERE status = 'pending' AND NOT EXISTS (
             SELECT FROM invitations WHERE invitations.user_id = u.id AND status = 'pending')",
        "users AS u WHERE (status <> 'pending') <> EXISTS (
             SELECT FROM user_presence WHERE user_presence.user_id = u.id)",
    ] {
        assert_eq!(number(&database, never), 0, "there is some of {never}");
    }
    let owners = "user_roles JOIN roles ON roles.id = user_roles.role_id WHERE builtin = 'owner'";
    assert_eq!(number(&database, owners), 2);
    is_well(&database);
}

#[test]
fn the_same_seed_makes_the_same_people_and_another_one_others() {
    let database = northwind();
    is_made(&database, "southwind");
    assert_eq!(seed(&database, "300", &["--seed", "11"]).code, 0);
    let arguments = [
        "seed",
        "--workspace",
        "southwind",
        "--users",
        "300",
        "--seed",
        "11",
    ];
    assert_eq!(Finished::of(&mut on(&database, &arguments)).code, 0);
    let north = everything(&database, "northwind");
    assert_eq!(north, everything(&database, "southwind"));
    is_made(&database, "eastwind");
    let arguments = [
        "seed",
        "--workspace",
        "eastwind",
        "--users",
        "300",
        "--seed",
        "12",
    ];
    assert_eq!(Finished::of(&mut on(&database, &arguments)).code, 0);
    let both = everything(&database, "eastwind");
    let both = both.iter().filter(|one| north.contains(one)).count();
    assert!(both < 5, "{both} people are the same");
    is_well(&database);
}

#[test]
fn a_workspace_with_people_is_only_added_to_by_who_says_so_and_they_stay() {
    let database = northwind();
    assert_eq!(seed(&database, "40", &[]).code, 0);
    let before = everything(&database, "northwind");
    let refused = seed(&database, "40", &[]);
    assert_eq!(
        (refused.code, refused.stdout.as_str()),
        (1, ""),
        "{refused:?}"
    );
    is_one_sentence(&refused.stderr);
    assert!(refused.stderr.contains("41 people") && refused.stderr.contains("--yes"));
    assert_eq!(everything(&database, "northwind"), before);
    let added = seed(&database, "40", &["--yes"]);
    assert_eq!(added.code, 0, "{added:?}");
    let after = everything(&database, "northwind");
    assert_eq!(after.len(), 81);
    assert!(before.iter().all(|one| after.contains(one)));
    is_well(&database);
}

#[test]
fn what_cannot_be_filled_is_refused_in_words_and_stays_as_it_is() {
    let database = northwind();
    let nowhere = ["seed", "--workspace", "nowhere", "--users", "10"];
    let nowhere = Finished::of(&mut on(&database, &nowhere));
    assert_eq!(nowhere.code, 1, "{nowhere:?}");
    assert!(
        nowhere.stderr.contains("`muster workspace create`"),
        "{nowhere:?}"
    );
    let planned = ["workspace", "plan", "northwind", "growth"];
    assert_eq!(Finished::of(&mut on(&database, &planned)).code, 0);
    let full = seed(&database, "3000", &[]);
    assert_eq!(full.code, 1, "{full:?}");
    assert!(full.stderr.contains("`muster workspace plan`"), "{full:?}");
    for odd in ["0", "-1", "many", "5000001"] {
        assert_eq!(seed(&database, odd, &[]).code, 2, "{odd}");
    }
    assert_eq!(number(&database, "users"), 1);
    assert_eq!(number(&database, "teams"), 0);
    is_well(&database);
}

#[derive(QueryableByName)]
struct Admin {
    #[diesel(sql_type = Text)]
    email: String,
}

#[actix_web::test]
async fn made_up_people_sign_in_and_what_was_made_is_sealed() {
    let database = northwind();
    let seeded = seed(&database, "120", &[]);
    let password = seeded.stdout.split("password ").nth(1).unwrap();
    let password = password.split(' ').next().unwrap().to_owned();
    let admin: Admin = sql_query("SELECT email FROM users WHERE top_role_rank = 1 LIMIT 1")
        .get_result(&mut database.connection())
        .unwrap();
    let app = TestApp::start_with(Setup {
        database,
        ..Setup::default()
    });
    let mut visitor = app.visitor();
    visitor
        .tries(&admin.email, &password)
        .await
        .leads_to("/northwind");
    visitor
        .get("/northwind/settings/audit")
        .await
        .is_ok()
        .shows("The operator filled the workspace with people who are made up");
    app.seal_now().await;
    let verify = ["audit", "verify", "--workspace", "northwind"];
    let verified = Finished::of(&mut on(&app.database, &verify));
    assert_eq!(verified.code, 0, "{verified:?}");
    assert_eq!(number(&app.database, "audit_unsealed"), 0);
}
