use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::users;
use muster::types::UserId;
use reqwest::Method;
use serde_json::json;

use super::{adds, borrowed, entries, members_of, page_of, removes, row, team};
use crate::support::{Answer, Person, TestApp};

/// As htmx sends it from a part of the page.
async fn in_place(person: &Person<'_>, path: &str, part: &str, form: &[(&str, String)]) -> Answer {
    let path = format!("/{}{path}", person.slug);
    let request = person
        .request(Method::POST, &path)
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", format!("div#{part}"))
        .form(&borrowed(form));
    Answer::to(request).await
}

#[actix_web::test]
async fn people_are_found_and_added_without_scripts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let nora = workspace.nora().await;
    let returns = team(&maja, "Returns", &[]).await;
    let page = page_of(returns);
    maja.get(&format!("{page}?add_q=an"))
        .await
        .is_ok()
        .shows("Add Ana Lima")
        .hides("In the team");
    maja.get(&format!("{page}?add_q=northwind.example"))
        .await
        .shows(&format!("id=\"found-{}\"", nora.user))
        .shows("Invited");
    maja.get(&format!("{page}?add_q=zzz"))
        .await
        .shows("Nobody who is active or invited fits");
    let form = [
        ("add", ana.to_string()),
        ("add_q", "an".to_owned()),
        ("q", String::new()),
    ];
    maja.post(&format!("{page}/members"), &borrowed(&form))
        .await
        .leads_to(&format!("/northwind{page}?add_q=an&notice=team-saved"));
    maja.get(&format!("{page}?add_q=an"))
        .await
        .shows("In the team")
        .shows("Already in the team.");
    adds(&maja, returns, nora.user).await.has_status(303);
    assert_eq!(members_of(&app, returns).len(), 2);
    removes(&maja, returns, ana).await.has_status(303);
    assert_eq!(members_of(&app, returns), [nora.user]);
    let latest = &entries(&app, "user.teams_changed")[0];
    assert_eq!(
        (&latest["target_name"], &latest["left"]),
        (&json!("Ana Lima"), &json!(["Returns"]))
    );
    // Nothing to do writes nothing.
    removes(&maja, returns, ana).await.has_status(303);
    adds(&maja, returns, nora.user).await.has_status(303);
    assert_eq!(entries(&app, "user.teams_changed").len(), 3);
}

#[actix_web::test]
async fn who_comes_and_goes_is_swapped_in_place() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[]).await;
    let path = format!("{}/members", page_of(returns));
    let version = |number: &str| ("version", number.to_owned());
    let added = in_place(
        &maja,
        &path,
        "found",
        &[
            ("add", ana.to_string()),
            ("add_q", "ana".to_owned()),
            version("1"),
        ],
    )
    .await;
    added
        .is_ok()
        .shows("Ana Lima is in the team now")
        .shows("Already in the team.")
        .shows(&format!("id=\"member-{ana}\""))
        .hides("<main");
    // The form beside may be saved on what came of it,
    in_place(
        &maja,
        &path,
        "members",
        &[("lead", ana.to_string()), version("1")],
    )
    .await
    .is_ok()
    .shows("The team has a new lead")
    .shows("name=\"version\" value=\"2\"");
    // but not where somebody else changed the team before.
    in_place(
        &maja,
        &path,
        "lead",
        &[("lead", String::new()), version("1")],
    )
    .await
    .is_ok()
    .shows("Nobody leads the team now")
    .shows("name=\"version\" value=\"1\"")
    .hides("name=\"version\" value=\"3\"");
    in_place(&maja, &path, "members", &[("remove", ana.to_string())])
        .await
        .is_ok()
        .shows("isn't in the team any more")
        .shows("Nobody is in this team yet");
    in_place(
        &maja,
        &path,
        "members",
        &[("add", UserId::new().to_string())],
    )
    .await
    .is_a_mistake()
    .shows("One of these people isn't here any more");
}

#[actix_web::test]
async fn who_leads_and_is_removed_leads_no_longer() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[ana]).await;
    let path = format!("{}/members", page_of(returns));
    let lead = [("lead", ana.to_string())];
    maja.post(&path, &borrowed(&lead)).await.has_status(303);
    maja.get(&page_of(returns)).await.shows("Leads this team");
    removes(&maja, returns, ana).await.has_status(303);
    assert_eq!(row(&app, returns).unwrap().2, None);
    let changed = &entries(&app, "team.changed")[0];
    assert_eq!(
        changed["lead"],
        json!({ "before": "Ana Lima", "after": "" })
    );
}

#[actix_web::test]
async fn nobody_moves_who_holds_more() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let returns = team(&maja, "Returns", &[maja.id]).await;
    let other = team(&amina, "Sales", &[]).await;
    amina
        .get(&format!("{}?add_q=maja", page_of(other)))
        .await
        .shows("They hold more than you do.");
    adds(&amina, other, maja.id).await.is_forbidden();
    removes(&amina, returns, maja.id).await.is_forbidden();
    let (boss, agent) = (maja.id.to_string(), ana.to_string());
    let both = [("name", "Refunds"), ("member", &boss), ("member", &agent)];
    amina.post(&page_of(other), &both).await.is_forbidden();
    amina.post("/settings/teams", &both).await.is_forbidden();
    // Leaving her out of the list would remove her.
    amina
        .post(
            &page_of(returns),
            &[("name", "Refunds"), ("member", &agent)],
        )
        .await
        .is_forbidden();
    assert_eq!(members_of(&app, returns), [maja.id]);
    assert!(members_of(&app, other).is_empty());
    assert_eq!(row(&app, returns).unwrap().0, "Returns");
    let refused = &entries(&app, "access.refused")[0];
    assert_eq!(
        (&refused["tried"], &refused["limit"]),
        (&json!("change_teams"), &json!("ceiling"))
    );
    // Who is in it already may stay in a list.
    let listed = [
        ("name", "Returns"),
        ("member", boss.as_str()),
        ("member", &agent),
    ];
    amina.post(&page_of(returns), &listed).await.has_status(303);
    assert_eq!(members_of(&app, returns).len(), 2);
}

#[actix_web::test]
async fn members_are_searched_told_apart_and_paged() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut people = Vec::new();
    for number in 1..=120 {
        let name = format!("P{number:03} Person");
        people.push(workspace.member(&name, BuiltinRole::Agent).await);
    }
    let returns = team(&maja, "Returns", &people).await;
    workspace.set_status(people[0], "inactive");
    let page = page_of(returns);
    let first = maja.get(&page).await;
    first
        .is_ok()
        .shows("P001 Person")
        .shows("Deactivated")
        .shows("P050 Person")
        .hides("P051 Person");
    let ways = |answer: &Answer, rel: &str| {
        let (before, _) = answer.body.split_once(&format!("\" rel=\"{rel}\""))?;
        let (_, address) = before.rsplit_once("href=\"/northwind")?;
        Some(address.replace("&amp;", "&"))
    };
    let second = maja.get(&ways(&first, "next").unwrap()).await;
    second
        .is_ok()
        .shows("P051 Person")
        .shows("P100 Person")
        .hides("P101 Person");
    let third = maja.get(&ways(&second, "next").unwrap()).await;
    third.is_ok().shows("P120 Person");
    assert_eq!(ways(&third, "next"), None);
    let back = maja.get(&ways(&third, "prev").unwrap()).await;
    back.is_ok().shows("P051 Person").shows("P100 Person");
    maja.get(&format!("{page}?q=p07"))
        .await
        .shows("P070 Person")
        .shows("P079 Person")
        .hides("P080 Person");
    maja.get(&format!("{page}?q=%25"))
        .await
        .is_ok()
        .shows("Nobody here fits");
    maja.get(&format!("{page}?cursor=nonsense"))
        .await
        .is_ok()
        .shows("P001 Person");
}

/// Invited people go by their address until they tell their name.
#[actix_web::test]
async fn addresses_are_told_only_to_who_may_see_people() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.nora().await;
    let returns = team(&maja, "Returns", &[nora.user]).await;
    let lead = nora.user.to_string();
    maja.post(&page_of(returns), &[("name", "Returns"), ("lead", &lead)])
        .await
        .has_status(303);
    let departments = "/settings/departments";
    maja.post(departments, &[("name", "Care"), ("head", &lead)])
        .await
        .has_status(303);
    let list = maja.get(departments).await;
    let care = list.body.split_once("id=\"department-").unwrap().1;
    let care = format!("{departments}/{}", care.split_once('"').unwrap().0);
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    for page in ["/settings/teams", &page_of(returns), departments, &care] {
        maja.get(page).await.is_ok().shows("nora@northwind.example");
        let hers = ana.get(page).await;
        hers.is_ok()
            .shows("Somebody invited")
            .hides("nora@northwind.example");
    }
}

#[actix_web::test]
async fn members_stand_in_the_order_of_every_other_list() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut members = vec![workspace.nora().await.user];
    for name in ["zoe Kern", "Álvaro Diaz", "Ana Lima", "anabel Berg"] {
        members.push(workspace.member(name, BuiltinRole::Agent).await);
    }
    let page = maja
        .get(&page_of(workspace.team_of("Returns", &members)))
        .await;
    let rows = page.is_ok().body.split("id=\"member-").skip(1);
    let shown: Vec<&str> = rows.filter_map(|row| row.get(..36)).collect();
    let expected = [2, 3, 4, 0, 1].map(|at| members[at].to_string());
    assert_eq!(shown, expected);
}

/// They stand where nobody can tell by the order what their address begins with.
#[actix_web::test]
async fn the_nameless_are_listed_a_page_at_a_time() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    workspace.invited_many(60);
    let invited: Vec<UserId> = users::table
        .filter(users::status.eq("pending"))
        .select(users::id)
        .load(&mut app.database.connection())
        .unwrap();
    let page = page_of(workspace.team_of("Returns", &invited));
    let first = ana.get(&page).await;
    let (_, next) = first.body.split_once("cursor=").unwrap();
    let next = format!("{page}?cursor={}", next.split_once('"').unwrap().0);
    let second = ana.get(&next).await;
    let mut shown: Vec<&str> = Vec::new();
    for part in [&first, &second] {
        part.is_ok().shows("Somebody invited").hides("@northwind");
        let rows = part.body.split("id=\"member-").skip(1);
        shown.extend(rows.filter_map(|row| row.get(..36)));
    }
    shown.sort_unstable();
    shown.dedup();
    assert_eq!(shown.len(), 60);
}
