//! What would come of each row.

use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::import_rows;

use super::{agents, brought, checks, outcomes, reasons, tried};
use crate::support::TestApp;

#[actix_web::test]
async fn each_row_is_new_a_change_no_change_or_wrong_with_its_reason() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    northwind.member("Bo Berg", BuiltinRole::Agent).await;
    northwind.team_of("Returns", &[ana]);
    northwind.team_of("VIP", &[]);
    let text = "E-Mail;Name;Role;Teams;Boss\n\
        new@n.example;Nia New;agent;returns, VIP;maja@northwind.example\n\
        ana@northwind.example;Ana Lima-Reis;Supervisor;VIP;\n\
        bo@northwind.example;Bo Berg;;;\n\
        BO@northwind.example;Bo;;;\n\
        nowhere;;;;\n\
        x@n.example;;Sage;;\n\
        y@n.example;;;Nothing;\n\
        z@n.example;;;;Nobody Else\n\
        w@n.example;;Owner;;\n\
        v@n.example;V;Agent;;;more\n";
    let columns = "email full_name roles teams manager";
    let role = agents(&northwind);
    let page = tried(&maja, text, columns, &[("role", &role)]).await;
    assert_eq!(
        outcomes(&app),
        [
            "create", "change", "same", "error", "error", "error", "error", "error", "error",
            "error"
        ]
    );
    assert_eq!(
        reasons(&app),
        [
            "The same address is in row 4 already.",
            "Email: This address has no @.",
            "There is no role called “Sage” here. Check how it is written, or make it first.",
            "There is no team called “Nothing” here. Check how it is written, or make it first.",
            "Manager: Nobody here or in this file is “Nobody Else”.",
            "Nobody becomes or stops being an owner by an import. Do that on the person's page.",
            "There is something beyond the last column. A cell with a comma in it may need quotation marks.",
        ]
    );
    let told = maja.get(&page).await;
    told.shows("1 person would be invited and 1 person would be changed. 7 rows are left out.")
        .shows("Invite 1 person and change 1")
        .shows("<del>Ana Lima</del> → <ins>Ana Lima-Reis</ins>")
        .shows("<del>Agent</del> → <ins>Supervisor</ins>")
        .shows("<del>Returns</del> → <ins>VIP</ins>")
        .shows("Agent · Returns, VIP · reports to maja@northwind.example");
    let wrong = maja.get(&format!("{page}?outcome=error")).await;
    wrong.shows("no role called “Sage”").hides("Ana Lima-Reis");
    // Nothing was done.
    assert!(super::user(&app, northwind.id, "new@n.example").is_none());
    assert_eq!(northwind.teams_of(ana), ["Returns"]);
}

#[actix_web::test]
async fn what_is_wrong_is_a_file_that_can_be_put_right_and_brought_again() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let text = "email,name,note\na@n.example,\"'=cmd|x\",1\nb,\"=1+1\",\"=2\"\n";
    let role = agents(&northwind);
    let page = tried(&maja, text, "email full_name -", &[("role", &role)]).await;
    let file = maja.get(&format!("{page}/errors")).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        file.header("content-disposition")
            .contains("northwind-import-errors-20")
    );
    assert_eq!(
        file.body,
        "\u{feff}row,reason,email,name,note\r\n3,Email: This address has no @.,b,'=1+1,'=2\r\n"
    );
    let again = file.body.replace(",b,", ",b@n.example,");
    let page = brought(&maja, &again).await;
    maja.get(&page)
        .await
        .shows("<option value=\"email\" selected>")
        .shows("=1+1");
}

#[actix_web::test]
async fn columns_have_to_make_sense_and_come_back_as_they_were_chosen() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let page = brought(&maja, "email,name\na@n.example,Ana\n").await;
    for (columns, says) in [
        ("- full_name", "Say which column has the email address."),
        ("email email", "Two columns are “Email”."),
        ("email", "Say of each column what it is"),
        ("email shoes", "Say of each column what it is"),
    ] {
        checks(&maja, &page, columns, &[])
            .await
            .is_a_mistake()
            .shows(says);
    }
    let gone = muster::types::RoleId::new().to_string();
    let owner = northwind.role(BuiltinRole::Owner).to_string();
    for role in [gone.as_str(), &owner, "x"] {
        let answer = checks(&maja, &page, "email display_name", &[("role", role)]).await;
        answer
            .is_a_mistake()
            .shows("The one you chose is gone")
            .shows("<option value=\"display_name\" selected>");
    }
    let other = app.workspace("southwind").await;
    let foreign = other.role(BuiltinRole::Agent).to_string();
    let answer = checks(&maja, &page, "email full_name", &[("role", &foreign)]).await;
    answer.is_a_mistake();
    let checked = import_rows::table
        .filter(import_rows::outcome.is_not_null())
        .count()
        .get_result::<i64>(&mut app.database.connection());
    assert_eq!(checked.unwrap(), 0);
}

#[actix_web::test]
async fn managers_are_found_by_name_and_in_the_same_file_and_never_in_a_circle() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    northwind.member("Same Name", BuiltinRole::Agent).await;
    let text = "email,name,manager\n\
        a@n.example,Ada A,Bo B\n\
        b@n.example,Bo B,maja öberg\n\
        c@n.example,Same Name,\n\
        d@n.example,Dee,same name\n\
        e@n.example,Eve,f@n.example\n\
        f@n.example,Fay,Eve\n\
        g@n.example,Gus,g@n.example\n\
        h@n.example,Hal,nobody@n.example\n";
    let role = agents(&northwind);
    tried(&maja, text, "email full_name manager", &[("role", &role)]).await;
    assert_eq!(
        outcomes(&app),
        [
            "create", "create", "create", "error", "error", "error", "error", "error"
        ]
    );
    assert_eq!(
        reasons(&app),
        [
            "Manager: Several people are called “same name”. Write the address instead.",
            "Manager: “f@n.example” would report to them in turn, directly or through others.",
            "Manager: “Eve” would report to them in turn, directly or through others.",
            "Nobody reports to themselves.",
            "Manager: Nobody here or in this file is “nobody@n.example”.",
        ]
    );
}

#[actix_web::test]
async fn departments_are_found_by_name_and_by_path() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    for name in ["Care", "Returns"] {
        maja.post("/settings/departments", &[("name", name)])
            .await
            .has_status(303);
    }
    let id = |name: &str| -> muster::types::DepartmentId {
        use muster::db::schema::departments;
        departments::table
            .filter(departments::name.eq(name))
            .select(departments::id)
            .first(&mut app.database.connection())
            .unwrap()
    };
    northwind.is_within(id("Returns"), id("Care"));
    let text = "email,department\na@n.example,returns\nb@n.example,Care / Returns\n\
        c@n.example,Care>returns\nd@n.example,Returns / Care\n";
    let role = agents(&northwind);
    tried(&maja, text, "email department", &[("role", &role)]).await;
    assert_eq!(outcomes(&app), ["create", "create", "create", "error"]);
}

#[actix_web::test]
async fn the_check_shows_how_far_it_is_and_one_goes_on_at_a_time() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let page = brought(&maja, &super::crowd(1_200)).await;
    let role = agents(&northwind);
    checks(&maja, &page, "email full_name", &[("role", &role)])
        .await
        .has_status(303);
    maja.get(&page)
        .await
        .shows("<progress")
        .shows("Reading the rows")
        .shows("http-equiv=\"refresh\"");
    app.work_once().await;
    maja.get(&page).await.shows("1000 of 1200");
    let again = checks(&maja, &page, "email full_name", &[]).await;
    again.has_status(409).shows("This file is being worked on.");
    let other = brought(&maja, "email\nz@n.example\n").await;
    let second = checks(&maja, &other, "email", &[]).await;
    second
        .has_status(409)
        .shows("Another file is being worked on.");
    maja.post(&format!("{page}/remove"), &[])
        .await
        .has_status(409);
    maja.post(&format!("{page}/apply"), &[])
        .await
        .has_status(409);
    app.work_now().await;
    let told = maja.get(&page).await;
    told.shows("1,200 people would be invited.")
        .shows("rel=\"next\"")
        .hides("hx-trigger=\"every 1s");
    let next = told.body.split("cursor=").nth(1).unwrap();
    let next = next.split('"').next().unwrap();
    maja.get(&format!("{page}?cursor={next}"))
        .await
        .shows("Person 50")
        .shows("rel=\"prev\"")
        .hides("Person 49<");
    maja.get(&format!("{page}?cursor=%00"))
        .await
        .has_status(400);
    maja.get(&format!("{page}?cursor=x"))
        .await
        .shows("Person 0");
}
