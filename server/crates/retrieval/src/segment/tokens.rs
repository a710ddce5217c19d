//! The words of each row in their order, so that words that stand together can be told from words that
//! only stand in the same passage, and passages that say the same from those that share a subject.
//!
//! A word is kept as 15 bits of a hash of its term, and one that tells facts (numbers, codes, negations) from
//! other words: two bytes a word, the same in every segment. That another word passes for it is not to be
//! feared, because only rows that hold both terms of a pair are looked at, and a likeness is counted over
//! dozens of words.

use crate::analysis::is_fact;

/// A term as 16 bits; never [`BREAK`] or [`NEGATION`].
pub(crate) type TermHash = u16;

/// Stands between a title, each heading and the text: no pair reaches over it.
pub(crate) const BREAK: TermHash = 0;

/// Stands for every word that says no.
pub(crate) const NEGATION: TermHash = FACT;

/// The bit of what must not differ between two passages that say the same.
const FACT: TermHash = 0x8000;

/// Most words of a passage that are kept.
const MOST: usize = 1_024;

/// How many words may stand between the two of a pair, and one more.
const REACH: usize = 3;

/// The words of a segment's rows.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    ends: Vec<u32>,
    hashes: Vec<TermHash>,
}

impl Tokens {
    /// Adds the next row.
    pub(crate) fn push(&mut self, row: &[TermHash]) {
        self.hashes.extend(row.iter().take(MOST));
        self.ends.push(u32::try_from(self.hashes.len()).unwrap_or(u32::MAX));
    }

    /// The words of a row.
    pub(crate) fn of(&self, row: usize) -> &[TermHash] {
        let start =
            row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(row).map_or(start, |end| *end as usize);
        self.hashes.get(start..end).unwrap_or_default()
    }

    /// Gives back unused memory.
    pub(crate) fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.hashes.shrink_to_fit();
    }

    /// Memory in use.
    pub(crate) fn bytes(&self) -> usize {
        self.ends.capacity() * size_of::<u32>() + self.hashes.capacity() * size_of::<TermHash>()
    }
}

/// FNV-1a, folded, and whether it is a number or a code.
pub(crate) fn term_hash(term: &str) -> TermHash {
    let long =
        term.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = long.to_le_bytes();
    let short = (u16::from_le_bytes([a ^ c, b ^ d]) & !FACT).max(BREAK + 1);
    if is_fact(term) { short | FACT } else { short }
}

/// How often two words stand near each other, in either order.
pub(crate) fn near(row: &[TermHash], one: TermHash, other: TermHash) -> u32 {
    let mut found = 0;
    for (place, word) in row.iter().enumerate() {
        let wanted = if *word == one {
            other
        } else if *word == other {
            one
        } else {
            continue;
        };
        // A word that says no takes up no room: it holds the sentence together.
        let next = row.iter().skip(place + 1).filter(|next| **next != NEGATION);
        let next = next.take(REACH).take_while(|next| **next != BREAK);
        found += u32::from(next.copied().any(|next| next == wanted));
    }
    found
}

/// How often a word stands above a row's text: in its title or a heading.
pub(crate) fn mentions_above(row: &[TermHash], word: TermHash) -> usize {
    let above = row.len() - text_of(row).len();
    row.iter().take(above).filter(|known| **known == word).count()
}

/// Whether one word follows the other at once.
pub(crate) fn follows(row: &[TermHash], one: TermHash, other: TermHash) -> bool {
    row.windows(2).any(|pair| pair == [one, other])
}

/// The words of a row's text, sorted, to be compared with many others. What stands above a text says where it
/// is and not what it says.
#[derive(Debug)]
pub(crate) struct Bag {
    words: Vec<TermHash>,
    /// Where the facts begin: they sort last.
    facts: usize,
}

impl Bag {
    /// Of a row.
    pub(crate) fn of(row: &[TermHash]) -> Self {
        let mut words = text_of(row).to_vec();
        words.sort_unstable();
        let facts = words.partition_point(|word| *word < FACT);
        Self { words, facts }
    }

    /// The share of words that two texts have in common, 0 to 1, counting each word as often as it stands
    /// there. Texts with other numbers, or that say no another number of times, have nothing in common: the
    /// price list of another model is another passage.
    pub(crate) fn likeness(&self, other: &Self) -> f32 {
        let (one, other) = (self, other);
        let longest = one.words.len().max(other.words.len());
        // What differs this much in length cannot reach any threshold that is asked for.
        if longest == 0 || one.words.len().min(other.words.len()) * 2 < longest {
            return 0.0;
        }
        if one.words.get(one.facts..) != other.words.get(other.facts..) {
            return 0.0;
        }
        let (mut left, mut right) = (one.words.iter().peekable(), other.words.iter().peekable());
        let mut shared = 0_usize;
        while let (Some(l), Some(r)) = (left.peek(), right.peek()) {
            match l.cmp(r) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    left.next();
                    right.next();
                }
            }
        }
        shared as f32 / longest as f32
    }
}

/// What stands after the last title or heading.
fn text_of(row: &[TermHash]) -> &[TermHash] {
    row.rsplit(|hash| *hash == BREAK).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<TermHash> {
        text.split(' ').map(|word| if word == "|" { BREAK } else { term_hash(word) }).collect()
    }

    fn times(text: &str) -> u32 {
        near(&row(text), term_hash("high"), term_hash("contrast"))
    }

    #[test]
    fn words_stand_near_each_other_within_a_field() {
        assert_eq!(times("turn high contrast on"), 1);
        assert_eq!(times("contrast is high and high contrast"), 3);
        assert_eq!(times("high a b c contrast"), 0);
        assert_eq!(times("high | contrast"), 0);
        assert_eq!(times(""), 0);
        let mut between = row("high a b contrast");
        between.insert(2, NEGATION);
        assert_eq!(near(&between, term_hash("high"), term_hash("contrast")), 1);
        let follow = |text: &str| follows(&row(text), term_hash("high"), term_hash("contrast"));
        assert!(follow("a high contrast"));
        assert!(!follow("high a contrast") && !follow("contrast high"));
    }

    #[test]
    fn rows_come_back() {
        let mut tokens = Tokens::default();
        let rows = [row("a b"), Vec::new(), row("c")];
        rows.iter().for_each(|row| tokens.push(row));
        for (number, row) in rows.iter().enumerate() {
            assert_eq!(tokens.of(number), row);
        }
        assert!(tokens.of(3).is_empty());
    }

    #[test]
    fn what_stands_above_is_not_the_text() {
        let of = |text: &str| mentions_above(&row(text), term_hash("high"));
        assert_eq!((of("high | high x | high high"), of("high high"), of("x | high")), (2, 0, 0));
    }

    fn likeness(one: &str, other: &str) -> f32 {
        Bag::of(&row(one)).likeness(&Bag::of(&row(other)))
    }

    #[test]
    fn likeness_is_the_share_in_common() {
        assert_eq!(likeness("a b c d", "d c b a"), 1.0);
        assert_eq!(likeness("a b c d", "a b c x"), 0.75);
        assert_eq!(likeness("a b c d", "a"), 0.0);
        assert_eq!(likeness("x y | a b", "z | a b"), 1.0);
        assert_eq!(Bag::of(&[]).likeness(&Bag::of(&[])), 0.0);
    }

    #[test]
    fn other_facts_leave_no_likeness() {
        assert_eq!(likeness("a b c 30", "c 30 a b"), 1.0);
        assert_eq!(likeness("a b c 30", "a b c 14"), 0.0);
        assert_eq!(likeness("model | 30 a b", "model 7 | 30 a b"), 1.0);
        let mut negated = row("a b c d e f g h i j k l m");
        let plain = Bag::of(&negated);
        negated.push(NEGATION);
        assert_eq!(plain.likeness(&Bag::of(&negated)), 0.0);
    }
}
