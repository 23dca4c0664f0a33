//! Mailed links: found by their token, used up once, and made again from their row.

use chrono::TimeDelta;
use muster::db::DbError;
use muster::links::{
    Dead, Found, LinkFor, Links, Minted, Purpose, Redeemable, look_up, spend, withdraw,
};
use muster::types::{LinkId, SecretToken, WorkspaceId};
use uuid::Uuid;

use crate::support::{TestApp, keys};

struct Desk<'a> {
    app: &'a TestApp,
    links: Links,
    wanted: LinkFor,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp) -> Self {
        let workspace = app.workspace("northwind").await.id;
        Self {
            app,
            links: Links::new(app.keys.clone(), "https://muster.test".parse().unwrap()),
            wanted: LinkFor {
                workspace,
                purpose: Purpose::PasswordReset,
                subject: Uuid::now_v7(),
                lifetime: Some(TimeDelta::hours(1)),
            },
        }
    }

    async fn mint(&self) -> Minted {
        let (links, wanted) = (self.links.clone(), self.wanted);
        let minting = self.app.db.tx(move |tx| links.mint(tx, &wanted));
        minting.await.unwrap()
    }

    async fn again(&self, links: Links, id: LinkId) -> Option<Minted> {
        let wanted = self.wanted;
        let making = self.app.db.tx(move |tx| links.again(tx, &wanted, id));
        making.await.unwrap()
    }

    fn token(&self, minted: &Minted) -> SecretToken {
        let address = self.links.address(&"northwind".parse().unwrap(), minted);
        let token = address.strip_prefix("https://muster.test/northwind/password/reset/");
        SecretToken::parse(token.unwrap()).unwrap()
    }

    async fn look(&self, token: &SecretToken) -> Option<Found> {
        self.look_in(self.wanted.workspace, token).await
    }

    async fn look_in(&self, workspace: WorkspaceId, token: &SecretToken) -> Option<Found> {
        let (token, purpose) = (token.clone(), self.wanted.purpose);
        let looking = self
            .app
            .db
            .read(move |read| look_up(read, workspace, purpose, &token));
        let found: Result<_, DbError> = looking.await;
        found.unwrap()
    }

    async fn live(&self, token: &SecretToken) -> Redeemable {
        match self.look(token).await {
            Some(Found::Live(link)) => link,
            other => panic!("{other:?}"),
        }
    }

    async fn dead(&self, token: &SecretToken) -> Dead {
        match self.look(token).await {
            Some(Found::Dead(_, why)) => why,
            other => panic!("{other:?}"),
        }
    }

    async fn spend(&self, link: Redeemable) -> bool {
        let spending = self.app.db.tx(move |tx| spend(tx, link));
        let spent: Result<_, DbError> = spending.await;
        spent.unwrap().is_some()
    }
}

#[actix_web::test]
async fn a_link_works_once_and_then_says_that_it_was_used() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let token = desk.token(&desk.mint().await);
    let link = desk.live(&token).await;
    assert_eq!(link.subject, desk.wanted.subject);
    let same = desk.live(&token).await;
    assert!(desk.spend(link).await);
    assert!(!desk.spend(same).await);
    assert_eq!(desk.dead(&token).await, Dead::Used);
}

#[actix_web::test]
async fn of_many_that_spend_a_link_at_once_one_does() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let token = desk.token(&desk.mint().await);
    let mut links = Vec::new();
    for _ in 0..20 {
        links.push(desk.live(&token).await);
    }
    let spent =
        futures_util::future::join_all(links.into_iter().map(|link| desk.spend(link))).await;
    assert_eq!(spent.iter().filter(|spent| **spent).count(), 1);
}

#[actix_web::test]
async fn only_the_newest_is_live() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let first = desk.token(&desk.mint().await);
    let early = desk.live(&first).await;
    let second = desk.token(&desk.mint().await);
    assert_eq!(desk.dead(&first).await, Dead::Superseded);
    assert!(!desk.spend(early).await);
    desk.live(&second).await;
}

#[actix_web::test]
async fn a_link_expires_by_the_databases_clock_and_is_dead_without_a_cleaner() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let token = desk.token(&desk.mint().await);
    app.clock.advance(TimeDelta::minutes(59));
    let almost_late = desk.live(&token).await;
    app.clock.advance(TimeDelta::minutes(2));
    assert_eq!(desk.dead(&token).await, Dead::Expired);
    assert!(!desk.spend(almost_late).await);
}

#[actix_web::test]
async fn a_withdrawn_link_is_dead() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let minted = desk.mint().await;
    let token = desk.token(&minted);
    let wanted = desk.wanted;
    let withdrawing = app
        .db
        .tx(move |tx| withdraw(tx, (wanted.workspace, wanted.purpose), &[wanted.subject]));
    let withdrawn: Result<(), DbError> = withdrawing.await;
    withdrawn.unwrap();
    assert_eq!(desk.dead(&token).await, Dead::Withdrawn);
    assert!(
        desk.again(desk.links.clone(), minted.link.id)
            .await
            .is_none()
    );
}

#[actix_web::test]
async fn another_workspaces_token_and_one_that_was_made_up_lead_nowhere() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let elsewhere = app.workspace("southwind").await.id;
    let token = desk.token(&desk.mint().await);
    assert!(desk.look_in(elsewhere, &token).await.is_none());
    assert!(desk.look(&SecretToken::random()).await.is_none());
}

#[actix_web::test]
async fn the_same_link_is_made_again_with_the_key_before_and_with_no_other() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let minted = desk.mint().await;
    let token = desk.token(&minted);
    app.clock.advance(TimeDelta::hours(3));
    let base = || "https://muster.test".parse().unwrap();
    let rotated = Links::new(keys("6", Some("5")), base());
    let again = desk.again(rotated, minted.link.id).await.unwrap();
    assert_eq!(desk.token(&again).hash(), token.hash());
    // Its time starts with the mail that carries it.
    desk.live(&token).await;
    let rotated_twice = Links::new(keys("7", Some("6")), base());
    assert!(desk.again(rotated_twice, minted.link.id).await.is_none());
}

#[actix_web::test]
async fn what_is_at_rest_opens_nothing() {
    use diesel::prelude::*;
    use muster::db::schema::link_tokens;
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    desk.mint().await;
    let rest: (Vec<u8>, Vec<u8>) = link_tokens::table
        .select((link_tokens::token_hash, link_tokens::nonce))
        .first(&mut app.database.connection())
        .unwrap();
    let hash: [u8; 32] = rest.0.try_into().unwrap();
    assert!(desk.look(&SecretToken::from_bytes(hash)).await.is_none());
    let mut padded = [0; 32];
    padded[..16].copy_from_slice(&rest.1);
    assert!(desk.look(&SecretToken::from_bytes(padded)).await.is_none());
}

#[actix_web::test]
async fn a_dead_link_says_why_for_ninety_days() {
    let app = TestApp::start();
    let desk = Desk::of(&app).await;
    let first = desk.token(&desk.mint().await);
    let second = desk.token(&desk.mint().await);
    app.clock.advance(TimeDelta::days(89));
    app.clean_now().await;
    assert_eq!(desk.dead(&first).await, Dead::Superseded);
    app.clock
        .advance(TimeDelta::days(1) + TimeDelta::minutes(30));
    app.clean_now().await;
    assert!(desk.look(&first).await.is_none());
    assert_eq!(desk.dead(&second).await, Dead::Expired);
    app.clock.advance(TimeDelta::hours(1));
    app.clean_now().await;
    assert!(desk.look(&second).await.is_none());
}
