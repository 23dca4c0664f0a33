//! What is chosen along the way when somebody is deactivated.

use muster::access::BuiltinRole::{Admin, Agent, Owner, Supervisor};
use muster::types::{TeamId, UserId};
use serde_json::json;

use super::{at, entries, inviter, manager, status};
use crate::support::{Invite, PASSWORD, TestApp};

#[actix_web::test]
async fn every_choice_is_carried_out() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Admin).await;
    let priya = workspace.member("Priya Thomas", Agent).await;
    let henrik = workspace.member("Henrik Vik", Agent).await;
    let jonas = workspace.member("Jonas Lindqvist", Agent).await;
    workspace.reports_to(priya, sofia).await.unwrap();
    workspace.reports_to(henrik, sofia).await.unwrap();
    let returns = workspace.team_of("Returns", &[sofia]);
    let tove = workspace
        .invite(&Invite {
            email: "tove@northwind.example",
            by: Some(sofia),
            ..Invite::default()
        })
        .await;
    maja.get(&at(sofia, "deactivate"))
        .await
        .shows("Add Jonas Lindqvist");
    let (taker, cover) = (henrik.to_string(), format!("{returns}:{jonas}"));
    let form = [
        ("reports", "hand"),
        ("taker", taker.as_str()),
        ("cover", cover.as_str()),
        ("invitations", "cancel"),
    ];
    maja.post(&at(sofia, "deactivate"), &form)
        .await
        .has_status(303);
    assert_eq!(manager(&workspace, priya), Some(henrik));
    assert_eq!(manager(&workspace, henrik), None);
    assert_eq!(workspace.wrong_reports(), (0, 0));
    assert_eq!(workspace.teams_of(jonas), ["Returns"]);
    assert_eq!(inviter(&workspace, tove.id).0, "cancelled");
    app.get(tove.link).await.has_status(410);
    assert_eq!(
        entries(&app, "invitation.cancelled")[0]["target_name"],
        json!("tove@northwind.example")
    );
    assert!(entries(&app, "invitation.handed_over").is_empty());
    assert_eq!(
        entries(&app, "user.teams_changed")[0]["joined"],
        json!(["Returns"])
    );
    assert_eq!(app.miscounted().await, Vec::<String>::new());
}

#[actix_web::test]
async fn a_wrong_choice_comes_back_by_its_field_with_the_others_kept() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Admin).await;
    let priya = workspace.member("Priya Thomas", Agent).await;
    let ian = workspace.member("Ian Webb", Agent).await;
    workspace.set_status(ian, "inactive");
    workspace.reports_to(priya, sofia).await.unwrap();
    let returns = workspace.team_of("Returns", &[sofia]);
    let crowded = workspace.team_of("Sales", &[sofia, priya]);
    workspace
        .invite(&Invite {
            by: Some(sofia),
            ..Invite::default()
        })
        .await;
    let before = app.all_rows();
    let stranger = elsewhere.owner.to_string();
    let cover = |by: UserId| format!("{returns}:{by}");
    let (own, sofias) = (cover(priya), sofia.to_string());
    let (gone, strange) = (cover(ian), cover(elsewhere.owner));
    let foreign = format!("{}:{priya}", TeamId::new());
    let not_empty = format!("{crowded}:{priya}");
    let wrong: &[&[(&str, &str)]] = &[
        &[("reports", "hand")],
        &[("reports", "hand"), ("taker", &stranger)],
        &[("reports", "hand"), ("taker", &sofias)],
        &[("reports", "hand"), ("taker", &ian.to_string())],
        &[("reports", "sideways")],
        &[("cover", &gone)],
        &[("cover", &strange)],
        &[("cover", &foreign)],
        &[("cover", "returns")],
        &[("cover", &not_empty)],
        &[("cover", &own), ("cover", &own)],
        &[("invitations", "burn")],
    ];
    for form in wrong {
        let kept = [("invitations", "cancel"), ("cover", own.as_str())];
        let names: Vec<&str> = form.iter().map(|(name, _)| *name).collect();
        let mut sent = form.to_vec();
        sent.extend(kept.iter().filter(|(name, _)| !names.contains(name)));
        let answer = maja.post(&at(sofia, "deactivate"), &sent).await;
        answer.is_a_mistake().shows("class=\"error\"");
        if !names.contains(&"invitations") {
            answer.shows("<option value=\"cancel\" selected>");
        }
        if !names.contains(&"cover") {
            answer.shows(&format!("<option value=\"{own}\" selected>"));
        }
    }
    assert_eq!(app.all_rows(), before);
    maja.post(&at(elsewhere.owner, "deactivate"), &[])
        .await
        .is_not_found();
    maja.get(&at(elsewhere.owner, "deactivate"))
        .await
        .is_not_found();
    // Looking for somebody changes nothing and keeps what is chosen.
    maja.get(&format!(
        "{}?reports=hand&taker_q=priya&invitations=cancel",
        at(sofia, "deactivate")
    ))
    .await
    .is_ok()
    .shows("<option value=\"hand\" selected>")
    .shows(&format!("taker-{priya}"));
}

#[actix_web::test]
async fn an_invitation_above_the_takers_ceiling_is_cancelled() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ada = workspace.person("Ada Berg", Supervisor).await;
    let sofia = workspace.member("Sofia Duarte", Supervisor).await;
    let mut sent = Vec::new();
    for (email, role) in [("low@x.example", Agent), ("high@x.example", Admin)] {
        let invite = Invite {
            email,
            by: Some(sofia),
            role: Some(workspace.role(role)),
            ..Invite::default()
        };
        sent.push(workspace.invite(&invite).await);
    }
    ada.get(&at(sofia, "deactivate"))
        .await
        .shows("2 open invitations from Sofia")
        .shows("1 of them offers more than you may give, and is cancelled.");
    ada.post(&at(sofia, "deactivate"), &[("invitations", "keep")])
        .await
        .has_status(303);
    assert_eq!(
        inviter(&workspace, sent[0].id),
        ("pending".to_owned(), Some(ada.id))
    );
    assert_eq!(inviter(&workspace, sent[1].id).0, "cancelled");
    assert_eq!(app.miscounted().await, Vec::<String>::new());
}

#[actix_web::test]
async fn taking_an_owner_away_asks_for_the_password() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let olle = workspace.member("Olle Ek", Owner).await;
    let priya = workspace.member("Priya Thomas", Agent).await;
    let henrik = workspace.member("Henrik Vik", Agent).await;
    workspace.count_owners();
    workspace.reports_to(priya, olle).await.unwrap();
    app.clock.advance(chrono::TimeDelta::minutes(11));
    let taker = henrik.to_string();
    let form = [("reports", "hand"), ("taker", taker.as_str())];
    maja.post(&at(olle, "deactivate"), &form)
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("<option value=\"hand\" selected>")
        .shows(&format!("name=\"taker\" value=\"{taker}\""))
        // What is typed into the form must not get into an address.
        .hides("formmethod=\"get\"");
    assert_eq!(status(&workspace, olle), "active");
    let mut wrong = form.to_vec();
    wrong.push(("current_password", "not-it-at-all"));
    maja.post(&at(olle, "deactivate"), &wrong)
        .await
        .is_a_mistake();
    assert_eq!(workspace.owners().counted, 2);
    let mut right = form.to_vec();
    right.push(("current_password", PASSWORD));
    maja.post(&at(olle, "deactivate"), &right)
        .await
        .has_status(303);
    assert_eq!(
        (workspace.owners().counted, workspace.owners().active),
        (1, 1)
    );
    assert_eq!(manager(&workspace, priya), Some(henrik));
}
