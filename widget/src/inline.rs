//! What stands inside a line of an answer: emphasis, code, links and source numbers.
//!
//! A subset of CommonMark on purpose: HTML and images never come out of here, and a link only with an
//! address that a click may follow. A failed search for a closing mark is remembered and every look ahead is
//! bounded, so that hostile text costs linear time a nesting level, and nesting is bounded too.

use alloc::string::String;
use alloc::vec::Vec;

use crate::markdown::{Piece, cut};

/// Deeper emphasis than this is shown as written.
const DEPTH: u8 = 5;
/// A longer label or address is no link: it bounds how far one bracket makes the parser look ahead.
const LINK_BYTES: usize = 2_000;

/// Appends the pieces of one block's text.
pub fn parse(text: &str, out: &mut Vec<Piece>) {
    line(text, DEPTH, out);
}

/// The address, if a click may follow it: http, https or mailto, and nothing that could end or hide it.
pub fn safe_address(address: &str) -> Option<&str> {
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| has_scheme(address, scheme));
    let clean =
        address.chars().all(|c| c > ' ' && !c.is_control() && !matches!(c, '\\' | '<' | '>' | '"' | '`'));
    (known && clean).then_some(address)
}

fn has_scheme(text: &str, scheme: &str) -> bool {
    text.as_bytes().get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes()))
}

fn line(text: &str, depth: u8, out: &mut Vec<Piece>) {
    let mut hopeless = 0;
    let mut at = 0;
    while let Some(next) = byte(text, at) {
        let rest = cut(text, at, text.len());
        let inside_word = at.checked_sub(1).and_then(|before| byte(text, before)).is_some_and(is_word);
        let taken = match next {
            b'\n' => line_break(out),
            b'\\' => escape(rest, out),
            b'`' => code(rest, &mut hopeless, out),
            b'*' | b'_' => emphasis(rest, depth, inside_word, &mut hopeless, out),
            b'[' => sources(rest, out),
            b'<' => bracketed_address(rest, out),
            b'h' | b'H' if !inside_word => bare_address(rest, out),
            _ => 0,
        };
        let taken = match next {
            b'[' | b'!' if taken == 0 => link(rest, depth, out),
            _ => taken,
        };
        at += taken;
        if taken == 0 {
            let end = at + rest.chars().next().map_or(1, char::len_utf8);
            plain(cut(text, at, end), out);
            at = end;
        }
    }
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// Letters of every script count: what is not ASCII is taken for one.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Appends text to the text before it.
fn plain(text: &str, out: &mut Vec<Piece>) {
    if let Some(Piece::Text(before)) = out.last_mut() {
        before.push_str(text);
    } else if !text.is_empty() {
        out.push(Piece::Text(String::from(text)));
    }
}

fn trim_plain(out: &mut Vec<Piece>) {
    if let Some(Piece::Text(before)) = out.last_mut() {
        while before.ends_with(' ') {
            before.pop();
        }
        if before.is_empty() {
            out.pop();
        }
    }
}

fn line_break(out: &mut Vec<Piece>) -> usize {
    trim_plain(out);
    out.push(Piece::Open("br"));
    out.push(Piece::Close);
    1
}

fn escape(rest: &str, out: &mut Vec<Piece>) -> usize {
    if byte(rest, 1).is_some_and(|b| b.is_ascii_punctuation()) {
        plain(cut(rest, 1, 2), out);
        return 2;
    }
    0
}

fn run(text: &str, from: usize, mark: u8) -> usize {
    let mut end = from;
    while byte(text, end) == Some(mark) {
        end += 1;
    }
    end - from
}

fn find(text: &str, from: usize, mark: u8) -> Option<usize> {
    let found = text.as_bytes().get(from..)?.iter().position(|&b| b == mark)?;
    Some(from + found)
}

fn code(rest: &str, hopeless: &mut u32, out: &mut Vec<Piece>) -> usize {
    let length = run(rest, 0, b'`');
    // The low four bits are for emphasis.
    let bit = 16u32.checked_shl(length as u32).unwrap_or(0);
    if bit != 0 && *hopeless & bit == 0 {
        let mut from = length;
        while let Some(start) = find(rest, from, b'`') {
            let closing = run(rest, start, b'`');
            if closing == length {
                let mut body = cut(rest, length, start);
                if body.len() > 2 && body.starts_with(' ') && body.ends_with(' ') {
                    body = cut(body, 1, body.len() - 1);
                }
                out.push(Piece::Open("code"));
                plain(body, out);
                out.push(Piece::Close);
                return start + length;
            }
            from = start + closing;
        }
        *hopeless |= bit;
    }
    // The whole run is text: a shorter part of it must not open code.
    plain(cut(rest, 0, length), out);
    length
}

fn emphasis(rest: &str, depth: u8, inside_word: bool, hopeless: &mut u32, out: &mut Vec<Piece>) -> usize {
    let mark = byte(rest, 0).unwrap_or(b'*');
    let length = run(rest, 0, mark);
    let width = if length >= 2 { 2 } else { 1 };
    let bit = width << if mark == b'_' { 2 } else { 0 };
    let opens = length <= 3
        && byte(rest, length).is_some_and(|after| !after.is_ascii_whitespace())
        && !(mark == b'_' && inside_word);
    if opens && depth > 0 && *hopeless & bit == 0 {
        if let Some(end) = closing_mark(rest, mark, length, width as usize) {
            out.push(Piece::Open(if width == 2 { "strong" } else { "em" }));
            line(cut(rest, width as usize, end), depth - 1, out);
            out.push(Piece::Close);
            return end + width as usize;
        }
        *hopeless |= bit;
    }
    plain(cut(rest, 0, length), out);
    length
}

/// Where the mark of `width` that closes an opening run of `length` starts.
fn closing_mark(rest: &str, mark: u8, length: usize, width: usize) -> Option<usize> {
    let mut from = length;
    loop {
        let start = find(rest, from, mark)?;
        let found = run(rest, start, mark);
        let touches = byte(rest, start - 1).is_some_and(|b| !b.is_ascii_whitespace() && b != b'\\');
        let inside_word = mark == b'_' && byte(rest, start + found).is_some_and(is_word);
        let fits = if width == 1 { found % 2 == 1 } else { found >= 2 };
        if touches && fits && !inside_word {
            return Some(start + found - width);
        }
        from = start + found;
    }
}

/// `[1]`, `[1, 2]`.
fn sources(rest: &str, out: &mut Vec<Piece>) -> usize {
    let mut numbers = Vec::new();
    let mut number = 0;
    for at in 1..24 {
        match byte(rest, at) {
            Some(digit @ b'0'..=b'9') if number < 100 => number = number * 10 + u32::from(digit - b'0'),
            Some(b' ') if number == 0 => {}
            Some(end @ (b',' | b']')) if number > 0 => {
                numbers.push(Piece::Source(number));
                number = 0;
                if end == b']' {
                    if byte(rest, at + 1) == Some(b'(') {
                        return 0;
                    }
                    // The chip brings its own distance, and none may be left behind when it is dropped.
                    trim_plain(out);
                    out.append(&mut numbers);
                    return at + 1;
                }
            }
            _ => return 0,
        }
    }
    0
}

/// `[text](address)`; an image (`!` before it) leaves only its text.
fn link(rest: &str, depth: u8, out: &mut Vec<Piece>) -> usize {
    let label_start = if rest.starts_with('[') { 1 } else { 2 };
    if !cut(rest, 0, label_start).ends_with('[') {
        return 0;
    }
    let ends = |at: &usize| matches!(byte(rest, *at), Some(b'[' | b']') | None);
    let label_end = (label_start..LINK_BYTES).find(ends).unwrap_or(label_start);
    let label = cut(rest, label_start, label_end);
    if cut(rest, label_end, label_end + 2) != "](" {
        return 0;
    }
    let start = label_end + 2;
    let mut open = 0;
    for at in start..start + LINK_BYTES {
        match byte(rest, at) {
            Some(b'(') => open += 1,
            Some(b')') if open > 0 => open -= 1,
            Some(b')') => {
                let target = cut(rest, start, at).trim_ascii();
                let address = target.split(' ').next().and_then(safe_address).filter(|_| label_start == 1);
                if let Some(address) = address {
                    out.push(Piece::Link(String::from(address)));
                }
                line(label, depth.saturating_sub(1), out);
                if address.is_some() {
                    out.push(Piece::Close);
                }
                return at + 1;
            }
            Some(b'\n') | None => return 0,
            _ => {}
        }
    }
    0
}

/// `<https://…>`.
fn bracketed_address(rest: &str, out: &mut Vec<Piece>) -> usize {
    let end = (1..LINK_BYTES)
        .find(|at| matches!(byte(rest, *at), Some(b'<' | b'>' | b' ' | b'\n') | None))
        .unwrap_or(1);
    let inside = cut(rest, 1, end);
    if byte(rest, end) != Some(b'>') || safe_address(inside).is_none() {
        return 0;
    }
    self_named_link(inside, out);
    end + 1
}

/// `https://…` in the middle of a sentence.
fn bare_address(rest: &str, out: &mut Vec<Piece>) -> usize {
    if !has_scheme(rest, "https://") && !has_scheme(rest, "http://") {
        return 0;
    }
    let stops = |b: u8| b <= b' ' || b"<>[]\"`\\*|".contains(&b);
    let mut end = (8..LINK_BYTES).find(|at| byte(rest, *at).is_none_or(stops)).unwrap_or(0);
    while end > 8 && byte(rest, end - 1).is_some_and(|b| b".,;:!?')_".contains(&b)) {
        end -= 1;
    }
    let address = cut(rest, 0, end);
    if end < 10 || safe_address(address).is_none() {
        return 0;
    }
    self_named_link(address, out);
    end
}

fn self_named_link(address: &str, out: &mut Vec<Piece>) {
    out.push(Piece::Link(String::from(address)));
    plain(address, out);
    out.push(Piece::Close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::tests::html;

    fn shown(text: &str) -> String {
        let mut out = Vec::new();
        parse(text, &mut out);
        html(&out)
    }

    #[test]
    fn emphasis_nests_and_leaves_words_alone() {
        assert_eq!(shown("a **b** c"), "a <strong>b</strong> c");
        assert_eq!(shown("*a **b** c*"), "<em>a <strong>b</strong> c</em>");
        assert_eq!(shown("***x***"), "<strong><em>x</em></strong>");
        assert_eq!(shown("snake_case_name 2 * 3 * 4"), "snake_case_name 2 * 3 * 4");
        assert_eq!(shown("**open"), "**open");
        assert_eq!(shown("**a** und _ä_"), "<strong>a</strong> und <em>ä</em>");
        assert_eq!(shown(r"\*a\* \x"), r"*a* \x");
    }

    #[test]
    fn code_is_verbatim() {
        assert_eq!(shown("`` a`b `` `[1] {b}`"), "<code>a`b</code> <code>[1] {b}</code>");
        assert_eq!(shown("``a`"), "``a`");
    }

    #[test]
    fn source_numbers() {
        assert_eq!(shown("Yes [1]. No [2, 3]"), "Yes{1}. No{2}{3}");
        assert_eq!(shown("[1][2] [ 12 , 3]"), "{1}{2} [ 12 , 3]");
        assert_eq!(shown("[0] [x] [1234] [] [1,] ["), "[0] [x] [1234] [] [1,] [");
    }

    #[test]
    fn links_only_where_a_click_is_safe() {
        assert_eq!(shown("[*a*](https://x.example/(b))"), "<a https://x.example/(b)><em>a</em></a>");
        assert_eq!(shown("[a](mailto:a@b.example \"t\")"), "<a mailto:a@b.example>a</a>");
        assert_eq!(shown("[1](https://x.example)"), "<a https://x.example>1</a>");
        assert_eq!(shown("see https://x.example/a."), "see <a https://x.example/a>https://x.example/a</a>.");
        assert_eq!(shown("(https://x.example)"), "(<a https://x.example>https://x.example</a>)");
        assert_eq!(shown("<https://x.example>"), "<a https://x.example>https://x.example</a>");
        assert_eq!(shown("http:// xhttps://x.example"), "http:// xhttps://x.example");
        for hostile in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\u{1}javascript:x",
            "java\tscript:x",
            "data:text/html,{script}",
            "vbscript:x",
            "//evil.example",
            "https:\\\\evil",
            "https://a\u{85}b",
            "file:///etc/passwd",
            "blob:https://x",
            "/relative",
            "#",
            "",
        ] {
            assert_eq!(safe_address(hostile), None, "{hostile}");
            assert!(!shown(&format!("[a]({hostile})")).contains("<a"), "{hostile}");
            assert!(!shown(&format!("<{hostile}>")).contains("<a"), "{hostile}");
        }
    }

    #[test]
    fn html_and_images_are_text() {
        assert_eq!(shown("<img src=x onerror=alert(1)>"), "&lt;img src=x onerror=alert(1)&gt;");
        assert_eq!(shown("![alt](https://evil.example/p.png)!"), "alt!");
        assert_eq!(shown("<script>x</script>"), "&lt;script&gt;x&lt;/script&gt;");
    }

    #[test]
    fn hostile_marks_cost_little() {
        for piece in [
            "*", "_", "**a ", "*a _b ", "[", "![", "`", "`` ` ", "[a](", "<", "https://", "\\", "[1", "((",
            "[]((", "[a]",
        ] {
            let hostile = piece.repeat(40_000 / piece.len());
            let started = std::time::Instant::now();
            shown(&hostile);
            assert!(started.elapsed().as_secs() < 5, "{piece:?} took {:?}", started.elapsed());
        }
    }
}
