//! Words and figures for documents. Pure.

use chatsphere_contract::documents::{Document, DocumentFilter, DocumentStatus, IngestStage, Progress};
use chatsphere_contract::limits::FILE_BYTES;
use chatsphere_contract::paging::PageQuery;

use crate::components::Tone;

/// The first page of the list.
pub const FIRST: PageQuery = PageQuery { cursor: None, limit: Some(100) };

/// What the file chooser offers. What a file is tells its content, on the server.
pub const ACCEPTED: &str = ".pdf,.docx,.pptx,.xlsx,.doc,.ppt,.xls,.odt,.odp,.ods,.rtf,.epub,.eml,.html,.htm,.md,.markdown,.txt,.csv,.tsv,.json,text/plain,text/markdown,text/html,text/csv,application/pdf";

/// The same in words.
pub const ACCEPTED_WORDS: &str =
    "PDF, Word, PowerPoint, Excel, OpenDocument, RTF, EPUB, e-mail, web pages, Markdown, CSV, JSON and text";

/// The filter that the address says.
pub fn filter(get: impl Fn(&str) -> Option<String>) -> DocumentFilter {
    let given = |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let tags = given("tags").unwrap_or_default();
    DocumentFilter {
        q: given("q"),
        tags: tags
            .split(',')
            .map(str::trim)
            .filter(|tag| !tag.is_empty() && *tag != UNTAGGED)
            .map(str::to_owned)
            .collect(),
        untagged: tags == UNTAGGED,
        status: given("status").as_deref().and_then(DocumentStatus::parse),
        media_type: given("type"),
        enabled: given("enabled").as_deref().and_then(|text| text.parse().ok()),
    }
}

/// What stands in the address for documents without any tag.
pub const UNTAGGED: &str = "-";

/// The address of a list with this filter: `?q=…&tags=…`, or nothing.
pub fn query_string(filter: &DocumentFilter) -> String {
    let tags = if filter.untagged { UNTAGGED.to_owned() } else { filter.tags.join(",") };
    let parts = [
        ("q", filter.q.clone().unwrap_or_default()),
        ("tags", tags),
        ("status", filter.status.map(|status| status.as_str().to_owned()).unwrap_or_default()),
        ("type", filter.media_type.clone().unwrap_or_default()),
        ("enabled", filter.enabled.map(|enabled| enabled.to_string()).unwrap_or_default()),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(&value)))
        .collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// Percent-encoded, but for what is plain everywhere.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Names separated by commas, each once.
pub fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// `1 document`, `12 documents`.
pub fn documents(count: i64) -> String {
    if count == 1 { "1 document".to_owned() } else { format!("{count} documents") }
}

/// The state's word and colour.
pub fn status(document: &Document) -> (String, Tone) {
    if document.gone_at.is_some() {
        return ("Gone from the web".to_owned(), Tone::Warning);
    }
    match document.status {
        DocumentStatus::Queued => ("Waiting".to_owned(), Tone::Neutral),
        DocumentStatus::Processing => ("Being read".to_owned(), Tone::Working),
        DocumentStatus::Ready => ("Ready".to_owned(), Tone::Success),
        DocumentStatus::Failed => ("Failed".to_owned(), Tone::Danger),
    }
}

/// Whether it is still on its way.
pub fn is_moving(document: &Document) -> bool {
    matches!(document.status, DocumentStatus::Queued | DocumentStatus::Processing)
}

/// What a step does.
pub fn stage(stage: IngestStage) -> &'static str {
    match stage {
        IngestStage::Extract => "Reading the text",
        IngestStage::Chunk => "Cutting into passages",
        IngestStage::Embed => "Understanding passages",
        IngestStage::Index => "Adding to the search",
    }
}

/// How far the step is, 0 to 1; nothing while it is unknown.
pub fn share(progress: &Progress) -> Option<f64> {
    let (done, total) = (u32::try_from(progress.done).ok()?, u32::try_from(progress.total).ok()?);
    (total > 0).then(|| (f64::from(done) / f64::from(total)).min(1.0))
}

/// How far the step is, in units.
pub fn detail(progress: &Progress) -> String {
    match (progress.stage, progress.total) {
        (_, 0) => String::new(),
        (IngestStage::Extract, total) => format!("{} of {total} pages", progress.done),
        (_, total) => format!("{} of {total}", progress.done),
    }
}

/// The type in a word.
pub fn kind(media_type: &str) -> &'static str {
    match media_type.split(';').next().unwrap_or_default().trim() {
        "application/pdf" => "PDF",
        "text/html" => "Web page",
        "text/markdown" => "Markdown",
        "text/plain" => "Text",
        "application/rtf" => "Rich text",
        "application/epub+zip" => "E-book",
        "message/rfc822" => "E-mail",
        "text/csv" | "text/tab-separated-values" => "Table",
        "application/json" | "application/x-ndjson" => "JSON",
        "application/msword" => "Word",
        "application/vnd.ms-excel" => "Excel",
        "application/vnd.ms-powerpoint" => "PowerPoint",
        office => match office.rsplit('.').next().unwrap_or_default() {
            "document" => "Word",
            "sheet" => "Excel",
            "presentation" if office.contains("openxmlformats") => "PowerPoint",
            "text" => "OpenDocument",
            "spreadsheet" | "presentation" => "OpenDocument",
            _ => "File",
        },
    }
}

/// Which pages are pictures that nobody could read, if some are: “Page 3”, “Pages 1, 3 and 4”.
pub fn unread_pages(pages: &[i32]) -> Option<String> {
    let (last, others) = pages.split_last()?;
    let shown: Vec<String> = others.iter().take(LISTED_PAGES).map(i32::to_string).collect();
    Some(match (others.len(), others.len() > LISTED_PAGES) {
        (0, _) => format!("Page {last}"),
        (_, false) => format!("Pages {} and {last}", shown.join(", ")),
        (_, true) => format!("Pages {} and {} more", shown.join(", "), others.len() + 1 - LISTED_PAGES),
    })
}

/// `1.4 MB`.
pub fn size(bytes: i64) -> String {
    let bytes = u32::try_from(bytes.max(0)).map_or(f64::from(u32::MAX), f64::from);
    if bytes < 1_000.0 {
        format!("{bytes:.0} B")
    } else if bytes < 1_000_000.0 {
        format!("{:.0} kB", bytes / 1_000.0)
    } else {
        format!("{:.1} MB", bytes / 1_000_000.0)
    }
}

/// What is wrong with a file before it is sent, if something is.
pub fn refusal(name: &str, bytes: f64) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "25 MiB is far below 2^52")]
    let most = FILE_BYTES as f64;
    if bytes > most {
        return Some(format!(
            "Larger than {} MB. Split it, or leave out pictures.",
            FILE_BYTES / (1024 * 1024)
        ));
    }
    if bytes <= 0.0 {
        return Some("This file is empty.".to_owned());
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let known_others = [
        "png", "jpg", "jpeg", "gif", "webp", "heic", "zip", "rar", "7z", "mp4", "mp3", "exe", "msg", "pages",
        "numbers", "key", "xlsb",
    ];
    known_others
        .contains(&ending.as_str())
        .then(|| format!("{ACCEPTED_WORDS} can be read. Save it as one of them."))
}

/// Whether a dropped file is an import and not a document.
pub fn is_import(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".ndjson") || name.ends_with(".jsonl")
}

/// Pages that are listed before the rest is counted.
const LISTED_PAGES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_judged_before_they_are_sent() {
        assert_eq!(refusal("a.pdf", 10.0), None);
        assert!(refusal("a.pdf", 0.0).is_some());
        assert!(refusal("a.pdf", 30.0 * 1024.0 * 1024.0).is_some());
        assert!(refusal("Photo.JPG", 10.0).is_some());
        assert_eq!(refusal("Prices.XLSX", 10.0), None);
        assert!(is_import("Articles.JSONL") && !is_import("a.json.txt"));
    }

    #[test]
    fn unread_pages_are_listed_and_many_are_counted() {
        assert_eq!(unread_pages(&[]), None);
        assert_eq!(unread_pages(&[3]).as_deref(), Some("Page 3"));
        assert_eq!(unread_pages(&[1, 3, 4]).as_deref(), Some("Pages 1, 3 and 4"));
        let many: Vec<i32> = (1..=20).collect();
        assert_eq!(
            unread_pages(&many).as_deref(),
            Some("Pages 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 8 more")
        );
    }

    #[test]
    fn every_type_has_a_word() {
        assert_eq!(kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), "Word");
        assert_eq!(
            kind("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            "PowerPoint"
        );
        assert_eq!(kind("application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument");
        assert_eq!(kind("text/csv; charset=utf-8"), "Table");
        assert_eq!(kind("application/octet-stream"), "File");
    }

    #[test]
    fn the_address_says_what_is_filtered_and_back() {
        let filter = DocumentFilter {
            q: Some("R&D, 100 %".to_owned()),
            tags: vec!["how to".to_owned(), "ü".to_owned()],
            untagged: false,
            status: Some(DocumentStatus::Failed),
            media_type: Some("application/pdf".to_owned()),
            enabled: Some(false),
        };
        let address = query_string(&filter);
        assert!(
            address.starts_with("?q=R%26D%2C%20100%20%25&tags=how%20to%2C%C3%BC&status=failed"),
            "{address}"
        );
        let get = |name: &str| match name {
            "q" => Some("R&D, 100 %".to_owned()),
            "tags" => Some("how to,ü".to_owned()),
            "status" => Some("failed".to_owned()),
            "type" => Some("application/pdf".to_owned()),
            _ => Some("false".to_owned()),
        };
        assert_eq!(self::filter(get), filter);
        assert_eq!(query_string(&DocumentFilter::default()), "");
        assert!(self::filter(|name| (name == "tags").then(|| "-".to_owned())).untagged);
        assert_eq!(names(" a, b,,a "), ["a", "b"]);
    }

    #[test]
    fn figures_read_well() {
        assert_eq!(size(1_400_000), "1.4 MB");
        assert_eq!(size(12), "12 B");
        let progress = Progress { stage: IngestStage::Embed, done: 3, total: 4 };
        assert_eq!(share(&progress), Some(0.75));
        assert_eq!(share(&Progress { total: 0, ..progress }), None);
    }
}
