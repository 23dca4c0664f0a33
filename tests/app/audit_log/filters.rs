use muster::access::BuiltinRole;
use muster::audit::{Action, Entry, Target};
use muster::types::UserId;

use super::{LOG, Past, by, operator, reader, record, shown, text};
use crate::support::TestApp;

#[actix_web::test]
async fn a_person_is_found_by_id_by_address_and_by_how_their_name_begins() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let bob = northwind.member("Bob Marsh", BuiltinRole::Agent).await;
    let maja = reader(&northwind).await;
    let by_bob = by(&northwind, bob, "Bob Marsh");
    let by_ana = by(&northwind, ana, "Ana Lima");
    let on_ana = Entry::new(Action::UserRoleGiven).on(Target::User(ana), "Ana Lima");
    record(&app, &by_bob, on_ana.with("role", "Agent")).await;
    // Who did it to themselves is shown once.
    let itself = Entry::new(Action::SessionStarted).on(Target::User(ana), "Ana Lima");
    record(&app, &by_ana, itself).await;
    record(
        &app,
        &by_bob,
        Entry::new(Action::SessionEnded).on(Target::User(bob), "Bob Marsh"),
    )
    .await;

    for person in [
        &ana.to_string(),
        "ana@northwind.example",
        "ANA@Northwind.example",
        "Ana Lima",
        "ana",
        " an ",
    ] {
        let query = url::form_urlencoded::byte_serialize(person.as_bytes()).collect::<String>();
        let page = maja.get(&format!("{LOG}?person={query}")).await;
        page.is_ok().shows("Show all entries");
        assert_eq!(shown(&page).len(), 2, "{person}");
        let text = text(&page);
        assert!(
            text.contains("Only what happened by or to Ana Lima."),
            "{text}"
        );
        assert!(text.contains("Ana Lima signed in"), "{text}");
        assert!(
            text.contains("Bob Marsh gave Ana Lima the role Agent"),
            "{text}"
        );
    }
    let by_id = maja.get(&format!("{LOG}?person={ana}")).await;
    by_id.shows("value=\"ana@northwind.example\"");
    // Both are called something with these letters, and a pattern's signs are themselves.
    for nobody in ["im", "%25", "_na", "ana%5C"] {
        let page = maja.get(&format!("{LOG}?person={nobody}")).await;
        assert_eq!(shown(page.is_ok()).len(), 0, "{nobody}");
    }
}

#[actix_web::test]
async fn several_people_of_one_name_are_shown_together_and_too_many_are_not() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    for number in 0..20 {
        northwind
            .person(&format!("Kim{number} Larsen"), BuiltinRole::Agent)
            .await;
    }
    let page = maja.get(&format!("{LOG}?person=kim")).await;
    assert_eq!(shown(page.is_ok()).len(), 20);
    northwind.member("Kima Larsen", BuiltinRole::Agent).await;
    maja.get(&format!("{LOG}?person=kim"))
        .await
        .is_a_mistake()
        .shows("More than 20 people are called that. Type more of the name.")
        .shows("value=\"kim\"");
}

#[actix_web::test]
async fn somebody_elsewhere_and_nobody_are_the_same_empty_list() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await.maja().await;
    let maja = reader(&northwind).await;
    let nobody = UserId::new();
    let mut pages = Vec::new();
    for id in [elsewhere.id, nobody] {
        let page = maja.get(&format!("{LOG}?person={id}")).await;
        page.is_ok().shows("No entry fits");
        pages.push(page.body.replace(&id.to_string(), "somebody"));
    }
    assert_eq!(pages[0], pages[1]);
    for address in ["somebody@northwind.example", "Nobody"] {
        let page = maja.get(&format!("{LOG}?person={address}")).await;
        page.is_ok().shows("No entry fits").shows("who isn't here");
    }
}

#[actix_web::test]
async fn an_action_and_days_narrow_the_list_each_and_together() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let ana = northwind.member("Ana Lima", BuiltinRole::Agent).await;
    let maja = reader(&northwind).await;
    let past = |time: &str, actor, action| {
        let past = Past {
            action,
            ..Past::at(time, actor)
        };
        past.insert(northwind.id, &app);
        past.id.to_string()
    };
    let late = past("2026-03-02T23:59:59.999999Z", ana, "session.started");
    let bobs = past("2026-03-02T12:00:00Z", UserId::new(), "session.started");
    let other = past("2026-03-02T00:00:00Z", ana, "session.ended");
    let early = past("2026-03-01T23:59:59.999999Z", ana, "session.started");
    let next = past("2026-03-03T00:00:00Z", ana, "session.started");
    let all = [&next, &late, &bobs, &other, &early];

    for (query, expected) in [
        ("from=2026-03-02&to=2026-03-02", vec![&late, &bobs, &other]),
        ("to=2026-03-02", vec![&late, &bobs, &other, &early]),
        (
            "from=2026-03-02&to=2026-03-03",
            vec![&next, &late, &bobs, &other],
        ),
        (
            "to=2026-03-03&action=session.started",
            vec![&next, &late, &bobs, &early],
        ),
        (
            "to=2026-03-03&person=ana",
            vec![&next, &late, &other, &early],
        ),
        (
            "from=2026-03-02&to=2026-03-02&person=ana&action=session.started",
            vec![&late],
        ),
        ("to=2026-03-03", all.to_vec()),
        ("to=2025-01-01", vec![]),
    ] {
        let page = maja.get(&format!("{LOG}?{query}")).await;
        let expected: Vec<String> = expected.into_iter().cloned().collect();
        assert_eq!(shown(page.is_ok()), expected, "{query}");
    }
    let page = maja
        .get(&format!(
            "{LOG}?from=2026-03-02&to=2026-03-03&person=ana&action=session.started"
        ))
        .await;
    page.shows("<option value=\"session.started\" selected>")
        .shows("<optgroup label=\"Signing in\">")
        .shows("value=\"2026-03-02\"")
        .shows("id=\"from-hint\">In UTC</p>")
        .shows("id=\"to-hint\">In UTC</p>")
        .shows("value=\"ana\"");
    let said =
        "Only \u{201c}Signed in\u{201d} by or to Ana Lima, from 2 March 2026 to 3 March 2026.";
    assert!(text(&page).contains(said), "{}", text(&page));
}

#[actix_web::test]
async fn a_day_is_one_of_the_workspaces_time_zone() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    northwind.is_in("Europe/Berlin");
    // The day on which its clocks jump an hour.
    let past = |time: &str| {
        let past = Past::at(time, maja.id);
        past.insert(northwind.id, &app);
        past.id.to_string()
    };
    past("2026-03-28T22:59:59.999999Z");
    let first = past("2026-03-28T23:00:00Z");
    let last = past("2026-03-29T21:59:59.999999Z");
    past("2026-03-29T22:00:00Z");
    let query = "from=2026-03-29&to=2026-03-29";
    let page = maja.get(&format!("{LOG}?{query}")).await;
    assert_eq!(shown(page.is_ok()), [last, first]);
    page.shows("id=\"from-hint\">In Europe/Berlin</p>")
        .shows("Sunday 29 March 2026, 00:00 CET")
        .shows("Sunday 29 March 2026, 23:59 CEST");
    let file = maja.get(&format!("{LOG}/export?{query}")).await;
    file.is_ok()
        .shows("\n2026-03-29T23:59:59.999999+02:00,")
        .shows("\n2026-03-29T00:00:00.000000+01:00,");
    assert_eq!(file.body.lines().count(), 3, "{}", file.body);
}

#[actix_web::test]
async fn a_malformed_value_is_said_by_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = reader(&northwind).await;
    for (query, field, said) in [
        (
            "from=yesterday&person=ana",
            "from",
            "Write the day as 2026-11-21.",
        ),
        (
            "to=2026-02-30&person=ana",
            "to",
            "Write the day as 2026-11-21.",
        ),
        (
            "from=2026-02-02&to=2026-02-01&person=ana",
            "to",
            "Choose a day that isn",
        ),
        (
            "action=kettle.filled&person=ana",
            "action",
            "Choose one of the list.",
        ),
        ("person=ana%40", "person", "error"),
    ] {
        for path in [format!("{LOG}?{query}"), format!("{LOG}/export?{query}")] {
            let page = maja.get(&path).await;
            page.is_a_mistake()
                .shows(&format!("id=\"{field}-error\""))
                .shows(said)
                .shows("value=\"ana")
                .hides("<tr id=");
        }
    }
    maja.get(&format!("{LOG}?from=yesterday"))
        .await
        .shows("value=\"yesterday\"");
    let both = maja.get(&format!("{LOG}?from=x&to=y")).await;
    both.is_a_mistake().shows("2 things need another look");
    maja.get(&format!("{LOG}?person=a&person=b"))
        .await
        .has_status(400);
    maja.get(&format!("{LOG}?person=&action=&from=&to="))
        .await
        .is_ok()
        .hides("Show all entries");
    record(
        &app,
        &operator(northwind.id, "test"),
        Entry::new(Action::SessionEnded),
    )
    .await;
}
