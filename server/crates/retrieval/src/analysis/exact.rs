//! What is written in one way only: codes, versions, addresses, and names with a sign in them (`C++`, `.NET`).
//!
//! Such a token is a term as it stands, connectors and all, beside the more forgiving forms of it: neither
//! stemmed nor corrected, because what differs in one character is another thing.

/// Longest term, in characters. What is longer keeps its beginning and a hash of the whole, so that two that
/// differ later are still two.
const LONGEST: usize = 64;
/// What is kept of the beginning then.
const BEGINNING: usize = 40;
/// Longest run of signs after a name.
const SIGNS: usize = 3;
/// Longest address that is looked at, in bytes.
const ADDRESS_BYTES: usize = 2_048;

/// Whether a term stands for itself alone: it has a digit, or a sign that no word has.
pub(crate) fn is_code(term: &str) -> bool {
    term.chars().any(|c| c.is_numeric() || is_sign(c))
}

/// Whether a term tells one thing from another. Addresses of pages do not: the same notice links to where it
/// stands.
pub(crate) fn is_fact(term: &str) -> bool {
    term.contains(char::is_numeric) || is_code(term) && !term.contains('/')
}

fn is_sign(c: char) -> bool {
    matches!(c, '@' | '_' | '.' | '#' | '=' | '&' | '+' | '/' | ':')
}

/// Whether a token that has connectors is also looked for with them. Words joined by a hyphen or a stroke
/// are not: everybody writes them differently.
pub(super) fn is_exact(token: &str) -> bool {
    token.chars().any(|c| c.is_numeric() || matches!(c, '@' | '_' | '.' | '#' | '=' | '&'))
}

/// The term of a token that may be of any length.
pub(super) fn term_of(token: &str) -> String {
    if token.char_indices().nth(LONGEST).is_none() {
        return token.to_owned();
    }
    // FNV-1a in 64 bits.
    let hash = token.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let beginning: String = token.chars().take(BEGINNING).collect();
    format!("{beginning}#{hash:016x}")
}

/// The beginning of a token, as far as it is read for its parts.
pub(super) fn readable(token: &str) -> &str {
    token.char_indices().nth(LONGEST).and_then(|(at, _)| token.get(..at)).unwrap_or(token)
}

/// The name with its sign that ends with this token: `C++`, `F#`, `Notepad++`, `.NET`. `before` and `after`
/// are the text around the token. Numbers have no such names: `18+` is `18`.
pub(super) fn name_with_sign(before: &str, token: &str, after: &str) -> Option<String> {
    let last = token.rsplit(super::units::is_connector).next().filter(|last| !last.is_empty())?;
    if !last.chars().all(char::is_alphabetic) {
        return None;
    }
    let signs = after.chars().take(SIGNS).take_while(|c| matches!(c, '+' | '#')).count();
    // One sign before a word connects the two; it is none of the name's.
    let next = after.chars().nth(signs);
    let suffix = after.get(..signs).filter(|_| signs > 1 || !next.is_some_and(char::is_alphanumeric));
    let suffix = suffix.unwrap_or_default();
    let begins_with_point = before.strip_suffix('.').is_some_and(|earlier| {
        !earlier.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?' | ')' | '"' | '\''))
    });
    let prefix = if begins_with_point && last == token { "." } else { "" };
    (!prefix.is_empty() || !suffix.is_empty()).then(|| format!("{prefix}{last}{suffix}"))
}

/// The address of a page that begins with a token, where it goes on after it: without what stands before
/// its host (`before` is the text before the token) and without a stroke at its end.
pub(super) fn address(before: &str, token: &str, rest: &str) -> Option<String> {
    let host = token.split('/').next().unwrap_or_default();
    let has_domain = host.rsplit_once('.').is_some_and(|(name, last)| {
        !name.is_empty() && last.chars().nth(1).is_some() && last.chars().all(char::is_alphabetic)
    });
    if !(before.ends_with("://") || has_domain && !token.contains('@')) {
        return None;
    }
    let after = rest.get(..rest.floor_char_boundary(ADDRESS_BYTES)).unwrap_or(rest);
    let end = after.find(|c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '\\' | '`')
    });
    let more = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
    let more = more.trim_end_matches(['.', ',', ';', ':', '!', '?', '/', '*', '_']);
    (!more.is_empty()).then(|| term_of(&without_www(&format!("{token}{more}"))))
}

/// `www.shop.example` is `shop.example`.
pub(super) fn without_www(token: &str) -> String {
    match token.strip_prefix("www.") {
        Some(rest) if rest.contains('.') => rest.to_owned(),
        _ => token.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_signs() {
        let name = |before: &str, token: &str, after: &str| name_with_sign(before, token, after);
        assert_eq!(name("", "c", "++ and more").as_deref(), Some("c++"));
        assert_eq!(name("in ", "f", "#.").as_deref(), Some("f#"));
        assert_eq!(name("in ", "c", "++17").as_deref(), Some("c++"));
        assert_eq!(name("use .", "net", " now").as_deref(), Some(".net"));
        assert_eq!(name("", "c/c", "++").as_deref(), Some("c++"));
        assert_eq!(name("and so on ...", "net", ""), None);
        assert_eq!(name("the end.", "net", ""), None);
        assert_eq!(name("ages ", "18", "+"), None);
        assert_eq!(name("", "ctrl", "+c"), None);
    }

    #[test]
    fn addresses_go_on_to_their_end() {
        let found = |before: &str, token: &str, rest: &str| address(before, token, rest);
        let of = "shop.example/a?b=1&c=%20d";
        assert_eq!(found("https://", "www.shop.example/a", "?b=1&c=%20d, or").as_deref(), Some(of));
        assert_eq!(found("see ", "shop.example/a", "?b=1&c=%20d/) or").as_deref(), Some(of));
        assert_eq!(found("", "shop.example/a", ". Then"), None);
        assert_eq!(found("http://", "localhost:8080/x", "/~me").as_deref(), Some("localhost:8080/x/~me"));
        assert_eq!(found("", "v1.2/3", "?x"), None);
    }

    #[test]
    fn long_tokens_are_told_apart_to_their_end() {
        let long = "x".repeat(500);
        let (one, other) = (term_of(&format!("{long}1")), term_of(&format!("{long}2")));
        assert_ne!(one, other);
        assert!(one.chars().count() <= LONGEST && is_code(&one));
        assert_eq!(term_of("e-4012"), "e-4012");
    }
}
