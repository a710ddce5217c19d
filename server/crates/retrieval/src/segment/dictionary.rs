//! The terms of a segment, sorted, in one piece of memory.

/// Sorted terms; a term's number is its place.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    text: String,
    /// Where each term ends in `text`.
    ends: Vec<u32>,
}

impl Dictionary {
    /// From terms that are sorted and distinct.
    pub(crate) fn from_sorted<'a>(terms: impl Iterator<Item = &'a str>) -> Self {
        let mut dictionary = Self::default();
        for term in terms {
            dictionary.text.push_str(term);
            dictionary.ends.push(u32::try_from(dictionary.text.len()).unwrap_or(u32::MAX));
        }
        dictionary.text.shrink_to_fit();
        dictionary.ends.shrink_to_fit();
        dictionary
    }

    /// The number of a term.
    pub(crate) fn find(&self, term: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.term(middle)?.cmp(term) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The term of a number.
    pub(crate) fn term(&self, number: usize) -> Option<&str> {
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..*self.ends.get(number)? as usize)
    }

    /// All terms in order.
    pub(crate) fn terms(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().filter_map(move |end| {
            let term = self.text.get(start..*end as usize);
            start = *end as usize;
            term
        })
    }

    /// Memory in use.
    pub(crate) fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_there() {
        let terms = ["apple", "bee", "zoo", "über"];
        let dictionary = Dictionary::from_sorted(terms.into_iter());
        for (number, term) in terms.into_iter().enumerate() {
            assert_eq!(dictionary.find(term), Some(number));
            assert_eq!(dictionary.term(number), Some(term));
        }
        assert_eq!(dictionary.find("bean"), None);
        assert_eq!(dictionary.find(""), None);
        assert_eq!(dictionary.terms().collect::<Vec<_>>(), terms);
        assert_eq!(Dictionary::default().find("a"), None);
    }
}
