//! What a request says about the page that sent it.

use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use chatsphere_config::ServerConfig;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::widget::origin::{CallerOrigin, Origin, parse_origin};

use crate::client_address;
use crate::problem::Failure;

/// The `Origin` header, read strictly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RequestedOrigin {
    /// No header.
    Absent {
        /// The browser says that our own page asks.
        same_origin: bool,
    },
    /// `null`, several, or not an http(s) Origin.
    Malformed,
    /// One of our own.
    Own(Origin),
    /// Well-formed, somebody else's.
    Foreign(Origin),
}

impl RequestedOrigin {
    pub(crate) fn of(server: &ServerConfig, parts: &Parts) -> Self {
        Self::read(server, &parts.extensions, &parts.headers)
    }

    pub(crate) fn read(server: &ServerConfig, extensions: &Extensions, headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(header::ORIGIN).iter();
        let Some(first) = values.next() else {
            let same_origin = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
            return Self::Absent { same_origin };
        };
        let parsed = first.to_str().ok().and_then(parse_origin);
        match parsed {
            Some(origin) if values.next().is_none() => {
                if is_own(server, extensions, headers, &origin) {
                    Self::Own(origin)
                } else {
                    Self::Foreign(origin)
                }
            }
            _ => Self::Malformed,
        }
    }

    /// For the widget's front door, where an Origin is needed. Our own pages' GET requests carry none.
    pub(crate) fn for_front_door(self) -> Result<CallerOrigin, Failure> {
        match self {
            Self::Absent { same_origin: true } => Ok(CallerOrigin::Own(None)),
            Self::Own(origin) => Ok(CallerOrigin::Own(Some(origin))),
            Self::Foreign(origin) => Ok(CallerOrigin::Foreign(origin)),
            Self::Absent { same_origin: false } | Self::Malformed => Err(refused()),
        }
    }

    /// For calls with a session token, which a request without Origin may make.
    pub(crate) fn for_session(self) -> Result<CallerOrigin, Failure> {
        match self {
            Self::Absent { .. } => Ok(CallerOrigin::Absent),
            other => other.for_front_door(),
        }
    }

    /// Whether our own page sent the request, as far as a browser can prove it.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self, Self::Own(_) | Self::Absent { same_origin: true })
    }
}

fn refused() -> Failure {
    Problem::new(
        403,
        "origin_not_allowed",
        "The widget works on web pages: the request needs the Origin of an http or https page.",
    )
    .into()
}

/// Whether the Origin is the one that this server is reached under: the configured one, or the host that
/// the request itself was sent to.
fn is_own(server: &ServerConfig, extensions: &Extensions, headers: &HeaderMap, origin: &Origin) -> bool {
    if server.public_url.as_deref().and_then(parse_origin).is_some_and(|own| own == *origin) {
        return true;
    }
    let Some(host) = headers.get(header::HOST).and_then(|value| value.to_str().ok()) else { return false };
    let scheme = if client_address::is_https(server, extensions, headers) { "https" } else { "http" };
    let with = |scheme: &str| parse_origin(&format!("{scheme}://{host}"));
    // Behind a proxy that ends TLS and that we were not told about, we believe http where it was https.
    with(scheme).is_some_and(|own| own == *origin)
        || (server.public_url.is_none() && with("https").is_some_and(|own| own == *origin))
}
