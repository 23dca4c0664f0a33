//! What the catalogue of a migrated database must look like, and that the code agrees with it.

use std::collections::BTreeMap;
use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use muster::access::{BuiltinRole, PermissionSet};

use crate::support::{Cluster, TestApp, TestDatabase};

/// The workspaces themselves, and what stands before a workspace is known.
const NOT_OF_A_TENANT: &[&str] = &[
    "workspaces",
    "workspace_slugs",
    "network_throttles",
    "__diesel_schema_migrations",
];

/// A worker takes what is due in any workspace, so its table isn't distributed.
const OVER_ALL_TENANTS: &[&str] = &[
    "outbox_due",
    "outbox_done",
    "jobs_due",
    "jobs_finished",
    "idempotency_keys_by_age",
];

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
    #[diesel(sql_type = Bool)]
    sets_null: bool,
}

fn keys(database: &TestDatabase) -> Vec<Key> {
    diesel::sql_query(
        "SELECT conrelid::regclass::text AS table, conname::text AS name, contype::text AS kind,
                ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (number, place)
                      JOIN pg_attribute ON attrelid = conrelid AND attnum = k.number
                      ORDER BY place) AS columns,
                confdeltype IN ('n', 'd') OR confupdtype IN ('n', 'd') AS sets_null
         FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
         UNION ALL
         SELECT indrelid::regclass::text, indexrelid::regclass::text, 'i',
                ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (number, place)
                      JOIN pg_attribute ON attrelid = indrelid AND attnum = k.number
                      ORDER BY place),
                false
         FROM pg_index
         JOIN pg_class ON pg_class.oid = indexrelid
         WHERE relnamespace = 'public'::regnamespace",
    )
    .load(&mut database.connection())
    .unwrap()
}

#[test]
fn every_key_and_every_index_of_a_tenants_table_starts_with_the_workspace() {
    let database = Cluster::shared().database();
    let keys = keys(&database);
    assert!(keys.len() > 20, "the catalogue was read");
    for key in &keys {
        assert!(
            !key.sets_null,
            "{}.{} clears its workspace",
            key.table, key.name
        );
        let is_exempt = NOT_OF_A_TENANT.contains(&key.table.as_str())
            || OVER_ALL_TENANTS.contains(&key.name.as_str());
        if !is_exempt {
            let first = key.columns.first().map(String::as_str);
            assert_eq!(
                first,
                Some("workspace_id"),
                "{} ({}) of {}",
                key.name,
                key.kind,
                key.table
            );
        }
    }
}

#[test]
fn there_is_no_trigger() {
    let database = Cluster::shared().database();
    let triggers: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal",
    )
    .get_result(&mut database.connection())
    .unwrap();
    assert_eq!(triggers, 0);
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[test]
fn schema_rs_is_what_the_migrations_make() {
    let database = Cluster::shared().database();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs");
    let written = generate(&database);
    if std::env::var_os("MUSTER_WRITE_SCHEMA").is_some() {
        std::fs::write(path, &written).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        written,
        "run it again with MUSTER_WRITE_SCHEMA=1"
    );
}

fn generate(database: &TestDatabase) -> String {
    let columns: Vec<ColumnRow> = diesel::sql_query(
        "SELECT table_name::text AS table, column_name::text AS column, udt_name::text AS kind,
                is_nullable = 'YES' AS nullable
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'
         ORDER BY table_name, ordinal_position",
    )
    .load(&mut database.connection())
    .unwrap();
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    for ColumnRow {
        table,
        column,
        kind,
        nullable,
    } in columns
    {
        let kind = match kind.strip_prefix('_') {
            _ if kind == "bool" => "Bool".to_owned(),
            Some(element) => format!("Array<{}>", capitalised(element)),
            None => capitalised(&kind),
        };
        let kind = if nullable {
            format!("Nullable<{kind}>")
        } else {
            kind
        };
        writeln!(
            tables.entry(table).or_default(),
            "        {column} -> {kind},"
        )
        .unwrap();
    }
    let mut text = String::from(
        "// @generated: `MUSTER_WRITE_SCHEMA=1 cargo test schema_rs` writes it from the migrated database, and\n\
         // the same test without the variable compares the two.\n\n",
    );
    let keys = keys(database);
    for (table, columns) in &tables {
        let primary = keys
            .iter()
            .find(|key| key.table == *table && key.kind == "p")
            .unwrap();
        let primary = primary.columns.join(", ");
        writeln!(
            text,
            "diesel::table! {{\n    {table} ({primary}) {{\n{columns}    }}\n}}\n"
        )
        .unwrap();
    }
    text.push_str("diesel::allow_tables_to_appear_in_same_query!(\n");
    for table in tables.keys() {
        writeln!(text, "    {table},").unwrap();
    }
    text.push_str(");\n");
    text
}

fn capitalised(kind: &str) -> String {
    let (first, rest) = kind.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

#[actix_web::test]
async fn a_new_workspaces_built_in_roles_hold_what_the_catalogue_says() {
    use muster::db::schema::role_permissions;
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for role in BuiltinRole::ALL {
        let stored: Vec<String> = role_permissions::table
            .filter(role_permissions::workspace_id.eq(workspace.id))
            .filter(role_permissions::role_id.eq(workspace.role(role)))
            .select(role_permissions::permission)
            .load(&mut app.database.connection())
            .unwrap();
        let stored: PermissionSet = stored.iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(stored, role.permissions(), "{}", role.name());
    }
}

#[test]
fn every_migration_in_the_folder_is_in_the_program() {
    use diesel::migration::MigrationSource;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut on_disk: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    on_disk.sort();
    let source = muster::db::MIGRATIONS;
    let mut embedded: Vec<String> = MigrationSource::<diesel::pg::Pg>::migrations(&source)
        .unwrap()
        .iter()
        .map(|migration| migration.name().to_string())
        .collect();
    embedded.sort();
    assert_eq!(
        on_disk, embedded,
        "touch src/db/migrate.rs, so that cargo embeds them again"
    );
}
