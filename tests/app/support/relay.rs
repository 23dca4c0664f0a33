//! A proxy between the server and its database, which can freeze: what goes through it then stays open
//! and says nothing more, while new connections pass.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use muster::types::SecretText;
use url::Url;

use super::TestDatabase;

#[derive(Default)]
pub struct Relay(Arc<Mutex<Vec<Passage>>>);

/// A connection's two ends.
struct Passage {
    client: TcpStream,
    server: UnixStream,
    frozen: Arc<AtomicBool>,
}

impl Relay {
    /// The server is going to find this one where it looks for its database.
    pub fn in_front_of(database: &mut TestDatabase) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let direct: Url = database.serving_url.expose().parse().unwrap();
        let folder = direct.host_str().unwrap().replace("%2F", "/");
        let socket = format!("{folder}/.s.PGSQL.5432");
        let (role, address) = (direct.username(), listener.local_addr().unwrap());
        let through = format!("postgres://{role}@{address}{}", direct.path());
        database.serving_url = SecretText::new(through);
        let relay = Self::default();
        let passages = Arc::downgrade(&relay.0);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Some(passages) = passages.upgrade() else {
                    return;
                };
                let server = UnixStream::connect(&socket).unwrap();
                passages.lock().unwrap().push(Passage::open(client, server));
            }
        });
        relay
    }

    pub fn freeze(&self) {
        for passage in self.0.lock().unwrap().iter() {
            passage.frozen.store(true, Ordering::SeqCst);
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        for passage in self.0.lock().unwrap().drain(..) {
            let _ = passage.client.shutdown(Shutdown::Both);
            let _ = passage.server.shutdown(Shutdown::Both);
        }
    }
}

impl Passage {
    fn open(client: TcpStream, server: UnixStream) -> Self {
        let frozen = Arc::new(AtomicBool::new(false));
        let passage = Self {
            client: client.try_clone().unwrap(),
            server: server.try_clone().unwrap(),
            frozen: Arc::clone(&frozen),
        };
        let still = Arc::clone(&frozen);
        let (mut from_client, mut to_server) =
            (client.try_clone().unwrap(), server.try_clone().unwrap());
        let (mut from_server, mut to_client) = (server, client);
        thread::spawn(move || {
            if copy(&mut from_client, &mut to_server, &frozen) {
                let _ = to_server.shutdown(Shutdown::Both);
            }
        });
        thread::spawn(move || {
            if copy(&mut from_server, &mut to_client, &still) {
                let _ = to_client.shutdown(Shutdown::Both);
            }
        });
        passage
    }
}

/// Whether it came to its end, and wasn't frozen before.
fn copy(from: &mut impl Read, to: &mut impl Write, frozen: &AtomicBool) -> bool {
    let mut bytes = [0; 8192];
    loop {
        let read = from.read(&mut bytes);
        if frozen.load(Ordering::SeqCst) {
            return false;
        }
        match read {
            Ok(count) if count > 0 && to.write_all(&bytes[..count]).is_ok() => {}
            _ => return true,
        }
    }
}
