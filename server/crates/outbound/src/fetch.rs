//! Asking for what a tenant or a document named, with limits.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{ACCEPT_ENCODING, IF_MODIFIED_SINCE, IF_NONE_MATCH, USER_AGENT};
use tokio::time::{Instant, timeout_at};

use crate::client::{GuardedClient, ResolveError};
use crate::{Answer, OutboundError};

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 5;

/// What to ask for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where.
    pub url: Url,
    /// The entity tag of the copy that is there already.
    pub etag: Option<String>,
    /// The date of the copy that is there already, as the server wrote it.
    pub last_modified: Option<String>,
    /// Who asks, when it is not just the program's name.
    pub user_agent: Option<String>,
    /// Most time for all of it, body and redirects included.
    pub total: Duration,
}

impl Request {
    /// Asks for `url` unconditionally.
    pub fn new(url: Url, total: Duration) -> Self {
        Self { url, etag: None, last_modified: None, user_agent: None, total }
    }
}

/// How much a fetch may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLimits {
    /// Most bytes of the body, decompressed.
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
    /// GETs `request.url`. A redirect is an answer like any other.
    pub async fn open(&self, request: &Request) -> Result<Answer, OutboundError> {
        self.ask(request, request.url.clone(), Instant::now() + request.total).await
    }

    /// GETs `request.url`, following redirects that lead to permitted addresses and not from https to http.
    pub async fn open_following(&self, request: &Request) -> Result<Answer, OutboundError> {
        let deadline = Instant::now() + request.total;
        let mut url = request.url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.ask(request, url, deadline).await?;
            match answer.redirect() {
                None => return Ok(answer),
                Some(next) => url = next?,
            }
        }
        Err(OutboundError::Redirect("The address redirects too often."))
    }

    /// GETs all of `url`, following redirects as above.
    pub async fn fetch(&self, url: &str, limits: FetchLimits) -> Result<Fetched, OutboundError> {
        let answer = self.open_following(&Request::new(self.check(url)?, limits.total)).await?;
        let (url, status) = (answer.url.clone(), answer.status);
        let content_type = answer.content_type().map(str::to_owned);
        Ok(Fetched { url, status, content_type, body: answer.read(limits.body_bytes).await? })
    }

    async fn ask(&self, request: &Request, url: Url, deadline: Instant) -> Result<Answer, OutboundError> {
        self.check_url(&url)?;
        let mut builder = self.client().get(url.clone()).header(ACCEPT_ENCODING, "gzip");
        let conditions = [
            (IF_NONE_MATCH, &request.etag),
            (IF_MODIFIED_SINCE, &request.last_modified),
            (USER_AGENT, &request.user_agent),
        ];
        for (name, value) in conditions {
            if let Some(value) = value {
                builder = builder.header(name, value);
            }
        }
        let response = timeout_at(deadline, builder.send())
            .await
            .map_err(|_| OutboundError::Timeout(host_of(&url)))?
            .map_err(|error| explain(&error, &url))?;
        Answer::new(url, response, deadline)
    }
}

/// The client's error by what its reader can do about it.
pub(crate) fn explain(error: &reqwest::Error, url: &Url) -> OutboundError {
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

pub(crate) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
