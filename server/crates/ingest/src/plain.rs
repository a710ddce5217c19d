//! Plain text to blocks: paragraphs between blank lines, lists, and headings where they are clearly drawn.

use crate::document::{Block, Content, Extracted};

/// The blocks of a plain text. It has no title of its own.
pub(crate) fn parse(text: &str) -> Extracted {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let next = lines.get(index + 1).copied().unwrap_or_default();
        if line.trim().is_empty() {
            flush(&mut paragraph, &mut blocks);
        } else if let Some(level) = underline_level(line, next).filter(|_| paragraph.is_empty()) {
            blocks.push(Block::new(Content::heading(level, line.trim())));
            index += 1;
        } else if paragraph.is_empty() && next.trim().is_empty() && is_shouted(line) {
            blocks.push(Block::new(Content::heading(2, line.trim())));
        } else if let Some((marker, item)) = list_item(line) {
            flush(&mut paragraph, &mut blocks);
            let depth = u8::try_from(indent_of(line) / 2).unwrap_or(u8::MAX).min(6);
            let mut item = item.to_owned();
            // Indented lines that follow belong to the entry.
            while let Some(more) = lines.get(index + 1).filter(|more| continues(line, more)) {
                item.push(' ');
                item.push_str(more.trim());
                index += 1;
            }
            blocks.push(Block::new(Content::ListItem { depth, marker: marker.to_owned(), text: item }));
        } else {
            paragraph.push(line);
        }
        index += 1;
    }
    flush(&mut paragraph, &mut blocks);
    Extracted { title: None, blocks, ..Extracted::default() }
}

fn flush(paragraph: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    if paragraph.is_empty() {
        return;
    }
    let text = paragraph.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
    paragraph.clear();
    blocks.push(Block::new(Content::paragraph(text)));
}

/// `====` or `----` below a short line, about as long as the line.
fn underline_level(line: &str, next: &str) -> Option<u8> {
    let next = next.trim();
    let drawn =
        next.len() >= 3 && (next.bytes().all(|byte| byte == b'=') || next.bytes().all(|byte| byte == b'-'));
    let length = line.trim().chars().count();
    if !drawn || length > 100 || next.len() * 2 < length || list_item(line).is_some() {
        return None;
    }
    Some(if next.starts_with('=') { 1 } else { 2 })
}

/// A short line in capitals between blank lines.
fn is_shouted(line: &str) -> bool {
    let line = line.trim();
    let letters = line.chars().filter(|character| character.is_alphabetic()).count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let has_lower = line.chars().any(char::is_lowercase);
    let cased = line.chars().any(char::is_uppercase);
    // A part number or an error code alone on a line is content, not a heading.
    letters >= 4
        && cased
        && !has_lower
        && digits <= 2
        && line.chars().count() <= 60
        && !line.ends_with(['.', ',', ';', '!', '?'])
}

fn indent_of(line: &str) -> usize {
    line.chars().take_while(|character| *character == ' ' || *character == '\t').count()
}

fn continues(item: &str, line: &str) -> bool {
    !line.trim().is_empty() && indent_of(line) > indent_of(item) && list_item(line).is_none()
}

/// The marker and the text of a list entry: `- x`, `* x`, `• x`, `1. x`, `2) x`, `a) x`.
pub(crate) fn list_item(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (marker, rest) = line.split_once([' ', '\t'])?;
    if rest.trim().is_empty() {
        return None;
    }
    let bullet =
        matches!(marker, "-" | "*" | "+" | "•" | "◦" | "▪" | "‣" | "●" | "○" | "–" | "·" | "\u{f0b7}");
    let body = marker.strip_suffix(['.', ')']);
    let numbered = body.is_some_and(|body| {
        !body.is_empty() && body.len() <= 3 && body.bytes().all(|byte| byte.is_ascii_digit())
    });
    let lettered = marker.ends_with(')')
        && body.is_some_and(|body| body.len() == 1 && body.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match (bullet, numbered || lettered) {
        (true, _) => Some(("-", rest.trim_start())),
        (_, true) => Some((marker, rest.trim_start())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::document::Content;

    fn contents(text: &str) -> Vec<Content> {
        parse(text).blocks.into_iter().map(|block| block.content).collect()
    }

    #[test]
    fn paragraphs_lists_and_headings() {
        let text = "Returns\n=======\n\nYou can return\nwithin 30 days.\n\n- unused\n- in its\n  box\n\n1) Pack it\n2) Send it\n\nSHIPPING COSTS\n\nWe pay.";
        let item = |marker: &str, text: &str| Content::ListItem {
            depth: 0,
            marker: marker.into(),
            text: text.into(),
        };
        assert_eq!(
            contents(text),
            vec![
                Content::heading(1, "Returns"),
                Content::paragraph("You can return\nwithin 30 days."),
                item("-", "unused"),
                item("-", "in its box"),
                item("1)", "Pack it"),
                item("2)", "Send it"),
                Content::heading(2, "SHIPPING COSTS"),
                Content::paragraph("We pay."),
            ]
        );
    }

    #[test]
    fn a_code_alone_is_no_heading() {
        assert_eq!(
            contents("E-4012-XF\n\nMeans: reset."),
            vec![Content::paragraph("E-4012-XF"), Content::paragraph("Means: reset.")]
        );
    }
}
