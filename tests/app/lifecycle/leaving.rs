//! Deactivating somebody: what it ends, what it hands on, and who may.

use diesel::prelude::*;
use muster::access::BuiltinRole::{Admin, Agent, Owner, Supervisor};
use muster::access::Permission::{ReadUsers, WriteUsers};
use muster::db::schema::{departments, link_tokens, sessions, teams, users};
use muster::types::{DepartmentId, TeamId, UserId};
use serde_json::json;

use super::{at, entries, inviter, manager, status};
use crate::support::{Invite, PASSWORD, TestApp, Workspace};

impl Workspace<'_> {
    fn lead_of(&self, team: TeamId) -> Option<UserId> {
        teams::table
            .find((self.id, team))
            .select(teams::lead_id)
            .first(&mut self.app.database.connection())
            .unwrap()
    }

    fn is_led_by(&self, team: TeamId, user: UserId) {
        diesel::update(teams::table.find((self.id, team)))
            .set(teams::lead_id.eq(user))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    fn department_headed_by(&self, name: &str, head: UserId) -> DepartmentId {
        let id = DepartmentId::new();
        diesel::insert_into(departments::table)
            .values((
                departments::workspace_id.eq(self.id),
                departments::id.eq(id),
                departments::name.eq(name),
                departments::name_key.eq(name.to_lowercase()),
                departments::head_id.eq(head),
                departments::created_at.eq(diesel::dsl::now),
            ))
            .execute(&mut self.app.database.connection())
            .unwrap();
        id
    }

    fn open_sessions(&self, user: UserId) -> i64 {
        sessions::table
            .filter(sessions::user_id.eq(user))
            .filter(sessions::ended_at.is_null())
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }
}

#[actix_web::test]
async fn who_is_deactivated_is_signed_out_everywhere_and_comes_in_nowhere() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.person("Sofia Duarte", Agent).await;
    let elsewhere = workspace.sign_in(sofia.id).await;
    for browser in [&sofia, &elsewhere] {
        browser.get("/profile").await.is_ok();
    }
    maja.get(&format!("/settings/users/{}", sofia.id))
        .await
        .is_ok()
        .shows(&at(sofia.id, "deactivate"));
    maja.get(&at(sofia.id, "deactivate"))
        .await
        .is_ok()
        .shows("Sofia is signed out everywhere at once.")
        .shows("Keep Sofia")
        .hides("Frees 1 seat");
    maja.post(&at(sofia.id, "deactivate"), &[])
        .await
        .leads_to(&format!(
            "/northwind/settings/users/{}?notice=person-deactivated",
            sofia.id
        ));
    assert_eq!(status(&workspace, sofia.id), "inactive");
    assert_eq!(workspace.open_sessions(sofia.id), 0);
    for browser in [&sofia, &elsewhere] {
        browser.get("/profile").await.asks_to_sign_in();
        browser.get("/inbox").await.asks_to_sign_in();
    }
    let mut visitor = app.visitor();
    visitor
        .tries("sofia@northwind.example", PASSWORD)
        .await
        .is_a_mistake()
        .shows("Email or password is wrong");
    let entry = &entries(&app, "user.deactivated")[0];
    assert_eq!(
        (&entry["target_name"], &entry["sessions"]),
        (&json!("Sofia Duarte"), &json!(2))
    );
    maja.get("/settings/audit")
        .await
        .shows("deactivated")
        .shows("Sofia Duarte");
    maja.get(&format!("/settings/users/{}", sofia.id))
        .await
        .shows(&at(sofia.id, "reactivate"))
        .shows(&at(sofia.id, "delete"))
        .hides(&at(sofia.id, "deactivate"));
    assert_eq!(app.miscounted().await, Vec::<String>::new());
}

#[actix_web::test]
async fn without_a_choice_reports_move_up_and_invitations_become_the_admins() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace.member("Amina Khatun", Admin).await;
    let sofia = workspace.member("Sofia Duarte", Admin).await;
    let priya = workspace.member("Priya Thomas", Agent).await;
    workspace.reports_to(sofia, amina).await.unwrap();
    workspace.reports_to(priya, sofia).await.unwrap();
    let tove = workspace
        .invite(&Invite {
            email: "tove@northwind.example",
            by: Some(sofia),
            ..Invite::default()
        })
        .await;
    let support = workspace.team_of("Support", &[sofia, priya]);
    let returns = workspace.team_of("Returns", &[sofia]);
    workspace.is_led_by(support, sofia);
    let care = workspace.department_headed_by("Customer care", sofia);
    maja.get(&at(sofia, "deactivate"))
        .await
        .is_ok()
        .shows("Reports to Sofia")
        .shows("Priya Thomas")
        .shows("Move up to Amina Khatun")
        .shows("Only member of Returns")
        .hides("Only member of Support")
        .shows("1 open invitation from Sofia")
        .shows("tove@northwind.example")
        .shows("Leads Support")
        .shows("Heads Customer care");
    maja.post(&at(sofia, "deactivate"), &[])
        .await
        .has_status(303);
    assert_eq!(manager(&workspace, priya), Some(amina));
    assert_eq!(workspace.wrong_reports(), (0, 0));
    assert_eq!(
        inviter(&workspace, tove.id),
        ("pending".to_owned(), Some(maja.id))
    );
    assert_eq!(workspace.lead_of(support), None);
    let head: Option<UserId> = departments::table
        .find((workspace.id, care))
        .select(departments::head_id)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(head, None);
    assert_eq!(workspace.teams_of(sofia), ["Returns", "Support"]);
    assert_eq!(workspace.lead_of(returns), None);
    assert_eq!(
        entries(&app, "invitation.handed_over")[0]["invitations"],
        json!(1)
    );
    let entry = &entries(&app, "user.deactivated")[0];
    assert_eq!(
        (&entry["led"], &entry["headed"]),
        (&json!(["Support"]), &json!(["Customer care"]))
    );
    // Whoever is invited comes in on the word of who took over.
    app.get(tove.link).await.is_ok().shows("Maja Öberg");
}

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
async fn nobody_deactivates_who_isnt_active_themselves_or_the_last_owner() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ada = workspace.person("Ada Berg", Admin).await;
    let ian = workspace.member("Ian Webb", Agent).await;
    workspace.set_status(ian, "inactive");
    let nora = workspace.nora().await;
    let before = app.all_rows();
    for (whom, why) in [
        (ian, "Ian Webb is deactivated already."),
        (nora.user, "Cancel the invitation instead."),
        (ada.id, "Nobody deactivates themselves."),
    ] {
        for answer in [
            ada.get(&at(whom, "deactivate")).await,
            ada.post(&at(whom, "deactivate"), &[]).await,
        ] {
            answer.has_status(409).shows(why);
        }
    }
    maja.post(&at(maja.id, "deactivate"), &[])
        .await
        .has_status(409)
        .shows("Maja Öberg is the only active owner. Make someone else an owner first.");
    assert_eq!(app.all_rows(), before);
}

#[actix_web::test]
async fn the_ceiling_holds_for_everybody_who_is_deactivated() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let olle = workspace.person("Olle Ek", Owner).await;
    workspace.count_owners();
    let roles = [
        (Owner, [true, true, true, true]),
        (Admin, [false, true, true, true]),
        (Supervisor, [false, false, true, true]),
        (Agent, [false, false, false, false]),
    ];
    let mut number = 0;
    for (role, may) in roles {
        let by = match role {
            Owner => olle.on(&app),
            other => workspace.person(&format!("{other:?}-by X"), other).await,
        };
        for (target, may) in [Owner, Admin, Supervisor, Agent].into_iter().zip(may) {
            number += 1;
            let whom = workspace.member(&format!("T{number} X"), target).await;
            workspace.count_owners();
            let asked = by.get(&at(whom, "deactivate")).await;
            let done = by.post(&at(whom, "deactivate"), &[]).await;
            let state = status(&workspace, whom);
            if may {
                asked.is_ok();
                done.has_status(303);
                assert_eq!(state, "inactive", "{role:?} {target:?}");
            } else {
                asked.is_forbidden();
                done.is_forbidden();
                assert_eq!(state, "active", "{role:?} {target:?}");
            }
            // The same for who comes back and for who is deleted.
            workspace.set_status(whom, "inactive");
            workspace.count_owners();
            let back = by.post(&at(whom, "reactivate"), &[]).await;
            back.has_status(if may { 303 } else { 403 });
            workspace.set_status(whom, "inactive");
            workspace.count_owners();
        }
    }
    let tried = entries(&app, "access.refused");
    assert!(
        tried
            .iter()
            .any(|it| it["tried"] == json!("deactivate") && it["limit"] == json!("ceiling"))
    );
}

#[actix_web::test]
async fn reading_alone_and_writing_alone_go_as_far_as_they_go() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let reads = workspace.custom_role(&[ReadUsers]);
    let writes = workspace.custom_role(&[ReadUsers, WriteUsers]);
    let none = workspace.custom_role(&[]);
    let rita = workspace.person_with_role("Rita X", reads).await;
    let wim = workspace.person_with_role("Wim X", writes).await;
    let jo = workspace.person_with_role("Jo Low", none).await;
    let zed = workspace.person_with_role("Zed Low", none).await;
    let returns = workspace.team_of("Returns", &[jo.id]);
    let page = format!("/settings/users/{}", jo.id);
    rita.get(&page).await.is_ok().hides("Deactivate");
    rita.post(&at(jo.id, "deactivate"), &[])
        .await
        .is_forbidden();
    // Who may not change teams isn't offered it, and can't do it along the way.
    wim.get(&at(jo.id, "deactivate"))
        .await
        .is_ok()
        .shows("Only member of Returns")
        .hides("name=\"cover\"");
    let cover = format!("{returns}:{}", zed.id);
    wim.post(&at(jo.id, "deactivate"), &[("cover", &cover)])
        .await
        .is_a_mistake();
    assert_eq!(status(&workspace, jo.id), "active");
    wim.post(&at(jo.id, "deactivate"), &[])
        .await
        .has_status(303);
    wim.get(&page)
        .await
        .is_ok()
        .shows("Reactivate")
        .hides(&at(jo.id, "delete"));
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

#[actix_web::test]
async fn links_for_a_new_password_are_dead() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    let link = workspace.reset_link(sofia).await;
    app.get(&link).await.is_ok();
    maja.post(&at(sofia, "deactivate"), &[])
        .await
        .has_status(303);
    let dead = app.get(&link).await;
    assert!(!dead.status.is_success(), "{}", dead.status);
    let open: i64 = link_tokens::table
        .filter(link_tokens::subject_id.eq(sofia.as_uuid()))
        .filter(link_tokens::withdrawn_at.is_null())
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(open, 0);
    // Nor does it open again with the account.
    maja.post(&at(sofia, "reactivate"), &[])
        .await
        .has_status(303);
    let form = [
        ("password", "another-lantern-orbit"),
        ("password_confirm", "another-lantern-orbit"),
    ];
    let dead = app.post(&link, &form).await;
    assert!(dead.status.is_client_error(), "{}", dead.status);
    let hash: Option<String> = users::table
        .find((workspace.id, sofia))
        .select(users::password_hash)
        .first(&mut app.database.connection())
        .unwrap();
    assert!(hash.is_some());
}

#[actix_web::test]
async fn the_seat_is_told_where_the_plan_counts() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", Agent).await;
    workspace.set_plan("growth");
    maja.get(&at(sofia, "deactivate"))
        .await
        .shows("Frees 1 seat");
}
