//! A workspace keeps an active owner, whoever takes it from whom, and on how many servers.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::BuiltinRole::{Admin, Agent, Owner};
use muster::db::DbError;
use muster::db::schema::{audit_events, user_roles, users, workspaces};
use muster::types::{RoleId, UserId};

use crate::support::{Answer, Owners, Person, TestApp, Workspace};

/// Everything about somebody that a change of roles would have changed.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    roles: Vec<RoleId>,
    rank: i16,
    owners: Owners,
    changes: i64,
}

fn standing(workspace: &Workspace<'_>, user: UserId) -> Standing {
    let connection = &mut workspace.app.database.connection();
    Standing {
        roles: workspace.roles_of(user),
        rank: rank(workspace, user),
        owners: workspace.owners(),
        changes: audit_events::table
            .filter(audit_events::action.eq("user.roles_changed"))
            .count()
            .get_result(connection)
            .unwrap(),
    }
}

fn rank(workspace: &Workspace<'_>, user: UserId) -> i16 {
    users::table
        .find((workspace.id, user))
        .select(users::top_role_rank)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

fn owners(number: i32) -> Owners {
    Owners {
        counted: number,
        active: number.into(),
    }
}

fn is_refused_to_the_last(answer: &Answer) {
    answer
        .has_status(409)
        .shows("Maja Öberg is the only active owner. Make someone else an owner first.");
}

#[actix_web::test]
async fn the_only_owner_cannot_step_down() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let (owner, admin) = (workspace.role(Owner), workspace.role(Admin));
    let page = format!("/settings/users/{}/roles", maja.id);
    let before = standing(&workspace, maja.id);
    for role in [owner, admin] {
        let offered = format!("value=\"{role}\"");
        maja.get(&page).await.is_ok().shows(&offered);
    }
    is_refused_to_the_last(&maja.gives(maja.id, &[admin]).await);
    assert_eq!(standing(&workspace, maja.id), before);

    let (admin, agent) = (admin.to_string(), workspace.role(Agent).to_string());
    let forged: &[&[(&str, &str)]] = &[
        &[("role", &admin), ("role", &agent)],
        &[("role", &agent), ("role", &agent)],
        &[("role", &admin), ("next", "/northwind/settings/users")],
        &[
            ("role", &admin),
            ("current_password", crate::support::PASSWORD),
        ],
    ];
    for form in forged {
        is_refused_to_the_last(&maja.post(&page, form).await);
        assert_eq!(standing(&workspace, maja.id), before, "{form:?}");
    }
    let address = format!("/northwind{page}");
    let fragment = maja.request(reqwest::Method::POST, &address);
    let fragment = fragment.header("HX-Request", "true");
    let form = [("role", admin.as_str())];
    is_refused_to_the_last(&Answer::to(fragment.form(&form)).await);
    maja.gives(maja.id, &[]).await.is_a_mistake();
    maja.gives(maja.id, &[RoleId::new()]).await.is_a_mistake();
    assert_eq!(standing(&workspace, maja.id), before);
}

#[actix_web::test]
async fn with_another_owner_one_may_step_down_and_then_that_one_may_not() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let olle = workspace.person("Olle Ek", Admin).await;
    let (owner, admin) = (workspace.role(Owner), workspace.role(Admin));
    // Who keeps another role beside it steps down no less.
    maja.gives(olle.id, &[owner, admin]).await.has_status(303);
    assert_eq!(workspace.owners(), owners(2));
    olle.gives(olle.id, &[admin]).await.has_status(303);
    assert_eq!(
        (workspace.owners(), rank(&workspace, olle.id)),
        (owners(1), 1)
    );
    is_refused_to_the_last(&maja.gives(maja.id, &[admin]).await);
    maja.gives(olle.id, &[owner]).await.has_status(303);
    maja.gives(maja.id, &[admin]).await.has_status(303);
    assert_eq!(workspace.owners(), owners(1));
    // Nor does an admin take it from the last one, or back.
    maja.gives(olle.id, &[admin]).await.is_forbidden();
    maja.gives(maja.id, &[owner]).await.is_forbidden();
    let last = olle.gives(olle.id, &[admin]).await;
    last.has_status(409)
        .shows("Olle Ek is the only active owner");
    assert_eq!(workspace.owners(), owners(1));
}

#[actix_web::test]
async fn owners_who_are_pending_or_inactive_dont_count() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let (owner, agent) = (workspace.role(Owner), workspace.role(Agent));
    let pia = workspace.invited("pia@northwind.example", Owner).await;
    assert_eq!(workspace.owners(), owners(1), "pending");
    assert_eq!(rank(&workspace, pia.user), 0, "pending");
    let ian = workspace.member("Ian Webb", Agent).await;
    workspace.set_status(ian, "inactive");
    maja.gives(ian, &[owner, agent]).await.has_status(303);
    assert_eq!(workspace.owners(), owners(1), "inactive");
    assert_eq!(rank(&workspace, ian), 0, "inactive");
    is_refused_to_the_last(&maja.gives(maja.id, &[agent]).await);
    maja.gives(ian, &[agent]).await.has_status(303);
    let edit = pia.at("");
    maja.post(&edit, &[("role", &agent.to_string())])
        .await
        .has_status(303);
    assert_eq!(workspace.owners(), owners(1));
    for other in [ian, pia.user] {
        assert_eq!(workspace.roles_of(other), [agent]);
        assert_eq!(rank(&workspace, other), 4);
    }
}

/// Both are owners again.
fn restore(workspace: &Workspace<'_>, both: [UserId; 2]) {
    let [one, other] = both;
    let owner = workspace.role(Owner);
    let id = workspace.id;
    let statements = format!(
        "BEGIN;
         DELETE FROM user_roles WHERE user_id IN ('{one}', '{other}');
         INSERT INTO user_roles (workspace_id, user_id, role_id)
             VALUES ('{id}', '{one}', '{owner}'), ('{id}', '{other}', '{owner}');
         UPDATE users SET top_role_rank = 0 WHERE id IN ('{one}', '{other}');
         UPDATE workspaces SET active_owners = 2 WHERE id = '{id}';
         COMMIT;"
    );
    let connection = &mut workspace.app.database.connection();
    connection.batch_execute(&statements).unwrap();
}

/// Each becomes an admin by the hand of the other, or by their own, at the same moment. Says whether
/// the first of the two went through.
async fn race(one: (&Person<'_>, UserId), other: (&Person<'_>, UserId), admin: RoleId) -> bool {
    let admin = &[admin];
    let refused = if one.0.id == one.1 { 409 } else { 403 };
    let (first, second) = tokio::join!(one.0.gives(one.1, admin), other.0.gives(other.1, admin));
    let statuses = (first.status.as_u16(), second.status.as_u16());
    assert!(
        statuses == (303, refused) || statuses == (refused, 303),
        "{statuses:?}\n{}\n{}",
        first.body,
        second.body
    );
    statuses.0 == 303
}

#[actix_web::test]
async fn two_owners_who_demote_each_other_at_once_on_two_servers_leave_one() {
    let here = TestApp::start();
    let there = here.another_server();
    let workspace = here.workspace("northwind").await;
    let maja = workspace.maja().await;
    let olle = workspace.person("Olle Ek", Admin).await.on(&there);
    let admin = workspace.role(Admin);
    let mut majas = 0;
    for round in 0..200 {
        restore(&workspace, [maja.id, olle.id]);
        assert_eq!(workspace.owners(), owners(2));
        let (mut hers, mut his) = ((&maja, olle.id), (&olle, maja.id));
        if round % 2 == 1 {
            (hers.1, his.1) = (maja.id, olle.id);
        }
        // Either is asked first as often.
        let her_wish_came_true = if round % 4 < 2 {
            race(hers, his, admin).await
        } else {
            !race(his, hers, admin).await
        };
        assert_eq!(workspace.owners(), owners(1), "round {round}");
        let demoted = if her_wish_came_true { hers.1 } else { his.1 };
        let left = if demoted == maja.id { olle.id } else { maja.id };
        assert_eq!((rank(&workspace, left), rank(&workspace, demoted)), (0, 1));
        assert_eq!(workspace.roles_of(demoted), [admin]);
        majas += i32::from(her_wish_came_true);
    }
    assert!((1..200).contains(&majas), "no race: {majas}");
}

#[actix_web::test]
async fn the_database_takes_no_counter_of_nobody_and_nothing_that_came_with_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (id, maja) = (workspace.id, workspace.owner);
    let taking: Result<(), DbError> = app
        .db
        .tx(move |tx| {
            diesel::delete(user_roles::table.filter(user_roles::user_id.eq(maja)))
                .execute(tx.connection())?;
            diesel::update(workspaces::table.find(id))
                .set(workspaces::active_owners.eq(workspaces::active_owners - 1))
                .execute(tx.connection())?;
            Ok(())
        })
        .await;
    let refusal = format!("{:?}", taking.unwrap_err());
    assert!(refusal.contains("workspaces_keep_an_owner"), "{refusal}");
    assert_eq!(workspace.owners(), owners(1));
    assert_eq!(workspace.roles_of(maja), [workspace.role(Owner)]);
}
