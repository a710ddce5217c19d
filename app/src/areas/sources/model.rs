//! What is reckoned on the pages of web sources. Pure.

use chatsphere_contract::documents::DocumentStatus;
use chatsphere_contract::paging::PageQuery;
use chatsphere_contract::sources::{
    PageCounts, PageState, Source, SourceKind, SourcePage, SourceState, SyncProgress,
};

use crate::components::Tone;

/// The first page of a source's pages.
pub const FIRST: PageQuery = PageQuery { cursor: None, limit: Some(50) };

/// The schedules that are offered: the hours, and what they are called.
pub const SCHEDULES: &[(i32, &str)] = &[
    (0, "Only when asked"),
    (6, "Every 6 hours"),
    (24, "Every day"),
    (168, "Every week"),
    (720, "Every 30 days"),
];

/// What a pasted text most likely is.
pub fn guess(text: &str) -> SourceKind {
    let lines: Vec<&str> = lines(text);
    let Some(first) = lines.first() else { return SourceKind::Crawl };
    if lines.len() > 1 {
        return SourceKind::List;
    }
    let path = path_of(first).split(['?', '#']).next().unwrap_or_default().to_lowercase();
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_sitemap =
        [".xml", ".xml.gz", ".txt"].iter().any(|end| file.ends_with(end)) && file.contains("sitemap");
    if is_sitemap {
        SourceKind::Sitemap
    } else if path.is_empty() || path == "/" {
        SourceKind::Crawl
    } else {
        SourceKind::Page
    }
}

/// For a site that is read from a page below its top: the pattern of what is below it.
pub fn below(address: &str) -> Option<String> {
    let path = path_of(address.trim()).split(['?', '#']).next().unwrap_or_default();
    let folder =
        path.rsplit_once('/').map_or("", |(folder, file)| if file.contains('.') { folder } else { path });
    let folder = folder.trim_end_matches('/');
    (!folder.is_empty()).then(|| format!("{folder}/*"))
}

/// The part of an address behind its host.
fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find(['/', '?', '#']).and_then(|at| rest.get(at..)).unwrap_or_default()
}

/// The lines of a text that are not blank.
pub fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The same, to send.
pub fn owned_lines(text: &str) -> Vec<String> {
    lines(text).into_iter().map(str::to_owned).collect()
}

/// Names separated by commas.
pub fn names(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What a kind is called.
pub fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Page => "One page",
        SourceKind::List => "List of pages",
        SourceKind::Sitemap => "Sitemap",
        SourceKind::Crawl => "Whole site",
    }
}

/// The word and the colour of a source's state.
pub fn state(source: &Source) -> (&'static str, Tone) {
    match source.state {
        SourceState::Syncing => ("Reading", Tone::Working),
        SourceState::Ready if source.pages.failed > 0 => ("Read, with failures", Tone::Warning),
        SourceState::Ready => ("Up to date", Tone::Success),
        SourceState::Failed => ("Failed", Tone::Danger),
        SourceState::Stopped => ("Stopped", Tone::Warning),
    }
}

/// The word and the colour of a page's state.
pub fn page_state(page: &SourcePage) -> (&'static str, Tone) {
    match (page.state, page.document_status) {
        (PageState::Read, Some(DocumentStatus::Ready)) => ("In answers", Tone::Success),
        (PageState::Read, Some(DocumentStatus::Failed)) | (PageState::Failed, _) => ("Failed", Tone::Danger),
        (PageState::Read, Some(_)) => ("Being read", Tone::Working),
        (PageState::Read, None) => ("Deleted", Tone::Neutral),
        (PageState::Waiting, _) => ("Waiting", Tone::Neutral),
        (PageState::Skipped, _) => ("Left out", Tone::Neutral),
        (PageState::Gone, _) => ("Gone", Tone::Warning),
    }
}

/// `312 pages, 4 changed, 2 gone`; what is nought is not told.
pub fn counts(pages: &PageCounts) -> String {
    let read = if pages.read == 1 { "1 page".to_owned() } else { format!("{} pages", grouped(pages.read)) };
    let mut parts = vec![read];
    for (count, word) in [(pages.failed, "failed"), (pages.gone, "gone"), (pages.skipped, "left out")] {
        if count > 0 {
            parts.push(format!("{} {word}", grouped(count)));
        }
    }
    parts.join(", ")
}

/// How much of a sync is done; nothing while hardly anything is known.
pub fn share(progress: SyncProgress) -> Option<f64> {
    let share = progress.done as f64 / progress.total.max(1) as f64;
    (progress.total > 0).then_some(share.clamp(0.0, 1.0))
}

/// `12 of 40 pages found so far`.
pub fn progress(progress: SyncProgress) -> String {
    if progress.total == 0 {
        return "Looking for pages".to_owned();
    }
    let failed =
        if progress.failed > 0 { format!(", {} failed", grouped(progress.failed)) } else { String::new() };
    format!("{} of {} found{failed}", grouped(progress.done), grouped(progress.total))
}

/// How often a source is read.
pub fn schedule(hours: i32) -> String {
    match SCHEDULES.iter().find(|(of, _)| *of == hours) {
        Some((_, words)) => (*words).to_owned(),
        None => format!("Every {hours} hours"),
    }
}

/// An address without what every address has.
pub fn short(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.strip_suffix('/').unwrap_or(rest)
}

/// A number with its thousands apart.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_recognised() {
        for (text, expected) in [
            ("", SourceKind::Crawl),
            ("example.com", SourceKind::Crawl),
            ("https://example.com/", SourceKind::Crawl),
            ("https://example.com?x=/sitemap.xml", SourceKind::Crawl),
            ("https://example.com/docs/start", SourceKind::Page),
            ("https://example.com/sitemap.xml", SourceKind::Sitemap),
            ("example.com/sitemap_index.xml.gz?v=2", SourceKind::Sitemap),
            ("https://example.com/a\n\nhttps://example.com/b", SourceKind::List),
        ] {
            assert_eq!(guess(text), expected, "{text}");
        }
    }

    #[test]
    fn a_part_of_a_site_is_offered() {
        assert_eq!(below("https://example.com/docs/start").as_deref(), Some("/docs/start/*"));
        assert_eq!(below("https://example.com/docs/start.html").as_deref(), Some("/docs/*"));
        assert_eq!(below("example.com/docs/?x").as_deref(), Some("/docs/*"));
        assert_eq!(below("https://example.com/"), None);
        assert_eq!(below("https://example.com/index.html"), None);
        assert_eq!(below("example.com"), None);
    }

    #[test]
    fn counts_and_progress_are_said_in_words() {
        let pages = PageCounts { read: 1_312, failed: 2, gone: 0, skipped: 1, ..PageCounts::default() };
        assert_eq!(counts(&pages), "1,312 pages, 2 failed, 1 left out");
        assert_eq!(counts(&PageCounts { read: 1, ..PageCounts::default() }), "1 page");
        let at = |done, total, failed| SyncProgress { done, total, failed };
        assert_eq!(progress(at(0, 0, 0)), "Looking for pages");
        assert_eq!(progress(at(5, 20, 1)), "5 of 20 found, 1 failed");
        assert_eq!((share(at(0, 0, 0)), share(at(5, 20, 0))), (None, Some(0.25)));
        assert_eq!((schedule(24).as_str(), schedule(36).as_str()), ("Every day", "Every 36 hours"));
    }
}
