//! A small site under Muster's policy, with pages that are right and pages that are wrong.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `/good` tells which cookies it was sent.
pub fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    format!("http://{address}")
}

fn serve(mut stream: TcpStream) {
    let mut lines = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let cookies: String = lines
        .take_while(|line| !line.is_empty())
        .filter(|line| line.to_ascii_lowercase().starts_with("cookie:"))
        .collect();
    let path = first.split([' ', '?']).nth(1).unwrap();
    let (status, kind, body) = match path {
        "/favicon.ico" => ("204 No Content", "image/x-icon", String::new()),
        "/page.js" => ("200 OK", "text/javascript", PAGE_JS.to_owned()),
        "/throws.js" => (
            "200 OK",
            "text/javascript",
            "throw new Error('thrown on purpose');".to_owned(),
        ),
        "/late.js" => {
            let late = "setTimeout(() => document.querySelector('#out').textContent = 'late but there', 800);";
            ("200 OK", "text/javascript", late.to_owned())
        }
        "/style.css" => ("200 OK", "text/css", STYLE.to_owned()),
        "/mistake" => (
            "422 Unprocessable Content",
            "text/html",
            page("<h1>Mistake</h1>"),
        ),
        _ => (
            "200 OK",
            "text/html",
            page(&content(path).replace("COOKIES", &cookies)),
        ),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Security-Policy: {POLICY}\r\n\
        Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes());
}

const STYLE: &str = "body { margin: 1rem; color: #111; background: #fff } .wide { width: 900px }
    .pale { color: #ccc } .hidden { display: none }
    @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }";

const PAGE_JS: &str = "document.addEventListener('click', event => {
    if (event.target.id === 'say') document.querySelector('#out').textContent = 'said';
    if (event.target.id === 'ask') document.querySelector('dialog').showModal();
});
for (const kind of ['submit', 'click']) document.addEventListener(kind, event => {
    if (!event.target.matches('[data-kept]')) return;
    event.preventDefault();
    const out = document.querySelector('#out');
    out.textContent += (out.textContent ? ', ' : '') + 'kept ' + kind;
});";

fn page(main: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Page</title>\
        <meta name=viewport content='width=device-width, initial-scale=1'>\
        <link rel=stylesheet href=/style.css><script src=/page.js defer></script>\
        <body><main>{main}</main></body></html>"
    )
}

fn content(path: &str) -> &'static str {
    match path {
        "/good" => {
            "<h1>Good</h1><p>COOKIES<noscript>Works without scripts.</noscript>
            <p><a href=/next?from=good>Next page</a> <button id=say>Say it</button> <span id=out></span>
            <form action=/next><label for=name>Full name <span>*</span></label> <input id=name name=name value=old>
            <label>Role <select name=role><option>Agent<option>Admin</select></label>
            <label><input type=checkbox name=beta value=on> Beta access</label><button>Save</button></form>"
        }
        "/kept" => {
            "<h1>Kept</h1><form action=/next data-kept><button>Send</button></form><span id=out></span>
            <a href=/next data-kept>Elsewhere</a> <a href=#out>Further down</a>
            <form action=/next><label>Word <input required></label><button>Incomplete</button></form>"
        }
        "/next" => "<h1>Next</h1>",
        "/rows" => {
            "<h1>Rows</h1><ul><li id=a><a href=/next>Resend</a><li id=b><a href=/good>Resend</a></ul>
            <button class=hidden>Unseen</button><button disabled>Never</button><label>Short <input maxlength=3></label>"
        }
        "/dialog" => {
            "<h1>Dialog</h1><button id=ask>Ask</button> <a href=/next>Away</a>
            <dialog aria-label=Question><form method=dialog><button>Yes</button></form></dialog>"
        }
        "/inline-script" => "<h1>Inline</h1><script>document.title = 'ran'</script>",
        "/inline-style" => "<h1>Inline</h1><p style='color: red'>Red",
        "/throws" => "<h1>Throws</h1><script src=/throws.js></script>",
        "/late" => "<h1>Late</h1><p id=out></p><script src=/late.js defer></script>",
        "/no-label" => "<h1>Form</h1><input type=text><img src=data:,>",
        "/pale" => "<h1>Pale</h1><p class=pale>Hard to read",
        "/wide" => "<h1>Wide</h1><div class=wide>Too wide for a phone</div>",
        other => panic!("no page {other}"),
    }
}
