//! Failing often means waiting, for whoever fails.

use std::net::IpAddr;

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::DbError;
use muster::db::schema::throttles as throttle_rows;
use muster::throttles::{self, Attempt, Browser};

use super::WRONG;
use crate::support::{PASSWORD, TestApp, Workspace};

const MAJA: &str = "maja@northwind.example";

#[actix_web::test]
async fn after_ten_failures_even_the_right_password_waits_and_nobody_else_does() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    for _ in 0..10 {
        app.visitor()
            .tries(MAJA, "wrong-password")
            .await
            .is_a_mistake();
    }
    let waits = app.visitor().tries(MAJA, PASSWORD).await;
    waits
        .has_status(429)
        .shows("Too many tries. Wait 60 seconds and try again.")
        .shows("value=\"maja@northwind.example\"");
    assert_eq!(waits.header("retry-after"), "60");
    app.visitor()
        .tries("Maja@Northwind.example", PASSWORD)
        .await
        .has_status(429);
    app.visitor()
        .signs_in("ana@northwind.example")
        .await
        .leads_to("/northwind");
    app.clock.advance(TimeDelta::seconds(61));
    app.visitor().signs_in(MAJA).await.leads_to("/northwind");
}

#[actix_web::test]
async fn an_address_that_isnt_there_waits_as_well() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for address in ["nobody@northwind.example", "no address at all"] {
        for _ in 0..10 {
            app.visitor()
                .tries(address, "wrong-password")
                .await
                .is_a_mistake()
                .shows(WRONG);
        }
        app.visitor()
            .tries(address, "wrong-password")
            .await
            .has_status(429);
    }
}

#[actix_web::test]
async fn a_hundred_guesses_at_once_are_not_a_hundred_guesses() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let guesses = (0..100).map(|_| async {
        app.visitor()
            .tries(MAJA, "wrong-password")
            .await
            .status
            .as_u16()
    });
    let statuses = futures_util::future::join_all(guesses).await;
    let looked_at = statuses.iter().filter(|status| **status == 422).count();
    assert_eq!(looked_at, 10, "{statuses:?}");
}

#[actix_web::test]
async fn who_signs_in_often_never_waits() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for _ in 0..15 {
        app.visitor().signs_in(MAJA).await.leads_to("/northwind");
        app.visitor()
            .tries(MAJA, "wrong-password")
            .await
            .is_a_mistake();
    }
}

/// Fails from so many networks, as many times each.
async fn attacked(workspace: &Workspace<'_>, networks: u16, times: usize) {
    for network in 0..networks {
        let [high, low] = network.to_be_bytes();
        for _ in 0..times {
            attempt(workspace, IpAddr::from([198, 18, high, low]), MAJA).await;
        }
    }
}

async fn attempt(workspace: &Workspace<'_>, from: IpAddr, account: &str) -> bool {
    let attempt = Attempt {
        workspace: workspace.id,
        account: account.to_owned(),
        from: Some(from),
        browser: Browser::New,
    };
    let failing = workspace.app.db.tx(move |tx| {
        let wait = throttles::begin(tx, &attempt)?;
        if wait.is_none() {
            throttles::failed(tx, &attempt)?;
        }
        Ok(wait.is_none())
    });
    let failed: Result<_, DbError> = failing.await;
    failed.unwrap()
}

#[actix_web::test]
async fn a_stolen_session_guesses_the_password_no_oftener_from_everywhere() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let tried = async |number: u8, browser| {
        let attempt = Attempt {
            workspace: workspace.id,
            account: MAJA.to_owned(),
            from: Some(IpAddr::from([198, 18, 0, number])),
            browser,
        };
        let begun = app.db.tx(move |tx| throttles::begin(tx, &attempt)).await;
        let wait: Result<_, DbError> = begun;
        wait.unwrap().is_none()
    };
    for number in 0..100 {
        assert!(tried(number, Browser::SignedIn).await, "{number}");
    }
    assert!(!tried(100, Browser::SignedIn).await);
    // What is failed in a session holds nobody out at the door, nor the other way round.
    assert!(tried(101, Browser::New).await);
}

#[actix_web::test]
async fn strangers_everywhere_cannot_hold_the_owner_out_of_a_browser_that_knows_her() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let mut known = app.visitor();
    known.signs_in(MAJA).await.leads_to("/northwind");
    known.post("/northwind/logout", &[]).await;
    attacked(&workspace, 20, 5).await;
    app.visitor().signs_in(MAJA).await.has_status(429);
    known.signs_in(MAJA).await.leads_to("/northwind");
    let mut stranger = app.visitor();
    stranger
        .cookies
        .insert("muster-known".to_owned(), "forged".to_owned());
    stranger.signs_in(MAJA).await.has_status(429);
}

#[actix_web::test]
async fn one_network_cannot_try_many_accounts_over_all_workspaces() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let southwind = app.workspace("southwind").await;
    let network = IpAddr::from([198, 18, 0, 1]);
    for number in 0..300 {
        let account = format!("person-{number}@northwind.example");
        assert!(attempt(&workspace, network, &account).await, "{number}");
    }
    assert!(!attempt(&southwind, network, MAJA).await);
    assert!(attempt(&southwind, IpAddr::from([198, 18, 0, 2]), MAJA).await);
}

#[actix_web::test]
async fn a_network_that_waits_costs_no_row_for_what_it_tries_meanwhile() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let network = IpAddr::from([127, 0, 0, 1]);
    for number in 0..300 {
        attempt(
            &workspace,
            network,
            &format!("person-{number}@northwind.example"),
        )
        .await;
    }
    let rows = || -> i64 {
        let counting = throttle_rows::table.count();
        counting.get_result(&mut app.database.connection()).unwrap()
    };
    let before = rows();
    for number in 0..5 {
        let somebody = format!("somebody-{number}@northwind.example");
        app.visitor().signs_in(&somebody).await.has_status(429);
    }
    assert_eq!(rows(), before);
    app.clock.advance(TimeDelta::seconds(61));
    app.visitor().signs_in(MAJA).await.leads_to("/northwind");
    app.clock.advance(TimeDelta::hours(25));
    app.clean_now().await;
    assert_eq!(rows(), 0);
}
