//! From the document to what the page says.

use serde_json::Value;

use super::example::{example, kind, resolved};
use crate::api_docs::model::{Answer, Call, Field, Needs, Part};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The longest list of words that is written out.
const MOST_WORDS: usize = 40;

pub(super) fn parts(document: &Value, server: &str) -> Vec<Part> {
    let tags = document["tags"].as_array().into_iter().flatten();
    let parts = tags.map(|tag| Part {
        name: text(&tag["name"]),
        words: text(&tag["description"]),
        calls: calls(document, server, &tag["name"]),
    });
    parts.filter(|part| !part.calls.is_empty()).collect()
}

fn calls(document: &Value, server: &str, tag: &Value) -> Vec<Call> {
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let said = &item[method];
            if said["tags"].get(0) == Some(tag) {
                calls.push(call(document, server, (method, path, said)));
            }
        }
    }
    calls
}

fn call(document: &Value, server: &str, (method, path, said): (&str, &str, &Value)) -> Call {
    let (method, body) = (method.to_uppercase(), body(said));
    let parameters = said["parameters"].as_array().into_iter().flatten();
    Call {
        id: text(&said["operationId"]),
        summary: text(&said["summary"]),
        words: words(said),
        needs: needs(said),
        parameters: parameters.map(|one| parameter(document, one)).collect(),
        fields: body.map_or_else(Vec::new, |schema| fields(document, schema)),
        request: request(document, (server, &method, path), (said, body)),
        answer: answer(document, said),
        problems: problems(said),
        method,
        path: path.to_owned(),
    }
}

fn needs(said: &Value) -> Needs {
    match said["security"].get(0).map(|one| &one["key"]) {
        None => Needs::Nothing,
        Some(held) => match held.get(0).and_then(Value::as_str) {
            None => Needs::Key,
            Some(permission) => Needs::Permission(permission.to_owned()),
        },
    }
}

fn body(said: &Value) -> Option<&Value> {
    said.pointer("/requestBody/content/application~1json/schema")
}

fn parameter(document: &Value, said: &Value) -> Field {
    Field {
        name: text(&said["name"]),
        place: match said["in"].as_str() {
            Some("path") => "in the path",
            Some("header") => "a header",
            _ => "",
        },
        kind: kind_in_words(document, &said["schema"]),
        is_needed: said["required"] == true,
        words: words(said),
    }
}

fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = resolved(document, schema);
    let needed = |name: &str| {
        let mut needed = schema["required"].as_array().into_iter().flatten();
        needed.any(|one| one == name)
    };
    let properties = schema["properties"].as_object().into_iter().flatten();
    let field = |(name, property): (&String, &Value)| Field {
        name: name.clone(),
        place: "",
        kind: kind_in_words(document, property),
        is_needed: needed(name),
        words: words(property),
    };
    properties.map(field).collect()
}

/// `text of 1 to 60 characters`
fn kind_in_words(document: &Value, schema: &Value) -> String {
    let schema = resolved(document, schema);
    if let Some(alternatives) = schema["oneOf"].as_array() {
        let some = alternatives.iter().filter(|one| one["type"] != "null");
        let kinds: Vec<String> = some.map(|one| kind_in_words(document, one)).collect();
        let or_nothing = alternatives.iter().any(|one| one["type"] == "null");
        return with_nothing(kinds.join(" or "), or_nothing);
    }
    let kinds = schema["type"].as_array();
    let or_nothing = kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"));
    let plain = match kind(schema) {
        Some("array") => match kind_in_words(document, &schema["items"]).as_str() {
            "id" => "list of ids".to_owned(),
            each => format!("list of {each}"),
        },
        Some("integer" | "number") => format!("number{}", range(schema, ("minimum", "maximum"))),
        Some("boolean") => "true or false".to_owned(),
        Some("object") => "object".to_owned(),
        _ => text_in_words(schema),
    };
    with_nothing(plain, or_nothing)
}

fn with_nothing(kind: String, or_nothing: bool) -> String {
    if or_nothing {
        format!("{kind}, or null")
    } else {
        kind
    }
}

fn text_in_words(schema: &Value) -> String {
    if let Some(known) = schema["enum"].as_array() {
        let some = known.iter().filter_map(Value::as_str);
        let words: Vec<String> = some
            .take(MOST_WORDS)
            .map(|word| format!("`{word}`"))
            .collect();
        let more = if known.len() > MOST_WORDS {
            ", …"
        } else {
            ""
        };
        return format!("{}{more}", words.join(", "));
    }
    match schema["format"].as_str() {
        Some("uuid") => "id".to_owned(),
        Some("date-time") => "time".to_owned(),
        Some("email") => "email address".to_owned(),
        _ => {
            let range = range(schema, ("minLength", "maxLength"));
            let characters = if range.is_empty() { "" } else { " characters" };
            format!("text{range}{characters}")
        }
    }
}

fn range(schema: &Value, (least, most): (&str, &str)) -> String {
    match (schema[least].as_u64(), schema[most].as_u64()) {
        (Some(least), Some(most)) => format!(" of {least} to {most}"),
        (None, Some(most)) => format!(" of at most {most}"),
        (Some(least), None) => format!(" of at least {least}"),
        (None, None) => String::new(),
    }
}

/// As it is typed in a shell.
fn request(
    document: &Value,
    (server, method, path): (&str, &str, &str),
    (said, body): (&Value, Option<&Value>),
) -> String {
    let mut lines = match method {
        "GET" => vec![format!("curl {server}{path}")],
        _ => vec![format!("curl -X {method} {server}{path}")],
    };
    if needs(said) != Needs::Nothing {
        lines.push("-H \"Authorization: Bearer $MUSTER_KEY\"".to_owned());
    }
    if let Some(schema) = body {
        lines.push("-H \"Content-Type: application/json\"".to_owned());
        let sent = pretty(&example(document, schema)).replace('\'', r"'\''");
        lines.push(format!("-d '{sent}'"));
    }
    lines.join(" \\\n  ")
}

fn answer(document: &Value, said: &Value) -> Option<Answer> {
    let mut answers = said["responses"].as_object()?.iter();
    let (status, answer) = answers.find(|(status, _)| status.starts_with('2'))?;
    let schema = answer.pointer("/content/application~1json/schema");
    let shown = schema.filter(|schema| resolved(document, schema).get("properties").is_some());
    Some(Answer {
        status: status.clone(),
        words: text(&answer["description"]),
        example: shown.map(|schema| pretty(&example(document, schema))),
    })
}

fn problems(said: &Value) -> Vec<(String, String)> {
    let answers = said["responses"].as_object().into_iter().flatten();
    let problems = answers.filter(|(status, _)| status.starts_with(['4', '5']));
    problems
        .map(|(status, answer)| (status.clone(), text(&answer["description"])))
        .collect()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn words(said: &Value) -> Option<String> {
    said["description"].as_str().map(str::to_owned)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
