//! Two who work together, by forged requests, to hold what both of them lack. What they send is drawn
//! by a seed: `MUSTER_WALK_SEED=…` walks the same way again.

mod walk;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Uuid as SqlUuid};
use muster::access::{BuiltinRole, Permission, PermissionSet};
use muster::db::schema::audit_events;
use muster::types::{RoleId, UserId};
use rand::RngExt;
use uuid::Uuid;

use self::walk::{CARLA_HOLDS, Walk};
use crate::support::{Answer, Person, TestApp};

use Permission as P;

const STEPS: u32 = 150;

/// Who, or which role, holds something.
type Holdings = BTreeSet<(Uuid, String)>;

/// Rows that should never be.
#[derive(Debug, Default, PartialEq, Eq, QueryableByName)]
struct Wrongs {
    #[diesel(sql_type = BigInt)]
    without_a_role: i64,
    #[diesel(sql_type = BigInt)]
    misranked: i64,
    #[diesel(sql_type = BigInt)]
    miscounted: i64,
}

fn wrongs(connection: &mut PgConnection) -> Wrongs {
    sql_query(
        "SELECT count(*) FILTER (WHERE highest IS NULL) AS without_a_role,
                count(*) FILTER (WHERE highest <> top_role_rank) AS misranked,
                count(*) FILTER (WHERE highest = 0 AND status = 'active')
                    - (SELECT active_owners FROM workspaces) AS miscounted
         FROM (
             SELECT users.top_role_rank, users.status, min(
                 CASE WHEN roles.builtin = 'owner' THEN 0 WHEN roles.builtin = 'admin' THEN 1
                     WHEN roles.builtin = 'supervisor' THEN 2 WHEN roles.builtin = 'agent' THEN 4
                     WHEN roles.id IS NOT NULL THEN 3 END
             ) AS highest
             FROM users
             LEFT JOIN user_roles ON user_roles.user_id = users.id
             LEFT JOIN roles ON roles.id = user_roles.role_id
             GROUP BY users.id, users.top_role_rank, users.status
         ) AS ranked",
    )
    .get_result(connection)
    .unwrap()
}

#[derive(QueryableByName)]
struct HoldingRow {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    user_id: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    role_id: Uuid,
    #[diesel(sql_type = Text)]
    permission: String,
}

/// Who holds what of these, and which role does.
fn holdings(connection: &mut PgConnection, of: PermissionSet) -> (Holdings, Holdings) {
    let rows: Vec<HoldingRow> = sql_query(
        "SELECT user_roles.user_id, role_permissions.role_id, role_permissions.permission
         FROM role_permissions
         LEFT JOIN user_roles ON user_roles.role_id = role_permissions.role_id",
    )
    .load(connection)
    .unwrap();
    let (mut people, mut roles) = (Holdings::new(), Holdings::new());
    for row in rows {
        if of.contains(row.permission.parse().unwrap()) {
            people.extend(row.user_id.map(|user| (user, row.permission.clone())));
            roles.insert((row.role_id, row.permission));
        }
    }
    (people, roles)
}

fn refusals(connection: &mut PgConnection, of: UserId) -> i64 {
    audit_events::table
        .filter(audit_events::action.eq("access.refused"))
        .filter(audit_events::actor_id.eq(of.as_uuid()))
        .count()
        .get_result(connection)
        .unwrap()
}

/// Sends it as one of the two, a while after the last, and looks at what that may have touched.
async fn step(walk: &mut Walk<'_>) -> Answer {
    let who = usize::from(walk.random.random_bool(0.3));
    let request = walk.request(who);
    let (workspace, person) = (walk.workspace, &walk.colluding[who]);
    // A refusal that is repeated within a minute isn't written again.
    workspace.app.clock.advance(TimeDelta::seconds(61));
    let (connection, everything) = (&mut walk.connection, PermissionSet::all());
    let (own, refused) = (
        workspace.roles_of(person.id),
        refusals(connection, person.id),
    );
    let (_, held) = holdings(connection, everything);
    let form: Vec<_> = request.form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let answer = person.post(&request.path, &form).await;
    let status = answer.status.as_u16();
    println!("{who} {status} {} {form:?}", request.path);
    assert!([303, 403, 404, 409, 422].contains(&status), "{answer:?}");
    assert!(!answer.header("location").contains("/login"), "{answer:?}");
    let written = refusals(connection, person.id) - refused;
    assert_eq!(written, i64::from(status == 403), "{}", answer.body);
    let (_, holds) = holdings(connection, everything);
    let mut grown = holds.difference(&held);
    let own = grown.find(|(role, _)| own.contains(&RoleId::from(*role)));
    assert_eq!(own, None, "a role of one's own grew");
    answer
}

#[actix_web::test]
async fn two_who_work_together_never_hold_or_give_what_both_lack() {
    let given = std::env::var("MUSTER_WALK_SEED").ok();
    let seed: u64 = given.map_or_else(rand::random, |seed| seed.parse().unwrap());
    println!("MUSTER_WALK_SEED={seed}");
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let mut walk = Walk::new(&workspace, seed).await;
    let lacked = walk.lacked();
    assert!(lacked.contains(P::OwnWorkspace) && lacked.contains(P::ReadAudit));
    let before = holdings(&mut walk.connection, lacked);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..STEPS {
        match step(&mut walk).await.status.as_u16() {
            303 => done += 1,
            403 => refused += 1,
            _ => {}
        }
        assert_eq!(holdings(&mut walk.connection, lacked), before);
        assert_eq!(wrongs(&mut walk.connection), Wrongs::default());
        walk.give_back().await;
    }
    println!("{done} done, {refused} refused");
    // A walk on which nothing happens proves nothing.
    assert!(
        done >= 10 && refused >= 20,
        "{done} done, {refused} refused"
    );
}

/// What a walk seldom comes across.
#[actix_web::test]
async fn a_role_is_deleted_and_replaced_only_within_what_its_deleter_holds() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (maja, connection) = (workspace.maja().await, &mut app.database.connection());
    let desk = workspace.custom_role(CARLA_HOLDS);
    let carla = workspace.person_with_role("Carla Voss", desk).await;
    let [small, unheld] =
        [&[P::ReadContacts], &[P::ReadAudit]].map(|held| workspace.custom_role(held));
    let cyd = workspace.person_with_role("Cyd Noor", small).await.id;
    let [agent, supervisor, admin, owner] = [
        BuiltinRole::Agent,
        BuiltinRole::Supervisor,
        BuiltinRole::Admin,
        BuiltinRole::Owner,
    ]
    .map(|role| workspace.role(role));
    let before = holdings(connection, PermissionSet::all());
    for (role, replacement, status) in [
        (small, admin, 403),
        (small, unheld, 403),
        (unheld, agent, 403),
        (small, owner, 403),
        (small, small, 422),
        (agent, small, 409),
    ] {
        let answer = deleting(&carla, role, replacement).await;
        answer.has_status(status);
        assert_eq!(holdings(connection, PermissionSet::all()), before);
    }
    // Who has something else above her isn't hers to change either.
    maja.gives(cyd, &[small, supervisor]).await.has_status(303);
    deleting(&carla, small, agent).await.is_forbidden();
    deleting(&maja, small, agent).await.has_status(303);
    let mut has = [agent, supervisor];
    has.sort();
    assert_eq!(workspace.roles_of(cyd), has);
    assert_eq!(wrongs(connection), Wrongs::default());
    maja.gives(cyd, &[unheld]).await.has_status(303);
    deleting(&maja, unheld, agent).await.has_status(303);
    assert_eq!(workspace.roles_of(cyd), [agent]);
    assert_eq!(wrongs(connection), Wrongs::default());
}

async fn deleting(by: &Person<'_>, role: RoleId, replacement: RoleId) -> Answer {
    let form = [("replacement", &*replacement.to_string())];
    let page = format!("/settings/roles/{role}/delete");
    by.post(&page, &form).await
}
