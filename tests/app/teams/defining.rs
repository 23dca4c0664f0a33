use diesel::connection::SimpleConnection;
use muster::access::{BuiltinRole, Permission as P};
use muster::types::{TeamId, UserId};
use serde_json::json;

use super::{entries, members_of, page_of, row, team};
use crate::support::TestApp;

#[actix_web::test]
async fn a_workspace_without_teams_says_what_they_are_for() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (maja, agent) = (
        workspace.maja().await,
        workspace.person("Ana Lima", BuiltinRole::Agent).await,
    );
    let list = "/settings/teams";
    maja.get(list)
        .await
        .is_ok()
        .shows("No team yet")
        .shows("A team is a few people who share their work")
        .shows("New team");
    agent.get(list).await.is_ok().hides("New team");
}

#[actix_web::test]
async fn a_team_is_made_and_stands_in_the_list() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[ana]).await;
    assert_eq!(members_of(&app, returns), [ana]);
    maja.get("/settings/teams")
        .await
        .is_ok()
        .shows(&format!("id=\"team-{returns}\""))
        .shows("Returns")
        .shows("Round robin")
        .shows("Nobody");
    maja.get(&page_of(returns))
        .await
        .is_ok()
        .shows("Conversations go to the members in turn.")
        .shows("It applies once there are conversations.")
        .shows(&format!("id=\"member-{ana}\""))
        .shows("Available");
    let made = &entries(&app, "team.created")[0];
    assert_eq!(
        (&made["target_name"], &made["strategy"]),
        (&json!("Returns"), &json!("Round robin"))
    );
    let joined = &entries(&app, "user.teams_changed")[0];
    assert_eq!(joined["target_name"], "Ana Lima");
    assert_eq!(
        (&joined["joined"], &joined["left"]),
        (&json!(["Returns"]), &json!([]))
    );
    maja.get("/settings/audit")
        .await
        .shows("made the team")
        .shows("to the team Returns");
}

#[actix_web::test]
async fn a_form_with_mistakes_comes_back_with_everything_typed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    team(&maja, "Returns", &[]).await;
    let list = "/settings/teams";
    maja.post(list, &[("name", " "), ("strategy", "manual")])
        .await
        .is_a_mistake()
        .shows("value=\"manual\" checked");
    maja.post(list, &[("name", "ＲＥＴＵＲＮＳ")])
        .await
        .is_a_mistake()
        .shows("Another team has this name.");
    maja.post(list, &[("name", "Sales"), ("strategy", "loudest_first")])
        .await
        .is_a_mistake()
        .shows("Choose one of these.");
    for stranger in [UserId::new().to_string(), "ana".to_owned()] {
        maja.post(list, &[("name", "Sales"), ("member", &stranger)])
            .await
            .is_a_mistake()
            .shows(
                "One of these people isn&#39;t here any more."
                    .replace("&#39;", "'")
                    .as_str(),
            )
            .shows("value=\"Sales\"");
    }
    assert_eq!(entries(&app, "team.created").len(), 1);
}

#[actix_web::test]
async fn a_team_is_renamed_and_gets_a_strategy_and_a_lead() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[ana]).await;
    let page = page_of(returns);
    let lead = ana.to_string();
    let form = [
        ("name", "Refunds"),
        ("strategy", "manual"),
        ("lead", &lead),
        ("version", "1"),
    ];
    maja.post(&page, &form)
        .await
        .leads_to(&format!("/northwind{page}?notice=team-saved"));
    let changed = (Some("manual".to_owned()), Some(ana), 2);
    let (name, strategy, lead_now, version) = row(&app, returns).unwrap();
    assert_eq!(
        (name.as_str(), (strategy, lead_now, version)),
        ("Refunds", changed)
    );
    let entry = &entries(&app, "team.changed")[0];
    assert_eq!(
        entry["name"],
        json!({ "before": "Returns", "after": "Refunds" })
    );
    assert_eq!(entry["strategy"]["after"], "Manual");
    assert_eq!(entry["lead"], json!({ "before": "", "after": "Ana Lima" }));
    maja.get("/settings/teams")
        .await
        .shows("Ana Lima")
        .shows("Manual");
    // What changes nothing writes nothing, and what isn't sent stays.
    maja.post(&page, &[("name", "Refunds"), ("version", "2")])
        .await
        .has_status(303);
    assert_eq!(row(&app, returns).unwrap().3, 2);
    assert_eq!(entries(&app, "team.changed").len(), 1);
    maja.post(
        &page,
        &[("name", "Refunds"), ("strategy", ""), ("lead", "")],
    )
    .await
    .has_status(303);
    assert_eq!(
        row(&app, returns).unwrap(),
        ("Refunds".to_owned(), None, None, 3)
    );
}

#[actix_web::test]
async fn only_a_member_who_is_there_leads() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let bob = workspace.member("Bob Marsh", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[bob]).await;
    workspace.set_status(bob, "inactive");
    let page = page_of(returns);
    for (lead, why) in [
        (ana.to_string(), "Only a member leads a team."),
        (UserId::new().to_string(), "Only a member leads a team."),
        ("ana".to_owned(), "Only a member leads a team."),
        (bob.to_string(), "Bob Marsh was deactivated"),
    ] {
        maja.post(&page, &[("name", "Typed"), ("lead", &lead)])
            .await
            .is_a_mistake()
            .shows(why)
            .shows("value=\"Typed\"");
    }
    assert_eq!(row(&app, returns).unwrap().2, None);
}

#[actix_web::test]
async fn an_outdated_form_comes_back_once_and_is_saved_then() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let returns = team(&maja, "Returns", &[]).await;
    let page = page_of(returns);
    maja.post(&page, &[("name", "Refunds"), ("version", "1")])
        .await
        .has_status(303);
    maja.post(&page, &[("name", "Claims"), ("version", "1")])
        .await
        .has_status(409)
        .shows("Somebody changed this team meanwhile.")
        .shows("value=\"Claims\"")
        .shows("name=\"version\" value=\"2\"");
    assert_eq!(row(&app, returns).unwrap().0, "Refunds");
    maja.post(&page, &[("name", "Claims"), ("version", "none")])
        .await
        .is_a_mistake()
        .shows("This page is out of date. Open it again.");
}

#[actix_web::test]
async fn a_script_says_who_is_in_it_and_a_form_touches_whom_it_showed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut people = Vec::new();
    for name in ["Ana Lima", "Bob Marsh", "Carol Reyes", "Dora Klein"] {
        people.push(workspace.member(name, BuiltinRole::Agent).await);
    }
    let [ana, bob, carol, dora] = people.try_into().unwrap();
    let returns = team(&maja, "Returns", &[ana, bob]).await;
    let page = page_of(returns);
    let ids = [ana, bob, carol, dora].map(|user: UserId| user.to_string());
    let [a, b, c, d] = ids.each_ref().map(String::as_str);
    let send = async |fields: &[(&str, &str)]| {
        let form: Vec<_> = [("name", "Returns")]
            .iter()
            .chain(fields)
            .copied()
            .collect();
        maja.post(&page, &form).await.has_status(303);
        members_of(&app, returns)
    };
    assert_eq!(send(&[]).await, [ana, bob]);
    assert_eq!(send(&[("member", b), ("member", c)]).await, [bob, carol]);
    // Carol wasn't shown, so she stays.
    assert_eq!(send(&[("had", b), ("member", d)]).await, [carol, dora]);
    assert_eq!(send(&[("had", d)]).await, [carol]);
    maja.post(&page, &[("name", "Returns"), ("lead", c)])
        .await
        .has_status(303);
    assert_eq!(send(&[("member", a)]).await, [ana]);
    assert_eq!(row(&app, returns).unwrap().2, None, "who led it is gone");
    assert_eq!(send(&[("member", "")]).await, Vec::<UserId>::new());
    let changes = entries(&app, "user.teams_changed");
    assert_eq!(changes[0]["left"], json!(["Returns"]));
}

#[actix_web::test]
async fn there_are_at_most_200_teams() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sql = format!(
        "INSERT INTO teams (workspace_id, id, name, name_key, created_at)
         SELECT '{}', gen_random_uuid(), 'T' || n, 't' || n, now() FROM generate_series(1, 199) AS n",
        workspace.id
    );
    app.database.connection().batch_execute(&sql).unwrap();
    team(&maja, "Last", &[]).await;
    maja.post("/settings/teams", &[("name", "One more")])
        .await
        .is_a_mistake()
        .shows("A workspace has at most 200 teams.");
}

#[actix_web::test]
async fn who_only_reads_sees_a_team_and_no_way_to_change_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[ana.id, maja.id]).await;
    let page = page_of(returns);
    ana.get(&page)
        .await
        .is_ok()
        .shows("Maja Öberg")
        .shows("Conversations go to the members in turn.")
        .hides("maja@northwind.example")
        .hides("Delete team")
        .hides("Save team")
        .hides("Add people")
        .hides("Remove");
    // Nobody finds out by what an address fits, either.
    ana.get(&format!("{page}?q=northwind.example"))
        .await
        .is_ok()
        .hides(&format!("member-{}", maja.id));
    // A role that changes teams and sees no people looks nobody up.
    let role = workspace.custom_role(&[P::ReadTeams, P::WriteTeams]);
    let keeper = workspace.person_with_role("Kim Berg", role).await;
    keeper
        .get(&format!("{page}?add_q=maja"))
        .await
        .is_ok()
        .shows("Save team")
        .hides("found-")
        .hides("maja@northwind.example");
}

#[actix_web::test]
async fn teams_of_another_workspace_are_nowhere() {
    let app = TestApp::start();
    let (here, there) = (
        app.workspace("northwind").await,
        app.workspace("southwind").await,
    );
    let (maja, other) = (here.maja().await, there.maja().await);
    let theirs = team(&other, "Returns", &[]).await;
    for id in [
        theirs.to_string(),
        TeamId::new().to_string(),
        "returns".to_owned(),
    ] {
        let page = format!("/settings/teams/{id}");
        maja.get(&page).await.is_not_found();
        maja.get(&format!("{page}/delete")).await.is_not_found();
        for path in [
            page.clone(),
            format!("{page}/members"),
            format!("{page}/delete"),
        ] {
            maja.post(&path, &[("name", "Mine")]).await.is_not_found();
        }
    }
    let stranger = other.id.to_string();
    let ours = team(&maja, "Returns", &[]).await;
    maja.post(
        &page_of(ours),
        &[("name", "Returns"), ("member", &stranger)],
    )
    .await
    .is_a_mistake();
    assert_eq!(row(&app, theirs).unwrap().0, "Returns");
    assert!(members_of(&app, ours).is_empty());
}
