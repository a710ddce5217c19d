//! Measures a search as a turn has it, database and all: `search_service [PASSAGES] [BOTS]`. Needs
//! `CHATSPHERE_TEST_DATABASE_URL`. The question's embedding is not in it.

#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a program for people at a terminal"
)]

use std::sync::Arc;
use std::time::Instant;

use chatsphere_ai::{EmbedError, Embedder, Embeddings};
use chatsphere_contract::ids::{BotId, ChunkId, DocumentId, JobId, WorkspaceId};
use chatsphere_db::bots;
use chatsphere_db::chunks::{self, NewChunk, ReadyDocument};
use chatsphere_db::documents::{self, Arrival, NewDocument};
use chatsphere_domain::embedding::QuestionVector;
use chatsphere_domain::search::{PreparedQuery, SearchService};
use chatsphere_testkit::{TestDatabase, rows};
use time::OffsetDateTime;
use uuid::Uuid;

const DIMENSIONS: usize = 384;
const EMBEDDER: &str = "measured";
const WORDS_PER_PASSAGE: usize = 60;
const PASSAGES_PER_DOCUMENT: usize = 5;
const DOCUMENTS_PER_TRANSACTION: usize = 100;
const QUERIES: usize = 600;
const HITS: u32 = 12;
const INDEX_BYTES: usize = 1 << 30;

/// An embedder that is only asked for its name.
#[derive(Debug)]
struct Named;

impl Embedder for Named {
    fn id(&self) -> &str {
        EMBEDDER
    }
    fn dimensions(&self) -> usize {
        DIMENSIONS
    }
    fn languages(&self) -> &[String] {
        &[]
    }
    fn embed(&self, _: &str) -> Result<Vec<f32>, EmbedError> {
        Ok(vec![0.0; DIMENSIONS])
    }
}

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let passages = numbers.next().unwrap_or(20_000);
    let bots = numbers.next().unwrap_or(1).max(1);
    let database = TestDatabase::create().await;
    let tenant = WorkspaceId(Uuid::from_u128(1));
    rows::workspace(&database, tenant).await;
    let mut random = Random(42);
    let bots: Vec<BotId> = (0..bots).map(|n| BotId(Uuid::from_u128(1_000 + n as u128))).collect();
    for bot in &bots {
        fill(&database, tenant, *bot, passages / bots.len(), &mut random).await;
    }
    let embeddings = Embeddings::with_threads(Arc::new(Named), 1, 1).unwrap();
    let service = SearchService::new(INDEX_BYTES, Some(&embeddings));
    for bot in &bots {
        service.warm(database.db(), tenant, *bot).await.unwrap();
    }
    let mut times = Vec::with_capacity(QUERIES);
    for n in 0..QUERIES {
        let text = sentence(9, &mut random);
        let vector = QuestionVector { embedder: EMBEDDER.to_owned(), numbers: vector(&mut random) };
        let query = PreparedQuery { text, vector: Some(vector), ..PreparedQuery::default() };
        let begun = Instant::now();
        let found =
            service.find(database.db(), tenant, bots[n * 7 % bots.len()], &query, HITS).await.unwrap();
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        assert!(!found.hits.is_empty());
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("search p50 {:.3} ms  p95 {:.3} ms", at(0.5), at(0.95));
}

async fn fill(
    database: &TestDatabase,
    tenant: WorkspaceId,
    bot: BotId,
    passages: usize,
    random: &mut Random,
) {
    let tx = database.db().tenant(tenant).await.unwrap();
    bots::insert(&tx, &rows::bot(bot)).await.unwrap();
    tx.commit().await.unwrap();
    let count = passages.div_ceil(PASSAGES_PER_DOCUMENT);
    for first in (0..count).step_by(DOCUMENTS_PER_TRANSACTION) {
        let job = JobId(Uuid::from_u128(3));
        let range = first..count.min(first + DOCUMENTS_PER_TRANSACTION);
        let (new, ready): (Vec<_>, Vec<_>) =
            range.map(|_| document(DocumentId(random.id()), job, random)).unzip();
        let tx = database.db().tenant(tenant).await.unwrap();
        documents::insert_many(&tx, bot, &new, OffsetDateTime::UNIX_EPOCH).await.unwrap();
        chunks::replace(&tx, bot, job, &ready, OffsetDateTime::UNIX_EPOCH).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn document(id: DocumentId, job: JobId, random: &mut Random) -> (NewDocument, ReadyDocument) {
    let new = NewDocument {
        id,
        name: sentence(4, random),
        media_type: "text/plain".to_owned(),
        size_bytes: 1,
        sha256: vec![7],
        arrival: Arrival::Stored { object_key: id.0.to_string(), job },
    };
    let passages = (0..PASSAGES_PER_DOCUMENT).map(|_| NewChunk {
        id: ChunkId(random.id()),
        heading_path: vec![sentence(3, random)],
        page: None,
        text: sentence(WORDS_PER_PASSAGE, random),
        embedding: Some(vector(random)),
    });
    let ready = ReadyDocument {
        id,
        sha256: vec![7],
        media_type: None,
        title: None,
        pages: None,
        unread_pages: Vec::new(),
        language: Some("en".to_owned()),
        embedder: Some(EMBEDDER.to_owned()),
        chunks: passages.collect(),
    };
    (new, ready)
}

/// Words as in language: the n-th most frequent one stands 1/n as often as the first.
fn sentence(words: usize, random: &mut Random) -> String {
    let word = |_| format!("w{}", 40_000_f64.powf(random.share()) as usize);
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

fn vector(random: &mut Random) -> Vec<f32> {
    let numbers: Vec<f32> = (0..DIMENSIONS).map(|_| random.share() as f32 - 0.5).collect();
    let length = numbers.iter().map(|number| number * number).sum::<f32>().sqrt();
    numbers.into_iter().map(|number| number / length).collect()
}

/// A generator that gives the same text every time (xorshift).
struct Random(u64);

impl Random {
    fn share(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.number(), self.number())
    }

    fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
