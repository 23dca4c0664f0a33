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

/// Later layers win over earlier ones, so the parts of the stylesheet may come in any order.
const LAYERS: &str = "@layer tokens, base, layout, components;\n";

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
    let (mut styles, others): (Vec<_>, Vec<_>) =
        Files::iter().partition(|name| name.ends_with(".css"));
    for name in others {
        if let Some(file) = Files::get(&name) {
            assets.add(&name, file.data.into_owned());
        }
    }
    // It names fonts, so those need their addresses first.
    styles.sort();
    let parts = styles.iter().filter_map(|name| Files::get(name));
    let mut stylesheet = LAYERS.as_bytes().to_vec();
    for part in parts {
        stylesheet.extend_from_slice(&part.data);
    }
    assets.add("muster.css", stylesheet);
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

    /// The stylesheet says `url("inter-latin.woff2")`; the browser is told the hashed address.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_stylesheet_is_in_a_layer_so_that_the_order_of_its_parts_is_free() {
        for name in Files::iter().filter(|name| name.ends_with(".css")) {
            let part = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let at_the_margin = |line: &&str| !line.starts_with([' ', '}', '/', '*']);
            for line in part
                .lines()
                .filter(|line| !line.is_empty())
                .filter(at_the_margin)
            {
                let is_layered = line.starts_with("@layer ") || line.starts_with("@font-face ");
                assert!(is_layered, "{name}: {line}");
            }
        }
    }
}
