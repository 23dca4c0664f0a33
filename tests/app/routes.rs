//! Every route says who may enter, and keeps its word to everybody.

use std::sync::atomic::{AtomicU32, Ordering};

use muster::access::{BuiltinRole, Need, Permission};
use muster::app::routes;
use muster::types::SessionId;
use reqwest::Method;

use crate::support::{Answer, Person, TestApp};

/// The authorization matrix: every route and whom it lets in, written down once more, so that no route
/// is added and none opened without somebody having thought about it.
const MATRIX: &[(&str, &str, &str)] = &[
    ("GET", "/health/live", "anybody"),
    ("GET", "/health/ready", "anybody"),
    ("GET", "/metrics", "anybody"),
    ("GET", "/assets/{name:.*}", "anybody"),
    ("GET", "/dev/components", "development"),
    ("GET", "/dev/components/deactivate", "development"),
    ("GET", "/dev/components/door", "development"),
    ("GET", "/dev/components/wide-door", "development"),
    ("GET", "/dev/mailbox", "development"),
    ("GET", "/dev/mailbox/{id}", "development"),
    ("GET", "/dev/mailbox/{id}.eml", "development"),
    ("GET", "/dev/mailbox/{id}/html", "development"),
    ("GET", "/setup", "anybody"),
    ("POST", "/setup", "anybody"),
    ("GET", "/", "anybody"),
    ("GET", "/{slug}", "signed in"),
    ("GET", "/{slug}/login", "anybody"),
    ("POST", "/{slug}/login", "anybody"),
    ("POST", "/{slug}/logout", "signed in"),
    ("GET", "/{slug}/password/forgot", "anybody"),
    ("POST", "/{slug}/password/forgot", "anybody"),
    ("GET", "/{slug}/password/reset/{token}", "anybody"),
    ("POST", "/{slug}/password/reset/{token}", "anybody"),
    ("GET", "/{slug}/invitation/{token}", "anybody"),
    ("POST", "/{slug}/invitation/{token}", "anybody"),
    ("POST", "/{slug}/invitation/{token}/renew", "anybody"),
    ("GET", "/{slug}/profile", "signed in"),
    ("POST", "/{slug}/profile", "signed in"),
    ("POST", "/{slug}/profile/notifications", "signed in"),
    ("POST", "/{slug}/profile/availability", "signed in"),
    ("GET", "/{slug}/profile/password", "signed in"),
    ("POST", "/{slug}/profile/password", "signed in"),
    ("POST", "/{slug}/profile/sessions/others/end", "signed in"),
    (
        "POST",
        "/{slug}/profile/sessions/{session}/end",
        "signed in",
    ),
    ("GET", "/{slug}/inbox", "conversations:read"),
    ("GET", "/{slug}/settings/attention", "users:write"),
    ("GET", "/{slug}/settings/people", "users:read"),
    ("GET", "/{slug}/settings/positions/new", "teams:write"),
    ("POST", "/{slug}/settings/positions", "teams:write"),
    (
        "GET",
        "/{slug}/settings/positions/{position}",
        "teams:write",
    ),
    (
        "POST",
        "/{slug}/settings/positions/{position}",
        "teams:write",
    ),
    (
        "GET",
        "/{slug}/settings/positions/{position}/delete",
        "teams:write",
    ),
    (
        "POST",
        "/{slug}/settings/positions/{position}/delete",
        "teams:write",
    ),
    ("GET", "/{slug}/settings/users", "users:read"),
    ("GET", "/{slug}/settings/users/bulk", "users:read"),
    ("POST", "/{slug}/settings/users/bulk", "users:read"),
    ("GET", "/{slug}/settings/users/bulk/{job}", "users:read"),
    ("GET", "/{slug}/settings/users/export", "users:read"),
    ("GET", "/{slug}/settings/users/{user}", "users:read"),
    ("POST", "/{slug}/settings/users/{user}", "users:write"),
    ("GET", "/{slug}/settings/users/new", "users:invite"),
    ("POST", "/{slug}/settings/users", "users:invite"),
    (
        "POST",
        "/{slug}/settings/users/{user}/password-reset",
        "users:write",
    ),
    (
        "POST",
        "/{slug}/settings/users/{user}/sign-out",
        "users:write",
    ),
    (
        "POST",
        "/{slug}/settings/users/{user}/sessions/{session}/end",
        "users:write",
    ),
    ("POST", "/{slug}/settings/users/{user}/beta", "users:write"),
    ("GET", "/{slug}/settings/users/{user}/email", "users:write"),
    ("POST", "/{slug}/settings/users/{user}/email", "users:write"),
    (
        "POST",
        "/{slug}/settings/users/{user}/email/resend",
        "users:write",
    ),
    (
        "POST",
        "/{slug}/settings/users/{user}/email/withdraw",
        "users:write",
    ),
    ("GET", "/{slug}/profile/email", "signed in"),
    ("POST", "/{slug}/profile/email", "signed in"),
    ("POST", "/{slug}/profile/email/resend", "signed in"),
    ("POST", "/{slug}/profile/email/withdraw", "signed in"),
    ("GET", "/{slug}/email/{token}", "anybody"),
    ("POST", "/{slug}/email/{token}", "anybody"),
    (
        "GET",
        "/{slug}/settings/users/{user}/deactivate",
        "users:write",
    ),
    (
        "POST",
        "/{slug}/settings/users/{user}/deactivate",
        "users:write",
    ),
    (
        "GET",
        "/{slug}/settings/users/{user}/reactivate",
        "users:write",
    ),
    (
        "POST",
        "/{slug}/settings/users/{user}/reactivate",
        "users:write",
    ),
    (
        "GET",
        "/{slug}/settings/users/{user}/delete",
        "users:delete",
    ),
    (
        "POST",
        "/{slug}/settings/users/{user}/delete",
        "users:delete",
    ),
    ("GET", "/{slug}/settings/users/{user}/roles", "users:write"),
    ("POST", "/{slug}/settings/users/{user}/roles", "users:write"),
    (
        "GET",
        "/{slug}/settings/users/{user}/availability",
        "users:write",
    ),
    (
        "POST",
        "/{slug}/settings/users/{user}/availability",
        "users:write",
    ),
    ("GET", "/{slug}/onboarding", "users:invite"),
    ("POST", "/{slug}/onboarding", "users:invite"),
    ("GET", "/{slug}/settings/invitations", "users:invite"),
    ("POST", "/{slug}/settings/invitations", "users:invite"),
    ("POST", "/{slug}/settings/invitations/check", "users:invite"),
    ("GET", "/{slug}/settings/invitations/new", "users:invite"),
    (
        "POST",
        "/{slug}/settings/invitations/resend-waiting",
        "users:invite",
    ),
    (
        "GET",
        "/{slug}/settings/invitations/cancel-expired",
        "users:invite",
    ),
    (
        "POST",
        "/{slug}/settings/invitations/cancel-expired",
        "users:invite",
    ),
    (
        "GET",
        "/{slug}/settings/invitations/{invitation}",
        "users:invite",
    ),
    (
        "POST",
        "/{slug}/settings/invitations/{invitation}",
        "users:invite",
    ),
    (
        "POST",
        "/{slug}/settings/invitations/{invitation}/resend",
        "users:invite",
    ),
    (
        "POST",
        "/{slug}/settings/invitations/{invitation}/link",
        "users:invite",
    ),
    (
        "GET",
        "/{slug}/settings/invitations/{invitation}/cancel",
        "users:invite",
    ),
    (
        "POST",
        "/{slug}/settings/invitations/{invitation}/cancel",
        "users:invite",
    ),
    ("GET", "/{slug}/settings/import", "users:invite"),
    ("POST", "/{slug}/settings/import", "users:invite"),
    ("GET", "/{slug}/settings/import/{import}", "users:invite"),
    (
        "POST",
        "/{slug}/settings/import/{import}/check",
        "users:invite",
    ),
    (
        "POST",
        "/{slug}/settings/import/{import}/apply",
        "users:invite",
    ),
    (
        "POST",
        "/{slug}/settings/import/{import}/remove",
        "users:invite",
    ),
    (
        "GET",
        "/{slug}/settings/import/{import}/errors",
        "users:invite",
    ),
    ("GET", "/{slug}/settings/org-chart", "teams:read"),
    ("GET", "/{slug}/settings/org-chart/people", "teams:read"),
    ("GET", "/{slug}/settings/org-chart/svg", "teams:read"),
    ("GET", "/{slug}/settings/audit", "audit:read"),
    ("GET", "/{slug}/settings/audit/export", "audit:read"),
    ("GET", "/{slug}/settings/audit/{event}", "audit:read"),
    ("GET", "/{slug}/settings/workspace", "settings:read"),
    ("POST", "/{slug}/settings/workspace", "settings:write"),
    ("GET", "/{slug}/settings/email", "settings:read"),
    ("POST", "/{slug}/settings/email", "workspace:own"),
    ("POST", "/{slug}/settings/email/test", "settings:write"),
    ("GET", "/{slug}/settings/departments", "teams:read"),
    ("POST", "/{slug}/settings/departments", "teams:write"),
    ("GET", "/{slug}/settings/departments/new", "teams:write"),
    (
        "GET",
        "/{slug}/settings/departments/{department}",
        "teams:read",
    ),
    (
        "POST",
        "/{slug}/settings/departments/{department}",
        "teams:write",
    ),
    (
        "GET",
        "/{slug}/settings/departments/{department}/delete",
        "teams:write",
    ),
    (
        "POST",
        "/{slug}/settings/departments/{department}/delete",
        "teams:write",
    ),
    (
        "GET",
        "/{slug}/settings/departments/{department}/merge",
        "teams:write",
    ),
    (
        "POST",
        "/{slug}/settings/departments/{department}/merge",
        "teams:write",
    ),
    ("GET", "/{slug}/settings/roles", "roles:read"),
    ("POST", "/{slug}/settings/roles", "roles:write"),
    ("GET", "/{slug}/settings/roles/new", "roles:write"),
    ("GET", "/{slug}/settings/roles/{role}", "roles:read"),
    ("POST", "/{slug}/settings/roles/{role}", "roles:write"),
    ("GET", "/{slug}/settings/roles/{role}/review", "roles:write"),
    ("GET", "/{slug}/settings/roles/{role}/delete", "roles:write"),
    (
        "POST",
        "/{slug}/settings/roles/{role}/delete",
        "roles:write",
    ),
    ("GET", "/{slug}/settings/teams", "teams:read"),
    ("POST", "/{slug}/settings/teams", "teams:write"),
    ("GET", "/{slug}/settings/teams/new", "teams:write"),
    ("GET", "/{slug}/settings/teams/{team}", "teams:read"),
    ("POST", "/{slug}/settings/teams/{team}", "teams:write"),
    (
        "POST",
        "/{slug}/settings/teams/{team}/members",
        "teams:write",
    ),
    ("GET", "/{slug}/settings/teams/{team}/delete", "teams:write"),
    (
        "POST",
        "/{slug}/settings/teams/{team}/delete",
        "teams:write",
    ),
    ("GET", "/{slug}/settings/users/{user}/teams", "teams:write"),
    ("POST", "/{slug}/settings/users/{user}/teams", "teams:write"),
    ("GET", "/{slug}/settings/api-keys", "api_keys:write"),
    ("POST", "/{slug}/settings/api-keys", "api_keys:write"),
    ("GET", "/{slug}/settings/api-keys/new", "api_keys:write"),
    (
        "GET",
        "/{slug}/settings/api-keys/{key}/revoke",
        "api_keys:write",
    ),
    (
        "POST",
        "/{slug}/settings/api-keys/{key}/revoke",
        "api_keys:write",
    ),
    (
        "GET",
        "/{slug}/settings/api-keys/{key}/take-over",
        "api_keys:write",
    ),
    (
        "POST",
        "/{slug}/settings/api-keys/{key}/take-over",
        "api_keys:write",
    ),
    ("GET", "/api/me", "a key"),
    ("GET", "/api/users", "a key: users:read"),
    ("POST", "/api/users", "a key: users:invite"),
    ("POST", "/api/users/bulk", "a key: users:invite"),
    ("GET", "/api/users/{user}", "a key: users:read"),
    ("PATCH", "/api/users/{user}", "a key: users:write"),
    ("DELETE", "/api/users/{user}", "a key: users:delete"),
    ("POST", "/api/users/{user}/deactivate", "a key: users:write"),
    ("POST", "/api/users/{user}/reactivate", "a key: users:write"),
    ("PUT", "/api/users/{user}/roles", "a key: users:write"),
    ("PUT", "/api/users/{user}/teams", "a key: teams:write"),
    ("GET", "/api/invitations", "a key: users:read"),
    (
        "POST",
        "/api/invitations/{invitation}/resend",
        "a key: users:invite",
    ),
    (
        "POST",
        "/api/invitations/{invitation}/cancel",
        "a key: users:invite",
    ),
    ("GET", "/api/openapi.json", "anybody"),
    ("GET", "/api/docs", "anybody"),
    ("GET", "/api/roles", "a key: roles:read"),
    ("POST", "/api/roles", "a key: roles:write"),
    ("GET", "/api/roles/{role}", "a key: roles:read"),
    ("PATCH", "/api/roles/{role}", "a key: roles:write"),
    ("DELETE", "/api/roles/{role}", "a key: roles:write"),
    ("GET", "/api/teams", "a key: teams:read"),
    ("POST", "/api/teams", "a key: teams:write"),
    ("GET", "/api/teams/{team}", "a key: teams:read"),
    ("PATCH", "/api/teams/{team}", "a key: teams:write"),
    ("DELETE", "/api/teams/{team}", "a key: teams:write"),
    ("GET", "/api/departments", "a key: teams:read"),
    ("POST", "/api/departments", "a key: teams:write"),
    ("GET", "/api/departments/{department}", "a key: teams:read"),
    (
        "PATCH",
        "/api/departments/{department}",
        "a key: teams:write",
    ),
    (
        "DELETE",
        "/api/departments/{department}",
        "a key: teams:write",
    ),
    ("GET", "/api/audit-events", "a key: audit:read"),
    ("POST", "/api/authorize", "a key: users:read"),
];

/// One line of it.
#[derive(Clone, Copy)]
struct Line {
    method: &'static str,
    path: &'static str,
    lets_in: &'static str,
}

impl Line {
    /// What somebody who is signed in, or a key, needs to hold.
    fn permission(&self) -> Option<Permission> {
        let held = self.lets_in.strip_prefix("a key: ");
        held.unwrap_or(self.lets_in).parse().ok()
    }

    fn method(&self) -> Method {
        self.method.parse().unwrap()
    }
}

fn lines() -> impl Iterator<Item = Line> {
    MATRIX.iter().map(|(method, path, lets_in)| Line {
        method,
        path,
        lets_in,
    })
}

/// The lines of what programs call.
fn calls() -> impl Iterator<Item = Line> {
    lines().filter(|line| line.lets_in.starts_with("a key"))
}

/// The lines of what lies inside a workspace.
fn inside() -> impl Iterator<Item = Line> {
    lines()
        .filter(|line| !line.lets_in.starts_with("a key"))
        .filter(|line| line.lets_in == "signed in" || line.permission().is_some())
}

fn written(need: Need) -> String {
    match need {
        Need::Nothing => "anybody".to_owned(),
        Need::SignedIn => "signed in".to_owned(),
        Need::Development => "development".to_owned(),
        Need::Permission(permission) => permission.to_string(),
        Need::Key(None) => "a key".to_owned(),
        Need::Key(Some(permission)) => format!("a key: {permission}"),
    }
}

/// The address of a route in Northwind, about somebody or something that isn't there.
fn address(line: &Line) -> String {
    let path = line.path.replace("{slug}", "northwind");
    let nothing = SessionId::new().to_string();
    [
        "{session}",
        "{user}",
        "{role}",
        "{event}",
        "{invitation}",
        "{position}",
        "{team}",
        "{department}",
        "{job}",
        "{key}",
        "{import}",
    ]
    .iter()
    .fold(path, |path, part| path.replace(part, &nothing))
}

#[test]
fn every_route_is_in_the_matrix_and_lets_in_whom_it_says() {
    let mut table: Vec<(String, String, String)> = routes()
        .iter()
        .map(|route| {
            let method = route.method.to_string();
            (method, route.path.to_owned(), written(route.need))
        })
        .collect();
    let mut matrix: Vec<(String, String, String)> = MATRIX
        .iter()
        .map(|(method, path, lets_in)| {
            let own = |text: &str| text.to_owned();
            (own(method), own(path), own(lets_in))
        })
        .collect();
    table.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    matrix.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    assert_eq!(table, matrix);
    for line in inside().chain(calls()) {
        assert!(
            !address(&line).contains('{'),
            "{} has a part that no test fills in",
            line.path
        );
    }
}

#[test]
fn what_is_for_development_is_under_dev_and_what_is_in_a_workspace_under_its_slug() {
    for route in routes().iter() {
        let for_development = route.need == Need::Development;
        assert_eq!(
            route.path.starts_with("/dev/"),
            for_development,
            "{}",
            route.path
        );
        let inside = matches!(route.need, Need::SignedIn | Need::Permission(_));
        assert!(
            route.path.starts_with("/{slug}") || !inside,
            "{}",
            route.path
        );
    }
}

#[test]
fn no_route_is_named_twice() {
    let mut seen = Vec::new();
    for route in routes().iter() {
        let this = (route.method.clone(), route.path);
        assert!(!seen.contains(&this), "{this:?}");
        seen.push(this);
    }
}

/// Past the door: what is wrong with the form or the id is another matter.
fn is_let_in(answer: &Answer) -> bool {
    let leads_to_login = answer.header("location").contains("/login?next");
    !leads_to_login && matches!(answer.status.as_u16(), 200..=399 | 404 | 422)
}

async fn visit(person: &Person<'_>, line: &Line) -> Answer {
    let request = person.request(line.method(), &address(line));
    Answer::to(request.form(&[("full_name", "Somebody Else")])).await
}

#[actix_web::test]
async fn who_isnt_signed_in_is_asked_to_and_changes_nothing() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    for line in inside() {
        let url = app.url(&address(&line));
        let request = || app.client.request(line.method(), &url);
        Answer::to(request()).await.asks_to_sign_in();
        let partial = request()
            .header("HX-Request", "true")
            .header("HX-Request-Type", "partial");
        let answer = Answer::to(partial).await;
        answer.is_ok();
        assert!(
            answer.header("hx-redirect").starts_with("/northwind/login"),
            "{answer:?}"
        );
        assert_eq!(answer.body, "");
    }
}

#[actix_web::test]
async fn each_built_in_role_enters_where_it_holds_the_permission_and_nowhere_else() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for role in BuiltinRole::ALL {
        for line in inside() {
            let person = match role {
                BuiltinRole::Owner => workspace.maja().await,
                _ => workspace.person(&fresh_name(), role).await,
            };
            let answer = visit(&person, &line).await;
            match line.permission() {
                Some(needed) if !role.permissions().contains(needed) => {
                    answer.is_forbidden();
                }
                _ => assert!(is_let_in(&answer), "{role:?} {}: {answer:?}", line.path),
            }
        }
    }
}

fn fresh_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("P{} Thomas", NUMBER.fetch_add(1, Ordering::Relaxed))
}

#[actix_web::test]
async fn each_single_permission_opens_the_routes_that_need_it_and_no_others() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for permission in Permission::ALL {
        let role = workspace.custom_role(&[*permission]);
        for line in inside() {
            let person = workspace.person_with_role(&fresh_name(), role).await;
            let answer = visit(&person, &line).await;
            match line.permission() {
                Some(needed) if needed != *permission => {
                    answer.is_forbidden();
                }
                _ => assert!(is_let_in(&answer), "{permission} {}: {answer:?}", line.path),
            }
        }
    }
}

#[actix_web::test]
async fn each_permission_of_a_key_opens_the_calls_that_need_it_and_no_others() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    for permission in Permission::ALL {
        for line in calls() {
            let script = workspace.script(&[*permission]);
            let request = script.request(line.method(), &address(&line));
            let answer = Answer::to(request.json(&serde_json::json!({}))).await;
            match line.permission() {
                Some(needed) if needed != *permission => {
                    answer.is_problem(403, "forbidden");
                }
                _ => assert!(is_let_in(&answer), "{permission} {}: {answer:?}", line.path),
            }
        }
    }
}

#[actix_web::test]
async fn who_has_no_key_that_works_calls_nothing() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let erik = workspace.member("Erik Windahl", BuiltinRole::Admin).await;
    let script = workspace.script_of(erik, Permission::ALL);
    workspace.set_status(erik, "inactive");
    let maja = workspace.maja().await;
    for line in calls() {
        let path = address(&line);
        let bare = app.client.request(line.method(), app.url(&path));
        for request in [
            bare,
            script.request(line.method(), &path),
            maja.request(line.method(), &path),
        ] {
            Answer::to(request).await.is_problem(401, "unauthenticated");
        }
    }
}

#[actix_web::test]
async fn who_is_pending_or_inactive_is_a_stranger_whatever_their_role() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for status in ["pending", "inactive"] {
        workspace.set_status(maja.id, status);
        for line in inside() {
            visit(&maja, &line).await.asks_to_sign_in();
        }
    }
}

#[actix_web::test]
async fn an_owner_of_another_workspace_is_a_stranger_here() {
    let app = TestApp::start();
    app.workspace("northwind").await;
    let elsewhere = app.workspace("southwind").await;
    let stranger = elsewhere.maja().await;
    for line in inside() {
        visit(&stranger, &line).await.asks_to_sign_in();
    }
}

#[actix_web::test]
async fn a_workspace_that_isnt_there_is_nowhere_for_anybody() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    for path in [
        "/southwind",
        "/southwind/settings/users",
        "/a",
        "/UPPER",
        "/setup-x!",
    ] {
        app.get(path).await.is_not_found();
        Answer::to(maja.request(Method::GET, path))
            .await
            .is_not_found();
    }
}
