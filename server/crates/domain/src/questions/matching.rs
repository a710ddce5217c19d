//! Whether a written answer answers what was asked.
//!
//! A wrong answer given with full confidence is worse than none, so closeness alone does not do. Two
//! questions that differ by one word are nearly always next to each other for an embedder ("Who founded
//! it?" and "When was it founded?" have a cosine of .97). So both must be about the same (share nearly all
//! words that say something), ask for the same (who, when, where, which), name the same numbers, say no as
//! often and have their words in one order ("EUR to USD" is not "USD to EUR"). On
//! XQuAD, whose questions are all near misses of each other, a cosine of .90 alone takes 66 pairs of
//! neighbours with different answers for the same, and these rules 2; figures in
//! `docs/adr/0002-in-memory-segment-index.md`.

use chatsphere_contract::ids::{BotId, QuestionId, WorkspaceId};
use chatsphere_db::questions::{self, Candidate, QuestionIndex, QuestionRecord};
use chatsphere_db::{DbError, TenantTx};
use chatsphere_retrieval::Wording;

use super::QuestionError;
use crate::embedding::QuestionVector;
use crate::jobs::{self, Work};
use crate::platform::Platform;

/// Candidates that are looked at.
const CANDIDATES: u32 = 8;
/// Questions embedded at once.
const BATCH: u32 = 64;
/// Questions in a row that a model may give no vector before it is taken to be away.
const FAILURES_IN_A_ROW: usize = 5;

/// From this cosine on, nearly all words are enough.
const NEAR: f32 = 0.90;
/// Nearly all words.
const NEARLY_ALL: f32 = 0.85;
/// From this cosine on, all words are enough.
const NOT_FAR: f32 = 0.80;

/// A pair that answers what was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The pair.
    pub pair: QuestionRecord,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// Cosine with the question asked, if both have a vector.
    pub cosine: Option<f32>,
    /// Share of words in common.
    pub overlap: f32,
}

/// The approved pair whose question is the one asked, if there is one; without a vector, by words only.
pub async fn find(
    platform: &Platform,
    tenant: WorkspaceId,
    bot: BotId,
    asked: &str,
    vector: Option<QuestionVector>,
) -> Result<Option<Match>, QuestionError> {
    let index = index(asked, vector);
    let tx = platform.db.tenant(tenant).await?;
    let candidates = questions::candidates(&tx, bot, &index, CANDIDATES).await?;
    tx.close();
    let wording = Wording::of(asked);
    let matches = candidates.into_iter().filter_map(|candidate| compare(&wording, asked, candidate));
    Ok(matches
        .max_by(|one, other| one.score.total_cmp(&other.score).then_with(|| other.pair.id.cmp(&one.pair.id))))
}

fn compare(wording: &Wording, asked: &str, candidate: Candidate) -> Option<Match> {
    let known = Wording::of(&candidate.record.question);
    let overlap = wording.overlap(&known);
    let is_same_text = plain(asked) == plain(&candidate.record.question);
    let is_whole = overlap > 0.999;
    let is_close = match candidate.cosine {
        Some(cosine) => (cosine >= NEAR && overlap >= NEARLY_ALL) || (cosine >= NOT_FAR && is_whole),
        None => is_whole,
    };
    if !(is_same_text || is_close && wording.asks_the_same(&known)) {
        return None;
    }
    let score = if is_same_text { 1.0 } else { candidate.cosine.unwrap_or(overlap).min(0.999) };
    Some(Match { pair: candidate.record, score, cosine: candidate.cosine, overlap })
}

/// Letters and digits only, in lower case.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// What a question is found by.
pub async fn index_of(platform: &Platform, tenant: WorkspaceId, question: &str) -> QuestionIndex {
    index(question, platform.embed_question(tenant, question).await)
}

fn index(question: &str, vector: Option<QuestionVector>) -> QuestionIndex {
    QuestionIndex {
        terms: terms_of(question),
        vector: vector.map(|vector| (vector.numbers, vector.embedder)),
    }
}

/// The terms of a question; those of one that is about nothing are its words.
pub(super) fn terms_of(question: &str) -> Vec<String> {
    let terms: Vec<String> = Wording::of(question).subject.into_iter().collect();
    if terms.is_empty() { plain(question).split(' ').map(str::to_owned).collect() } else { terms }
}

/// The job that makes the vector of a question, if the workspace has a model and none came. It is found by its
/// words meanwhile.
pub(super) async fn enqueue_embedding(
    platform: &Platform,
    tx: &TenantTx,
    bot: BotId,
    index: &QuestionIndex,
) -> Result<(), DbError> {
    let has_model = || async { !matches!(platform.embedders.active(platform, tx).await, Ok(None)) };
    if index.vector.is_none() && has_model().await {
        jobs::enqueue(platform, tx, &Work::EmbedQuestions { bot }).await?;
    }
    Ok(())
}

/// What became of a batch of questions without a vector.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Embedded {
    /// Those that have one now.
    pub done: usize,
    /// Those that the model gave none.
    pub failed: usize,
    /// The last of the batch; nothing: there was none left.
    pub last: Option<QuestionId>,
    /// The model gave none to several in a row: it is away, and there is no use in going on now.
    pub gave_up: bool,
}

/// Makes the vectors of some questions that have none by the model in use, after the one named. One that fails
/// costs the others nothing.
pub async fn embed_missing(
    platform: &Platform,
    tenant: WorkspaceId,
    bot: BotId,
    after: Option<QuestionId>,
) -> Result<Embedded, DbError> {
    let tx = platform.db.tenant(tenant).await?;
    let active = match platform.embedders.active(platform, &tx).await {
        Ok(active) => active,
        Err(error) => {
            tracing::warn!(%tenant, error, "written questions go without vectors");
            return Ok(Embedded { gave_up: true, ..Embedded::default() });
        }
    };
    let Some(embedder) = active.map(|embeddings| embeddings.id().to_owned()) else {
        return Ok(Embedded::default());
    };
    let batch = questions::without_vector(&tx, bot, &embedder, after, BATCH).await?;
    tx.close();
    let mut embedded = Embedded::default();
    let mut in_a_row = 0;
    for (id, question) in batch {
        embedded.last = Some(id);
        let Some(vector) = platform.embed_question(tenant, &question).await else {
            embedded.failed += 1;
            in_a_row += 1;
            if in_a_row >= FAILURES_IN_A_ROW {
                embedded.gave_up = true;
                break;
            }
            continue;
        };
        in_a_row = 0;
        let tx = platform.db.tenant(tenant).await?;
        questions::set_vector(&tx, id, &question, (vector.numbers, vector.embedder)).await?;
        tx.commit().await?;
        embedded.done += 1;
    }
    Ok(embedded)
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::questions::QuestionStatus;
    use time::OffsetDateTime;

    use super::*;

    fn is_match(asked: &str, known: &str, cosine: Option<f32>) -> bool {
        let record = QuestionRecord {
            id: QuestionId(uuid::Uuid::nil()),
            bot: BotId(uuid::Uuid::nil()),
            question: known.to_owned(),
            answer: String::new(),
            status: QuestionStatus::Approved,
            tags: Vec::new(),
            hits: 0,
            last_used_at: None,
            version: 1,
            created_at: OffsetDateTime::UNIX_EPOCH,
            updated_at: OffsetDateTime::UNIX_EPOCH,
        };
        let candidate = Candidate { record, terms: Vec::new(), cosine };
        compare(&Wording::of(asked), asked, candidate).is_some()
    }

    #[test]
    fn the_same_question_is_known_in_other_words() {
        assert!(is_match("how to reset smart hub", "How do I reset Smart Hub?", Some(0.97)));
        assert!(is_match("how to reset smart hub", "How do I reset Smart Hub?", None));
        assert!(is_match("What is your refund policy?", "what is your REFUND policy", Some(0.2)));
    }

    #[test]
    fn a_near_miss_is_not() {
        assert!(!is_match("When was the shop founded?", "Who founded the shop?", Some(0.97)));
        assert!(!is_match("What does E-417 mean?", "What does E-418 mean?", Some(0.99)));
        assert!(!is_match("Can I cancel my order?", "Can I change my order?", Some(0.92)));
        assert!(!is_match("Where is it?", "Where is it kept?", Some(0.95)));
        assert!(!is_match("What does error A-417 mean?", "What does error E-417 mean?", Some(0.99)));
        assert!(!is_match(
            "Which countries do you NOT ship to?",
            "Which countries do you ship to?",
            Some(0.97)
        ));
        assert!(!is_match("How do I change EUR to USD?", "How do I change USD to EUR?", Some(0.99)));
    }
}
