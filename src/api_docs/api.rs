use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use utoipa::OpenApi;

use crate::access::Public;
use crate::app::{Description, Routes};

#[derive(OpenApi)]
#[openapi(paths(document, super::web::page))]
pub struct Docs;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/openapi.json", document);
}

/// The description of all calls, as `OpenAPI` 3.1.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "Description",
    responses((status = 200, description = "An OpenAPI document.", body = Object))
)]
async fn document(_: Public, description: web::Data<Description>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-cache"))
        .content_type("application/json")
        .body(description.json.clone())
}
