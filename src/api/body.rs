//! Reading JSON: bounded, in time, and never a 500.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::{Ready, ready};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use utoipa::ToSchema;

use super::Once;
use crate::access::Call;
use crate::error::{AppError, Problem};

const MOST_BYTES: usize = 256 * 1024;
const BODY_WAIT: Duration = Duration::from_secs(30);

/// A body that says nothing: none at all, or an empty object.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// What is written as an object and nothing else: a struct by itself is read from a list as well.
#[derive(Clone, Debug)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<fn() -> T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(entries)).map(Object)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// A body that hasn't been read yet: a handler reads it once its door has let the sender in.
pub struct Body<T> {
    request: HttpRequest,
    payload: Payload,
    content: PhantomData<fn() -> T>,
}

impl<T> FromRequest for Body<T> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            request: request.clone(),
            payload: payload.take(),
            content: PhantomData,
        }))
    }
}

impl<T: DeserializeOwned> Body<T> {
    /// A field that isn't known is a mistake: it would be taken for one that is.
    pub async fn read(self) -> Result<T, AppError> {
        let bytes = whole(&self.request, self.payload).await?;
        parse(&bytes)
    }

    /// With what the request calls itself.
    pub async fn read_once<R>(self, call: &Call<R>) -> Result<(T, Once), AppError> {
        let bytes = whole(&self.request, self.payload).await?;
        let once = Once::of(&self.request, call, &bytes)?;
        Ok((parse(&bytes)?, once))
    }
}

/// For a field that needn't be there, but isn't `null` where it is.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

async fn whole(request: &HttpRequest, payload: Payload) -> Result<BytesMut, AppError> {
    let bytes = tokio::time::timeout(BODY_WAIT, bytes(request, payload))
        .await
        .map_err(|_| AppError::BodyTooSlow)??;
    if !bytes.is_empty() {
        refuse_other_kinds(request)?;
    }
    Ok(bytes)
}

async fn bytes(request: &HttpRequest, mut payload: Payload) -> Result<BytesMut, AppError> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MOST_BYTES) {
        return Err(AppError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| AppError::Malformed("the body broke off"))?;
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(AppError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn refuse_other_kinds(request: &HttpRequest) -> Result<(), AppError> {
    let is_json = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if is_json {
        Ok(())
    } else {
        Err(AppError::UnsupportedBody)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    if has_nul(bytes) {
        return Err(AppError::Malformed("NUL"));
    }
    // Who sends nothing says nothing.
    let said = if bytes.is_empty() { b"{}" } else { bytes };
    let mut json = serde_json::Deserializer::from_slice(said);
    let Object(content) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        mistaken(&field, error.inner())
    })?;
    json.end()
        .map_err(|_| AppError::Malformed("more than one JSON value"))?;
    Ok(content)
}

fn mistaken(path: &str, error: &serde_json::Error) -> AppError {
    if error.classify() != Category::Data {
        return AppError::Malformed("not JSON");
    }
    let text = error.to_string();
    let named = text.split('`').nth(1).unwrap_or_default();
    let inside = |name: &str| match path {
        "." => name.to_owned(),
        path if path.ends_with(name) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    let (field, code, message) = if text.starts_with("unknown field") {
        (inside(named), "unknown_field", "There is no such field.")
    } else if text.starts_with("missing field") {
        (inside(named), "required", "This is needed.")
    } else if text.starts_with("duplicate field") {
        (inside(named), "repeated", "This stands here twice.")
    } else {
        (path.to_owned(), "wrong_type", "This is of another kind.")
    };
    Problem::of_field(field, code, message).into()
}

/// PostgreSQL has no NUL in a text, and JSON can write one in two ways.
fn has_nul(bytes: &[u8]) -> bool {
    let mut escaped = false;
    bytes.iter().enumerate().any(|(at, byte)| {
        let is_escape = escaped;
        escaped = *byte == b'\\' && !is_escape;
        *byte == 0 || (is_escape && bytes.get(at..at + 5) == Some(b"u0000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        name: String,
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        count: u8,
    }

    fn refused(json: &str) -> String {
        parse::<Outer>(json.as_bytes()).unwrap_err().to_string() + &told_fields(json)
    }

    fn told_fields(json: &str) -> String {
        let error = parse::<Outer>(json.as_bytes()).unwrap_err();
        crate::error::told(&error).1
    }

    #[test]
    fn a_mistake_is_told_by_its_field() {
        for (json, field, code) in [
            (r#"{"name":"a"}"#, "inner", "required"),
            (r#"{"name":"a","inner":[],"x":1}"#, "x", "unknown_field"),
            (
                r#"{"name":"a","inner":[{"count":1,"y":2}]}"#,
                "inner[0].y",
                "unknown_field",
            ),
            (
                r#"{"name":"a","inner":[{"count":-1}]}"#,
                "inner[0].count",
                "wrong_type",
            ),
            (r#"{"name":"a","inner":[{}]}"#, "inner[0].count", "required"),
            (r#"{"name":"a","name":"b","inner":[]}"#, "name", "repeated"),
            (r#"{"name":7,"inner":[]}"#, "name", "wrong_type"),
        ] {
            let told = told_fields(json);
            assert!(
                told.contains(&format!(r#""field":"{field}","code":"{code}""#)),
                "{told}"
            );
        }
    }

    #[test]
    fn what_isnt_json_is_malformed() {
        for odd in [
            " ",
            "{",
            "nonsense",
            "{\"name\":\"a\",\"inner\":[]}{}",
            "{\"name\":\"\\u0000\",\"inner\":[]}",
        ] {
            assert!(refused(odd).contains("malformed"), "{odd:.40}");
        }
        let plain: Outer = parse(br#"{"name":"a\\u0000","inner":[]}"#).unwrap();
        assert_eq!(plain.name, "a\\u0000");
    }

    #[test]
    fn a_list_is_no_object() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Within {
            _inner: Vec<Object<Inner>>,
        }
        let deep = "[".repeat(10_000);
        for list in [r#"["a",[]]"#, "[]", "null", "7", &deep] {
            assert!(told_fields(list).contains("wrong_type"), "{list:.40}");
        }
        assert!(parse::<Within>(br#"{"_inner":[{"count":1}]}"#).is_ok());
        assert!(parse::<Within>(br#"{"_inner":[[1]]}"#).is_err());
    }
}
