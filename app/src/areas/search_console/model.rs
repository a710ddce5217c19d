//! What the console reckons.

use chatsphere_contract::search::{ExplainedResults, SearchFilters, WhyBy, WhyTerm};
use leptos_router::params::ParamsMap;

/// What the address asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// In words.
    pub query: String,
    /// `hybrid`, `keyword` or `vector`.
    pub mode: String,
    /// Which documents.
    pub filters: SearchFilters,
}

impl Asked {
    /// Of an address.
    pub fn read(map: &ParamsMap) -> Self {
        let given =
            |name: &str| map.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            query: given("q").unwrap_or_default(),
            mode: given("mode").unwrap_or_else(|| "hybrid".to_owned()),
            filters: SearchFilters {
                tag: given("tag"),
                media_type: given("type"),
                source: given("source"),
                language: given("language"),
                from: given("from"),
                until: given("until"),
            },
        }
    }

    /// Whether any filter restricts.
    pub fn is_filtered(&self) -> bool {
        self.filters != SearchFilters::default()
    }
}

/// A piece of a text, and whether it is one of the words that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The letters.
    pub text: String,
    /// Found.
    pub marked: bool,
}

/// A text in pieces, by the positions of its marked characters.
pub fn pieces(text: &str, marks: &[(u32, u32)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut marks = marks.iter().peekable();
    for (place, letter) in (0_u32..).zip(text.chars()) {
        while marks.next_if(|(_, end)| *end <= place).is_some() {}
        let marked = marks.peek().is_some_and(|(start, _)| *start <= place);
        match pieces.last_mut().filter(|last| last.marked == marked) {
            Some(last) => last.text.push(letter),
            None => pieces.push(Piece { text: letter.to_string(), marked }),
        }
    }
    pieces
}

/// "8 passages in 3 ms".
pub fn heading(found: &ExplainedResults) -> String {
    let count = found.hits.len();
    let passages = if count == 1 { "passage" } else { "passages" };
    format!("{count} {passages} in {:.0} ms, and {:.0} ms for the embedding.", found.took_ms, found.embed_ms)
}

/// What to know about how was searched: where only words, or only meaning, decided.
pub fn caution(mode: &str, semantic: bool) -> Option<&'static str> {
    match (mode, semantic) {
        ("keyword", _) => Some(" Only words were searched, as you chose."),
        ("vector", false) => Some(" Meaning cannot be searched: no embedding model is in use."),
        (_, false) => Some(" Only words were searched: no embedding model is in use."),
        (_, true) => None,
    }
}

/// "and 3 like it": how many passages that say the same are not shown.
pub fn and_like_it(repetitions: u32) -> Option<String> {
    (repetitions > 0).then(|| format!("and {repetitions} like it"))
}

/// How a word was found, in a few words.
pub fn manner(term: &WhyTerm) -> String {
    match term.by {
        WhyBy::Word if term.share > 0.0 => "as it stands".to_owned(),
        WhyBy::Word => "not in this passage".to_owned(),
        WhyBy::FunctionWord => "counts little".to_owned(),
        WhyBy::Spelling => format!("read as “{}”", term.term),
        WhyBy::Compound => format!("as “{}”", term.term),
        WhyBy::Together => "standing together".to_owned(),
        WhyBy::Nothing => "in no passage".to_owned(),
    }
}

/// Words that were read as others, each once: what was typed and what it was taken for.
pub fn corrections(why: &[WhyTerm]) -> Vec<(String, String)> {
    let corrected = why.iter().filter(|term| term.by == WhyBy::Spelling && !term.term.is_empty());
    corrected.map(|term| (term.word.clone(), term.term.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_cut_a_text_by_its_characters() {
        let cut = pieces("Über das Üben", &[(0, 4), (9, 13)]);
        let cut: Vec<_> = cut.iter().map(|piece| (piece.text.as_str(), piece.marked)).collect();
        assert_eq!(cut, [("Über", true), (" das ", false), ("Üben", true)]);
        assert!(pieces("", &[(0, 1)]).is_empty());
    }

    #[test]
    fn only_a_missing_model_is_called_missing() {
        assert!(caution("keyword", false).unwrap().contains("as you chose"));
        assert!(caution("vector", false).unwrap().contains("cannot be searched"));
        assert!(caution("hybrid", false).unwrap().contains("no embedding model"));
        assert_eq!(caution("hybrid", true), None);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        assert_eq!(and_like_it(0), None);
        assert_eq!(and_like_it(3).as_deref(), Some("and 3 like it"));
    }

    #[test]
    fn an_address_says_what_is_asked() {
        let mut map = ParamsMap::new();
        map.insert("q", " warranty ".to_owned());
        map.insert("type", "application/pdf".to_owned());
        map.insert("tag", String::new());
        let asked = Asked::read(&map);
        assert_eq!((asked.query.as_str(), asked.mode.as_str()), ("warranty", "hybrid"));
        assert!(asked.is_filtered());
        assert_eq!(asked.filters.tag, None);
    }
}
