//! A file on its way in.

use muster::access::BuiltinRole;
use muster::db::schema::{import_rows, imports};

use diesel::prelude::*;

use super::{IMPORT, brings, brings_with, brought, crowd, page_of};
use crate::support::{Answer, TestApp};

fn files(app: &TestApp) -> i64 {
    imports::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn its_columns_are_guessed_and_the_page_says_how_it_was_read() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    maja.get(IMPORT).await.is_ok().shows("Import people");
    let file = b"sep=;\r\nE-Mail;Name;Shoe size\r\nj\xF6rg@n.example;J\xF6rg M\xFCller;43\r\n";
    let page = page_of(&brings(&maja, file).await);
    let shown = maja.get(&page).await;
    shown
        .is_ok()
        .shows("people.csv: 1 row, read as Windows-1252 and parted by semicolons.")
        .shows("Jörg Müller")
        .shows("<option value=\"email\" selected>Email</option>")
        .shows("<option value=\"full_name\" selected>Full name</option>")
        .shows("What “Shoe size” is");
    maja.get(IMPORT)
        .await
        .shows("people.csv")
        .shows("not checked yet");
    // Said by somebody who knows better.
    let old_mac = brings_with(
        &maja,
        &[("encoding", "macintosh")],
        b"email,name\na@n.example,Z\x91\n",
    );
    let page = page_of(&old_mac.await);
    maja.get(&page).await.shows("read as Mac Roman").shows("Zë");
}

#[actix_web::test]
async fn what_is_no_table_of_people_is_refused_with_what_to_do() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let too_many = crowd(100_001);
    let wide = format!("email{}\na@n.example\n", ",x".repeat(1_000));
    for (bytes, says) in [
        (&b""[..], "Choose a file."),
        (b"\n\n", "There is nothing in this file."),
        (b"email,name\n", "There is nobody below the first row."),
        (
            b"a@n.example,Ana\nb@n.example,Bo\n",
            "The first row has to say what the columns are",
        ),
        (b"PK\x03\x04\x14\x00", "This is a workbook"),
        (b"email\na\0@n.example\n", "This isn"),
        (b"\xEF\xBB\xBFemail\n\xff\xfe\n", "is in another encoding"),
        (
            b"email,name\na@n.example,\"Ana\nb,c\n",
            "A quotation mark in row 2 is never closed.",
        ),
        (wide.as_bytes(), "more than 100 columns"),
        (too_many.as_bytes(), "more than 100,000 rows"),
    ] {
        brings(&maja, bytes).await.is_a_mistake().shows(says);
        assert_eq!(files(&app), 0, "{says}");
    }
    let rows: i64 = import_rows::table
        .count()
        .get_result(&mut app.database.connection())
        .unwrap();
    assert_eq!(rows, 0);
}

#[actix_web::test]
async fn more_than_20_megabytes_are_too_large() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let line = format!("a@n.example,{}\n", "x".repeat(2_000));
    let large = format!("email,note\n{}", line.repeat(11_000));
    assert!(large.len() > 21 * 1024 * 1024);
    brings(&maja, large.as_bytes()).await.has_status(413);
    // Without saying before how much it is.
    let body = super::form_of(&[], large.as_bytes());
    let pieces: Vec<Vec<u8>> = body.chunks(64 * 1024).map(<[u8]>::to_vec).collect();
    let kind = format!("multipart/form-data; boundary={}", super::BOUNDARY);
    let address = app.address;
    let cookie = maja.cookie().stripped().to_string();
    let sending = move || {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = format!(
            "POST /northwind/settings/import HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\
             content-type: {kind}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        for piece in pieces {
            let sent = write!(stream, "{:x}\r\n", piece.len())
                .and_then(|()| stream.write_all(&piece))
                .and_then(|()| stream.write_all(b"\r\n"));
            if sent.is_err() {
                break;
            }
        }
        let mut answer = vec![0; 12];
        let _ = stream.read(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let answer = actix_web::rt::task::spawn_blocking(sending).await.unwrap();
    assert!(
        answer.contains("413") || answer.trim_matches('\0').is_empty(),
        "{answer}"
    );
    assert_eq!(files(&app), 0);
}

#[actix_web::test]
async fn odd_forms_are_a_mistake_or_malformed_and_leave_nothing() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let path = "/northwind/settings/import";
    for (kind, body, status) in [
        ("application/x-www-form-urlencoded", "file=x", 422),
        ("", "", 422),
        ("multipart/form-data", "x", 400),
        ("multipart/form-data; boundary=x", "", 400),
        ("multipart/form-data; boundary=x", "--x\r\n\r\n--x--", 400),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nemail\nbroken off",
            400,
        ),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n--x--\r\n",
            422,
        ),
    ] {
        let request = maja
            .request(reqwest::Method::POST, path)
            .header("content-type", kind);
        let answer = Answer::to(request.body(body)).await;
        answer.has_status(status);
    }
    let long = "x".repeat(100_000);
    let around = brings_with(&maja, &[("encoding", &long)], b"email\na@n.example\n").await;
    around.has_status(413);
    assert_eq!(files(&app), 0);
}

#[actix_web::test]
async fn a_megabyte_in_a_cell_and_odd_signs_are_wrong_rows_and_no_failure() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let long = "x".repeat(1 << 20);
    let text = format!(
        "email,name\na@n.example,{long}\nb@n.example,\u{202e}Bo\n\"c\r\n@n.example\",C\n{long}@n.example,D\n"
    );
    let role = super::agents(&northwind);
    let page = super::tried(&maja, &text, "email full_name", &[("role", &role)]).await;
    assert_eq!(super::outcomes(&app), ["error"; 4]);
    maja.get(&page).await.shows("Full name: This is too long.");
}

#[actix_web::test]
async fn ten_files_are_kept_at_a_time_and_each_can_be_removed() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let maja = northwind.maja().await;
    let mut pages = Vec::new();
    for _ in 0..10 {
        pages.push(brought(&maja, "email\na@n.example\n").await);
    }
    let eleventh = brings(&maja, b"email\na@n.example\n").await;
    eleventh.is_a_mistake().shows("10 files are kept already.");
    let gone = maja.post(&format!("{}/remove", pages[0]), &[]).await;
    gone.leads_to("/northwind/settings/import?notice=import-removed");
    maja.get(&pages[0]).await.is_not_found();
    brought(&maja, "email\na@n.example\n").await;
}

#[actix_web::test]
async fn a_file_is_its_bringers_alone_and_nobodys_in_another_workspace() {
    let app = TestApp::start();
    let northwind = app.workspace("northwind").await;
    let other = app.workspace("southwind").await;
    let maja = northwind.maja().await;
    let page = brought(&maja, "email\na@n.example\n").await;
    let ada = northwind.person("Ada King", BuiltinRole::Admin).await;
    let stranger = other.maja().await;
    for person in [&ada, &stranger] {
        person.get(&page).await.is_not_found();
        person.get(&format!("{page}/errors")).await.is_not_found();
        person
            .post(&format!("{page}/apply"), &[])
            .await
            .is_not_found();
        person
            .post(&format!("{page}/remove"), &[])
            .await
            .is_not_found();
        let check = super::checks(person, &page, "email", &[]).await;
        check.is_not_found();
        person.get(IMPORT).await.hides("people.csv");
    }
    maja.get("/settings/import/7").await.is_not_found();
    assert_eq!(files(&app), 1);
}
