//! The list of people: where they sit, who is there, and narrowing it.

mod in_place;
mod menus;
mod scale;
mod searching;
mod sorting;
mod undoing;

use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::{departments, team_members, teams, users};
use muster::types::{DepartmentId, TeamId, UserId};

use crate::support::{TestApp, Workspace};

const LIST: &str = "/settings/users";

fn department(workspace: &Workspace<'_>, name: &str, parent: Option<DepartmentId>) -> DepartmentId {
    let id = DepartmentId::new();
    diesel::insert_into(departments::table)
        .values((
            departments::workspace_id.eq(workspace.id),
            departments::id.eq(id),
            departments::name.eq(name),
            departments::name_key.eq(name.to_lowercase()),
            departments::parent_id.eq(parent),
            departments::created_at.eq(diesel::dsl::now),
        ))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
    id
}

fn team(workspace: &Workspace<'_>, name: &str, members: &[UserId]) -> TeamId {
    let (id, connection) = (TeamId::new(), &mut workspace.app.database.connection());
    diesel::insert_into(teams::table)
        .values((
            teams::workspace_id.eq(workspace.id),
            teams::id.eq(id),
            teams::name.eq(name),
            teams::name_key.eq(name.to_lowercase()),
            teams::created_at.eq(diesel::dsl::now),
        ))
        .execute(connection)
        .unwrap();
    for member in members {
        diesel::insert_into(team_members::table)
            .values((
                team_members::workspace_id.eq(workspace.id),
                team_members::team_id.eq(id),
                team_members::user_id.eq(member),
            ))
            .execute(connection)
            .unwrap();
    }
    id
}

fn put_into(workspace: &Workspace<'_>, user: UserId, department: DepartmentId) {
    diesel::update(users::table.find((workspace.id, user)))
        .set(users::department_id.eq(department))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
}

/// Whether somebody has a row, under what they are called.
fn names(body: &str) -> Vec<&'static str> {
    const ALL: [&str; 4] = ["Ana Lima", "Bo Berg", "Cleo Diaz", "Maja Öberg"];
    let rows = body.split_once("<tbody>").map_or("", |(_, rows)| rows);
    let has_row = |name: &&str| rows.contains(&format!(">{name}</a>"));
    ALL.into_iter().filter(has_row).collect()
}

/// Everybody who has a row, in order.
fn listed(body: &str) -> Vec<String> {
    let rows = body.split_once("<tbody>").map_or("", |(_, rows)| rows);
    let entries = rows.split("<a class=\"entry\"").skip(1);
    let name = |entry: &str| {
        entry
            .split_once('>')
            .unwrap()
            .1
            .split('<')
            .next()
            .unwrap()
            .to_owned()
    };
    entries
        .map(name)
        .map(|name| name.replace("&#39;", "'"))
        .collect()
}

/// Care with Returns in it: Ana above, Bo below, Cleo nowhere. Bo and Cleo answer.
struct World {
    care: DepartmentId,
    returns: DepartmentId,
    support: TeamId,
    ana: UserId,
    bo: UserId,
}

async fn world(workspace: &Workspace<'_>) -> World {
    let care = department(workspace, "Care", None);
    let returns = department(workspace, "Returns", Some(care));
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bo = workspace.member("Bo Berg", BuiltinRole::Supervisor).await;
    let cleo = workspace.member("Cleo Diaz", BuiltinRole::Agent).await;
    put_into(workspace, ana, care);
    put_into(workspace, bo, returns);
    World {
        care,
        returns,
        support: team(workspace, "Support", &[bo, cleo]),
        ana,
        bo,
    }
}

#[actix_web::test]
async fn it_is_narrowed_by_team_department_and_role_together() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let world = world(&workspace).await;
    let agent = workspace.role(BuiltinRole::Agent);
    for (asked, found) in [
        (
            String::new(),
            vec!["Ana Lima", "Bo Berg", "Cleo Diaz", "Maja Öberg"],
        ),
        (
            format!("?team={}", world.support),
            vec!["Bo Berg", "Cleo Diaz"],
        ),
        (
            format!("?department={}", world.care),
            vec!["Ana Lima", "Bo Berg"],
        ),
        (format!("?department={}", world.returns), vec!["Bo Berg"]),
        (
            format!("?team={}&role={agent}", world.support),
            vec!["Cleo Diaz"],
        ),
        (
            format!("?team={}&department={}", world.support, world.care),
            vec!["Bo Berg"],
        ),
        (
            format!("?role={agent}&department={}", world.returns),
            vec![],
        ),
    ] {
        let list = maja.get(&format!("{LIST}{asked}")).await;
        assert_eq!(names(&list.is_ok().body), found, "{asked}");
    }
    let said = maja
        .get(&format!(
            "{LIST}?team={}&department={}",
            world.support, world.care
        ))
        .await;
    said.shows("Everyone in the team Support, in the department Care.")
        .shows("Show everyone")
        .shows(&format!("<option value=\"{}\" selected>", world.support));
    workspace.set_status(world.ana, "inactive");
    let gone = maja
        .get(&format!("{LIST}?tab=inactive&department={}", world.care))
        .await;
    assert_eq!(names(&gone.body), ["Ana Lima"]);
    gone.shows("Deactivated people in the department Care.");
}

#[actix_web::test]
async fn what_isnt_there_finds_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    world(&workspace).await;
    let elsewhere = app.workspace("contoso").await;
    let theirs = department(&elsewhere, "Theirs", None);
    let their_team = team(&elsewhere, "Theirs", &[]);
    for asked in [
        format!("team={their_team}"),
        format!("department={theirs}"),
        "team=nonsense".to_owned(),
        "department=nonsense".to_owned(),
        "role=nonsense".to_owned(),
    ] {
        let list = maja.get(&format!("{LIST}?{asked}")).await;
        list.is_ok()
            .shows("Nobody is like this.")
            .shows("that isn't there.");
        assert!(names(&list.body).is_empty(), "{asked}");
    }
}

#[actix_web::test]
async fn it_says_where_somebody_sits_and_whether_they_are_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let world = world(&workspace).await;
    diesel::update(users::table.find((workspace.id, world.bo)))
        .set(users::availability.eq("away"))
        .execute(&mut app.database.connection())
        .unwrap();
    let list = maja.get(LIST).await;
    let row = |user: UserId| {
        let (_, rest) = list
            .body
            .split_once(&format!("id=\"user-{user}\""))
            .unwrap();
        rest.split_once("</tr>").unwrap().0.to_owned()
    };
    assert!(row(world.bo).contains("Away") && row(world.bo).contains("Returns"));
    assert!(row(world.ana).contains("Available") && row(world.ana).contains("Care"));
}

#[actix_web::test]
async fn who_may_not_see_teams_and_departments_sees_none_of_them() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let world = world(&workspace).await;
    let reader = workspace.custom_role(&[Permission::ReadUsers]);
    let lea = workspace.person_with_role("Lea Roth", reader).await;
    let list = lea.get(LIST).await;
    list.is_ok().shows("Bo Berg").shows("Any role");
    for place in ["Returns", "Any team", "Department"] {
        list.hides(place);
    }
    for asked in [
        format!("team={}", world.support),
        format!("department={}", world.returns),
    ] {
        let list = lea.get(&format!("{LIST}?{asked}")).await;
        assert!(names(&list.body).is_empty(), "{asked}");
    }
    let page = lea.get(&format!("/settings/users/{}", world.bo)).await;
    page.is_ok().shows("Bo Berg");
    for place in ["Returns", "Department", "Teams"] {
        page.hides(place);
    }
}

#[actix_web::test]
async fn who_may_not_see_departments_puts_nobody_into_one() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let world = world(&workspace).await;
    let role = workspace.custom_role(&[
        Permission::ReadConversations,
        Permission::WriteConversations,
        Permission::ReadContacts,
        Permission::ReadTemplates,
        Permission::ReadUsers,
        Permission::WriteUsers,
    ]);
    let lea = workspace.person_with_role("Lea Roth", role).await;
    let reader = workspace.custom_role(&[Permission::ReadConversations]);
    let kim = workspace.person_with_role("Kim Sand", reader).await;
    let page = format!("/settings/users/{}", kim.id);
    lea.get(&page)
        .await
        .is_ok()
        .shows("Save changes")
        .hides("name=\"department\"");
    lea.post(&page, &[("department", &*world.care.to_string())])
        .await
        .is_a_mistake()
        .shows("There is no such department here. Choose again.");
    lea.post(&page, &[("manager", &*world.bo.to_string())])
        .await
        .has_status(303);
}

#[actix_web::test]
async fn what_needs_attention_can_be_listed_and_is_said_in_words() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let world = world(&workspace).await;
    let seen = |user: UserId, days: i32| {
        diesel::sql_query(format!(
            "UPDATE user_presence SET last_seen_at = now() - interval '{days} days'
             WHERE user_id = '{user}'"
        ))
        .execute(&mut app.database.connection())
        .unwrap();
    };
    // Nobody is asked about who came only now.
    let list = maja.get(&format!("{LIST}?seen=long-ago")).await;
    assert!(names(&list.is_ok().body).is_empty());
    let run = |sql: String| {
        let connection = &mut app.database.connection();
        diesel::sql_query(sql).execute(connection).unwrap();
    };
    run("UPDATE users SET activated_at = now() - interval '1 year'".to_owned());
    seen(world.ana, 91);
    seen(world.bo, 89);
    let list = maja.get(&format!("{LIST}?seen=long-ago")).await;
    list.shows("Everyone not seen for 90 days.");
    // Ana was here long ago, Cleo never.
    assert_eq!(names(&list.body), ["Ana Lima", "Cleo Diaz"]);
    let list = maja.get(&format!("{LIST}?team=none")).await;
    list.shows("Everyone in no team.")
        .shows("<option value=\"none\" selected>");
    assert_eq!(names(&list.body), ["Ana Lima", "Maja Öberg"]);
    run(format!(
        "UPDATE users SET moved_up_at = now() WHERE id = '{}'",
        world.bo
    ));
    let list = maja.get(&format!("{LIST}?manager=left")).await;
    list.shows("Everyone whose manager left.");
    assert_eq!(names(&list.body), ["Bo Berg"]);
    for odd in ["seen=today", "manager=x"] {
        let list = maja.get(&format!("{LIST}?{odd}")).await;
        assert!(names(&list.is_ok().body).is_empty(), "{odd}");
    }
}

#[actix_web::test]
async fn a_row_says_who_that_is_and_what_may_be_done() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let world = world(&workspace).await;
    let list = maja.get(LIST).await;
    let row = |user: UserId| {
        let (_, rest) = list
            .body
            .split_once(&format!("id=\"user-{user}\""))
            .unwrap();
        rest.split_once("</tr>").unwrap().0.to_owned()
    };
    let bo = row(world.bo);
    for what in [
        "Support",
        "Never",
        "Open profile",
        "Change roles",
        "Change teams",
        "Send password reset",
        "Deactivate",
    ] {
        assert!(bo.contains(what), "{what} in {bo}");
    }
    let own = row(workspace.owner);
    assert!(
        own.contains(">You<") && own.contains(">now<") && !own.contains("Deactivate"),
        "{own}"
    );
    workspace.set_status(world.ana, "inactive");
    let gone = maja.get(&format!("{LIST}?tab=inactive")).await;
    gone.shows("Reactivate")
        .shows("Delete")
        .hides("Send password reset");
    let bob = workspace.person("Bob Marsh", BuiltinRole::Supervisor).await;
    let list = bob.get(LIST).await;
    list.shows("They hold more than you do.");
}
