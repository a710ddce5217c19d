//! Structured text as HTML.

use chatsphere_ingest::{Content, Extracted};

/// Most HTML that is made.
const HTML_BYTES: usize = 2 * 1024 * 1024;

/// The blocks as HTML, every word of them escaped, and whether all of them fit.
pub(super) fn render(extracted: &Extracted) -> (String, bool) {
    let mut html = String::new();
    let mut page = None;
    let mut is_list_open = false;
    for block in &extracted.blocks {
        if html.len() > HTML_BYTES {
            close_list(&mut html, &mut is_list_open);
            return (html, false);
        }
        if block.page.is_some() && block.page != page {
            close_list(&mut html, &mut is_list_open);
            page = block.page;
            html.push_str(&format!("<p class=\"page\">Page {}</p>", page.unwrap_or_default()));
        }
        if !matches!(block.content, Content::ListItem { .. }) {
            close_list(&mut html, &mut is_list_open);
        }
        match &block.content {
            Content::Heading { level, text } => {
                let level = (*level).clamp(1, 6);
                html.push_str(&format!("<h{level}>{}</h{level}>", escape(text)));
            }
            Content::Paragraph { text } => html.push_str(&format!("<p>{}</p>", escape(text))),
            Content::Code { text } => html.push_str(&format!("<pre><code>{}</code></pre>", escape(text))),
            Content::ListItem { depth, marker, text } => {
                if !is_list_open {
                    html.push_str("<ul class=\"plain\">");
                    is_list_open = true;
                }
                let depth = (*depth).min(6);
                let item = format!(
                    "<li class=\"d{depth}\"><span class=\"marker\">{}</span> {}</li>",
                    escape(marker),
                    escape(text)
                );
                html.push_str(&item);
            }
            Content::Table { header, rows } => table(&mut html, header, rows),
        }
    }
    close_list(&mut html, &mut is_list_open);
    (html, true)
}

fn close_list(html: &mut String, is_open: &mut bool) {
    if std::mem::take(is_open) {
        html.push_str("</ul>");
    }
}

fn table(html: &mut String, header: &str, rows: &[String]) {
    html.push_str("<div class=\"wide\"><table>");
    if !header.trim().is_empty() {
        html.push_str("<thead>");
        row(html, header, "th");
        html.push_str("</thead>");
    }
    html.push_str("<tbody>");
    for line in rows {
        if html.len() > HTML_BYTES {
            break;
        }
        row(html, line, "td");
    }
    html.push_str("</tbody></table></div>");
}

fn row(html: &mut String, line: &str, cell: &str) {
    html.push_str("<tr>");
    for text in cells(line) {
        html.push_str(&format!("<{cell}>{}</{cell}>", escape(text.trim())));
    }
    html.push_str("</tr>");
}

/// The cells of a line of the form `| a | b |`; a bar in a cell is written `\|`.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                push(&mut cells, '|');
            }
            '|' => cells.push(String::new()),
            other => push(&mut cells, other),
        }
    }
    if cells.len() > 1 && cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells
}

fn push(cells: &mut [String], c: char) {
    if let Some(last) = cells.last_mut() {
        last.push(c);
    }
}

/// Text as HTML shows it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use chatsphere_ingest::Block;

    use super::*;

    #[test]
    fn markup_in_a_document_is_shown_and_not_believed() {
        let extracted = Extracted {
            blocks: vec![
                Block::new(Content::heading(2, "<script>alert(1)</script>")),
                Block::on_page(Content::paragraph("a < b & \"c\""), 3),
                Block::on_page(
                    Content::Table {
                        header: "| Name | Price |".to_owned(),
                        rows: vec!["| <img src=x> | 3 \\| 4 |".to_owned()],
                    },
                    3,
                ),
            ],
            ..Extracted::default()
        };
        let (html, whole) = render(&extracted);
        assert!(whole);
        assert!(html.contains("<h2>&lt;script&gt;alert(1)&lt;/script&gt;</h2>"), "{html}");
        assert!(html.contains("Page 3</p><p>a &lt; b &amp; &quot;c&quot;</p>"), "{html}");
        assert!(html.contains("<tr><th>Name</th><th>Price</th></tr>"), "{html}");
        assert!(html.contains("<tr><td>&lt;img src=x&gt;</td><td>3 | 4</td></tr>"), "{html}");
    }
}
