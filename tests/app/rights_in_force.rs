//! A change of what people may do is in force on their next request, on every server, and signs
//! nobody out.

use std::cell::Cell;
use std::time::Duration;

use diesel::prelude::*;
use futures_util::future::join3;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::sessions;
use muster::types::{RoleId, SessionId, UserId};
use tokio::time::sleep;

use crate::support::{Person, TestApp, Workspace};

use Permission::{ReadConversations, ReadRoles, ReadUsers};

const USERS: &str = "/settings/users";
const ROLES: &str = "/settings/roles";

impl Person<'_> {
    /// Makes a role hold these, and waits for the answer.
    async fn redefines(&self, role: RoleId, permissions: &[Permission]) {
        let mut form = vec![("name", "Returns"), ("landing", "inbox")];
        let texts = permissions.iter().map(|permission| permission.as_str());
        form.extend(texts.map(|text| ("permission", text)));
        let answer = self.post(&format!("{ROLES}/{role}"), &form).await;
        answer.leads_to(&format!("/northwind{ROLES}/{role}?notice=role-saved"));
    }

    async fn deletes(&self, role: RoleId, replacement: RoleId) {
        let form = [("replacement", &*replacement.to_string())];
        let answer = self.post(&format!("{ROLES}/{role}/delete"), &form).await;
        answer.leads_to(&format!("/northwind{ROLES}?notice=role-deleted"));
    }

    async fn may_see(&self, page: &str) -> bool {
        let answer = self.get(page).await;
        match answer.status.as_u16() {
            200 => true,
            403 => false,
            other => panic!("{other} {:?} {}", answer.headers, answer.body),
        }
    }
}

/// Every session that somebody ever had, and whether it goes on.
fn sessions_of(workspace: &Workspace<'_>, user: UserId) -> Vec<(SessionId, bool)> {
    sessions::table
        .filter(sessions::workspace_id.eq(workspace.id))
        .filter(sessions::user_id.eq(user))
        .order(sessions::id)
        .select((sessions::id, sessions::ended_at.is_null()))
        .load(&mut workspace.app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn what_a_role_gains_and_loses_on_one_server_its_holders_gain_and_lose_on_every() {
    let here = TestApp::start();
    let there = here.another_server();
    let workspace = here.workspace("northwind").await;
    let maja = workspace.maja().await;
    let returns = workspace.custom_role(&[ReadConversations]);
    let bea = workspace.person_with_role("Bea Ortiz", returns).await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let before = sessions_of(&workspace, bea.id);
    for round in 0..3 {
        for (held, sees) in [
            (&[ReadConversations][..], false),
            (&[ReadConversations, ReadUsers][..], true),
        ] {
            maja.redefines(returns, held).await;
            let seen = (
                bea.on(&there).may_see(USERS).await,
                bea.may_see(USERS).await,
            );
            assert_eq!(seen, (sees, sees), "round {round}");
            // Those without the role notice nothing.
            assert!(!ana.on(&there).may_see(USERS).await);
        }
    }
    // Back on the other server, by somebody who is signed in there.
    maja.on(&there).redefines(returns, &[ReadUsers]).await;
    assert!(bea.may_see(USERS).await && !bea.may_see("/inbox").await);
    assert_eq!(sessions_of(&workspace, bea.id), before);
    assert!(matches!(before[..], [(_, true)]), "{before:?}");
}

#[actix_web::test]
async fn what_somebody_loses_in_one_role_and_has_from_another_they_keep() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let returns = workspace.custom_role(&[ReadUsers]);
    let press = workspace.custom_role(&[ReadUsers, ReadRoles]);
    let bea = workspace.person_with_role("Bea Ortiz", returns).await;
    maja.gives(bea.id, &[returns, press]).await.has_status(303);
    maja.redefines(returns, &[ReadConversations]).await;
    assert!(bea.may_see(USERS).await && bea.may_see("/inbox").await);
    maja.gives(bea.id, &[returns]).await.has_status(303);
    assert!(!bea.may_see(USERS).await && bea.may_see("/inbox").await);
}

/// Edits are numbered from one; the odd ones give the right and the even ones take it.
#[derive(Default)]
struct Ledger {
    begun: Cell<u32>,
    answered: Cell<u32>,
    is_over: Cell<bool>,
}

impl Ledger {
    /// Clicks until the edits are over. A click that began after an edit's answer, and was answered
    /// before the next one began, shows what that edit did; `certain` is the latest of those.
    async fn clicks(&self, person: &Person<'_>, certain: &Cell<u32>) {
        while !self.is_over.get() {
            let known = self.answered.get();
            let sees = person.may_see(USERS).await;
            if self.begun.get() == known {
                assert_eq!(sees, known % 2 == 1, "after edit {known}");
                certain.set(known);
            }
        }
    }
}

#[actix_web::test]
async fn who_clicks_while_their_role_is_edited_has_the_new_right_from_the_answer_on() {
    const EDITS: u32 = 40;
    let here = TestApp::start();
    let there = here.another_server();
    let workspace = here.workspace("northwind").await;
    let maja = workspace.maja().await;
    let returns = workspace.custom_role(&[ReadConversations]);
    let bea = workspace.person_with_role("Bea Ortiz", returns).await;
    let cyd = workspace.person_with_role("Cyd Noor", returns).await;
    let (ledger, certain) = (Ledger::default(), [Cell::new(0), Cell::new(0)]);
    let editing = async {
        let editors = [&maja, &maja.on(&there)];
        for number in 1..=EDITS {
            let held = if number % 2 == 1 {
                &[ReadConversations, ReadUsers][..]
            } else {
                &[ReadConversations][..]
            };
            // Two by each server, so that each has to notice the other's.
            let editor = editors[(number / 2 % 2) as usize];
            ledger.begun.set(number);
            editor.redefines(returns, held).await;
            ledger.answered.set(number);
            while certain.iter().any(|latest| latest.get() != number) {
                sleep(Duration::from_millis(1)).await;
            }
        }
        ledger.is_over.set(true);
    };
    let elsewhere = bea.on(&there);
    let clicking = async {
        // A second browser on the other server, which only must never fail.
        let never_mind = Cell::new(0);
        let cyds = cyd.on(&there);
        join3(
            ledger.clicks(&elsewhere, &certain[0]),
            ledger.clicks(&bea, &certain[1]),
            ledger.clicks(&cyds, &never_mind),
        )
        .await
    };
    tokio::join!(editing, clicking);
    assert!(matches!(sessions_of(&workspace, bea.id)[..], [(_, true)]));
}

/// Somebody whose role becomes another one again and again, with a page that every one of them opens
/// and one that every second does.
struct Changing<'a> {
    workspace: &'a Workspace<'a>,
    there: &'a TestApp,
    bea: Person<'a>,
    has: RoleId,
}

impl<'a> Changing<'a> {
    async fn new(workspace: &'a Workspace<'a>, there: &'a TestApp) -> Self {
        let has = workspace.custom_role(&[ReadUsers]);
        Self {
            workspace,
            there,
            bea: workspace.person_with_role("Bea Ortiz", has).await,
            has,
        }
    }

    /// What every second role has more.
    fn next(&self, round: u32) -> RoleId {
        let both = [ReadUsers, ReadRoles];
        let held = if round % 2 == 1 {
            &both[..]
        } else {
            &both[..1]
        };
        self.workspace.custom_role(held)
    }

    /// Her clicks go on while it is changed, and each is answered as if she had the one or the other.
    async fn clicks_while(&self, changing: impl Future<Output = ()>) {
        let (is_over, clicks) = (Cell::new(false), Cell::new(0));
        let clicking = async |person: &Person<'_>| {
            while !is_over.get() {
                assert!(person.may_see(USERS).await, "between two roles");
                clicks.set(clicks.get() + 1);
            }
        };
        let changing = async {
            changing.await;
            is_over.set(true);
        };
        let elsewhere = self.bea.on(self.there);
        join3(changing, clicking(&self.bea), clicking(&elsewhere)).await;
        assert!(clicks.get() >= 2);
    }

    async fn has_by_now(&self, role: RoleId, round: u32) {
        assert_eq!(self.workspace.roles_of(self.bea.id), [role]);
        for person in [&self.bea, &self.bea.on(self.there)] {
            let sees = person.may_see(ROLES).await;
            assert_eq!(sees, round % 2 == 1, "round {round}");
        }
    }
}

#[actix_web::test]
async fn who_clicks_while_their_role_is_deleted_has_the_other_one_at_once() {
    let here = TestApp::start();
    let there = here.another_server();
    let workspace = here.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut changing = Changing::new(&workspace, &there).await;
    for round in 1..=20 {
        let next = changing.next(round);
        let gone = maja.deletes(changing.has, next);
        changing.clicks_while(gone).await;
        changing.has_by_now(next, round).await;
        changing.has = next;
    }
    let sessions = sessions_of(&workspace, changing.bea.id);
    assert!(matches!(sessions[..], [(_, true)]), "{sessions:?}");
}

#[actix_web::test]
async fn who_clicks_while_their_roles_are_exchanged_is_never_without_one() {
    let here = TestApp::start();
    let there = here.another_server();
    let workspace = here.workspace("northwind").await;
    let maja = workspace.maja().await;
    let changing = Changing::new(&workspace, &there).await;
    for round in 1..=20 {
        let next = changing.next(round);
        let exchanged = async {
            let answer = maja.gives(changing.bea.id, &[next]).await;
            answer.has_status(303);
        };
        changing.clicks_while(exchanged).await;
        changing.has_by_now(next, round).await;
    }
    let sessions = sessions_of(&workspace, changing.bea.id);
    assert!(matches!(sessions[..], [(_, true)]), "{sessions:?}");
}
