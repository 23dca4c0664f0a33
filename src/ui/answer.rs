use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, HttpResponseBuilder};
use maud::Markup;

/// After a form has been acted on, the browser goes to a page that shows what came of it.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .finish()
}

/// An address with a query of one field, or without where there is nothing to say.
pub fn address_with(path: &str, name: &str, value: Option<&str>) -> String {
    match value {
        None => path.to_owned(),
        Some(value) => {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .append_pair(name, value)
                .finish();
            format!("{path}?{query}")
        }
    }
}

/// A page, with the status that says how it came about.
pub fn page(status: StatusCode, page: &Markup) -> HttpResponse {
    HttpResponseBuilder::new(status)
        .content_type("text/html; charset=utf-8")
        .body(page.0.clone())
}
