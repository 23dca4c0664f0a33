//! The list among many people.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use muster::access::BuiltinRole;
use muster::types::TeamId;

use super::LIST;
use crate::support::{Person, TestApp, Workspace, one_of_three, recount};

const PEOPLE: i32 = 20_000;

/// Named alike, a thousand in a team, one called as nobody else, some at the end of the list.
fn fill(workspace: &Workspace<'_>) -> TeamId {
    let team = workspace.team_of("Support", &[workspace.owner]);
    let connection = &mut workspace.app.database.connection();
    let filling = format!(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
             password_hash, top_role_rank, created_at, activated_at)
         SELECT '{ws}', gen_random_uuid(), 'p' || n || '@northwind.example',
             'p' || n || '@northwind.example', 'Ana Lima ' || n, 'P', 'active', 'x', 4, now(), now()
         FROM generate_series(1, {PEOPLE}) AS n;
         UPDATE users SET full_name = 'Xaver Zwingli' WHERE email = 'p77@northwind.example';
         UPDATE users SET full_name = 'Zoe Kern' WHERE email LIKE 'p88%';
         INSERT INTO user_roles (workspace_id, user_id, role_id)
         SELECT '{ws}', id, '{role}' FROM users WHERE display_name = 'P';
         INSERT INTO team_members (workspace_id, team_id, user_id)
         SELECT '{ws}', '{team}', id FROM users WHERE display_name = 'P' ORDER BY id LIMIT 1000",
        ws = workspace.id,
        role = workspace.role(BuiltinRole::Agent),
    );
    connection.batch_execute(&filling).unwrap();
    recount(connection);
    connection
        .batch_execute("VACUUM ANALYZE users, user_roles, user_presence, team_members")
        .unwrap();
    team
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

fn plan(workspace: &Workspace<'_>, order: &str, condition: &str) -> String {
    let lines: Vec<Plan> = diesel::sql_query(format!(
        "EXPLAIN SELECT id FROM users
         WHERE workspace_id = $1 AND status = 'active' {condition} ORDER BY {order} LIMIT 51"
    ))
    .bind::<SqlUuid, _>(workspace.id)
    .load(&mut workspace.app.database.connection())
    .unwrap();
    lines.into_iter().map(|one| one.line + "\n").collect()
}

async fn time(maja: &Person<'_>, asked: &str) -> Duration {
    let started = Instant::now();
    maja.get(&format!("{LIST}?{asked}")).await.is_ok();
    started.elapsed()
}

#[actix_web::test]
async fn a_page_is_there_at_once_however_it_is_asked_for() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let team = fill(&workspace);
    for (order, condition, index) in [
        ("name_key, id", "", "users_by_name"),
        ("name_key DESC, id DESC", "", "users_by_name"),
        ("top_role_rank, name_key, id", "", "users_by_rank"),
        (
            "name_key, id",
            "AND (name_key, id) > ('ana lima 7', '01a1ffc0-58c5-749b-9dc7-36099470c04a')",
            "users_by_name",
        ),
        (
            "name_key, id",
            "AND search_text LIKE '%zwingli%'",
            "users_by_text",
        ),
    ] {
        let plan = plan(&workspace, order, condition);
        assert!(plan.contains(index) && !plan.contains("Seq Scan"), "{plan}");
    }
    let role = workspace.role(BuiltinRole::Agent);
    for asked in [
        "sort=-name".to_owned(),
        "sort=-seen".to_owned(),
        "sort=-role".to_owned(),
        "q=zwingli".to_owned(),
        "q=lima".to_owned(),
        "q=kern".to_owned(),
        format!("role={role}"),
        format!("team={team}"),
        format!("team={team}&sort=-seen&q=lima"),
    ] {
        one_of_three(async || {
            let (plain, took) = (time(&maja, "").await, time(&maja, &asked).await);
            // In a debug build drawing the page takes most of it, and other tests run beside.
            if took < plain * 2 + Duration::from_millis(150) {
                Ok(())
            } else {
                Err(format!("{asked} took {took:?}, and {plain:?} without"))
            }
        })
        .await;
    }
}
