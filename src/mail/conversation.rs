//! Talking to a mail server that nobody here vouches for: it gets the time that one needs and may say
//! as much as one has to say. What goes beyond either is cut off with its connection.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;

use super::delivery::Undelivered;
use super::smtp;

/// For one mail from the first word to the last, whatever the single steps take.
const LONGEST: Duration = Duration::from_secs(30);
/// A server says no more than this between two of our turns.
const MOST_SAID: usize = 64 * 1024;
/// A connection that nobody used for so long is made anew.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// How a mail server is reached and entered.
#[derive(Clone)]
pub(super) struct Correspondent {
    terms: Arc<Terms>,
    idle: Arc<Mutex<Vec<(Instant, AsyncSmtpConnection)>>>,
}

pub(super) struct Terms {
    pub address: SocketAddr,
    pub security: Security,
    pub credentials: Option<Credentials>,
    /// For each step.
    pub patience: Duration,
    /// Connections that are kept open between mails.
    pub most_kept: usize,
}

pub(super) enum Security {
    None,
    StartTls(TlsParameters),
    Tls(TlsConnector, ServerName<'static>),
}

/// Why a conversation ended early.
enum Broken {
    /// By what the server said, or didn't offer.
    Smtp(Error),
    Otherwise(String),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self::Smtp(error)
    }
}

impl Correspondent {
    pub fn new(terms: Terms) -> Self {
        Self {
            terms: Arc::new(terms),
            idle: Arc::default(),
        }
    }

    /// Whoever stops waiting for it closes its connection.
    pub async fn send(&self, mail: &Message) -> Result<(), Undelivered> {
        let sent = match timeout(LONGEST, self.converse(mail)).await {
            Ok(sent) => sent,
            Err(_) => Err(Broken::Otherwise(
                "the mail server took too long".to_owned(),
            )),
        };
        sent.map_err(|broken| match broken {
            Broken::Smtp(error) => smtp::undelivered(&error, mail),
            Broken::Otherwise(words) => Undelivered::Later(words),
        })
    }

    async fn converse(&self, mail: &Message) -> Result<(), Broken> {
        let mut connection = match self.kept().await {
            Some(kept) => kept,
            None => self.connect().await?,
        };
        connection.send(mail.envelope(), &mail.formatted()).await?;
        let mut idle = self.idle();
        if idle.len() < self.terms.most_kept {
            idle.push((Instant::now(), connection));
        }
        Ok(())
    }

    /// One that still answers.
    async fn kept(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (since, mut connection) = self.idle().pop()?;
            let answers = timeout(self.terms.patience, connection.test_connected());
            if since.elapsed() < KEPT_FOR && answers.await.unwrap_or(false) {
                return Some(connection);
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Instant, AsyncSmtpConnection)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Broken> {
        let terms = &self.terms;
        let stream = timeout(terms.patience, TcpStream::connect(terms.address)).await;
        let stream = stream
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            .and_then(|stream| stream.set_nodelay(true).map(|()| stream))
            .map_err(|error| Broken::Otherwise(format!("Connection error: {error}")))?;
        let opening = timeout(terms.patience, self.open(Bounded { stream, said: 0 }));
        opening
            .await
            .unwrap_or_else(|_| Err(Broken::Otherwise("the mail server hangs".to_owned())))
    }

    async fn open(&self, stream: Bounded) -> Result<AsyncSmtpConnection, Broken> {
        let (terms, hello) = (&self.terms, ClientId::default());
        let mut connection = match &terms.security {
            Security::None => {
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await?
            }
            Security::StartTls(parameters) => {
                let plain = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
                let mut connection = plain.await?;
                connection.starttls(parameters.clone(), &hello).await?;
                connection
            }
            Security::Tls(connector, name) => {
                let stream = connector.connect(name.clone(), stream).await;
                let stream = stream.map_err(|error| Broken::Otherwise(error.to_string()))?;
                AsyncSmtpConnection::connect_with_transport(Box::new(Encrypted(stream)), &hello)
                    .await?
            }
        };
        if let Some(credentials) = &terms.credentials {
            let ways = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&ways, credentials).await?;
        }
        Ok(connection)
    }
}

/// A stream on which the other side may say so much at a time.
#[derive(Debug)]
struct Bounded {
    stream: TcpStream,
    said: usize,
}

impl AsyncRead for Bounded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.said += buffer.filled().len() - before;
        Poll::Ready(if self.said > MOST_SAID {
            Err(io::Error::other("it says more than a mail server has to"))
        } else {
            Ok(())
        })
    }
}

impl AsyncWrite for Bounded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.said = 0;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Bounded {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

/// The same, encrypted from the first byte.
#[derive(Debug)]
struct Encrypted(TlsStream<Bounded>);

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        let (stream, _) = self.0.get_ref();
        stream.peer_addr()
    }
}
