//! What the console reckons.

use chatsphere_contract::reranking::{RerankerKind, Reranking};
use chatsphere_contract::search::{ExplainedResults, FusionSide, SearchFilters, WhyBy, WhyTerm};
use leptos_router::params::ParamsMap;

/// What the address asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// In words.
    pub query: String,
    /// `hybrid`, `keyword` or `vector`.
    pub mode: String,
    /// Who takes a second look; empty: the bot's own reranker.
    pub rerank: String,
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
            rerank: given("rerank").unwrap_or_default(),
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

/// Numbers in thousandths that add up to their sum in thousandths, so that what a reader adds up agrees with
/// what is shown as the sum (largest remainders).
pub fn thousandths(numbers: &[f32]) -> Vec<i32> {
    let exact: Vec<f32> = numbers.iter().map(|number| number * 1_000.0).collect();
    let mut rounded: Vec<i32> = exact.iter().map(|number| number.floor() as i32).collect();
    let sum = exact.iter().sum::<f32>().round() as i32;
    let mut places: Vec<usize> = (0..exact.len()).collect();
    let rest = |place: &usize| exact.get(*place).map_or(0.0, |number| number - number.floor());
    places.sort_by(|one, other| rest(other).total_cmp(&rest(one)));
    let missing = usize::try_from(sum - rounded.iter().sum::<i32>()).unwrap_or(0);
    for place in places.into_iter().take(missing) {
        if let Some(number) = rounded.get_mut(place) {
            *number += 1;
        }
    }
    rounded
}

/// Thousandths, as people write them.
pub fn written(thousandths: i32) -> String {
    let sign = if thousandths < 0 { "−" } else { "" };
    format!("{sign}{}.{:03}", thousandths.abs() / 1_000, thousandths.abs() % 1_000)
}

/// What a part of a score is called.
pub fn side(part: FusionSide) -> &'static str {
    match part {
        FusionSide::Vector => "Meaning",
        FusionSide::Keyword => "Words",
        FusionSide::Trigram => "Spelling",
    }
}

/// What came of a second look.
pub fn second_look(reranking: &Reranking) -> String {
    match &reranking.problem {
        None => format!("{} took a second look in {:.0} ms.", reranking.model, reranking.took_ms),
        Some(problem) => format!("{problem} The first order stands."),
    }
}

/// What a reranker is called.
pub fn reranker(kind: RerankerKind) -> &'static str {
    match kind {
        RerankerKind::Off => "No second look",
        RerankerKind::ChatModel => "By the chat model",
        RerankerKind::CrossEncoder => "By the server’s cross-encoder",
    }
}

/// How a word was found, in a few words.
pub fn manner(term: &WhyTerm) -> String {
    match term.by {
        WhyBy::Word if term.share > 0.0 => "as it stands".to_owned(),
        WhyBy::Word => "not in this passage".to_owned(),
        WhyBy::FunctionWord => "counts little".to_owned(),
        WhyBy::Spelling => format!("read as “{}”", term.term),
        WhyBy::Compound => format!("as “{}”", term.term),
        WhyBy::OtherForm if term.share > 0.0 => format!("as “{}”, which is the same here", term.term),
        WhyBy::OtherForm => "not in this passage".to_owned(),
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
    fn shown_numbers_add_up_to_the_shown_sum() {
        for numbers in [vec![0.1234, 0.2345, 0.3456], vec![0.0004; 5], vec![0.3335, -0.1], vec![]] {
            let sum = (numbers.iter().sum::<f32>() * 1_000.0).round() as i32;
            assert_eq!(thousandths(&numbers).iter().sum::<i32>(), sum, "{numbers:?}");
        }
        assert_eq!(
            (written(123), written(1_000), written(-7)),
            ("0.123".into(), "1.000".into(), "−0.007".into())
        );
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
