//! Reading forms and queries: bounded, in time, and never a 500.

use std::marker::PhantomData;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::{Ready, ready};
use serde::de::DeserializeOwned;

use crate::error::AppError;

const MOST_BYTES: usize = 256 * 1024;
const MOST_FIELDS: usize = 999;
const BODY_WAIT: Duration = Duration::from_secs(30);

/// A form that hasn't been read yet: a handler reads it once its door has let the sender in, so that
/// nobody else is listened to.
pub struct Posted<T> {
    request: HttpRequest,
    payload: Payload,
    fields: PhantomData<fn() -> T>,
}

/// What stands behind the question mark.
pub struct Query<T>(pub T);

impl<T> FromRequest for Posted<T> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            request: request.clone(),
            payload: payload.take(),
            fields: PhantomData,
        }))
    }
}

impl<T: DeserializeOwned> Posted<T> {
    /// Repeated fields become lists; a field that may not repeat and does is malformed.
    pub async fn read(self) -> Result<T, AppError> {
        refuse_other_kinds(&self.request)?;
        let body = tokio::time::timeout(BODY_WAIT, body(&self.request, self.payload))
            .await
            .map_err(|_| AppError::BodyTooSlow)??;
        parse(&body)
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string().as_bytes()).map(Self))
    }
}

fn refuse_other_kinds(request: &HttpRequest) -> Result<(), AppError> {
    let is_form = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
    if is_form {
        Ok(())
    } else {
        Err(AppError::UnsupportedBody)
    }
}

async fn body(request: &HttpRequest, mut payload: Payload) -> Result<web::BytesMut, AppError> {
    let announced = request
        .headers()
        .get(actix_web::http::header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MOST_BYTES) {
        return Err(AppError::TooLarge);
    }
    let mut body = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| AppError::Malformed("the body broke off"))?;
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(AppError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn parse<T: DeserializeOwned>(encoded: &[u8]) -> Result<T, AppError> {
    if encoded.split(|byte| *byte == b'&').count() > MOST_FIELDS {
        return Err(AppError::Malformed("too many fields"));
    }
    refuse_odd_text(encoded)?;
    serde_html_form::from_bytes(encoded).map_err(|_| AppError::Malformed("fields don't fit"))
}

/// Decoding replaces what isn't UTF-8, so that has to be noticed before; and PostgreSQL has no NUL.
fn refuse_odd_text(encoded: &[u8]) -> Result<(), AppError> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut bytes = encoded.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let mut rest = bytes.clone();
        let digits = (
            rest.next().and_then(hex_digit),
            rest.next().and_then(hex_digit),
        );
        if let (Some(high), Some(low)) = digits {
            decoded.push(high << 4 | low);
            bytes = rest;
        } else {
            decoded.push(byte);
        }
    }
    if decoded.contains(&0) {
        return Err(AppError::Malformed("NUL"));
    }
    match std::str::from_utf8(&decoded) {
        Ok(_) => Ok(()),
        Err(_) => Err(AppError::Malformed("not UTF-8")),
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Fields {
        name: String,
        role: Vec<String>,
    }

    #[test]
    fn repeated_fields_become_a_list_only_where_one_is_expected() {
        let fields: Fields = parse(b"name=Maja+%C3%96berg&role=a&role=b&unknown=x").unwrap();
        assert_eq!(fields.name, "Maja Öberg");
        assert_eq!(fields.role, ["a", "b"]);
        assert!(parse::<Fields>(b"name=a&name=b").is_err());
        assert_eq!(parse::<Fields>(b"").unwrap(), Fields::default());
    }

    #[test]
    fn odd_bytes_are_refused_and_a_lone_percent_is_itself() {
        for odd in [
            &b"name=%00"[..],
            b"name=a\0b",
            b"name=%ff",
            b"name=\xff",
            b"name=%C3",
        ] {
            assert!(parse::<Fields>(odd).is_err(), "{odd:?}");
        }
        assert_eq!(parse::<Fields>(b"name=100%").unwrap().name, "100%");
        assert!(parse::<Fields>(&b"a=1&".repeat(1000)).is_err());
    }
}
