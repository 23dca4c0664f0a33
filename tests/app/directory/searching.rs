use diesel::connection::SimpleConnection;
use muster::access::BuiltinRole;

use super::{LIST, listed};
use crate::support::{Person, TestApp};

async fn found(by: &Person<'_>, q: &str) -> Vec<String> {
    let query = reqwest::Url::parse_with_params("http://x", &[("q", q)]).unwrap();
    let list = by
        .get(&format!("{LIST}?{}", query.query().unwrap_or_default()))
        .await;
    listed(&list.is_ok().body)
}

#[actix_web::test]
async fn somebody_is_found_by_any_part_of_their_names_or_address() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for name in [
        "Ana Lima",
        "Joanna Limberg",
        "José Élan",
        "Bo O'Ana",
        "Percy 100",
    ] {
        workspace.member(name, BuiltinRole::Agent).await;
    }
    app.database
        .connection()
        .batch_execute(
            "UPDATE users SET display_name = 'Per_cent 5%\\' WHERE full_name LIKE 'Percy%'",
        )
        .unwrap();
    for (q, names) in [
        ("lim", vec!["Ana Lima", "Joanna Limberg"]),
        ("LIMA", vec!["Ana Lima"]),
        ("ana  lima", vec!["Ana Lima"]),
        ("anna", vec!["Joanna Limberg"]),
        // Below three letters a word begins with it.
        ("an", vec!["Ana Lima"]),
        ("li", vec!["Ana Lima", "Joanna Limberg"]),
        ("é", vec!["José Élan"]),
        ("jose el", vec!["José Élan"]),
        ("JOSÉ", vec!["José Élan"]),
        ("öberg", vec!["Maja Öberg"]),
        ("oberg", vec!["Maja Öberg"]),
        ("jose@northwind", vec!["José Élan"]),
        // What stands for anything elsewhere is itself.
        ("5%", vec!["Percy 100"]),
        ("r_c", vec!["Percy 100"]),
        ("%", vec![]),
        ("j_s", vec![]),
        ("5%\\", vec!["Percy 100"]),
        ("nobody", vec![]),
    ] {
        assert_eq!(found(&maja, q).await, names, "{q:?}");
    }
    assert!(found(&maja, &"a".repeat(400)).await.is_empty());
    assert_eq!(found(&maja, "   ").await.len(), 6);
    maja.get(&format!("{LIST}?q=a%00")).await.has_status(400);
}

#[actix_web::test]
async fn a_search_is_said_and_goes_along_to_the_other_tabs() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let agent = workspace.role(BuiltinRole::Agent);
    let list = maja
        .get(&format!("{LIST}?q=lima&role={agent}&sort=-seen"))
        .await;
    list.is_ok()
        .shows("Everyone found by “lima”, with the role Agent.")
        .shows(&format!(
            "/northwind/settings/users?tab=inactive&amp;q=lima&amp;role={agent}\""
        ))
        .shows(&format!(
            "/northwind/settings/users?tab=pending&amp;q=lima&amp;role={agent}\""
        ))
        .shows("1–1 of 1");
    workspace.set_status(ana, "inactive");
    let gone = maja.get(&format!("{LIST}?tab=inactive&q=lima")).await;
    assert_eq!(listed(&gone.is_ok().body), ["Ana Lima"]);
    gone.shows("Deactivated people found by “lima”.");
}
