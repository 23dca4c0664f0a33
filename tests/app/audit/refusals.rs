use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{Attempt, Author, By, Client, Limit, Permission, Refusal, Target, Tried};
use muster::audit;
use muster::db::schema::audit_events;
use muster::types::{RoleId, SessionId, UserId};

use super::Log;

struct Refusals {
    log: Log,
    author: Author,
    written: i64,
}

impl Refusals {
    async fn to_bob() -> Self {
        let log = Log::of_a_new_workspace().await;
        let author = Author {
            workspace: log.workspace,
            by: By::Person {
                user: UserId::new(),
                session: SessionId::new(),
                name: "Bob Marsh".to_owned(),
            },
            client: Client::default(),
        };
        Self {
            log,
            author,
            written: 0,
        }
    }

    async fn refuse(&mut self, permission: Permission, attempt: Option<Attempt>) -> bool {
        let refusal = Refusal {
            author: Box::new(self.author.clone()),
            permission,
            attempt,
        };
        audit::record_refusal(&self.log.app.db, &refusal)
            .await
            .unwrap();
        let written = audit_events::table
            .filter(audit_events::action.eq("access.refused"))
            .count()
            .get_result(&mut self.log.app.database.connection())
            .unwrap();
        let is_new = written > self.written;
        self.written = written;
        is_new
    }

    async fn is_written(&mut self, permission: Permission, attempt: &Attempt) {
        let tried = attempt.words();
        let attempt = || Some(attempt.clone());
        assert!(self.refuse(permission, attempt()).await, "{tried}");
        assert!(!self.refuse(permission, attempt()).await, "{tried}, again");
    }
}

fn tried(tried: Tried, on: Option<(Target, String)>, roles: &[&str]) -> Attempt {
    Attempt {
        on,
        tried,
        roles: roles.iter().map(ToString::to_string).collect(),
        limit: Limit::Ceiling,
    }
}

#[actix_web::test]
async fn each_attempt_within_a_minute_is_written_and_the_same_one_once() {
    let mut refusals = Refusals::to_bob().await;
    let someone = |name: &str| Some((Target::User(UserId::new()), name.to_owned()));
    let (ana, kim) = (someone("Ana Lima"), someone("Kim Larsen"));
    let sales = Some((Target::Role(RoleId::new()), "Sales".to_owned()));
    let (own, delete) = (Permission::OwnWorkspace, Permission::DeleteUsers);
    for (permission, attempt) in [
        (own, tried(Tried::GiveRoles, ana.clone(), &["Owner"])),
        (
            own,
            tried(Tried::GiveRoles, ana.clone(), &["Owner", "Keys"]),
        ),
        (own, tried(Tried::GiveRoles, ana.clone(), &["Keys"])),
        (own, tried(Tried::GiveRoles, kim, &["Owner"])),
        (own, tried(Tried::ChangeRoles, ana, &[])),
        (delete, tried(Tried::AddToRole, sales.clone(), &[])),
        (own, tried(Tried::AddToRole, sales.clone(), &[])),
        (delete, tried(Tried::DeleteRole, sales, &[])),
    ] {
        refusals.is_written(permission, &attempt).await;
    }
    // A door, which needs no more than the permission.
    assert!(refusals.refuse(own, None).await);
    assert!(!refusals.refuse(own, None).await);
    refusals.log.app.clock.advance(TimeDelta::seconds(61));
    assert!(refusals.refuse(own, None).await);
}

#[actix_web::test]
async fn nobody_fills_the_log_with_names_of_roles_that_they_may_not_make() {
    let mut refusals = Refusals::to_bob().await;
    let make = |name: &str| tried(Tried::MakeRole, None, &[name]);
    let own = Permission::OwnWorkspace;
    refusals.is_written(own, &make("Sales")).await;
    for number in 0..10 {
        let other = make(&format!("Sales {number}"));
        assert!(!refusals.refuse(own, Some(other)).await, "{number}");
    }
    refusals
        .is_written(Permission::DeleteUsers, &make("Sales"))
        .await;
}

#[actix_web::test]
async fn whoever_was_renamed_meanwhile_is_still_the_same() {
    let mut refusals = Refusals::to_bob().await;
    let id = UserId::new();
    let called = |name: &str| {
        let on = Some((Target::User(id), name.to_owned()));
        tried(Tried::ChangeRoles, on, &[])
    };
    let own = Permission::OwnWorkspace;
    refusals.is_written(own, &called("Ana Lima")).await;
    assert!(!refusals.refuse(own, Some(called("Ana Berg"))).await);
}
