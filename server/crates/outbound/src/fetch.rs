//! Fetching a page that a tenant or a document named, with limits.

use std::error::Error as _;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Response, StatusCode, Url};

use crate::OutboundError;
use crate::client::{GuardedClient, ResolveError};

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 5;

/// How much a fetch may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLimits {
    /// Most bytes of the body.
    pub body_bytes: u64,
    /// Most time for all of it, redirects included.
    pub total: Duration,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self { body_bytes: 10 << 20, total: Duration::from_secs(20) }
    }
}

/// What was fetched.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where it was found, after redirects.
    pub url: Url,
    /// HTTP status.
    pub status: u16,
    /// The `Content-Type` header as it came.
    pub content_type: Option<String>,
    /// The body.
    pub body: Bytes,
}

impl GuardedClient {
    /// GETs `url`, following redirects that lead to permitted addresses and not from https to http.
    pub async fn fetch(&self, url: &str, limits: FetchLimits) -> Result<Fetched, OutboundError> {
        let url = self.check(url)?;
        let host = host_of(&url);
        tokio::time::timeout(limits.total, self.follow(url, limits))
            .await
            .unwrap_or(Err(OutboundError::Timeout(host)))
    }

    async fn follow(&self, mut url: Url, limits: FetchLimits) -> Result<Fetched, OutboundError> {
        for _ in 0..=MAX_REDIRECTS {
            let response = self.client().get(url.clone()).send().await.map_err(|e| explain(&e, &url))?;
            match redirect_target(&response, &url)? {
                None => return read(response, url, limits).await,
                Some(next) => {
                    self.check_url(&next)?;
                    url = next;
                }
            }
        }
        Err(OutboundError::Redirect("The address redirects too often."))
    }
}

fn redirect_target(response: &Response, url: &Url) -> Result<Option<Url>, OutboundError> {
    use StatusCode as S;
    let redirects =
        [S::MOVED_PERMANENTLY, S::FOUND, S::SEE_OTHER, S::TEMPORARY_REDIRECT, S::PERMANENT_REDIRECT];
    if !redirects.contains(&response.status()) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    let next = location
        .and_then(|location| url.join(location).ok())
        .ok_or(OutboundError::Redirect("The address redirects to nowhere."))?;
    if url.scheme() == "https" && next.scheme() != "https" {
        return Err(OutboundError::Redirect("The address redirects from https to http."));
    }
    Ok(Some(next))
}

async fn read(mut response: Response, url: Url, limits: FetchLimits) -> Result<Fetched, OutboundError> {
    let too_large = || OutboundError::TooLarge { limit_bytes: limits.body_bytes };
    if response.content_length().is_some_and(|length| length > limits.body_bytes) {
        return Err(too_large());
    }
    let status = response.status().as_u16();
    let content_type = response.headers().get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut body = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(|e| explain(&e, &url))? {
        if (body.len() + piece.len()) as u64 > limits.body_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(Fetched { url, status, content_type, body: body.freeze() })
}

/// The client's error by what its reader can do about it.
fn explain(error: &reqwest::Error, url: &Url) -> OutboundError {
    let host = host_of(url);
    if error.is_timeout() {
        return OutboundError::Timeout(host);
    }
    let mut cause = error.source();
    let mut reason = String::new();
    while let Some(inner) = cause {
        match inner.downcast_ref::<ResolveError>() {
            Some(ResolveError::NotPublic) => return OutboundError::NotPublic { host },
            Some(ResolveError::Unknown) => return OutboundError::UnknownHost(host),
            None => reason = inner.to_string(),
        }
        cause = inner.source();
    }
    OutboundError::Unreachable { host, reason }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
