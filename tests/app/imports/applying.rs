//! What was foreseen is done, once.

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::users;

use super::{
    agents, applies, brought, checks, crowd, entries, mails, outcomes, reasons, tried, user,
};
use crate::support::{Invite, TestApp};

const FILE: &str = "E-Mail;First name;Surname;Roles;Teams;Department;Reports to\n\
    nia@n.example;Nia;New;Supervisor;Returns;Care;ada@n.example\n\
    ada@n.example;Ada;Above;Agent;;;Maja Öberg\n\
    ana@northwind.example;Ana;Lima-Reis;Supervisor;Returns, VIP;Care;nia@n.example\n";
const COLUMNS: &str = "email first_name last_name roles teams department manager";

#[actix_web::test]
async fn people_are_invited_and_changed_in_every_way_and_a_second_time_nothing_happens() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    northwind.team_of("Returns", &[]);
    northwind.team_of("VIP", &[]);
    maja.post("/settings/departments", &[("name", "Care")])
        .await;
    let page = tried(&maja, FILE, COLUMNS, &[("send_invite", "on")]).await;
    maja.get(&page)
        .await
        .shows("Each of them gets an invitation by email.");
    applies(&maja, &page).await;
    let told = maja.get(&page).await;
    told.shows("2 people were invited and 1 person was changed.")
        .shows("Their invitations are on their way.");
    let [nia, ada] =
        ["nia@n.example", "ada@n.example"].map(|email| user(&app, northwind.id, email).unwrap());
    assert_eq!(
        northwind.roles_of(nia),
        [northwind.role(BuiltinRole::Supervisor)]
    );
    assert_eq!(northwind.teams_of(nia), ["Returns"]);
    assert_eq!(northwind.department_of(nia).as_deref(), Some("Care"));
    assert_eq!(northwind.reporting_of(nia), (Some(ada), 1));
    assert_eq!(northwind.reporting_of(ada), (Some(maja.id), 1));
    assert_eq!(northwind.reporting_of(ana), (Some(nia), 0));
    assert_eq!(
        northwind.roles_of(ana),
        [northwind.role(BuiltinRole::Supervisor)]
    );
    assert_eq!(northwind.teams_of(ana), ["Returns", "VIP"]);
    assert_eq!(mails(&app), 2);
    assert_eq!(entries(&app, "user.many_changed"), 1);
    assert_eq!(entries(&app, "invitation.created"), 2);
    maja.get("/settings/audit")
        .await
        .shows("invited and changed people from a file (3 people)");

    let page = tried(&maja, FILE, COLUMNS, &[("send_invite", "on")]).await;
    maja.get(&page)
        .await
        .shows("Nothing would be changed.")
        .hides("/apply");
    maja.post(&format!("{page}/apply"), &[])
        .await
        .has_status(409);
    assert_eq!(outcomes(&app)[3..], ["same", "same", "same"]);
    assert_eq!((mails(&app), entries(&app, "user.many_changed")), (2, 1));
}

#[actix_web::test]
async fn everybody_exported_and_imported_is_no_change() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let gone = northwind.member("Gus Gone", BuiltinRole::Supervisor).await;
    northwind
        .member("Öy 'Zoë, the cat\"", BuiltinRole::Agent)
        .await;
    let odd = northwind.custom_role(&[]);
    execute_name(&app, odd);
    northwind.add_role(ana, odd);
    northwind.team_of("Care; and more", &[ana, maja.id]);
    northwind.team_of("=SUM(A1)", &[ana]);
    maja.post("/settings/departments", &[("name", "@Care")])
        .await;
    let page = tried(
        &maja,
        "email,department,manager\nana@northwind.example,@Care,maja@northwind.example\n",
        "email department manager",
        &[],
    )
    .await;
    applies(&maja, &page).await;
    northwind.nora().await;
    let named = Invite {
        email: "lea@northwind.example",
        full_name: Some("Lea Lang"),
        ..Invite::default()
    };
    northwind.invite(&named).await;
    northwind.set_status(gone, "inactive");
    let file = maja.get("/settings/users/export?tab=all").await;
    for status in ["active", "pending", "inactive"] {
        file.shows(&format!(",{status},"));
    }
    let page = brought(&maja, &file.body).await;
    let columns = "email full_name display_name - roles teams department manager - - - -";
    checks(&maja, &page, columns, &[]).await.has_status(303);
    app.work_now().await;
    let after = outcomes(&app)[1..].to_vec();
    assert!(after.len() >= 6, "{after:?}");
    assert!(
        after.iter().all(|one| one == "same"),
        "{after:?} {:?}",
        reasons(&app)
    );
}

fn execute_name(app: &TestApp, role: muster::types::RoleId) {
    let sql = format!(
        "UPDATE roles SET name = '-Keys, all; of them', name_key = '-keys, all; of them' WHERE id = '{role}'"
    );
    super::execute(app, &sql);
}

#[actix_web::test]
async fn without_sending_they_are_invited_and_no_mail_goes_out() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let role = agents(&northwind);
    let page = tried(&maja, &crowd(3), "email full_name", &[("role", &role)]).await;
    maja.get(&page).await.shows("No email is sent.");
    applies(&maja, &page).await;
    assert_eq!(mails(&app), 0);
    maja.get("/settings/users?tab=pending")
        .await
        .shows("Person 2");
    maja.get("/settings/import").await.shows("imported");
}

#[actix_web::test]
async fn who_is_invited_is_changed_by_their_invitation_and_keeps_their_names() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    northwind.team_of("Returns", &[]);
    let role = agents(&northwind);
    let page = tried(&maja, &crowd(2), "email full_name", &[("role", &role)]).await;
    applies(&maja, &page).await;
    let text = "email,name,roles,teams\np0@northwind.example,Person 0,Supervisor,Returns\n\
        p1@northwind.example,Somebody Else,,\n";
    let page = tried(&maja, text, "email full_name roles teams", &[]).await;
    assert_eq!(outcomes(&app)[2..], ["change", "error"]);
    assert_eq!(
        reasons(&app),
        ["They haven't joined yet, and tell their names when they do."]
    );
    applies(&maja, &page).await;
    let somebody = user(&app, northwind.id, "p0@northwind.example").unwrap();
    assert_eq!(
        northwind.roles_of(somebody),
        [northwind.role(BuiltinRole::Supervisor)]
    );
    assert_eq!(northwind.teams_of(somebody), ["Returns"]);
}

#[actix_web::test]
async fn two_who_change_places_in_the_chart_do_so() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let [ana, bo, cy] = [
        northwind.member("Ana Lima", BuiltinRole::Agent).await,
        northwind.member("Bo Berg", BuiltinRole::Agent).await,
        northwind.member("Cy Dean", BuiltinRole::Agent).await,
    ];
    let first = "email,manager\nana@northwind.example,maja@northwind.example\n\
        bo@northwind.example,ana@northwind.example\ncy@northwind.example,bo@northwind.example\n";
    let page = tried(&maja, first, "email manager", &[]).await;
    applies(&maja, &page).await;
    assert_eq!(northwind.reporting_of(cy).0, Some(bo));
    let turned = "email,manager\nbo@northwind.example,cy@northwind.example\n\
        ana@northwind.example,bo@northwind.example\ncy@northwind.example,maja@northwind.example\n";
    let page = tried(&maja, turned, "email manager", &[]).await;
    applies(&maja, &page).await;
    assert_eq!(reasons(&app), Vec::<String>::new());
    assert_eq!(northwind.reporting_of(cy).0, Some(maja.id));
    assert_eq!(northwind.reporting_of(bo).0, Some(cy));
    assert_eq!(northwind.reporting_of(ana).0, Some(bo));
}

#[actix_web::test]
async fn what_changed_since_the_check_is_told_and_left() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    northwind.member("Bo Berg", BuiltinRole::Agent).await;
    let text = "email,name\nana@northwind.example,Ana Reis\nbo@northwind.example,Bo Dahl\nnew@n.example,New\n";
    let role = agents(&northwind);
    let page = tried(&maja, text, "email full_name", &[("role", &role)]).await;
    let renames = |id: muster::types::UserId, name: &'static str| {
        diesel::update(users::table.filter(users::id.eq(id)))
            .set((users::full_name.eq(name), users::display_name.eq(name)))
            .execute(&mut app.database.connection())
            .unwrap();
    };
    renames(ana, "Ana Else");
    renames(
        user(&app, northwind.id, "bo@northwind.example").unwrap(),
        "Bo Dahl",
    );
    maja.post(
        "/settings/invitations",
        &[("emails", "new@n.example"), ("role", &role)],
    )
    .await
    .has_status(303);
    applies(&maja, &page).await;
    assert_eq!(outcomes(&app), ["error", "same", "error"]);
    assert_eq!(
        reasons(&app)[0],
        "Somebody changed this since the file was checked. Check it again to see what is left."
    );
    let name: Option<String> = users::table
        .filter(users::id.eq(ana))
        .select(users::full_name)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(name.as_deref(), Some("Ana Else"));
}
