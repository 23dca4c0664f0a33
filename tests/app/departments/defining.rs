use muster::access::{BuiltinRole, Permission};
use muster::types::DepartmentId;

use super::{department, entries, put_into, tree};
use crate::support::TestApp;

const LIST: &str = "/settings/departments";

#[actix_web::test]
async fn a_department_is_made_named_moved_and_headed() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    maja.get(LIST).await.is_ok().shows("No departments yet");
    let made = maja.post(LIST, &[("name", "Care")]).await;
    made.leads_to("/northwind/settings/departments?notice=department-made");
    let care = id_of(&maja.get(LIST).await.body, "Care");
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let returns = [
        ("name", "Returns"),
        ("parent", &care),
        ("head", &sofia.to_string()),
    ];
    maja.post(LIST, &returns).await.has_status(303);
    let list = maja.get(LIST).await;
    list.shows("Care")
        .shows(", inside Care")
        .shows("Sofia Duarte");
    let returns = id_of(&list.body, "Returns");
    let page = format!("{LIST}/{returns}");
    let edited = [
        ("name", "Refunds"),
        ("parent", ""),
        ("head", ""),
        ("version", "1"),
    ];
    maja.post(&page, &edited)
        .await
        .leads_to(&format!("/northwind{page}?notice=department-saved"));
    assert_eq!(tree(&workspace)["Refunds"], None);
    let changed = &entries(&app, "department.changed")[0];
    assert_eq!(changed["name"]["before"], "Returns");
    assert_eq!(changed["parent"]["before"], "Care");
    assert_eq!(changed["head"]["before"], "Sofia Duarte");
    // Nothing more is changed by saving it again, and what isn't sent stays.
    maja.post(&page, &[("name", "Refunds"), ("version", "2")])
        .await
        .has_status(303);
    assert_eq!(entries(&app, "department.changed").len(), 1);
}

/// From the row of a list.
fn id_of(body: &str, name: &str) -> String {
    let row = body
        .split("<tr id=\"department-")
        .find(|row| row.contains(&format!(">{name}</a>")));
    row.unwrap().chars().take(36).collect()
}

#[actix_web::test]
async fn what_is_wrong_stands_by_its_field_with_everything_kept() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let care = department(&workspace, "care", None);
    let taken = maja
        .post(LIST, &[("name", "Care"), ("parent", &care.to_string())])
        .await;
    taken
        .is_a_mistake()
        .shows("Another department has this name.")
        .shows(&format!("<option value=\"{care}\" selected>"));
    let elsewhere = app.workspace("contoso").await;
    let theirs = department(&elsewhere, "theirs", None).to_string();
    let nobody = elsewhere.owner.to_string();
    for parent in [theirs.as_str(), "nonsense"] {
        maja.post(LIST, &[("name", "New"), ("parent", parent)])
            .await
            .is_a_mistake()
            .shows("There is no such department here.");
    }
    for head in [nobody.as_str(), "nonsense"] {
        maja.post(LIST, &[("name", "New"), ("head", head)])
            .await
            .is_a_mistake()
            .shows("There is no such person here.");
    }
    let gone = workspace.member("Ines Moreau", BuiltinRole::Agent).await;
    workspace.set_status(gone, "inactive");
    maja.post(LIST, &[("name", "New"), ("head", &gone.to_string())])
        .await
        .is_a_mistake()
        .shows("Ines Moreau was deactivated");
    maja.post(LIST, &[("name", " ")]).await.is_a_mistake();
    maja.get(&format!("{LIST}/{theirs}")).await.is_not_found();
    maja.post(&format!("{LIST}/{theirs}"), &[("name", "Ours")])
        .await
        .is_not_found();
    assert_eq!(tree(&workspace).len(), 1);
}

#[actix_web::test]
async fn a_department_never_stands_inside_itself_nor_too_deep() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let mut line: Vec<DepartmentId> = Vec::new();
    for number in 1..=10 {
        line.push(department(
            &workspace,
            &format!("level {number}"),
            line.last().copied(),
        ));
    }
    let moves = |of: usize, into: usize| (format!("{LIST}/{}", line[of]), line[into].to_string());
    for (of, into, why) in [
        (0, 0, "inside itself"),
        (0, 1, "is inside this department"),
        (2, 9, "is inside this department"),
    ] {
        let (page, into) = moves(of, into);
        maja.post(&page, &[("name", "Moved"), ("parent", &into)])
            .await
            .is_a_mistake()
            .shows(why);
    }
    let lowest = line[9].to_string();
    maja.post(LIST, &[("name", "Deeper"), ("parent", &lowest)])
        .await
        .is_a_mistake()
        .shows("nest at most 10 deep");
    let (page, into) = moves(9, 3);
    maja.post(&page, &[("name", "level 10"), ("parent", &into)])
        .await
        .has_status(303);
    assert_eq!(tree(&workspace)["level 10"].as_deref(), Some("level 4"));
}

#[actix_web::test]
async fn what_was_typed_on_an_older_version_comes_back() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let page = format!("{LIST}/{}", department(&workspace, "Care", None));
    maja.post(&page, &[("name", "Customer care"), ("version", "1")])
        .await
        .has_status(303);
    let late = maja
        .post(&page, &[("name", "Support"), ("version", "1")])
        .await;
    late.has_status(409)
        .shows("Somebody changed this department meanwhile.")
        .shows("value=\"Support\"")
        .shows("name=\"version\" value=\"2\"");
    maja.post(&page, &[("name", "Support"), ("version", "2")])
        .await
        .has_status(303);
}

#[actix_web::test]
async fn there_is_an_end_to_departments() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for number in 1..500 {
        department(&workspace, &format!("department {number}"), None);
    }
    let maja = workspace.maja().await;
    maja.post(LIST, &[("name", "The last")])
        .await
        .has_status(303);
    maja.post(LIST, &[("name", "One more")])
        .await
        .is_a_mistake()
        .shows("at most 500 departments");
    maja.get(LIST).await.is_ok();
}

#[actix_web::test]
async fn a_head_is_found_without_scripts_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    let care = department(&workspace, "Care", None).to_string();
    let found = maja
        .get(&format!(
            "{LIST}/new?name=Returns&parent={care}&head=&head_q=sofi"
        ))
        .await;
    found
        .is_ok()
        .shows("Sofia Duarte")
        .shows("value=\"Returns\"")
        .shows(&format!("<option value=\"{care}\" selected>"));
    let found = maja
        .get(&format!(
            "{LIST}/{care}?name=Carers&version=1&head_q=nobodyis"
        ))
        .await;
    found.shows("value=\"Carers\"").shows("Nobody else fits");
}

#[actix_web::test]
async fn who_may_look_sees_facts_and_who_sees_no_users_finds_none() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let care = department(&workspace, "Care", None);
    let page = format!("{LIST}/{care}");
    let jonas = workspace.person("Jonas Weber", BuiltinRole::Agent).await;
    put_into(&workspace, jonas.id, Some(care));
    jonas
        .get(LIST)
        .await
        .is_ok()
        .hides("New department")
        .hides("department-form");
    jonas
        .get(&page)
        .await
        .is_ok()
        .shows("1 person")
        .hides("Save changes")
        .hides("settings/users?department");
    jonas.post(&page, &[("name", "Mine")]).await.is_forbidden();
    let writes = [Permission::ReadTeams, Permission::WriteTeams];
    let role = workspace.custom_role(&writes);
    let leila = workspace.person_with_role("Leila Haddad", role).await;
    let sought = leila
        .get(&format!("{page}?name=Care&version=1&head_q=jonas"))
        .await;
    sought.is_ok().hides("Jonas Weber");
    leila
        .post(&page, &[("name", "Carers"), ("version", "1")])
        .await
        .has_status(303);
}

#[actix_web::test]
async fn the_list_counts_active_people_with_those_further_inside() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let care = department(&workspace, "Care", None);
    let returns = department(&workspace, "Returns", Some(care));
    for (name, place) in [
        ("Ana Lima", care),
        ("Bo Berg", returns),
        ("Cleo Diaz", returns),
    ] {
        let user = workspace.member(name, BuiltinRole::Agent).await;
        put_into(&workspace, user, Some(place));
        if name == "Cleo Diaz" {
            workspace.set_status(user, "inactive");
        }
    }
    let list = maja.get(LIST).await;
    let count = |id: DepartmentId| format!("department={id}\">");
    let number = |id: DepartmentId| {
        let (_, rest) = list.body.split_once(&count(id)).unwrap();
        rest.chars().next().unwrap()
    };
    assert_eq!((number(care), number(returns)), ('2', '1'));
}
