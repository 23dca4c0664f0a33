use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::{BuiltinRole, Permission as P};
use muster::db::schema::api_keys;
use muster::types::ApiKeyId;

use super::{KEYS, at};
use crate::support::{Answer, TestApp, Workspace};

fn row(page: &Answer, key: ApiKeyId) -> String {
    let (_, row) = page.body.split_once(&format!("id=\"key-{key}\"")).unwrap();
    let row = row.split_once("</tr>").unwrap().0;
    let mut text = String::new();
    let mut is_inside = false;
    for letter in row.chars() {
        match letter {
            '<' => is_inside = true,
            '>' => is_inside = false,
            _ if !is_inside => text.push(letter),
            _ => {}
        }
    }
    text
}

fn set(
    workspace: &Workspace<'_>,
    key: ApiKeyId,
    change: impl AsChangeset<
        Target = api_keys::table,
        Changeset: diesel::query_builder::QueryFragment<diesel::pg::Pg>,
    >,
) {
    diesel::update(api_keys::table.find((workspace.id, key)))
        .set(change)
        .execute(&mut workspace.app.database.connection())
        .unwrap();
}

#[actix_web::test]
async fn a_row_says_what_a_key_may_whose_it_is_and_how_it_stands() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let script = workspace.script_of(
        erik,
        &[P::ReadUsers, P::InviteUsers, P::ReadTeams, P::ReadAudit],
    );
    let page = maja.get(KEYS).await;
    let told = row(page.is_ok(), script.key);
    for words in [
        "Payroll",
        &script.text[..10],
        "Read users, Invite users and 2 more",
        "Erik Windahl",
        "Never used",
        "Never expires",
        "Working",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    page.shows(&format!("href=\"/northwind/settings/users/{erik}\""));
    script.get("/api/me").await.is_ok();
    let told = row(&maja.get(KEYS).await, script.key);
    assert!(told.contains("Used now"), "{told}");
    let now = app.clock.now();
    for (change, words) in [
        (
            (Some(now + TimeDelta::days(3)), None, None),
            "Expires in 2 days",
        ),
        ((None, Some(now), None), "Its maker left"),
        ((Some(now), None, None), "Expired"),
        ((None, None, Some(now)), "Revoked"),
    ] {
        let (expires_at, stopped_at, revoked_at) = change;
        let columns = (
            api_keys::expires_at.eq(expires_at),
            api_keys::stopped_at.eq(stopped_at),
            api_keys::revoked_at.eq(revoked_at),
        );
        set(&workspace, script.key, columns);
        let told = row(&maja.get(KEYS).await, script.key);
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[actix_web::test]
async fn what_was_chosen_and_its_maker_lacks_now_is_said() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let script = workspace.script_of(erik, &[P::ReadUsers, P::DeleteUsers, P::ReadAudit]);
    let told = async || row(&maja.get(KEYS).await, script.key);
    assert!(!told().await.contains("may do less"));
    maja.gives(erik, &[workspace.role(BuiltinRole::Supervisor)])
        .await
        .has_status(303);
    let less = "It may do 1 of these 3 now, because Erik Windahl may do less.";
    assert!(told().await.contains(less), "{}", told().await);
    maja.gives(erik, &[workspace.role(BuiltinRole::Agent)])
        .await
        .has_status(303);
    let nothing = "It may do none of it now, because Erik Windahl may not.";
    assert!(told().await.contains(nothing), "{}", told().await);
}

#[actix_web::test]
async fn what_is_over_lies_below_and_is_gone_after_90_days() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let open = workspace.script_named("Wallboard", workspace.owner);
    let over = workspace.script(&[P::ReadUsers]);
    maja.post(&at(over.key, "revoke"), &[])
        .await
        .has_status(303);
    let page = maja.get(KEYS).await;
    let (above, below) = page.body.split_once("<details").unwrap();
    assert!(above.contains("Wallboard") && below.contains("Payroll"));
    page.shows("1 expired or revoked key");
    app.clock.advance(TimeDelta::days(91));
    let maja = workspace.maja().await;
    let page = maja.get(KEYS).await;
    page.hides("Payroll").hides("<details");
    assert!(row(&page, open.key).contains("Unused for 90 days"));
}

#[actix_web::test]
async fn a_list_of_many_keys_of_one_and_of_many_people_costs_the_same() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for number in 0..20 {
        let name = format!("P{number} Thomas");
        let maker = workspace.member(&name, BuiltinRole::Admin).await;
        workspace.script_of(maker, &[P::ReadUsers, P::OwnWorkspace]);
    }
    let page = maja.get(KEYS).await;
    assert_eq!(page.body.matches("may do less").count(), 20);
    for number in 0..20 {
        page.shows(&format!("P{number} Thomas"));
    }
}

#[actix_web::test]
async fn who_may_not_see_people_is_led_to_none() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let role = workspace.custom_role(&[P::WriteApiKeys]);
    let ana = workspace.person_with_role("Ana Lima", role).await;
    workspace.script(&[P::ReadUsers]);
    ana.get(KEYS)
        .await
        .is_ok()
        .shows("Maja Öberg")
        .shows("<a href=\"/northwind/settings/api-keys\" aria-current=\"page\"")
        .hides("/northwind/settings/users");
    let erik = workspace
        .person("Erik Windahl", BuiltinRole::Supervisor)
        .await;
    erik.get("/settings/users")
        .await
        .hides("/settings/api-keys");
}
