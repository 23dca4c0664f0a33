//! What becomes of a mail that a worker took on, in the database and in the log.

use super::super::delivery::NO_SERVER;
use super::super::retry;
use super::super::store::{self, Claimed};
use crate::db::{DbError, Tx};

/// What has become of a claimed row.
pub(super) enum Fate {
    Sent,
    Refused(String),
    Skipped(&'static str),
    Later(String),
    /// There is no server to ask.
    Waiting,
}

pub(super) fn mark(tx: &mut Tx<'_>, claimed: &Claimed, fate: &Fate) -> Result<(), DbError> {
    let (gap, why) = match fate {
        Fate::Sent => return store::mark_sent(tx, claimed),
        Fate::Refused(words) => return store::give_up(tx, claimed, "refused", words),
        Fate::Skipped(why) => return store::give_up(tx, claimed, "skipped", why),
        Fate::Later(words) => (retry::gap(claimed.attempts), words.as_str()),
        Fate::Waiting => (retry::WITHOUT_SERVER, NO_SERVER),
    };
    let next = tx.now()? + gap;
    match retry::in_time(claimed.mail.created_at, next) {
        None => {
            let words = format!("given up after two days: {why}");
            store::give_up(tx, claimed, "refused", &words)
        }
        Some(next) if matches!(fate, Fate::Waiting) => {
            store::wait_for_server(tx, claimed, next, why)
        }
        Some(next) => store::put_off(tx, claimed, next, why),
    }
}

/// The log says what became of it and, without the operator asking for more, not to whom it went.
pub(super) fn report(claimed: &Claimed, fate: &Fate) {
    let (id, kind, to) = (claimed.mail.id, &claimed.kind, &claimed.mail.recipient);
    let outcome = match fate {
        Fate::Sent => {
            tracing::info!(%id, kind, "mail sent");
            "sent"
        }
        Fate::Skipped(why) => {
            tracing::info!(%id, kind, why, "mail no longer needed");
            "skipped"
        }
        Fate::Refused(why) => {
            tracing::warn!(%id, kind, why, "mail refused");
            "refused"
        }
        Fate::Later(why) => {
            tracing::warn!(%id, kind, why, attempts = claimed.attempts, "mail not sent yet");
            "later"
        }
        Fate::Waiting => {
            // Once for each mail, however long it waits.
            if claimed.last_error.as_deref() != Some(NO_SERVER) {
                tracing::warn!(%id, kind, ?to, "a mail would have gone out here, but {NO_SERVER}");
            }
            "waiting"
        }
    };
    let labels = [("kind", kind.clone()), ("outcome", outcome.to_owned())];
    metrics::counter!("muster_mails_total", &labels).increment(1);
}

/// A server's words are kept for people, not for an archive.
const MOST_WORDS: usize = 300;

/// What would reorder the page around it.
fn turns_text_round(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
}

/// A mail server's own words, as one line that a database and a page can show.
pub(in crate::mail) fn tidy(words: &str) -> String {
    let line: Vec<&str> = words
        .split(|c: char| c.is_control() || c.is_whitespace() || turns_text_round(c))
        .collect();
    let line: Vec<&str> = line.into_iter().filter(|word| !word.is_empty()).collect();
    line.join(" ").chars().take(MOST_WORDS).collect()
}
