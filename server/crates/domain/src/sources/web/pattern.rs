//! Which addresses a source reads: `*` stands for anything, the rest for itself.

use url::Url;

/// What to read and what to leave out.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Patterns {
    /// Reads all when `include` is empty; `exclude` wins.
    pub fn new(include: &[String], exclude: &[String]) -> Self {
        Self { include: include.to_vec(), exclude: exclude.to_vec() }
    }

    /// Whether the address is to be read.
    pub fn permit(&self, url: &Url) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|pattern| applies(pattern, url));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

/// A pattern with `://` is held against the whole address, any other against path and query.
fn applies(pattern: &str, url: &Url) -> bool {
    let text = url.as_str();
    if pattern.contains("://") {
        return matches(pattern.as_bytes(), text.as_bytes());
    }
    let path = text.get(url[..url::Position::BeforePath].len()..).unwrap_or_default();
    matches(pattern.as_bytes(), path.as_bytes())
}

/// Whether `pattern` covers the whole text. Only the last star is ever reconsidered, which is enough and
/// keeps the work to the product of both lengths.
pub(super) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at_pattern, mut at_text) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(at_text) {
        match pattern.get(at_pattern) {
            Some(b'*') => {
                star = Some((at_pattern + 1, at_text));
                at_pattern += 1;
            }
            Some(same) if same == byte => {
                at_pattern += 1;
                at_text += 1;
            }
            _ => match star {
                Some((after_star, covered)) => {
                    star = Some((after_star, covered + 1));
                    (at_pattern, at_text) = (after_star, covered + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(at_pattern..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permit(include: &[&str], exclude: &[&str], url: &str) -> bool {
        let owned = |patterns: &[&str]| patterns.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        Patterns::new(&owned(include), &owned(exclude)).permit(&Url::parse(url).unwrap())
    }

    #[test]
    fn stars_stand_for_anything() {
        assert!(permit(&[], &[], "https://example.com/a"));
        assert!(permit(&["/docs/*"], &[], "https://example.com/docs/a/b?c"));
        assert!(!permit(&["/docs/*"], &[], "https://example.com/docs"));
        assert!(permit(&["/docs*"], &["*print=1*"], "https://example.com/docs?print=2"));
        assert!(!permit(&["/docs*"], &["*print=1*"], "https://example.com/docs?print=1"));
        assert!(permit(&["/a"], &[], "https://example.com/a"));
        assert!(!permit(&["/a"], &[], "https://example.com/a?b"));
        assert!(permit(&["https://*.example.com/*"], &[], "https://docs.example.com/a"));
        assert!(!permit(&["https://*.example.com/*"], &[], "https://example.com/a"));
        assert!(permit(&["*.pdf"], &[], "https://example.com/a/b.pdf"));
    }

    #[test]
    fn a_pattern_made_to_be_slow_is_not() {
        let pattern = format!("{}b", "*a".repeat(150));
        assert!(!matches(pattern.as_bytes(), "a".repeat(2_000).as_bytes()));
    }
}
