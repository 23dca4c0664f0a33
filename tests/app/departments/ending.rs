use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::positions;
use muster::types::{DepartmentId, PositionId};

use super::{department, department_of, entries, put_into, tree};
use crate::support::{TestApp, Workspace};

const LIST: &str = "/settings/departments";

fn position(workspace: &Workspace<'_>, department: DepartmentId) -> PositionId {
    let id = PositionId::new();
    diesel::insert_into(positions::table)
        .values((
            positions::workspace_id.eq(workspace.id),
            positions::id.eq(id),
            positions::title.eq("Returns agent"),
            positions::department_id.eq(department),
            positions::created_at.eq(diesel::dsl::now),
        ))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
    id
}

fn department_of_position(workspace: &Workspace<'_>, id: PositionId) -> Option<DepartmentId> {
    positions::table
        .find((workspace.id, id))
        .select(positions::department_id)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn deleting_says_what_it_affects_and_moves_everybody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let care = department(&workspace, "Care", None);
    let returns = department(&workspace, "Returns", Some(care));
    let parcels = department(&workspace, "Parcels", Some(returns));
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bo = workspace.member("Bo Berg", BuiltinRole::Agent).await;
    for person in [ana, bo] {
        put_into(&workspace, person, Some(returns));
    }
    workspace.set_status(bo, "inactive");
    let seat = position(&workspace, returns);
    let delete = format!("{LIST}/{returns}/delete");
    maja.get(&delete)
        .await
        .is_ok()
        .shows("1 active and 1 deactivated people are in it.")
        .shows("The department inside it moves up to Care.")
        .shows("The planned position in it goes where they go.");
    maja.post(&delete, &[("replacement", &parcels.to_string())])
        .await
        .leads_to("/northwind/settings/departments?notice=department-deleted");
    assert_eq!(department_of(&workspace, ana), Some(parcels));
    assert_eq!(department_of(&workspace, bo), Some(parcels));
    assert_eq!(department_of_position(&workspace, seat), Some(parcels));
    assert_eq!(tree(&workspace)["Parcels"].as_deref(), Some("Care"));
    let deleted = &entries(&app, "department.deleted")[0];
    assert_eq!(deleted["target_name"], "Returns");
    assert_eq!(deleted["moved_to"], "Parcels");
    assert_eq!(deleted["people"], 2);
    maja.post(&delete, &[]).await.is_not_found();
    // Into none.
    maja.post(&format!("{LIST}/{parcels}/delete"), &[])
        .await
        .has_status(303);
    assert_eq!(department_of(&workspace, ana), None);
    assert_eq!(department_of_position(&workspace, seat), None);
}

#[actix_web::test]
async fn merging_takes_everything_along() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let care = department(&workspace, "Care", None);
    let returns = department(&workspace, "Returns", Some(care));
    let parcels = department(&workspace, "Parcels", Some(returns));
    let refunds = department(&workspace, "Refunds", Some(care));
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    put_into(&workspace, ana, Some(returns));
    let seat = position(&workspace, returns);
    let merge = format!("{LIST}/{returns}/merge");
    maja.get(&merge)
        .await
        .is_ok()
        .shows("1 active person is in it.");
    for (into, why) in [
        (returns, "its own place"),
        (parcels, "is inside this department"),
        (DepartmentId::new(), "There is no such department here."),
    ] {
        maja.post(&merge, &[("into", &into.to_string())])
            .await
            .is_a_mistake()
            .shows(why);
    }
    maja.post(&merge, &[]).await.is_a_mistake();
    maja.post(&merge, &[("into", &refunds.to_string())])
        .await
        .leads_to("/northwind/settings/departments?notice=department-merged");
    assert_eq!(department_of(&workspace, ana), Some(refunds));
    assert_eq!(department_of_position(&workspace, seat), Some(refunds));
    let tree = tree(&workspace);
    assert_eq!(tree["Parcels"].as_deref(), Some("Refunds"));
    assert!(!tree.contains_key("Returns"));
    let merged = &entries(&app, "department.merged")[0];
    assert_eq!(
        (&merged["into"], &merged["people"]),
        (&"Refunds".into(), &1.into())
    );
}

#[actix_web::test]
async fn a_merge_that_would_nest_too_deep_is_refused() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut lowest = None;
    for number in 1..=10 {
        lowest = Some(department(&workspace, &format!("level {number}"), lowest));
    }
    let other = department(&workspace, "Other", None);
    department(&workspace, "Inside", Some(other));
    maja.post(
        &format!("{LIST}/{other}/merge"),
        &[("into", &lowest.unwrap().to_string())],
    )
    .await
    .is_a_mistake()
    .shows("nest at most 10 deep");
    assert_eq!(tree(&workspace)["Inside"].as_deref(), Some("Other"));
}

#[actix_web::test]
async fn nobody_moves_who_holds_more_than_who_deletes() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let care = department(&workspace, "Care", None);
    let other = department(&workspace, "Other", None).to_string();
    put_into(&workspace, workspace.owner, Some(care));
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let [delete, merge] = ["delete", "merge"].map(|what| format!("{LIST}/{care}/{what}"));
    for question in [&delete, &merge] {
        amina
            .get(question)
            .await
            .is_ok()
            .shows("Maja Öberg is in Care and holds more than you do")
            .hides("<form method=\"post\" action=\"/northwind/settings/departments");
    }
    amina
        .post(&delete, &[("replacement", &other)])
        .await
        .is_forbidden();
    amina.post(&merge, &[("into", &other)]).await.is_forbidden();
    assert_eq!(department_of(&workspace, workspace.owner), Some(care));
    let refused = &entries(&app, "access.refused")[0];
    assert_eq!(refused["tried"], "delete_department");
    assert_eq!(refused["target_name"], "Care");
    put_into(&workspace, workspace.owner, None);
    amina.post(&delete, &[]).await.has_status(303);
}

#[actix_web::test]
async fn another_workspaces_departments_are_not_there() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("contoso").await;
    let maja = workspace.maja().await;
    let theirs = department(&elsewhere, "Theirs", None);
    let ours = department(&workspace, "Ours", None);
    for what in ["delete", "merge"] {
        let page = format!("{LIST}/{theirs}/{what}");
        maja.get(&page).await.is_not_found();
        maja.post(&page, &[("into", &ours.to_string())])
            .await
            .is_not_found();
    }
    let theirs = theirs.to_string();
    maja.post(
        &format!("{LIST}/{ours}/delete"),
        &[("replacement", &theirs)],
    )
    .await
    .is_a_mistake();
    maja.post(&format!("{LIST}/{ours}/merge"), &[("into", &theirs)])
        .await
        .is_a_mistake();
    assert_eq!(tree(&elsewhere).len(), 1);
}

#[actix_web::test]
async fn a_department_of_too_many_to_move_at_once_stays() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let [care, other] = ["Care", "Other"].map(|name| department(&workspace, name, None));
    workspace.invited_many(20_001);
    let sql = format!(
        "UPDATE users SET department_id = '{care}'
         WHERE workspace_id = '{}' AND status = 'pending'",
        workspace.id
    );
    app.database.connection().batch_execute(&sql).unwrap();
    let why = "Too many people are in this department to move them at once.";
    let into = [("into", &*other.to_string())];
    for (what, form) in [("delete", &[][..]), ("merge", &into)] {
        let page = format!("{LIST}/{care}/{what}");
        maja.get(&page).await.is_ok().shows(why);
        maja.post(&page, form).await.is_a_mistake().shows(why);
    }
    assert_eq!(tree(&workspace).len(), 2);
}
