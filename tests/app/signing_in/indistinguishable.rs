//! Nobody learns from an answer whether an address has an account.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use muster::access::{BuiltinRole, HashCost, PasswordHasher};

use crate::support::{Setup, TestApp, one_of_three};

const TRIES: usize = 200;

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_bytes_in_the_same_time() {
    let app = TestApp::start_with(Setup {
        hasher: PasswordHasher::new(HashCost::STANDARD),
        ..Setup::default()
    });
    let workspace = app.workspace("northwind").await;
    let ana = workspace.member("Anna Lima", BuiltinRole::Agent).await;
    workspace.set_status(ana, "inactive");
    // All addresses have the same length, so that the page has.
    let kinds = [
        "maja@northwind.example",
        "anna@northwind.example",
        "nina@northwind.example",
    ];
    one_of_three(async || as_quick(&app, kinds).await).await;
}

/// Whether answers for these kinds of address are the same and take as long.
async fn as_quick(app: &TestApp, kinds: [&str; 3]) -> Result<(), String> {
    let mut took: [Vec<Duration>; 3] = Default::default();
    let mut pages = Vec::new();
    for round in 0..TRIES {
        if round % 5 == 0 {
            app.clock.advance(TimeDelta::hours(2));
        }
        for turn in 0..kinds.len() {
            // Whoever comes first finds colder caches, so that everybody is first as often.
            let kind = (round + turn) % kinds.len();
            let address = kinds[kind];
            let started = Instant::now();
            let answer = app.visitor().tries(address, "wrong-password").await;
            took[kind].push(started.elapsed());
            answer.is_a_mistake();
            pages.push(answer.body.replace(address, "somebody"));
        }
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    // The quickest quarter is what the machine's other work disturbs least.
    let typical = took.map(|mut times| {
        times.sort();
        times[TRIES / 4]
    });
    let [known, inactive, unknown] = typical;
    let apart = |one: Duration, other: Duration| one.abs_diff(other);
    if apart(known, unknown) < known / 8 && apart(inactive, unknown) < known / 8 {
        Ok(())
    } else {
        Err(format!("{typical:?}"))
    }
}
