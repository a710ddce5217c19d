//! What was sent of a page, looked at: its format, its links, what it asks for.

use bytes::Bytes;
use chatsphere_contract::limits;
use chatsphere_domain::sources::web::{PageFacts, scan};
use chatsphere_ingest::{ExtractError, MediaType, sniff};
use encoding_rs::{Encoding, UTF_8};
use reqwest::Url;
use sha2::{Digest, Sha256};

use super::ask::Sent;
use super::reason::{Reason, reason};

/// A page that can be read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) url: Url,
    /// Its title, or its address.
    pub(super) name: String,
    pub(super) media_type: MediaType,
    pub(super) body: Bytes,
    pub(super) sha256: Vec<u8>,
    /// Hash of what a reader sees of it.
    pub(super) content_hash: Vec<u8>,
    pub(super) links: Vec<Url>,
    pub(super) canonical: Option<Url>,
    pub(super) noindex: bool,
}

/// Looks at what was sent, on a blocking thread: a long page takes a while. `Err`: it cannot be read.
pub(super) async fn read(url: Url, sent: Sent) -> Result<Read, Reason> {
    let looking = tokio::task::spawn_blocking(move || look(url, sent));
    looking.await.unwrap_or_else(|_| Err(reason("corrupt", "Our reader stopped over this page.")))
}

fn look(url: Url, sent: Sent) -> Result<Read, Reason> {
    let essence = sent.content_type.split(';').next().unwrap_or_default().trim();
    let says_html = matches!(essence, "text/html" | "application/xhtml+xml");
    let media_type = media_type(&sent.body, &url, says_html).map_err(|error| {
        reason(if error == ExtractError::Empty { "empty" } else { "unsupported_type" }, message(&error))
    })?;
    let is_html = media_type == MediaType::Html;
    let body = if is_html { in_utf8(sent.body, &sent.content_type) } else { sent.body };
    let sha256 = Sha256::digest(&body).to_vec();
    let facts = if is_html {
        scan(&body, &url)
    } else {
        PageFacts { content_hash: sha256.clone(), ..PageFacts::default() }
    };
    let nofollow = sent.nofollow || facts.nofollow;
    Ok(Read {
        name: facts.title.unwrap_or_else(|| name_of(&url)).chars().take(limits::NAME_CHARS).collect(),
        media_type,
        body,
        sha256,
        content_hash: facts.content_hash,
        links: if nofollow { Vec::new() } else { facts.links },
        canonical: facts.canonical,
        noindex: sent.noindex || facts.noindex,
        url,
    })
}

/// What a page is, by its content; the server's word tells a page from plain text, the address Markdown.
fn media_type(body: &[u8], url: &Url, says_html: bool) -> Result<MediaType, ExtractError> {
    let found = match sniff(body, file_name(url)) {
        Err(ExtractError::WrongType { .. }) => sniff(body, ""),
        found => found,
    }?;
    Ok(if says_html && found == MediaType::PlainText { MediaType::Html } else { found })
}

/// A page in the encoding that its server names becomes UTF-8; what is that already stays.
fn in_utf8(body: Bytes, content_type: &str) -> Bytes {
    let label = content_type.split("charset=").nth(1).unwrap_or_default().trim_matches(['"', '\'', ' ']);
    let label = label.split([';', '"', '\'']).next().unwrap_or_default();
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding != UTF_8 && std::str::from_utf8(&body).is_err() => {
            encoding.decode(&body).0.into_owned().into()
        }
        _ => body,
    }
}

fn message(error: &ExtractError) -> String {
    match error {
        ExtractError::Empty => "There is nothing on this page.".to_owned(),
        ExtractError::UnsupportedType { looks_like } => {
            format!("This is {looks_like}, not text for reading.")
        }
        error => error.to_string(),
    }
}

fn file_name(url: &Url) -> &str {
    url.path().rsplit('/').next().unwrap_or_default()
}

/// A page without a title is called by its address.
fn name_of(url: &Url) -> String {
    format!("{}{}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(body: &[u8], content_type: &str) -> Sent {
        Sent {
            body: Bytes::copy_from_slice(body),
            content_type: content_type.to_owned(),
            etag: None,
            last_modified: None,
            noindex: false,
            nofollow: false,
        }
    }

    fn looked(address: &str, body: &[u8], content_type: &str) -> Result<Read, Reason> {
        look(Url::parse(address).unwrap(), sent(body, content_type))
    }

    #[test]
    fn formats_are_told_by_content() {
        let html = b"Just <b>a piece</b> of a page, without the usual frame";
        let page = looked("https://a.example/file.pdf", html, "text/html").unwrap();
        assert_eq!((page.media_type, page.name.as_str()), (MediaType::Html, "a.example/file.pdf"));
        let notes = looked("https://a.example/notes.md", b"# Notes\n\nSome.", "text/plain").unwrap();
        assert_eq!(notes.media_type, MediaType::Markdown);
        assert_eq!(
            looked("https://a.example/x", b"\x89PNG\r\n\x1a\n", "text/html").unwrap_err().0,
            "unsupported_type"
        );
        assert_eq!(looked("https://a.example/x", b" \n ", "text/html").unwrap_err().0, "empty");
    }

    #[test]
    fn the_encoding_that_the_server_names_counts() {
        let page = looked(
            "https://a.example/",
            b"<title>Gr\xfc\xdfe</title><p>x",
            "text/html; charset=\"iso-8859-1\"",
        );
        assert_eq!(page.unwrap().name, "Grüße");
        let utf8 =
            looked("https://a.example/", "<title>Grüße</title>".as_bytes(), "text/html; charset=latin1");
        assert_eq!(utf8.unwrap().name, "Grüße");
    }
}
