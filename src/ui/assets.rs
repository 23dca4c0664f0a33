//! Stylesheet, fonts and scripts: in the binary, under names that change with their content, so that
//! a browser may keep them forever.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ContentEncoding};
use actix_web::{HttpResponse, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::access::Public;
use crate::error::AppError;
use crate::types::hex;

#[derive(RustEmbed)]
#[folder = "assets/"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
#[include = "*.woff2"]
struct Files;

const WOFF2: &str = "font/woff2";

struct Asset {
    content: Vec<u8>,
    kind: &'static str,
}

struct Assets {
    by_address: HashMap<String, Asset>,
    addresses: HashMap<String, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets {
        by_address: HashMap::new(),
        addresses: HashMap::new(),
    };
    // Stylesheets name fonts, so those need their addresses first.
    let (stylesheets, others): (Vec<_>, Vec<_>) =
        Files::iter().partition(|name| name.ends_with(".css"));
    for name in others.into_iter().chain(stylesheets) {
        if let Some(file) = Files::get(&name) {
            assets.add(&name, file.data.into_owned());
        }
    }
    assets
});

impl Assets {
    fn add(&mut self, name: &str, content: Vec<u8>) {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let (kind, content) = match ending {
            "css" => ("text/css; charset=utf-8", self.with_addresses(content)),
            "js" => ("text/javascript; charset=utf-8", content),
            "svg" => ("image/svg+xml", content),
            "woff2" => (WOFF2, content),
            _ => ("application/octet-stream", content),
        };
        let digest: [u8; 32] = Sha256::digest(&content).into();
        let hash: String = hex(&digest).chars().take(16).collect();
        let address = format!("/assets/{stem}.{hash}.{ending}");
        self.addresses.insert(name.to_owned(), address.clone());
        self.by_address.insert(address, Asset { content, kind });
    }

    /// A stylesheet says `url("fonts/inter.woff2")`; the browser is told the hashed address.
    fn with_addresses(&self, stylesheet: Vec<u8>) -> Vec<u8> {
        let Ok(mut text) = String::from_utf8(stylesheet) else {
            return Vec::new();
        };
        for (name, address) in &self.addresses {
            text = text.replace(&format!("url(\"{name}\")"), &format!("url(\"{address}\")"));
        }
        text.into_bytes()
    }
}

/// Where an asset is served. A name that isn't there gives an address that isn't either, and a test
/// that looks at every page's assets notices.
pub fn asset(name: &str) -> &str {
    ASSETS
        .addresses
        .get(name)
        .map_or("/assets/missing", String::as_str)
}

/// Registered by `app`, since this module leans on nothing above it.
pub async fn serve(_: Public, name: web::Path<String>) -> Result<HttpResponse, AppError> {
    let asset = ASSETS
        .by_address
        .get(&format!("/assets/{name}"))
        .ok_or(AppError::NotFound)?;
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, asset.kind))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    if asset.kind == WOFF2 {
        // It is compressed inside. What has an encoding isn't given another.
        answer.insert_header(ContentEncoding::Identity);
    }
    Ok(answer.body(asset.content.as_slice()))
}
