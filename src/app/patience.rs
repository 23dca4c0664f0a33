//! How long a client may keep a connection waiting.
//!
//! actix limits a connection's first head and the time between requests. A later head that drips, a
//! body that nobody reads and a client that takes no answer have no limit there, and their sockets
//! stay for ever. So what moves on a connection is noted, and it ends when what should move doesn't.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use tokio::time::{Instant, sleep_until};

#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the next request's first byte.
    pub idle: Duration,
    /// From there to the end of its head. For what is left of a body after its answer, too.
    pub head: Duration,
    /// While a request is answered and nothing moves. Handlers have shorter limits of their own.
    pub silence: Duration,
    /// For a client that takes nothing of its answer.
    pub taking: Duration,
}

impl Patience {
    pub const STANDARD: Self = Self {
        idle: Duration::from_secs(75),
        head: Duration::from_secs(5),
        silence: Duration::from_mins(1),
        taking: Duration::from_secs(20),
    };
}

/// What goes on on a connection, noted by its two ends: the socket and the handlers.
pub(super) struct Pulse {
    moved: Cell<Instant>,
    /// When the first byte came that belongs to no request yet.
    arriving: Cell<Option<Instant>>,
    answering: Cell<bool>,
    /// Since when the client takes nothing.
    blocked: Cell<Option<Instant>>,
}

impl Pulse {
    pub fn new() -> Self {
        Self {
            moved: Cell::new(Instant::now()),
            arriving: Cell::default(),
            answering: Cell::default(),
            blocked: Cell::default(),
        }
    }

    pub fn read(&self) {
        let now = Instant::now();
        self.moved.set(now);
        if !self.answering.get() && self.arriving.get().is_none() {
            self.arriving.set(Some(now));
        }
    }

    pub fn wrote(&self) {
        self.moved.set(Instant::now());
        self.blocked.set(None);
    }

    pub fn cannot_write(&self) {
        if self.blocked.get().is_none() {
            self.blocked.set(Some(Instant::now()));
        }
    }

    fn answers(&self, answering: bool) {
        self.moved.set(Instant::now());
        self.arriving.set(None);
        self.answering.set(answering);
    }

    /// When it has taken too long, if nothing moves until then.
    fn deadline(&self, patience: &Patience) -> Instant {
        if let Some(blocked) = self.blocked.get() {
            blocked + patience.taking
        } else if self.answering.get() {
            self.moved.get() + patience.silence
        } else if let Some(arriving) = self.arriving.get() {
            arriving + patience.head
        } else {
            self.moved.get() + patience.idle
        }
    }
}

/// What `connection` comes to, or `None` if it keeps us waiting for too long.
pub(super) async fn unless_it_stalls<F: Future>(
    connection: F,
    pulse: Rc<Pulse>,
    patience: Patience,
) -> Option<F::Output> {
    let mut connection = pin!(connection);
    let mut alarm = pin!(sleep_until(pulse.deadline(&patience)));
    poll_fn(|context| {
        // First, because it may move, and because actix's own limits come with an answer.
        if let Poll::Ready(ended) = connection.as_mut().poll(context) {
            return Poll::Ready(Some(ended));
        }
        let deadline = pulse.deadline(&patience);
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        alarm.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// Notes when a request is being answered: from the end of its head to the last of its answer.
pub(super) async fn note_answers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let answering = request.conn_data().cloned().map(Answering::begin);
    let response = next.call(request).await?;
    Ok(response.map_body(|_, body| Answer {
        body: body.boxed(),
        _answering: answering,
    }))
}

struct Answering(Rc<Pulse>);

impl Answering {
    fn begin(pulse: Rc<Pulse>) -> Self {
        pulse.answers(true);
        Self(pulse)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answers(false);
    }
}

/// Dropped when the last of it is on its way to the socket.
struct Answer {
    body: BoxBody,
    _answering: Option<Answering>,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
