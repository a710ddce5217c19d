//! An answer whose body is read piece by piece, decompressed within bounds and before a deadline.

use bytes::{Bytes, BytesMut};
use reqwest::header::{AsHeaderName, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LAST_MODIFIED, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use tokio::time::{Instant, timeout_at};

use crate::fetch::{explain, host_of};
use crate::{Gunzip, OutboundError};

/// Longest header value that is looked at.
const HEADER_CHARS: usize = 1_000;

/// What a server answered. Its body has not been read yet, and dropping this ends the transfer.
#[derive(Debug)]
pub struct Answer {
    /// Where it was asked.
    pub url: Url,
    /// HTTP status.
    pub status: u16,
    response: Response,
    gunzip: Option<Gunzip>,
    deadline: Instant,
}

impl Answer {
    pub(crate) fn new(url: Url, response: Response, deadline: Instant) -> Result<Self, OutboundError> {
        let encoding = response.headers().get(CONTENT_ENCODING).map(|value| value.as_bytes());
        let gunzip = match encoding {
            None | Some(b"" | b"identity") => None,
            Some(b"gzip" | b"x-gzip") => Some(Gunzip::default()),
            Some(_) => return Err(OutboundError::Encoding),
        };
        Ok(Self { status: response.status().as_u16(), url, response, gunzip, deadline })
    }

    /// The `Content-Type` as it came.
    pub fn content_type(&self) -> Option<&str> {
        self.header(CONTENT_TYPE)
    }

    /// The `ETag`, to ask again with.
    pub fn etag(&self) -> Option<&str> {
        self.header(ETAG)
    }

    /// The `Last-Modified`, to ask again with.
    pub fn last_modified(&self) -> Option<&str> {
        self.header(LAST_MODIFIED)
    }

    /// `Retry-After` in seconds; a date is not read.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.header(RETRY_AFTER)?.trim().parse().ok()
    }

    /// Every value of a header that is text and not too long.
    pub fn headers(&self, name: impl AsHeaderName) -> Vec<&str> {
        let values = self.response.headers().get_all(name).into_iter();
        values.filter_map(|value| value.to_str().ok()).filter(|value| value.len() <= HEADER_CHARS).collect()
    }

    /// Where a redirect leads. `None`: it is none. Whether we may go there has not been checked.
    pub fn redirect(&self) -> Option<Result<Url, OutboundError>> {
        use StatusCode as S;
        let redirects =
            [S::MOVED_PERMANENTLY, S::FOUND, S::SEE_OTHER, S::TEMPORARY_REDIRECT, S::PERMANENT_REDIRECT];
        if !redirects.contains(&self.response.status()) {
            return None;
        }
        let location = self.response.headers().get(reqwest::header::LOCATION);
        let next = location.and_then(|value| value.to_str().ok()).and_then(|text| self.url.join(text).ok());
        Some(match next {
            None => Err(OutboundError::Redirect("The address redirects to nowhere.")),
            Some(next) if self.url.scheme() == "https" && next.scheme() != "https" => {
                Err(OutboundError::Redirect("The address redirects from https to http."))
            }
            Some(next) => Ok(next),
        })
    }

    /// The next piece of the body, decompressed; `None` at its end. Pieces are small enough to be held,
    /// whatever they decompress to; their sum is the caller's to bound.
    pub async fn next(&mut self) -> Result<Option<Bytes>, OutboundError> {
        loop {
            if let Some(gunzip) = &mut self.gunzip
                && let Some(piece) = gunzip.take()?
            {
                return Ok(Some(piece));
            }
            let chunk = timeout_at(self.deadline, self.response.chunk())
                .await
                .map_err(|_| OutboundError::Timeout(host_of(&self.url)))?
                .map_err(|error| explain(&error, &self.url))?;
            match (chunk, &mut self.gunzip) {
                (Some(chunk), Some(gunzip)) => gunzip.feed(chunk),
                (None, Some(gunzip)) => return gunzip.finish(),
                (chunk, None) => return Ok(chunk),
            }
        }
    }

    /// The whole body, if it has no more than `limit_bytes`.
    pub async fn read(mut self, limit_bytes: u64) -> Result<Bytes, OutboundError> {
        let too_large = || OutboundError::TooLarge { limit_bytes };
        if self.gunzip.is_none() && self.response.content_length().is_some_and(|length| length > limit_bytes)
        {
            return Err(too_large());
        }
        let mut body = BytesMut::new();
        while let Some(piece) = self.next().await? {
            if (body.len() + piece.len()) as u64 > limit_bytes {
                return Err(too_large());
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    }

    fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        let value = self.response.headers().get(name)?.to_str().ok()?;
        Some(value).filter(|value| !value.is_empty() && value.len() <= HEADER_CHARS)
    }
}
