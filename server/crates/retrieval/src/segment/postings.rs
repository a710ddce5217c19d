//! Which rows hold a term, and how often.

/// How often a row holds a term. Stops at 255, where BM25 has long been saturated.
pub(crate) type Mentions = u8;

/// The rows of each term of a dictionary, by the term's number.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    /// Where each term's rows end.
    ends: Vec<u32>,
    rows: Vec<u32>,
    mentions: Vec<Mentions>,
}

impl Postings {
    /// From lists in the order of the dictionary, each sorted by row.
    pub(crate) fn from_lists(lists: impl Iterator<Item = Vec<(u32, Mentions)>>) -> Self {
        let mut postings = Self::default();
        for list in lists {
            postings.rows.extend(list.iter().map(|(row, _)| row));
            postings.mentions.extend(list.iter().map(|(_, count)| count));
            postings.ends.push(u32::try_from(postings.rows.len()).unwrap_or(u32::MAX));
        }
        postings.ends.shrink_to_fit();
        postings.rows.shrink_to_fit();
        postings.mentions.shrink_to_fit();
        postings
    }

    /// Row and mentions of each passage that holds the term.
    pub(crate) fn of(&self, term: usize) -> impl ExactSizeIterator<Item = (u32, Mentions)> {
        let start = term.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(term).copied().unwrap_or(start);
        let range = start as usize..end as usize;
        let rows = self.rows.get(range.clone()).unwrap_or_default();
        let mentions = self.mentions.get(range).unwrap_or_default();
        rows.iter().copied().zip(mentions.iter().copied())
    }

    /// How often a row holds the term, if it does.
    pub(crate) fn mentions(&self, term: usize, row: u32) -> Option<Mentions> {
        let start =
            term.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0) as usize;
        let end = self.ends.get(term).copied()? as usize;
        let place = self.rows.get(start..end)?.binary_search(&row).ok()?;
        self.mentions.get(start + place).copied()
    }

    /// Memory in use.
    pub(crate) fn bytes(&self) -> usize {
        (self.ends.capacity() + self.rows.capacity()) * size_of::<u32>() + self.mentions.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let lists = [vec![(0, 2), (3, 4)], vec![], vec![(1, 255)]];
        let postings = Postings::from_lists(lists.clone().into_iter());
        for (term, list) in lists.iter().enumerate() {
            assert_eq!(&postings.of(term).collect::<Vec<_>>(), list);
        }
        assert_eq!(postings.of(3).len(), 0);
        let one = |term, row| postings.mentions(term, row);
        assert_eq!(
            [one(0, 3), one(0, 1), one(1, 0), one(2, 1), one(3, 0)],
            [Some(4), None, None, Some(255), None]
        );
    }
}
