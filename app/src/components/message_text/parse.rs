//! The Markdown subset of an answer: paragraphs, lists, code, emphasis, links, source numbers. Pure.

/// A block of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Lines that belong together.
    Paragraph(Vec<Inline>),
    /// A heading, of any level.
    Heading(Vec<Inline>),
    /// Points.
    List {
        /// Numbered.
        ordered: bool,
        /// The points.
        items: Vec<Vec<Inline>>,
    },
    /// Code, as it is.
    Code(String),
}

/// A stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain.
    Text(String),
    /// `**so**`.
    Strong(String),
    /// `*so*`.
    Emphasis(String),
    /// `` `so` ``.
    Code(String),
    /// `[text](https://…)`; other schemes stay text.
    Link {
        /// The words.
        text: String,
        /// http or https.
        url: String,
    },
    /// `[n]`.
    Source(u32),
}

/// Cuts a text into blocks. Every text has a reading; unfinished marks stay as they are.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            end_paragraph(&mut paragraph, &mut blocks);
            let code: Vec<&str> = lines.by_ref().take_while(|l| !l.trim_start().starts_with("```")).collect();
            blocks.push(Block::Code(code.join("\n")));
        } else if trimmed.is_empty() {
            end_paragraph(&mut paragraph, &mut blocks);
        } else if let Some(heading) = heading(trimmed) {
            end_paragraph(&mut paragraph, &mut blocks);
            blocks.push(Block::Heading(inlines(heading)));
        } else if let Some((ordered, item)) = list_item(trimmed) {
            end_paragraph(&mut paragraph, &mut blocks);
            match blocks.last_mut() {
                Some(Block::List { ordered: same, items }) if *same == ordered => items.push(inlines(item)),
                _ => blocks.push(Block::List { ordered, items: vec![inlines(item)] }),
            }
        } else {
            paragraph.push(trimmed);
        }
    }
    end_paragraph(&mut paragraph, &mut blocks);
    blocks
}

fn end_paragraph(lines: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    if !lines.is_empty() {
        blocks.push(Block::Paragraph(inlines(&lines.join(" "))));
        lines.clear();
    }
}

fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    (1..=6).contains(&level).then(|| rest.strip_prefix(' ')).flatten()
}

fn list_item(line: &str) -> Option<(bool, &str)> {
    if let Some(item) = ["- ", "* ", "• "].iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some((false, item));
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = line.split_at(digits);
    if number.is_empty() || number.len() > 3 {
        return None;
    }
    [". ", ") "].iter().find_map(|mark| rest.strip_prefix(mark)).map(|item| (true, item))
}

fn inlines(line: &str) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        if let Some((inline, after)) = special(rest) {
            if !plain.is_empty() {
                out.push(Inline::Text(std::mem::take(&mut plain)));
            }
            out.push(inline);
            rest = after;
        } else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        }
    }
    if !plain.is_empty() {
        out.push(Inline::Text(plain));
    }
    out
}

/// A mark at the very beginning, and what follows it.
fn special(rest: &str) -> Option<(Inline, &str)> {
    if let Some(after) = rest.strip_prefix("**") {
        let (inside, after) = after.split_once("**")?;
        return (!inside.trim().is_empty()).then(|| (Inline::Strong(inside.to_owned()), after));
    }
    if let Some(after) = rest.strip_prefix('*') {
        let (inside, after) = after.split_once('*')?;
        let tight = !inside.is_empty() && !inside.starts_with(' ') && !inside.ends_with(' ');
        return tight.then(|| (Inline::Emphasis(inside.to_owned()), after));
    }
    if let Some(after) = rest.strip_prefix('`') {
        let (inside, after) = after.split_once('`')?;
        return (!inside.is_empty()).then(|| (Inline::Code(inside.to_owned()), after));
    }
    let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
    if let Some((url, after)) = after.strip_prefix('(').and_then(|after| after.split_once(')')) {
        let web = url.starts_with("https://") || url.starts_with("http://");
        return web.then(|| (Inline::Link { text: inside.to_owned(), url: url.to_owned() }, after));
    }
    let digits = (1..=3).contains(&inside.len()) && inside.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| inside.parse().ok()).flatten().map(|n| (Inline::Source(n), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    #[test]
    fn an_answer_with_sources_is_read() {
        let blocks =
            blocks("Hold **Reset** for `10 s` [1][2].\n\n1. Open it\n2. Close [it](https://x.example/a)\n");
        assert_eq!(
            blocks,
            vec![
                Block::Paragraph(vec![
                    text("Hold "),
                    Inline::Strong("Reset".into()),
                    text(" for "),
                    Inline::Code("10 s".into()),
                    text(" "),
                    Inline::Source(1),
                    Inline::Source(2),
                    text("."),
                ]),
                Block::List {
                    ordered: true,
                    items: vec![
                        vec![text("Open it")],
                        vec![
                            text("Close "),
                            Inline::Link { text: "it".into(), url: "https://x.example/a".into() },
                        ],
                    ],
                },
            ]
        );
    }

    #[test]
    fn what_is_not_a_mark_stays_text() {
        for line in ["2 * 3 * 4", "[x](javascript:alert(1))", "**", "[12345]", "<b>hi</b>", "`open", "a [b"] {
            let read: Vec<Block> = blocks(line);
            assert_eq!(read, vec![Block::Paragraph(vec![text(line)])], "{line}");
        }
    }

    #[test]
    fn unfinished_code_ends_with_the_text() {
        assert_eq!(blocks("```\na\nb"), vec![Block::Code("a\nb".into())]);
    }
}
