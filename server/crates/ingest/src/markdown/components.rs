//! MDX (Markdown with JSX components, as help sites write it) to plain Markdown: import and export lines go,
//! component tags go but their titles stay, and what a component indented moves back so that it is not taken
//! for code. Markdown without components passes unchanged.

use super::tags::{attribute, tag_end};

/// Components whose title opens a section of its own.
const SECTIONS: [&str; 5] = ["Accordion", "Step", "Tab", "Update", "Expandable"];
/// A tag that runs on for longer than this is not one.
const LONGEST_TAG: usize = 8 * 1024;

/// The document without JSX.
pub(super) fn remove(text: &str) -> String {
    let mut cleaner = Cleaner::default();
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        if cleaner.fence.is_none() && is_module_line(line) {
            // `export const x = {` runs on to the line that closes it.
            let mut open = open_brackets(line);
            while open > 0 {
                let Some(more) = lines.next_if(|more| !more.trim().is_empty()) else { break };
                open += open_brackets(more);
            }
            continue;
        }
        let mut whole = line.to_owned();
        if cleaner.fence.is_none() {
            // A tag may run over several lines.
            while has_unfinished_tag(&whole) && whole.len() < LONGEST_TAG {
                let Some(more) = lines.next_if(|more| !more.trim().is_empty()) else { break };
                whole.push_str(more);
            }
        }
        cleaner.line(&whole);
    }
    cleaner.output
}

#[derive(Default)]
struct Cleaner {
    output: String,
    /// The characters that opened the code block we are in.
    fence: Option<String>,
    open: Vec<Component>,
    heading_level: usize,
}

struct Component {
    name: String,
    indent: usize,
    /// The indent of its first line of content, once seen.
    content_indent: Option<usize>,
    is_section: bool,
}

impl Cleaner {
    fn line(&mut self, line: &str) {
        let indent = line.chars().take_while(|character| *character == ' ').count();
        let trimmed = line.trim_start_matches(' ');
        let is_closing = trimmed.starts_with("</");
        if !trimmed.trim().is_empty()
            && !is_closing
            && let Some(component) = self.open.last_mut()
        {
            component.content_indent.get_or_insert(indent);
        }
        let line = line.get(self.added_indent().min(indent)..).unwrap_or(line);
        if self.fence_changes(trimmed) || self.fence.is_some() {
            self.output.push_str(line);
            return;
        }
        let hashes = trimmed.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&hashes) && trimmed.as_bytes().get(hashes) == Some(&b' ') {
            self.heading_level = hashes;
        }
        self.without_tags(line, indent);
    }

    /// How far the open components moved their content to the right.
    fn added_indent(&self) -> usize {
        self.open
            .iter()
            .filter_map(|component| Some(component.content_indent?.saturating_sub(component.indent)))
            .sum()
    }

    fn fence_changes(&mut self, trimmed: &str) -> bool {
        match &self.fence {
            Some(fence) => {
                let closes = trimmed.starts_with(fence.as_str())
                    && trimmed.trim_end().trim_start_matches(['`', '~']).is_empty();
                if closes {
                    self.fence = None;
                }
                closes
            }
            None => {
                let Some(mark) = trimmed.chars().next().filter(|first| matches!(first, '`' | '~')) else {
                    return false;
                };
                let fence: String = trimmed.chars().take_while(|character| *character == mark).collect();
                let opens = fence.len() >= 3 && !trimmed.get(fence.len()..).unwrap_or_default().contains('`');
                if opens {
                    self.fence = Some(fence);
                }
                opens
            }
        }
    }

    fn without_tags(&mut self, line: &str, indent: usize) {
        let mut rest = line;
        let mut kept = String::with_capacity(line.len());
        while let Some(at) = rest.find(['<', '`', '{']) {
            let (before, special) = rest.split_at(at);
            kept.push_str(before);
            let length = if special.starts_with('`') {
                let length = code_span_length(special);
                kept.push_str(special.get(..length).unwrap_or_default());
                length
            } else if let Some(comment) = special.strip_prefix("{/*") {
                comment.find("*/}").map_or(special.len(), |end| end + 6)
            } else if let Some(end) = component_tag_length(special) {
                self.tag(special.get(..end).unwrap_or_default(), indent, &mut kept);
                end
            } else {
                kept.extend(special.chars().next());
                1
            };
            rest = special.get(length..).unwrap_or_default();
        }
        kept.push_str(rest);
        // A line that held nothing but tags leaves an empty one, so that paragraphs stay apart.
        if kept.trim().is_empty() { self.output.push('\n') } else { self.output.push_str(&kept) }
    }

    fn tag(&mut self, tag: &str, indent: usize, kept: &mut String) {
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '.')
            .collect();
        if tag.starts_with("</") {
            if let Some(at) = self.open.iter().rposition(|component| component.name == name) {
                self.open.truncate(at);
            }
            return;
        }
        let is_section = SECTIONS.contains(&name.as_str());
        if let Some(title) = attribute(tag, "title").or_else(|| attribute(tag, "label")) {
            let title = title.replace('\n', " ");
            if is_section {
                let depth = self.open.iter().filter(|component| component.is_section).count();
                let level = (self.heading_level + 1 + depth).clamp(2, 6);
                kept.push_str(&format!("\n\n{} {title}\n\n", "#".repeat(level)));
            } else {
                kept.push_str(&format!("\n\n{title}\n\n"));
            }
        }
        if !tag.ends_with("/>") {
            self.open.push(Component { name, indent, content_indent: None, is_section });
        }
    }
}

/// A line of the module that an MDX file also is.
fn is_module_line(line: &str) -> bool {
    let line = line.trim_end();
    let quoted = line.contains('"') || line.contains('\'');
    let import = line.starts_with("import ")
        && quoted
        && (line.contains(" from ") || line.starts_with("import '") || line.starts_with("import \""));
    let exports = ["export const ", "export default ", "export function ", "export let "];
    import || exports.iter().any(|start| line.starts_with(start))
}

fn open_brackets(line: &str) -> i32 {
    line.chars()
        .map(|character| match character {
            '{' | '(' | '[' => 1,
            '}' | ')' | ']' => -1,
            _ => 0,
        })
        .sum()
}

/// The length of the code span that opens the text, or of its backticks when it never closes.
fn code_span_length(text: &str) -> usize {
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    let mark = "`".repeat(ticks);
    text.get(ticks..).and_then(|rest| rest.find(&mark)).map_or(ticks, |at| ticks + at + ticks)
}

fn starts_component(text: &str) -> bool {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<')).unwrap_or_default();
    name.starts_with(|first: char| first.is_ascii_uppercase())
        // `Vec<T>` and `<URL>` are text: a component has a name in camel case.
        && name.chars().nth(1).is_some_and(|second| second.is_ascii_lowercase())
        || text.starts_with("<>")
        || text.starts_with("</>")
}

fn component_tag_length(text: &str) -> Option<usize> {
    if starts_component(text) { tag_end(text).filter(|end| *end <= LONGEST_TAG) } else { None }
}

fn has_unfinished_tag(text: &str) -> bool {
    let Some(at) = text.rfind('<') else { return false };
    let inside_code = text.get(..at).is_some_and(|before| before.matches('`').count() % 2 == 1);
    !inside_code && text.get(at..).is_some_and(|tag| starts_component(tag) && tag_end(tag).is_none())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::remove;

    #[test]
    fn markdown_passes_unchanged() {
        let text = "# Title\n\nimport duties may apply.\n\n    code\n\n```rust\nuse <Foo>\nimport x from 'y'\n```\n\n`<Foo>` and Vec<T> and 3 < 4 {x}\n";
        assert_eq!(remove(text), text);
    }

    #[test]
    fn components_leave_their_titles_and_text() {
        let text = "import Note from '/note.mdx'\nexport const x = {\n  a: 1,\n}\n\n## Set up\n\n<Steps>\n  <Step title=\"Open\n  it\">\n    Press the button.\n\n    ```bash\n    run <Me>\n    ```\n  </Step>\n</Steps>\n{/* hidden */}\n<Card title=\"More\" href=\"/x\" />\nafter\n";
        let plain = remove(text);
        assert!(
            !plain.contains("Steps") && !plain.contains("import") && !plain.contains("hidden"),
            "{plain}"
        );
        assert!(!plain.contains("a: 1"), "{plain}");
        assert!(plain.contains("### Open   it\n"), "{plain}");
        assert!(plain.contains("\nPress the button.\n"), "{plain}");
        assert!(plain.contains("\n```bash\nrun <Me>\n```\n"), "{plain}");
        assert!(plain.contains("\nMore\n") && plain.contains("after"), "{plain}");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[<>/A-Za-c`{}=\"'*# \n~é]{0,200}") {
            remove(&text);
        }
    }
}
