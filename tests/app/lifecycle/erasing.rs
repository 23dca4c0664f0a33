//! What a deletion leaves: a history that names nobody, and a chain that is whole.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use muster::access::BuiltinRole::{Admin, Agent};
use muster::audit;
use muster::db::schema::{audit_details, audit_erasures, audit_mentions, users};
use muster::types::UserId;

use super::{at, entries};
use crate::support::{Invite, PASSWORD, TestApp, Workspace};

const HERS: [(&str, &str); 1] = [("confirm_email", "sofia@northwind.example")];

impl Workspace<'_> {
    /// Sofia, invited twice, who has done and been in much, and left.
    async fn sofia_who_left(&self) -> UserId {
        let (app, maja) = (self.app, self.maja().await);
        let invite = Invite {
            email: "Sofia@northwind.example",
            full_name: Some("Sofia Duarte"),
            message: Some("Welcome, Sofia"),
            ..Invite::default()
        };
        let first = self.invite(&invite).await;
        maja.post(&first.at("/cancel"), &[]).await.has_status(303);
        let again = [
            ("emails", "sofia@northwind.example"),
            ("role", &*self.role(Admin).to_string()),
            ("send", "on"),
        ];
        maja.post("/settings/invitations", &again).await;
        let sofia: UserId = users::table
            .filter(users::email_key.eq("sofia@northwind.example"))
            .select(users::id)
            .first(&mut app.database.connection())
            .unwrap();
        let invitation = muster::db::schema::invitations::table
            .filter(muster::db::schema::invitations::user_id.eq(sofia))
            .select(muster::db::schema::invitations::id)
            .first(&mut app.database.connection())
            .unwrap();
        let link = self.new_link(invitation).await;
        let form = [
            ("first_name", "Sofia"),
            ("last_name", "Duarte"),
            ("password", PASSWORD),
            ("password_confirm", PASSWORD),
        ];
        app.post(link, &form).await.has_status(303);
        self.is_busy(sofia).await;
        maja.post(&at(sofia, "deactivate"), &[])
            .await
            .has_status(303);
        sofia
    }

    async fn is_busy(&self, sofia: UserId) {
        let (app, maja) = (self.app, self.maja().await);
        let browser = self.sign_in(sofia).await;
        let priya = self.member("Priya Thomas", Agent).await;
        let id = sofia.to_string();
        // Names that others' entries tell.
        self.reports_to(priya, sofia).await.unwrap();
        let returns = self.team_of("Returns", &[sofia]);
        maja.post(
            &format!("/settings/teams/{returns}"),
            &[("name", "Returns"), ("lead", &id)],
        )
        .await
        .has_status(303);
        for form in [
            [("name", "Customer care"), ("parent", ""), ("head", &*id)],
            [("name", "Logistics"), ("parent", ""), ("head", &*id)],
        ] {
            maja.post("/settings/departments", &form)
                .await
                .has_status(303);
        }
        let planned = [("title", "Planner"), ("manager", &*id), ("department", "")];
        maja.post("/settings/positions", &planned)
            .await
            .has_status(303);
        // What she did, tried, and was refused.
        browser
            .post(
                "/profile",
                &[("full_name", "Sofia M. Duarte"), ("display_name", "Sofia")],
            )
            .await;
        browser
            .gives(priya, &[self.role(Admin)])
            .await
            .has_status(303);
        browser
            .post(&at(self.owner, "deactivate"), &[])
            .await
            .is_forbidden();
        let message = "Come and help me. Sofia";
        let tove = [
            ("emails", "tove@northwind.example"),
            ("role", &*self.role(Agent).to_string()),
            ("message", message),
        ];
        browser.post("/settings/invitations", &tove).await;
        let mut visitor = app.visitor();
        visitor
            .tries("sofia@northwind.example", "wrong-wrong")
            .await;
        let forgot = [("email", "Sofia@northwind.example")];
        app.post("/northwind/password/forgot", &forgot).await;
    }

    async fn verified(&self) -> audit::Report {
        self.app.seal_now().await;
        let db = self.app.db.for_job(Duration::from_secs(10));
        audit::verify(&db, self.id, None).await.unwrap()
    }
}

fn rows_with(app: &TestApp, text: &str) -> Vec<String> {
    let rows = app.all_rows().into_iter();
    rows.filter(|row| row.to_lowercase().contains(text))
        .collect()
}

#[actix_web::test]
async fn no_row_of_any_table_says_who_it_was() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.sofia_who_left().await;
    let tables: std::collections::BTreeSet<String> = rows_with(&app, "sofia")
        .iter()
        .map(|row| row.split(' ').next().unwrap().to_owned())
        .collect();
    let expected = ["audit_details", "invitations", "outbox", "users"];
    for table in expected {
        assert!(tables.contains(table), "{tables:?}");
    }
    let before = workspace.verified().await;
    assert_eq!(before.erased, 0);
    maja.post(&at(sofia, "delete"), &HERS).await.has_status(303);
    for text in ["sofia", "duarte"] {
        let found = rows_with(&app, text);
        assert!(found.is_empty(), "{found:#?}");
    }
    // Nor does her own id stand anywhere but in the log.
    let tables: std::collections::BTreeSet<String> = rows_with(&app, &sofia.to_string())
        .iter()
        .map(|row| row.split(' ').next().unwrap().to_owned())
        .collect();
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    assert_eq!(tables, ["audit_events", "audit_mentions"]);
    let after = workspace.verified().await;
    let told = entries(&app, "user.deleted")[0]["erased"].as_u64().unwrap();
    assert!(after.erased > 10, "{after}");
    assert_eq!(after.erased as u64, told);
    // One more is sealed: the deletion.
    assert_eq!(after.sealed, before.sealed + 1);
    maja.get("/settings/audit")
        .await
        .is_ok()
        .shows("Former user")
        .hides("Sofia");
    maja.get("/settings/users?tab=pending").await.is_ok();
    assert_eq!(app.miscounted().await, Vec::<String>::new());
    assert_eq!(workspace.wrong_reports(), (0, 0));
}

#[actix_web::test]
async fn the_address_is_free_and_a_new_person_has_no_history() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.sofia_who_left().await;
    maja.post(&at(sofia, "delete"), &HERS).await.has_status(303);
    let again = [
        ("emails", "sofia@northwind.example"),
        ("role", &*workspace.role(Agent).to_string()),
    ];
    maja.post("/settings/invitations", &again)
        .await
        .has_status(303);
    let new: UserId = users::table
        .filter(users::email_key.eq("sofia@northwind.example"))
        .select(users::id)
        .first(&mut app.database.connection())
        .unwrap();
    assert_ne!(new, sofia);
    let mentions: i64 = audit_mentions::table
        .filter(audit_mentions::user_id.eq(new))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(mentions, 0);
    // The mail of the first one doesn't go out to the second.
    let queued: i64 = muster::db::schema::outbox::table
        .filter(muster::db::schema::outbox::recipient_key.eq("sofia@northwind.example"))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(queued, 0, "{queued} mails to the old one are left");
}

/// Whoever erases more than a deletion did is found out, also beside a real one.
#[actix_web::test]
async fn what_no_deletion_explains_is_found() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.sofia_who_left().await;
    maja.post(&at(sofia, "delete"), &HERS).await.has_status(303);
    workspace.verified().await;
    sql_query(
        "UPDATE audit_details SET details = '{}', salt = ''
         WHERE event_id = (SELECT id FROM audit_events WHERE action = 'workspace.created')",
    )
    .execute(&mut app.database.connection())
    .unwrap();
    let db = app.db.for_job(Duration::from_secs(10));
    let broken = audit::verify(&db, workspace.id, None).await.unwrap_err();
    assert!(
        broken.to_string().contains("(workspace.created, ")
            && broken.to_string().contains("no deletion"),
        "{broken}"
    );
    // That it names whoever was deleted is easily said, and entries of its kind name nobody else.
    sql_query(
        "INSERT INTO audit_mentions (workspace_id, user_id, event_id)
         SELECT workspace_id, $1, id FROM audit_events WHERE action = 'workspace.created'",
    )
    .bind::<diesel::sql_types::Uuid, _>(sofia)
    .execute(&mut app.database.connection())
    .unwrap();
    audit::verify(&db, workspace.id, None).await.unwrap_err();
}

/// A table that points at people and isn't let go of keeps them from being deleted, or keeps what it says.
#[actix_web::test]
async fn every_table_that_points_at_people_is_thought_of() {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        points: String,
    }
    let app = TestApp::start();
    let rows: Vec<Row> = sql_query(
        "SELECT DISTINCT conrelid::regclass || '.' || attname AS points
         FROM pg_constraint
         JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
         WHERE contype = 'f' AND confrelid = 'users'::regclass AND attname <> 'workspace_id'
         ORDER BY 1",
    )
    .load(&mut app.database.connection())
    .unwrap();
    let points: Vec<&str> = rows.iter().map(|row| row.points.as_str()).collect();
    assert_eq!(
        points,
        [
            "api_keys.created_by",
            "departments.head_id",
            // Goes with who it is for.
            "email_changes.asked_by",
            "email_changes.user_id",
            "invitations.invited_by",
            "invitations.user_id",
            "positions.manager_id",
            "positions.user_id",
            "sessions.user_id",
            "team_members.user_id",
            "user_presence.user_id",
            "user_roles.user_id",
            "users.manager_id",
        ]
    );
}

/// By somebody, on them, and others' that name them, each so many.
fn has_done_much(app: &TestApp, user: UserId, each: i32) {
    let connection = &mut app.database.connection();
    connection
        .batch_execute(&format!(
            "WITH entry AS (
                 INSERT INTO audit_events
                 SELECT workspaces.id, gen_random_uuid(), now() - n * interval '1 second', 'person',
                     CASE n % 3 WHEN 0 THEN '{user}' ELSE md5((n % 50)::text)::uuid END,
                     'user.renamed', 'user',
                     CASE n % 3 WHEN 1 THEN '{user}' ELSE md5((n % 51)::text)::uuid END, ''
                 FROM workspaces, generate_series(1, {each} * 3) AS n
                 RETURNING workspace_id, id, actor_id, target_id
             ), detail AS (
                 INSERT INTO audit_details
                 SELECT workspace_id, id, 'salt',
                     '{{\"target_name\": \"Sofia Duarte\", \"author\": {{\"name\": \"Sofia Duarte\"}}}}'
                 FROM entry
             )
             INSERT INTO audit_mentions SELECT workspace_id, '{user}', id FROM entry
             WHERE actor_id <> '{user}' AND target_id <> '{user}'"
        ))
        .unwrap();
}

#[actix_web::test]
async fn who_stands_in_sixty_thousand_entries_is_gone_at_once_and_erased_in_parts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    workspace.set_status(sofia, "inactive");
    let address: String = users::table
        .find((workspace.id, sofia))
        .select(users::email)
        .first(&mut app.database.connection())
        .unwrap();
    has_done_much(&app, sofia, 20_000);
    maja.get("/settings/audit").await.is_ok().shows("Sofia");
    let started = Instant::now();
    maja.post(&at(sofia, "delete"), &[("confirm_email", &*address)])
        .await
        .has_status(303);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
    let left = || -> i64 {
        let rows = audit_details::table.filter(audit_details::salt.eq(b"salt".to_vec()));
        rows.count()
            .get_result(&mut app.database.connection())
            .unwrap()
    };
    assert_eq!(left(), 59_000);
    // Nobody who reads the log sees what the worker hasn't come to.
    for page in ["/settings/audit", "/settings/audit/export"] {
        maja.get(page)
            .await
            .is_ok()
            .shows("Former user")
            .hides("Sofia");
    }
    app.erase_now().await;
    assert_eq!(left(), 0);
    let told = entries(&app, "user.deleted")[0]["erased"].as_i64();
    assert!(told >= Some(60_000), "{told:?}");
    let waiting: i64 = audit_erasures::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(waiting, 0);
}

#[actix_web::test]
async fn entries_from_before_mentions_are_found_by_who_had_invited_somebody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.sofia_who_left().await;
    let connection = &mut app.database.connection();
    let mentions = |connection: &mut PgConnection| -> i64 {
        audit_mentions::table
            .filter(audit_mentions::user_id.eq(workspace.owner))
            .count()
            .get_result(connection)
            .unwrap()
    };
    let before = mentions(connection);
    connection
        .batch_execute("DELETE FROM audit_mentions")
        .unwrap();
    let backfill = include_str!("../../../migrations/2026-11-22-061500_older_mentions/up.sql");
    connection.batch_execute(backfill).unwrap();
    assert!(before > 0 && mentions(connection) == 1, "{before}");
}
