//! Inviting somebody into a planned seat.

use futures_util::future::join_all;
use muster::db::schema::positions;
use muster::types::PositionId;

use super::*;
use crate::invitations::accepting::accept;

const GONE: &str = "Somebody else was invited into this position meanwhile, or it was removed.";

fn planner(
    workspace: &Workspace<'_>,
    (manager, department): (Option<UserId>, Option<DepartmentId>),
) -> PositionId {
    let id = PositionId::new();
    diesel::insert_into(positions::table)
        .values((
            positions::workspace_id.eq(workspace.id),
            positions::id.eq(id),
            positions::title.eq("Planner"),
            positions::manager_id.eq(manager),
            positions::department_id.eq(department),
            positions::created_at.eq(diesel::dsl::now),
        ))
        .execute(&mut workspace.app.database.connection())
        .unwrap();
    id
}

#[derive(Debug, PartialEq, Eq)]
enum Seat {
    Gone,
    Open,
    Of(UserId),
}

fn seat_of(workspace: &Workspace<'_>, id: PositionId) -> Seat {
    let found: Option<Option<UserId>> = positions::table
        .find((workspace.id, id))
        .select(positions::user_id)
        .first(&mut workspace.app.database.connection())
        .optional()
        .unwrap();
    found.map_or(Seat::Gone, |user| user.map_or(Seat::Open, Seat::Of))
}

#[actix_web::test]
async fn somebody_is_invited_into_a_planned_seat_and_has_it_once_they_come() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let care = workspace.department("Customer care");
    let seat = planner(&workspace, (Some(erik), Some(care)));
    let page = maja.get(&format!("{NEW}?position={seat}")).await;
    page.is_ok()
        .shows("They will report to <strong>Erik Windahl</strong> as <strong>Planner</strong>.")
        .shows(&format!("value=\"{care}\" selected"));
    let (seat_id, care) = (seat.to_string(), care.to_string());
    let fields = [
        ("emails", "nora@x.example"),
        ("position", seat_id.as_str()),
        ("department", &care),
    ];
    invite(&maja, &workspace, &fields).await.leads_to(SENT);
    let nora = somebody(&workspace, "nora@x.example");
    assert_eq!(seat_of(&workspace, seat), Seat::Of(nora));
    assert_eq!(workspace.reporting_of(nora), (Some(erik), 0));
    assert_eq!(workspace.reporting_of(erik).1, 1);
    assert_eq!(workspace.department_of(nora).unwrap(), "Customer care");
    let entry = &told(&app, "invitation.created")[0];
    assert_eq!(entry["position"], "Planner");
    assert_eq!(entry["manager"], "Erik Windahl");
    maja.get("/settings/audit")
        .await
        .shows(", as Planner below Erik Windahl");
    // It is nobody else's now.
    maja.get(&format!("{NEW}?position={seat}"))
        .await
        .has_status(409)
        .shows(GONE)
        .hides("They will report to");
    let invited = crate::support::Invited {
        id: invitation_of(&workspace, nora),
        user: nora,
        link: workspace.new_link(invitation_of(&workspace, nora)).await,
    };
    accept(&app, &invited).await.has_status(303);
    assert_eq!(seat_of(&workspace, seat), Seat::Gone);
    assert_eq!(workspace.reporting_of(nora), (Some(erik), 0));
}

#[actix_web::test]
async fn a_seat_is_for_one_person_and_what_is_no_seat_invites_nobody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let maja = workspace.maja().await;
    let seat = planner(&workspace, (None, None)).to_string();
    let theirs = planner(&elsewhere, (None, None));
    maja.get(&format!("{NEW}?position={seat}"))
        .await
        .is_ok()
        .shows("They will come as <strong>Planner</strong>.");
    for two in ["nora@x.example, ali@x.example", "nora@x.example, and so on"] {
        let fields = [("emails", two), ("position", seat.as_str())];
        let page = invite(&maja, &workspace, &fields).await;
        page.is_a_mistake()
            .shows("One person at a time for this position.")
            .shows("nora@x.example")
            .shows(&format!("name=\"position\" value=\"{seat}\""));
    }
    let [gone, foreign] = [PositionId::new(), theirs].map(|id| id.to_string());
    for (value, status) in [(gone.as_str(), 409), (&foreign, 409), ("planner", 422)] {
        let fields = [("emails", "nora@x.example"), ("position", value)];
        let page = invite(&maja, &workspace, &fields).await;
        page.has_status(status)
            .shows(GONE)
            .shows("nora@x.example")
            .hides("name=\"position\"");
    }
    assert!(nobody_is_invited(&workspace));
    assert_eq!(seat_of(&elsewhere, theirs), Seat::Open);
    // Who may not see the chart knows of no seats.
    let (lea, role) = without_teams(&workspace).await;
    let fields = [
        ("emails", "nora@x.example"),
        ("role", role.as_str()),
        ("position", &seat),
    ];
    invite(&lea, &workspace, &fields).await.has_status(409);
    lea.get(&format!("{NEW}?position={seat}"))
        .await
        .has_status(409)
        .hides("Planner");
    assert!(nobody_is_invited(&workspace));
}

#[actix_web::test]
async fn of_two_who_fill_a_seat_at_once_one_does() {
    let app = TestApp::start();
    let second = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    for round in 0..40 {
        let seat = planner(&workspace, (Some(erik), None));
        let id = seat.to_string();
        let there = maja.on(&second);
        let invites = [&maja, &there].into_iter().enumerate().map(|(number, by)| {
            let (id, workspace) = (id.as_str(), &workspace);
            async move {
                let email = format!("p{round}-{number}@x.example");
                let fields = [("emails", email.as_str()), ("position", id)];
                invite(by, workspace, &fields).await
            }
        });
        let answers = join_all(invites).await;
        let mut statuses: Vec<u16> = answers.iter().map(|it| it.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let refused = answers.iter().find(|it| it.status == 409).unwrap();
        refused.shows(GONE);
        let Seat::Of(winner) = seat_of(&workspace, seat) else {
            panic!("nobody has it");
        };
        assert_eq!(workspace.reporting_of(winner).0, Some(erik));
        assert_eq!(workspace.reporting_of(erik).1, round + 1);
    }
}

#[actix_web::test]
async fn cancelling_opens_the_seat_again() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let seat = planner(&workspace, (Some(erik), None));
    let id = seat.to_string();
    let fields = [("emails", "nora@x.example"), ("position", id.as_str())];
    invite(&maja, &workspace, &fields).await.leads_to(SENT);
    let nora = somebody(&workspace, "nora@x.example");
    let cancel = format!("{INVITATIONS}/{}/cancel", invitation_of(&workspace, nora));
    maja.post(&cancel, &[]).await.has_status(303);
    assert_eq!(seat_of(&workspace, seat), Seat::Open);
    assert_eq!(workspace.reporting_of(erik).1, 0);
    maja.get(&format!("{NEW}?position={seat}")).await.is_ok();
    invite(&maja, &workspace, &fields).await.leads_to(SENT);
    assert_eq!(workspace.reporting_of(erik).1, 1);
}

#[actix_web::test]
async fn a_seat_brings_its_department_where_none_is_spoken_of() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let care = workspace.department("Customer care");
    for (email, said, is_in) in [
        ("nora@x.example", None, Some("Customer care")),
        ("sam@x.example", Some(""), None),
    ] {
        let seat = planner(&workspace, (None, Some(care))).to_string();
        let mut fields = vec![("emails", email), ("position", seat.as_str())];
        fields.extend(said.map(|text| ("department", text)));
        invite(&maja, &workspace, &fields).await.leads_to(SENT);
        let user = somebody(&workspace, email);
        assert_eq!(workspace.department_of(user).as_deref(), is_in);
    }
}
