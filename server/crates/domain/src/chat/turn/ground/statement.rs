//! An answer as its statements, each with the sources that it names.

use super::facts::quotations;

/// A sentence, an item or a row of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) text: String,
    /// The numbers of its sources.
    pub(super) cited: Vec<u32>,
}

/// Statements that are looked at: nobody reads a longer answer.
const MOST: usize = 60;

/// The statements of an answer in Markdown. A number stands for all that is said since the last one: that is how
/// people read it, and each of them is held against it. Questions state nothing.
pub(super) fn statements(answer: &str) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut rest = answer;
    while !rest.is_empty() && statements.len() < MOST {
        let (said, cited, after) = until_sources(rest);
        let said = said.trim_start_matches(|c: char| c.is_whitespace() && c != '\n' || is_end_mark(c));
        for text in chatsphere_ai::sentences(said) {
            let asks = text.trim_end().ends_with(['?', '？', '؟']) && quotations(&text).is_empty();
            if !asks && text.contains(char::is_alphanumeric) {
                statements.push(Statement { text, cited: cited.clone() });
            }
        }
        rest = after;
    }
    statements.truncate(MOST);
    statements
}

/// The text before the next source numbers, the numbers, and the text behind them.
fn until_sources(text: &str) -> (&str, Vec<u32>, &str) {
    for (open, _) in text.match_indices('[') {
        let (before, from_open) = text.split_at(open);
        let mut cited = Vec::new();
        let mut after = from_open;
        while let Some((number, rest)) = source(after) {
            cited.push(number);
            after = rest;
        }
        if !cited.is_empty() {
            return (before, cited, after);
        }
    }
    (text, Vec::new(), "")
}

/// A source number at the beginning of a text, and what comes after it.
fn source(text: &str) -> Option<(u32, &str)> {
    let (number, rest) = text.trim_start_matches(' ').strip_prefix('[')?.split_once(']')?;
    Some((number.parse().ok()?, rest))
}

fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '。' | '！' | '？')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: &str) -> Vec<(String, Vec<u32>)> {
        statements(answer).into_iter().map(|statement| (statement.text, statement.cited)).collect()
    }

    fn said(text: &str, cited: &[u32]) -> (String, Vec<u32>) {
        (text.to_owned(), cited.to_vec())
    }

    #[test]
    fn a_number_stands_for_what_is_said_since_the_last_one() {
        assert_eq!(
            read("Refunds take 5 days [1]. They go to your **card**. Ask us. [2][3] Bye!"),
            [
                said("Refunds take 5 days", &[1]),
                said("They go to your card.", &[2, 3]),
                said("Ask us.", &[2, 3]),
                said("Bye!", &[]),
            ]
        );
    }

    #[test]
    fn items_are_statements_and_headings_and_questions_are_none() {
        let answer = "## Steps\n\nDo this:\n\n1. Open the lid.\n2. Press [Start](https://x.example) [2]\n\nDoes that help?";
        assert_eq!(
            read(answer),
            [said("Do this:", &[2]), said("Open the lid.", &[2]), said("Press Start", &[2])]
        );
        assert!(read("").is_empty() && read("[1]").is_empty());
    }
}
