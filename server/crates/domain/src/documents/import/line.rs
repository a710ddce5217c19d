//! One line of an import.

use chatsphere_contract::ids::DocumentId;
use chatsphere_contract::limits;
use chatsphere_db::documents::ImportedDocument;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use crate::tags::name;

/// Longest id of an importer, in characters.
const EXTERNAL_ID_CHARS: usize = 200;
/// Longest title; what is longer is shortened. Titles of imported pages are not ours to choose.
const TITLE_CHARS: usize = 300;
/// Longest address, in bytes.
const URL_BYTES: usize = 2_000;

/// Why a line is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rejection {
    pub(super) code: &'static str,
    pub(super) message: String,
}

/// A line as it comes: everything optional, to say what is missing.
#[derive(Deserialize)]
struct RawLine {
    external_id: Option<String>,
    title: Option<String>,
    text: Option<String>,
    url: Option<String>,
    tags: Option<Vec<String>>,
}

/// Reads a line; `id` is the document's, should it be new.
pub(super) fn parse(line: &[u8], id: DocumentId) -> Result<ImportedDocument, Rejection> {
    let raw: RawLine = serde_json::from_slice(line).map_err(|error| explain(&error))?;
    let external_id = required("external_id", raw.external_id)?.trim().to_owned();
    if external_id.chars().count() > EXTERNAL_ID_CHARS || external_id.chars().any(char::is_control) {
        return Err(invalid("external_id", format!("has at most {EXTERNAL_ID_CHARS} printable characters")));
    }
    let title = one_line(&required("title", raw.title)?);
    let text = required("text", raw.text)?;
    if text.len() > limits::IMPORT_TEXT_BYTES {
        return Err(Rejection { code: "too_large", message: too_large() });
    }
    let text = if text.contains('\0') { text.replace('\0', "") } else { text };
    let url = raw.url.filter(|url| !url.trim().is_empty()).map(|url| web_address(&url)).transpose()?;
    let tags = labels(raw.tags.unwrap_or_default())?;
    let mut document = ImportedDocument { id, external_id, title, text, url, tags, sha256: Vec::new() };
    document.sha256 = fingerprint(&document);
    Ok(document)
}

/// What is said about a text over the limit.
pub(super) fn too_large() -> String {
    format!(
        "The text is longer than {} MiB. Split it into several documents.",
        limits::IMPORT_TEXT_BYTES / (1024 * 1024)
    )
}

fn explain(error: &serde_json::Error) -> Rejection {
    if error.is_data() {
        let message = format!("A field is not of the type that it should be: {error}.");
        return Rejection { code: "invalid_field", message };
    }
    Rejection { code: "invalid_json", message: format!("The line is not a JSON object: {error}.") }
}

fn required(field: &str, value: Option<String>) -> Result<String, Rejection> {
    value.filter(|value| !value.trim().is_empty()).ok_or_else(|| Rejection {
        code: "missing_field",
        message: format!("The field “{field}” is missing or empty."),
    })
}

fn one_line(title: &str) -> String {
    let words: Vec<&str> =
        title.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let title = words.join(" ");
    if title.chars().count() <= TITLE_CHARS {
        return title;
    }
    title.chars().take(TITLE_CHARS - 1).chain(['…']).collect()
}

fn web_address(given: &str) -> Result<String, Rejection> {
    let wrong = || invalid("url", "is an http or https address".to_owned());
    let url = Url::parse(given.trim()).map_err(|_| wrong())?;
    let is_web = matches!(url.scheme(), "http" | "https");
    if !is_web || !url.username().is_empty() || url.password().is_some() || url.as_str().len() > URL_BYTES {
        return Err(wrong());
    }
    Ok(url.into())
}

fn labels(given: Vec<String>) -> Result<Vec<String>, Rejection> {
    let given: Vec<String> = given.into_iter().filter(|tag| !tag.trim().is_empty()).collect();
    if given.len() > limits::TAGS_PER_DOCUMENT {
        return Err(invalid("tags", format!("has at most {} tags", limits::TAGS_PER_DOCUMENT)));
    }
    let parsed: Result<Vec<String>, _> = given.iter().map(|tag| name::parse(tag)).collect();
    parsed.map_err(|error| Rejection {
        code: "invalid_field",
        message: format!("The field “tags”: {}", error.message),
    })
}

fn invalid(field: &str, rule: String) -> Rejection {
    Rejection { code: "invalid_field", message: format!("The field “{field}” {rule}.") }
}

/// Everything that the line said, so that a line which says the same needs no work.
fn fingerprint(document: &ImportedDocument) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    part(&document.title);
    part(&document.text);
    part(document.url.as_deref().unwrap_or_default());
    document.tags.iter().for_each(|tag| part(tag));
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn read(line: &str) -> Result<ImportedDocument, Rejection> {
        parse(line.as_bytes(), DocumentId(Uuid::nil()))
    }

    fn code(line: &str) -> &'static str {
        read(line).unwrap_err().code
    }

    #[test]
    fn a_line_becomes_a_document() {
        let line = r##"{"external_id":" a1 ","title":"Care\n of tools","text":"# Care","url":"https://x.example/a b","tags":["how-to",""],"extra":1}"##;
        let document = read(line).unwrap();
        assert_eq!(document.external_id, "a1");
        assert_eq!(document.title, "Care of tools");
        assert_eq!(document.url.as_deref(), Some("https://x.example/a%20b"));
        assert_eq!(document.tags, ["how-to"]);
        assert_eq!(document.sha256.len(), 32);
    }

    #[test]
    fn every_reason_has_its_code() {
        assert_eq!(code("{"), "invalid_json");
        assert_eq!(code("plain text"), "invalid_json");
        assert_eq!(code("[]"), "invalid_field");
        assert_eq!(code(r#"{"external_id":5,"title":"t","text":"x"}"#), "invalid_field");
        assert_eq!(code(r#"{"title":"t","text":"x"}"#), "missing_field");
        assert_eq!(code(r#"{"external_id":"a","title":" ","text":"x"}"#), "missing_field");
        assert_eq!(code(r#"{"external_id":"a","title":"t","text":""}"#), "missing_field");
        for url in ["javascript:alert(1)", "/relative", "ftp://x.example", "https://me:pw@x.example"] {
            let line = format!(r#"{{"external_id":"a","title":"t","text":"x","url":"{url}"}}"#);
            assert_eq!(code(&line), "invalid_field", "{url}");
        }
        let long = "x".repeat(limits::IMPORT_TEXT_BYTES + 1);
        assert_eq!(code(&format!(r#"{{"external_id":"a","title":"t","text":"{long}"}}"#)), "too_large");
    }

    #[test]
    fn what_differs_has_another_fingerprint() {
        let of = |line: &str| read(line).unwrap().sha256;
        let plain = of(r#"{"external_id":"a","title":"t","text":"x"}"#);
        assert_eq!(plain, of(r#"{"text":"x","external_id":"a","title":"t","url":null}"#));
        assert_ne!(plain, of(r#"{"external_id":"a","title":"t","text":"x","tags":["n"]}"#));
        assert_ne!(plain, of(r#"{"external_id":"a","title":"t","text":"x","url":"https://x.example"}"#));
    }
}
