//! Who may not deactivate whom, and who can't be.

use muster::access::BuiltinRole::{Admin, Agent, Owner, Supervisor};
use muster::access::Permission::{ReadUsers, WriteUsers};
use serde_json::json;

use super::{at, entries, status};
use crate::support::TestApp;

#[actix_web::test]
async fn nobody_deactivates_who_isnt_active_themselves_or_the_last_owner() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ada = workspace.person("Ada Berg", Admin).await;
    let ian = workspace.member("Ian Webb", Agent).await;
    workspace.set_status(ian, "inactive");
    let nora = workspace.nora().await;
    let before = app.all_rows();
    for (whom, why) in [
        (ian, "Ian Webb is deactivated already."),
        (nora.user, "Cancel the invitation instead."),
        (ada.id, "Nobody deactivates themselves."),
    ] {
        for answer in [
            ada.get(&at(whom, "deactivate")).await,
            ada.post(&at(whom, "deactivate"), &[]).await,
        ] {
            answer.has_status(409).shows(why);
        }
    }
    maja.post(&at(maja.id, "deactivate"), &[])
        .await
        .has_status(409)
        .shows("Maja Öberg is the only active owner. Make someone else an owner first.");
    assert_eq!(app.all_rows(), before);
}

#[actix_web::test]
async fn the_ceiling_holds_for_everybody_who_is_deactivated() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let olle = workspace.person("Olle Ek", Owner).await;
    workspace.count_owners();
    let roles = [
        (Owner, [true, true, true, true]),
        (Admin, [false, true, true, true]),
        (Supervisor, [false, false, true, true]),
        (Agent, [false, false, false, false]),
    ];
    let mut number = 0;
    for (role, may) in roles {
        let by = match role {
            Owner => olle.on(&app),
            other => workspace.person(&format!("{other:?}-by X"), other).await,
        };
        for (target, may) in [Owner, Admin, Supervisor, Agent].into_iter().zip(may) {
            number += 1;
            let whom = workspace.member(&format!("T{number} X"), target).await;
            workspace.count_owners();
            let asked = by.get(&at(whom, "deactivate")).await;
            let done = by.post(&at(whom, "deactivate"), &[]).await;
            let state = status(&workspace, whom);
            if may {
                asked.is_ok();
                done.has_status(303);
                assert_eq!(state, "inactive", "{role:?} {target:?}");
            } else {
                asked.is_forbidden();
                done.is_forbidden();
                assert_eq!(state, "active", "{role:?} {target:?}");
            }
            // The same for who comes back and for who is deleted.
            workspace.set_status(whom, "inactive");
            workspace.count_owners();
            let back = by.post(&at(whom, "reactivate"), &[]).await;
            back.has_status(if may { 303 } else { 403 });
            workspace.set_status(whom, "inactive");
            workspace.count_owners();
        }
    }
    let tried = entries(&app, "access.refused");
    assert!(
        tried
            .iter()
            .any(|it| it["tried"] == json!("deactivate") && it["limit"] == json!("ceiling"))
    );
}

#[actix_web::test]
async fn reading_alone_and_writing_alone_go_as_far_as_they_go() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let reads = workspace.custom_role(&[ReadUsers]);
    let writes = workspace.custom_role(&[ReadUsers, WriteUsers]);
    let none = workspace.custom_role(&[]);
    let rita = workspace.person_with_role("Rita X", reads).await;
    let wim = workspace.person_with_role("Wim X", writes).await;
    let jo = workspace.person_with_role("Jo Low", none).await;
    let zed = workspace.person_with_role("Zed Low", none).await;
    let returns = workspace.team_of("Returns", &[jo.id]);
    let page = format!("/settings/users/{}", jo.id);
    rita.get(&page).await.is_ok().hides("Deactivate");
    rita.post(&at(jo.id, "deactivate"), &[])
        .await
        .is_forbidden();
    // Who may not change teams isn't offered it, and can't do it along the way.
    wim.get(&at(jo.id, "deactivate"))
        .await
        .is_ok()
        .shows("Only member of Returns")
        .hides("name=\"cover\"");
    let cover = format!("{returns}:{}", zed.id);
    wim.post(&at(jo.id, "deactivate"), &[("cover", &cover)])
        .await
        .is_forbidden();
    assert_eq!(status(&workspace, jo.id), "active");
    wim.post(&at(jo.id, "deactivate"), &[])
        .await
        .has_status(303);
    wim.get(&page)
        .await
        .is_ok()
        .shows("Reactivate")
        .hides(&at(jo.id, "delete"));
}
