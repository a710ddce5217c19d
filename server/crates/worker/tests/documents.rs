//! A document from upload to ready, failed, retried, deleted.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use chatsphere_contract::documents::{Document, DocumentStatus};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::jobs::JobStatus;
use chatsphere_contract::paging::PageQuery;
use chatsphere_domain::documents::{self, DocumentError, Upload};
use chatsphere_domain::{bots, jobs};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::TestPlatform;
use sqlx::Row;

const GUIDE: &str =
    "# Care of tools\n\nClean the blades after use.\n\n## Storage\n\nKeep tools dry and out of the sun.\n";

#[tokio::test]
async fn an_uploaded_file_becomes_passages_with_vectors() {
    let platform = TestPlatform::builder().embedder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;

    let queued = platform.upload(&ctx, bot.id, "care.md", GUIDE).await;
    assert_eq!(queued.status, DocumentStatus::Queued);
    assert_eq!(queued.media_type, "text/markdown");
    assert!(queued.progress.is_some());
    assert_eq!(platform.run_jobs().await, 1);

    let ready = documents::read(&platform, &ctx, bot.id, queued.id).await.unwrap();
    assert_eq!((ready.status, ready.progress, ready.error), (DocumentStatus::Ready, None, None));
    assert_eq!(ready.title.as_deref(), Some("Care of tools"));
    assert!(ready.chunks >= 1);
    let rows = chunks(&platform, ready.id).await;
    assert_eq!(rows.len() as i64, ready.chunks);
    assert!(rows.iter().any(|row| row.get::<String, _>("text").contains("Keep tools dry")));
    for row in &rows {
        assert_eq!(row.get::<Option<i32>, _>("dimensions"), Some(64));
        assert_eq!(row.get::<Option<String>, _>("embedder").as_deref(), Some("test-word-hash-64"));
        assert_eq!(row.get::<i64, _>("version"), 1);
    }
    let bot = bots::read(&platform, &ctx, bot.id).await.unwrap();
    assert_eq!((bot.documents, bot.chunks), (1, ready.chunks));
    let followed = jobs::list(&platform, &ctx, PageQuery::default()).await.unwrap();
    let [job] = followed.items.as_slice() else { panic!("{followed:?}") };
    assert_eq!((job.status, job.done, job.total, job.failed), (JobStatus::Done, 1, 1, 0));
}

#[tokio::test]
async fn pages_that_are_pictures_are_named() {
    // Without text recognition, as test platforms are.
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let half_scan = std::fs::read("../ingest/tests/fixtures/half-scan-reportlab.pdf").unwrap();
    let queued = platform.upload(&ctx, bot.id, "manual.pdf", half_scan).await;
    platform.run_jobs().await;
    let ready = documents::read(&platform, &ctx, bot.id, queued.id).await.unwrap();
    assert_eq!((ready.status, ready.pages, ready.unread_pages), (DocumentStatus::Ready, Some(2), vec![1]));
}

#[tokio::test]
async fn without_an_embedder_passages_have_no_vectors() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.ready_document(&ctx, bot.id, GUIDE).await;
    for row in chunks(&platform, document.id).await {
        assert_eq!(row.get::<Option<i32>, _>("dimensions"), None);
        assert_eq!(row.get::<Option<String>, _>("embedder"), None);
    }
}

#[tokio::test]
async fn a_bad_file_fails_with_its_reason_and_does_not_cost_the_others() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let mut upload = Upload::begin(&platform, &ctx, bot.id).await.unwrap();
    let files: [(&str, &[u8]); 4] = [
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("empty.txt", b""),
        ("good.txt", b"Returns are free within 30 days."),
        ("fake.pdf", b"this is no pdf"),
    ];
    for (name, bytes) in files {
        upload.add(name, body(bytes)).await.unwrap();
    }
    let accepted = upload.finish().await.unwrap();
    assert_eq!(accepted.items.len(), 4);
    platform.run_jobs().await;
    let mut found = Vec::new();
    for item in &accepted.items {
        let document = documents::read(&platform, &ctx, bot.id, item.id).await.unwrap();
        found.push((document.status, document.error.map(|error| error.code)));
    }
    let failed = |code: &str| (DocumentStatus::Failed, Some(code.to_owned()));
    let expected =
        [failed("unsupported_type"), failed("empty"), (DocumentStatus::Ready, None), failed("wrong_type")];
    assert_eq!(found, expected);
    // What was refused on arrival was not kept, so that there is nothing to read again.
    assert_eq!(platform.stored_files(), 1);
    let first = accepted.items.first().unwrap().id;
    let again = documents::retry(&platform, &ctx, bot.id, first).await;
    assert!(matches!(again, Err(DocumentError::NotKept)), "{again:?}");
}

#[tokio::test]
async fn a_file_over_the_limit_fails_and_is_not_kept() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let mut upload = Upload::begin(&platform, &ctx, bot.id).await.unwrap();
    let piece = bytes::Bytes::from("word ".repeat(200_000));
    let pieces = (0..30).map(move |_| Ok::<_, std::io::Error>(piece.clone()));
    upload.add("large.txt", futures::stream::iter(pieces)).await.unwrap();
    let accepted = upload.finish().await.unwrap();
    let document = only(&platform, &ctx, bot.id).await;
    assert_eq!(document.id, accepted.items.first().unwrap().id);
    assert_eq!(document.error.unwrap().code, "too_large");
    assert_eq!(platform.stored_files(), 0);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let mut upload = Upload::begin(&platform, &ctx, bot.id).await.unwrap();
    upload.add("a.txt", body(b"kept only if the upload ends")).await.unwrap();
    let broken = [Ok(bytes::Bytes::from("half")), Err(std::io::Error::other("reset"))];
    let error = upload.add("b.txt", futures::stream::iter(broken)).await;
    assert!(matches!(error, Err(DocumentError::Interrupted(_))), "{error:?}");
    drop(upload);
    for _ in 0..200 {
        if platform.stored_files() == 0 {
            break;
        }
        tokio::task::yield_now().await;
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(platform.stored_files(), 0);
    assert!(list(&platform, &ctx, bot.id).await.is_empty());
}

#[tokio::test]
async fn a_document_that_failed_is_read_again() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.upload(&ctx, bot.id, "care.md", GUIDE).await;
    let again = documents::retry(&platform, &ctx, bot.id, document.id).await;
    assert!(matches!(again, Err(DocumentError::NotFailed)), "{again:?}");
    // The store loses the file and gets it back.
    let key = format!("{}/{}", ctx.tenant.0.simple(), document.id.0.simple());
    platform.objects.delete(&key).await.unwrap();
    platform.run_jobs().await;
    let failed = documents::read(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!(failed.error.unwrap().code, "missing");
    platform.objects.put(&key, GUIDE.into()).await.unwrap();
    let queued = documents::retry(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!((queued.status, queued.error), (DocumentStatus::Queued, None));
    platform.run_jobs().await;
    let ready = documents::read(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!(ready.status, DocumentStatus::Ready);
}

#[tokio::test]
async fn deleting_hides_at_once_and_takes_passages_and_file_when_nobody_can_undo_it() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.ready_document(&ctx, bot.id, GUIDE).await;
    documents::delete(&platform, &ctx, bot.id, document.id).await.unwrap();
    let removals = sqlx::query("SELECT version FROM index_removals WHERE document_id = $1")
        .bind(document.id.0)
        .fetch_all(&mut platform.database().owner().await)
        .await
        .unwrap();
    assert_eq!(removals.iter().map(|row| row.get::<i64, _>(0)).collect::<Vec<_>>(), [2]);
    let gone = documents::read(&platform, &ctx, bot.id, document.id).await;
    assert!(matches!(gone, Err(DocumentError::NotFound)), "{gone:?}");
    platform.advance(std::time::Duration::from_secs(10 * 60));
    assert_eq!(documents::purge_deleted(&platform).await.unwrap(), 1);
    documents::remove_orphans(&platform).await.unwrap();
    assert!(chunks(&platform, document.id).await.is_empty());
    assert_eq!(platform.stored_files(), 0);
}

#[tokio::test]
async fn a_document_deleted_before_its_turn_ends_its_job_quietly() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.upload(&ctx, bot.id, "care.md", GUIDE).await;
    documents::delete(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!(platform.run_jobs().await, 1);
    let followed = jobs::list(&platform, &ctx, PageQuery::default()).await.unwrap();
    assert_eq!(followed.items.first().unwrap().status, JobStatus::Done);
}

#[tokio::test]
async fn another_workspace_finds_nothing_of_it() {
    let platform = TestPlatform::builder().build().await;
    let (ours, theirs) = (platform.workspace().await, platform.workspace().await);
    let bot = platform.bot(&ours).await;
    let document = platform.ready_document(&ours, bot.id, GUIDE).await;
    let id = (bot.id, document.id);
    assert!(matches!(documents::read(&platform, &theirs, id.0, id.1).await, Err(DocumentError::NotFound)));
    assert!(matches!(documents::delete(&platform, &theirs, id.0, id.1).await, Err(DocumentError::NotFound)));
    assert!(matches!(documents::retry(&platform, &theirs, id.0, id.1).await, Err(DocumentError::NotFound)));
    let page = documents::list(&platform, &theirs, bot.id, PageQuery::default()).await;
    assert!(matches!(page, Err(DocumentError::NoSuchBot)));
    let upload = Upload::begin(&platform, &theirs, bot.id).await;
    assert!(matches!(upload, Err(DocumentError::NoSuchBot)));
    assert!(jobs::list(&platform, &theirs, PageQuery::default()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn deleting_a_bot_takes_its_documents_and_their_files() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.ready_document(&ctx, bot.id, GUIDE).await;
    bots::delete(&platform, &ctx, bot.id).await.unwrap();
    assert!(chunks(&platform, document.id).await.is_empty());
    platform.run_jobs().await;
    assert_eq!(platform.stored_files(), 0);
}

fn body(bytes: &[u8]) -> impl futures::Stream<Item = Result<bytes::Bytes, std::io::Error>> + use<> {
    futures::stream::iter([Ok(bytes::Bytes::copy_from_slice(bytes))])
}

async fn list(platform: &TestPlatform, ctx: &Ctx, bot: BotId) -> Vec<Document> {
    documents::list(platform, ctx, bot, PageQuery::default()).await.unwrap().items
}

async fn only(platform: &TestPlatform, ctx: &Ctx, bot: BotId) -> Document {
    let mut found = list(platform, ctx, bot).await;
    assert_eq!(found.len(), 1);
    found.remove(0)
}

async fn chunks(platform: &TestPlatform, document: DocumentId) -> Vec<sqlx::postgres::PgRow> {
    let sql = "SELECT text, embedder, version, vector_dims(embedding::vector) AS dimensions
               FROM chunks WHERE document_id = $1 ORDER BY ordinal";
    sqlx::query(sql).bind(document.0).fetch_all(&mut platform.database().owner().await).await.unwrap()
}
