//! What programs may call, described from the handlers' own types: every feature's `api::Docs` in one
//! document.

use serde_json::{Value, json};
use url::Url;
use utoipa::OpenApi;

use super::routes;
use crate::access::Need;
use crate::error::{FieldError, PROBLEM, ProblemDocument};
use crate::{
    accounts, api_docs, api_keys, audit_log, authorization, departments, invitations, roles, teams,
};

/// Each feature with calls, once.
fn features() -> Vec<utoipa::openapi::OpenApi> {
    vec![
        api_keys::api::Docs::openapi(),
        invitations::api::Docs::openapi(),
        accounts::api::Docs::openapi(),
        roles::api::Docs::openapi(),
        teams::api::Docs::openapi(),
        departments::api::Docs::openapi(),
        audit_log::api::Docs::openapi(),
        authorization::api::Docs::openapi(),
        api_docs::api::Docs::openapi(),
    ]
}

/// In the order of the page that shows them.
const TAGS: [(&str, &str); 9] = [
    (
        "Users",
        "People of the workspace, from their invitation on.",
    ),
    ("Invitations", "What is offered to who hasn't joined yet."),
    ("Roles", "Named sets of permissions."),
    ("Teams", "Who conversations are assigned to."),
    (
        "Departments",
        "Where people sit in the organisation. They nest.",
    ),
    ("Audit log", "Who did what, on whom and when."),
    (
        "Authorization",
        "For connected services: what somebody may do.",
    ),
    ("Keys", "What a key says of itself."),
    ("Description", "This description. It needs no key."),
];

const ABOUT: &str = "Invite people, give them roles and teams, and look after their accounts. Every call \
    but those of the description needs an API key of the workspace, which also says which workspace is \
    meant. A key acts within the permissions that were chosen for it, as far as whoever answers for it \
    still holds them.";

#[derive(OpenApi)]
#[openapi(components(schemas(ProblemDocument, FieldError)))]
struct Shared;

/// The document, made once.
pub struct Description {
    pub document: Value,
    pub json: String,
}

impl Description {
    pub fn of(base_url: &Url) -> Self {
        let mut merged = Shared::openapi();
        for feature in features() {
            merged.merge(feature);
        }
        // It is made of texts and numbers, which can be written.
        let mut document = serde_json::to_value(&merged).unwrap_or_default();
        introduce(&mut document, base_url);
        complete(&mut document);
        have_no_nul(&mut document);
        let json = document.to_string();
        Self { document, json }
    }
}

fn introduce(document: &mut Value, base_url: &Url) {
    let tags = TAGS.map(|(name, words)| json!({ "name": name, "description": words }));
    let server = base_url.as_str().trim_end_matches('/');
    document["info"] = json!({
        "title": "Muster",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
    });
    document["servers"] = json!([{ "url": server }]);
    document["tags"] = json!(tags);
    if let Some(components) = document.get_mut("components") {
        components["securitySchemes"] = json!({
            "key": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "mst_…",
                "description": "An API key, made in Settings → API keys.",
            }
        });
    }
}

/// What is the same for all calls is said here and not by each.
fn complete(document: &mut Value) {
    let schemas = document.pointer("/components/schemas").cloned();
    let schemas = schemas.unwrap_or_default();
    for route in routes().iter() {
        let method = route.method.as_str().to_lowercase();
        let path = document["paths"].get_mut(route.path);
        let Some(call) = path.and_then(|path| path.get_mut(&method)) else {
            continue;
        };
        call["operationId"] = named(&method, route.path).into();
        call["security"] = match route.need {
            Need::Key(None) => json!([{ "key": [] }]),
            Need::Key(Some(permission)) => json!([{ "key": [permission.as_str()] }]),
            _ => json!([]),
        };
        if let (true, Some(body)) = (may_say_nothing(&schemas, call), call.get_mut("requestBody")) {
            body["required"] = false.into();
        }
        let reads_a_query = reads_a_query(call);
        let answers = call.get_mut("responses").and_then(Value::as_object_mut);
        let Some(answers) = answers else { continue };
        if reads_a_query {
            let words = "The address couldn't be read.";
            let unread = json!({ "description": words, "content": problem() });
            answers.entry("400").or_insert(unread);
        }
        for (status, answer) in answers {
            let is_problem = status.starts_with(['4', '5']);
            if is_problem && answer.get("content").is_some() {
                answer["content"] = problem();
            }
        }
    }
}

/// PostgreSQL's texts have none, so none is taken anywhere. What is held to a form of its own has none either.
fn have_no_nul(part: &mut Value) {
    match part {
        Value::Object(fields) => {
            let is_text = match fields.get("type") {
                Some(Value::String(kind)) => kind == "string",
                Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "string"),
                _ => false,
            };
            let is_free = ["pattern", "format", "enum", "const"]
                .iter()
                .all(|form| !fields.contains_key(*form));
            if is_text && is_free {
                fields.insert("pattern".to_owned(), r"^[^\u0000]*$".into());
            }
            fields.values_mut().for_each(have_no_nul);
        }
        Value::Array(parts) => parts.iter_mut().for_each(have_no_nul),
        _ => {}
    }
}

fn problem() -> Value {
    json!({ PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } })
}

/// `patch_roles_role`
fn named(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api").replace(['{', '}'], "");
    format!("{method}{}", words.replace(['/', '-', '.'], "_"))
}

/// No body is an empty one, which is enough where nothing has to be said.
fn may_say_nothing(schemas: &Value, call: &Value) -> bool {
    let named = call.pointer("/requestBody/content/application~1json/schema/$ref");
    let named = named.and_then(Value::as_str);
    let named = named.and_then(|name| name.rsplit('/').next());
    named.is_some_and(|name| schemas[name].get("required").is_none())
}

fn reads_a_query(call: &Value) -> bool {
    let parameters = call["parameters"].as_array().into_iter().flatten();
    let mut places = parameters.map(|parameter| &parameter["in"]);
    places.any(|place| place == "query")
}
