//! Second step: the passages that may hold the answer.
//!
//! A follow-up ("and how long does that take?") finds little by itself. Where it does, the question before
//! it is searched along, and the search whose best passage scores higher is kept: scores mean the same
//! from query to query, so no rule of any language is needed to tell a follow-up.

use std::collections::{HashMap, HashSet};

use chatsphere_contract::ids::ChunkId;
use chatsphere_contract::search::SearchHit;
use chatsphere_db::search::{Surroundings, surroundings};
use chatsphere_retrieval::Repetition;
use tokio::time::Instant;

use super::load::Loaded;
use super::ms_since;
use crate::chat::{ConversationError, Scope};
use crate::platform::Platform;
use crate::search::{Found, PreparedQuery, SearchOptions};

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

pub(super) async fn retrieve(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
) -> Result<Evidence, ConversationError> {
    if !loaded.bot.retrieval {
        return Ok(Evidence { question: loaded.question.clone(), ..Evidence::default() });
    }
    let mut evidence = best_search(platform, scope, loaded).await?;
    if !loaded.is_built_in() {
        evidence.context = around(platform, scope, loaded, &evidence.hits).await;
    }
    Ok(evidence)
}

/// The search with the question alone, or with the one before it.
async fn best_search(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
) -> Result<Evidence, ConversationError> {
    let alone = search(platform, scope, loaded, loaded.question.clone()).await?;
    let Some(earlier) = loaded.earlier_question().filter(|_| alone.best() < STANDS_ALONE) else {
        return Ok(alone);
    };
    let together = search(platform, scope, loaded, format!("{earlier}\n{}", loaded.question)).await?;
    Ok(if together.best() > alone.best() + CLEARLY_BETTER { merge(together, alone) } else { alone })
}

async fn search(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
    text: String,
) -> Result<Evidence, ConversationError> {
    let begun = Instant::now();
    let vector = platform.embed_question(scope.tenant, &text).await;
    let embed_ms = ms_since(begun);
    let begun = Instant::now();
    let tags = loaded.bot.answer_tags.clone();
    let query = PreparedQuery { text: text.clone(), vector, tags };
    // The same notice on every page would leave no room for anything else.
    let options = SearchOptions { repetition: Repetition::LeftOut, ..SearchOptions::best(CANDIDATES) };
    let search = &platform.search;
    let found = search.find_with(&platform.db, scope.tenant, loaded.bot.id, &query, &options).await;
    let Found { mut hits, semantic, .. } = match found {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, bot = %loaded.bot.id, "search failed during a turn");
            return Err(ConversationError::Search);
        }
    };
    hits.truncate(MAX_PASSAGES);
    Ok(Evidence {
        question: text,
        hits,
        semantic,
        embed_ms,
        search_ms: ms_since(begun),
        ..Evidence::default()
    })
}

/// Each of the first passages with its neighbours under the same headings: what answers a question often
/// begins in one passage and goes on in the next. A neighbour that was found itself, or stands between two
/// that were, is not repeated.
async fn around(
    platform: &Platform,
    scope: Scope,
    loaded: &Loaded,
    hits: &[SearchHit],
) -> HashMap<ChunkId, Surroundings> {
    let wanted: Vec<ChunkId> = hits.iter().take(WITH_NEIGHBOURS).map(|hit| hit.chunk_id).collect();
    let read = async {
        let tx = platform.db.tenant(scope.tenant).await?;
        let found = surroundings(&tx, loaded.bot.id, &wanted).await?;
        tx.close();
        Ok::<_, chatsphere_db::DbError>(found)
    };
    let found = match read.await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "passages go to the model without what stands around them");
            return HashMap::new();
        }
    };
    once(hits, found)
}

/// Of these neighbours those that no hit holds, each once, with the better of two hits that share it.
fn once(hits: &[SearchHit], found: Vec<Surroundings>) -> HashMap<ChunkId, Surroundings> {
    let mut by_id: HashMap<ChunkId, Surroundings> =
        found.into_iter().map(|around| (around.id, around)).collect();
    let mut known: HashSet<String> = hits.iter().map(|hit| hit.text.clone()).collect();
    let mut new = |text: Option<String>| {
        text.filter(|text| text.chars().count() <= NEIGHBOUR_CHARS && known.insert(text.clone()))
    };
    hits.iter()
        .filter_map(|hit| {
            let around = by_id.remove(&hit.chunk_id)?;
            let (before, after) = (new(around.before), new(around.after));
            Some((hit.chunk_id, Surroundings { id: around.id, before, after }))
        })
        .collect()
}

/// The passages of the better search, then what only the other one found.
fn merge(better: Evidence, other: Evidence) -> Evidence {
    let known: HashSet<_> = better.hits.iter().map(|hit| hit.chunk_id).collect();
    let rest = other.hits.into_iter().filter(|hit| !known.contains(&hit.chunk_id));
    let mut hits: Vec<_> = better.hits.into_iter().chain(rest).collect();
    hits.truncate(MAX_PASSAGES);
    Evidence {
        hits,
        embed_ms: better.embed_ms + other.embed_ms,
        search_ms: better.search_ms + other.search_ms,
        ..Evidence { question: better.question, semantic: better.semantic, ..Evidence::default() }
    }
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
        };
        let found =
            vec![around(4, "third", "fifth"), around(3, "second", "fourth"), around(1, "none", "second")];
        let kept = once(&hits, found);
        let of = |number: u128| {
            let around = kept.get(&ChunkId(Uuid::from_u128(number))).cloned();
            around.map(|around| (around.before, around.after))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of(1), Some((some("none"), some("second"))));
        assert_eq!(of(3), Some((None, None)));
        assert_eq!(of(4), Some((None, some("fifth"))));
    }
}
