//! Changing the embedding model: built beside the old one, swapped when complete, taken back, never mixed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chatsphere_contract::embedding::{ChooseEmbedder, EmbedderKind};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::jobs::JobStatus;
use chatsphere_contract::passages::{ChangePassage, PassageQuery};
use chatsphere_contract::questions::NewQuestion;
use chatsphere_domain::embedding::{self, EmbeddingError};
use chatsphere_domain::search::{PreparedQuery, SearchService};
use chatsphere_domain::{documents, jobs, questions};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::TestPlatform;
use serde_json::{Value, json};
use sqlx::Row;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const GUIDE: &str = "# Care\n\nWipe the shade with a dry cloth.\n";

/// An embeddings endpoint whose vectors have 8 numbers and say which letters a text has.
struct Endpoint {
    base_url: String,
    is_down: Arc<AtomicBool>,
}

impl Endpoint {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let is_down = Arc::new(AtomicBool::new(false));
        let down = Arc::clone(&is_down);
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(socket, down.load(Ordering::SeqCst)));
            }
        });
        Self { base_url, is_down }
    }

    fn choice(&self) -> ChooseEmbedder {
        ChooseEmbedder {
            kind: EmbedderKind::Endpoint,
            base_url: self.base_url.clone(),
            model: "letters".to_owned(),
            api_key: Some("sk-a-long-enough-key-1234".to_owned()),
            ..ChooseEmbedder::default()
        }
    }
}

async fn answer(mut socket: TcpStream, is_down: bool) {
    let mut request = Vec::new();
    let body = loop {
        let mut piece = [0; 8192];
        let count = socket.read(&mut piece).await.unwrap();
        request.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
        if body.len() >= length.unwrap().trim().parse::<usize>().unwrap() {
            break body.to_owned();
        }
    };
    let input: Value = serde_json::from_str(&body).unwrap();
    let vectors: Vec<Value> = input["input"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let mut numbers = [0.1_f32; 8];
            for byte in text.as_str().unwrap().bytes() {
                numbers[usize::from(byte % 8)] += 1.0;
            }
            json!({"index": index, "embedding": numbers})
        })
        .collect();
    let (status, body) = if is_down {
        ("503 Service Unavailable", "{}".to_owned())
    } else {
        ("200 OK", json!({"data": vectors}).to_string())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(body.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn another_model_is_built_beside_the_first_swapped_and_taken_back() {
    let platform = TestPlatform::builder().embedder().allow("127.0.0.1/32").build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    platform.ready_document(&ctx, bot, GUIDE).await;
    let endpoint = Endpoint::start().await;
    assert!(is_found_by_meaning(&platform, &ctx, bot).await);

    let tried = embedding::test(&platform, &ctx, endpoint.choice()).await.unwrap();
    assert_eq!((tried.ok, tried.dimensions), (true, Some(8)));
    let begun = embedding::choose(&platform, &ctx, endpoint.choice()).await.unwrap();
    assert_eq!(begun.active.as_ref().unwrap().kind, EmbedderKind::Install);
    assert_eq!(begun.building.as_ref().unwrap().status, JobStatus::Queued);
    // Until it is complete, searches use what they used.
    assert!(is_found_by_meaning(&platform, &ctx, bot).await);
    let twice = embedding::choose(&platform, &ctx, endpoint.choice()).await;
    assert!(matches!(twice, Err(EmbeddingError::Busy)), "{twice:?}");

    platform.run_jobs().await;
    let now = embedding::read(&platform, &ctx).await.unwrap();
    let active = now.active.unwrap();
    assert_eq!((active.kind, active.dimensions), (EmbedderKind::Endpoint, 8));
    assert_eq!(active.key_hint.as_deref(), Some("1234"));
    assert_eq!(now.previous.unwrap().kind, EmbedderKind::Install);
    assert!(now.building.is_none());
    assert!(is_found_by_meaning(&platform, &ctx, bot).await);
    assert_eq!(vector_sizes(&platform, bot).await, [8]);

    // What comes now has the new model's vector, and the first model gets it when it is gone back to.
    let other = platform.ready_document(&ctx, bot, "# Returns\n\nLamps come back within a month.\n").await;
    assert!(other.chunks > 0);
    embedding::roll_back(&platform, &ctx).await.unwrap();
    platform.run_jobs().await;
    let back = embedding::read(&platform, &ctx).await.unwrap();
    assert_eq!(back.active.unwrap().kind, EmbedderKind::Install);
    assert_eq!(back.previous.unwrap().kind, EmbedderKind::Endpoint);
    assert!(is_found_by_meaning(&platform, &ctx, bot).await);
    assert_eq!(vector_sizes(&platform, bot).await, [64]);
}

#[tokio::test]
async fn written_questions_get_the_vectors_of_the_model_in_use_once_it_answers() {
    let platform = TestPlatform::builder().manual_clock().embedder().allow("127.0.0.1/32").build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let ask = async |question: &str| {
        let new =
            NewQuestion { question: question.to_owned(), answer: "No.".to_owned(), ..NewQuestion::default() };
        questions::create(&platform, &ctx, bot, new).await.unwrap();
    };
    ask("Is it heavy?").await;
    let sizes = async || {
        let sql = "SELECT coalesce(vector_dims(embedding), 0) FROM questions ORDER BY question";
        let sizes: Vec<i32> =
            sqlx::query_scalar(sql).fetch_all(&mut platform.database().owner().await).await.unwrap();
        sizes
    };
    assert_eq!(sizes().await, [64]);
    let endpoint = Endpoint::start().await;
    embedding::choose(&platform, &ctx, endpoint.choice()).await.unwrap();
    platform.run_jobs().await;
    assert_eq!(sizes().await, [8]);

    endpoint.is_down.store(true, Ordering::SeqCst);
    ask("Is it light?").await;
    platform.run_jobs().await;
    assert_eq!(sizes().await, [8, 0]);
    endpoint.is_down.store(false, Ordering::SeqCst);
    platform.advance(std::time::Duration::from_secs(3_600));
    platform.run_jobs().await;
    assert_eq!(sizes().await, [8, 8]);
}

#[tokio::test]
async fn an_endpoint_that_fails_changes_nothing_and_the_work_goes_on_later() {
    let platform = TestPlatform::builder().manual_clock().embedder().allow("127.0.0.1/32").build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    platform.ready_document(&ctx, bot, GUIDE).await;
    let endpoint = Endpoint::start().await;
    let begun = embedding::choose(&platform, &ctx, endpoint.choice()).await.unwrap();
    endpoint.is_down.store(true, Ordering::SeqCst);
    platform.run_jobs().await;
    let job = jobs::read(&platform, &ctx, begun.building.unwrap().job_id).await.unwrap();
    assert_eq!(job.status, JobStatus::Queued);
    assert!(job.error.unwrap().contains("503"));
    let now = embedding::read(&platform, &ctx).await.unwrap();
    assert_eq!(now.active.unwrap().kind, EmbedderKind::Install);
    assert!(is_found_by_meaning(&platform, &ctx, bot).await);

    endpoint.is_down.store(false, Ordering::SeqCst);
    platform.advance(std::time::Duration::from_secs(600));
    platform.run_jobs().await;
    let now = embedding::read(&platform, &ctx).await.unwrap();
    assert_eq!(now.active.unwrap().kind, EmbedderKind::Endpoint);
}

#[tokio::test]
async fn a_question_of_one_model_is_never_compared_with_vectors_of_another() {
    let platform = TestPlatform::builder().embedder().allow("127.0.0.1/32").build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    platform.ready_document(&ctx, bot, GUIDE).await;
    let before = platform.embed_question(ctx.tenant, "dry cloth").await;
    let endpoint = Endpoint::start().await;
    embedding::choose(&platform, &ctx, endpoint.choice()).await.unwrap();
    platform.run_jobs().await;
    let query = PreparedQuery { text: "dry cloth".to_owned(), vector: before, ..PreparedQuery::default() };
    let found = platform.search.find(&platform.db, ctx.tenant, bot, &query, 5).await.unwrap();
    assert!(!found.semantic);
    assert_eq!(found.hits.len(), 1);
    assert!(found.hits.iter().all(|hit| hit.parts.vector.is_none()));
    let _: &SearchService = &platform.search;

    // A passage that is worded anew has a vector of the new words only.
    let document = found.hits.first().unwrap().document_id;
    let page =
        documents::list_passages(&platform, &ctx, bot, document, PassageQuery::default()).await.unwrap();
    let passage = page.items.first().unwrap();
    let input = ChangePassage { text: Some("Wipe it with vinegar.".to_owned()), ..ChangePassage::default() };
    documents::change_passage(&platform, &ctx, bot, (document, passage.id), input).await.unwrap();
    let rows = sqlx::query("SELECT count(*) FROM chunk_vectors")
        .fetch_one(&mut platform.database().owner().await)
        .await
        .unwrap();
    assert_eq!(rows.get::<i64, _>(0), 0);
    assert!(is_found_by_meaning(&platform, &ctx, bot).await);
}

#[tokio::test]
async fn what_cannot_be_used_is_said_and_a_change_can_be_called_off() {
    let platform = TestPlatform::builder().embedder().build().await;
    let ctx = platform.workspace().await;
    let endpoint = Endpoint::start().await;
    // Loopback is not public, and this operator permits nothing.
    let refused = embedding::choose(&platform, &ctx, endpoint.choice()).await.unwrap_err();
    assert!(
        matches!(&refused, EmbeddingError::Invalid(errors) if errors[0].field == "base_url"),
        "{refused:?}"
    );
    let same = ChooseEmbedder { kind: EmbedderKind::Install, ..ChooseEmbedder::default() };
    let same = embedding::choose(&platform, &ctx, same).await;
    assert!(matches!(same, Err(EmbeddingError::AlreadyActive)), "{same:?}");
    let folder = ChooseEmbedder {
        kind: EmbedderKind::Folder,
        folder: "../etc".to_owned(),
        ..ChooseEmbedder::default()
    };
    let folder = embedding::choose(&platform, &ctx, folder).await;
    assert!(matches!(folder, Err(EmbeddingError::Invalid(_))), "{folder:?}");
    assert!(matches!(embedding::roll_back(&platform, &ctx).await, Err(EmbeddingError::NoPrevious)));
    assert!(matches!(embedding::cancel(&platform, &ctx).await, Err(EmbeddingError::NotBuilding)));

    let platform = TestPlatform::builder().embedder().allow("127.0.0.1/32").build().await;
    let ctx = platform.workspace().await;
    embedding::choose(&platform, &ctx, endpoint.choice()).await.unwrap();
    let off = embedding::cancel(&platform, &ctx).await.unwrap();
    assert!(off.building.is_none() && off.previous.is_none());
    platform.run_jobs().await;
    let now = embedding::read(&platform, &ctx).await.unwrap();
    assert_eq!(now.active.unwrap().kind, EmbedderKind::Install);
}

async fn is_found_by_meaning(platform: &TestPlatform, ctx: &Ctx, bot: BotId) -> bool {
    let text = "shade cloth vinegar".to_owned();
    let vector = platform.embed_question(ctx.tenant, &text).await;
    let query = PreparedQuery { text, vector, ..PreparedQuery::default() };
    let found = platform.search.find(&platform.db, ctx.tenant, bot, &query, 5).await.unwrap();
    found.semantic && found.hits.first().is_some_and(|hit| hit.parts.vector.is_some())
}

/// The sizes of the vectors that an index of this bot would hold now.
async fn vector_sizes(platform: &TestPlatform, bot: BotId) -> Vec<i32> {
    let sql = "SELECT DISTINCT vector_dims(coalesce(v.embedding, c.embedding)::vector) AS size
               FROM chunks c JOIN embedders e ON e.tenant_id = c.tenant_id AND e.state = 'active'
               LEFT JOIN chunk_vectors v ON v.tenant_id = c.tenant_id AND v.chunk_id = c.id AND v.embedder = e.embedder
               WHERE c.bot_id = $1 AND (c.embedder = e.embedder OR v.embedder IS NOT NULL)";
    let rows = sqlx::query(sql).bind(bot.0).fetch_all(&mut platform.database().owner().await).await.unwrap();
    rows.iter().map(|row| row.get("size")).collect()
}
