//! What somebody is to be in who hasn't come yet, changed.

use super::*;
use crate::support::Invited;

async fn save(by: &Person<'_>, invited: Invited, form: &[(&str, &str)]) -> Answer {
    by.post(&invited.at(""), form).await
}

#[actix_web::test]
async fn teams_and_department_are_changed_with_the_roles() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.nora().await;
    let support = workspace.team_of("Support", &[nora.user]).to_string();
    let returns = workspace.team_of("Returns", &[]).to_string();
    let care = workspace.department("Customer care").to_string();
    let [agent, supervisor] =
        [BuiltinRole::Agent, BuiltinRole::Supervisor].map(|role| workspace.role(role).to_string());
    let page = maja.get(&nora.at("")).await;
    page.is_ok()
        .shows(&format!("value=\"{support}\" checked"))
        .shows("name=\"had_department\" value=\"\"");
    let form = [
        ("role", supervisor.as_str()),
        ("had", &agent),
        ("team", &returns),
        ("had_team", ""),
        ("had_team", &support),
        ("department", &care),
        ("had_department", ""),
    ];
    save(&maja, nora, &form).await.has_status(303);
    assert_eq!(workspace.teams_of(nora.user), ["Returns"]);
    assert_eq!(workspace.department_of(nora.user).unwrap(), "Customer care");
    assert_eq!(
        workspace.roles_of(nora.user),
        [workspace.role(BuiltinRole::Supervisor)]
    );
    let teams = &told(&app, "user.teams_changed")[0];
    assert_eq!(
        (&teams["joined"], &teams["left"]),
        (&json!(["Returns"]), &json!(["Support"]))
    );
    assert_eq!(
        told(&app, "user.department_changed")[0]["department"]["after"],
        "Customer care"
    );
    // A script that says nothing of them leaves them alone.
    save(&maja, nora, &[("role", &agent)]).await.has_status(303);
    assert_eq!(workspace.teams_of(nora.user), ["Returns"]);
    assert_eq!(workspace.department_of(nora.user).unwrap(), "Customer care");
    // Unticking the last one and choosing none takes them out.
    let none = [
        ("role", agent.as_str()),
        ("had_team", ""),
        ("had_team", &returns),
        ("department", ""),
        ("had_department", &care),
    ];
    save(&maja, nora, &none).await.has_status(303);
    assert_eq!(workspace.teams_of(nora.user), [""; 0]);
    assert_eq!(workspace.department_of(nora.user), None);
    // And the same again writes nothing.
    let written = (
        told(&app, "user.teams_changed"),
        told(&app, "user.department_changed"),
    );
    let same = [
        ("role", agent.as_str()),
        ("had_team", ""),
        ("department", ""),
        ("had_department", ""),
    ];
    save(&maja, nora, &same).await.has_status(303);
    assert_eq!(
        (
            told(&app, "user.teams_changed"),
            told(&app, "user.department_changed")
        ),
        written
    );
}

#[actix_web::test]
async fn what_isnt_there_or_was_changed_meanwhile_changes_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.nora().await;
    workspace.team_of("Support", &[nora.user]);
    let returns = workspace.team_of("Returns", &[]).to_string();
    let care = workspace.department("Customer care").to_string();
    let theirs = elsewhere.team_of("Theirs", &[]).to_string();
    let their_department = elsewhere.department("Theirs").to_string();
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let supervisor = workspace.role(BuiltinRole::Supervisor).to_string();
    for (fields, status, words) in [
        (
            vec![("team", theirs.as_str())],
            422,
            "One of these teams is gone.",
        ),
        (
            vec![("team", "support")],
            422,
            "One of these teams is gone.",
        ),
        (
            vec![("department", &their_department)],
            422,
            "There is no such department here.",
        ),
        (
            vec![("department", "care")],
            422,
            "This department is gone.",
        ),
        (
            vec![("team", &returns), ("had_team", "")],
            409,
            "Somebody else changed these teams meanwhile.",
        ),
        (
            vec![("department", ""), ("had_department", &care)],
            409,
            "Somebody else changed this department meanwhile.",
        ),
    ] {
        // What was typed beside it stays typed, and isn't saved.
        let form = [vec![("role", supervisor.as_str()), ("had", &agent)], fields].concat();
        let page = save(&maja, nora, &form).await;
        page.has_status(status)
            .shows(words)
            .shows(&format!("value=\"{supervisor}\" checked"));
    }
    assert_eq!(workspace.teams_of(nora.user), ["Support"]);
    assert_eq!(
        workspace.roles_of(nora.user),
        [workspace.role(BuiltinRole::Agent)]
    );
}

#[actix_web::test]
async fn who_may_not_see_teams_leaves_them_alone() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let (lea, role) = without_teams(&workspace).await;
    let reader = role.parse().unwrap();
    let nora = workspace.invited_with("nora@x.example", reader, true).await;
    let support = workspace.team_of("Warehouse", &[nora.user]).to_string();
    let care = workspace.department("Customer care").to_string();
    lea.get(&nora.at(""))
        .await
        .is_ok()
        .shows("Save invitation")
        .hides("Warehouse")
        .hides("Customer care");
    for (field, value) in [("team", &support), ("department", &care)] {
        let form = [("role", role.as_str()), (field, value)];
        save(&lea, nora, &form)
            .await
            .is_a_mistake()
            .hides("Customer care</option>");
    }
    save(&lea, nora, &[("role", &role)]).await.has_status(303);
    assert_eq!(workspace.teams_of(nora.user), ["Warehouse"]);
}

#[actix_web::test]
async fn nobody_moves_somebody_who_is_offered_more_than_they_hold() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let sofia = workspace
        .person("Sofia Duarte", BuiltinRole::Supervisor)
        .await;
    let admin = workspace.role(BuiltinRole::Admin);
    let nora = workspace.invited_with("nora@x.example", admin, true).await;
    let support = workspace.team_of("Support", &[]).to_string();
    let form = [("role", admin.to_string()), ("team", support)];
    let form: Vec<_> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    save(&sofia, nora, &form).await.is_forbidden();
    assert_eq!(workspace.teams_of(nora.user), [""; 0]);
}
