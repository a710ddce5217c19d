//! Formats that are text: told by how they begin, and by their name where that says nothing.

use super::MediaType;
use crate::{delimited, json::Json};

/// What a text is. `is_whole`: the sample is the whole file.
pub(super) fn told(sample: &str, extension: &str, is_whole: bool) -> MediaType {
    if sample.trim_start().starts_with("{\\rtf") {
        return MediaType::Rtf;
    }
    // Markdown may open with HTML (a centred logo is common), so its own name is believed first.
    if matches!(extension, "md" | "markdown" | "mdx" | "mkd" | "mdown") {
        return MediaType::Markdown;
    }
    if looks_like_html(sample, extension) {
        return MediaType::Html;
    }
    match extension {
        "tsv" | "tab" => return MediaType::Tsv,
        "csv" => return MediaType::Csv,
        _ => {}
    }
    if let Some(media_type) = json_kind(sample, extension, is_whole) {
        return media_type;
    }
    if looks_like_mail(sample, extension) {
        return MediaType::Eml;
    }
    if looks_like_table(sample) { MediaType::Tsv } else { MediaType::PlainText }
}

/// A text that begins with a bracket is JSON when it parses, or when its name says so.
fn json_kind(sample: &str, extension: &str, is_whole: bool) -> Option<MediaType> {
    let text = sample.trim_start_matches(['\u{feff}', ' ', '\n', '\t']);
    let is_named = matches!(extension, "json" | "ndjson" | "jsonl" | "geojson");
    if !text.starts_with(['{', '[']) && !is_named {
        return None;
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_value = |line: &str| line.starts_with(['{', '[']) && Json::parse(line).is_ok();
    let first_is_value = lines.next().is_some_and(is_value);
    let second_is_value = lines.next().is_some_and(|line| line.starts_with(['{', '[']));
    if first_is_value && second_is_value || matches!(extension, "ndjson" | "jsonl") {
        return Some(MediaType::Ndjson);
    }
    let opens_well = || {
        let rest = text.trim_start_matches(['{', '[', ' ', '\n', '\t']);
        rest.starts_with('"') && text.contains("\":")
    };
    let parses = if is_whole { Json::parse(text).is_ok() } else { opens_well() };
    (is_named || parses).then_some(MediaType::Json)
}

/// Lines of "Name: value" with the names that mails have.
fn looks_like_mail(sample: &str, extension: &str) -> bool {
    const NAMES: [&str; 14] = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "content-type",
        "reply-to",
        "dkim-signature",
        "x-mailer",
        "cc",
    ];
    let mut found: Vec<String> = Vec::new();
    for (number, line) in sample.lines().take(200).enumerate() {
        // A mailbox puts a line of its own first; a long value goes on indented.
        if line.starts_with([' ', '\t']) && number > 0 || number == 0 && line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':').filter(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        }) else {
            break;
        };
        let name = name.to_ascii_lowercase();
        if NAMES.contains(&name.as_str()) && !found.contains(&name) {
            found.push(name);
        }
    }
    let technical =
        ["message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature"];
    let is_technical = found.iter().any(|name| technical.contains(&name.as_str()));
    match extension {
        "eml" | "mht" | "mhtml" => !found.is_empty(),
        _ => found.len() >= 3 && is_technical,
    }
}

/// A table that was copied out of a sheet: values between tabs, equally many on every line.
fn looks_like_table(sample: &str) -> bool {
    let lines: Vec<usize> = sample
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(50)
        .map(|line| line.trim_end_matches('\r').matches('\t').count())
        .collect();
    let first = lines.first().copied().unwrap_or(0);
    lines.len() >= 4
        && first >= 2
        && lines.iter().all(|tabs| *tabs == first)
        && delimited::separator(sample) == '\t'
}

/// A whole page or a clear fragment; a text that mentions a tag is not one.
fn looks_like_html(decoded: &str, extension: &str) -> bool {
    let head: String = decoded.trim_start().chars().take(2_048).collect::<String>().to_ascii_lowercase();
    let opens = ["<!doctype html", "<html", "<head", "<body", "<!doctype htm"];
    if opens.iter().any(|tag| head.starts_with(tag)) {
        return true;
    }
    let anywhere = head.contains("<html") || head.contains("<body") || head.contains("<!doctype html");
    let leads_with_markup = head.starts_with("<!--") || head.starts_with("<?xml");
    if leads_with_markup && anywhere {
        return true;
    }
    let fragment = [
        "<p", "<div", "<h1", "<h2", "<h3", "<ul", "<ol", "<table", "<article", "<section", "<main", "<title",
    ];
    let has_fragment = fragment.iter().any(|tag| head.contains(tag));
    if matches!(extension, "html" | "htm" | "xhtml") {
        return anywhere || has_fragment || head.starts_with('<');
    }
    fragment.iter().any(|tag| head.starts_with(tag)) && (head.contains("</") || head.contains("/>"))
}
