//! Bulk work: done to all that were meant and to nothing else, once each, whatever dies meanwhile.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::documents::{
    BulkAction, BulkRequest, Document, DocumentFilter, RestoreDocuments, UpdateDocument,
};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::jobs::{Job, JobStatus};
use chatsphere_contract::paging::PageQuery;
use chatsphere_domain::documents::{self, DocumentError, ListQuery};
use chatsphere_domain::search::{SearchRequest, search};
use chatsphere_domain::{Platform, jobs};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::TestPlatform;
use futures::StreamExt;

#[tokio::test]
async fn all_that_match_are_tagged_once_though_the_worker_dies_in_between() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import(&platform, &ctx, bot, 1_000, "old").await;
    let action = BulkAction::Tag { tags: vec!["New".to_owned(), "old".to_owned()] };
    let accepted = bulk(&platform, &ctx, bot, action, tagged("old")).await;
    assert_eq!(accepted.matching, 1_000);
    // What comes later is not meant.
    platform.advance(Duration::from_secs(1));
    import(&platform, &ctx, bot, 1, "old").await;

    // A worker that is killed as soon as it has done something.
    let other: Arc<Platform> = platform.another_process();
    let killed = tokio::spawn(async move { chatsphere_worker::run_all(&other).await });
    loop {
        let job = jobs::read(&platform, &ctx, accepted.job_id).await.unwrap();
        if job.done > 0 {
            break;
        }
        tokio::task::yield_now().await;
    }
    killed.abort();
    let _ = killed.await;
    platform.sweep_the_dead().await;
    platform.run_jobs().await;

    let job = jobs::read(&platform, &ctx, accepted.job_id).await.unwrap();
    assert_eq!((job.status, job.done, job.total, job.failed), (JobStatus::Done, 1_000, 1_000, 0));
    assert_eq!(job.title, "Tag 1000 documents");
    assert_eq!(count(&platform, &ctx, bot, tagged("new")).await, 1_000);
    for document in list(&platform, &ctx, bot, tagged("new")).await {
        assert_eq!(document.tags, ["old", "New"]);
    }
}

#[tokio::test]
async fn a_bulk_deletion_is_at_once_and_can_be_undone_for_a_while() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import(&platform, &ctx, bot, 30, "a").await;
    import_named(&platform, &ctx, bot, "keep", "The warranty lasts two years.", "b").await;
    assert_eq!(found(&platform, &ctx, bot, "warranty").await, 1);
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 30);
    let accepted = bulk(&platform, &ctx, bot, BulkAction::Delete, DocumentFilter::default()).await;
    assert_eq!(accepted.matching, 31);
    assert!(accepted.undo_until.is_some());
    assert_eq!(count(&platform, &ctx, bot, DocumentFilter::default()).await, 0);
    assert_eq!(found(&platform, &ctx, bot, "warranty").await, 0);
    assert_eq!(chatsphere_domain::bots::read(&platform, &ctx, bot).await.unwrap().documents, 0);

    let undo = RestoreDocuments { job_id: Some(accepted.job_id), ..RestoreDocuments::default() };
    let back = documents::restore(&platform, &ctx, bot, undo.clone()).await.unwrap();
    assert_eq!(back.restored, 31);
    assert_eq!(found(&platform, &ctx, bot, "warranty").await, 1);
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 30);
    let fresh = platform.another_process();
    assert_eq!(found(&fresh, &ctx, bot, "passage").await, 30, "a process that loads it anew agrees");

    let again = bulk(&platform, &ctx, bot, BulkAction::Delete, tagged("a")).await;
    // While it could be undone, nothing is lost; then all of it is.
    assert_eq!(documents::purge_deleted(&platform).await.unwrap(), 0);
    platform.advance(Duration::from_secs(10 * 60));
    assert_eq!(documents::purge_deleted(&platform).await.unwrap(), 30);
    let undo = RestoreDocuments { job_id: Some(again.job_id), ..RestoreDocuments::default() };
    assert_eq!(documents::restore(&platform, &ctx, bot, undo).await.unwrap().restored, 0);
    assert_eq!(count(&platform, &ctx, bot, DocumentFilter::default()).await, 1);
}

#[tokio::test]
async fn an_import_of_what_was_deleted_makes_it_new() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import_named(&platform, &ctx, bot, "a", "The warranty lasts two years.", "x").await;
    let document = list(&platform, &ctx, bot, DocumentFilter::default()).await.remove(0);
    documents::delete(&platform, &ctx, bot, document.id).await.unwrap();
    // The same line: it is not “unchanged”, it is gone.
    import_named(&platform, &ctx, bot, "a", "The warranty lasts two years.", "x").await;
    assert_eq!(found(&platform, &ctx, bot, "warranty").await, 1);
    let undo = RestoreDocuments { ids: vec![document.id], ..RestoreDocuments::default() };
    assert_eq!(documents::restore(&platform, &ctx, bot, undo).await.unwrap().restored, 0);
    assert_eq!(found(&platform, &ctx, bot, "warranty").await, 1);
}

#[tokio::test]
async fn disabled_documents_are_out_of_search_at_once_and_come_back() {
    let platform = TestPlatform::builder().manual_clock().embedder().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import(&platform, &ctx, bot, 20, "a").await;
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 20);
    let one = list(&platform, &ctx, bot, DocumentFilter::default()).await.remove(0);
    let off = UpdateDocument { enabled: Some(false), ..UpdateDocument::default() };
    let document = documents::update(&platform, &ctx, bot, one.id, off).await.unwrap();
    assert!(!document.enabled);
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 19);
    run(&platform, &ctx, bot, BulkAction::Disable, tagged("a")).await;
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 0);
    assert_eq!(count(&platform, &ctx, bot, only_enabled(false)).await, 20);
    run(&platform, &ctx, bot, BulkAction::Enable, only_enabled(false)).await;
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 20);
}

#[tokio::test]
async fn what_failed_has_its_reason_and_is_done_when_retried() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import(&platform, &ctx, bot, 3, "a").await;
    let full = list(&platform, &ctx, bot, DocumentFilter::default()).await.remove(0);
    let twenty: Vec<String> = (0..20).map(|n| format!("t{n}")).collect();
    let tags = UpdateDocument { tags: Some(twenty), ..UpdateDocument::default() };
    documents::update(&platform, &ctx, bot, full.id, tags).await.unwrap();
    let action = BulkAction::Tag { tags: vec!["more".to_owned()] };
    let job = run(&platform, &ctx, bot, action, DocumentFilter::default()).await;
    assert_eq!((job.status, job.done, job.failed, job.retryable), (JobStatus::Done, 3, 1, true));
    let errors = jobs::errors(&platform, &ctx, job.id).await.unwrap();
    assert_eq!((errors.len(), errors[0].code.as_str()), (1, "too_many_tags"));
    assert_eq!(errors[0].item, full.id.to_string());
    let tags = UpdateDocument { tags: Some(vec!["t1".to_owned()]), ..UpdateDocument::default() };
    documents::update(&platform, &ctx, bot, full.id, tags).await.unwrap();
    jobs::retry(&platform, &ctx, job.id).await.unwrap();
    platform.run_jobs().await;
    let job = jobs::read(&platform, &ctx, job.id).await.unwrap();
    assert_eq!((job.status, job.done, job.failed), (JobStatus::Done, 3, 0));
    assert_eq!(count(&platform, &ctx, bot, tagged("more")).await, 3);
    assert!(matches!(jobs::retry(&platform, &ctx, job.id).await, Err(jobs::JobError::NothingToRetry)));
}

#[tokio::test]
async fn documents_move_to_another_bot_with_their_passages() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (ctx, bot) = workspace(&platform).await;
    let other = platform.bot(&ctx).await.id;
    import(&platform, &ctx, bot, 5, "a").await;
    import_named(&platform, &ctx, other, "0", "Another document with this id.", "b").await;
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 5);
    let job = run(&platform, &ctx, bot, BulkAction::Move { to_bot_id: other }, tagged("a")).await;
    assert_eq!((job.done, job.failed), (5, 1), "one external_id is taken there");
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 1);
    assert_eq!(found(&platform, &ctx, other, "passage").await, 4);
    assert_eq!(found(&platform.another_process(), &ctx, other, "passage").await, 4);
}

#[tokio::test]
async fn documents_are_read_again_and_stay_in_use_meanwhile() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import(&platform, &ctx, bot, 4, "a").await;
    platform.upload(&ctx, bot, "care.md", "Another passage about care.").await;
    platform.upload(&ctx, bot, "empty.md", "").await;
    platform.run_jobs().await;
    let accepted = bulk(&platform, &ctx, bot, BulkAction::Reprocess, DocumentFilter::default()).await;
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 5);
    platform.run_jobs().await;
    let job = jobs::read(&platform, &ctx, accepted.job_id).await.unwrap();
    assert_eq!((job.status, job.done, job.total, job.failed), (JobStatus::Done, 6, 6, 1));
    assert_eq!(jobs::errors(&platform, &ctx, job.id).await.unwrap()[0].code, "not_kept");
    assert_eq!(found(&platform, &ctx, bot, "passage").await, 5);
}

#[tokio::test]
async fn originals_come_as_one_zip_that_expires() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import(&platform, &ctx, bot, 2, "a").await;
    platform.upload(&ctx, bot, "care.md", "# Care\n\nKeep tools dry.").await;
    platform.run_jobs().await;
    let job = run(&platform, &ctx, bot, BulkAction::Download, DocumentFilter::default()).await;
    assert_eq!((job.done, job.failed), (3, 0));
    let listed = job.file.unwrap();
    let file = jobs::file(&platform, &ctx, job.id).await.unwrap();
    let pieces: Vec<_> = file.content.collect().await;
    let bytes: Vec<u8> = pieces.into_iter().flat_map(|piece| piece.unwrap().to_vec()).collect();
    assert_eq!(bytes.len() as i64, listed.size_bytes);
    let text = String::from_utf8_lossy(&bytes);
    for part in ["care.md# Care\n\nKeep tools dry.", "T.md", "T (2).md", "Passage 1."] {
        assert!(text.contains(part), "{part}");
    }
    let theirs = platform.workspace().await;
    assert!(matches!(jobs::file(&platform, &theirs, job.id).await, Err(jobs::JobError::NotFound)));
    let files = platform.stored_files();
    platform.advance(Duration::from_secs(24 * 60 * 60));
    assert!(matches!(jobs::file(&platform, &ctx, job.id).await, Err(jobs::JobError::NoFile)));
    assert_eq!(jobs::remove_expired_files(&platform).await.unwrap(), 1);
    assert_eq!(platform.stored_files(), files - 1);
}

#[tokio::test]
async fn what_cannot_be_meant_is_said() {
    let platform = TestPlatform::builder().build().await;
    let (ctx, bot) = workspace(&platform).await;
    import(&platform, &ctx, bot, 1, "a").await;
    let code = async |action: BulkAction, ids: Option<usize>, filter: Option<DocumentFilter>| {
        let ids =
            ids.map(|n| (0..n).map(|_| chatsphere_contract::ids::DocumentId(platform.uuid())).collect());
        match documents::bulk(&platform, &ctx, bot, BulkRequest { action, ids, filter }).await {
            Err(DocumentError::Invalid(errors)) => errors[0].code.clone(),
            Err(DocumentError::Tags(chatsphere_domain::tags::TagError::Invalid(errors))) => {
                errors[0].code.clone()
            }
            other => panic!("{other:?}"),
        }
    };
    let all = || Some(DocumentFilter::default());
    assert_eq!(code(BulkAction::Enable, None, None).await, "required");
    assert_eq!(code(BulkAction::Enable, Some(1), all()).await, "invalid");
    assert_eq!(code(BulkAction::Enable, Some(1_001), None).await, "out_of_range");
    assert_eq!(code(BulkAction::Delete, Some(1), None).await, "nothing_matches");
    assert_eq!(code(BulkAction::Enable, None, Some(tagged("unheard-of"))).await, "unknown_tag");
    assert_eq!(code(BulkAction::Move { to_bot_id: bot }, None, all()).await, "same_bot");
    assert_eq!(code(BulkAction::Tag { tags: Vec::new() }, None, all()).await, "required");
    assert_eq!(code(BulkAction::Tag { tags: vec!["x".repeat(10_000)] }, None, all()).await, "too_long");
    let theirs = platform.workspace().await;
    let request = BulkRequest { action: BulkAction::Delete, ids: None, filter: all() };
    let outcome = documents::bulk(&platform, &theirs, bot, request).await;
    assert!(matches!(outcome, Err(DocumentError::NoSuchBot)));
}

async fn workspace(platform: &TestPlatform) -> (Ctx, BotId) {
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    (ctx, bot)
}

async fn import(platform: &TestPlatform, ctx: &Ctx, bot: BotId, count: usize, tag: &str) {
    let first = count_all(platform, ctx, bot).await;
    let lines: String = (first..first + count as i64)
        .map(|n| {
            format!(
                "{{\"external_id\":\"{n}\",\"title\":\"T\",\"text\":\"Passage {n}.\",\"tags\":[\"{tag}\"]}}\n"
            )
        })
        .collect();
    send(platform, ctx, bot, lines).await;
    if count > 1 {
        platform.run_jobs().await;
    }
}

async fn import_named(platform: &TestPlatform, ctx: &Ctx, bot: BotId, id: &str, text: &str, tag: &str) {
    let line = serde_json::json!({"external_id": id, "title": "Named", "text": text, "tags": [tag]});
    send(platform, ctx, bot, line.to_string()).await;
    platform.run_jobs().await;
}

async fn send(platform: &TestPlatform, ctx: &Ctx, bot: BotId, lines: String) {
    let body = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(lines))]);
    let accepted = documents::import(platform, ctx, bot, body).await.unwrap();
    assert!(accepted.rejected.is_empty(), "{accepted:?}");
}

async fn bulk(
    platform: &TestPlatform,
    ctx: &Ctx,
    bot: BotId,
    action: BulkAction,
    filter: DocumentFilter,
) -> chatsphere_contract::documents::BulkAccepted {
    let request = BulkRequest { action, ids: None, filter: Some(filter) };
    documents::bulk(platform, ctx, bot, request).await.unwrap()
}

async fn run(
    platform: &TestPlatform,
    ctx: &Ctx,
    bot: BotId,
    action: BulkAction,
    filter: DocumentFilter,
) -> Job {
    let accepted = bulk(platform, ctx, bot, action, filter).await;
    platform.run_jobs().await;
    jobs::read(platform, ctx, accepted.job_id).await.unwrap()
}

fn tagged(tag: &str) -> DocumentFilter {
    DocumentFilter { tags: vec![tag.to_owned()], ..DocumentFilter::default() }
}

fn only_enabled(enabled: bool) -> DocumentFilter {
    DocumentFilter { enabled: Some(enabled), ..DocumentFilter::default() }
}

async fn list(platform: &TestPlatform, ctx: &Ctx, bot: BotId, filter: DocumentFilter) -> Vec<Document> {
    let page = PageQuery { cursor: None, limit: Some(100) };
    documents::list(platform, ctx, bot, ListQuery { filter, page }).await.unwrap().items
}

async fn count(platform: &TestPlatform, ctx: &Ctx, bot: BotId, filter: DocumentFilter) -> i64 {
    documents::summary(platform, ctx, bot, &filter).await.unwrap().matching
}

async fn count_all(platform: &TestPlatform, ctx: &Ctx, bot: BotId) -> i64 {
    count(platform, ctx, bot, DocumentFilter::default()).await
}

async fn found(platform: &Platform, ctx: &Ctx, bot: BotId, query: &str) -> usize {
    let request = SearchRequest { query: query.to_owned(), limit: Some(100), ..SearchRequest::default() };
    search(platform, ctx, bot, request).await.unwrap().hits.len()
}
