//! The tabs of a workspace with very many people.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::*;
use crate::support::recount;

/// Much more than it takes, and much less than a walk through everybody.
const AT_ONCE: Duration = Duration::from_secs(1);

/// So many are here, have left, wait, and came some time ago.
fn crowd(workspace: &Workspace<'_>) {
    let (id, owner) = (workspace.id, workspace.owner);
    let role = workspace.role(BuiltinRole::Agent);
    let people = |status: &str, from: u32, to: u32| {
        format!(
            "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
                                password_hash, top_role_rank, created_at, activated_at)
             SELECT '{id}', gen_random_uuid(), 'c' || n || '@northwind.example', 'c' || n || '@northwind.example',
                    'Person ' || n, 'Person ' || n, '{status}', '$argon2id$', 4, now(), now()
             FROM generate_series({from}, {to}) AS n;"
        )
    };
    let sql = format!(
        "{} {} {}
         INSERT INTO user_roles (workspace_id, user_id, role_id)
         SELECT '{id}', id, '{role}' FROM users WHERE workspace_id = '{id}' AND id <> '{owner}';
         INSERT INTO invitations (workspace_id, id, user_id, email, invited_by, status, valid_hours,
                                  created_at, sent_at, expires_at, accepted_at)
         SELECT '{id}', gen_random_uuid(), users.id, users.email, '{owner}',
                CASE users.status WHEN 'pending' THEN 'pending' ELSE 'accepted' END, 168,
                now() - n * interval '7 seconds', now() - n * interval '7 seconds',
                now() - n * interval '7 seconds' + interval '7 days',
                CASE users.status WHEN 'pending' THEN NULL ELSE now() - n * interval '42 seconds' END
         FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM users
               WHERE workspace_id = '{id}' AND id <> '{owner}') AS users;
         INSERT INTO outbox (workspace_id, id, kind, subject_id, recipient, recipient_key, state,
                             next_attempt_at, created_at)
         SELECT '{id}', gen_random_uuid(), 'invitation', invitations.id, invitations.email,
                invitations.email, 'sent', created_at, created_at
         FROM invitations WHERE workspace_id = '{id}' AND status = 'pending';
         INSERT INTO outbox (workspace_id, id, kind, subject_id, recipient, recipient_key, state,
                             next_attempt_at, created_at, last_error)
         SELECT '{id}', gen_random_uuid(), 'note', gen_random_uuid(), 'n' || n, 'n' || n,
                CASE n % 100 WHEN 0 THEN 'refused' ELSE 'sent' END, now(), now(),
                CASE n % 100 WHEN 0 THEN 'Nobody here' END
         FROM generate_series(1, 200000) AS n",
        people("active", 1, 50_000),
        people("inactive", 50_001, 62_000),
        people("pending", 62_001, 74_000),
    );
    let mut connection = workspace.app.database.connection();
    connection.batch_execute(&sql).unwrap();
    recount(&mut connection);
    // As PostgreSQL does by itself before long.
    connection.batch_execute("VACUUM ANALYZE").unwrap();
}

#[actix_web::test]
async fn a_page_of_very_many_comes_at_once() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    crowd(&workspace);
    let maja = workspace.maja().await;
    for query in [
        "tab=active",
        "tab=inactive",
        "tab=pending",
        "tab=pending&q=c6300",
        "tab=pending&q=c6",
        "tab=pending&q=nobody",
        "tab=pending&q=Person+62",
        "tab=pending&q=person",
        "tab=pending&q=pe",
        "tab=pending&q=c1",
        "tab=pending&status=expired",
        "tab=pending&status=pending",
        "tab=pending&status=accepted",
        "tab=pending&status=trouble",
    ] {
        let path = format!("/settings/users?{query}");
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            maja.get(&path).await.is_ok().shows("12,000");
            best = best.min(start.elapsed());
        }
        println!("{query}: {best:?}");
        assert!(best < AT_ONCE, "{query} took {best:?}");
    }
}
