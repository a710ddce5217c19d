//! Character references, as far as addresses and titles need them.

/// Longest reference that is looked at.
const REFERENCE: usize = 10;

/// The text with `&amp;`, `&#38;` and their like replaced.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let end = reference.bytes().take(REFERENCE).position(|byte| byte == b';');
        let known = end.and_then(|end| character(reference.get(1..end)?).map(|c| (c, end + 1)));
        let length = match known {
            Some((character, length)) => {
                out.push(character);
                length
            }
            None => {
                out.push('&');
                1
            }
        };
        rest = reference.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "middot" => Some('·'),
        "raquo" => Some('»'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_and_the_rest_is_left() {
        assert_eq!(unescaped("a&amp;b=1&#38;c&#x26;d"), "a&b=1&c&d");
        for same in ["a & b", "&", "&;", "&unknown;", "&#0;", "&#xD800;", "R&D; more", "é&ü;"] {
            assert_eq!(unescaped(same), same);
        }
    }
}
