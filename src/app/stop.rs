//! Stopping without failing anybody.
//!
//! A listening socket that is closed resets every connection that waits in its queue, and a worker
//! that is told to stop drops what it was handed and hasn't begun. So the queue is shortened and the
//! doors are shut first, what was let in is served, and who stands in the queue at the very end is
//! told to come back instead of being cut off.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{SignalKind, signal};

use crate::health::Readiness;

/// How long a balancer gets to notice that this server isn't ready any more.
const NOTICE: Duration = Duration::from_secs(1);
/// Long enough for a worker to begin what it was handed.
const HAND_OVER: Duration = Duration::from_millis(100);

const COME_BACK: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n\
    cache-control: no-store\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Waits for SIGTERM or SIGINT and stops the server. `queue` is the server's listener once more.
///
/// SIGTERM comes from a supervisor, whose balancer needs a moment to look elsewhere; SIGINT comes
/// from somebody at a terminal, who doesn't want to wait.
pub(super) async fn when_told(
    server: ServerHandle,
    readiness: Readiness,
    queue: TcpListener,
) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let notice = tokio::select! {
        _ = terminate.recv() => NOTICE,
        _ = interrupt.recv() => Duration::ZERO,
    };
    tracing::info!("stopping");
    readiness.drain();
    tokio::time::sleep(notice).await;
    server.pause().await;
    // New connections are now held back by the kernel, all but one.
    rustix::net::listen(&queue, 0)?;
    tokio::time::sleep(HAND_OVER).await;
    let stopped = server.stop(true);
    tokio::task::spawn_blocking(move || turn_away(&queue)).await??;
    stopped.await;
    Ok(())
}

fn turn_away(queue: &TcpListener) -> std::io::Result<()> {
    queue.set_nonblocking(true)?;
    loop {
        match queue.accept() {
            // Whether the answer arrives is up to who asked.
            Ok((visitor, _)) => drop(ask_to_come_back(visitor)),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The request is read first: closing over unread bytes would take the answer back.
fn ask_to_come_back(mut visitor: TcpStream) -> std::io::Result<()> {
    visitor.set_nonblocking(false)?;
    visitor.set_read_timeout(Some(HAND_OVER))?;
    let _ = visitor.read(&mut [0; 8192])?;
    visitor.write_all(COME_BACK)?;
    visitor.shutdown(Shutdown::Write)?;
    let _ = visitor.read(&mut [0; 8192])?;
    Ok(())
}
