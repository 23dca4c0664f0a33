//! What nobody's browser sends: it is answered with a 4xx in milliseconds, and never with a 500.

use std::time::{Duration, Instant};

use muster::access::BuiltinRole;
use reqwest::Method;

use crate::support::{Answer, Cluster, Program, TestApp, one_of_three, raw_exchange, serve};

const FORM: &str = "application/x-www-form-urlencoded";

#[actix_web::test]
async fn odd_bodies_are_refused_quickly() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    let name = "full_name=";
    let bodies: Vec<(Vec<u8>, u16)> = vec![
        (b"full_name=a%00b".to_vec(), 400),
        (b"full_name=a\0b".to_vec(), 400),
        (b"full%00name=a".to_vec(), 400),
        (b"full_name=%ff%fe".to_vec(), 400),
        (b"full_name=\xff\xfe".to_vec(), 400),
        (b"full_name=%ED%A0%80".to_vec(), 400),
        (b"full_name=Ana&full_name=Eva".to_vec(), 400),
        ("a=1&".repeat(1000).into_bytes(), 400),
        (format!("{name}{}", "x".repeat(200_000)).into_bytes(), 422),
        (
            format!("{name}{}", "x".repeat(256 * 1024)).into_bytes(),
            413,
        ),
        (
            format!("{name}{}", "x".repeat(1024 * 1024)).into_bytes(),
            413,
        ),
        (b"".to_vec(), 422),
        (b"&&&===%".to_vec(), 422),
    ];
    for (body, status) in bodies {
        let begins = body[..body.len().min(40)].to_vec();
        one_of_three(async || {
            let started = Instant::now();
            let request = ana
                .request(Method::POST, "/northwind/profile")
                .header("content-type", FORM)
                .body(body.clone());
            let answer = Answer::to(request).await;
            let took = started.elapsed();
            assert_eq!(answer.status.as_u16(), status, "{begins:?}");
            if took < Duration::from_millis(500) {
                Ok(())
            } else {
                Err(format!("{took:?}"))
            }
        })
        .await;
    }
    ana.get("/profile")
        .await
        .is_ok()
        .shows("value=\"Ana Lima\"");
}

#[actix_web::test]
async fn a_body_of_another_kind_is_refused() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = workspace.person("Ana Lima", BuiltinRole::Agent).await;
    for kind in [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
    ] {
        let request = ana
            .request(Method::POST, "/northwind/profile")
            .header("content-type", kind)
            .body("full_name=Ana");
        Answer::to(request).await.has_status(415);
    }
}

#[actix_web::test]
async fn odd_addresses_and_queries_are_refused_or_not_found() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let cookie = maja.cookie().stripped().to_string();
    let long = "a".repeat(10_000);
    let paths = [
        "/%00",
        "/%ff",
        "/northwind%00/profile",
        "/northwind/%00",
        "/northwind/profile%00",
        "/../../etc/passwd",
        "/northwind/../profile",
        "/%2e%2e/%2e%2e",
        "/assets/%00",
        "/assets/../Cargo.toml",
        "/northwind/settings/users?cursor=%00",
        "/northwind/settings/users?cursor=%ff",
        "/?workspace=%00",
        "/?workspace=a&workspace=b",
        &format!("/{long}"),
        &format!("/?workspace={long}"),
    ];
    for path in paths {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
        );
        let address = app.address;
        let exchange = move || raw_exchange(address, request.as_bytes());
        let answer = actix_web::rt::task::spawn_blocking(exchange).await.unwrap();
        let status: u16 = answer
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0);
        assert!((400..500).contains(&status), "{path}: {answer}");
    }
}

#[actix_web::test]
async fn odd_cookies_are_a_stranger() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let real = workspace.maja().await.cookie().stripped().to_string();
    let odd = [
        "muster=".to_owned(),
        format!("{real}x"),
        real.replace("northwind", "southwind"),
        format!("muster={}", "A".repeat(7000)),
        "muster=%00%ff; muster=x".to_owned(),
        "=;;;=".to_owned(),
        real.replace("muster=", "__Host-muster="),
    ];
    for cookie in odd {
        let request = app
            .client
            .get(app.url("/northwind/profile"))
            .header("cookie", &cookie);
        Answer::to(request).await.asks_to_sign_in();
    }
}

#[actix_web::test]
async fn what_isnt_http_is_answered_and_closed() {
    let app = TestApp::start();
    for bytes in [
        &b"GET / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\nabc",
    ] {
        let (address, bytes) = (app.address, bytes.to_vec());
        let exchange = move || raw_exchange(address, &bytes);
        let answer = actix_web::rt::task::spawn_blocking(exchange).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    }
    app.get("/health/live").await.is_ok();
}

/// In a process of its own, whose open files are the server's alone.
#[test]
fn a_body_that_nobody_reads_leaves_no_socket_behind() {
    use std::io::Write;
    let database = Cluster::shared().database();
    let server = Program::start(&mut serve(&database));
    let address = server.address();
    let before = server.open_files();
    let abandoned: Vec<_> = (0..40)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            let head = "POST /northwind/profile HTTP/1.1\r\nhost: x\r\n\
                        transfer-encoding: chunked\r\n\r\nFFFFFF\r\n";
            stream.set_nonblocking(true).unwrap();
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&vec![b'a'; 1024 * 1024]);
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(1500));
    drop(abandoned);
    let end = Instant::now() + Duration::from_secs(10);
    // The pool may have grown meanwhile and the workers have begun; forty sockets are more than that.
    let most = before + 20;
    while server.open_files() > most && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(100));
    }
    let after = server.open_files();
    assert!(after <= most, "{before} files were open, and now {after}");
}

#[actix_web::test]
async fn a_slow_head_and_a_slow_body_do_not_hold_a_place_for_ever() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let cookie = workspace.maja().await.cookie().stripped().to_string();
    let address = app.address;
    let started = Instant::now();
    let head = move || raw_exchange(address, b"GET / HTTP/1.1\r\nhost: x\r\n");
    let answer = actix_web::rt::task::spawn_blocking(head).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    let waited = started.elapsed();
    assert!(
        waited > Duration::from_secs(4) && waited < Duration::from_secs(8),
        "{waited:?}"
    );

    let body = format!(
        "POST /northwind/profile HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\
         content-type: {FORM}\r\ncontent-length: 100\r\n\r\nfull_name=A"
    );
    let exchange = move || {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    let started = Instant::now();
    let answer = actix_web::rt::task::spawn_blocking(exchange).await.unwrap();
    assert_eq!(answer, "HTTP/1.1 408");
    assert!(
        started.elapsed() < Duration::from_secs(33),
        "{:?}",
        started.elapsed()
    );
}
