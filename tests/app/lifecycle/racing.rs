//! Two things at the same moment end in one legal state.

use diesel::connection::SimpleConnection;
use futures_util::future::{join, join_all};
use muster::access::BuiltinRole::{Agent, Owner};
use muster::types::UserId;

use super::{at, status};
use crate::support::{PASSWORD, Person, TestApp, Workspace};

/// Both are active owners with a session each.
async fn owners<'a>(
    workspace: &Workspace<'a>,
    (maja, olle): (UserId, UserId),
) -> (Person<'a>, Person<'a>) {
    let id = workspace.id;
    let statements = format!(
        "UPDATE users SET status = 'active', deactivated_at = NULL WHERE id IN ('{maja}', '{olle}');
         UPDATE workspaces SET active_owners = 2, active_users = 2, inactive_users = 0
             WHERE id = '{id}'"
    );
    let connection = &mut workspace.app.database.connection();
    connection.batch_execute(&statements).unwrap();
    (workspace.sign_in(maja).await, workspace.sign_in(olle).await)
}

#[actix_web::test]
async fn two_owners_who_deactivate_each_other_on_two_servers_leave_one() {
    let here = TestApp::start();
    let there = here.another_server();
    let workspace = here.workspace("northwind").await;
    let olle = workspace.member("Olle Ek", Owner).await;
    let maja = workspace.owner;
    let mut majas = 0;
    for round in 0..100 {
        let (she, he) = owners(&workspace, (maja, olle)).await;
        let he = he.on(&there);
        let (hers, his) = (at(olle, "deactivate"), at(maja, "deactivate"));
        let (hers, his) = if round % 2 == 0 {
            join(she.post(&hers, &[]), he.post(&his, &[])).await
        } else {
            let (his, hers) = join(he.post(&his, &[]), she.post(&hers, &[])).await;
            (hers, his)
        };
        let statuses = (hers.status.as_u16(), his.status.as_u16());
        let she_won = statuses.0 == 303 && hers.header("location").contains("person-deactivated");
        let he_won = statuses.1 == 303 && his.header("location").contains("person-deactivated");
        assert!(she_won != he_won, "round {round}: {statuses:?}");
        assert_eq!(
            (workspace.owners().counted, workspace.owners().active),
            (1, 1),
            "round {round}"
        );
        assert_eq!(status(&workspace, maja) == "active", she_won);
        majas += i32::from(she_won);
    }
    assert!((1..100).contains(&majas), "no race: {majas}");
    assert_eq!(here.miscounted().await, Vec::<String>::new());
}

#[actix_web::test]
async fn whatever_is_under_way_opens_nothing_afterwards() {
    let here = TestApp::start();
    let there = here.another_server();
    let workspace = here.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    for round in 0..15 {
        let (one, other) = (
            workspace.sign_in(sofia).await,
            workspace.sign_in(sofia).await,
        );
        let elsewhere = other.on(&there);
        let names = [("full_name", "Sofia Duarte"), ("display_name", "Fia")];
        let mut visitor = here.visitor();
        let working = join_all((0..4).map(|number| {
            let browser = if number % 2 == 0 { &one } else { &elsewhere };
            async move {
                if number < 2 {
                    browser.get("/profile").await
                } else {
                    browser.post("/profile", &names).await
                }
            }
        }));
        let ((_, entering), left) = join(
            join(working, visitor.tries("sofia@northwind.example", PASSWORD)),
            maja.post(&at(sofia, "deactivate"), &[]),
        )
        .await;
        left.has_status(303);
        drop(entering);
        for browser in [&one, &elsewhere] {
            browser.get("/profile").await.asks_to_sign_in();
        }
        // A sign-in of the same moment is dead too, whichever came first.
        visitor.get("/northwind/profile").await.asks_to_sign_in();
        assert_eq!(status(&workspace, sofia), "inactive", "round {round}");
        maja.post(&at(sofia, "reactivate"), &[])
            .await
            .has_status(303);
    }
    assert_eq!(here.miscounted().await, Vec::<String>::new());
}
