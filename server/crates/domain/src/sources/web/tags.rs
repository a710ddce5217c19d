//! The tags of a page, one after the other, in one walk over its bytes. There is no tree: what closes what
//! does not matter for links, and a page made to be hard to parse costs no more than any other.

use super::text::unescaped;

/// Attributes of one tag that are looked at.
const MOST_ATTRIBUTES: usize = 64;
/// Longest name of a tag or an attribute.
const NAME_BYTES: usize = 64;
/// Longest value that is kept.
const VALUE_BYTES: usize = 8 * 1024;
/// Elements whose content is no markup.
const RAW: [&str; 5] = ["script", "style", "textarea", "title", "xmp"];

/// Something on a page.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// An opening tag.
    Open(Tag<'a>),
    /// Text between tags, references not replaced.
    Text(&'a str),
    /// The text of an element whose content is no markup.
    Raw(&'static str, &'a str),
}

/// An opening tag.
#[derive(Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(String, &'a str)>,
}

impl Tag<'_> {
    /// The attribute of this name, references replaced.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(found, _)| found == name)?;
        Some(unescaped(value).trim().to_owned())
    }
}

/// Walks over the pieces of a page.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
    raw: Option<&'static str>,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        Self { rest: html, raw: None }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Everything up to the closing tag; without one, all there is.
    fn raw_text(&mut self, name: &'static str) -> Piece<'a> {
        let end = find_close(self.rest, name).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Piece::Raw(name, text)
    }

    fn tag(&mut self) -> Option<Piece<'a>> {
        let after = self.rest.get(1..)?;
        if after.starts_with("!--") {
            let end = after.find("-->").map_or(self.rest.len(), |at| at + 4);
            self.skip(end);
            return None;
        }
        let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        // Only so far: a page of nothing but `<` would be walked over again and again.
        let name_end = after.bytes().take(NAME_BYTES + 1).position(ends);
        let name_end = name_end.or_else(|| (after.len() <= NAME_BYTES).then_some(after.len()));
        let name_end = name_end.filter(|_| after.starts_with(|c: char| c.is_ascii_alphabetic()));
        let Some(name_end) = name_end else {
            if after.starts_with(['!', '?', '/']) {
                let end = after.find('>').map_or(self.rest.len(), |at| at + 2);
                self.skip(end);
                return None;
            }
            let (text, rest) = self.rest.split_at(1);
            self.rest = rest;
            return Some(Piece::Text(text));
        };
        let name = after.get(..name_end)?.to_ascii_lowercase();
        self.skip(1 + name_end);
        let attributes = self.attributes();
        self.raw = RAW.into_iter().find(|raw| *raw == name);
        Some(Piece::Open(Tag { name, attributes }))
    }

    /// Attributes up to and with the `>`.
    fn attributes(&mut self) -> Vec<(String, &'a str)> {
        let mut found = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if self.rest.is_empty() {
                return found;
            }
            if self.rest.starts_with('>') {
                self.skip(1);
                return found;
            }
            let from = usize::from(self.rest.starts_with('='));
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/' | '>');
            let end = self
                .rest
                .get(from..)
                .and_then(|rest| rest.find(ends))
                .map_or(self.rest.len(), |at| at + from);
            let (name, rest) = self.rest.split_at(end);
            self.rest = rest.trim_start();
            let value = if self.rest.starts_with('=') { self.value() } else { "" };
            if found.len() < MOST_ATTRIBUTES && value.len() <= VALUE_BYTES && name.len() <= NAME_BYTES {
                found.push((name.to_ascii_lowercase(), value));
            }
        }
    }

    fn value(&mut self) -> &'a str {
        self.skip(1);
        self.rest = self.rest.trim_start();
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            let end =
                self.rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(self.rest.len());
            let (value, rest) = self.rest.split_at(end);
            self.rest = rest;
            return value;
        };
        self.skip(1);
        let end = self.rest.find(quote).unwrap_or(self.rest.len());
        let value = self.rest.get(..end).unwrap_or_default();
        self.skip(end + 1);
        value
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while !self.rest.is_empty() {
            if let Some(name) = self.raw.take() {
                return Some(self.raw_text(name));
            }
            if !self.rest.starts_with('<') {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Text(text));
            }
            if let Some(piece) = self.tag() {
                return Some(piece);
            }
        }
        None
    }
}

/// Where `</name` is, whatever its case.
fn find_close(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("</")?;
        let found = text.get(at + 2..at + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(html: &str) -> Vec<String> {
        Pieces::of(html)
            .filter_map(|piece| match piece {
                Piece::Open(tag) if tag.name == "a" => tag.get("href"),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn links_are_found_in_every_spelling() {
        let html = "<A HREF='/a'>x</A><a href=/b>y</a><a\nclass=\"x\" href = \"/c?d=1&amp;e=2\"/><a data-x href=/f/>";
        assert_eq!(hrefs(html), ["/a", "/b", "/c?d=1&e=2", "/f/"]);
    }

    #[test]
    fn scripts_comments_and_lone_signs_are_no_tags() {
        let html = "<!-- <a href=/no> --><script>'<a href=/no>'</script><title><a href=/no></TITLE>\
            1 < 2 <3 <a href=/yes> <!doctype html> </a href=/no> <style><a href=/no>";
        assert_eq!(hrefs(html), ["/yes"]);
    }

    #[test]
    fn damaged_and_hostile_pages_come_to_an_end() {
        for html in
            ["<", "<a", "<a href", "<a href=", "<a href=\"", "<!--", "<script", "<a =\"x\">", "</", "<a/=/>"]
        {
            assert!(Pieces::of(html).count() <= 3, "{html}");
        }
        for unit in ["<a ", "<a href=\"", "<!--", "<script>", "</", "<", "<a x=1 ", "<title>", "\"'<a b"] {
            let pieces = Pieces::of(&unit.repeat(200_000)).count();
            assert!(pieces <= 800_000, "{unit}");
        }
    }
}
