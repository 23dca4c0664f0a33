use muster::audit::{Action, Entry, Head, Report, VerifyError};

use super::Log;
use crate::support::{Finished, muster_on};

/// The encoding, once more and from its description: an intruder can have it too.
const SEAL_HASH: &str = "
    CREATE FUNCTION field(content bytea) RETURNS bytea LANGUAGE sql AS
        $$ SELECT int8send(octet_length(content)) || content $$;
    CREATE FUNCTION maybe(content bytea) RETURNS bytea LANGUAGE sql AS
        $$ SELECT CASE WHEN content IS NULL THEN '\\x00' ELSE '\\x01' || field(content) END $$;
    CREATE FUNCTION seal_hash(place bigint, event uuid, previous bytea) RETURNS bytea LANGUAGE sql AS $$
        SELECT sha256(field('muster audit seal 1') || field(uuid_send(workspace_id))
            || field(int8send(place)) || field(uuid_send(id))
            || field(int8send((extract(epoch FROM at) * 1000000)::bigint))
            || field(convert_to(actor_kind, 'UTF8')) || maybe(uuid_send(actor_id))
            || field(convert_to(action, 'UTF8')) || maybe(convert_to(target_kind, 'UTF8'))
            || maybe(uuid_send(target_id)) || field(digest) || field(previous))
        FROM audit_events WHERE id = event
    $$;
    CREATE FUNCTION event_at(place bigint) RETURNS uuid LANGUAGE sql AS
        $$ SELECT event_id FROM audit_seals WHERE seq = place $$;
    CREATE FUNCTION hash_at(place bigint) RETURNS bytea LANGUAGE sql AS
        $$ SELECT hash FROM audit_seals WHERE seq = place $$;
    CREATE PROCEDURE seal_again(since bigint) LANGUAGE plpgsql AS $$
        BEGIN
            FOR place IN since .. (SELECT max(seq) FROM audit_seals) LOOP
                UPDATE audit_seals
                SET prev_hash = CASE WHEN place = 1 THEN prev_hash ELSE hash_at(place - 1) END
                WHERE seq = place;
                UPDATE audit_seals SET hash = seal_hash(place, event_id, prev_hash) WHERE seq = place;
            END LOOP;
        END $$;
    -- A copy of an event, that nobody recorded.
    CREATE FUNCTION forge(original uuid) RETURNS uuid LANGUAGE sql AS $$
        INSERT INTO audit_details SELECT workspace_id, gen_random_uuid(), salt, details
        FROM audit_details WHERE event_id = original RETURNING event_id
    $$;
    CREATE PROCEDURE forge_event(original uuid, copy uuid) LANGUAGE sql AS $$
        INSERT INTO audit_events
        SELECT workspace_id, copy, at, actor_kind, actor_id, 'cat.let_in', target_kind, target_id, digest
        FROM audit_events WHERE id = original
    $$;
    CREATE PROCEDURE renumber(since bigint, by bigint) LANGUAGE sql AS $$
        UPDATE audit_seals SET seq = seq + 1000 WHERE seq >= since;
        UPDATE audit_seals SET seq = seq - 1000 + by WHERE seq >= 1000;
    $$;";

const REMOVE_4: &str = "DELETE FROM audit_details WHERE event_id = event_at(4);
    DELETE FROM audit_events WHERE id = event_at(4);";

const SEAL_THE_FORGED: &str = "INSERT INTO audit_seals
    SELECT workspace_id, 4, id, hash_at(3), seal_hash(4, id, hash_at(3))
    FROM audit_events WHERE action = 'cat.let_in';";

fn forge() -> String {
    "DO $$ DECLARE copy uuid := forge(event_at(3)); BEGIN CALL forge_event(event_at(3), copy); END $$;".to_owned()
}

/// Which entry it is, and what is wrong with it.
#[track_caller]
fn says(found: Result<Report, VerifyError>, which: &str, what: &str) {
    let broken = found.expect_err("it is broken").to_string();
    assert!(
        broken.starts_with(which) && broken.contains(what),
        "{which} … {what}\n{broken}"
    );
}

async fn after(statements: &str) -> Log {
    let log = Log::sealed().await;
    log.intrude(&format!("{SEAL_HASH}{statements}"));
    log
}

#[actix_web::test]
async fn the_encoding_is_what_it_is_said_to_be() {
    let log = after("CALL seal_again(1)").await;
    assert_eq!(log.verify().await.unwrap().sealed, 7);
}

#[actix_web::test]
async fn an_entry_that_was_changed_is_named() {
    for change in [
        "action = 'session.refused'",
        "at = at + interval '1 microsecond'",
        "actor_kind = 'system'",
        "actor_kind = 'person', actor_id = gen_random_uuid()",
        "target_kind = 'user', target_id = gen_random_uuid()",
        "digest = digest || '\\x00'",
    ] {
        let log = after(&format!(
            "UPDATE audit_events SET {change} WHERE id = event_at(4)"
        ))
        .await;
        says(log.verify().await, "Entry 4 (", "was changed: ");
    }
    for change in ["hash = '\\x00'", "prev_hash = '\\x00'"] {
        let log = after(&format!("UPDATE audit_seals SET {change} WHERE seq = 4")).await;
        says(
            log.verify().await,
            "Entry 4 (password.changed, ",
            "was changed: ",
        );
    }
}

#[actix_web::test]
async fn an_entry_that_was_changed_and_sealed_again_is_named() {
    let log = after(
        "UPDATE audit_events SET action = 'session.refused' WHERE id = event_at(4);
         UPDATE audit_seals SET hash = seal_hash(4, event_id, prev_hash) WHERE seq = 4",
    )
    .await;
    says(
        log.verify().await,
        "Entry 4 (session.refused, ",
        "sealed again",
    );
}

#[actix_web::test]
async fn an_entry_that_was_removed_is_named() {
    let log = after(&format!("{REMOVE_4} DELETE FROM audit_seals WHERE seq = 4")).await;
    says(log.verify().await, "Entry 4 is missing", "it was removed");
    let log = after(REMOVE_4).await;
    says(
        log.verify().await,
        "Entry 4 is missing",
        "its seal is there",
    );
    let log = after("DELETE FROM audit_seals WHERE seq = 4").await;
    says(log.verify().await, "Entry 4 is missing", "it was removed");
    let log = after(&format!(
        "{REMOVE_4} DELETE FROM audit_seals WHERE seq = 4; CALL renumber(5, -1)"
    ))
    .await;
    says(
        log.verify().await,
        "An entry was removed",
        "before entry 4 (session.started, ",
    );
    let log = after("DELETE FROM audit_seals WHERE seq = 1; CALL renumber(2, -1)").await;
    says(
        log.verify().await,
        "An entry was removed",
        "before entry 1 (user.created, ",
    );
}

#[actix_web::test]
async fn an_entry_that_was_added_is_named() {
    let forge = forge();
    let log = after(&forge).await;
    says(log.verify().await, "The event ", "(cat.let_in, ");

    let log = after(&format!("{forge} CALL renumber(4, 1); {SEAL_THE_FORGED}")).await;
    says(log.verify().await, "Entry 4 (cat.let_in, ", "was added");
    let log = after(&format!(
        "{forge} CALL renumber(4, 1); {SEAL_THE_FORGED}
         UPDATE audit_seals SET hash = '\\x00' WHERE seq = 4"
    ))
    .await;
    says(log.verify().await, "Entry 4 (cat.let_in, ", "was added");
    let log = after(&format!(
        "{forge} CALL renumber(4, 1); {SEAL_THE_FORGED}
         UPDATE audit_seals SET hash = '\\x00', prev_hash = '\\x00' WHERE seq = 4"
    ))
    .await;
    says(log.verify().await, "Entry 4 (cat.let_in, ", "was added");
}

#[actix_web::test]
async fn an_entry_that_was_moved_is_named() {
    let log = after(
        "UPDATE audit_seals SET seq = 1000 WHERE seq = 4;
         UPDATE audit_seals SET seq = 4 WHERE seq = 5;
         UPDATE audit_seals SET seq = 5 WHERE seq = 1000",
    )
    .await;
    says(
        log.verify().await,
        "Entry 4 (session.started, ",
        "reordered",
    );
    let log = after(
        "UPDATE audit_seals SET seq = 1000 WHERE seq = 2; CALL renumber(3, -1);
         UPDATE audit_seals SET seq = 7 WHERE seq = (SELECT max(seq) FROM audit_seals)",
    )
    .await;
    says(log.verify().await, "Entry 2 (user.renamed, ", "reordered");
    let log = after(
        "ALTER TABLE audit_seals DROP CONSTRAINT audit_seals_one_each;
         UPDATE audit_seals SET event_id = CASE seq WHEN 4 THEN event_at(5) ELSE event_at(4) END
         WHERE seq IN (4, 5)",
    )
    .await;
    says(
        log.verify().await,
        "Entry 4 (session.started, ",
        "was changed: ",
    );
}

#[actix_web::test]
async fn a_seal_that_was_removed_at_the_end_leaves_its_event_outside() {
    let log = after("DELETE FROM audit_seals WHERE seq = 7").await;
    says(log.verify().await, "The event ", "isn't sealed");
}

#[actix_web::test]
async fn a_noted_head_shows_what_the_chain_alone_cannot() {
    let log = Log::sealed().await;
    let noted: Head = log.verify().await.unwrap().head.unwrap();
    log.record(vec![Entry::new(Action::UserRenamed)]).await;
    log.app.seal_now().await;
    assert_eq!(log.verify_with(&noted).await.unwrap().sealed, 8);

    log.intrude(&format!(
        "{SEAL_HASH} UPDATE audit_events SET action = 'session.refused' WHERE id = event_at(4);
         CALL seal_again(4)"
    ));
    assert_eq!(
        log.verify().await.unwrap().sealed,
        8,
        "this is why it is noted"
    );
    says(
        log.verify_with(&noted).await,
        "Entry 7 (session.replaced, ",
        "written anew",
    );

    log.intrude(
        "DELETE FROM audit_details WHERE event_id IN (event_at(7), event_at(8));
         DELETE FROM audit_events WHERE id IN (event_at(7), event_at(8));
         DELETE FROM audit_seals WHERE seq > 6",
    );
    assert_eq!(log.verify().await.unwrap().sealed, 6, "this too");
    says(
        log.verify_with(&noted).await,
        "The chain ends",
        "before entry 7",
    );
}

#[actix_web::test]
async fn the_command_says_it_in_a_line() {
    let log = Log::sealed().await;
    let verify = |more: &[&str]| {
        let arguments = [&["audit", "verify", "--workspace", "northwind"], more].concat();
        let mut command = muster_on(&log.app.database, &arguments);
        Finished::of(command.env("MUSTER_LOG", "error"))
    };
    let whole = verify(&[]);
    assert_eq!((whole.code, whole.stderr.as_str()), (0, ""));
    let expected = "Nothing is wrong. Sealed entries: 7, erased by recorded deletions: 0, not yet sealed: 0. Head: 7:";
    assert!(whole.stdout.starts_with(expected), "{whole:?}");
    assert_eq!(whole.stdout.lines().count(), 1);

    let head = whole.stdout.trim().rsplit(' ').next().unwrap();
    assert_eq!(verify(&["--expect", head]).code, 0);
    assert_eq!(verify(&["--expect", "7"]).code, 2);
    let other = format!("7:{}", "0".repeat(64));
    assert_eq!(verify(&["--expect", &other]).code, 1);

    log.intrude(
        "UPDATE audit_events SET action = 'session.refused' WHERE action = 'session.ended'",
    );
    let broken = verify(&[]);
    assert_eq!((broken.code, broken.stdout.as_str()), (1, ""));
    assert!(
        broken
            .stderr
            .starts_with("muster: Entry 6 (session.refused, "),
        "{broken:?}"
    );
    assert_eq!(broken.stderr.lines().count(), 1);

    let mut unknown = muster_on(
        &log.app.database,
        &["audit", "verify", "--workspace", "southwind"],
    );
    let unknown = Finished::of(&mut unknown);
    assert_eq!(unknown.code, 1);
    assert!(
        unknown.stderr.contains("No workspace has the address"),
        "{unknown:?}"
    );
}
