//! The indexes of active bots, and searching them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chatsphere_ai::Embeddings;
use chatsphere_contract::ids::{BotId, ChunkId, DocumentId, WorkspaceId};
use chatsphere_contract::search::{Duplicate, FusionPart, FusionSide, ScoreParts, SearchHit};
use chatsphere_db::documents::{DocumentFilter, ids_in_use};
use chatsphere_db::search::{IndexState, PassageRecord, Surroundings, passages_around, version};
use chatsphere_db::{Db, TenantTx};
use chatsphere_retrieval::{
    BotIndex, Collapsed, Contribution, Grouping, KnownLanguages, Mode, Query, Repetition, Resolved, Scored,
};
use uuid::Uuid;

use super::SearchError;
use super::cache::{Cache, Key};
use super::load::bring_up_to;
use crate::embedding::QuestionVector;

/// From this many passages on, a search takes long enough to leave the asynchronous threads alone.
const LARGE: usize = 4_000;

/// A document that is replaced between the search and the reading of its hits takes them along, and its
/// new passages are not searched yet: so often is the search begun again.
const ATTEMPTS: u32 = 3;

/// A question ready to be searched.
#[derive(Debug, Clone, Default)]
pub struct PreparedQuery {
    /// In words.
    pub text: String,
    /// As a vector, when there is an embedder.
    pub vector: Option<QuestionVector>,
    /// Only documents with one of these tags, by name; empty: all.
    pub tags: Vec<String>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Best first, of live documents only.
    pub hits: Vec<SearchHit>,
    /// False when only keywords were searched.
    pub semantic: bool,
    /// What was left out because it says the same as a hit, in the order of the hits.
    pub duplicates: Vec<Vec<Duplicate>>,
    /// What each hit stands on, in the order of the hits; empty unless it was asked for.
    pub reasons: Vec<Reasons>,
    /// What stands around the first hits, in no order; empty unless it was asked for.
    pub surroundings: Vec<Surroundings>,
}

/// Why a hit stands where it stands.
#[derive(Debug, Clone, Default)]
pub struct Reasons {
    /// What each word of the question gave it.
    pub contributions: Vec<Contribution>,
    /// Where its text has those words, as positions of characters.
    pub marks: Vec<std::ops::Range<usize>>,
    /// How many passages that say the same were left out.
    pub repetitions: u32,
    /// What its score is made of.
    pub fusion: Vec<FusionPart>,
}

/// How to search.
#[derive(Debug, Clone, Default)]
pub struct SearchOptions {
    /// Most hits.
    pub limit: u32,
    /// What decides.
    pub mode: Mode,
    /// How many passages of one document.
    pub grouping: Grouping,
    /// What becomes of passages that say the same.
    pub repetition: Repetition,
    /// Only these documents, if given.
    pub documents: Option<Arc<HashSet<u128>>>,
    /// Say why each hit stands where it stands.
    pub explain: bool,
    /// Read what stands around so many of the first hits.
    pub surroundings: usize,
    /// Where the index is, for somebody who has just read that; else it is asked for.
    pub index: Option<IndexState>,
}

impl SearchOptions {
    /// The best so many passages.
    pub fn best(limit: u32) -> Self {
        Self { limit, ..Self::default() }
    }
}

/// The indexes of active bots. Made once per process; several processes may serve the same bots, because
/// each search asks the database which version is current, or comes from somebody who did.
#[derive(Debug)]
pub struct SearchService {
    cache: Cache,
    /// The install's model: of workspaces that chose none.
    install: Arc<Space>,
}

/// Whose vectors an index holds.
#[derive(Debug, Default)]
struct Space {
    /// Names the model; nothing: there are no vectors.
    embedder: Option<String>,
    knows: KnownLanguages,
    /// Tells one content of the space from another.
    token: String,
}

/// An index as it is now.
struct Current {
    tx: TenantTx,
    snapshot: Arc<BotIndex>,
    space: Arc<Space>,
}

impl SearchService {
    /// Keeps indexes of at most so many bytes, with the vectors of this embedder.
    pub fn new(memory_bytes: usize, embeddings: Option<&Embeddings>) -> Self {
        let languages = embeddings.map(Embeddings::languages).unwrap_or_default();
        let install = Space {
            embedder: embeddings.map(|embeddings| embeddings.id().to_owned()),
            knows: KnownLanguages::only(languages.iter().map(String::as_str)),
            token: String::new(),
        };
        Self { cache: Cache::new(memory_bytes), install: Arc::new(install) }
    }

    /// The best passages for a question.
    pub async fn find(
        &self,
        db: &Db,
        tenant: WorkspaceId,
        bot: BotId,
        query: &PreparedQuery,
        limit: u32,
    ) -> Result<Found, SearchError> {
        self.find_with(db, tenant, bot, query, &SearchOptions::best(limit)).await
    }

    /// The same, with options.
    pub async fn find_with(
        &self,
        db: &Db,
        tenant: WorkspaceId,
        bot: BotId,
        query: &PreparedQuery,
        options: &SearchOptions,
    ) -> Result<Found, SearchError> {
        let mut attempts_left = ATTEMPTS;
        let mut known = options.index.as_ref();
        loop {
            // Known once: a second attempt is made because something has changed.
            let Current { tx, snapshot, space } = self.current(db, (tenant, bot), known.take()).await?;
            // A vector of another model means nothing here.
            let is_ours = |vector: &&QuestionVector| space.embedder.as_ref() == Some(&vector.embedder);
            let vector = query.vector.as_ref().filter(is_ours).cloned();
            let query = &PreparedQuery { text: query.text.clone(), vector, tags: query.tags.clone() };
            let semantic = query.vector.is_some() && (snapshot.is_empty() || snapshot.has_vectors());
            // Before ranking, so that a restricted search gives a full page.
            let within = restriction(&tx, bot, query).await?;
            let ranked = self.search_in_memory(&snapshot, query, within, &space.knows, options).await?;
            let ids: Vec<ChunkId> =
                ranked.found.iter().map(|found| ChunkId(Uuid::from_u128(found.best.chunk))).collect();
            let first = ids.get(..options.surroundings).unwrap_or(&ids);
            let (records, surroundings) = if ids.is_empty() {
                Default::default()
            } else {
                passages_around(&tx, bot, &ids, first).await?
            };
            tx.close();
            attempts_left -= 1;
            if records.len() == ids.len() || attempts_left == 0 {
                let (hits, duplicates): (Vec<_>, Vec<_>) = hits(&ranked.found, records).into_iter().unzip();
                let reasons = if options.explain { reasons(&snapshot, ranked, &hits) } else { Vec::new() };
                return Ok(Found { hits, semantic, duplicates, reasons, surroundings });
            }
        }
    }

    /// Loads a bot's index before somebody asks: when a visitor opens the chat, say.
    pub async fn warm(&self, db: &Db, tenant: WorkspaceId, bot: BotId) -> Result<(), SearchError> {
        let current = self.current(db, (tenant, bot), None).await?;
        current.tx.close();
        Ok(())
    }

    /// The bot's snapshot at the database's version, and a transaction to read its passages in.
    async fn current(&self, db: &Db, key: Key, known: Option<&IndexState>) -> Result<Current, SearchError> {
        let (tx, wanted, space) = self.begin(db, key, known).await?;
        let slot = self.cache.slot(key);
        if let Some(snapshot) = slot.snapshot(&space.token).filter(|held| held.version() >= wanted) {
            return Ok(Current { tx, snapshot, space });
        }
        // Whoever waits for somebody else's load does not hold one of the few connections meanwhile.
        tx.close();
        let _updating = slot.updating.lock().await;
        let (tx, wanted, space) = self.begin(db, key, None).await?;
        let older = slot.snapshot(&space.token);
        if let Some(snapshot) = older.as_ref().filter(|held| held.version() >= wanted) {
            return Ok(Current { tx, snapshot: Arc::clone(snapshot), space });
        }
        let snapshot = bring_up_to(&tx, key.1, older, wanted, space.embedder.as_deref()).await?;
        self.cache.store(key, &slot, Arc::clone(&snapshot), &space.token);
        Ok(Current { tx, snapshot, space })
    }

    async fn begin(
        &self,
        db: &Db,
        key: Key,
        known: Option<&IndexState>,
    ) -> Result<(TenantTx, i64, Arc<Space>), SearchError> {
        let (tenant, bot) = key;
        let tx = db.tenant(tenant).await?;
        let state = match known {
            Some(state) => Some(state.clone()),
            None => version(&tx, bot).await?,
        };
        match state {
            Some(IndexState { version, chosen: None }) => Ok((tx, version, Arc::clone(&self.install))),
            Some(IndexState { version, chosen: Some(chosen) }) => {
                let space = Space {
                    knows: KnownLanguages::only(chosen.languages.iter().map(String::as_str)),
                    token: format!("{} {}", chosen.embedder, chosen.generation),
                    embedder: Some(chosen.embedder),
                };
                Ok((tx, version, Arc::new(space)))
            }
            None => {
                self.cache.forget(key);
                Err(SearchError::NoSuchBot)
            }
        }
    }

    async fn search_in_memory(
        &self,
        snapshot: &Arc<BotIndex>,
        query: &PreparedQuery,
        within: Option<HashSet<u128>>,
        knows: &KnownLanguages,
        options: &SearchOptions,
    ) -> Result<Ranked, SearchError> {
        if snapshot.len() < LARGE {
            return Ok(search_snapshot(snapshot, query, within.as_ref(), knows, options));
        }
        let (snapshot, query, options) = (Arc::clone(snapshot), query.clone(), options.clone());
        let knows = knows.clone();
        let search = move || search_snapshot(&snapshot, &query, within.as_ref(), &knows, &options);
        Ok(tokio::task::spawn_blocking(search).await?)
    }
}

/// The documents that a search is restricted to, if it is.
async fn restriction(
    tx: &TenantTx,
    bot: BotId,
    query: &PreparedQuery,
) -> Result<Option<HashSet<u128>>, SearchError> {
    if query.tags.is_empty() {
        return Ok(None);
    }
    let filter =
        DocumentFilter { tags: query.tags.clone(), enabled: Some(true), ..DocumentFilter::default() };
    let ids = ids_in_use(tx, bot, &filter).await?;
    Ok(Some(ids.into_iter().map(|id| id.0.as_u128()).collect()))
}

fn search_snapshot(
    snapshot: &BotIndex,
    query: &PreparedQuery,
    within: Option<&HashSet<u128>>,
    embedder_knows: &KnownLanguages,
    options: &SearchOptions,
) -> Ranked {
    // Restricted twice: by the caller, and by the tags of the bot or the question.
    let both: Option<HashSet<u128>> =
        options.documents.as_deref().zip(within).map(|(one, other)| one & other);
    let query = Query {
        text: &query.text,
        vector: query.vector.as_deref(),
        embedder_knows,
        mode: options.mode,
        grouping: options.grouping,
        repetition: options.repetition,
        documents: both.as_ref().or(within).or(options.documents.as_deref()),
    };
    // Once for the search and all that is said of its hits.
    let resolved = match options.mode {
        Mode::Vector if !options.explain => Resolved::default(),
        Mode::Vector | Mode::Hybrid | Mode::Keyword => snapshot.resolve(query.text),
    };
    let found = snapshot.search_resolved(&query, &resolved, options.limit as usize);
    let explain = |found: &Collapsed| snapshot.explain(&resolved, &found.best);
    let contributions = if options.explain { found.iter().map(explain).collect() } else { Vec::new() };
    Ranked { found, resolved, contributions }
}

/// What a search in memory gives.
#[derive(Debug, Default)]
struct Ranked {
    found: Vec<Collapsed>,
    /// The question as the snapshot knows it.
    resolved: Resolved,
    /// What each word gave, in the order of `found`; empty unless it was asked for.
    contributions: Vec<Vec<Contribution>>,
}

/// Why each of these hits stands where it stands.
fn reasons(snapshot: &BotIndex, ranked: Ranked, hits: &[SearchHit]) -> Vec<Reasons> {
    let Ranked { found, resolved, contributions } = ranked;
    let found = found.into_iter().map(|found| found.best).zip(contributions);
    let mut by_id: HashMap<u128, (Scored, Vec<Contribution>)> =
        found.map(|(scored, why)| (scored.chunk, (scored, why))).collect();
    hits.iter()
        .map(|hit| match by_id.remove(&hit.chunk_id.0.as_u128()) {
            Some((found, contributions)) => Reasons {
                contributions,
                marks: snapshot.marks(&resolved, &found, &hit.text),
                repetitions: found.repetitions,
                fusion: fusion(&found),
            },
            None => Reasons::default(),
        })
        .collect()
}

/// The parts of a score: they add up to it.
fn fusion(found: &Scored) -> Vec<FusionPart> {
    let words = 1.0 - found.vector_weight;
    let parts = [
        (FusionSide::Vector, found.vector_weight, found.cosine),
        (FusionSide::Keyword, words, found.keyword - found.trigram),
        (FusionSide::Trigram, words, found.trigram),
    ];
    let parts = parts.into_iter().filter(|(_, weight, _)| *weight > 0.0);
    parts.map(|(part, weight, value)| FusionPart { part, weight, value, adds: weight * value }).collect()
}

/// The hits that are still there, in their order, each with what says the same.
fn hits(found: &[Collapsed], records: Vec<PassageRecord>) -> Vec<(SearchHit, Vec<Duplicate>)> {
    let mut by_id: HashMap<u128, PassageRecord> =
        records.into_iter().map(|record| (record.id.0.as_u128(), record)).collect();
    found
        .iter()
        .filter_map(|Collapsed { best: scored, others }| {
            let record = by_id.remove(&scored.chunk)?;
            let hit = SearchHit {
                document_id: record.document,
                external_id: record.external_id,
                chunk_id: record.id,
                document_name: record.document_name,
                document_title: record.document_title,
                url: record.url,
                heading_path: record.heading_path,
                page: record.page,
                text: record.text,
                score: scored.score,
                parts: ScoreParts { vector: scored.vector, keyword: scored.keyword, trigram: scored.trigram },
            };
            let duplicate = |other: &Scored| Duplicate {
                document_id: DocumentId(Uuid::from_u128(other.document)),
                chunk_id: ChunkId(Uuid::from_u128(other.chunk)),
            };
            Some((hit, others.iter().map(duplicate).collect()))
        })
        .collect()
}
