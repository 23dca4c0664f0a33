//! People as a file.

use diesel::connection::SimpleConnection;
use muster::access::{BuiltinRole, Permission};
use muster::types::UserId;

use super::{BULK, LIST, agents, entries, last_details, send};
use crate::support::{Answer, TestApp, recount};

fn lines(answer: &Answer) -> Vec<Vec<String>> {
    answer.is_ok();
    let body = answer.body.strip_prefix('\u{feff}').unwrap_or(&answer.body);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(body.as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

fn emails(answer: &Answer) -> Vec<String> {
    let lines = lines(answer);
    lines[1..].iter().map(|line| line[0].clone()).collect()
}

#[actix_web::test]
async fn it_says_of_each_what_the_list_and_their_pages_say() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    northwind.team_of("Support", &[ana]);
    northwind.team_of("Care; and more", &[ana]);
    northwind.set_away(ana);
    let file = maja.get(&format!("{LIST}/export")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let name = file.header("content-disposition");
    assert!(
        name.starts_with("attachment; filename=\"northwind-people-20"),
        "{name}"
    );
    let lines = lines(&file);
    assert_eq!(
        lines[0].join(","),
        "email,full_name,display_name,status,roles,teams,department,manager_email,availability,last_seen,joined,beta_access"
    );
    let of_ana = &lines[1];
    assert_eq!(
        of_ana[..9],
        [
            "ana@northwind.example",
            "Ana Lima",
            "Ana Lima",
            "active",
            "Agent",
            "Care; and more; Support",
            "",
            "",
            "away"
        ]
    );
    assert_eq!(of_ana[9], "");
    assert!(of_ana[10].ends_with('Z'), "{}", of_ana[10]);
    assert_eq!(of_ana[11], "no");
    assert_eq!(lines.len(), 3);
    assert_eq!(last_details(&app, "user.exported")["people"], 2);
}

#[actix_web::test]
async fn no_cell_is_a_formula() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let names = [("full_name", "Maja Öberg"), ("display_name", "=1+1")];
    maja.post("/profile", &names).await.has_status(303);
    northwind.team_of("+Support", &[maja.id]);
    let lines = lines(&maja.get(&format!("{LIST}/export")).await);
    assert_eq!(
        (lines[1][2].as_str(), lines[1][5].as_str()),
        ("'=1+1", "'+Support")
    );
}

#[actix_web::test]
async fn it_has_the_tab_and_the_filters_of_the_list() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let bo = northwind.member("Bo Berg", BuiltinRole::Agent).await;
    northwind.nora().await;
    let support = northwind.team_of("Support", &[ana]);
    northwind.set_status(bo, "inactive");
    let agent = northwind.role(BuiltinRole::Agent);
    let get = async |asked: String| maja.get(&format!("{LIST}/export{asked}")).await;
    assert_eq!(
        emails(&get(format!("?role={agent}")).await),
        ["ana@northwind.example"]
    );
    assert_eq!(
        emails(&get(format!("?team={support}")).await),
        ["ana@northwind.example"]
    );
    assert_eq!(
        emails(&get("?tab=inactive".to_owned()).await),
        ["bo@northwind.example"]
    );
    assert_eq!(
        emails(&get("?tab=pending".to_owned()).await),
        ["nora@northwind.example"]
    );
    let nothing = UserId::new();
    assert!(emails(&get(format!("?team={nothing}")).await).is_empty());
    // Who is named, and of those only who is here.
    let other = app.workspace("southwind").await;
    let named = format!("?id={ana}&id={bo}&id={}&id=x", other.owner);
    assert!(emails(&get(named).await).is_empty());
    let named = format!("?id={ana}&id={}", other.owner);
    assert_eq!(emails(&get(named).await), ["ana@northwind.example"]);
}

#[actix_web::test]
async fn a_form_may_ask_for_it_too_and_names_only_who_is_here() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let other = app.workspace("southwind").await;
    let maja = northwind.maja().await;
    let ticked = agents(&northwind, 2).await;
    let export = [("action", "export")];
    assert_eq!(emails(&send(&maja, &export, &ticked).await).len(), 2);
    let foreign = send(&maja, &export, &[ticked[0], other.owner]).await;
    foreign.is_a_mistake();
    send(&maja, &export, &[]).await.is_a_mistake();
    let asked = maja
        .get(&format!("{BULK}?action=export&id={}", ticked[0]))
        .await;
    asked.leads_to(&format!("/northwind{LIST}/export?id={}", ticked[0]));
    assert_eq!(entries(&app, "user.exported"), 1);
}

#[actix_web::test]
async fn more_than_a_batch_comes_whole_and_in_order() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let fill = format!(
        "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
             password_hash, top_role_rank, created_at, activated_at)
         SELECT '{id}', gen_random_uuid(), 'p' || n || '@x.example', 'p' || n || '@x.example',
                'Person ' || lpad(n::text, 5, '0'), 'P', 'active', 'x', 4, now(), now()
         FROM generate_series(1, 2500) AS n",
        id = northwind.id.as_uuid()
    );
    let mut connection = app.database.connection();
    connection.batch_execute(&fill).unwrap();
    recount(&mut connection);
    let lines = lines(&maja.get(&format!("{LIST}/export")).await);
    assert_eq!(lines.len(), 2_502);
    let names: Vec<&String> = lines[2..].iter().map(|line| &line[1]).collect();
    assert!(names.is_sorted() && names.len() == 2_500);
    assert_eq!(last_details(&app, "user.exported")["people"], 2_501);
}

#[actix_web::test]
async fn teams_are_told_to_who_may_see_them() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let role = northwind.custom_role(&[Permission::ReadUsers]);
    let rae = northwind.person_with_role("Rae Kim", role).await;
    northwind.team_of("Support", &[rae.id]);
    let file = rae.get(&format!("{LIST}/export")).await;
    file.hides("Support").shows("Rae Kim");
    let ana = northwind.person("Ana Lima", BuiltinRole::Agent).await;
    ana.get(&format!("{LIST}/export")).await.is_forbidden();
}

#[actix_web::test]
async fn who_is_invited_is_exported_from_their_own_tab() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let tab = format!("{LIST}?tab=pending");
    maja.get(&tab).await.hides("/export");
    northwind.nora().await;
    let offered = "href=\"/northwind/settings/users/export?tab=pending\"";
    maja.get(&tab).await.shows(offered);
    // The file knows no states of an invitation.
    maja.get(&format!("{tab}&status=expired"))
        .await
        .hides("/export");
    let sought = maja.get(&format!("{tab}&q=nora")).await;
    sought.shows("/export?tab=pending&amp;q=nora");
    let file = maja.get(&format!("{LIST}/export?tab=pending&q=nora")).await;
    assert_eq!(emails(&file), ["nora@northwind.example"]);
}
