//! Third step: how likely these passages are to answer the question, before anybody answers it.

use std::collections::HashSet;

use chatsphere_contract::search::SearchHit;
use chatsphere_retrieval::{Language, Reader};

use super::retrieve::Evidence;

/// The confidence from which the built-in answerer answers; below it says that it does not know. Where a bot
/// sets none of its own, this is it. Why this one: `docs/adr/0006-confidence.md`.
pub const THRESHOLD: f32 = 0.15;

/// 0 to 1: how likely the passages answer the question. A bot without documents answers from what its model
/// knows, of which nothing can be said.
pub fn judge(evidence: &Evidence, retrieval: bool) -> f32 {
    if !retrieval {
        return 0.5;
    }
    Signals::of(evidence).map_or(0.0, |signals| signals.confidence())
}

/// What tells answerable questions from others, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Signals {
    /// Cosine of the question and the best passage; absent where the embedder does not know the language.
    cosine: Option<f32>,
    /// By how much the best passage's score is above the mean of those after it: an answer stands out, what is only
    /// on the subject does not.
    lead: f32,
    /// The share of the question's words that one sentence of the best passage has together.
    sentence: f32,
    /// The share of them that its title and headings have: being on the subject raises the cosine of a passage
    /// whether it answers or not.
    title: f32,
}

/// A logistic regression over [`Signals`].
struct Model {
    bias: f32,
    cosine: f32,
    lead: f32,
    sentence: f32,
    title: f32,
}

/// Fitted on questions of clapnq-dev and emanual-tv; figures and cross-validation are in
/// `docs/adr/0006-confidence.md`.
const WITH_COSINE: Model = Model { bias: -6.36, cosine: 8.06, lead: 4.05, sentence: 2.91, title: -2.33 };
/// Fitted on xquad-de and xquad-es, whose documents have no titles.
const WITHOUT_COSINE: Model = Model { bias: -4.75, cosine: 0.0, lead: 15.7, sentence: 6.2, title: 0.0 };

/// Bytes of a passage that are read.
const MOST_BYTES: usize = 16 << 10;

impl Signals {
    /// `None` when nothing was found.
    fn of(evidence: &Evidence) -> Option<Self> {
        let (best, others) = evidence.hits.split_first()?;
        let mean = others.iter().map(|hit| hit.score).sum::<f32>() / others.len().max(1) as f32;
        let (sentence, title) = covered(&evidence.question, best);
        Some(Self { cosine: best.parts.vector, lead: best.score - mean, sentence, title })
    }

    fn confidence(self) -> f32 {
        let model = if self.cosine.is_some() { WITH_COSINE } else { WITHOUT_COSINE };
        let strength = model.bias
            + model.cosine * self.cosine.unwrap_or_default()
            + model.lead * self.lead
            + model.sentence * self.sentence
            + model.title * self.title;
        1.0 / (1.0 + (-strength).exp())
    }
}

/// The share of the question's words that a sentence of the passage has, and the share that its title has.
fn covered(question: &str, hit: &SearchHit) -> (f32, f32) {
    let text = hit.text.get(..hit.text.floor_char_boundary(MOST_BYTES)).unwrap_or_default();
    let language = chatsphere_ingest::detect_language(text);
    let reader = Reader::new(language.and_then(|code| Language::parse(&code)).unwrap_or(Language::UNKNOWN));
    let read = |text: &str| reader.read(text).terms.into_iter().collect::<HashSet<String>>();
    let asked = read(question);
    if asked.is_empty() {
        // Nothing but "how is that?": its words say neither yes nor no.
        return (0.5, 0.0);
    }
    let share = |terms: &HashSet<String>| asked.intersection(terms).count() as f32 / asked.len() as f32;
    let sentences = chatsphere_ai::sentences(text);
    let sentence = sentences.iter().map(|sentence| share(&read(sentence))).fold(0.0, f32::max);
    let mut title = read(&hit.document_title);
    hit.heading_path.iter().for_each(|heading| title.extend(read(heading)));
    (sentence, share(&title))
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::ids::{ChunkId, DocumentId};
    use chatsphere_contract::search::ScoreParts;

    use super::*;

    fn hit(title: &str, text: &str, score: f32, vector: Option<f32>) -> SearchHit {
        SearchHit {
            document_id: DocumentId(uuid::Uuid::nil()),
            external_id: None,
            chunk_id: ChunkId(uuid::Uuid::nil()),
            document_name: String::new(),
            document_title: title.to_owned(),
            url: None,
            heading_path: vec!["Care".to_owned()],
            page: None,
            text: text.to_owned(),
            score,
            parts: ScoreParts { vector, keyword: score, trigram: 0.0 },
        }
    }

    fn evidence(question: &str, hits: Vec<SearchHit>) -> Evidence {
        Evidence { question: question.to_owned(), hits, ..Evidence::default() }
    }

    const LAMP: &str = "Wipe the lamp with a dry cloth. Never put its shade into the dishwasher.";

    #[test]
    fn a_paraphrase_and_an_exact_code_are_likely_and_an_unrelated_passage_is_not() {
        let others = || (0..5).map(|_| hit("Other", "Something else.", 0.15, Some(0.2)));
        let judged = |question: &str, best: SearchHit| {
            judge(&evidence(question, std::iter::once(best).chain(others()).collect()), true)
        };
        let paraphrase = judged("How can I clean it?", hit("Lamp", LAMP, 0.45, Some(0.66)));
        assert!(paraphrase > 0.5, "{paraphrase}");
        let code = hit("Codes", "LX-7731: the bulb is loose.", 0.55, Some(0.35));
        let code = judged("LX-7731?", code);
        assert!(code > 0.6, "{code}");
        let unrelated = judged("Who won the cup in 1966?", hit("Lamp", LAMP, 0.16, Some(0.12)));
        assert!(unrelated < 0.1, "{unrelated}");
        assert_eq!(judge(&Evidence::default(), true), 0.0);
        assert_eq!(judge(&Evidence::default(), false), 0.5);
    }

    #[test]
    fn each_signal_is_what_it_says() {
        let hits = vec![hit("Lamp", LAMP, 0.6, Some(0.5)), hit("", "x", 0.2, None), hit("", "y", 0.0, None)];
        let signals = Signals::of(&evidence("Can the lamp shade go into a dishwasher?", hits)).unwrap();
        assert_eq!(signals.cosine, Some(0.5));
        assert!((signals.lead - 0.5).abs() < 1e-6);
        // Of lamp, shade, go and dishwasher.
        assert!((signals.sentence - 0.5).abs() < 1e-6 && (signals.title - 0.25).abs() < 1e-6, "{signals:?}");
    }

    #[test]
    fn more_evidence_is_never_less_likely() {
        let base = Signals { cosine: Some(0.4), lead: 0.1, sentence: 0.5, title: 0.3 };
        for better in [
            Signals { cosine: Some(0.5), ..base },
            Signals { lead: 0.2, ..base },
            Signals { sentence: 0.6, ..base },
        ] {
            assert!(better.confidence() > base.confidence(), "{better:?}");
        }
        let unread = Signals { cosine: None, ..base };
        assert!(Signals { lead: 0.4, ..unread }.confidence() > unread.confidence());
    }
}
