//! A site of many pages on this machine, linked like a tree, that answers at once and asks for no pause.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Result;

use super::super::loopback;
use super::prose::Prose;

/// Pages that a page links to: a few thousand are then four links from the first.
const LINKS: u64 = 10;
/// Bytes of text of a page.
const TEXT_BYTES: usize = 1_000;

/// A site that is served as long as this program runs.
#[derive(Debug)]
pub struct Site {
    address: String,
    last_asked: Arc<Mutex<Option<Instant>>>,
}

impl Site {
    /// Starts a site of so many pages.
    pub fn start(pages: u64) -> Result<Self> {
        let last_asked = Arc::new(Mutex::new(None));
        let noted = Arc::clone(&last_asked);
        let address = loopback::serve(move |path| match page_of(path).filter(|page| *page < pages) {
            Some(page) => {
                *noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                answer("200 OK", &html(page, pages))
            }
            // Also /robots.txt: a site without one permits everything.
            None => answer("404 Not Found", ""),
        })?;
        Ok(Self { address, last_asked })
    }

    /// Its first page.
    pub fn first_page(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// When a page was last asked for.
    pub fn last_asked(&self) -> Option<Instant> {
        *self.last_asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn page_of(path: &str) -> Option<u64> {
    if path == "/" { Some(0) } else { path.strip_prefix("/pages/")?.parse().ok() }
}

fn html(page: u64, pages: u64) -> String {
    let links: String = children(page, pages)
        .map(|child| format!("<li><a href=\"/pages/{child}\">Chapter {child}</a></li>"))
        .collect();
    let text = Prose::new(page).paragraph(TEXT_BYTES);
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Chapter {page}</title></head><body>\
         <nav><a href=\"/\">Home</a></nav><main><article><h1>Chapter {page}</h1><p>{text}</p></article></main>\
         <footer><ul>{links}</ul></footer></body></html>"
    )
}

fn children(page: u64, pages: u64) -> Range<u64> {
    let first = page * LINKS + 1;
    first.min(pages)..(first + LINKS).min(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_but_the_first_is_linked_to_once() {
        let mut linked: Vec<u64> = (0..2_000).flat_map(|page| children(page, 2_000)).collect();
        linked.sort_unstable();
        assert!(linked.into_iter().eq(1..2_000));
        assert_eq!((page_of("/"), page_of("/pages/7"), page_of("/robots.txt")), (Some(0), Some(7), None));
    }
}
