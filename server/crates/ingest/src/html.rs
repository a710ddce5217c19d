//! HTML to blocks: the main content of a page, without what surrounds it on every page of its site.

mod depth;

use dom_smoothie::{Config, Readability};
use encoding_rs::{Encoding, UTF_8};
use htmd::HtmlToMarkdown;
use scraper::{ElementRef, Html, Selector};

use crate::{
    document::{Block, Content, Extracted},
    error::ExtractError,
    markdown, text,
};

/// What is never part of the content.
const DROPPED_TAGS: [&str; 17] = [
    "script", "style", "noscript", "template", "head", "nav", "footer", "svg", "iframe", "object", "canvas",
    "form", "button", "select", "dialog", "audio", "video",
];
/// More elements than this are no page for reading; the walk over them is bounded.
const MOST_ELEMENTS: usize = 400_000;
/// Pages with fewer words and scripts of their own are drawn by those scripts.
const FEWEST_WORDS: usize = 8;

/// Blocks and title of a web page.
///
/// # Errors
///
/// `needs_javascript` or `empty` when the page has no text; `corrupt` when it is no page for reading at all.
pub(crate) fn parse(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let html = decode(bytes);
    let page = page(&html)?;
    let whole = to_blocks(&content_html(&page));
    let blocks = match readable_part(&html, &page) {
        Some(part) if words_in(&part) * 3 >= words_in(&whole) => part,
        _ => whole,
    };
    if words_in(&blocks) < FEWEST_WORDS && has_scripts(&page) {
        return Err(ExtractError::NeedsJavascript);
    }
    if blocks.is_empty() {
        return Err(ExtractError::Empty);
    }
    let title = title_of(&page, &blocks);
    Ok(Extracted { title, blocks, ..Extracted::default() })
}

/// One chapter of an e-book.
pub(crate) struct Chapter {
    /// Its text.
    pub(crate) blocks: Vec<Block>,
    /// Whether it shows pictures, for when there is no text.
    pub(crate) has_pictures: bool,
}

/// A page that is nothing but content: nothing is left out as being around it.
///
/// # Errors
///
/// `corrupt` when it is nested too deeply or too large.
pub(crate) fn parse_chapter(bytes: &[u8]) -> Result<Chapter, ExtractError> {
    let page = page(without_head(&decode(bytes)).as_str())?;
    let body = only(&page, "body").map(|body| body.html()).unwrap_or_else(|| page.html());
    let pictures = Selector::parse("img, svg, image");
    let has_pictures = pictures.is_ok_and(|pictures| page.select(&pictures).next().is_some());
    let mut blocks = to_blocks(&body);
    for block in &mut blocks {
        // The little arrow from a note back to its place.
        if let Content::Paragraph { text } | Content::ListItem { text, .. } = &mut block.content {
            *text = text.trim_end_matches(['\u{21a9}', '\u{fe0e}', ' ']).to_owned();
        }
    }
    Ok(Chapter { blocks, has_pictures })
}

/// A chapter is XML: `<title/>` there is whole, while HTML would take all that follows for the title.
fn without_head(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    match (lower.find("<head"), lower.find("</head>")) {
        (Some(from), Some(to)) if from < to => {
            let (before, after) = (page.get(..from), page.get(to + "</head>".len()..));
            format!("{}{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => page.to_owned(),
    }
}

/// The blocks of a web page's text or a mail's, without looking for its article.
///
/// # Errors
///
/// `corrupt` when it is nested too deeply or too large.
pub(crate) fn parse_fragment(html: &str) -> Result<Vec<Block>, ExtractError> {
    let page = page(html)?;
    let body = only(&page, "body").map(|body| body.html()).unwrap_or_else(|| page.html());
    Ok(to_blocks(&body))
}

fn page(html: &str) -> Result<Html, ExtractError> {
    if depth::is_too_deep(html) {
        return Err(ExtractError::corrupt("its elements are nested too deeply"));
    }
    let page = Html::parse_document(html);
    if page.tree.nodes().take(MOST_ELEMENTS + 1).count() > MOST_ELEMENTS {
        return Err(ExtractError::corrupt("it has more elements than a page for reading"));
    }
    Ok(page)
}

/// A page names its encoding in its first kilobyte; one that is valid UTF-8 is UTF-8 whatever it says.
fn decode(bytes: &[u8]) -> String {
    let declared = || {
        let head: String =
            bytes.iter().take(1_024).map(|byte| char::from(*byte).to_ascii_lowercase()).collect();
        let label = head.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
        Encoding::for_label(label.split(['"', '\'', ' ', '/', '>', ';']).next()?.as_bytes())
    };
    if Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err() {
        let declared = declared().filter(|encoding| encoding.is_ascii_compatible() && *encoding != UTF_8);
        if let Some(encoding) = declared {
            return text::clean(&encoding.decode_without_bom_handling(bytes).0);
        }
    }
    text::decode(bytes).unwrap_or_else(|| text::clean(&String::from_utf8_lossy(bytes)))
}

/// `<main>` or the only `<article>`, where a page says so itself, else all of `<body>`.
fn content_html(page: &Html) -> String {
    let whole = only(page, "body").map(|body| body.html()).unwrap_or_else(|| page.html());
    let marked = only(page, "main, [role=main]").or_else(|| only(page, "article"));
    match marked {
        Some(element) if has_text(element) => element.html(),
        _ => whole,
    }
}

fn only<'a>(page: &'a Html, selector: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(selector).ok()?;
    let mut found = page.select(&selector);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn has_text(element: ElementRef<'_>) -> bool {
    element.text().flat_map(str::split_whitespace).nth(20).is_some()
}

/// What the readability rules take for the article, when the page does not mark it.
fn readable_part(html: &str, page: &Html) -> Option<Vec<Block>> {
    if only(page, "main, [role=main]").or_else(|| only(page, "article")).is_some_and(has_text) {
        return None;
    }
    let config = Config { max_elements_to_parse: MOST_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    Some(to_blocks(&article.content))
}

fn to_blocks(html: &str) -> Vec<Block> {
    let converter = HtmlToMarkdown::builder().skip_tags(DROPPED_TAGS.to_vec()).build();
    let markdown = converter.convert(html).unwrap_or_default();
    let mut blocks = markdown::parse_without_extensions(&markdown);
    for block in &mut blocks {
        if let Content::Heading { text, .. } = &mut block.content {
            // The little link to itself that documentation generators add.
            *text = text.trim_end_matches(['#', '¶', '§', ' ', '\u{1f517}']).to_owned();
        }
    }
    blocks.retain(|block| !block.content.is_blank());
    blocks
}

fn words_in(blocks: &[Block]) -> usize {
    let text = Extracted { blocks: blocks.to_vec(), ..Extracted::default() }.plain_text();
    // Scripts without spaces: a few characters are a word.
    text.split_whitespace().map(|word| 1 + word.chars().count() / 12).sum()
}

fn has_scripts(page: &Html) -> bool {
    Selector::parse("script").is_ok_and(|selector| page.select(&selector).next().is_some())
}

/// `<title>` without the site's name, which stands behind the last `|`, `–` or `-`; else the first heading.
fn title_of(page: &Html, blocks: &[Block]) -> Option<String> {
    let first_text = |selector: &str| {
        let selector = Selector::parse(selector).ok()?;
        let text = page.select(&selector).next()?.text().collect::<String>();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text).filter(|text| !text.is_empty())
    };
    let heading = first_text("h1").or_else(|| {
        blocks.iter().find_map(|block| match &block.content {
            Content::Heading { text, .. } => Some(text.clone()),
            _ => None,
        })
    });
    let Some(title) = first_text("title") else { return heading };
    if let Some(heading) = heading
        && heading.len() < title.len()
        && title.to_lowercase().contains(&heading.to_lowercase())
    {
        return Some(heading);
    }
    let without_site =
        [" | ", " – ", " — ", " · ", " - "].iter().find_map(|separator| title.rsplit_once(separator));
    Some(match without_site {
        Some((page_title, _)) if page_title.split_whitespace().count() >= 2 => page_title.to_owned(),
        _ => title,
    })
}

#[cfg(test)]
mod tests;
