use diesel::connection::SimpleConnection;
use muster::audit::{Action, Entry};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::Log;

/// Whatever JSON can hold, with strings that have hurt somebody before.
fn odd_values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        Just("\0".to_owned()),
        Just("a\u{0}b\\u0000\"".to_owned()),
        Just("\u{202e}e\u{301}\u{1f469}\u{200d}\u{1f680}\u{2028}\u{fffe}\u{10ffff}".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![
            Just(1e16),
            Just(-0.0),
            Just(5e-324),
            Just(1.234_567_890_123_456_8e18)
        ]
        .prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(text.clone(), inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect::<Value>()),
        ]
    })
}

#[actix_web::test]
async fn whatever_is_recorded_reads_as_it_was_recorded() {
    let log = Log::of_a_new_workspace().await;
    let (mut runner, odd) = (TestRunner::default(), odd_values());
    let entries = (0..2_000)
        .map(|_| {
            let value = odd.new_tree(&mut runner).unwrap().current();
            Entry::new(Action::RoleChanged).with("value", value)
        })
        .collect();
    log.record(entries).await;
    log.app.seal_now().await;
    assert_eq!(log.verify().await.unwrap().sealed, 2_002);
}

#[actix_web::test]
async fn details_that_were_erased_for_nobody_are_named() {
    let log = Log::sealed().await;
    // What the serving role may do, and does for a deletion alone.
    let erasing = log.app.db.tx(|tx| {
        let erased = tx.connection().batch_execute(
            "UPDATE audit_details SET details = '{}', salt = ''
             WHERE details -> 'author' ->> 'command' = 'test'",
        );
        erased.map_err(muster::db::DbError::from)
    });
    erasing.await.unwrap();
    let broken = log.verify().await.unwrap_err().to_string();
    assert!(
        broken.starts_with("The details of entry 1 (") && broken.contains("no deletion"),
        "{broken}"
    );
}

#[actix_web::test]
async fn details_that_were_changed_and_not_erased_are_named() {
    for (change, says) in [
        (
            "UPDATE audit_details SET details = details || '{\"target_name\": \"Eve\"}' WHERE event_id = event",
            "The details of entry 4 (password.changed, ",
        ),
        (
            "UPDATE audit_details SET salt = '' WHERE event_id = event",
            "The details of entry 4 (password.changed, ",
        ),
        (
            "UPDATE audit_details SET details = '{}' WHERE event_id = event",
            "The details of entry 4 (password.changed, ",
        ),
        (
            "DELETE FROM audit_details WHERE event_id = event",
            "The details of entry 4 (password.changed, ",
        ),
    ] {
        let log = Log::sealed().await;
        log.intrude(&format!(
            "DO $$ DECLARE event uuid;
             BEGIN SELECT event_id INTO event FROM audit_seals WHERE seq = 4; {change}; END $$"
        ));
        let broken = log.verify().await.unwrap_err().to_string();
        assert!(broken.starts_with(says), "{change}: {broken}");
    }
}

#[actix_web::test]
async fn the_same_details_in_another_spelling_are_the_same() {
    let log = Log::of_a_new_workspace().await;
    let details = json!({ "long_name": 1, "b": { "z": 0, "aa": [] } });
    log.record(vec![Entry::new(Action::RoleChanged).with("value", details)])
        .await;
    log.app.seal_now().await;
    log.intrude("UPDATE audit_details SET details = details::text::jsonb");
    assert_eq!(log.verify().await.unwrap().erased, 0);
}
