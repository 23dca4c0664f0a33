//! Many at once.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use futures_util::future::join_all;
use muster::access::{HashCost, PasswordHasher};
use muster::db::schema::{users, workspaces};

use crate::support::{PASSWORD, Person, Setup, TestApp, one_of_three};

#[actix_web::test]
async fn two_hundred_who_sign_in_at_once_dont_slow_the_others() {
    one_of_three(async || {
        let app = TestApp::start_with(Setup {
            hasher: PasswordHasher::new(HashCost::STANDARD),
            ..Setup::default()
        });
        let workspace = app.workspace("northwind").await;
        let maja = workspace.maja().await;
        make_two_hundred(&app);
        let (statuses, took) = tokio::join!(crowd(&app), hundred_pages(&maja));
        // On a busy machine the last in line are asked to come back.
        let signed_in = statuses.iter().filter(|status| **status == 303).count();
        let asked_back = statuses.iter().filter(|status| **status == 503).count();
        assert_eq!(signed_in + asked_back, 200, "{statuses:?}");
        if signed_in <= 20 {
            return Err(format!("{signed_in} signed in"));
        }
        let p99 = took?[98];
        if p99 < Duration::from_millis(500) {
            Ok(())
        } else {
            Err(format!("a page took {p99:?}"))
        }
    })
    .await;
}

fn make_two_hundred(app: &TestApp) {
    diesel::sql_query(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
                            password_hash, top_role_rank, created_at, activated_at)
         SELECT workspace_id, gen_random_uuid(), number || email, number || email_key, full_name,
                display_name, status, password_hash, 4, created_at, activated_at
         FROM users CROSS JOIN generate_series(1, 200) AS number",
    )
    .execute(&mut app.database.connection())
    .unwrap();
}

async fn crowd(app: &TestApp) -> Vec<u16> {
    let sign_ins = (1..=200).map(|number| async move {
        let mut person = app.visitor();
        let email = format!("{number}maja@northwind.example");
        person.signs_in(&email).await.status.as_u16()
    });
    join_all(sign_ins).await
}

/// How long each took, the quickest first.
async fn hundred_pages(person: &Person<'_>) -> Result<Vec<Duration>, String> {
    let mut took = Vec::new();
    for _ in 0..100 {
        let started = Instant::now();
        let answer = person.get("/profile").await;
        if answer.status != 200 {
            return Err(format!("a page was answered with {}", answer.status));
        }
        took.push(started.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    took.sort();
    Ok(took)
}

#[actix_web::test]
async fn fifty_who_set_up_at_once_make_one_workspace() {
    let app = TestApp::start();
    let token = app.setup_token();
    let setups = (0..50).map(|number| {
        let (slug, email) = (
            format!("space-{number}"),
            format!("owner-{number}@northwind.example"),
        );
        let token = token.clone();
        let app = &app;
        async move {
            let form = [
                ("token", token.as_str()),
                ("workspace_name", "Northwind Support"),
                ("slug", &slug),
                ("full_name", "Maja Öberg"),
                ("email", &email),
                ("password", PASSWORD),
                ("password_confirm", PASSWORD),
            ];
            app.visitor().post("/setup", &form).await.status.as_u16()
        }
    });
    let statuses = join_all(setups).await;
    assert_eq!(
        statuses.iter().filter(|status| **status == 303).count(),
        1,
        "{statuses:?}"
    );
    assert!(
        statuses.iter().all(|status| [303, 409].contains(status)),
        "{statuses:?}"
    );
    let connection = &mut app.database.connection();
    let made: (i64, i64) = (
        workspaces::table.count().get_result(connection).unwrap(),
        users::table.count().get_result(connection).unwrap(),
    );
    assert_eq!(made, (1, 1));
}
