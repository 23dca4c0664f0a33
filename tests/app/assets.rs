//! What pages bring along, and how it travels.

use crate::support::TestApp;

#[actix_web::test]
async fn every_asset_that_a_page_names_is_there_for_good() {
    let app = TestApp::start();
    let page = app.get("/setup").await;
    let mut addresses: Vec<String> = page
        .body
        .split("\"/assets/")
        .skip(1)
        .map(|rest| format!("/assets/{}", rest.split('"').next().unwrap()))
        .collect();
    let stylesheet = addresses
        .iter()
        .find(|address| address.contains(".css"))
        .unwrap()
        .clone();
    let stylesheet = app.get(&stylesheet).await;
    addresses.extend(
        stylesheet
            .body
            .split("url(\"/assets/")
            .skip(1)
            .map(|rest| format!("/assets/{}", rest.split('"').next().unwrap())),
    );
    assert!(addresses.len() >= 5, "{addresses:?}");
    for address in addresses {
        let response = app.client.get(app.url(&address)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{address}");
        assert_eq!(
            response.headers()["cache-control"],
            "public, max-age=31536000, immutable"
        );
    }
    app.get("/assets/muster.css").await.is_not_found();
}

#[actix_web::test]
async fn pages_are_compressed_for_who_understands_it() {
    let app = TestApp::start();
    for encoding in ["br", "gzip"] {
        let request = app
            .client
            .get(app.url("/setup"))
            .header("accept-encoding", encoding);
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], encoding);
        assert!(
            response
                .headers()
                .get_all("vary")
                .iter()
                .any(|vary| vary.to_str().unwrap().contains("ccept-"))
        );
    }
}

#[actix_web::test]
async fn what_is_compressed_already_is_sent_as_it_is() {
    let app = TestApp::start();
    let encoding_of = async |name: &str| {
        let request = app.client.get(app.url(muster::ui::assets::asset(name)));
        let response = request
            .header("accept-encoding", "br, gzip")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{name}");
        let encoding = response.headers().get("content-encoding").cloned();
        let length = response.bytes().await.unwrap().len();
        (
            encoding.map(|value| value.to_str().unwrap().to_owned()),
            length,
        )
    };
    for font in ["inter-latin.woff2", "inter-latin-ext.woff2"] {
        let size = std::fs::metadata(format!("assets/{font}")).unwrap().len();
        assert_eq!(
            encoding_of(font).await,
            (None, usize::try_from(size).unwrap()),
            "{font}"
        );
    }
    let (encoding, length) = encoding_of("muster.css").await;
    assert_eq!(encoding.as_deref(), Some("br"));
    let plain = app.get(muster::ui::assets::asset("muster.css")).await;
    let size = plain.body.len();
    assert!(length * 2 < size, "{length} of {size}");
}
