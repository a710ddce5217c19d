//! The names in a statement, as far as capitals tell them.

/// What a word with a capital begins behind, without being a name.
const BEGINNINGS: [char; 12] = ['.', ':', '!', '?', '"', '“', '„', '«', '»', '(', '•', '–'];

/// Words with a capital that is not the beginning of something. Where every noun has one (German), only those
/// with a capital inside.
pub(super) fn names(statement: &str, all_nouns: bool) -> impl Iterator<Item = &str> {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    let mut rest = statement;
    let mut begins = true;
    std::iter::from_fn(move || {
        let (before, from_word) = rest.split_at(rest.find(is_letter)?);
        let (word, after) = from_word.split_at(from_word.find(|c| !is_letter(c)).unwrap_or(from_word.len()));
        let first = std::mem::replace(&mut begins, false) || before.contains(BEGINNINGS);
        rest = after;
        Some((first, word))
    })
    .filter(move |(first, word)| {
        let mut letters = word.chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase);
        let has_capital_inside = letters.any(char::is_uppercase);
        let is_word = word.chars().filter(|c| c.is_alphabetic()).count() > 1;
        is_word && (has_capital_inside || is_capital && !first && !all_nouns)
    })
    .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_makes_a_name_unless_something_begins_there() {
        let found: Vec<_> = names("Ask Anna: Press “Save”, says PayPal. I do it in Rome", false).collect();
        assert_eq!(found, ["Anna", "PayPal", "Rome"]);
        let found: Vec<_> = names("Die Lampe von PayPal in der Schachtel", true).collect();
        assert_eq!(found, ["PayPal"]);
    }
}
