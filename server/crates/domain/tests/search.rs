//! Indexes in memory follow the database: additions, replacements, deletions, other tenants, other embedders.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use chatsphere_ai::{EmbedError, Embedder, Embeddings};
use chatsphere_contract::ids::{BotId, ChunkId, DocumentId, JobId, WorkspaceId};
use chatsphere_db::chunks::{self, NewChunk, ReadyDocument};
use chatsphere_db::documents::{self, Arrival, NewDocument};
use chatsphere_db::{TenantTx, bots};
use chatsphere_domain::embedding::QuestionVector;
use chatsphere_domain::search::{Found, PreparedQuery, SearchError, SearchOptions, SearchService};
use chatsphere_retrieval::{Grouping, Repetition};
use chatsphere_testkit::{TestDatabase, rows};
use time::OffsetDateTime;
use uuid::Uuid;

const MEMORY: usize = 64 * 1024 * 1024;
const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

/// An embedder that is only asked for its name.
#[derive(Debug)]
struct Named(&'static str);

impl Embedder for Named {
    fn id(&self) -> &str {
        self.0
    }
    fn dimensions(&self) -> usize {
        2
    }
    fn languages(&self) -> &[String] {
        &[]
    }
    fn embed(&self, _: &str) -> Result<Vec<f32>, EmbedError> {
        Ok(vec![1.0, 0.0])
    }
}

fn service(embedder: &'static str) -> SearchService {
    let embeddings = Embeddings::with_threads(Arc::new(Named(embedder)), 1, 1).unwrap();
    SearchService::new(MEMORY, Some(&embeddings))
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

struct Fixture {
    database: TestDatabase,
    tenant: WorkspaceId,
    bot: BotId,
}

impl Fixture {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let (tenant, bot) = (WorkspaceId(id(1)), BotId(id(2)));
        rows::workspace(&database, tenant).await;
        let tx = database.db().tenant(tenant).await.unwrap();
        bots::insert(&tx, &rows::bot(bot)).await.unwrap();
        tx.commit().await.unwrap();
        Self { database, tenant, bot }
    }

    async fn tx(&self) -> TenantTx {
        self.database.db().tenant(self.tenant).await.unwrap()
    }

    /// A document whose passages are `texts`; passage `n` of document `d` has the id 1000 d + n.
    async fn add(&self, document: u128, texts: &[&str], vector: Option<[f32; 2]>) {
        let passages: Vec<(&[&str], &str)> = texts.iter().map(|text| (&["Chapter"][..], *text)).collect();
        self.add_sections(document, &passages, vector).await;
    }

    /// The same with the headings above each passage.
    async fn add_sections(&self, document: u128, texts: &[(&[&str], &str)], vector: Option<[f32; 2]>) {
        let (job, document) = (JobId(id(3)), DocumentId(id(document)));
        let new = NewDocument {
            id: document,
            name: format!("Document {}", document.0.as_u128()),
            media_type: "text/plain".to_owned(),
            size_bytes: 1,
            sha256: vec![7],
            arrival: Arrival::Stored { object_key: format!("key/{}", document.0), job },
        };
        let passages = (0..).zip(texts).map(|(n, (headings, text))| NewChunk {
            id: ChunkId(id(document.0.as_u128() * 1000 + n)),
            heading_path: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            page: Some(3),
            text: (*text).to_owned(),
            embedding: vector.map(|v| v.to_vec()),
        });
        let ready = ReadyDocument {
            id: document,
            sha256: vec![7],
            media_type: None,
            title: None,
            pages: None,
            unread_pages: Vec::new(),
            language: Some("en".to_owned()),
            embedder: Some("first".to_owned()),
            chunks: passages.collect(),
        };
        let tx = self.tx().await;
        documents::insert_many(&tx, self.bot, &[new], NOW).await.unwrap();
        let replaced = chunks::replace(&tx, self.bot, job, &[ready], NOW).await.unwrap();
        assert!(replaced.version.is_some());
        tx.commit().await.unwrap();
    }

    async fn delete(&self, document: u128) {
        let tx = self.tx().await;
        documents::delete(&tx, self.bot, DocumentId(id(document)), NOW).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn find(&self, service: &SearchService, text: &str) -> Found {
        self.find_with(service, text, None).await
    }

    async fn find_with(&self, service: &SearchService, text: &str, vector: Option<Vec<f32>>) -> Found {
        let embedder = "first".to_owned();
        let vector = vector.map(|numbers| QuestionVector { embedder, numbers });
        let query = PreparedQuery { text: text.to_owned(), vector, ..PreparedQuery::default() };
        service.find(self.database.db(), self.tenant, self.bot, &query, 10).await.unwrap()
    }
}

fn documents_of(found: &Found) -> Vec<u128> {
    found.hits.iter().map(|hit| hit.document_id.0.as_u128()).collect()
}

#[tokio::test]
async fn the_index_follows_what_is_added_and_deleted() {
    let fixture = Fixture::new().await;
    let service = service("first");
    assert!(fixture.find(&service, "warranty").await.hits.is_empty());

    fixture.add(10, &["The warranty lasts two years."], None).await;
    let found = fixture.find(&service, "warranty").await;
    let hit = &found.hits[0];
    assert_eq!((hit.document_name.as_str(), hit.page), ("Document 10", Some(3)));
    assert_eq!(hit.heading_path, ["Chapter"]);
    assert!(hit.score > 0.0 && hit.parts.vector.is_none() && !found.semantic);

    fixture.add(11, &["Warranty claims need a receipt.", "Returns are free."], None).await;
    let mut both = documents_of(&fixture.find(&service, "warranty").await);
    both.sort_unstable();
    assert_eq!(both, [10, 11]);

    fixture.delete(10).await;
    assert_eq!(documents_of(&fixture.find(&service, "warranty").await), [11]);
    let fresh = self::service("first");
    assert_eq!(
        fixture.find(&fresh, "warranty claims").await.hits,
        fixture.find(&service, "warranty claims").await.hits
    );
}

#[tokio::test]
async fn vectors_of_another_embedder_are_not_compared() {
    let fixture = Fixture::new().await;
    fixture.add(10, &["Money back within a month."], Some([0.6, 0.8])).await;
    let question = Some(vec![1.0, 0.0]);
    let same = fixture.find_with(&service("first"), "refund", question.clone()).await;
    assert!(same.semantic);
    assert!((same.hits[0].parts.vector.unwrap() - 0.6).abs() < 1e-3);
    let other = fixture.find_with(&service("second"), "refund", question).await;
    assert!(other.hits.is_empty() && !other.semantic);
}

#[tokio::test]
async fn no_other_workspace_reaches_a_bot() {
    let fixture = Fixture::new().await;
    fixture.add(10, &["The warranty lasts two years."], None).await;
    let service = service("first");
    assert_eq!(fixture.find(&service, "warranty").await.hits.len(), 1);
    let stranger = WorkspaceId(id(99));
    rows::workspace(&fixture.database, stranger).await;
    let query = PreparedQuery { text: "warranty".to_owned(), vector: None, ..PreparedQuery::default() };
    let outcome = service.find(fixture.database.db(), stranger, fixture.bot, &query, 10).await;
    assert!(matches!(outcome, Err(SearchError::NoSuchBot)));
}

#[tokio::test]
async fn one_hit_a_document() {
    let fixture = Fixture::new().await;
    fixture.add(10, &["apples", "apples and pears"], None).await;
    fixture.add(11, &["more apples"], None).await;
    let query = PreparedQuery { text: "apples".to_owned(), vector: None, ..PreparedQuery::default() };
    let service = service("first");
    let options = SearchOptions { grouping: Grouping::Documents, ..SearchOptions::best(10) };
    let found = service
        .find_with(fixture.database.db(), fixture.tenant, fixture.bot, &query, &options)
        .await
        .unwrap();
    let mut documents = documents_of(&found);
    documents.sort_unstable();
    assert_eq!(documents, [10, 11]);
}

#[tokio::test]
async fn searches_at_once_share_a_load_while_the_index_changes() {
    let fixture = Fixture::new().await;
    for document in 0..30 {
        fixture.add(100 + document, &["The warranty lasts two years.", "Returns are free."], None).await;
    }
    let service = service("first");
    // Three attempts may all meet a deletion, and the last one then lacks a hit.
    let searching = async {
        for _ in 0..5 {
            let found = futures::future::join_all((0..20).map(|_| fixture.find(&service, "warranty"))).await;
            assert!(found.iter().all(|found| found.hits.len() >= 9));
        }
    };
    let changing = async {
        for document in 0..10 {
            fixture.add(200 + document, &["The warranty lasts three years."], None).await;
            fixture.delete(100 + document).await;
        }
    };
    tokio::join!(searching, changing);
    let three = fixture.find(&service, "three").await;
    assert_eq!(three.hits.len(), 10);
}

#[tokio::test]
async fn what_says_the_same_is_named_with_its_hit_where_that_is_asked_for() {
    let fixture = Fixture::new().await;
    let notice = "Call our service desk on weekdays between nine and five for help with any order you made.";
    for document in 10..14 {
        fixture.add(document, &[notice], None).await;
    }
    fixture.add(14, &["The service desk helps."], None).await;
    let service = service("first");
    let query = PreparedQuery { text: "service desk".to_owned(), ..PreparedQuery::default() };
    let find = async |repetition| {
        let options = SearchOptions { repetition, ..SearchOptions::best(10) };
        let (db, tenant, bot) = (fixture.database.db(), fixture.tenant, fixture.bot);
        service.find_with(db, tenant, bot, &query, &options).await.unwrap()
    };
    let all = find(Repetition::Kept).await;
    assert_eq!(all.hits.len(), 5);
    assert!(all.duplicates.iter().all(Vec::is_empty) && all.duplicates.len() == 5);
    let collapsed = find(Repetition::LeftOut).await;
    assert_eq!(collapsed.hits.len(), 2);
    let place = collapsed.hits.iter().position(|hit| hit.text == notice).unwrap();
    let mut documents = vec![collapsed.hits[place].document_id.0.as_u128()];
    documents.extend(collapsed.duplicates[place].iter().map(|other| other.document_id.0.as_u128()));
    documents.sort_unstable();
    assert_eq!(documents, [10, 11, 12, 13]);
    assert_eq!(collapsed.duplicates[1 - place], []);
}

#[tokio::test]
async fn a_small_passage_comes_with_the_beginning_of_its_section() {
    let fixture = Fixture::new().await;
    let (chapter, part): (&[&str], &[&str]) = (&["Pumps"], &["Pumps", "Care"]);
    let long = format!("Zebras are counted here. {}", "And so on. ".repeat(100));
    let passages = [
        (chapter, "All of this holds for pumps of the year 2024."),
        (part, "Unplug it first."),
        (part, "Wipe the lid."),
        (part, "Descale the wheel monthly."),
        (&[] as &[&str], "An appendix about walruses."),
        (chapter, long.as_str()),
    ];
    fixture.add_sections(10, &passages, None).await;
    let service = service("first");
    let section = async |text: &str| {
        let query = PreparedQuery { text: text.to_owned(), ..PreparedQuery::default() };
        let options = SearchOptions { surroundings: 1, ..SearchOptions::best(1) };
        let (db, tenant, bot) = (fixture.database.db(), fixture.tenant, fixture.bot);
        let mut found = service.find_with(db, tenant, bot, &query, &options).await.unwrap();
        let around = found.surroundings.remove(0);
        (around.before, around.section)
    };
    let text = |place: usize| Some(passages[place].1.to_owned());
    assert_eq!(section("descale").await, (text(2), text(1)), "its own section begins there");
    assert_eq!(section("wipe the lid").await, (text(1), text(0)), "its own beginning stands right before it");
    assert_eq!(section("unplug").await, (None, text(0)), "the section around it");
    assert_eq!(section("walruses").await, (None, None));
    assert_eq!(section("zebras").await.1, None, "a long passage explains itself");
}
