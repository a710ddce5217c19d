//! The text within HTML that stands in Markdown. A small scanner rather than an HTML parser: it is linear,
//! never recurses, and runs in the server's own process.

/// What an inline tag leaves behind: a line break for `<br>`, nothing for the others.
pub(super) fn inline_text(tag: &str) -> &'static str {
    if name_of(tag) == "br" { "\n" } else { "" }
}

/// The text of a block of HTML, paragraphs apart by an empty line; scripts, styles and comments dropped.
pub(super) fn block_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, tag_and_rest) = rest.split_at(start);
        push_text(&mut text, before);
        if let Some(comment) = tag_and_rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let is_tag = tag_and_rest
            .chars()
            .nth(1)
            .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        if !is_tag {
            text.push('<');
            rest = tag_and_rest.get(1..).unwrap_or_default();
            continue;
        }
        let end = tag_end(tag_and_rest).unwrap_or(tag_and_rest.len());
        let (tag, after) = tag_and_rest.split_at(end);
        rest = after;
        match name_of(tag).as_str() {
            name @ ("script" | "style" | "svg" | "iframe" | "template")
                if !tag.starts_with("</") && !tag.ends_with("/>") =>
            {
                rest = after_closing(after, name);
            }
            "br" => text.push('\n'),
            "td" | "th" => text.push(' '),
            "tr" | "li" => text.push('\n'),
            "img" => push_text(&mut text, attribute(tag, "alt").unwrap_or_default()),
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "details"
            | "summary" | "section" | "article" | "blockquote" | "pre" | "center" => text.push_str("\n\n"),
            _ => {}
        }
    }
    push_text(&mut text, rest);
    collapse(&text)
}

/// Where the tag that begins the text ends, quotes respected; `None` when it never does.
pub(super) fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut braces = 0usize;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') => braces += 1,
            (None, '}') => braces = braces.saturating_sub(1),
            (None, '>') if braces == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The value of an attribute: `name="x"`, `name='x'` or `name={"x"}`.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before_is_blank = rest.get(..at).is_some_and(|before| before.ends_with(char::is_whitespace));
        let after = rest.get(at + name.len()..)?.trim_start();
        if before_is_blank && let Some(value) = after.strip_prefix('=') {
            let value = value.trim_start().trim_start_matches(['{', ' ', '`']);
            let Some(quote) = value.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
                return value.split(['`', '}', ' ', '>']).next().filter(|value| !value.is_empty());
            };
            return value.get(1..)?.split(quote).next().filter(|value| !value.is_empty());
        }
        rest = rest.get(at + name.len()..)?;
    }
    None
}

/// The tag's name in lower case, of an opening or a closing one.
fn name_of(tag: &str) -> String {
    tag.trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn after_closing<'a>(html: &'a str, name: &str) -> &'a str {
    let closing = format!("</{name}");
    let found = html
        .as_bytes()
        .windows(closing.len())
        .position(|window| window.eq_ignore_ascii_case(closing.as_bytes()));
    found.and_then(|at| html.get(at..)).and_then(|rest| rest.split_once('>')).map_or("", |(_, after)| after)
}

fn push_text(text: &mut String, raw: &str) {
    if !raw.contains('&') {
        text.push_str(raw);
        return;
    }
    let decoded =
        raw.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.push_str(&decoded.replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&"));
}

fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    let mut blank_lines = 0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        if !collapsed.is_empty() {
            collapsed.push_str(if blank_lines > 0 { "\n\n" } else { "\n" });
        }
        blank_lines = 0;
        collapsed.push_str(line);
    }
    collapsed
}

#[cfg(test)]
mod tests {
    use super::{attribute, block_text, tag_end};

    #[test]
    fn text_of_html_in_markdown() {
        let html = "<div align=\"center\"><!-- logo --><img src=x alt=\"The logo\"></div>\n<script>if (a < b) {}</script>\n<details><summary>Why?</summary>Tom &amp; co<br>did it</details>";
        assert_eq!(block_text(html), "The logo\n\nWhy?\n\nTom & co\ndid it");
        assert_eq!(block_text("5 < 6 and <b>bold"), "5 < 6 and bold");
        assert_eq!(block_text("<script>never closed"), "");
    }

    #[test]
    fn tags_and_attributes() {
        assert_eq!(tag_end("<A b=\"x>y\" c={1 > 2}>rest"), Some(21));
        assert_eq!(tag_end("<A never closed"), None);
        assert_eq!(attribute("<Card title=\"A b\" icon='c'>", "title"), Some("A b"));
        assert_eq!(attribute("<Card subtitle=\"no\" title={'yes'}>", "title"), Some("yes"));
        assert_eq!(attribute("<Card>", "title"), None);
    }
}
