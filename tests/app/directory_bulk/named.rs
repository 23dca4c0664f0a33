//! Those who are ticked: at once, all or nobody.

use muster::access::{BuiltinRole, Permission};
use muster::types::UserId;

use super::{BULK, LIST, adds_many, agents, entries, gives_many, last_details, send, told_at};
use crate::support::{TestApp, Workspace, recount};

/// Agents, made at once.
fn filled(workspace: &Workspace<'_>, count: usize) -> Vec<UserId> {
    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;
    use muster::db::schema::users;
    let mut connection = workspace.app.database.connection();
    let filling = format!(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
             password_hash, top_role_rank, created_at, activated_at)
         SELECT '{ws}', gen_random_uuid(), 'p' || n || '@x.example', 'p' || n || '@x.example',
             'Person ' || n, 'P', 'active', 'x', 4, now(), now()
         FROM generate_series(1, {count}) AS n;
         INSERT INTO user_roles (workspace_id, user_id, role_id)
         SELECT '{ws}', id, '{role}' FROM users WHERE display_name = 'P';
         INSERT INTO user_presence (workspace_id, user_id, last_seen_at)
         SELECT '{ws}', id, '-infinity' FROM users WHERE display_name = 'P'
         ON CONFLICT DO NOTHING",
        ws = workspace.id,
        role = workspace.role(BuiltinRole::Agent),
    );
    connection.batch_execute(&filling).unwrap();
    recount(&mut connection);
    users::table
        .filter(users::display_name.eq("P"))
        .select(users::id)
        .load(&mut connection)
        .unwrap()
}

#[actix_web::test]
async fn who_is_ticked_gets_the_role_and_the_log_has_each_and_the_whole() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ticked = agents(&northwind, 3).await;
    let supervisor = northwind.role(BuiltinRole::Supervisor);
    let answer = gives_many(&maja, supervisor, &ticked).await;
    answer.leads_to("/northwind/settings/users?notice=people-changed");
    for user in &ticked {
        assert_eq!(northwind.roles_of(*user), [supervisor]);
    }
    assert_eq!(entries(&app, "user.roles_changed"), 3);
    assert_eq!(entries(&app, "user.many_changed"), 1);
    let whole = last_details(&app, "user.many_changed");
    assert_eq!(
        (&whole["what"], &whole["people"]),
        (&"role".into(), &3.into())
    );
}

#[actix_web::test]
async fn owners_oneself_those_above_and_who_has_it_already_are_left_out_and_named() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let sam = northwind.person("Sam Wu", BuiltinRole::Supervisor).await;
    let ada = northwind.member("Ada King", BuiltinRole::Admin).await;
    let bo = northwind.member("Bo Berg", BuiltinRole::Supervisor).await;
    let cleo = northwind.member("Cleo Diaz", BuiltinRole::Agent).await;
    let nora = northwind.nora().await;
    let agent = northwind.role(BuiltinRole::Agent);
    let ticked = [northwind.owner, sam.id, ada, bo, cleo, nora.user];

    let asked = format!(
        "{BULK}?action=role&{}",
        ticked.map(|id| format!("id={id}")).join("&")
    );
    let question = sam.get(&asked).await;
    question.is_ok();
    question.shows("Change the role of 2 people");
    question.shows("Of 6 people, 4 are left out: yourself, 1 owner, 1 who holds more than you do, 1 who hasn’t joined yet.");

    let answer = gives_many(&sam, agent, &ticked).await;
    let told = sam.get(&told_at(&answer)).await;
    told.is_ok();
    told.shows("1 person has another role now.");
    told.shows("5 people left out");
    for name in ["Maja Öberg", "Ada King", "Cleo Diaz"] {
        told.shows(name);
    }
    assert_eq!(northwind.roles_of(bo), [agent]);
    assert_eq!(
        northwind.roles_of(ada),
        [northwind.role(BuiltinRole::Admin)]
    );
    assert_eq!(northwind.owners().active, 1);
    // Owners and others who hold more are in the log by name; all who were left out are in the count.
    assert_eq!(entries(&app, "access.refused"), 2);
    let log = northwind.maja().await.get("/settings/audit").await;
    log.shows("Ada King").shows("Maja Öberg");
    assert_eq!(last_details(&app, "user.many_changed")["skipped"], 4);
    assert_eq!(entries(&app, "user.roles_changed"), 1);
}

#[actix_web::test]
async fn an_id_of_another_workspace_or_of_nobody_changes_nothing() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let other = app.workspace("southwind").await;
    let maja = northwind.maja().await;
    let [ana]: [UserId; 1] = agents(&northwind, 1).await.try_into().unwrap();
    let supervisor = northwind.role(BuiltinRole::Supervisor);
    let foreign = gives_many(&maja, supervisor, &[ana, other.owner]).await;
    foreign.is_a_mistake();
    let nobody = gives_many(&maja, supervisor, &[ana, UserId::new()]).await;
    assert_eq!(foreign.body, nobody.body);
    // Who is here stays chosen.
    foreign
        .shows("Somebody whom you ticked isn't here any more")
        .shows("Change the role of 1 person")
        .shows(&format!("name=\"id\" value=\"{ana}\""))
        .hides(&other.owner.to_string());
    let to = supervisor.to_string();
    let form = [("action", "role"), ("to", to.as_str()), ("id", "x")];
    maja.post(BULK, &form).await.is_a_mistake();
    assert_eq!(
        northwind.roles_of(ana),
        [northwind.role(BuiltinRole::Agent)]
    );
    assert_eq!(entries(&app, "user.many_changed"), 0);
    // In a role or a team it is a mistake by the field.
    let theirs = other.role(BuiltinRole::Agent);
    let answer = gives_many(&maja, theirs, &[ana]).await;
    answer.is_a_mistake();
    answer.shows("The one you chose is gone.");
}

#[actix_web::test]
async fn nobody_and_more_than_500_are_mistakes() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let agent = northwind.role(BuiltinRole::Agent);
    gives_many(&maja, agent, &[])
        .await
        .is_a_mistake()
        .shows("Tick somebody first");
    let many: Vec<UserId> = (0..501).map(|_| UserId::new()).collect();
    let answer = gives_many(&maja, agent, &many).await;
    answer.is_a_mistake().shows("more than 500");
    maja.post(BULK, &[("action", "erase")]).await.is_a_mistake();
    maja.get(&format!("{BULK}?action=erase"))
        .await
        .is_not_found();
    let empty = maja.get(&format!("{BULK}?action=role")).await;
    empty.is_a_mistake();
}

#[actix_web::test]
async fn ownership_and_what_one_doesnt_hold_arent_given_to_many() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let sam = northwind.person("Sam Wu", BuiltinRole::Supervisor).await;
    let ticked = agents(&northwind, 2).await;
    let owner = northwind.role(BuiltinRole::Owner);
    let answer = gives_many(&maja, owner, &ticked).await;
    answer
        .is_a_mistake()
        .shows("Nobody becomes an owner among many");
    let admin = northwind.role(BuiltinRole::Admin);
    gives_many(&sam, admin, &ticked).await.is_forbidden();
    assert_eq!(entries(&app, "access.refused"), 1);
    assert_eq!(
        last_details(&app, "access.refused")["tried"],
        "give_to_many"
    );
    assert_eq!(
        northwind.roles_of(ticked[0]),
        [northwind.role(BuiltinRole::Agent)]
    );
}

#[actix_web::test]
async fn a_role_replaces_several_and_the_question_says_so() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ticked = agents(&northwind, 2).await;
    let custom = northwind.custom_role(&[Permission::ReadAnalytics]);
    northwind.add_role(ticked[0], custom);
    let asked = format!("{BULK}?action=role&id={}&id={}", ticked[0], ticked[1]);
    let question = maja.get(&asked).await;
    question.shows("1 of them has several roles, which this replaces.");
    let agent = northwind.role(BuiltinRole::Agent);
    let answer = gives_many(&maja, agent, &ticked).await;
    told_at(&answer);
    assert_eq!(northwind.roles_of(ticked[0]), [agent]);
}

#[actix_web::test]
async fn they_join_a_team_beside_those_that_they_are_in() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ticked = agents(&northwind, 3).await;
    northwind.team_of("Returns", &ticked[..1]);
    let support = northwind.team_of("Support", &ticked[2..]);
    let answer = adds_many(&maja, support, &ticked).await;
    let told = maja.get(&told_at(&answer)).await;
    told.shows("2 people are in the team now.")
        .shows("1 already in the team");
    assert_eq!(northwind.teams_of(ticked[0]), ["Returns", "Support"]);
    assert_eq!(northwind.teams_of(ticked[1]), ["Support"]);
    assert_eq!(entries(&app, "user.teams_changed"), 2);
}

#[actix_web::test]
async fn they_are_deactivated_and_signed_out() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.person("Ana Lima", BuiltinRole::Agent).await;
    let bo = northwind.member("Bo Berg", BuiltinRole::Agent).await;
    let answer = send(&maja, &[("action", "deactivate")], &[ana.id, bo, maja.id]).await;
    let told = maja.get(&told_at(&answer)).await;
    told.shows("2 people are deactivated.");
    ana.get("/inbox").await.asks_to_sign_in();
    maja.get("/inbox").await.is_ok();
    maja.get(&format!("{LIST}?tab=inactive"))
        .await
        .shows("Bo Berg");
    assert_eq!(entries(&app, "user.deactivated"), 2);
}

#[actix_web::test]
async fn more_than_fit_into_a_request_are_deactivated_by_a_job() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ticked = filled(&northwind, 500);
    let answer = send(&maja, &[("action", "deactivate")], &ticked).await;
    let page = told_at(&answer);
    maja.get(&page).await.shows("0 of 500");
    app.work_now().await;
    maja.get(&page).await.shows("500 people are deactivated.");
    assert_eq!(entries(&app, "user.deactivated"), 500);
    assert_eq!(entries(&app, "user.many_changed"), 1);
    // Strangers are found before.
    let mut one_more = ticked[..60].to_vec();
    one_more.push(UserId::new());
    let answer = send(&maja, &[("action", "deactivate")], &one_more).await;
    answer.is_a_mistake().shows("Somebody whom you ticked");
}

#[actix_web::test]
async fn each_needs_the_right_to_do_it_to_one() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ticked = agents(&northwind, 1).await;
    let reads = northwind.custom_role(&[Permission::ReadUsers, Permission::ReadTeams]);
    let reader = northwind.person_with_role("Rae Kim", reads).await;
    for action in ["role", "team", "deactivate"] {
        let answer = send(&reader, &[("action", action)], &ticked).await;
        answer.is_forbidden();
        let asked = format!("{BULK}?action={action}&id={}", ticked[0]);
        reader.get(&asked).await.is_forbidden();
    }
    reader.get(LIST).await.hides("Change role").shows("Export");
}

#[actix_web::test]
async fn two_at_once_about_the_same_people_end_in_one_of_the_two() {
    let app = TestApp::start();
    let other = app.another_server();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let there = maja.on(&other);
    let ticked = agents(&northwind, 6).await;
    let backwards: Vec<UserId> = ticked.iter().rev().copied().collect();
    let roles = [BuiltinRole::Supervisor, BuiltinRole::Admin].map(|role| northwind.role(role));
    let (one, two) = tokio::join!(
        gives_many(&maja, roles[0], &ticked),
        gives_many(&there, roles[1], &backwards),
    );
    one.has_status(303);
    two.has_status(303);
    let ends: Vec<_> = ticked
        .iter()
        .map(|user| northwind.roles_of(*user))
        .collect();
    assert!(ends.iter().all(|roles| *roles == ends[0]), "{ends:?}");
}
