//! What actix's `HttpServer` does for an application, on connections that can be watched.

use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_http::{HttpService, Request};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, apply_fn_factory, map_config,
};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, ServiceResponse};
use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::patience::{Patience, Pulse, unless_it_stalls};

/// So small that a client is seen to take its answer though it takes it slowly. What the kernel makes
/// of it by itself are megabytes, which show nothing before a third of them has gone.
const SEND_BUFFER: usize = 64 * 1024;

/// Who was let in just before the server stopped may not have said anything yet. Closing on what is on
/// its way would be heard as a reset.
const LAST_WORDS: Duration = Duration::from_millis(500);

pub(super) struct Listening {
    pub listener: TcpListener,
    pub workers: usize,
    pub patience: Patience,
}

/// HTTP/1 only: a proxy speaks the rest.
pub(super) fn server<F, A, S, B>(application: F, on: Listening) -> io::Result<Server>
where
    F: Fn() -> A + Clone + Send + 'static,
    A: IntoServiceFactory<S, Request>,
    S: ServiceFactory<
            Request,
            Config = AppConfig,
            Response = ServiceResponse<B>,
            Error = actix_web::Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let patience = on.patience;
    // What is accepted inherits it.
    rustix::net::sockopt::set_socket_send_buffer_size(&on.listener, SEND_BUFFER)?;
    let builder = Server::build()
        .workers(on.workers)
        .shutdown_timeout(25)
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let builder = builder.listen("http", on.listener, move || {
        let stopping = stopping.clone();
        let application = application().into_factory();
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move {
                    stopping.notified().await;
                    tokio::time::sleep(LAST_WORDS).await;
                }
            })
            .keep_alive(patience.idle)
            .client_request_timeout(patience.head)
            .client_disconnect_timeout(Duration::from_secs(5))
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(Rc::clone(&connection.pulse));
            })
            .h1(map_config(application, |()| AppConfig::default())
                .map_err(|error| error.error_response()));
        apply_fn_factory(http, move |stream: TcpStream, http| {
            let pulse = Rc::new(Pulse::new());
            let peer = stream.peer_addr().ok();
            let connection = Connection {
                stream,
                pulse: Rc::clone(&pulse),
            };
            let served = unless_it_stalls(http.call((connection, peer)), pulse, patience);
            // Dropping a connection closes it.
            async move { served.await.unwrap_or(Ok(())) }
        })
    })?;
    Ok(builder.run())
}

/// A socket that notes what moves on it.
struct Connection {
    stream: TcpStream,
    pulse: Rc<Pulse>,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.pulse.read();
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(context, bytes);
        match wrote {
            Poll::Ready(_) => self.pulse.wrote(),
            Poll::Pending => self.pulse.cannot_write(),
        }
        wrote
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
