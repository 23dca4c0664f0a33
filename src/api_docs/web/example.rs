//! What something that is described could look like.

use serde_json::{Map, Value, json};

/// Follows references into the document.
pub(super) fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let Some(reference) = schema["$ref"].as_str() else {
        return schema;
    };
    let found = document.pointer(reference.trim_start_matches('#'));
    found.unwrap_or(schema)
}

pub(super) fn example(document: &Value, schema: &Value) -> Value {
    if let Some(said) = said(schema) {
        return said.clone();
    }
    let schema = resolved(document, schema);
    if let Some(said) = said(schema) {
        return said.clone();
    }
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        let each = schema[alternatives].as_array().into_iter().flatten();
        let mut some = each.filter(|one| one["type"] != "null");
        if let Some(first) = some.next() {
            return example(document, first);
        }
    }
    match kind(schema) {
        Some("object") => Value::Object(properties(document, schema)),
        Some("array") => json!([example(document, &schema["items"])]),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("string") => json!(text(schema)),
        _ => Value::Null,
    }
}

fn said(schema: &Value) -> Option<&Value> {
    let first = |field: &str| schema.get(field)?.as_array()?.first();
    let example = schema.get("example").or_else(|| first("examples"));
    example
        .or_else(|| schema.get("default"))
        .or_else(|| first("enum"))
}

/// The first of them that isn't `null`.
pub(super) fn kind(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => {
            let mut named = kinds.iter().filter_map(Value::as_str);
            named.find(|kind| *kind != "null")
        }
        _ => None,
    }
}

fn properties(document: &Value, schema: &Value) -> Map<String, Value> {
    let properties = schema["properties"].as_object();
    let each = properties.into_iter().flatten();
    each.map(|(name, property)| (name.clone(), example(document, property)))
        .collect()
}

fn text(schema: &Value) -> &'static str {
    match schema["format"].as_str() {
        Some("uuid") => "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21",
        Some("date-time") => "2026-11-21T09:30:00Z",
        Some("email") => "erik@northwind.example",
        _ => "…",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_what_is_said_or_what_fits() {
        let document = json!({ "components": { "schemas": {
            "Title": { "type": "string", "examples": ["Returns"] },
        } } });
        let schema = json!({ "type": "object", "properties": {
            "name": { "$ref": "#/components/schemas/Title", "description": "Unique." },
            "lead": { "oneOf": [{ "type": "null" }, { "type": "string", "format": "uuid" }] },
            "count": { "type": ["integer", "null"], "minimum": 3 },
            "tags": { "type": "array", "items": { "enum": ["a", "b"] } },
        } });
        let expected = json!({
            "name": "Returns", "lead": "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21",
            "count": 3, "tags": ["a"],
        });
        assert_eq!(example(&document, &schema), expected);
    }
}
