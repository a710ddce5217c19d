//! Where a request comes from: the peer, or what a trusted proxy says about it.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use chatsphere_config::ServerConfig;

use crate::state::HttpState;

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// The client's address as a handler takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<HttpState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Infallible> {
        let server = &state.platform.config.server;
        Ok(Self(client_address(server, &parts.extensions, &parts.headers)))
    }
}

/// The client's address. `X-Forwarded-For` counts only as far as trusted proxies wrote it: it is read
/// from its end, and the first address that is no trusted proxy is the client.
pub(crate) fn client_address(server: &ServerConfig, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let mut client = peer(extensions);
    let hops: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    for hop in hops.into_iter().rev() {
        if !is_trusted(server, client) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

/// Whether the request came over https, as far as we or a trusted proxy know.
pub(crate) fn is_https(server: &ServerConfig, extensions: &Extensions, headers: &HeaderMap) -> bool {
    if let Some(public_url) = &server.public_url {
        return public_url.starts_with("https://");
    }
    is_trusted(server, peer(extensions))
        && headers.get(FORWARDED_PROTO).is_some_and(|value| value.as_bytes() == b"https")
}

/// Whether a proxy that we do not know has passed the request on.
pub(crate) fn passed_by_stranger(
    server: &ServerConfig,
    extensions: &Extensions,
    headers: &HeaderMap,
) -> bool {
    (headers.contains_key(FORWARDED_FOR) || headers.contains_key("forwarded"))
        && !is_trusted(server, peer(extensions))
}

fn peer(extensions: &Extensions) -> IpAddr {
    extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip().to_canonical())
}

fn is_trusted(server: &ServerConfig, address: IpAddr) -> bool {
    server.trusted_proxies.iter().any(|network| network.contains(&address))
}
