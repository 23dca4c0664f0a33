//! A real SMTP server on a free port of this machine, and the mails that reached it.
//!
//! It runs on threads of its own, so it answers while a test's runtime is busy, and it is stricter
//! than most: a line that is too long or ends in a bare newline is refused.

mod authority;
mod conversation;
mod mail;

use std::{
    collections::HashMap,
    io,
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

pub use authority::Authority;
use conversation::{Conversation, Upgrade};
pub use mail::Mail;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tokio::time::sleep;

const PATIENCE: Duration = Duration::from_secs(30);

/// What a refused recipient's server says about it.
pub const REFUSAL: &str = "5.1.1 Nobody here has this address";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Accepts,
    /// 550 and [`REFUSAL`] to every recipient.
    RefusesRecipient,
    /// 451 to every recipient.
    TemporaryFailure,
    /// Takes the connection and never says a word.
    HangsAfterConnect,
    /// Takes the mail and hangs up instead of saying so: it has arrived, and the sender can't know.
    DropsAfterData,
    /// 535 to whoever signs in, with all that they said.
    RepeatsSignIn,
}

/// How it keeps what is said from others.
#[derive(Clone, Default)]
pub enum Security {
    #[default]
    None,
    /// Offers STARTTLS.
    Offered(Arc<ServerConfig>),
    /// TLS from the first byte.
    Implicit(Arc<ServerConfig>),
}

/// What a server asks of its clients.
#[derive(Clone)]
pub struct Terms {
    pub sign_in: Option<(&'static str, &'static str)>,
    pub mechanisms: &'static str,
    pub security: Security,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            sign_in: None,
            mechanisms: "PLAIN LOGIN",
            security: Security::None,
        }
    }
}

/// Once it is dropped nobody listens there any more.
pub struct MailServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

struct Shared {
    behaviour: Mutex<Behaviour>,
    terms: Terms,
    received: Mutex<Vec<(Vec<String>, Vec<u8>)>>,
    /// By the other end's port.
    connections: Mutex<HashMap<u16, TcpStream>>,
    accepted: AtomicUsize,
    stopped: AtomicBool,
}

impl MailServer {
    pub fn start() -> Self {
        Self::on(Terms::default())
    }

    /// Takes mail only from who signs in with these, by PLAIN or LOGIN.
    pub fn with_sign_in(user: &'static str, password: &'static str) -> Self {
        Self::on(Terms {
            sign_in: Some((user, password)),
            ..Terms::default()
        })
    }

    pub fn on(terms: Terms) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            behaviour: Mutex::new(Behaviour::Accepts),
            terms,
            received: Mutex::default(),
            connections: Mutex::default(),
            accepted: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        let listener = Some(thread::spawn(move || accepting.accept(&socket)));
        Self {
            address,
            shared,
            listener,
        }
    }

    /// Without the sign-in, so that a test can give a wrong one.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        self.shared.accepted.load(Ordering::SeqCst)
    }

    /// From now on, and open connections are closed: a sender that keeps one notices too.
    pub fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap() = behaviour;
        self.shared.hang_up();
    }

    /// What has arrived so far, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        // Copied first: a mail that can't be parsed mustn't take the lock down with the test.
        let received = self.shared.received.lock().unwrap().clone();
        received
            .iter()
            .map(|(to, raw)| Mail::parse(to, raw))
            .collect()
    }

    /// So that the next mail to somebody is the only one.
    pub fn forget_mails(&self) {
        self.shared.received.lock().unwrap().clear();
    }

    /// Waits for this many mails in all, and fails if there are more by then.
    pub async fn wait_for(&self, count: usize) -> Vec<Mail> {
        assert!(
            count > 0,
            "that none comes is seen by waiting for something else"
        );
        self.wait(|_| true, count).await
    }

    /// For what goes on coming.
    pub async fn wait_for_at_least(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.shared.received.lock().unwrap().len() < count {
            assert!(Instant::now() < deadline, "fewer than {count} mails");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits for the one mail to this address, and fails if it has two by then.
    pub async fn mail_to(&self, address: &str) -> Mail {
        let mut mails = self
            .wait(|mail| mail.to.iter().any(|to| to == address), 1)
            .await;
        mails.remove(0)
    }

    async fn wait(&self, wanted: impl Fn(&Mail) -> bool, count: usize) -> Vec<Mail> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let all = self.mails();
            let found: Vec<_> = all.iter().filter(|mail| wanted(mail)).cloned().collect();
            if found.len() == count {
                return found;
            }
            let late = Instant::now() > deadline || found.len() > count;
            let seen = || {
                all.iter()
                    .map(|mail| (&mail.to, &mail.subject))
                    .collect::<Vec<_>>()
            };
            assert!(
                !late,
                "{} such mails instead of {count}; in all: {:#?}",
                found.len(),
                seen()
            );
            sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        self.shared.hang_up();
        // Only a connection wakes a thread that waits for one.
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            drop(listener.join());
        }
    }
}

impl Shared {
    fn accept(self: &Arc<Self>, socket: &TcpListener) {
        for stream in socket.incoming() {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            let (Ok(stream), shared) = (stream, Arc::clone(self)) else {
                continue;
            };
            let Ok(port) = stream.peer_addr().map(|peer| peer.port()) else {
                continue;
            };
            shared.accepted.fetch_add(1, Ordering::SeqCst);
            let kept = stream.try_clone().expect("a second handle");
            self.connections.lock().unwrap().insert(port, kept);
            thread::spawn(move || {
                // An error is the other end's leaving, or our hanging up.
                let _ = shared.serve(stream);
                shared.connections.lock().unwrap().remove(&port);
            });
        }
    }

    fn behaves(&self, behaviour: Behaviour) -> bool {
        *self.behaviour.lock().unwrap() == behaviour
    }

    fn hang_up(&self) {
        for stream in self.connections.lock().unwrap().values() {
            // It may have gone by itself.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        if self.behaves(Behaviour::HangsAfterConnect) {
            return io::copy(&mut stream, &mut io::sink()).map(drop);
        }
        match &self.terms.security {
            Security::None => Conversation::new(self, stream).hold().map(drop),
            Security::Implicit(config) => Conversation::new(self, encrypted(stream, config)?)
                .hold()
                .map(drop),
            Security::Offered(config) => match Conversation::new(self, stream).hold()? {
                None => Ok(()),
                Some(Upgrade(stream)) => Conversation::new(self, encrypted(stream, config)?)
                    .go_on()
                    .map(drop),
            },
        }
    }
}

fn encrypted(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}
