//! What a row's menu leads to, and the way back from it.

use muster::access::BuiltinRole;
use reqwest::Method;

use super::LIST;
use crate::support::{Answer, TestApp};

/// The values of an attribute in the table, as a browser reads them.
fn values(page: &Answer, attribute: &str) -> Vec<String> {
    let (_, table) = page.body.split_once("<tbody").unwrap();
    let (table, _) = table.split_once("</tbody>").unwrap();
    let start = format!(" {attribute}=\"");
    table
        .split(&start)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
        .collect()
}

#[actix_web::test]
async fn everything_in_a_row_leads_somewhere() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let left = workspace.member("Lea Roth", BuiltinRole::Agent).await;
    maja.post(&format!("/settings/users/{left}/deactivate"), &[])
        .await
        .has_status(303);
    for (tab, least) in [("active", 6), ("inactive", 4)] {
        let page = maja.get(&format!("{LIST}?tab={tab}")).await;
        let mut links = values(&page, "href");
        links.extend(values(&page, "hx-get"));
        // Pictures are in the page itself.
        links.retain(|link| !link.starts_with('#'));
        assert!(links.len() >= least, "{links:?}");
        for link in links {
            let path = link.strip_prefix("/northwind").unwrap();
            maja.get(path).await.is_ok();
        }
        for form in values(&page, "action") {
            let path = form.strip_prefix("/northwind").unwrap();
            let answer = maja.post(path, &[]).await;
            assert!([303, 422].contains(&answer.status.as_u16()), "{form}");
        }
    }
}

#[actix_web::test]
async fn a_link_for_a_new_password_is_sent_from_the_list() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let path = format!("/settings/users/{ana}/password-reset");
    let page = maja.get(LIST).await;
    assert!(values(&page, "action").contains(&format!("/northwind{path}")));
    let next = "/northwind/settings/users?q=lima";
    maja.post(&path, &[("next", next)])
        .await
        .leads_to("/northwind/settings/users?q=lima&notice=reset-sent");
    let told = "A link for a new password is on its way to Ana Lima.";
    let sent = maja
        .request(Method::POST, &format!("/northwind{path}"))
        .header("hx-request", "true")
        .header("hx-request-type", "partial")
        .header("hx-target", "div#toasts")
        .form(&[("next", next)]);
    Answer::to(sent)
        .await
        .is_ok()
        .shows(told)
        .hides("<h1")
        .hides("Sessions");
    maja.post(&path, &[("next", "https://evil.example/")])
        .await
        .leads_to("/northwind?notice=reset-sent");
    // Three an hour are sent to one person.
    app.clock.advance(chrono::TimeDelta::hours(1));
    maja.post(&path, &[]).await.leads_to(&format!(
        "/northwind/settings/users/{ana}?notice=reset-sent"
    ));
}

#[actix_web::test]
async fn who_ends_or_opens_an_account_comes_back_to_the_page_of_the_list() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let ana = workspace.member("Ana Lima", BuiltinRole::Agent).await;
    let typed = ("confirm_email", "ana@northwind.example");
    let rounds = [
        ("deactivate", "active", ("", "")),
        ("reactivate", "inactive", ("", "")),
        ("deactivate", "active", ("", "")),
        ("delete", "inactive", typed),
    ];
    for (what, tab, field) in rounds {
        let list = maja
            .get(&format!("{LIST}?tab={tab}&q=lima&sort=email"))
            .await;
        let wanted = format!("/{ana}/{what}?");
        let links = values(&list, "href");
        let asks = links.iter().find(|link| link.contains(&wanted)).unwrap();
        let page = maja.get(asks.strip_prefix("/northwind").unwrap()).await;
        let (_, rest) = page
            .body
            .split_once("name=\"next\" value=\"")
            .unwrap_or_else(|| panic!("{page:?}"));
        let next = rest.split('"').next().unwrap().replace("&amp;", "&");
        assert!(next.contains("q=lima"), "{next}");
        // Leaving it as it is leads back too.
        page.shows(&format!("href=\"{}\"", next.replace('&', "&amp;")));
        let path = format!("/settings/users/{ana}/{what}");
        let asked = format!("{path}?next=https%3A%2F%2Fevil.example%2F");
        maja.get(&asked).await.is_ok().hides("evil.example");
        if what == "delete" {
            // A mistake keeps the way back.
            maja.post(&path, &[("confirm_email", "x@y.example"), ("next", &next)])
                .await
                .is_a_mistake()
                .shows("name=\"next\"");
        }
        let done = maja.post(&path, &[field, ("next", &next)]).await;
        done.has_status(303);
        let there = done.header("location").to_owned();
        assert!(there.starts_with(&format!("{next}&notice=")), "{there}");
    }
}
