//! The open tab asks by itself, and is told only what is new.

use super::*;

/// Where the tab asks, as the page says it.
fn asks_at(answer: &Answer) -> String {
    let asks = "hx-get=\"/northwind/settings/users";
    let (_, rest) = answer.body.split_once(asks).unwrap();
    let address = rest.split_once('"').unwrap().0;
    format!("/settings/users{}", address.replace("&amp;", "&"))
}

async fn poll(person: &Person<'_>, address: &str) -> Answer {
    let path = format!("/{}{address}", person.slug);
    let request = person
        .request(Method::GET, &path)
        .header("HX-Request", "true")
        .header("HX-Request-Type", "partial")
        .header("HX-Target", "div#people");
    Answer::to(request).await
}

#[actix_web::test]
async fn nothing_comes_while_nothing_has_changed_and_then_the_list() {
    let app = TestApp::start();
    let another = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let page = maja.get(PENDING).await;
    let address = asks_at(&page);
    let same = poll(&maja.on(&another), &address).await;
    same.has_status(204);
    assert_eq!(same.body, "");
    workspace.joins(nora);
    let news = poll(&maja.on(&another), &address).await;
    news.is_ok().shows("Accepted").hides("<main");
    poll(&maja, &asks_at(&news)).await.has_status(204);
    // A page is a page, whatever stands in its address.
    maja.get(&asks_at(&news)).await.is_ok().shows("<main");
}

#[actix_web::test]
async fn every_change_that_is_shown_is_news() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let nora = workspace.invited(NORA, BuiltinRole::Agent).await;
    let mut address = asks_at(&maja.get(PENDING).await);
    let agent = workspace.role(BuiltinRole::Agent).to_string();
    let admin = workspace.role(BuiltinRole::Admin).to_string();
    for change in [
        "sent",
        "invited",
        "left",
        "edited",
        "plan",
        "waited",
        "cancelled",
    ] {
        match change {
            "sent" => app.send_mails().await,
            "invited" => {
                let ali = "ali@northwind.example";
                workspace.invited(ali, BuiltinRole::Agent).await;
            }
            "left" => {
                let left = workspace.member("Priya Thomas", BuiltinRole::Agent).await;
                workspace.set_status(left, "inactive");
            }
            "edited" => {
                let form = [("role", admin.as_str()), ("had", agent.as_str())];
                maja.post(&nora.at(""), &form).await.has_status(303);
            }
            "plan" => workspace.set_plan("growth"),
            "waited" => app.clock.advance(TimeDelta::hours(13)),
            _ => {
                maja.post(&nora.at("/cancel"), &[]).await.has_status(303);
            }
        }
        let news = poll(&maja, &address).await;
        assert_eq!(news.status, 200, "{change}");
        address = asks_at(&news);
        assert_eq!(poll(&maja, &address).await.status, 204, "{change}");
    }
}

#[actix_web::test]
async fn times_are_told_anew_before_they_are_far_off() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    workspace.invited(NORA, BuiltinRole::Agent).await;
    let address = asks_at(&maja.get(PENDING).await);
    app.clock.advance(TimeDelta::minutes(9));
    poll(&maja, &address).await.has_status(204);
    app.clock.advance(TimeDelta::minutes(2));
    poll(&maja, &address).await.is_ok().shows("11 min ago");
    for odd in ["", "x", "-", "0-99999999999999999", "%F0%9F%98%80"] {
        let address = format!("{PENDING}&version={odd}");
        poll(&maja, &address).await.is_ok();
    }
}
