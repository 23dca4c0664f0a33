//! Mail servers that mean no good: whoever owns a workspace chooses its server.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::*;

/// Answers every connection so, and says how many bytes it got rid of.
fn server(talks: fn(TcpStream, &AtomicUsize)) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let said = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&said);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counted = Arc::clone(&counted);
            thread::spawn(move || talks(stream, &counted));
        }
    });
    (port, said)
}

fn without_an_end(mut stream: TcpStream, said: &AtomicUsize) {
    let line = [b'a'; 16 * 1024];
    while let Ok(written) = stream.write(&line) {
        said.fetch_add(written, Ordering::Relaxed);
    }
}

fn dripping(mut stream: TcpStream, said: &AtomicUsize) {
    let _ = stream.write_all(b"220-");
    while stream.write_all(b"x").is_ok() {
        said.fetch_add(1, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(200));
    }
}

/// What stands with the mail once the server was tried, and how long that took.
async fn tried(talks: fn(TcpStream, &AtomicUsize)) -> (String, Duration, Arc<AtomicUsize>) {
    let (port, said) = server(talks);
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    Filled::with_port(port).by(&workspace.maja().await).await;
    write_to(&app, &workspace, "maja@northwind.example").await;
    let begun = Instant::now();
    send(&app).await;
    let took = begun.elapsed();
    let (state, _, words) = row(&app, workspace.id);
    assert_eq!(state, "queued");
    (words.unwrap(), took, said)
}

#[actix_web::test]
async fn one_that_never_ends_its_line_is_cut_off_after_a_few_words() {
    let (words, _, said) = tried(without_an_end).await;
    assert!(words.contains("more than a mail server has to"), "{words}");
    // What it got rid of lies in the buffers of both ends; the rest found the connection closed.
    let said = said.load(Ordering::Relaxed);
    assert!(said < 32 * 1024 * 1024, "{said} bytes");
}

#[actix_web::test]
async fn one_that_drips_gets_no_more_time_than_any() {
    let (words, took, said) = tried(dripping).await;
    assert!(
        words.contains("hangs") || words.contains("took too long"),
        "{words}"
    );
    assert!(took < Duration::from_secs(20), "{took:?}");
    let before = said.load(Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert!(
        said.load(Ordering::Relaxed) <= before + 2,
        "its connection is closed"
    );
}
