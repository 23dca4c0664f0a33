//! What is done with many at once, again and again.

use diesel::prelude::*;
use muster::db::schema::audit_events;

use super::*;

#[actix_web::test]
async fn those_that_are_left_alone_are_told_of_once_however_many_and_often() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for number in 0..5 {
        let email = format!("p{number}@northwind.example");
        workspace.invited(&email, BuiltinRole::Admin).await;
    }
    app.clock.advance(TimeDelta::days(8));
    let sofia = supervisor(&workspace).await;
    for _ in 0..3 {
        sofia
            .post("/settings/invitations/cancel-expired", &[])
            .await
            .has_status(303);
    }
    let refusals: i64 = audit_events::table
        .filter(audit_events::action.eq("access.refused"))
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(refusals, 1);
    let maja = workspace.maja().await;
    maja.get("/settings/audit")
        .await
        .shows("tried to cancel invitations with the roles");
}
