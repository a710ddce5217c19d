//! What files of an archive are called: safe on every system, each once. Pure.

use std::collections::HashSet;

/// Longest name, in bytes.
const NAME_BYTES: usize = 180;

/// Gives out names.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A name like the one given: no folder, nothing that a system takes for something else, and not one
    /// that was given out before (in any case).
    pub(super) fn unique(&mut self, given: &str, ending: Option<&str>) -> String {
        let (stem, own_ending) = parts(given);
        let ending = ending.unwrap_or(own_ending);
        let mut name = join(&stem, "", ending);
        let mut number = 2;
        while !self.taken.insert(name.to_lowercase()) {
            name = join(&stem, &format!(" ({number})"), ending);
            number += 1;
        }
        name
    }
}

fn join(stem: &str, number: &str, ending: &str) -> String {
    if ending.is_empty() { format!("{stem}{number}") } else { format!("{stem}{number}.{ending}") }
}

/// The name without its ending, and the ending.
fn parts(given: &str) -> (String, &str) {
    let (stem, ending) = match given.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem, ending),
        _ => (given, ""),
    };
    let clean: String = stem
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                c
            }
        })
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    let mut stem = clean.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
    while stem.len() > NAME_BYTES {
        stem.pop();
    }
    let reserved = ["con", "prn", "aux", "nul"].contains(&stem.to_lowercase().as_str());
    (if stem.is_empty() || reserved { format!("document{stem}") } else { stem }, ending)
}

fn is_ending(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_each_once() {
        let mut names = Names::default();
        assert_eq!(names.unique("care.pdf", None), "care.pdf");
        assert_eq!(names.unique("Care.PDF", None), "Care (2).PDF");
        assert_eq!(names.unique("../../etc/passwd", None), "_.._etc_passwd");
        assert_eq!(names.unique("C:\\x\0.md", None), "C__x_.md");
        assert_eq!(names.unique("Returns, v1.2 for all", Some("md")), "Returns, v1.2 for all.md");
        assert_eq!(names.unique("..", None), "document");
        assert_eq!(names.unique("", None), "document (2)");
        assert_eq!(names.unique("NUL", None), "documentNUL");
        assert!(names.unique(&"ü".repeat(500), Some("md")).len() <= NAME_BYTES + 3);
    }
}
