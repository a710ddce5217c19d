//! The block of `key: value` lines that site generators read from the top of a Markdown file.

/// What is of use of it to a reader.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
}

/// Front matter and the rest; YAML between `---` lines, TOML between `+++` lines. Without one, all is rest.
pub(super) fn split(text: &str) -> (FrontMatter, &str) {
    let start = text.trim_start_matches(['\u{feff}', '\n', ' ']);
    let (fence, separator) = match start.split('\n').next().map(str::trim_end) {
        Some("---") => ("---", ':'),
        Some("+++") => ("+++", '='),
        _ => return (FrontMatter::default(), text),
    };
    let mut matter = FrontMatter::default();
    let mut offset = start.find('\n').map_or(start.len(), |at| at + 1);
    let mut pairs = 0;
    for line in start.get(offset..).unwrap_or_default().split_inclusive('\n') {
        offset += line.len();
        if line.trim_end() == fence {
            // Two rules around a sentence are no front matter.
            let is_matter = pairs > 0;
            return if is_matter {
                (matter, start.get(offset..).unwrap_or_default())
            } else {
                (FrontMatter::default(), text)
            };
        }
        let Some((key, value)) = line.split_once(separator) else { continue };
        if key.starts_with([' ', '\t', '-', '#']) || key.trim().contains(' ') {
            continue;
        }
        pairs += 1;
        match key.trim().to_ascii_lowercase().as_str() {
            "title" => matter.title = unquoted(value),
            "description" | "summary" => matter.description = unquoted(value),
            _ => {}
        }
    }
    (FrontMatter::default(), text)
}

fn unquoted(value: &str) -> Option<String> {
    let value = value.trim();
    let inner = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value);
    // `>` and `|` announce a value on the following lines, which is not worth a YAML parser.
    let empty = inner.is_empty() || matches!(inner, ">" | "|" | ">-" | "|-" | "null" | "~");
    (!empty).then(|| inner.replace("\\\"", "\"").replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn yaml_and_toml() {
        let (matter, rest) =
            split("---\ntitle: \"How to: refunds\"\ndescription: 'It''s easy'\ntags:\n  - a\n---\n\n# Hi\n");
        assert_eq!(matter.title.as_deref(), Some("How to: refunds"));
        assert_eq!(matter.description.as_deref(), Some("It's easy"));
        assert_eq!(rest, "\n# Hi\n");
        let (matter, rest) = split("+++\ntitle = \"Refunds\"\n+++\nText");
        assert_eq!((matter.title.as_deref(), rest), (Some("Refunds"), "Text"));
    }

    #[test]
    fn rules_are_not_front_matter() {
        for text in ["---\n\nA sentence.\n\n---\nmore", "---\ntitle: never closed\n", "plain", ""] {
            assert_eq!(split(text).1, text);
            assert_eq!(split(text).0.title, None);
        }
    }
}
