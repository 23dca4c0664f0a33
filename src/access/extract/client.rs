//! Where a request comes from, believing only proxies that the operator named.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, USER_AGENT};
use actix_web::{HttpRequest, web};
use ipnet::IpNet;

use crate::access::Client;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Long enough for every browser; what is longer is cut, since it is kept with the session.
const USER_AGENT_LENGTH: usize = 300;

/// Networks whose word on the client's address is taken.
pub struct TrustedProxies(pub Vec<IpNet>);

pub fn client_of(request: &HttpRequest) -> Client {
    let trusted = request
        .app_data::<web::Data<TrustedProxies>>()
        .map_or(&[][..], |proxies| &proxies.0);
    let user_agent = request
        .headers()
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|text| text.chars().take(USER_AGENT_LENGTH).collect());
    Client {
        ip: request
            .peer_addr()
            .map(|peer| address(peer.ip(), request.headers(), trusted)),
        user_agent,
    }
}

/// A proxy writes one of the two headers and passes the other one on as its client sent it, and
/// nothing tells which. So where they disagree, neither is believed.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    let by = |name, hop: fn(&str) -> Option<IpAddr>| {
        let chain = listed(headers, name)?;
        let hops = chain.split(',').map(hop).collect::<Vec<_>>();
        Some(nearest_stranger(peer, &hops, trusted))
    };
    match (by(X_FORWARDED_FOR, ip), by(FORWARDED, forwarded_for)) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(seen), _) | (None, Some(seen)) => seen,
        (None, None) => peer,
    }
}

/// From the right, the first address that isn't one of our proxies: everything left of it is
/// whatever the client chose to write. `None` is a hop that isn't an address, such as `unknown`.
fn nearest_stranger(peer: IpAddr, hops: &[Option<IpAddr>], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|network| network.contains(&ip));
    let mut nearest = peer;
    for hop in hops.iter().rev() {
        if !is_trusted(nearest) {
            break;
        }
        match hop {
            Some(ip) => nearest = *ip,
            None => break,
        }
    }
    nearest
}

/// All lines of a header as the one list that they are.
fn listed(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let lines: Vec<_> = headers
        .get_all(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    let list = lines.join(",");
    (!list.is_empty()).then_some(list)
}

fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case("for")
            .then(|| ip(value.trim_matches('"')))?
    })
}

fn ip(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    text.parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse())
        .ok()
        .map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn seen_from(peer: &str, header: (&'static str, &str)) -> String {
        seen_through(peer, &[(header.0, header.1.as_bytes())])
    }

    fn seen_through(peer: &str, sent: &[(&'static str, &[u8])]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            let value = HeaderValue::from_bytes(value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_an_address() {
        let spoofed = ("x-forwarded-for", "1.2.3.4");
        assert_eq!(seen_from("203.0.113.9", spoofed), "203.0.113.9");
    }

    #[test]
    fn behind_our_proxy_the_address_it_saw_counts_and_nothing_left_of_it() {
        let chain = ("x-forwarded-for", "6.6.6.6, 198.51.100.7, 10.0.0.2");
        assert_eq!(seen_from("10.0.0.1", chain), "198.51.100.7");
        let chain = (
            "forwarded",
            "for=6.6.6.6, for=\"[2001:db8::1]:443\";proto=https",
        );
        assert_eq!(seen_from("10.0.0.1", chain), "2001:db8::1");
        let obfuscated = ("forwarded", "for=198.51.100.7, for=_hidden");
        assert_eq!(seen_from("10.0.0.1", obfuscated), "10.0.0.1");
    }

    #[test]
    fn a_client_cannot_get_its_own_word_past_a_proxy() {
        let both: [(&str, &[u8]); 2] = [
            ("forwarded", b"for=1.2.3.4"),
            ("x-forwarded-for", b"203.0.113.5"),
        ];
        assert_eq!(seen_through("10.0.0.1", &both), "10.0.0.1");
        let agreed: [(&str, &[u8]); 2] = [
            ("forwarded", b"for=1.2.3.4, for=203.0.113.5"),
            ("x-forwarded-for", b"6.6.6.6, 203.0.113.5"),
        ];
        assert_eq!(seen_through("10.0.0.1", &agreed), "203.0.113.5");
        let empty: [(&str, &[u8]); 2] =
            [("forwarded", b"for=203.0.113.5"), ("x-forwarded-for", b"")];
        assert_eq!(seen_through("10.0.0.1", &empty), "203.0.113.5");
        let odd: [(&str, &[u8]); 1] = [("x-forwarded-for", b"\xff, 203.0.113.5")];
        assert_eq!(seen_through("10.0.0.1", &odd), "203.0.113.5");
        let lines: [(&str, &[u8]); 2] = [
            ("x-forwarded-for", b"1.2.3.4"),
            ("x-forwarded-for", b"203.0.113.5"),
        ];
        assert_eq!(seen_through("10.0.0.1", &lines), "203.0.113.5");
    }
}
