//! Second step: the passages that may hold the answer.
//!
//! A follow-up ("and how long does that take?") finds little by itself. Where it does, the question before
//! it is searched along (the words of both, and what their vectors have in common), and the search whose best
//! passage scores higher is kept: scores mean the same from query to query, so no rule of any language is
//! needed to tell a follow-up.

use std::collections::{HashMap, HashSet};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chatsphere_ai::Reranker;
use chatsphere_contract::ids::ChunkId;
use chatsphere_contract::reranking::RerankerKind;
use chatsphere_contract::search::SearchHit;
use chatsphere_db::search::Surroundings;
use chatsphere_retrieval::Repetition;
use futures::future::{Either, select};
use tokio::time::Instant;

use super::embed::{embed, together};
use super::load::Loaded;
use super::ms_since;
use crate::chat::{ConversationError, Scope};
use crate::embedding::QuestionVector;
use crate::platform::Platform;
use crate::search::{Found, PreparedQuery, SearchOptions, in_order, rerank};

/// How long an answer waits for a second look at what was found.
const PATIENCE: Duration = Duration::from_secs(2);

/// Most passages shown to a model.
pub const MAX_PASSAGES: usize = 6;

/// Passages asked of the index.
const CANDIDATES: u32 = 12;

/// Passages that are shown with their neighbours.
const WITH_NEIGHBOURS: usize = 3;

/// A neighbour longer than this says enough to be found by itself.
const NEIGHBOUR_CHARS: usize = 1_500;

/// A best score from which a question needs no help from the one before it.
const STANDS_ALONE: f32 = 0.5;

/// How much better the search with the earlier question must be to be kept.
const CLEARLY_BETTER: f32 = 0.03;

/// What was found, best first.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The question as searched.
    pub question: String,
    /// Passages; number `n` of the answer is `hits[n - 1]`.
    pub hits: Vec<SearchHit>,
    /// What stands around some of `hits`, for a model to read where there is room.
    pub context: HashMap<ChunkId, Surroundings>,
    /// False when only keywords were searched.
    pub semantic: bool,
    /// Time for embedding, in ms.
    pub embed_ms: f32,
    /// Time in the index, in ms.
    pub search_ms: f32,
}

impl Evidence {
    fn best(&self) -> f32 {
        self.hits.first().map_or(0.0, |hit| hit.score)
    }
}

/// A search, and what stands around its first passages.
#[derive(Debug)]
struct Searched {
    evidence: Evidence,
    around: Vec<Surroundings>,
}

pub(super) async fn retrieve(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
) -> Result<Evidence, ConversationError> {
    if !loaded.bot.retrieval {
        return Ok(Evidence { question: loaded.question.clone(), ..Evidence::default() });
    }
    let Searched { mut evidence, around } = best_search(platform, scope, loaded).await?;
    if let Some(reranker) = reranker(platform, loaded).await
        && let Ok(order) = rerank(&*reranker, &evidence.question, &evidence.hits, PATIENCE).await
    {
        evidence.hits = in_order(evidence.hits, &order);
    }
    evidence.hits.truncate(MAX_PASSAGES);
    evidence.context = context(&evidence.hits, around);
    Ok(evidence)
}

/// Who takes a second look, if anybody does.
async fn reranker(platform: &Platform, loaded: &Loaded) -> Option<Arc<dyn Reranker>> {
    let found = platform.rerankers.of(loaded.bot.reranker, &loaded.model).await;
    found.inspect_err(|error| tracing::warn!(error, bot = %loaded.bot.id, "no second look")).ok().flatten()
}

/// Passages that go on from the search, and how many of them with what stands around: all where a second
/// look may put any of them first.
fn kept(loaded: &Loaded) -> (usize, usize) {
    let around = if loaded.is_built_in() { 0 } else { WITH_NEIGHBOURS };
    match loaded.bot.reranker {
        RerankerKind::Off => (MAX_PASSAGES, around),
        RerankerKind::ChatModel | RerankerKind::CrossEncoder => {
            let all = CANDIDATES as usize;
            (all, if around == 0 { 0 } else { all })
        }
    }
}

/// The search with the question alone, or with the one before it.
async fn best_search(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
) -> Result<Searched, ConversationError> {
    let alone = async {
        let vector = loaded.vector.clone();
        let mut alone = search(platform, scope, loaded, loaded.question.clone(), vector).await?;
        alone.evidence.embed_ms = loaded.embed_ms;
        Ok(alone)
    };
    let Some(earlier) = loaded.earlier_question() else { return alone.await };
    // Known from its own turn, as a rule. Where it is not, it is begun during the first search; should that
    // one do, the embedder hears that nobody waits any more.
    let mut vector_with_earlier = pin!(vector_with(platform, scope, loaded, earlier));
    let (alone, vector) = match select(pin!(alone), vector_with_earlier.as_mut()).await {
        Either::Left((alone, _)) => (alone?, None),
        Either::Right((vector, alone)) => (alone.await?, Some(vector)),
    };
    if alone.evidence.best() >= STANDS_ALONE {
        return Ok(alone);
    }
    let begun = Instant::now();
    let vector = match vector {
        Some(vector) => vector,
        None => vector_with_earlier.await,
    };
    let embed_ms = ms_since(begun);
    let text = format!("{earlier}\n{}", loaded.question);
    let mut together = search(platform, scope, loaded, text, vector).await?;
    together.evidence.embed_ms = embed_ms;
    let is_better = together.evidence.best() > alone.evidence.best() + CLEARLY_BETTER;
    Ok(if is_better { merge(together, alone, kept(loaded).0) } else { alone })
}

/// What the question and the one before it are about together.
async fn vector_with(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
    earlier: &str,
) -> Option<QuestionVector> {
    let question = loaded.vector.as_ref()?;
    let earlier = embed(platform, scope, &loaded.bot, earlier).await?;
    together(question, &earlier)
}

async fn search(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
    text: String,
    vector: Option<QuestionVector>,
) -> Result<Searched, ConversationError> {
    let begun = Instant::now();
    let tags = loaded.bot.answer_tags.clone();
    let query = PreparedQuery { text: text.clone(), vector, tags };
    let options = SearchOptions {
        // The same notice on every page would leave no room for anything else.
        repetition: Repetition::LeftOut,
        index: Some(loaded.bot.index.clone()),
        surroundings: kept(loaded).1,
        ..SearchOptions::best(CANDIDATES)
    };
    let search = &platform.search;
    let found = search.find_with(&platform.db, scope.tenant, loaded.bot.id, &query, &options).await;
    let Found { mut hits, semantic, surroundings: around, .. } = match found {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, bot = %loaded.bot.id, "search failed during a turn");
            return Err(ConversationError::Search);
        }
    };
    hits.truncate(kept(loaded).0);
    let search_ms = ms_since(begun);
    let evidence = Evidence { question: text, hits, semantic, search_ms, ..Evidence::default() };
    Ok(Searched { evidence, around })
}

/// Each of the first passages with its neighbours under the same headings: what answers a question often
/// begins in one passage and goes on in the next; and a small one with the beginning of its section. What was
/// found itself, or stands between two that were, is not repeated.
fn context(hits: &[SearchHit], found: Vec<Surroundings>) -> HashMap<ChunkId, Surroundings> {
    let mut by_id: HashMap<ChunkId, Surroundings> =
        found.into_iter().map(|around| (around.id, around)).collect();
    let mut known: HashSet<String> = hits.iter().map(|hit| hit.text.clone()).collect();
    let mut new = |text: Option<String>| {
        // The beginning of a section may be that of a passage which is known whole.
        let is_new = |text: &String| {
            text.chars().count() <= NEIGHBOUR_CHARS && !known.iter().any(|known| known.starts_with(text))
        };
        let text = text.filter(is_new)?;
        known.insert(text.clone());
        Some(text)
    };
    hits.iter()
        .take(WITH_NEIGHBOURS)
        .filter_map(|hit| {
            let around = by_id.remove(&hit.chunk_id)?;
            let (before, after, section) = (new(around.before), new(around.after), new(around.section));
            Some((hit.chunk_id, Surroundings { id: around.id, before, after, section }))
        })
        .collect()
}

/// The passages of the better search, then what only the other one found. The first passages of both
/// together are among the first of either, so that what stands around them is known.
fn merge(better: Searched, other: Searched, most: usize) -> Searched {
    let around = better.around.into_iter().chain(other.around).collect();
    let (better, other) = (better.evidence, other.evidence);
    let known: HashSet<_> = better.hits.iter().map(|hit| hit.chunk_id).collect();
    let rest = other.hits.into_iter().filter(|hit| !known.contains(&hit.chunk_id));
    let mut hits: Vec<_> = better.hits.into_iter().chain(rest).collect();
    hits.truncate(most);
    let evidence = Evidence {
        hits,
        embed_ms: better.embed_ms + other.embed_ms,
        search_ms: better.search_ms + other.search_ms,
        ..Evidence { question: better.question, semantic: better.semantic, ..Evidence::default() }
    };
    Searched { evidence, around }
}

#[cfg(test)]
mod tests {
    use chatsphere_contract::ids::DocumentId;
    use chatsphere_contract::search::ScoreParts;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_neighbour_of_two_is_shown_once_and_a_hit_is_no_neighbour() {
        let hit = |number: u128, text: &str| SearchHit {
            document_id: DocumentId(Uuid::nil()),
            external_id: None,
            chunk_id: ChunkId(Uuid::from_u128(number)),
            document_name: String::new(),
            document_title: String::new(),
            url: None,
            heading_path: Vec::new(),
            page: None,
            text: text.to_owned(),
            score: 0.5,
            parts: ScoreParts::default(),
        };
        let hits = [hit(1, "first"), hit(3, "third"), hit(4, "fourth")];
        let around = |number: u128, before: &str, after: &str| Surroundings {
            id: ChunkId(Uuid::from_u128(number)),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
            section: Some("section".to_owned()),
        };
        let found =
            vec![around(4, "third", "fifth"), around(3, "second", "fourth"), around(1, "none", "second")];
        let kept = context(&hits, found);
        let of = |number: u128| {
            let around = kept.get(&ChunkId(Uuid::from_u128(number))).cloned();
            around.map(|around| (around.before, around.after, around.section))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of(1), Some((some("none"), some("second"), some("section"))));
        assert_eq!(of(3), Some((None, None, None)));
        assert_eq!(of(4), Some((None, some("fifth"), None)));
    }
}
