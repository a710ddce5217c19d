//! Asking for one page: what its site permits, then the page itself. Nothing is written here.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chatsphere_contract::limits;
use chatsphere_db::sources::LeftPage;
use chatsphere_domain::sources::web::{ROBOTS_BYTES, Robots, robots_header};
use chatsphere_outbound::{Answer, GuardedClient, OutboundError, Request};
use reqwest::Url;

use super::reason::{Reason, of_error, of_status, reason};

/// Most time for one page.
const PAGE_TIME: Duration = Duration::from_secs(30);
/// Most time for a robots.txt.
const ROBOTS_TIME: Duration = Duration::from_secs(15);
/// Largest web page; files may be as large as those that are uploaded.
const HTML_BYTES: u64 = 10 * 1024 * 1024;
/// What is never text for reading; known before any of it is sent.
const OTHER_MEDIA: [&str; 16] = [
    "image/",
    "audio/",
    "video/",
    "font/",
    "model/",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "application/zip",
    "application/gzip",
    "application/x-tar",
    "application/rss+xml",
    "application/atom+xml",
    "application/manifest+json",
    "application/octet-stream",
];

/// What came of asking for a page.
#[derive(Debug)]
pub(super) enum Seen {
    /// It is as it was.
    NotModified,
    /// Its content.
    Content(Box<Sent>),
    /// It is somewhere else.
    Redirect(Url),
    /// It is no longer there.
    Gone(Reason),
    /// It is not for us.
    Skipped(Reason),
    /// It cannot be had, and asking again would not help.
    Failed(Reason),
    /// It cannot be had now.
    Later {
        /// Why.
        reason: Reason,
        /// When the site wants to be asked again.
        after: Option<Duration>,
        /// There was no answer at all, or one that forbids every page for now.
        is_silent: bool,
    },
}

/// What was sent of a page.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) body: Bytes,
    /// The `Content-Type` as it came.
    pub(super) content_type: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) noindex: bool,
    pub(super) nofollow: bool,
}

/// A page to ask for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) page: LeftPage,
    pub(super) url: Url,
    /// What its site permits, if that is known.
    pub(super) robots: Option<Arc<Robots>>,
    pub(super) user_agent: String,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) page: LeftPage,
    pub(super) url: Url,
    /// What its site permits; absent when that could not be learnt.
    pub(super) robots: Option<Arc<Robots>>,
    pub(super) seen: Seen,
    /// How long the site took to answer.
    pub(super) took: Duration,
}

pub(super) async fn ask(client: GuardedClient, asked: Asked) -> Told {
    let Asked { page, url, robots, user_agent } = asked;
    let begun = tokio::time::Instant::now();
    let robots = match robots {
        Some(robots) => Ok(robots),
        None => read_robots(&client, &url, &user_agent).await,
    };
    let (robots, seen) = match robots {
        Err(seen) => (None, seen),
        Ok(robots) if !robots.permit(&url) => {
            let message = "The site's robots.txt asks not to read this page.";
            (Some(robots), Seen::Skipped(reason("robots", message)))
        }
        Ok(robots) => {
            let seen = read_page(&client, &page, &url, user_agent).await;
            (Some(robots), seen.unwrap_or_else(|error| unanswered(&error)))
        }
    };
    Told { page, url, robots, seen, took: begun.elapsed() }
}

/// RFC 9309: one that is not there forbids nothing, one that cannot be had forbids all for now.
async fn read_robots(client: &GuardedClient, url: &Url, user_agent: &str) -> Result<Arc<Robots>, Seen> {
    let Ok(address) = url.join("/robots.txt") else { return Ok(Arc::new(Robots::permissive())) };
    let request = Request { user_agent: Some(user_agent.to_owned()), ..Request::new(address, ROBOTS_TIME) };
    let answer = match client.open_following(&request).await {
        Ok(answer) => answer,
        // Redirects without an end, or to where we may not go: as good as none.
        Err(OutboundError::Redirect(_) | OutboundError::InvalidUrl(_)) => {
            return Ok(Arc::new(Robots::permissive()));
        }
        Err(error) => return Err(unanswered(&error)),
    };
    match answer.status {
        200..=299 => Ok(Arc::new(Robots::parse(&beginning(answer).await))),
        429 | 500..=599 => {
            let message = format!("The site's robots.txt could not be read ({}).", answer.status);
            let after = answer.retry_after_seconds().map(Duration::from_secs);
            Err(Seen::Later { reason: reason("robots_unreachable", message), after, is_silent: true })
        }
        _ => Ok(Arc::new(Robots::permissive())),
    }
}

/// As much of a robots.txt as is read; what breaks off counts as far as it came.
async fn beginning(mut answer: Answer) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = answer.next().await {
        body.extend_from_slice(&piece);
        if body.len() as u64 >= ROBOTS_BYTES {
            break;
        }
    }
    body
}

async fn read_page(
    client: &GuardedClient,
    page: &LeftPage,
    url: &Url,
    user_agent: String,
) -> Result<Seen, OutboundError> {
    let request = Request {
        etag: page.etag.clone(),
        last_modified: page.last_modified.clone(),
        user_agent: Some(user_agent),
        ..Request::new(url.clone(), PAGE_TIME)
    };
    let answer = client.open(&request).await?;
    if let Some(target) = answer.redirect() {
        return Ok(Seen::Redirect(target?));
    }
    match answer.status {
        304 if page.etag.is_some() || page.last_modified.is_some() => Ok(Seen::NotModified),
        200 | 203 => content(answer).await,
        404 | 410 => Ok(Seen::Gone(of_status(answer.status))),
        408 | 425 | 429 | 500..=599 => Ok(Seen::Later {
            reason: of_status(answer.status),
            after: answer.retry_after_seconds().map(Duration::from_secs),
            is_silent: false,
        }),
        status => Ok(Seen::Failed(of_status(status))),
    }
}

async fn content(answer: Answer) -> Result<Seen, OutboundError> {
    let content_type = answer.content_type().unwrap_or_default().to_ascii_lowercase();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if OTHER_MEDIA.iter().any(|other| essence.starts_with(other)) {
        return Ok(Seen::Skipped(reason(
            "unsupported_type",
            format!("This is {essence}, not text for reading."),
        )));
    }
    let is_html = matches!(essence, "" | "text/html" | "application/xhtml+xml");
    let limit_bytes = if is_html { HTML_BYTES } else { limits::FILE_BYTES };
    let (noindex, nofollow) = robots_header(&answer.headers("x-robots-tag"));
    let etag = answer.etag().map(str::to_owned);
    let last_modified = answer.last_modified().map(str::to_owned);
    let body = answer.read(limit_bytes).await?;
    Ok(Seen::Content(Box::new(Sent { body, content_type, etag, last_modified, noindex, nofollow })))
}

fn unanswered(error: &OutboundError) -> Seen {
    let (reason, is_passing) = of_error(error);
    if is_passing { Seen::Later { reason, after: None, is_silent: true } } else { Seen::Failed(reason) }
}
