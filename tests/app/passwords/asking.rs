//! Asking for a link, by whoever types an address.

use super::*;
use crate::support::one_of_three;

#[actix_web::test]
async fn what_isnt_an_address_is_a_mistake_by_its_field() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for typed in ["", "maja", "maja@", "a@b@c.example"] {
        ask(&app, typed).await.is_a_mistake().shows("email-error");
    }
    assert!(states(&app).is_empty());
    app.get("/nosuchplace/password/forgot").await.is_not_found();
    app.post("/nosuchplace/password/forgot", &[("email", "a@b.example")])
        .await
        .is_not_found();
}

#[actix_web::test]
async fn three_mails_an_hour_are_enough_for_anybody() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    app.workspace("northwind").await;
    for _ in 0..20 {
        ask(&app, "MAJA@northwind.example").await.leads_to(SENT);
        app.send_mails().await;
    }
    // Who asks again and again fills no table.
    assert_eq!(states(&app).len(), 10);
    assert_eq!(server.wait_for(3).await.len(), 3);
    app.clock.advance(TimeDelta::minutes(61));
    link_for_maja(&app, &server).await;
}

#[actix_web::test]
async fn links_start_with_the_configured_address_whatever_the_host_header_says() {
    let server = MailServer::start();
    let app = TestApp::start_with(Setup {
        delivery: delivery_to(&server),
        base_url: Some("https://people.northwind.example"),
        ..Setup::default()
    });
    app.workspace("northwind").await;
    let asking = app
        .client
        .post(app.url(FORGOT))
        .header("Host", "evil.example")
        .form(&[("email", "maja@northwind.example")]);
    Answer::to(asking).await.has_status(303);
    app.send_mails().await;
    let mail = server.mail_to("maja@northwind.example").await;
    assert!(!mail.raw.contains("evil.example"));
    assert!(
        mail.text
            .unwrap()
            .contains("https://people.northwind.example/northwind/password/reset/")
    );
}

#[actix_web::test]
async fn no_answer_and_no_time_tells_who_has_an_account() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let mut known = Vec::new();
    for number in 0..20 {
        let user = workspace
            .member(&format!("P{number} Thomas"), BuiltinRole::Agent)
            .await;
        if number % 4 == 0 {
            workspace.set_status(user, "inactive");
        }
        known.push(format!("p{number}@northwind.example"));
    }
    let unknown: Vec<_> = known.iter().map(|it| it.replace('p', "q")).collect();
    let mut tries = 0;
    one_of_three(async || {
        tries += 1;
        as_quick(&app, &known, &unknown).await
    })
    .await;
    assert_eq!(states(&app).len(), 400 * tries);
}

/// Whether answers for these addresses are the same and take as long.
async fn as_quick(app: &TestApp, known: &[String], unknown: &[String]) -> Result<(), String> {
    let (mut with, mut without, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..10 {
        for (one, other) in known.iter().zip(unknown) {
            let mut both = [(one, &mut with), (other, &mut without)];
            // Each is as often the first of the two.
            both.rotate_left(round % 2);
            for (email, times) in both {
                let started = Instant::now();
                let answer = ask(app, email).await;
                times.push(started.elapsed());
                let mut headers = answer.headers.clone();
                headers.remove("date");
                answers.push((answer.status, headers, answer.body));
            }
        }
    }
    assert_eq!(answers.len(), 400);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let (with, without) = (typical(with), typical(without));
    let apart = with.abs_diff(without);
    if apart < with / 4 + Duration::from_millis(1) {
        Ok(())
    } else {
        Err(format!("{with:?} with an account, {without:?} without"))
    }
}

/// The quickest quarter is what the machine's other work disturbs least.
fn typical(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 4]
}

#[actix_web::test]
async fn a_network_that_asks_without_end_is_told_to_wait_and_leaves_no_more_rows() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let ask = async |address: &str| {
        app.post("/northwind/password/forgot", &[("email", address)])
            .await
    };
    ask("nobody@northwind.example").await.has_status(303);
    diesel::sql_query("UPDATE network_throttles SET failures = 499")
        .execute(&mut app.database.connection())
        .unwrap();
    ask("somebody@northwind.example").await.has_status(303);
    for _ in 0..3 {
        ask("maja@northwind.example")
            .await
            .has_status(429)
            .shows("Too many requests. Wait ")
            .shows("value=\"maja@northwind.example\"");
    }
    let rows: i64 = outbox::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(rows, 2);
}
