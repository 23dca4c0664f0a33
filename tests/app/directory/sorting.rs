use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use muster::access::BuiltinRole;

use super::{LIST, listed};
use crate::support::{Person, TestApp, Workspace, recount};

/// So many that there are three pages and most of them tie with somebody.
const PEOPLE: i32 = 130;

fn crowd(workspace: &Workspace<'_>) {
    let connection = &mut workspace.app.database.connection();
    let filling = format!(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
             password_hash, top_role_rank, created_at, activated_at)
         SELECT '{ws}', gen_random_uuid(), 'p' || n || '@northwind.example',
             'p' || n || '@northwind.example',
             (ARRAY['Åse', 'Ana', 'ana', 'Ángel', 'Bo', 'zoe'])[n % 6 + 1] || ' ' || (n / 20),
             'P', 'active', 'x', n % 3 + 2, now() - interval '1 year', now() - interval '1 year'
         FROM generate_series(1, {PEOPLE}) AS n;
         INSERT INTO user_roles (workspace_id, user_id, role_id)
         SELECT '{ws}', id, '{role}' FROM users WHERE display_name = 'P'",
        ws = workspace.id,
        role = workspace.role(BuiltinRole::Agent),
    );
    connection.batch_execute(&filling).unwrap();
    recount(connection);
    // A third was never seen, and many at the same moment.
    connection
        .batch_execute(
            "UPDATE user_presence
             SET last_seen_at = now() - (ascii(right(user_id::text, 1)) % 4) * interval '40 days'
             WHERE ascii(left(user_id::text, 1)) % 3 > 0",
        )
        .unwrap();
}

/// The names as the database sorts them by these columns.
fn sorted(workspace: &Workspace<'_>, order: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        email: String,
    }
    let rows: Vec<Row> = sql_query(format!(
        "SELECT users.email FROM users
         JOIN user_presence ON user_presence.user_id = users.id
         WHERE users.workspace_id = $1 AND users.status = 'active' ORDER BY {order}"
    ))
    .bind::<SqlUuid, _>(workspace.id)
    .load(&mut workspace.app.database.connection())
    .unwrap();
    rows.into_iter().map(|row| row.email).collect()
}

/// The addresses that a page shows.
fn emails(body: &str) -> Vec<String> {
    let (_, rows) = body.split_once("<tbody>").unwrap();
    let below = rows.split("<p class=\"below\">").skip(1);
    below
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect()
}

fn way(body: &str, rel: &str) -> Option<String> {
    let (before, _) = body.split_once(&format!("\" rel=\"{rel}\""))?;
    let (_, address) = before.rsplit_once("href=\"/northwind")?;
    Some(address.replace("&amp;", "&"))
}

/// Every page on from this one, in one direction.
async fn walk(maja: &Person<'_>, from: &str, rel: &str) -> Vec<(String, Vec<String>)> {
    let (mut pages, mut address) = (Vec::new(), Some(from.to_owned()));
    while let Some(here) = address {
        let page = maja.get(&here).await;
        pages.push((here, emails(&page.is_ok().body)));
        address = way(&page.body, rel);
        assert!(pages.len() < 10, "round in circles");
    }
    pages
}

#[actix_web::test]
async fn every_order_shows_everybody_once_forward_and_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    crowd(&workspace);
    for (sort, order) in [
        ("", "name_key, id"),
        ("-name", "name_key DESC, id DESC"),
        ("role", "top_role_rank, name_key, id"),
        ("-role", "top_role_rank DESC, name_key DESC, id DESC"),
        ("seen", "last_seen_at, id"),
        ("-seen", "last_seen_at DESC, id DESC"),
    ] {
        let expected = sorted(&workspace, order);
        let on = walk(&maja, &format!("{LIST}?sort={sort}"), "next").await;
        let all: Vec<String> = on.iter().flat_map(|(_, page)| page.clone()).collect();
        assert_eq!(all, expected, "{sort}");
        assert_eq!(on.len(), 3);
        let back = walk(&maja, &on.last().unwrap().0, "prev").await;
        let pages = |walked: &[(String, Vec<String>)]| -> Vec<Vec<String>> {
            walked.iter().map(|(_, page)| page.clone()).collect()
        };
        let mut backward = pages(&back);
        backward.reverse();
        assert_eq!(backward, pages(&on), "{sort}");
    }
}

/// Behind so many others that nobody walks to them.
fn far_away(workspace: &Workspace<'_>) {
    let connection = &mut workspace.app.database.connection();
    let filling = format!(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
             password_hash, top_role_rank, created_at, activated_at)
         SELECT '{ws}', gen_random_uuid(), email, email, name, 'P', 'active', 'x', n % 3 + 2, now(), now()
         FROM generate_series(1, 2000) AS n, LATERAL (
             SELECT CASE WHEN n <= 130 THEN 'Zoe Kern ' ELSE 'Mia Bo ' END || n / 3,
                 CASE WHEN n <= 130 THEN 'kern' ELSE 'bo' END || n || '@northwind.example'
         ) AS one (name, email)",
        ws = workspace.id,
    );
    connection.batch_execute(&filling).unwrap();
    recount(connection);
}

#[actix_web::test]
async fn who_has_a_name_in_common_is_found_wherever_they_stand() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    far_away(&workspace);
    for (sort, order) in [
        ("", "name_key, id"),
        ("-name", "name_key DESC, id DESC"),
        ("role", "top_role_rank, name_key, id"),
        ("-seen", "last_seen_at DESC, id DESC"),
    ] {
        let mut expected = sorted(&workspace, order);
        expected.retain(|email| email.starts_with("kern"));
        let on = walk(&maja, &format!("{LIST}?q=kern&sort={sort}"), "next").await;
        let all: Vec<String> = on.iter().flat_map(|(_, page)| page.clone()).collect();
        assert_eq!(all, expected, "{sort}");
        let back = walk(&maja, &on.last().unwrap().0, "prev").await;
        let forward: Vec<_> = on.into_iter().map(|(_, page)| page).collect();
        let backward: Vec<_> = back.into_iter().rev().map(|(_, page)| page).collect();
        assert_eq!(backward, forward, "{sort}");
    }
}

#[actix_web::test]
async fn heads_say_how_it_is_sorted_and_turn_it_round() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let head = |body: &str, title: &str| {
        let (_, table) = body.split_once("<thead>").unwrap();
        let (before, _) = table.split_once(&format!("\">{title}")).unwrap();
        before.rsplit_once("<th").unwrap().1.to_owned()
    };
    let first = maja.get(LIST).await;
    assert!(head(&first.body, "Name").contains("aria-sort=\"ascending\""));
    assert!(head(&first.body, "Name").ends_with("?sort=-name"));
    assert!(head(&first.body, "Last seen").ends_with("?sort=-seen"));
    assert!(!head(&first.body, "Role").contains("aria-sort"));
    let seen = maja.get(&format!("{LIST}?sort=-seen")).await;
    assert!(head(&seen.body, "Last seen").contains("aria-sort=\"descending\""));
    let odd = maja.get(&format!("{LIST}?sort=email")).await;
    assert!(head(&odd.body, "Name").contains("aria-sort=\"ascending\""));
}

#[actix_web::test]
async fn a_cursor_that_lies_starts_the_list_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    crowd(&workspace);
    let first = maja.get(LIST).await;
    let next = way(&first.body, "next").unwrap();
    let cursor = next.split_once("cursor=").unwrap().1;
    let whole = emails(&maja.get(&format!("{LIST}?sort=role")).await.body);
    for odd in [
        format!("sort=role&cursor={cursor}"),
        "sort=role&cursor=x".to_owned(),
        format!("sort=role&cursor={}", "x".repeat(5_000)),
    ] {
        let list = maja.get(&format!("{LIST}?{odd}")).await;
        assert_eq!(emails(&list.is_ok().body), whole, "{odd}");
        // Nor is it said again in each row.
        list.hides("cursor=x").hides("cursor%3Dx");
    }
    // A place whose neighbours are gone is an empty page and a way back.
    let far = muster::types::Cursor::to(&muster::types::Position {
        direction: muster::types::Direction::Forward,
        key: serde_json::json!({
            "sort": "", "id": workspace.owner, "name": "zzzz", "rank": 4, "seen": null
        }),
    });
    let list = maja.get(&format!("{LIST}?cursor={}", far.unwrap())).await;
    list.is_ok().shows("Show everyone");
    assert!(listed(&list.body).is_empty());
}

#[actix_web::test]
async fn the_first_page_says_how_many_there_are() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    crowd(&workspace);
    let first = maja.get(LIST).await;
    first.shows("1–50 of 131");
    let next = maja.get(&way(&first.body, "next").unwrap()).await;
    next.shows("131 people").hides("1–50");
    // Nobody counts who fits, unless they are all on the page.
    maja.get(&format!("{LIST}?q=northwind"))
        .await
        .hides("1–50 of");
    maja.get(&format!("{LIST}?q=maja")).await.shows("1–1 of 1");
}
