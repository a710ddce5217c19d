//! Sitemaps, read as they come: a million lines are never held, and reading stops when enough was found.

use chatsphere_contract::limits;

use super::text::unescaped;

/// Longest tag.
const TAG_BYTES: usize = 4 * 1024;
/// Lines of a plain list that need not be addresses before it is taken for something else.
const OTHER_LINES: usize = 20;

/// What a sitemap names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A page.
    Page(String),
    /// Another sitemap.
    Sitemap(String),
}

/// This is no sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is not a sitemap: neither XML with <urlset> or <sitemapindex>, nor a list of addresses.")]
pub struct NotASitemap;

/// Reads a sitemap piece by piece.
#[derive(Debug, Default)]
pub struct SitemapReader {
    state: State,
    /// What stands between `<` and `>`, or on a line.
    token: Vec<u8>,
    /// Where `<url>` or `<sitemap>` was opened, with its prefix.
    parent: Option<(Parent, String)>,
    /// The text of a `<loc>` that is open.
    location: Option<Vec<u8>>,
    has_root: bool,
    addresses: usize,
    other_lines: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    Text,
    Tag,
    Comment,
    Characters,
    Lines,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parent {
    Url,
    Sitemap,
}

impl SitemapReader {
    /// Takes the next bytes and gives what they name.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Entry>, NotASitemap> {
        let mut found = Vec::new();
        for byte in bytes {
            self.take(*byte, &mut found)?;
        }
        Ok(found)
    }

    /// Nothing more comes.
    pub fn finish(mut self) -> Result<Vec<Entry>, NotASitemap> {
        let mut found = Vec::new();
        if self.state == State::Lines {
            self.line(&mut found)?;
        }
        let is_list = self.state == State::Lines && (self.addresses > 0 || self.other_lines == 0);
        if is_list || self.has_root { Ok(found) } else { Err(NotASitemap) }
    }

    fn take(&mut self, byte: u8, found: &mut Vec<Entry>) -> Result<(), NotASitemap> {
        match self.state {
            State::Start => match byte {
                b'<' => self.state = State::Tag,
                // A byte-order mark, and blanks.
                0xef | 0xbb | 0xbf | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => {
                    self.state = State::Lines;
                    self.token.push(byte);
                }
            },
            State::Text if byte == b'<' => self.state = State::Tag,
            State::Text => self.keep(byte),
            State::Tag => return self.in_tag(byte, found),
            State::Comment => self.until(byte, b"-->"),
            State::Characters => {
                self.keep(byte);
                self.until(byte, b"]]>");
            }
            State::Lines if byte == b'\n' => return self.line(found),
            State::Lines => {
                if self.token.len() <= limits::ADDRESS_CHARS {
                    self.token.push(byte);
                }
            }
        }
        Ok(())
    }

    /// A byte of a location, if one is open; a location that is too long becomes none.
    fn keep(&mut self, byte: u8) {
        if let Some(location) = &mut self.location
            && location.len() <= limits::ADDRESS_CHARS * 2
        {
            location.push(byte);
        }
    }

    /// Goes back to text when the last bytes are `end`.
    fn until(&mut self, byte: u8, end: &[u8; 3]) {
        self.token.push(byte);
        if self.token.ends_with(end) {
            self.token.clear();
            self.state = State::Text;
            if end == b"]]>"
                && let Some(location) = &mut self.location
            {
                location.truncate(location.len().saturating_sub(end.len()));
            }
        } else if self.token.len() > end.len() {
            self.token.remove(0);
        }
    }

    fn in_tag(&mut self, byte: u8, found: &mut Vec<Entry>) -> Result<(), NotASitemap> {
        if byte != b'>' {
            self.token.push(byte);
            match self.token.as_slice() {
                b"!--" => self.begin(State::Comment),
                b"![CDATA[" => self.begin(State::Characters),
                // Either a web page, or XML that defines entities: nothing good comes of those.
                b"!DOCTYPE" | b"!doctype" => return Err(NotASitemap),
                token if token.len() > TAG_BYTES => return Err(NotASitemap),
                _ => {}
            }
            return Ok(());
        }
        let tag = String::from_utf8_lossy(&self.token).into_owned();
        self.begin(State::Text);
        let is_empty = tag.ends_with('/');
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag.as_str()), |tag| (true, tag));
        if tag.starts_with('?') {
            return Ok(());
        }
        let name = tag.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
        let (prefix, name) = name.rsplit_once(':').unwrap_or(("", name));
        self.tag(prefix, name, closes, is_empty, found)
    }

    fn begin(&mut self, state: State) {
        self.token.clear();
        self.state = state;
    }

    fn tag(
        &mut self,
        prefix: &str,
        name: &str,
        closes: bool,
        is_empty: bool,
        found: &mut Vec<Entry>,
    ) -> Result<(), NotASitemap> {
        if !self.has_root {
            self.has_root = matches!(name, "urlset" | "sitemapindex");
            return if self.has_root { Ok(()) } else { Err(NotASitemap) };
        }
        match (name, closes) {
            ("url" | "sitemap", true) => self.parent = None,
            ("url", false) if !is_empty => self.parent = Some((Parent::Url, prefix.to_owned())),
            ("sitemap", false) if !is_empty => self.parent = Some((Parent::Sitemap, prefix.to_owned())),
            // `image:loc` and its like name pictures.
            ("loc", false) if !is_empty && self.parent.as_ref().is_some_and(|(_, of)| of == prefix) => {
                self.location = Some(Vec::new());
            }
            ("loc", true) => {
                if let (Some(location), Some((parent, _))) = (self.location.take(), &self.parent) {
                    let address = unescaped(&String::from_utf8_lossy(&location)).trim().to_owned();
                    if !address.is_empty() && address.len() <= limits::ADDRESS_CHARS {
                        found.push(match parent {
                            Parent::Url => Entry::Page(address),
                            Parent::Sitemap => Entry::Sitemap(address),
                        });
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn line(&mut self, found: &mut Vec<Entry>) -> Result<(), NotASitemap> {
        let line = String::from_utf8_lossy(&self.token).trim().to_owned();
        self.token.clear();
        if line.starts_with("http://") || line.starts_with("https://") {
            self.addresses += 1;
            if line.len() <= limits::ADDRESS_CHARS {
                found.push(Entry::Page(line));
            }
        } else if !line.is_empty() {
            self.other_lines += 1;
        }
        if self.addresses == 0 && self.other_lines > OTHER_LINES { Err(NotASitemap) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Entry>, NotASitemap> {
        // However it is cut.
        for size in [1, 7] {
            let mut reader = SitemapReader::default();
            let mut found = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                found.extend(reader.feed(piece)?);
            }
            found.extend(reader.finish()?);
            if size == 7 {
                return Ok(found);
            }
        }
        unreachable!("the loop returns")
    }

    fn page(address: &str) -> Entry {
        Entry::Page(address.to_owned())
    }

    #[test]
    fn pages_and_other_sitemaps_are_found() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<!-- <url><loc>http://no/</loc></url> -->\n\
            <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url>\n <loc> https://a.example/?b=1&amp;c=2 </loc>\
            <image:image><image:loc>https://a.example/picture.png</image:loc></image:image></url>\
            <url><loc><![CDATA[https://a.example/x&y]]></loc><lastmod>2026-01-01</lastmod></url><url/></urlset>";
        assert_eq!(read(text).unwrap(), [page("https://a.example/?b=1&c=2"), page("https://a.example/x&y")]);
        let index = "<s:sitemapindex><s:sitemap><s:loc>https://a.example/1.xml.gz</s:loc></s:sitemap></s:sitemapindex>";
        assert_eq!(read(index).unwrap(), [Entry::Sitemap("https://a.example/1.xml.gz".to_owned())]);
        assert_eq!(read("<urlset></urlset>").unwrap(), []);
    }

    #[test]
    fn a_list_of_addresses_is_one_too() {
        let list = "https://a.example/1\r\n\r\nnot an address\nhttps://a.example/2";
        assert_eq!(read(list).unwrap(), [page("https://a.example/1"), page("https://a.example/2")]);
    }

    #[test]
    fn what_is_none_is_told() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><urlset><url><loc>&b;</loc></url></urlset>";
        for text in
            ["", "<html><body></body></html>", "<!doctype html><p>", bomb, "hello", "<urlset", "<rss></rss>"]
        {
            assert_eq!(read(text), Err(NotASitemap), "{text}");
        }
        let mut reader = SitemapReader::default();
        assert_eq!(reader.feed(format!("<{}", "x".repeat(10_000)).as_bytes()), Err(NotASitemap));
        let mut reader = SitemapReader::default();
        assert_eq!(reader.feed("no\n".repeat(100).as_bytes()), Err(NotASitemap));
    }

    #[test]
    fn what_never_ends_is_not_held() {
        let mut reader = SitemapReader::default();
        reader.feed(b"<urlset><url><loc>https://a.example/").unwrap();
        for _ in 0..1_000 {
            assert_eq!(reader.feed(&[b'x'; 1_000]).unwrap(), []);
        }
        assert!(reader.location.as_ref().unwrap().len() <= limits::ADDRESS_CHARS * 2 + 1);
        assert_eq!(
            reader.feed(b"</loc></url><url><loc>https://a.example/2</loc>").unwrap(),
            [page("https://a.example/2")]
        );
    }
}
