//! Short forms that a text explains itself: `service level agreement (SLA)`, `SLA (service level agreement)`.
//!
//! Which words belong to the short form is told as in Schwartz and Hearst, "A simple algorithm for identifying
//! abbreviation definitions in biomedical text", 2003: its letters are found in the long form from right to
//! left, the first of them at the beginning of a word.

use super::{Unit, normalise, units};

/// Letters and digits of a short form.
const SHORT: std::ops::RangeInclusive<usize> = 2..=10;
/// Most bytes of a long form.
const LONG_BYTES: usize = 100;
/// Most definitions that are taken from one text.
const MOST: usize = 8;

/// A short form and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Definition {
    /// As it is written.
    pub(crate) written: String,
    /// In lower case.
    pub(crate) short: String,
    /// The words of the long form, in lower case with single blanks between.
    pub(crate) long: String,
}

impl Definition {
    /// Memory in use.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.written.capacity() + self.short.capacity() + self.long.capacity()
    }
}

/// What a text explains, in its order.
pub(crate) fn definitions(text: &str) -> Vec<Definition> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let (before, after) =
            (text.get(..open).unwrap_or_default(), text.get(open + 1..).unwrap_or_default());
        let near = after.get(..after.floor_char_boundary(LONG_BYTES + 1)).unwrap_or_default();
        let Some(inside) = near.split_once(')').map(|(inside, _)| inside.trim()) else { continue };
        found.extend(explained_before(before, inside).or_else(|| explained_inside(before, inside)));
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// `long form (SF)`.
fn explained_before(before: &str, short: &str) -> Option<Definition> {
    if !is_short_form(short) {
        return None;
    }
    let letters = short.chars().count();
    // As many words as a long form of so many letters may have.
    let most_words = (letters + 5).min(letters * 2);
    let sentence = before.rsplit(['.', ';', ':', '!', '?', '(', ')', '\n']).next().unwrap_or_default();
    let start = sentence.trim_end().rmatch_indices(char::is_whitespace).nth(most_words - 1);
    let near = start.and_then(|(at, _)| sentence.get(at..)).unwrap_or(sentence);
    let from = long_form_start(short, near)?;
    definition(short, near.get(from..)?)
}

/// `SF (long form)`.
fn explained_inside(before: &str, long: &str) -> Option<Definition> {
    let short =
        before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().filter(|s| is_short_form(s))?;
    (long_form_start(short, long)? == 0).then(|| definition(short, long)).flatten()
}

/// Two letters or more, mostly capital ones, in one word.
fn is_short_form(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    SHORT.contains(&text.chars().count())
        && text.chars().all(char::is_alphanumeric)
        && capitals >= 2
        && capitals * 2 >= text.chars().count()
}

/// Where in `text` the words begin that end with it and have the letters of the short form in its order.
fn long_form_start(short: &str, text: &str) -> Option<usize> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let lower = |c: char| c.to_lowercase().next();
    let mut place = letters.len();
    let mut start = 0;
    let count = short.chars().count();
    for (number, letter) in short.chars().rev().enumerate() {
        let is_first = number + 1 == count;
        loop {
            place = place.checked_sub(1)?;
            let (at, c) = *letters.get(place)?;
            let begins_a_word = place
                .checked_sub(1)
                .and_then(|before| letters.get(before))
                .is_none_or(|(_, b)| !b.is_alphanumeric());
            if lower(c) == lower(letter) && (!is_first || begins_a_word) {
                start = at;
                break;
            }
        }
    }
    Some(start)
}

/// A long form has two words or more, and is longer than the short one.
fn definition(short: &str, long: &str) -> Option<Definition> {
    let long = normalise(long);
    let words: Vec<&str> = units(&long)
        .into_iter()
        .filter_map(|unit| match unit {
            Unit::Word(word) => Some(vec![word]),
            Unit::Compound(compound) => Some(compound.parts),
            Unit::Joined(_) | Unit::Address(_) => None,
        })
        .flatten()
        .collect();
    let lower = normalise(short);
    let is_long = words.len() >= 2 && long.len() <= LONG_BYTES && !words.contains(&lower.as_str());
    is_long.then(|| Definition { written: short.to_owned(), short: lower, long: words.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        definitions(text).into_iter().map(|found| (found.short, found.long)).collect()
    }

    fn one(short: &str, long: &str) -> Vec<(String, String)> {
        vec![(short.to_owned(), long.to_owned())]
    }

    #[test]
    fn both_ways_of_explaining_are_read() {
        assert_eq!(
            found("We keep a Service Level Agreement (SLA) with you."),
            one("sla", "service level agreement")
        );
        assert_eq!(found("The SLA (service-level agreement) holds."), one("sla", "service level agreement"));
        assert_eq!(found("in Hypertext Markup Language (HTML)"), one("html", "hypertext markup language"));
        assert_eq!(
            found("Die Datenschutz-Grundverordnung (DSGVO) gilt."),
            one("dsgvo", "datenschutz grundverordnung")
        );
        assert_eq!(
            found("the terms of the return merchandise authorisation ( RMA )"),
            one("rma", "return merchandise authorisation")
        );
    }

    #[test]
    fn brackets_of_other_kinds_explain_nothing() {
        for text in [
            "Press the button (TV) twice.",
            "It is large (and heavy).",
            "The lamp (LX7731) is here.",
            "Call us (SLA)",
            "(SLA) service level agreement",
            "an open bracket (SLA",
            "SLA (see below for more)",
            "Weight (KG) of it",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
