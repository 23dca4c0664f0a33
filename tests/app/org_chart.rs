//! Who reports to whom, drawn, as a list and as a file.

pub mod company;
mod opening;
mod scale;

use diesel::prelude::*;
use muster::access::BuiltinRole::{Agent, Supervisor};
use muster::access::Permission;
use muster::db::schema::users;

use crate::support::TestApp;
use company::ten;

const CHART: &str = "/settings/org-chart";

#[actix_web::test]
async fn it_shows_names_departments_and_who_is_away_and_no_address() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    let ana = workspace.person("Ana Lima", Agent).await;
    for address in [CHART, "/settings/org-chart?view=list"] {
        let page = ana.get(address).await;
        page.is_ok()
            .shows("Who reports to whom. 9 people, 1 open position.")
            .shows("Amina Khatun")
            .shows("Customer care")
            .shows("Away until Mon 23 Nov")
            .shows("Invited")
            .shows("Planner")
            .hides("@northwind.example")
            .hides("/settings/users")
            .hides("/settings/positions")
            .hides("/settings/invitations");
    }
    let maja = workspace.maja().await;
    let page = maja.get(CHART).await;
    page.shows(&format!(
        "href=\"/northwind/settings/users/{}\"",
        people.amina
    ))
    .shows(&format!(
        "href=\"/northwind/settings/positions/{}\"",
        people.planner
    ))
    .shows(&format!(
        "/settings/invitations/new?position={}",
        people.planner
    ))
    .shows("Plan a position")
    .hides("@northwind.example\"");
    let planner = workspace.custom_role(&[Permission::ReadTeams, Permission::InviteUsers]);
    let bo = workspace.person_with_role("Bo Berg", planner).await;
    bo.get(CHART)
        .await
        .shows("Invite someone")
        .hides("/settings/positions");
}

#[actix_web::test]
async fn the_list_says_all_of_it_in_words() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    let maja = workspace.maja().await;
    let list = maja.get("/settings/org-chart?view=list").await;
    list.shows("Customer care, reports: 3")
        .shows("Operations, open positions: 1")
        .shows("Open position")
        .shows("Away until Mon 23 Nov")
        .shows("Hide who reports to Amina Khatun")
        .shows("aria-expanded=\"true\"");
    let closed = format!("/settings/org-chart?view=list&closed={}", people.amina);
    maja.get(&closed)
        .await
        .shows("Show the 3 people who report to Amina Khatun")
        .shows("aria-expanded=\"false\"")
        .hides("Jonas Lindqvist");
}

#[actix_web::test]
async fn who_has_left_is_not_in_it_and_who_has_no_name_yet_stays_without_address() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    workspace.set_status(people.jonas, "inactive");
    diesel::update(users::table.find((workspace.id, people.sofia)))
        .set((
            users::status.eq("pending"),
            users::full_name.eq(None::<String>),
            users::display_name.eq(None::<String>),
        ))
        .execute(&mut app.database.connection())
        .unwrap();
    let maja = workspace.maja().await;
    maja.get(CHART)
        .await
        .shows("Somebody invited")
        .hides("Jonas Lindqvist")
        .hides("Sofia")
        .hides(&format!("{}@northwind.example", people.sofia));
}

#[actix_web::test]
async fn who_stands_nowhere_is_named_below_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.get(CHART)
        .await
        .shows("Nobody reports to anybody yet")
        .shows("1 person reports to nobody yet")
        .shows("Their manager is chosen on their page.");
    let people: Vec<String> = (1..=12)
        .map(|index| format!("Ada Obi {index:02}"))
        .collect();
    let people: Vec<_> = people.iter().map(|name| (name.as_str(), None)).collect();
    workspace.hire(&people);
    let ana = workspace.person("Zoë Lima", Agent).await;
    workspace.hire(&[("Bo Berg", Some(workspace.owner))]);
    maja.get(CHART)
        .await
        .shows("13 people report to nobody yet")
        .shows(">Ada Obi 06</a>")
        .hides("Ada Obi 07")
        .shows("and 7 more");
    ana.get(CHART)
        .await
        .shows("13 people report to nobody yet")
        .hides("Ada Obi 06</a>")
        .hides("Their manager is chosen");
}

#[actix_web::test]
async fn a_manager_of_nobody_but_a_planned_position_stands_in_it() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    workspace.chart_plans("Planner", Some(workspace.owner));
    workspace.chart_plans("Adviser", None);
    let maja = workspace.maja().await;
    maja.get("/settings/org-chart?view=list")
        .await
        .shows("1 person, 2 open positions")
        .shows("open positions: 1")
        .shows("Adviser")
        .hides("to nobody yet");
}

#[actix_web::test]
async fn people_are_found_by_name_among_those_in_the_chart() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    workspace.hire(&[("Jonas Nowhere", None)]);
    let other = app.workspace("southwind").await;
    other.hire(&[("Jonas Elsewhere", Some(other.owner))]);
    let ana = workspace.person("Ana Lima", Agent).await;
    let find = "/settings/org-chart/people?q=";
    let found = ana.get(&format!("{find}JONAS")).await;
    found
        .is_ok()
        .shows(&format!(
            "/northwind/settings/org-chart?at={}",
            people.jonas
        ))
        .shows("Jonas Lindqvist")
        .shows("Customer care")
        .hides("Nowhere")
        .hides("Elsewhere")
        .hides("@");
    let in_list = ana.get(&format!("{find}jonas&view=list")).await;
    in_list.shows("&amp;view=list");
    for nobody in ["northwind.example", "%25", "___", "zzz"] {
        ana.get(&format!("{find}{nobody}"))
            .await
            .is_ok()
            .shows("Nobody in the chart fits")
            .hides("?at=");
    }
    assert_eq!(ana.get(find).await.body, "");
    // Without scripts the page itself shows who was found.
    ana.get("/settings/org-chart?q=jonas")
        .await
        .shows(&format!("?at={}", people.jonas))
        .shows("value=\"jonas\"");
}

#[actix_web::test]
async fn open_positions_are_found_by_title_and_lead_to_whom_they_are_planned_below() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    let adviser = workspace.chart_plans("Adviser of planners", None);
    let other = app.workspace("southwind").await;
    other.chart_plans("Planner elsewhere", None);
    let erik = workspace.seat_above(people.planner).unwrap();
    let ana = workspace.person("Ana Lima", Agent).await;
    ana.get("/settings/org-chart/people?q=PLANNER")
        .await
        .is_ok()
        .shows("Open position")
        .shows(&format!("?at={erik}#position-{}", people.planner))
        .shows(&format!("org-chart#position-{adviser}"))
        .hides("elsewhere");
    for shown in ["", "&view=list"] {
        ana.get(&format!("{CHART}?at={erik}{shown}"))
            .await
            .shows(&format!("id=\"position-{}\"", people.planner))
            .shows(&format!("id=\"position-{adviser}\""));
    }
}

#[actix_web::test]
async fn who_moved_up_is_marked_on_the_card_and_in_the_list() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    let maja = workspace.maja().await;
    let why = "reports one level further up because their manager left";
    let file = "/settings/org-chart/svg";
    for address in [CHART, "/settings/org-chart?view=list", file] {
        maja.get(address).await.hides("Moved up").hides(why);
    }
    diesel::update(users::table.find((workspace.id, people.jonas)))
        .set(users::moved_up_at.eq(diesel::dsl::now))
        .execute(&mut app.database.connection())
        .unwrap();
    for address in [CHART, "/settings/org-chart?view=list", file] {
        maja.get(address).await.shows("Moved up").shows(why);
    }
}

#[actix_web::test]
async fn a_file_is_the_drawing_alone_with_names_escaped() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = ten(&workspace);
    let hostile = "<b>&\" onload='x'";
    workspace.hire(&[(hostile, Some(people.jonas))]);
    let maja = workspace.person("Ana Lima", Supervisor).await;
    let file = maja.get("/settings/org-chart/svg").await;
    file.is_ok()
        .shows("&lt;b&gt;&amp;&quot; onload='x'")
        .shows("Amina Khatun")
        .shows("fill=\"#ffffff\"")
        .hides("<b>")
        .hides("<script")
        .hides("href")
        .hides("class=")
        .hides("style")
        .hides("url(");
    assert_eq!(file.header("content-type"), "image/svg+xml");
    let disposition = file.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"northwind-org-chart-20"),
        "{disposition}"
    );
    assert_eq!(file.body.matches("http").count(), 1, "its own name space");
    let closed = format!("/settings/org-chart/svg?closed={}", people.amina);
    maja.get(&closed).await.shows("+3").hides("Jonas Lindqvist");
}
