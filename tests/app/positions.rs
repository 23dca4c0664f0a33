//! Planned seats of the org chart.

use diesel::prelude::*;
use muster::access::{BuiltinRole::Agent, Granted, Permission, rights::InviteUsers};
use muster::db::schema::{audit_events, departments, positions};
use muster::types::{DepartmentId, PositionId, UserId};

use crate::support::{TestApp, Workspace};

type Planned = (PositionId, String, Option<UserId>, Option<DepartmentId>);

impl Workspace<'_> {
    pub fn planned(&self) -> Vec<Planned> {
        positions::table
            .filter(positions::workspace_id.eq(self.id))
            .order(positions::title)
            .select((
                positions::id,
                positions::title,
                positions::manager_id,
                positions::department_id,
            ))
            .load(&mut self.app.database.connection())
            .unwrap()
    }

    /// Behind the log's back.
    pub fn department(&self, name: &str) -> DepartmentId {
        let id = DepartmentId::new();
        diesel::insert_into(departments::table)
            .values((
                departments::workspace_id.eq(self.id),
                departments::id.eq(id),
                departments::name.eq(name),
                departments::name_key.eq(name.to_lowercase()),
                departments::created_at.eq(diesel::dsl::now),
            ))
            .execute(&mut self.app.database.connection())
            .unwrap();
        id
    }
}

fn actions(app: &TestApp) -> Vec<String> {
    audit_events::table
        .filter(audit_events::action.like("position.%"))
        .order(audit_events::id)
        .select(audit_events::action)
        .load(&mut app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn a_position_is_planned_changed_and_removed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", Agent).await.to_string();
    let care = workspace.department("Care").to_string();
    maja.get("/settings/positions/new?title=Planner")
        .await
        .is_ok()
        .shows("value=\"Planner\"")
        .shows("Care");
    let plan: &[(&str, &str)] = &[
        ("title", "Planner"),
        ("department", &care),
        ("manager", &ana),
    ];
    let chart = "/northwind/settings/org-chart?notice=position-planned";
    maja.post("/settings/positions", plan).await.leads_to(chart);
    let [(id, title, manager, department)] = workspace.planned().try_into().unwrap();
    assert_eq!(title, "Planner");
    assert_eq!(manager.map(|id| id.to_string()), Some(ana.clone()));
    assert_eq!(department.map(|id| id.to_string()), Some(care));

    let page = format!("/settings/positions/{id}");
    maja.get(&page)
        .await
        .is_ok()
        .shows("Ana Lima")
        .shows("name=\"version\" value=\"1\"");
    let changed: &[(&str, &str)] = &[
        ("title", "Lead planner"),
        ("manager", ""),
        ("department", ""),
        ("version", "1"),
    ];
    maja.post(&page, changed)
        .await
        .leads_to("/northwind/settings/org-chart?notice=position-saved");
    assert_eq!(
        workspace.planned(),
        [(id, "Lead planner".to_owned(), None, None)]
    );
    // On what it was before.
    let outdated: &[(&str, &str)] = &[
        ("title", "Roster planner"),
        ("manager", &ana),
        ("version", "1"),
    ];
    maja.post(&page, outdated)
        .await
        .has_status(409)
        .shows("Somebody changed this position meanwhile. Your changes are still here.")
        .shows("value=\"Roster planner\"")
        .shows("Ana Lima")
        .shows("name=\"version\" value=\"2\"");
    let again: &[(&str, &str)] = &[("title", "Lead roster planner"), ("version", "2")];
    maja.post(&page, again).await.has_status(303);
    maja.get(&format!("{page}/delete"))
        .await
        .is_ok()
        .shows("Remove Lead roster planner");
    maja.post(&format!("{page}/delete"), &[])
        .await
        .leads_to("/northwind/settings/org-chart?notice=position-removed");
    assert_eq!(workspace.planned(), []);
    maja.get(&page).await.has_status(404);
    assert_eq!(
        actions(&app),
        [
            "position.planned",
            "position.changed",
            "position.changed",
            "position.removed"
        ]
    );
}

#[actix_web::test]
async fn what_isnt_sent_of_a_position_stays_and_an_odd_version_is_refused() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", Agent).await;
    let care = workspace.department("Care");
    let plan: &[(&str, &str)] = &[
        ("title", "Planner"),
        ("department", &care.to_string()),
        ("manager", &ana.to_string()),
    ];
    maja.post("/settings/positions", plan).await.has_status(303);
    let [(id, ..)] = workspace.planned().try_into().unwrap();
    let page = format!("/settings/positions/{id}");
    for odd in ["x", "1 ", "99999999999"] {
        maja.post(&page, &[("title", "Lead planner"), ("version", odd)])
            .await
            .is_a_mistake()
            .shows("This page is out of date. Open it again.")
            .shows("value=\"Lead planner\"");
    }
    maja.post(&page, &[("title", "Lead planner")])
        .await
        .has_status(303);
    assert_eq!(
        workspace.planned(),
        [(id, "Lead planner".to_owned(), Some(ana), Some(care))]
    );
}

/// So that a form which was opened before doesn't undo it.
#[actix_web::test]
async fn whatever_becomes_of_a_position_is_a_new_version_of_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", Agent).await;
    let plan = [("title", "Planner"), ("manager", &*ana.to_string())];
    maja.post("/settings/positions", &plan)
        .await
        .has_status(303);
    let [(id, ..)] = workspace.planned().try_into().unwrap();
    let key = workspace.id;
    let filling = app.db.tx(move |tx| {
        let by = tx.alone(Granted::<InviteUsers>::operator("test", key))?;
        muster::positions::fill(tx, &by, id, ana).map(|_| ())
    });
    filling.await.unwrap();
    assert_eq!(version(&workspace, id), 2);
    let reopening = app
        .db
        .tx(move |tx| muster::positions::reopen(tx, key, &[ana]));
    reopening.await.unwrap();
    assert_eq!(version(&workspace, id), 3);
    let moving = app
        .db
        .tx(move |tx| muster::positions::move_up(tx, (key, ana), None));
    moving.await.unwrap();
    assert_eq!(version(&workspace, id), 4);
}

fn version(workspace: &Workspace<'_>, id: PositionId) -> i32 {
    positions::table
        .find((workspace.id, id))
        .select(positions::version)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn what_is_wrong_with_a_plan_stands_by_its_field() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let other = app.workspace("contoso").await;
    let maja = workspace.maja().await;
    let (stranger, theirs) = (
        other.owner.to_string(),
        other.department("Sales").to_string(),
    );
    let left = workspace.member("Bo Lima", Agent).await;
    workspace.set_status(left, "inactive");
    let left = left.to_string();
    for (form, says) in [
        (
            [("title", ""), ("manager", ""), ("department", "")],
            "id=\"title-error\"",
        ),
        (
            [
                ("title", "Planner"),
                ("manager", &*stranger),
                ("department", ""),
            ],
            "There is no such person here. Choose again.",
        ),
        (
            [
                ("title", "Planner"),
                ("manager", &*left),
                ("department", ""),
            ],
            "Bo Lima was deactivated, so nobody can report to them.",
        ),
        (
            [
                ("title", "Planner"),
                ("manager", ""),
                ("department", &*theirs),
            ],
            "There is no such department here. Choose again.",
        ),
        (
            [("title", "Planner"), ("manager", "x"), ("department", "")],
            "There is no such person here. Choose again.",
        ),
    ] {
        let answer = maja.post("/settings/positions", &form).await;
        answer.has_status(422).shows(says);
    }
    assert_eq!(workspace.planned(), []);
    assert!(actions(&app).is_empty());
}

#[actix_web::test]
async fn who_sees_nobody_leaves_the_manager_as_it_is() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let role = workspace.custom_role(&[Permission::ReadTeams, Permission::WriteTeams]);
    let tom = workspace.person_with_role("Tom Berg", role).await;
    let maja = workspace.maja().await;
    let owner = workspace.owner.to_string();
    maja.post(
        "/settings/positions",
        &[("title", "Planner"), ("manager", &*owner)],
    )
    .await;
    let [(id, ..)] = workspace.planned().try_into().unwrap();
    let page = format!("/settings/positions/{id}");
    tom.get(&page)
        .await
        .is_ok()
        .shows("Reports to Maja")
        .hides("Find somebody else");
    tom.post(&page, &[("title", "Roster planner"), ("version", "1")])
        .await;
    assert_eq!(
        workspace.planned(),
        [(id, "Roster planner".to_owned(), Some(workspace.owner), None)]
    );
}

#[actix_web::test]
async fn one_that_somebody_is_invited_into_is_planned_no_more() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.post("/settings/positions", &[("title", "Planner")])
        .await;
    let [(id, ..)] = workspace.planned().try_into().unwrap();
    let ana = workspace.member("Ana Lima", Agent).await;
    let filling = async |user| {
        let workspace = workspace.id;
        let filling = app.db.tx(move |tx| {
            let by = tx.alone(Granted::<InviteUsers>::operator("test", workspace))?;
            muster::positions::fill(tx, &by, id, user)
        });
        filling.await
    };
    filling(ana).await.unwrap();
    assert!(filling(workspace.owner).await.is_err());
    for path in [
        format!("/settings/positions/{id}"),
        format!("/settings/positions/{id}/delete"),
    ] {
        maja.get(&path).await.has_status(404);
        maja.post(&path, &[("title", "Mine")]).await.has_status(404);
    }
    let holder: Option<UserId> = positions::table
        .find((workspace.id, id))
        .select(positions::user_id)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(holder, Some(ana));
}
