//! What the log holds of requests that were made to fill it.

use std::fs::{self, File};

use crate::support::{Cluster, Program, raw_exchange, scratch_folder, serve};

/// What the server wrote while these requests came.
fn log_of(filter: &str, requests: &[String]) -> String {
    let database = Cluster::shared().database();
    let path = scratch_folder("log").join("log");
    let mut command = serve(&database);
    command.env("MUSTER_LOG", filter);
    let server = Program::start_with_log(&mut command, File::create(&path).unwrap());
    let address = server.address();
    for request in requests {
        raw_exchange(address, request.as_bytes());
    }
    drop(server);
    fs::read_to_string(path).unwrap()
}

fn request(method: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
}

#[test]
fn a_line_is_short_whatever_was_asked_for() {
    let log = log_of(
        "info",
        &[
            request("GET", &"/a".repeat(30_000)),
            request(&"M".repeat(60_000), "/health/live"),
        ],
    );
    let answered: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("answered"))
        .collect();
    assert_eq!(answered.len(), 2, "{}", &log[..log.len().min(2000)]);
    for line in log.lines() {
        assert!(line.len() < 1000, "{} bytes", line.len());
    }
    assert!(answered[1].contains("other"), "{}", answered[1]);
}

#[test]
fn what_isnt_http_is_no_error_of_ours_and_is_seen_where_it_is_asked_for() {
    let garbage = [
        "\x16\x03\x01\x02\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
    ];
    let log = log_of("info", &garbage);
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
    let log = log_of("info,actix_http=error", &garbage);
    assert!(log.contains("stream error"), "{log}");
}
