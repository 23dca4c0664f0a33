//! The list narrowed to some, and in pages.

use diesel::prelude::*;

use super::*;

fn emails(page: &Answer) -> Vec<String> {
    let parts = page.body.split("<strong class=\"entry\">").skip(1);
    parts
        .map(|part| part.split_once('<').unwrap().0.to_owned())
        .collect()
}

fn way(page: &Answer, which: &str) -> Option<String> {
    let (before, _) = page.body.split_once(&format!("rel=\"{which}\""))?;
    let (_, address) = before.rsplit_once("href=\"/northwind").unwrap();
    Some(address.split_once('"').unwrap().0.replace("&amp;", "&"))
}

#[actix_web::test]
async fn a_part_of_an_address_or_a_name_a_role_and_a_status_narrow_the_list() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let gone = workspace
        .invited("sam%1@northwind.example", BuiltinRole::Agent)
        .await;
    app.clock.advance(TimeDelta::days(7));
    workspace
        .invited("Ali_2@northwind.example", BuiltinRole::Agent)
        .await;
    let joined = workspace
        .invited("tove@northwind.example", BuiltinRole::Agent)
        .await;
    workspace.invited(NORA, BuiltinRole::Supervisor).await;
    workspace.joins_now(joined);
    diesel::sql_query(
        "UPDATE users SET full_name = 'Sam_ Osei', display_name = 'Sammy' WHERE email LIKE 'sam%'",
    )
    .execute(&mut app.database.connection())
    .unwrap();
    let maja = workspace.sign_in(maja.id).await;
    let supervisor = workspace.role(BuiltinRole::Supervisor).to_string();
    let [sam, ali, tove] =
        ["sam%1", "Ali_2", "tove"].map(|name| format!("{name}@northwind.example"));
    for (query, found) in [
        ("", vec![NORA, &tove, &ali, &sam]),
        ("q=ALI", vec![&ali]),
        ("q=%25", vec![]),
        ("q=sam%25", vec![&sam]),
        ("q=a__", vec![]),
        ("q=li_2", vec![&ali]),
        ("q=no", vec![NORA, &tove]),
        ("q=ora+BEL", vec![&tove]),
        ("q=m_+os", vec![&sam]),
        ("q=mmy", vec![&sam]),
        ("q=osei", vec![&sam]),
        ("q=os", vec![]),
        ("q=maja", vec![]),
        ("q=ora%40north", vec![NORA]),
        ("q=%5C", vec![]),
        ("status=pending", vec![NORA, &ali]),
        ("status=expired", vec![&sam]),
        ("status=accepted", vec![&tove]),
        ("status=cancelled", vec![]),
        ("role=agent", vec![]),
        ("role=01890000-0000-7000-8000-000000000000", vec![]),
        (&format!("role={supervisor}"), vec![NORA]),
        ("cursor=nonsense", vec![NORA, &tove, &ali, &sam]),
    ] {
        let page = maja.get(&format!("{PENDING}&{query}")).await;
        page.is_ok();
        assert_eq!(emails(&page), found, "{query}");
    }
    let shown = row(&maja.get(PENDING).await, gone);
    assert!(
        shown.contains("Expired") && shown.contains("Sam_ Osei"),
        "{shown}"
    );
    maja.get(&format!("{PENDING}&q=nobody"))
        .await
        .shows("No invitation fits")
        .shows("Show all invitations");
}

#[actix_web::test]
async fn pages_stay_where_they_are_while_rows_come_and_go() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.invited_many(120);
    let first = maja.get(PENDING).await;
    let shown = emails(&first);
    assert_eq!(
        (shown.len(), shown[0].as_str()),
        (50, "p120@northwind.example")
    );
    assert_eq!(way(&first, "prev"), None);
    let second_at = way(&first, "next").unwrap();
    // One comes, and the last one of the first page goes.
    workspace.invited(NORA, BuiltinRole::Agent).await;
    workspace.is_gone(&shown[49]);
    let second = maja.get(&second_at).await;
    let further = emails(&second);
    assert_eq!(
        (further.len(), further[0].as_str()),
        (50, "p70@northwind.example")
    );
    let third = maja.get(&way(&second, "next").unwrap()).await;
    assert_eq!(emails(&third).len(), 20);
    assert_eq!(way(&third, "next"), None);
    let back = maja.get(&way(&third, "prev").unwrap()).await;
    assert_eq!(emails(&back), further);
    let start = maja.get(&way(&back, "prev").unwrap()).await;
    assert_eq!(emails(&start).len(), 50);
    assert_eq!(emails(&start)[49], "p72@northwind.example");
}
