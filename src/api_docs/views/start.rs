//! What is the same for all calls.

use maud::{Markup, html};

use super::{listing, words};

pub(super) fn chapter(id: &str, server: &str) -> Markup {
    match id {
        "start" => start(server),
        "errors" => errors(),
        "lists" => lists(server),
        "changes" => changes(server),
        _ => limits(),
    }
}

fn start(server: &str) -> Markup {
    let first = format!("curl {server}/api/me \\\n  -H \"Authorization: Bearer $MUSTER_KEY\"");
    html! {
        p { (words("Make a key in Settings → API keys. It is shown once, begins with `mst_`, and says which workspace it is of. Send it with every call.")) }
        (listing("A first call", &first))
        p { (words("A key holds the permissions that were chosen for it, as far as whoever made it or took it over still holds them: what they lose, it loses, and when they leave, it stops. Nobody gives by a key what it doesn't hold, or acts on somebody who holds more: that is 403 `above_ceiling`.")) }
        p { (words("Bodies are JSON in UTF-8, sent as `application/json`. A field that isn't known is a mistake. Times are RFC 3339 in UTC. A role, team or department in a body or a filter is given by its id or by its exact name. Who or what isn't there reads like what never was, whichever workspace it is of.")) }
    }
}

fn errors() -> Markup {
    let problem = r#"{
  "type": "about:blank",
  "title": "That can't be taken as it is",
  "status": 422,
  "detail": "Some of what was sent isn't right. Each field says what.",
  "code": "invalid",
  "errors": [
    { "field": "name", "code": "invalid", "message": "Enter a name." }
  ]
}"#;
    html! {
        p { (words("What goes wrong is told as `application/problem+json`. Rely on `status` and `code`, which never change; the words are for a person.")) }
        (listing("A problem", problem))
        dl.problems {
            @for (status, text) in STATUSES { div { dt { code { (status) } } dd { (words(text)) } } }
        }
    }
}

const STATUSES: [(&str, &str); 12] = [
    ("400", "`malformed`: it couldn't be read."),
    (
        "401",
        "`unauthenticated`: there is no key, or none that works.",
    ),
    (
        "403",
        "`forbidden`: the key doesn't hold what the call needs. `above_ceiling`: what is asked goes beyond it. `own_role`: nobody adds to a role of their own.",
    ),
    ("404", "`not_found`: what the path names isn't there."),
    (
        "409",
        "The state of things is against it: `email_in_use`, `seats_exhausted`, `last_owner`, `name_in_use`, …",
    ),
    ("412", "`changed_meanwhile`: it isn't as `If-Match` says."),
    ("413", "`too_large`: a body has at most 256 KiB."),
    ("415", "`unsupported_body`: it isn't JSON."),
    (
        "422",
        "`invalid`: some fields are wrong, and `errors` says which. What a field names that isn't there is `not_found`.",
    ),
    (
        "429",
        "`too_many_requests`: wait for as many seconds as `Retry-After` says.",
    ),
    ("503", "`unavailable`: try again after `Retry-After`."),
    ("5xx", "Our fault. `reference` stands in the server's log."),
];

fn lists(server: &str) -> Markup {
    let next = format!(
        "curl \"{server}/api/audit-events?limit=100&cursor=eyJkaXJl…\" \\\n  -H \"Authorization: Bearer $MUSTER_KEY\""
    );
    html! {
        p { (words("A list answers `{\"data\": […], \"next_cursor\": …}`. Ask for `limit` rows, 1 to 200 (50 where you don't say), and send `next_cursor` as `cursor` with the same filters for the rows after them. It is `null` on the last page. A cursor stays where it was while rows come and go.")) }
        (listing("The next page of a list", &next))
    }
}

fn changes(server: &str) -> Markup {
    let once = format!(
        "curl -X POST {server}/api/teams \\\n  -H \"Authorization: Bearer $MUSTER_KEY\" \\\n  -H \"Content-Type: application/json\" \\\n  -H \"Idempotency-Key: 5f0c9e7a\" \\\n  -d '{{\"name\": \"Returns\"}}'"
    );
    let seen = format!(
        "curl -X PATCH {server}/api/teams/018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21 \\\n  -H \"Authorization: Bearer $MUSTER_KEY\" \\\n  -H \"Content-Type: application/json\" \\\n  -H 'If-Match: \"6c0f3a3b9b1c4f0d8e2a7b5c9d1e3f40\"' \\\n  -d '{{\"strategy\": \"round_robin\"}}'"
    );
    html! {
        p { (words("A POST that changes something is done once where it carries an `Idempotency-Key`: the same request with the same key gets the same answer for a day, marked `Idempotency-Replayed: true`. Another request with that key is 422 `idempotency_key_reused`. So send it again when you don't know what became of it.")) }
        (listing("A request that is done once", &once))
        p { (words("One thing is answered with an `ETag`. Send it as `If-Match` with a PATCH, and nothing is changed that isn't as you have seen it. A field that you leave out stays as it is; where it may be `null`, that empties it.")) }
        (listing("A change of what was seen", &seen))
    }
}

fn limits() -> Markup {
    html! {
        p { (words("Every answer to a key says in `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` how many calls it may make in a minute, how many are left, and in how many seconds all of them are there again. Beyond that it is 429, with `Retry-After`. Invitations have a limit of their own a day.")) }
    }
}
