//! Sends what is due. Any number of these may run, on any number of servers.

mod fate;
mod slots;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::Semaphore;
use tokio::time::Instant;

pub(super) use self::fate::tidy;
use self::fate::{Fate, mark, report};
pub(super) use self::slots::CONNECTIONS;
use self::slots::{NAP, Slots};
use super::compose::compose;
use super::delivery::{Outgoing, Undelivered, Written};
use super::store::{self, Claimed};
use super::{Desk, MailKind, Prepared, Way};
use crate::db::{Db, DbError, Tx};
use crate::links::Links;
use crate::types::WorkspaceId;

/// For a conversation as a whole, whatever the single steps may take.
const LONGEST_SENDING: Duration = Duration::from_mins(1);
/// How many database connections mails take at most, which requests need too. Looking for what is due
/// takes one more.
const DATABASE_AT_ONCE: usize = 4;
const DATABASE_WAIT: Duration = Duration::from_secs(10);
/// How long a mail's fate is tried to be written down while the database is away. What isn't marked
/// as sent is sent again.
const MARKING: Duration = Duration::from_secs(20);

#[derive(Clone)]
pub struct Worker {
    db: Db,
    links: Links,
    kinds: Vec<&'static dyn MailKind>,
    outgoing: Outgoing,
    database_turns: Arc<Semaphore>,
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
            database_turns: Arc::new(Semaphore::new(DATABASE_AT_ONCE)),
        }
    }

    /// Until it is told to stop; then what is being sent is finished.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut under_way = FuturesUnordered::new();
        let mut slots = Slots::default();
        let mut fails = false;
        loop {
            if slots.is_time_to_ask() {
                let claimed = tokio::select! {
                    () = &mut stop => break,
                    claimed = self.claim(&slots) => claimed,
                };
                say_what_changed(&mut fails, claimed.as_ref().err());
                let claimed = claimed.unwrap_or_default();
                slots.take(&claimed);
                under_way.extend(claimed.into_iter().map(|it| self.handle(it)));
            }
            let nap_ends = slots.nap_ends().unwrap_or_else(Instant::now);
            tokio::select! {
                () = &mut stop => break,
                Some((workspace, took)) = under_way.next() => {
                    slots.give_back(workspace);
                    slots.note(workspace, took);
                }
                () = tokio::time::sleep_until(nap_ends), if slots.free() > 0 => {}
            }
        }
        while under_way.next().await.is_some() {}
    }

    /// Everything that is due by now. For tests, which say when time passes.
    pub async fn send_due(&self) -> Result<(), DbError> {
        let mut slots = Slots::default();
        loop {
            let mut claimed = Vec::new();
            while slots.free() > 0 {
                let some = self.claim(&slots).await?;
                if some.is_empty() {
                    break;
                }
                slots.take(&some);
                claimed.extend(some);
            }
            if claimed.is_empty() {
                return Ok(());
            }
            for (workspace, took) in join_all(claimed.into_iter().map(|it| self.handle(it))).await {
                slots.give_back(workspace);
                slots.note(workspace, took);
            }
        }
    }

    async fn claim(&self, slots: &Slots) -> Result<Vec<Claimed>, DbError> {
        let wanted = slots.wanted();
        // Without a turn: who has one isn't polled while we wait here, and would never give it back.
        self.db.tx(move |tx| store::claim(tx, &wanted)).await
    }

    /// Says whose place is free again, and how long it was taken.
    async fn handle(&self, claimed: Claimed) -> (WorkspaceId, Duration) {
        let begun = Instant::now();
        let workspace = claimed.mail.workspace;
        // A mistake in one kind of mail stops neither the others nor the worker.
        let fate = AssertUnwindSafe(self.send(&claimed))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Some(Fate::Later("writing it panicked".to_owned())));
        if let Some(fate) = fate {
            report(&claimed, &fate);
            self.mark(claimed, fate).await;
        }
        (workspace, begun.elapsed())
    }

    /// `None` if the row is no longer ours.
    async fn send(&self, claimed: &Claimed) -> Option<Fate> {
        let written = match self.write(claimed.clone()).await {
            Ok(written) => written,
            Err(Unwritten::Decided(fate)) => return Some(fate),
            Err(Unwritten::Lost) => return None,
            Err(Unwritten::Db(error)) => {
                return Some(Fate::Later(format!("it couldn't be written: {error}")));
            }
        };
        let sending = self.outgoing.deliver(claimed.mail.id, written);
        Some(match tokio::time::timeout(LONGEST_SENDING, sending).await {
            Ok(Ok(())) => Fate::Sent,
            Ok(Err(Undelivered::Refused(words))) => Fate::Refused(tidy(&words)),
            Ok(Err(Undelivered::Later(words))) => Fate::Later(tidy(&words)),
            Err(_) => Fate::Later("the mail server took too long".to_owned()),
        })
    }

    /// From the row to a mail. What was decided or minted on the way is committed before it goes out.
    async fn write(&self, claimed: Claimed) -> Result<Written, Unwritten> {
        let named = |kind: &&&'static dyn MailKind| kind.name() == claimed.kind;
        let Some(kind) = self.kinds.iter().find(named).copied() else {
            let words = "this version of Muster doesn't know this kind of mail".to_owned();
            return Err(Unwritten::Decided(Fate::Later(words)));
        };
        let (links, outgoing) = (self.links.clone(), self.outgoing.clone());
        self.in_turn(move |tx| {
            let workspace = claimed.mail.workspace;
            let (letterhead, own) = store::letterhead(tx, workspace)?;
            if outgoing.way(own.as_ref()) == Way::Nowhere {
                return Err(Unwritten::Decided(Fate::Waiting));
            }
            let desk = Desk {
                links: &links,
                letterhead,
            };
            let (message, link) = match kind.prepare(tx, &claimed.mail, &desk)? {
                Prepared::Ready { message, link } => (message, link),
                // What was done instead stays done: somebody else may have been told.
                Prepared::Stale(why) => return Ok(Err(Fate::Skipped(why))),
            };
            let sender = outgoing.sender(&desk.letterhead, own.as_ref());
            let message_id = format!("<{}@{}>", claimed.mail.id, sender.email.domain());
            let message_id =
                store::remember(tx, &claimed, link, &message_id)?.ok_or(Unwritten::Lost)?;
            let mail = compose(&message, &desk.letterhead, sender, &message_id)
                .map_err(|error| Unwritten::Decided(Fate::Refused(error.to_string())))?;
            Ok(Ok(Written {
                workspace,
                own,
                mail,
            }))
        })
        .await?
        .map_err(Unwritten::Decided)
    }

    /// A transaction, once there is a connection for it.
    async fn in_turn<T: Send + 'static, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        E: From<DbError> + Send + 'static,
    {
        // It is never closed.
        let _turn = self.database_turns.acquire().await;
        self.db.tx(work).await
    }

    async fn mark(&self, claimed: Claimed, fate: Fate) {
        let marked = Arc::new((claimed, fate));
        let marking = async {
            loop {
                let row = Arc::clone(&marked);
                let done = self.in_turn(move |tx| mark(tx, &row.0, &row.1)).await;
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

/// Once when the outbox can't be read any more, and once when it can again.
fn say_what_changed(fails: &mut bool, error: Option<&DbError>) {
    match (error, *fails) {
        (Some(error), false) => tracing::error!(%error, "the outbox can't be read"),
        (None, true) => tracing::info!("the outbox can be read again"),
        _ => {}
    }
    *fails = error.is_some();
}
