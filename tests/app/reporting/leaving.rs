//! Who leaves, who takes over, and who comes back.

use diesel::prelude::*;
use muster::access::{Granted, rights::WriteUsers};
use muster::db::DbError;
use muster::db::schema::{audit_details, audit_events, users};
use muster::reporting::{self, ReportError};
use muster::types::UserId;
use serde_json::{Value, json};

use super::some_people;
use crate::support::{TestApp, Workspace};

impl Workspace<'_> {
    async fn leaves(&self, people: &[UserId]) -> Result<(), DbError> {
        let (workspace, people) = (self.id, people.to_vec());
        let leaving = self.app.db.tx(move |tx| {
            let by = tx.alone(Granted::<WriteUsers>::operator("test", workspace))?;
            reporting::leave(tx, &by, &people)
        });
        leaving.await
    }

    /// They leave, all at once.
    async fn is_left_by(&self, people: &[UserId]) {
        self.leaves(people).await.unwrap();
        for left in people {
            self.set_status(*left, "inactive");
        }
        assert_eq!(self.wrong_reports(), (0, 0));
    }

    async fn comes_back(&self, user: UserId) -> Result<(), DbError> {
        let workspace = self.id;
        let coming = self.app.db.tx(move |tx| {
            let by = tx.alone(Granted::<WriteUsers>::operator("test", workspace))?;
            reporting::come_back(tx, &by, user)
        });
        coming.await?;
        self.set_status(user, "active");
        Ok(())
    }

    async fn hands_over(&self, from: UserId, to: UserId) -> Result<(), ReportError> {
        let workspace = self.id;
        let handing = self.app.db.tx(move |tx| {
            let by = tx.alone(Granted::operator("test", workspace))?;
            reporting::hand_over(tx, &by, from, to)
        });
        handing.await
    }

    fn moved_up(&self, user: UserId) -> bool {
        users::table
            .find((self.id, user))
            .select(users::moved_up_at.is_not_null())
            .first(&mut self.app.database.connection())
            .unwrap()
    }
}

/// What the audit log says of it, in order.
fn told(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id)
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn when_managers_leave_together_their_reports_move_up_to_who_stays() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = some_people(&workspace, 6).await;
    // Ana over Bo over Cy over Di and Eve; Flo over Ana.
    for (who, to) in [(1, 0), (2, 1), (3, 2), (4, 2), (0, 5)] {
        workspace.reports_to(people[who], people[to]).await.unwrap();
    }
    let planned = workspace.chart_plans("Planner", Some(people[1]));
    workspace.chart_plans("Scheduler", Some(people[2]));
    let leaving = [people[0], people[1], people[2]];
    workspace.leaves(&leaving).await.unwrap();
    for stays in [people[3], people[4]] {
        assert_eq!(workspace.manager_of(stays), Some(people[5]));
        assert!(workspace.moved_up(stays));
    }
    for left in leaving {
        workspace.set_status(left, "inactive");
    }
    assert_eq!(workspace.wrong_reports(), (0, 0));
    assert_eq!(workspace.seat_above(planned), Some(people[5]));
    // Choosing a manager, also the same one, says that it is right.
    workspace.reports_to(people[3], people[5]).await.unwrap();
    workspace.reports_to(people[4], people[3]).await.unwrap();
    assert!(!workspace.moved_up(people[3]) && !workspace.moved_up(people[4]));
    // Nobody moved from below who only had somebody else who leaves below them.
    let entries = told(&app, "user.reports_moved");
    assert_eq!(entries.len(), 2, "{entries:?}");
    assert_eq!(entries[0]["target_name"], "Bo Lima");
    assert_eq!(entries[0]["people"], 0);
    assert_eq!(entries[0]["positions"], 1);
    for (field, told) in [
        ("target_name", json!("Cy Lima")),
        ("people", json!(2)),
        ("positions", json!(1)),
        ("manager", json!("Flo Lima")),
    ] {
        assert_eq!(entries[1][field], told);
    }
    assert_eq!(workspace.wrong_reports(), (0, 0));
}

#[actix_web::test]
async fn whoever_stands_at_the_top_leaves_theirs_at_the_top() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = some_people(&workspace, 2).await;
    workspace.reports_to(people[1], people[0]).await.unwrap();
    workspace.leaves(&people[..1]).await.unwrap();
    workspace.set_status(people[0], "inactive");
    assert_eq!(workspace.manager_of(people[1]), None);
    assert!(workspace.moved_up(people[1]));
    assert_eq!(workspace.wrong_reports(), (0, 0));
}

#[actix_web::test]
async fn whoever_has_left_does_not_leave_again_and_whoever_is_here_does_not_come_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = some_people(&workspace, 3).await;
    workspace.reports_to(people[1], people[0]).await.unwrap();
    workspace.is_left_by(&people[1..2]).await;
    assert!(matches!(
        workspace.leaves(&people[1..]).await,
        Err(DbError::Misuse(_))
    ));
    assert!(matches!(
        workspace.comes_back(people[0]).await,
        Err(DbError::Misuse(_))
    ));
    assert_eq!(workspace.wrong_reports(), (0, 0));
}

#[actix_web::test]
async fn whoever_comes_back_reports_to_their_manager_or_to_the_nearest_above_who_is_here() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = some_people(&workspace, 5).await;
    for pair in people[..4].windows(2) {
        workspace.reports_to(pair[1], pair[0]).await.unwrap();
    }
    let [ana, bo, cy, di, eve] = people[..] else {
        panic!("five are here");
    };
    // Their manager is still here.
    workspace.is_left_by(&[di]).await;
    workspace.comes_back(di).await.unwrap();
    assert_eq!(workspace.manager_of(di), Some(cy));
    assert!(!workspace.moved_up(di));
    assert_eq!(workspace.wrong_reports(), (0, 0));
    let before = told(&app, "user.manager_changed").len();
    // Bo and Cy left with them, and Ana is the nearest.
    workspace.is_left_by(&[bo, cy, di]).await;
    workspace.comes_back(di).await.unwrap();
    assert_eq!(workspace.manager_of(di), Some(ana));
    assert!(workspace.moved_up(di));
    assert_eq!(workspace.wrong_reports(), (0, 0));
    let entries = told(&app, "user.manager_changed");
    let manager = json!({ "before": "Cy Lima", "after": "Ana Lima" });
    assert_eq!(entries[before..][0]["manager"], manager);
    assert_eq!(entries.len(), before + 1);
    // Bo is back before Cy, who finds him above.
    workspace.comes_back(bo).await.unwrap();
    workspace.comes_back(cy).await.unwrap();
    assert_eq!(workspace.manager_of(cy), Some(bo));
    assert!(!workspace.moved_up(cy));
    // Nobody above is here any more.
    workspace.reports_to(eve, ana).await.unwrap();
    workspace.is_left_by(&[ana, eve]).await;
    workspace.comes_back(eve).await.unwrap();
    assert_eq!(workspace.manager_of(eve), None);
    assert!(workspace.moved_up(eve));
    assert_eq!(workspace.wrong_reports(), (0, 0));
}

#[actix_web::test]
async fn reports_are_handed_over_to_whoever_is_chosen_wherever_they_are() {
    for chosen in 0..5 {
        let app = TestApp::start();
        let workspace = app.workspace("northwind").await;
        let people = some_people(&workspace, 6).await;
        let [ana, bo, cy, di, eve, flo] = people[..] else {
            panic!("six are here");
        };
        // Ana over Bo over Cy and Di, Cy over Eve, Flo beside them.
        for (who, to) in [(bo, ana), (cy, bo), (di, bo), (eve, cy)] {
            workspace.reports_to(who, to).await.unwrap();
        }
        workspace.set_status(di, "pending");
        let seat = workspace.chart_plans("Planner", Some(bo));
        let to = [ana, cy, di, eve, flo][chosen];
        workspace.hands_over(bo, to).await.unwrap();
        assert_eq!(workspace.wrong_reports(), (0, 0), "to {chosen}");
        for report in [cy, di].into_iter().filter(|report| *report != to) {
            assert_eq!(workspace.manager_of(report), Some(to), "to {chosen}");
            assert!(!workspace.moved_up(report));
        }
        assert_eq!(workspace.seat_above(seat), Some(to));
        let was_below = [cy, di, eve].contains(&to);
        if was_below {
            assert_eq!(workspace.manager_of(to), Some(ana), "to {chosen}");
        }
        assert_eq!(workspace.moved_up(to), was_below);
        let entries = told(&app, "user.reports_moved");
        let number = if [cy, di].contains(&to) { 1 } else { 2 };
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0]["people"], number, "to {chosen}");
        assert_eq!(entries[0]["positions"], 1);
        workspace.is_left_by(&[bo]).await;
        assert_eq!(told(&app, "user.reports_moved").len(), 1, "nobody is left");
    }
}

#[actix_web::test]
async fn nobody_takes_over_who_is_not_here_or_leaves_themselves() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let other = app.workspace("contoso").await;
    let people = some_people(&workspace, 3).await;
    workspace.reports_to(people[1], people[0]).await.unwrap();
    workspace.set_status(people[2], "inactive");
    assert!(matches!(
        workspace.hands_over(people[0], people[0]).await,
        Err(ReportError::Themselves)
    ));
    assert!(matches!(
        workspace.hands_over(people[0], people[2]).await,
        Err(ReportError::ManagerInactive(name)) if name == "Cy Lima"
    ));
    assert!(matches!(
        workspace.hands_over(people[0], other.owner).await,
        Err(ReportError::NoSuchManager)
    ));
    assert!(matches!(
        workspace.hands_over(other.owner, people[0]).await,
        Err(ReportError::Nobody)
    ));
    assert_eq!(workspace.manager_of(people[1]), Some(people[0]));
    assert_eq!(workspace.wrong_reports(), (0, 0));
}
