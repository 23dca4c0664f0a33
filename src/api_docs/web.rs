mod example;
mod reading;

use actix_web::web;
use url::Url;

use super::views;
use crate::access::Public;
use crate::app::{Description, Routes};
use crate::ui::Page;

pub fn routes(routes: &mut Routes) {
    routes.get("/api/docs", page);
}

/// The same description as a page.
#[utoipa::path(
    get,
    path = "/api/docs",
    tag = "Description",
    responses((status = 200, description = "A page.", body = String, content_type = "text/html"))
)]
pub(super) async fn page(
    _: Public,
    description: web::Data<Description>,
    base_url: web::Data<Url>,
) -> Page {
    let server = base_url.as_str().trim_end_matches('/');
    let parts = reading::parts(&description.document, server);
    views::page(&parts, server)
}
