//! Terms of the index that a mistyped one may stand for.
//!
//! A candidate is at most one or two edits away (two neighbours swapped are one edit). How far it counts is
//! the similarity of its letter triples (Dice), as in pg_trgm but for words. Codes have no part in it: a wrong
//! letter in a word is a typo, in a part number it is another part.

use crate::analysis::is_code;

/// Shortest term that is taken for a typo, in characters.
const SHORTEST: usize = 4;
/// From this length on, two edits are allowed.
const LONG: usize = 8;
/// Most candidates for one term.
const CANDIDATES: usize = 3;

/// A term that may be mistyped, ready to be compared with many.
pub(crate) struct Misspelling {
    letters: Vec<char>,
    edits: usize,
    letter_set: u64,
    triples: Vec<[char; 3]>,
    candidates: Vec<Candidate>,
}

/// A term of the index and how much it is like the one that was typed, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) term: String,
    pub(crate) similarity: f32,
}

impl Misspelling {
    /// `None` when the term is too short, or too exact, to be anything but itself.
    pub(crate) fn new(term: &str) -> Option<Self> {
        let letters: Vec<char> = term.chars().collect();
        if letters.len() < SHORTEST || is_code(term) {
            return None;
        }
        Some(Self {
            edits: if letters.len() < LONG { 1 } else { 2 },
            letter_set: letter_set(term),
            triples: triples(&letters),
            letters,
            candidates: Vec::new(),
        })
    }

    /// Looks at one term of the index; `known_letters` is its [`letter_set`].
    pub(crate) fn consider(&mut self, known: &str, known_letters: u64) {
        // An edit changes at most one letter of each set; a character is at most 4 bytes.
        let differing = (self.letter_set ^ known_letters).count_ones() as usize;
        if differing > 2 * self.edits || known.len() > 4 * (self.letters.len() + self.edits) {
            return;
        }
        let letters: Vec<char> = known.chars().collect();
        if letters.len().abs_diff(self.letters.len()) > self.edits
            || letters.len() < SHORTEST
            || is_code(known)
            || edit_distance(&self.letters, &letters) > self.edits
            || self.candidates.iter().any(|c| c.term == known)
        {
            return;
        }
        let similarity = dice(&self.triples, &triples(&letters));
        self.candidates.push(Candidate { term: known.to_owned(), similarity });
    }

    /// The most similar terms, best first.
    pub(crate) fn best(mut self) -> Vec<Candidate> {
        self.candidates
            .sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then_with(|| a.term.cmp(&b.term)));
        self.candidates.truncate(CANDIDATES);
        self.candidates
    }
}

/// The letters of a term as a set of bits, to rule out most of a dictionary at a glance.
pub(crate) fn letter_set(term: &str) -> u64 {
    term.bytes().fold(0, |set, byte| set | 1 << (byte & 63))
}

/// Letter triples with two blanks before and one after, so that a word's beginning counts most.
fn triples(letters: &[char]) -> Vec<[char; 3]> {
    let padded: Vec<char> = [' ', ' '].into_iter().chain(letters.iter().copied()).chain([' ']).collect();
    let mut triples: Vec<[char; 3]> = padded.windows(3).filter_map(|window| window.try_into().ok()).collect();
    triples.sort_unstable();
    triples.dedup();
    triples
}

fn dice(left: &[[char; 3]], right: &[[char; 3]]) -> f32 {
    let shared = left.iter().filter(|triple| right.binary_search(triple).is_ok()).count();
    2.0 * shared as f32 / (left.len() + right.len()).max(1) as f32
}

/// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
fn edit_distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut row = Vec::with_capacity(right.len() + 1);
        row.push(i + 1);
        for (j, r) in right.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX - 1);
            let mut cost =
                (at(&last, j) + usize::from(l != r)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && left.get(i - 1) == Some(r) && right.get(j - 1) == Some(l);
            if swapped {
                cost = cost.min(at(&before_last, j - 1) + 1);
            }
            row.push(cost);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(typed: &str, known: &[&str]) -> Vec<String> {
        let mut misspelling = Misspelling::new(typed).unwrap();
        for term in known {
            misspelling.consider(term, letter_set(term));
        }
        misspelling.best().into_iter().map(|c| c.term).collect()
    }

    #[test]
    fn typos_find_their_word() {
        let known = ["remote", "remove", "television", "warranty", "bluetooth"];
        assert_eq!(best("remotte", &known)[0], "remote");
        assert_eq!(best("televsiion", &known), ["television"]);
        assert_eq!(best("waranty", &known), ["warranty"]);
        assert_eq!(best("blootooth", &known), ["bluetooth"]);
        assert!(best("kitchen", &known).is_empty());
    }

    #[test]
    fn a_code_is_only_itself() {
        for code in ["e4012", "ex4012", "me@shop.example", "node.js", "super_bowl"] {
            assert!(Misspelling::new(code).is_none(), "{code}");
        }
        assert!(best("televisio", &["televisio1", "televisio.n"]).is_empty());
    }

    #[test]
    fn short_terms_are_only_themselves() {
        assert!(Misspelling::new("abc").is_none());
    }

    #[test]
    fn swapped_neighbours_are_one_edit() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        assert_eq!(edit_distance(&letters("abcd"), &letters("acbd")), 1);
        assert_eq!(edit_distance(&letters("kitten"), &letters("sitting")), 3);
        assert_eq!(edit_distance(&letters(""), &letters("ab")), 2);
    }
}
