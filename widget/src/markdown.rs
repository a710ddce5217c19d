//! Splits an answer into blocks: the Markdown that models really write, and nothing that is dangerous.
//!
//! Raw HTML is text, images are their alternative text, and everything ends up as DOM nodes made one by one
//! (`browser::render`), never as markup. Blocks know where they start, so that a growing answer is parsed
//! again only from its last unsettled block. The result is a flat list, which is far less code than a tree.

use alloc::string::String;
use alloc::vec::Vec;

use crate::inline;

/// Deeper lists and quotes than this are shown as written.
const DEPTH: u8 = 4;

/// A step in building an answer's nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// An element of this name begins; one of ours, never one of the answer's.
    Open(&'static str),
    /// A link to this address begins.
    Link(String),
    /// An ordered list begins with this number.
    Numbered(u32),
    /// The innermost element ends.
    Close,
    /// Text.
    Text(String),
    /// A source number, `[n]`.
    Source(u32),
}

/// The pieces of a text that may still grow.
pub struct Growing {
    /// The blocks that will not change any more.
    pub settled: Vec<Piece>,
    /// How many bytes those cover.
    pub covered: usize,
    /// The blocks after them.
    pub rest: Vec<Piece>,
}

/// Parses a whole text.
pub fn parse(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    blocks(text, DEPTH, &mut out);
    out
}

/// Parses a text that may still grow.
pub fn parse_growing(text: &str) -> Growing {
    let mut out = Vec::new();
    let starts = blocks(text, DEPTH, &mut out);
    // A block is settled when the first line of the one behind it is complete: until then that line may
    // still turn out to belong to it.
    let complete = text.as_bytes().iter().rposition(|&b| b == b'\n').unwrap_or(0);
    let (covered, pieces) = starts.iter().rfind(|(at, _)| *at < complete).copied().unwrap_or((0, 0));
    let rest = out.split_off(pieces.min(out.len()));
    Growing { settled: out, covered, rest }
}

/// The text without a source number that is only half there, as it would flicker.
pub fn without_half_source(text: &str) -> &str {
    let body = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',' || c == ' ');
    if body.ends_with('[') && text.len() - body.len() < 10 {
        return cut(body, 0, body.len() - 1).trim_ascii_end();
    }
    text
}

/// What a screen reader says: the words, without marks and source numbers.
pub fn spoken(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Open("p" | "li" | "td" | "th" | "br" | "pre") if !out.is_empty() => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// A part of a text; empty where there is none.
#[inline(never)]
pub fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

#[derive(Clone, Copy, Default)]
struct Line<'a> {
    start: usize,
    /// Without space at its ends.
    text: &'a str,
    /// As written.
    full: &'a str,
    indent: usize,
}

struct Marker {
    number: Option<u32>,
    width: usize,
}

/// Appends all blocks; where each starts: byte in the text, place in `out`.
fn blocks(text: &str, depth: u8, out: &mut Vec<Piece>) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for full in text.split('\n') {
        let text = full.trim_ascii();
        lines.push(Line { start, text, full, indent: full.len() - full.trim_ascii_start().len() });
        start += full.len() + 1;
    }
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if !line.text.is_empty() {
            starts.push((line.start, out.len()));
            at += block(lines.get(at - 1..).unwrap_or(&[]), depth, out).saturating_sub(1);
        }
    }
    starts
}

/// Appends the block that starts here and returns how many lines it took.
fn block(lines: &[Line], depth: u8, out: &mut Vec<Piece>) -> usize {
    let line = lines.first().copied().unwrap_or_default();
    let first = line.text;
    if let Some(fence) = fence(first) {
        return code(lines, fence, out);
    }
    if let Some(heading) = heading(first) {
        out.push(Piece::Open("h"));
        inline::parse(heading, out);
        out.push(Piece::Close);
        return 1;
    }
    if is_rule(first) {
        out.push(Piece::Open("hr"));
        out.push(Piece::Close);
        return 1;
    }
    if is_table(lines) {
        return table(lines, out);
    }
    if depth > 0 && first.starts_with('>') {
        return quote(lines, depth, out);
    }
    match marker(first) {
        Some(marker) if depth > 0 => list(lines, marker.number, depth, out),
        _ => paragraph(lines, depth, out),
    }
}

fn starts_block(lines: &[Line]) -> bool {
    let first = lines.first().copied().unwrap_or_default().text;
    first.starts_with('>')
        || fence(first).is_some()
        || heading(first).is_some()
        || is_rule(first)
        || is_table(lines)
        || marker(first).is_some()
}

fn fence(line: &str) -> Option<&str> {
    let mark = if line.starts_with('~') { '~' } else { '`' };
    let info = line.trim_start_matches(mark);
    let length = line.len() - info.len();
    (length >= 3 && !info.contains('`')).then(|| cut(line, 0, length))
}

fn heading(line: &str) -> Option<&str> {
    let body = line.trim_start_matches('#');
    let level = line.len() - body.len();
    (level > 0 && level < 7 && body.starts_with(' '))
        .then(|| body.trim_ascii().trim_end_matches('#').trim_ascii())
}

fn is_rule(line: &str) -> bool {
    let mark = line.as_bytes().first().copied().unwrap_or_default();
    b"-*_".contains(&mark)
        && line.bytes().all(|b| b == mark || b == b' ')
        && line.bytes().filter(|b| *b == mark).count() >= 3
}

fn is_table(lines: &[Line]) -> bool {
    let [head, under, ..] = lines else { return false };
    head.text.contains('|')
        && under.text.contains('|')
        && under.text.contains('-')
        && under.text.bytes().all(|b| b"|-: ".contains(&b))
}

fn marker(line: &str) -> Option<Marker> {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - after.len();
    let marks: &[u8] = if digits == 0 { b"-*+" } else { b".)" };
    let is_mark = after.as_bytes().first().is_some_and(|mark| marks.contains(mark));
    let ends = matches!(after.as_bytes().get(1), None | Some(b' ' | b'\t'));
    let number = (digits > 0).then(|| {
        cut(line, 0, digits).bytes().fold(0u32, |n, b| n.wrapping_mul(10).wrapping_add((b - b'0').into()))
    });
    (is_mark && ends && digits < 10).then_some(Marker { number, width: digits + 2 })
}

fn code(lines: &[Line], fence: &str, out: &mut Vec<Piece>) -> usize {
    let indent = lines.first().copied().unwrap_or_default().indent;
    let mut code = String::new();
    let mut taken = 1;
    for line in lines.iter().skip(1) {
        taken += 1;
        // A fence of the same mark, at least as long.
        if line.text.starts_with(fence) && line.text.bytes().all(|b| fence.as_bytes().first() == Some(&b)) {
            break;
        }
        if taken > 2 {
            code.push('\n');
        }
        code.push_str(cut(line.full, indent.min(line.indent), line.full.len()).trim_end_matches('\r'));
    }
    out.push(Piece::Open("pre"));
    out.push(Piece::Open("code"));
    out.push(Piece::Text(code));
    out.push(Piece::Close);
    out.push(Piece::Close);
    taken
}

fn table(lines: &[Line], out: &mut Vec<Piece>) -> usize {
    out.push(Piece::Open("table"));
    let mut taken = 0;
    for line in lines {
        if taken > 1 && !line.text.contains('|') {
            break;
        }
        taken += 1;
        if taken == 2 {
            continue;
        }
        out.push(Piece::Open("tr"));
        for cell in line.text.trim_start_matches('|').trim_end_matches('|').split('|') {
            out.push(Piece::Open(if taken == 1 { "th" } else { "td" }));
            inline::parse(cell.trim_ascii(), out);
            out.push(Piece::Close);
        }
        out.push(Piece::Close);
    }
    out.push(Piece::Close);
    taken
}

fn quote(lines: &[Line], depth: u8, out: &mut Vec<Piece>) -> usize {
    let mut inner = String::new();
    let mut taken = 0;
    for line in lines {
        if !line.text.starts_with('>') {
            break;
        }
        inner.push_str(cut(line.text, 1, line.text.len()));
        inner.push('\n');
        taken += 1;
    }
    nested("blockquote", &inner, depth, out);
    taken
}

/// Items run on over indented lines and over blank lines that more of the list follows.
fn list(lines: &[Line], first_number: Option<u32>, depth: u8, out: &mut Vec<Piece>) -> usize {
    out.push(first_number.map_or(Piece::Open("ul"), Piece::Numbered));
    let margin = lines.first().copied().unwrap_or_default().indent + 2;
    let mut item = String::new();
    let mut content = margin;
    let mut taken = 0;
    let mut after_blank = false;
    for (at, line) in lines.iter().enumerate() {
        if line.text.is_empty() {
            after_blank = true;
            continue;
        }
        match marker(line.text).filter(|_| line.indent < content && !is_rule(line.text)) {
            Some(marker) if marker.number.is_some() != first_number.is_some() => break,
            Some(marker) => {
                if taken > 0 {
                    nested("li", &item, depth, out);
                }
                content = line.indent + marker.width.min(4);
                item.clear();
                item.push_str(cut(line.text, marker.width, line.text.len()).trim_ascii_start());
            }
            None => {
                let runs_on = !after_blank && !starts_block(lines.get(at..).unwrap_or(&[]));
                if line.indent < margin && !runs_on {
                    break;
                }
                item.push_str(if after_blank { "\n\n" } else { "\n" });
                item.push_str(cut(line.full, line.indent.min(content), line.full.len()));
            }
        }
        after_blank = false;
        taken = at + 1;
    }
    nested("li", &item, depth, out);
    out.push(Piece::Close);
    taken
}

fn nested(name: &'static str, text: &str, depth: u8, out: &mut Vec<Piece>) {
    out.push(Piece::Open(name));
    blocks(text, depth - 1, out);
    out.push(Piece::Close);
}

fn paragraph(lines: &[Line], depth: u8, out: &mut Vec<Piece>) -> usize {
    let mut text = String::new();
    let mut taken = 0;
    for (at, line) in lines.iter().enumerate() {
        let ends = at > 0 && depth > 0 && starts_block(lines.get(at..).unwrap_or(&[]));
        if line.text.is_empty() || ends {
            break;
        }
        if at > 0 {
            text.push('\n');
        }
        text.push_str(line.text);
        taken = at + 1;
    }
    out.push(Piece::Open("p"));
    inline::parse(&text, out);
    out.push(Piece::Close);
    taken
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
pub(crate) mod tests;
