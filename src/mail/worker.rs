//! Sends what is due. Any number of these may run, on any number of servers.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::compose::compose;
use super::delivery::{Delivery, NO_SERVER, Outgoing, Undelivered};
use super::retry;
use super::store::{self, Claimed};
use super::{Desk, MailKind, Prepared};
use crate::db::{Db, DbError, Tx};
use crate::links::Links;

/// How many mails one server sends side by side, so that one that hangs doesn't hold up the rest.
pub(super) const AT_ONCE: u32 = 4;
/// How long an idle worker sleeps.
const NAP: Duration = Duration::from_secs(1);
/// For a conversation as a whole, whatever the single steps may take.
const LONGEST_SENDING: Duration = Duration::from_mins(1);
/// Longer than a worker ever needs for one mail: what it claimed and didn't finish, it never will.
const LEASE: TimeDelta = TimeDelta::minutes(2);
const DATABASE_WAIT: Duration = Duration::from_secs(10);
/// How long a mail's fate is tried to be written down while the database is away. What isn't marked
/// as sent is sent again.
const MARKING: Duration = Duration::from_secs(20);
/// A server's words are kept for people, not for an archive.
const MOST_WORDS: usize = 300;

#[derive(Clone)]
pub struct Worker {
    db: Db,
    links: Links,
    kinds: Vec<&'static dyn MailKind>,
    outgoing: Outgoing,
}

/// What has become of a claimed row.
enum Fate {
    Sent,
    Refused(String),
    Skipped(&'static str),
    Later(String),
    /// There is no server to ask.
    Waiting,
}

enum Unwritten {
    /// It needn't, or can't, go out.
    Decided(Fate),
    /// Somebody else has the row by now.
    Lost,
    Db(DbError),
}

impl From<DbError> for Unwritten {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl Worker {
    pub fn new(
        db: &Db,
        links: Links,
        kinds: Vec<&'static dyn MailKind>,
        outgoing: Outgoing,
    ) -> Self {
        Self {
            db: db.for_job(DATABASE_WAIT),
            links,
            kinds,
            outgoing,
        }
    }

    /// Until it is told to stop; then what is being sent is finished.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut under_way = FuturesUnordered::new();
        let mut fails = false;
        loop {
            let free = AT_ONCE as usize - under_way.len();
            let claimed = tokio::select! {
                () = &mut stop => break,
                claimed = self.claim(free) => claimed,
            };
            say_what_changed(&mut fails, claimed.as_ref().err());
            let claimed = claimed.unwrap_or_default();
            under_way.extend(claimed.into_iter().map(|it| self.handle(it)));
            tokio::select! {
                () = &mut stop => break,
                Some(()) = under_way.next() => {}
                () = tokio::time::sleep(NAP) => {}
            }
        }
        while under_way.next().await.is_some() {}
    }

    /// Everything that is due by now. For tests, which say when time passes.
    pub async fn send_due(&self) -> Result<(), DbError> {
        loop {
            let claimed = self.claim(AT_ONCE as usize).await?;
            if claimed.is_empty() {
                return Ok(());
            }
            join_all(claimed.into_iter().map(|it| self.handle(it))).await;
        }
    }

    async fn claim(&self, most: usize) -> Result<Vec<Claimed>, DbError> {
        if most == 0 {
            return Ok(Vec::new());
        }
        self.db.tx(move |tx| store::claim(tx, most, LEASE)).await
    }

    async fn handle(&self, claimed: Claimed) {
        let fate = match self.outgoing.delivery {
            Delivery::Nowhere => Some(Fate::Waiting),
            // A mistake in one kind of mail stops neither the others nor the worker.
            _ => AssertUnwindSafe(self.send(&claimed))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Some(Fate::Later("writing it panicked".to_owned()))),
        };
        if let Some(fate) = fate {
            report(&claimed, &fate);
            self.mark(claimed, fate).await;
        }
    }

    /// `None` if the row is no longer ours.
    async fn send(&self, claimed: &Claimed) -> Option<Fate> {
        let mail = match self.write(claimed.clone()).await {
            Ok(mail) => mail,
            Err(Unwritten::Decided(fate)) => return Some(fate),
            Err(Unwritten::Lost) => return None,
            Err(Unwritten::Db(error)) => {
                return Some(Fate::Later(format!("it couldn't be written: {error}")));
            }
        };
        let sending = self.outgoing.delivery.deliver(claimed.mail.id, mail);
        Some(match tokio::time::timeout(LONGEST_SENDING, sending).await {
            Ok(Ok(())) => Fate::Sent,
            Ok(Err(Undelivered::Refused(words))) => Fate::Refused(tidy(&words)),
            Ok(Err(Undelivered::Later(words))) => Fate::Later(tidy(&words)),
            Err(_) => Fate::Later("the mail server took too long".to_owned()),
        })
    }

    /// From the row to a mail. What was decided or minted on the way is committed before it goes out.
    async fn write(&self, claimed: Claimed) -> Result<lettre::Message, Unwritten> {
        let named = |kind: &&&'static dyn MailKind| kind.name() == claimed.kind;
        let Some(kind) = self.kinds.iter().find(named).copied() else {
            let words = "this version of Muster doesn't know this kind of mail".to_owned();
            return Err(Unwritten::Decided(Fate::Later(words)));
        };
        let (links, from) = (self.links.clone(), self.outgoing.from.clone());
        let writing = self.db.tx(move |tx| {
            let letterhead = store::letterhead(tx, claimed.mail.workspace)?;
            let desk = Desk {
                links: &links,
                letterhead,
            };
            let (message, link) = match kind.prepare(tx, &claimed.mail, &desk)? {
                Prepared::Ready { message, link } => (message, link),
                // What was done instead stays done: somebody else may have been told.
                Prepared::Stale(why) => return Ok(Err(Fate::Skipped(why))),
            };
            let message_id = format!("<{}@{}>", claimed.mail.id, from.email.domain());
            let message_id =
                store::remember(tx, &claimed, link, &message_id)?.ok_or(Unwritten::Lost)?;
            compose(&message, &desk.letterhead, &from, &message_id)
                .map(Ok)
                .map_err(|error| Unwritten::Decided(Fate::Refused(error.to_string())))
        });
        writing.await?.map_err(Unwritten::Decided)
    }

    async fn mark(&self, claimed: Claimed, fate: Fate) {
        let marked = Arc::new((claimed, fate));
        let marking = async {
            loop {
                let row = Arc::clone(&marked);
                let done = self.db.tx(move |tx| mark(tx, &row.0, &row.1)).await;
                match done {
                    Err(error) if error.is_passing() => tokio::time::sleep(NAP).await,
                    other => return other,
                }
            }
        };
        match tokio::time::timeout(MARKING, marking).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "what became of a mail isn't written down"),
            Err(_) => tracing::error!("what became of a mail isn't written down"),
        }
    }
}

fn mark(tx: &mut Tx<'_>, claimed: &Claimed, fate: &Fate) -> Result<(), DbError> {
    let (gap, why) = match fate {
        Fate::Sent => return store::mark_sent(tx, claimed),
        Fate::Refused(words) => return store::give_up(tx, claimed, "refused", words),
        Fate::Skipped(why) => return store::give_up(tx, claimed, "skipped", why),
        Fate::Later(words) => (retry::gap(claimed.attempts), words.as_str()),
        Fate::Waiting => (retry::WITHOUT_SERVER, NO_SERVER),
    };
    let next = tx.now()? + gap;
    match retry::in_time(claimed.created_at, next) {
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

/// Once when the outbox can't be read any more, and once when it can again.
fn say_what_changed(fails: &mut bool, error: Option<&DbError>) {
    match (error, *fails) {
        (Some(error), false) => tracing::error!(%error, "the outbox can't be read"),
        (None, true) => tracing::info!("the outbox can be read again"),
        _ => {}
    }
    *fails = error.is_some();
}

/// The log says what became of it and, without the operator asking for more, not to whom it went.
fn report(claimed: &Claimed, fate: &Fate) {
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

/// A mail server's own words, as one line that a database and a page can show.
fn tidy(words: &str) -> String {
    let line: Vec<&str> = words
        .split(|c: char| c.is_control() || c.is_whitespace())
        .collect();
    let line: Vec<&str> = line.into_iter().filter(|word| !word.is_empty()).collect();
    line.join(" ").chars().take(MOST_WORDS).collect()
}
