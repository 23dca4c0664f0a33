//! Clients that keep a connection waiting, and slow ones that don't.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use actix_web::rt::task::spawn_blocking;
use muster::access::BuiltinRole;
use muster::app::Patience;
use muster::ui::assets::asset;

use crate::support::{Cluster, Program, Setup, TestApp, serve};

const GET: &str = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";

/// Each limit differs enough from the others that a test can tell which one it met. (actix's clock is
/// up to half a second late.)
const SHORT: Patience = Patience {
    idle: Duration::from_millis(2500),
    head: Duration::from_secs(1),
    silence: Duration::from_secs(5),
    taking: Duration::from_secs(1),
};

fn impatient() -> TestApp {
    TestApp::start_with(Setup {
        patience: SHORT,
        ..Setup::default()
    })
}

/// A client on a thread of its own, because the server runs on this one.
async fn client<T: Send + 'static>(
    app: &TestApp,
    talk: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> T {
    let address = app.address;
    spawn_blocking(move || talk(connect(address)))
        .await
        .unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    let limit = Some(Duration::from_secs(10));
    stream.set_read_timeout(limit).unwrap();
    stream.set_write_timeout(limit).unwrap();
    stream
}

fn say(stream: &mut TcpStream, words: &str) {
    stream.write_all(words.as_bytes()).unwrap();
}

/// What comes up to and with these words.
fn hear(stream: &mut TcpStream, words: &str) -> String {
    let mut heard = Vec::new();
    let mut byte = [0];
    while !heard.ends_with(words.as_bytes()) {
        stream.read_exact(&mut byte).unwrap();
        heard.push(byte[0]);
    }
    String::from_utf8(heard).unwrap()
}

/// How long until the server closes, while `each_moment` goes on.
fn closed_after(mut stream: TcpStream, each_moment: impl Fn(&mut TcpStream)) -> Duration {
    let started = Instant::now();
    let moment = Some(Duration::from_millis(50));
    stream.set_read_timeout(moment).unwrap();
    while started.elapsed() < Duration::from_secs(8) {
        match stream.read(&mut [0; 8192]) {
            Ok(count) if count > 0 => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => each_moment(&mut stream),
            _ => return started.elapsed(),
        }
    }
    panic!("it stays open")
}

fn drip(stream: &mut TcpStream) {
    let _ = stream.write_all(b"a");
}

fn assert_about(waited: Duration, limit: Duration) {
    let about = limit.mul_f32(0.75)..limit + Duration::from_millis(400);
    assert!(about.contains(&waited), "{waited:?} instead of {limit:?}");
}

#[actix_web::test]
async fn a_connection_that_says_nothing_more_is_closed() {
    let app = impatient();
    let waited = client(&app, |mut stream| {
        for _ in 0..2 {
            say(&mut stream, GET);
            hear(&mut stream, "200 OK");
        }
        closed_after(stream, |_| {})
    });
    assert_about(waited.await, SHORT.idle);
}

#[actix_web::test]
async fn a_second_head_has_as_long_as_the_first() {
    let app = impatient();
    for each_moment in [drip, |_: &mut TcpStream| {}] {
        let waited = client(&app, move |mut stream| {
            say(&mut stream, GET);
            hear(&mut stream, "200 OK");
            say(&mut stream, "GET / HTTP/1.1\r\nhost: ");
            closed_after(stream, each_moment)
        });
        assert_about(waited.await, SHORT.head);
    }
}

#[actix_web::test]
async fn what_is_left_of_a_body_after_its_answer_is_not_waited_for() {
    let app = impatient();
    for (each_moment, limit) in [
        (drip as fn(&mut TcpStream), SHORT.head),
        (|_| {}, SHORT.idle),
    ] {
        let waited = client(&app, move |mut stream| {
            let head = "POST /nowhere HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
            say(&mut stream, head);
            say(&mut stream, "FFFFFF\r\nbody");
            hear(&mut stream, "HTTP/1.1 4");
            closed_after(stream, each_moment)
        });
        assert_about(waited.await, limit);
    }
}

/// Far more than fits into the buffers on the way.
const MANY: usize = 60;

fn ask_for_much(stream: &mut TcpStream) {
    let font = asset("inter-latin-ext.woff2");
    let get = format!("GET {font} HTTP/1.1\r\nhost: x\r\n");
    let first = format!("{get}\r\n").repeat(MANY - 1);
    say(stream, &format!("{first}{get}connection: close\r\n\r\n"));
}

fn answers_in(taken: &[u8]) -> usize {
    String::from_utf8_lossy(taken)
        .matches("HTTP/1.1 200 OK")
        .count()
}

#[actix_web::test]
async fn a_client_that_takes_no_answer_is_cut_off() {
    let app = impatient();
    let answers = client(&app, |mut stream| {
        ask_for_much(&mut stream);
        std::thread::sleep(SHORT.taking * 2);
        let mut taken = Vec::new();
        // It ends, with a reset or without.
        let _ = stream.read_to_end(&mut taken);
        answers_in(&taken)
    });
    let answers = answers.await;
    assert!((1..MANY).contains(&answers), "{answers}");
}

#[actix_web::test]
async fn a_client_that_takes_its_answers_slowly_gets_all_of_them() {
    let app = impatient();
    let (answers, took) = client(&app, |mut stream| {
        let started = Instant::now();
        ask_for_much(&mut stream);
        let mut taken = Vec::new();
        let mut bytes = vec![0; 64 * 1024];
        loop {
            match stream.read(&mut bytes).unwrap() {
                0 => return (answers_in(&taken), started.elapsed()),
                count => taken.extend_from_slice(&bytes[..count]),
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    })
    .await;
    assert_eq!(answers, MANY);
    assert!(took > SHORT.taking * 2, "{took:?} isn't slow");
}

#[actix_web::test]
async fn a_form_that_arrives_slowly_is_read() {
    let app = impatient();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let cookie = ana.cookie().stripped().to_string();
    let answer = client(&app, move |mut stream| {
        let form = "full_name=Ana+Luisa+Lima";
        let head = format!(
            "POST /northwind/profile HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\ncontent-length: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\nexpect: 100-continue\r\n\r\n",
            form.len()
        );
        say(&mut stream, &head);
        hear(&mut stream, "HTTP/1.1 100 Continue\r\n\r\n");
        for letter in form.chars() {
            std::thread::sleep(SHORT.head / 12);
            say(&mut stream, &letter.to_string());
        }
        hear(&mut stream, "\r\n")
    });
    let answer = answer.await;
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

#[actix_web::test]
async fn requests_sent_together_and_one_that_would_upgrade_are_answered() {
    let app = impatient();
    let answers = client(&app, |mut stream| {
        let upgrade = "GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\n\
                       upgrade: websocket\r\n\r\n";
        say(&mut stream, &format!("{GET}{GET}{upgrade}"));
        let mut taken = Vec::new();
        let _ = stream.read_to_end(&mut taken);
        answers_in(&taken)
    });
    assert_eq!(answers.await, 3);
}

/// In a process of its own, whose open files are the server's alone, and with the real limits.
#[test]
fn heads_that_never_end_leave_no_socket_behind() {
    let database = Cluster::shared().database();
    let server = Program::start(&mut serve(&database));
    let address = server.address();
    let before = server.open_files();
    let mut clients: Vec<_> = (0..40).map(|_| connect(address)).collect();
    for stream in &mut clients {
        say(stream, GET);
        hear(stream, "200 OK");
        say(stream, "GET / HTTP/1.1\r\nhost: ");
    }
    assert!(server.open_files() >= before + clients.len());
    let end = Instant::now() + Patience::STANDARD.head + Duration::from_secs(3);
    // The database pool may have grown by a few connections.
    while server.open_files() > before + 8 && Instant::now() < end {
        for stream in &mut clients {
            drip(stream);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let after = server.open_files();
    assert!(
        after <= before + 8,
        "{before} files were open, and now {after}"
    );
}
