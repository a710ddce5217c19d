//! What a page says to a crawler: where it links, whether it may be indexed, which address is the right one.

use sha2::{Digest, Sha256};
use url::Url;

use super::normalised;
use super::tags::{Piece, Pieces, Tag};
use super::text::unescaped;

/// Links of one page that are followed.
const MOST_LINKS: usize = 2_000;
/// Longest title, in characters.
const TITLE_CHARS: usize = 200;
/// Whom `<meta>` and headers may name.
const AGENTS: [&str; 2] = ["robots", "chatsphere"];
/// Tags that give text its structure: a change of them is a change of the page.
const STRUCTURE: [&str; 12] = ["h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "pre", "p"];

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// `<title>`.
    pub title: Option<String>,
    /// The address that the page calls its own, when it is another.
    pub canonical: Option<Url>,
    /// It wants to be in no index.
    pub noindex: bool,
    /// It wants its links not to be followed.
    pub nofollow: bool,
    /// Where it links, each once, in its order.
    pub links: Vec<Url>,
    /// SHA-256 of what a reader sees. Scripts, styles and attributes, which many sites write anew each time,
    /// do not count.
    pub content_hash: Vec<u8>,
}

/// Reads a page that was found at `url`.
pub fn scan(html: &[u8], url: &Url) -> PageFacts {
    let html = String::from_utf8_lossy(html);
    let mut scan = Scan { facts: PageFacts::default(), base: url.clone(), text: Sha256::new() };
    for piece in Pieces::of(&html) {
        match piece {
            Piece::Open(tag) => scan.tag(&tag),
            Piece::Text(text) | Piece::Raw("textarea" | "xmp", text) => scan.text(text),
            Piece::Raw("title", text) => scan.title(text),
            Piece::Raw(..) => {}
        }
    }
    let Scan { mut facts, text, .. } = scan;
    facts.content_hash = text.finalize().to_vec();
    facts.canonical = facts.canonical.filter(|canonical| canonical != url);
    facts
}

/// What an `X-Robots-Tag` header says: `noindex` and `nofollow`.
pub fn robots_header(values: &[&str]) -> (bool, bool) {
    values.iter().fold((false, false), |(noindex, nofollow), value| {
        // `somebot: noindex` speaks to that one only.
        let value = match value.split_once(':') {
            Some((agent, _)) if agent.contains(',') => value,
            Some((agent, rest)) if AGENTS.contains(&agent.trim().to_ascii_lowercase().as_str()) => rest,
            Some((agent, _)) if !agent.trim().eq_ignore_ascii_case("unavailable_after") => {
                return (noindex, nofollow);
            }
            _ => value,
        };
        let (also_noindex, also_nofollow) = directives(value);
        (noindex || also_noindex, nofollow || also_nofollow)
    })
}

fn directives(text: &str) -> (bool, bool) {
    let says = |word: &str| text.split(',').any(|part| part.trim().eq_ignore_ascii_case(word));
    (says("noindex") || says("none"), says("nofollow") || says("none"))
}

struct Scan {
    facts: PageFacts,
    base: Url,
    text: Sha256,
}

impl Scan {
    fn tag(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "a" | "area" => self.link(tag),
            "base" => {
                if let Some(base) = tag.get("href").and_then(|href| self.base.join(&href).ok()) {
                    self.base = base;
                }
            }
            "link" if has_word(tag, "rel", "canonical") && self.facts.canonical.is_none() => {
                self.facts.canonical = self.address(tag, "href");
            }
            "meta" => self.meta(tag),
            "img" => self.text(&tag.get("alt").unwrap_or_default()),
            name if STRUCTURE.contains(&name) => {
                self.text.update(b"<");
                self.text.update(name.as_bytes());
            }
            _ => {}
        }
    }

    fn link(&mut self, tag: &Tag<'_>) {
        if self.facts.links.len() >= MOST_LINKS || has_word(tag, "rel", "nofollow") {
            return;
        }
        if let Some(link) = self.address(tag, "href") {
            self.facts.links.push(link);
        }
    }

    fn meta(&mut self, tag: &Tag<'_>) {
        let content = tag.get("content").unwrap_or_default();
        let name = tag.get("name").unwrap_or_default().to_ascii_lowercase();
        if AGENTS.contains(&name.as_str()) {
            let (noindex, nofollow) = directives(&content);
            self.facts.noindex |= noindex;
            self.facts.nofollow |= nofollow;
        }
        let is_refresh = tag.get("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh"));
        let target = content.split_once('=').map(|(_, target)| target.trim().trim_matches(['"', '\'']));
        if let (true, Some(target)) = (is_refresh, target)
            && let Some(link) = self.base.join(target).ok().and_then(normalised)
        {
            self.facts.links.push(link);
        }
    }

    fn title(&mut self, text: &str) {
        if self.facts.title.is_none() {
            let plain: String = unescaped(text).split_whitespace().collect::<Vec<_>>().join(" ");
            let plain: String = plain.chars().filter(|c| !c.is_control()).take(TITLE_CHARS).collect();
            // A page in an old encoding: its address names it better.
            self.facts.title = Some(plain).filter(|title| !title.is_empty() && !title.contains('\u{fffd}'));
        }
        self.text(text);
    }

    /// White space counts once, wherever it stands.
    fn text(&mut self, text: &str) {
        for word in text.split_whitespace() {
            self.text.update(b" ");
            self.text.update(word.as_bytes());
        }
    }

    fn address(&self, tag: &Tag<'_>, attribute: &str) -> Option<Url> {
        let href = tag.get(attribute).filter(|href| !href.is_empty() && !href.starts_with('#'))?;
        self.base.join(&href).ok().and_then(normalised)
    }
}

fn has_word(tag: &Tag<'_>, attribute: &str, word: &str) -> bool {
    let value = tag.get(attribute).unwrap_or_default();
    value.split_ascii_whitespace().any(|found| found.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(html: &str) -> PageFacts {
        scan(html.as_bytes(), &Url::parse("https://example.com/docs/page?x=1").unwrap())
    }

    fn links(html: &str) -> Vec<String> {
        facts(html).links.into_iter().map(String::from).collect()
    }

    #[test]
    fn links_are_resolved_and_those_not_to_be_followed_left_out() {
        let html = r##"<a href="other#part">1</a><a href="/root?utm_source=x">2</a><a href="#top">3</a>
            <a href="mailto:a@b.c">4</a><a rel="nofollow sponsored" href="/ad">5</a><area href="//other.example/a">
            <a href="">6</a><a href="http://[bad">7</a><meta http-equiv="refresh" content="0; url='/next'">"##;
        let expected = [
            "https://example.com/docs/other",
            "https://example.com/root",
            "https://other.example/a",
            "https://example.com/next",
        ];
        assert_eq!(links(html), expected);
        assert_eq!(links(r#"<base href="/b/"><a href="c">"#), ["https://example.com/b/c"]);
    }

    #[test]
    fn what_a_page_asks_for_is_heard() {
        let asks = |html: &str| (facts(html).noindex, facts(html).nofollow);
        assert_eq!(asks(r#"<meta name="ROBOTS" content="NoIndex, follow">"#), (true, false));
        assert_eq!(asks(r#"<meta name=chatsphere content=none>"#), (true, true));
        assert_eq!(asks(r#"<meta name=otherbot content=noindex><p>noindex"#), (false, false));
        assert_eq!(robots_header(&["noindex", "chatsphere: nofollow"]), (true, true));
        assert_eq!(robots_header(&["otherbot: noindex, nofollow"]), (false, false));
        assert_eq!(robots_header(&["unavailable_after: 25 Jun 2030 15:00:00 PST"]), (false, false));
    }

    #[test]
    fn the_right_address_and_the_title_are_found() {
        let page = facts(
            "<link rel='canonical' href='/docs/page'><title> A &amp; B\n C </title><svg><title>x</title>",
        );
        assert_eq!(page.canonical.unwrap().as_str(), "https://example.com/docs/page");
        assert_eq!(page.title.unwrap(), "A & B C");
        assert_eq!(facts("<link rel=canonical href='/docs/page?x=1#y'>").canonical, None);
    }

    #[test]
    fn only_what_a_reader_sees_counts_as_content() {
        let hash = |html: &str| facts(html).content_hash;
        let page = hash("<p class=a>Hello <b>world</b></p><script>1</script>");
        assert_eq!(
            page,
            hash("<p class='b'>Hello\n <b>world</b></p><!-- now --><script>2</script><style>x</style>")
        );
        assert_ne!(page, hash("<p>Hello <b>word</b></p>"));
        assert_ne!(page, hash("<h2>Hello <b>world</b></h2>"));
    }
}
