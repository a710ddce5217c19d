//! A quick look at how deep a page is nested: the parser takes quadratic time over a tree that is one long
//! branch, and walks over it by recursion.

/// Real pages stay below 100; careless ones that never close a tag reach some hundreds.
const DEEPEST: usize = 3_000;
/// Tags that close themselves when the next one opens, or have no content.
const NOT_COUNTED: [&[u8]; 26] = [
    b"p",
    b"li",
    b"dt",
    b"dd",
    b"td",
    b"th",
    b"tr",
    b"option",
    b"optgroup",
    b"tbody",
    b"thead",
    b"tfoot",
    b"colgroup",
    b"br",
    b"hr",
    b"img",
    b"input",
    b"meta",
    b"link",
    b"area",
    b"base",
    b"col",
    b"embed",
    b"source",
    b"track",
    b"wbr",
];

/// Whether more elements are open at once than a page for reading has. One pass, no allocation.
pub(super) fn is_too_deep(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')) {
        at += found + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        let closes = rest.first() == Some(&b'/');
        let name = rest.get(usize::from(closes)..).unwrap_or_default();
        let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = name.get(..length).unwrap_or_default();
        if !name.first().is_some_and(u8::is_ascii_alphabetic)
            || NOT_COUNTED.iter().any(|own| name.eq_ignore_ascii_case(own))
        {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
            continue;
        }
        // The text of a script is full of signs that look like tags.
        if name.eq_ignore_ascii_case(b"script") || name.eq_ignore_ascii_case(b"style") {
            at += length_of_raw_text(rest, name);
            continue;
        }
        depth += 1;
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// Up to the closing tag, or all there is.
fn length_of_raw_text(rest: &[u8], name: &[u8]) -> usize {
    let closing = |window: &[u8]| {
        window.starts_with(b"</") && window.get(2..).is_some_and(|own| own.eq_ignore_ascii_case(name))
    };
    rest.windows(name.len() + 2).position(closing).map_or(rest.len(), |at| at + name.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::is_too_deep;

    #[test]
    fn only_deep_trees_are_refused() {
        assert!(is_too_deep(&"<div>".repeat(5_000)));
        assert!(is_too_deep(&"<table><tr><td>".repeat(5_000)));
        assert!(!is_too_deep(&"<p>word".repeat(5_000)));
        assert!(!is_too_deep(&"<div><span>x</span></div>".repeat(5_000)));
        let script = format!("<script>{}</script><p>x", "if (a<b) ".repeat(5_000));
        assert!(!is_too_deep(&script));
        assert!(!is_too_deep("< a <"));
    }
}
