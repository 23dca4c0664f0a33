//! `/dev` is for whoever sits at the machine of a server in development, and nowhere for the rest.

use muster::access::Need;
use muster::app::routes;
use muster::config::Environment;

use crate::support::{Answer, Setup, TestApp};

fn addresses() -> Vec<String> {
    let table = routes();
    let for_development = table.iter().filter(|route| route.need == Need::Development);
    for_development
        .map(|route| route.path.replace("{id}", "1"))
        .collect()
}

#[actix_web::test]
async fn a_request_from_this_machine_gets_in() {
    let app = TestApp::start();
    let port = app.address.port();
    for host in ["localhost".to_owned(), format!("127.0.0.1:{port}")] {
        let request = app.client.get(app.url("/dev/components"));
        Answer::to(request.header("Host", host)).await.is_ok();
    }
}

#[actix_web::test]
async fn a_name_from_elsewhere_and_a_proxy_find_nothing() {
    let app = TestApp::start();
    let refused = [
        ("Host", "muster.example"),
        ("Host", "192.168.1.5:8080"),
        ("Forwarded", "for=127.0.0.1"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Host", "localhost"),
        ("X-Forwarded-Proto", "http"),
        ("X-Real-IP", "127.0.0.1"),
        ("Via", "1.1 proxy"),
    ];
    let nothing = app.get("/dev/nothing").await;
    for address in addresses() {
        for (name, value) in refused {
            let request = app.client.get(app.url(&address)).header(name, value);
            let answer = Answer::to(request).await;
            answer.is_not_found();
            assert_eq!(answer.body, nothing.body, "{name}: {value}");
        }
    }
}

#[actix_web::test]
async fn in_production_there_is_no_dev_even_from_the_machine_itself() {
    let app = TestApp::start_with(Setup {
        environment: Environment::Production,
        ..Setup::default()
    });
    let nothing = app.get("/dev/nothing").await;
    assert!(!addresses().is_empty());
    for address in addresses() {
        let answer = app.get(&address).await;
        answer.is_not_found();
        assert_eq!(answer.body, nothing.body, "{address}");
    }
}
