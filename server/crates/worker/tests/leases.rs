//! Jobs whose worker dies, is slow, or stops: taken over, fenced off, given back, given up.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::documents::DocumentStatus;
use chatsphere_contract::jobs::JobStatus;
use chatsphere_contract::paging::PageQuery;
use chatsphere_db::chunks::{self, NewChunk, ReadyDocument};
use chatsphere_db::jobs::{self as queue, JobRecord, Lease, Swept};
use chatsphere_domain::search::{SearchRequest, search};
use chatsphere_domain::{Platform, documents, jobs};
use chatsphere_testkit::TestPlatform;
use sqlx::Row;
use tokio_util::sync::CancellationToken;

const TEXT: &str = "Keep tools dry.";

#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over_and_its_old_holder_changes_nothing() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.upload(&ctx, bot.id, "a.md", TEXT).await;
    let (job, dead) = claim(&platform).await.unwrap();
    assert!(claim(&platform).await.is_none(), "a job is held by one worker");
    assert_eq!(sweep(&platform).await, Swept::default(), "the lease still holds");

    platform.advance(Duration::from_secs(31));
    assert_eq!(sweep(&platform).await, Swept { requeued: 1, failed: 0 });
    assert_eq!(platform.run_jobs().await, 1);

    // The old holder wakes up and tries to write what it had.
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await.unwrap();
    assert!(!queue::hold(&tx, &dead).await.unwrap());
    assert!(!queue::finish_failed(&tx, &dead, "late", now).await.unwrap());
    let late = ReadyDocument {
        id: document.id,
        sha256: Vec::new(),
        media_type: None,
        title: None,
        pages: None,
        unread_pages: Vec::new(),
        language: None,
        embedder: None,
        chunks: vec![NewChunk {
            id: chatsphere_contract::ids::ChunkId(platform.uuid()),
            heading_path: Vec::new(),
            page: None,
            text: "late".to_owned(),
            embedding: None,
        }],
    };
    let replaced = chunks::replace(&tx, bot.id, job.id, &[late], now).await.unwrap();
    assert_eq!(replaced.version, None);
    tx.commit().await.unwrap();

    assert_eq!(texts(&platform).await, [TEXT]);
    let read = documents::read(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!((read.status, read.chunks), (DocumentStatus::Ready, 1));
}

#[tokio::test]
async fn a_job_that_takes_every_worker_down_ends_with_a_reason() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.upload(&ctx, bot.id, "a.md", TEXT).await;
    for attempt in 1..=5 {
        let (job, _) = claim(&platform).await.unwrap();
        assert_eq!(job.attempts, attempt);
        platform.advance(Duration::from_secs(31));
        let expected = if attempt < 5 { (1, 0) } else { (0, 1) };
        let swept = sweep(&platform).await;
        assert_eq!((swept.requeued, swept.failed), expected, "attempt {attempt}");
    }
    assert!(claim(&platform).await.is_none());
    let job = jobs::list(&platform, &ctx, PageQuery::default()).await.unwrap().items.remove(0);
    assert_eq!(job.status, JobStatus::Failed);
    assert!(job.error.unwrap().contains("stopped our worker"));
    let failed = documents::read(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!((failed.status, failed.error.unwrap().code.as_str()), (DocumentStatus::Failed, "gave_up"));
    // And a person can have it tried again.
    documents::retry(&platform, &ctx, bot.id, document.id).await.unwrap();
    platform.run_jobs().await;
    let ready = documents::read(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!(ready.status, DocumentStatus::Ready);
}

#[tokio::test]
async fn an_import_that_was_killed_goes_on_where_it_was() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let lines: String = (0..450)
        .map(|n| format!("{{\"external_id\":\"{n}\",\"title\":\"T\",\"text\":\"Text {n}.\"}}\n"))
        .collect();
    let body = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(lines))]);
    let accepted = documents::import(&platform, &ctx, bot.id, body).await.unwrap();

    // A worker brings one batch in by hand, as the job does, and dies before the next.
    let (job, lease) = claim(&platform).await.unwrap();
    let now = platform.clock.now();
    let tx = platform.db.tenant(ctx.tenant).await.unwrap();
    let pending = chatsphere_db::documents::pending_of_job(&tx, job.id, 200, i64::MAX / 2).await.unwrap();
    assert_eq!(pending.len(), 200);
    let ready: Vec<ReadyDocument> = pending
        .into_iter()
        .map(|document| ReadyDocument {
            id: document.id,
            sha256: document.sha256,
            media_type: None,
            title: None,
            pages: None,
            unread_pages: Vec::new(),
            language: None,
            embedder: None,
            chunks: vec![NewChunk {
                id: chatsphere_contract::ids::ChunkId(platform.uuid()),
                heading_path: Vec::new(),
                page: None,
                text: document.text,
                embedding: None,
            }],
        })
        .collect();
    chunks::replace(&tx, bot.id, job.id, &ready, now).await.unwrap();
    queue::add_progress(&tx, &lease, 200, 0, now).await.unwrap();
    tx.commit().await.unwrap();

    platform.advance(Duration::from_secs(31));
    sweep(&platform).await;
    platform.run_jobs().await;
    let job = jobs::read(&platform, &ctx, accepted.job_id).await.unwrap();
    assert_eq!((job.status, job.done, job.total, job.failed), (JobStatus::Done, 450, 450, 0));
    let mut found = texts(&platform).await;
    assert_eq!(found.len(), 450);
    found.dedup();
    assert_eq!(found.len(), 450);
}

#[tokio::test]
async fn the_tenant_with_the_fewest_running_jobs_goes_first_and_people_before_bulk() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (busy, quiet) = (platform.workspace().await, platform.workspace().await);
    let busy_bot = platform.bot(&busy).await.id;
    let quiet_bot = platform.bot(&quiet).await.id;
    let line = r#"{"external_id":"1","title":"T","text":"x"}"#;
    let body = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(line))]);
    documents::import(&platform, &quiet, quiet_bot, body).await.unwrap();
    for name in ["a.md", "b.md", "c.md"] {
        platform.upload(&busy, busy_bot, name, TEXT).await;
    }
    platform.advance(Duration::from_secs(1));
    platform.upload(&quiet, quiet_bot, "d.md", TEXT).await;
    let mut order = Vec::new();
    while let Some((job, _)) = claim(&platform).await {
        order.push((job.kind, if job.tenant == busy.tenant { "busy" } else { "quiet" }));
    }
    let order: Vec<(&str, &str)> = order.iter().map(|(kind, whose)| (kind.as_str(), *whose)).collect();
    assert_eq!(order[..2], [("ingest", "busy"), ("ingest", "quiet")]);
    assert_eq!(order[4], ("import", "quiet"));
}

#[tokio::test]
async fn many_jobs_of_one_tenant_do_not_keep_another_waiting() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let (busy, quiet) = (platform.workspace().await, platform.workspace().await);
    let busy_bot = platform.bot(&busy).await.id;
    let quiet_bot = platform.bot(&quiet).await.id;
    for name in 0..20 {
        platform.upload(&busy, busy_bot, &format!("{name}.md"), TEXT).await;
    }
    platform.advance(Duration::from_secs(1));
    for name in ["a.md", "b.md"] {
        platform.upload(&quiet, quiet_bot, name, TEXT).await;
    }
    // One worker with one slot: nothing else runs when it takes the next.
    let mut order = Vec::new();
    for _ in 0..6 {
        let (job, lease) = claim(&platform).await.unwrap();
        order.push(if job.tenant == busy.tenant { "busy" } else { "quiet" });
        let tx = platform.db.tenant(job.tenant).await.unwrap();
        assert!(queue::finish_done(&tx, &lease, platform.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
    }
    assert_eq!(order, ["busy", "quiet", "busy", "quiet", "busy", "busy"]);
}

#[tokio::test]
async fn what_is_old_is_cleared_away_and_an_index_that_missed_it_is_loaded_anew() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let first = platform.ready_document(&ctx, bot.id, "Old words.").await;
    platform.ready_document(&ctx, bot.id, "Other words.").await;
    // This process has the index as it is now and sleeps over what follows.
    let sleeper = platform.another_process();
    assert_eq!(words(&sleeper, &ctx, bot.id).await, 2);
    documents::delete(&platform, &ctx, bot.id, first.id).await.unwrap();
    platform.ready_document(&ctx, bot.id, "New words.").await;
    assert_eq!(jobs::prune(&platform).await.unwrap(), jobs::Pruned::default());
    platform.advance(Duration::from_secs(8 * 24 * 60 * 60));
    assert_eq!(jobs::prune(&platform).await.unwrap().removals, 1);
    assert_eq!(words(&sleeper, &ctx, bot.id).await, 2);
    platform.advance(Duration::from_secs(23 * 24 * 60 * 60));
    assert_eq!(jobs::prune(&platform).await.unwrap().jobs, 3);
    assert!(jobs::list(&platform, &ctx, PageQuery::default()).await.unwrap().items.is_empty());
}

async fn words(
    platform: &Platform,
    ctx: &chatsphere_kernel::Ctx,
    bot: chatsphere_contract::ids::BotId,
) -> usize {
    let query = "words".to_owned();
    let request = SearchRequest { query, ..SearchRequest::default() };
    search(platform, ctx, bot, request).await.unwrap().hits.len()
}

#[tokio::test]
async fn the_running_worker_hears_of_work_and_stops_when_told() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(chatsphere_worker::run(Arc::clone(&platform), stop.clone()));
    let document = platform.upload(&ctx, bot.id, "a.md", TEXT).await;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    loop {
        let read = documents::read(&platform, &ctx, bot.id, document.id).await.unwrap();
        if read.status == DocumentStatus::Ready {
            break;
        }
        assert!(tokio::time::Instant::now() < deadline, "{read:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(10), worker).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_cancelled_job_ends_with_its_documents_and_its_worker_may_not_write() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let document = platform.upload(&ctx, bot.id, "a.md", TEXT).await;
    let (job, lease) = claim(&platform).await.unwrap();
    let cancelled = jobs::cancel(&platform, &ctx, job.id).await.unwrap();
    assert_eq!(cancelled.status, JobStatus::Cancelled);
    let tx = platform.db.tenant(ctx.tenant).await.unwrap();
    assert!(!queue::hold(&tx, &lease).await.unwrap());
    drop(tx);
    let failed = documents::read(&platform, &ctx, bot.id, document.id).await.unwrap();
    assert_eq!(failed.error.unwrap().code, "cancelled");
    assert!(matches!(jobs::cancel(&platform, &ctx, job.id).await, Err(jobs::JobError::Ended)));
}

/// Claims a job as a worker does that will never finish it.
async fn claim(platform: &Platform) -> Option<(JobRecord, Lease)> {
    let (owner, now) = (platform.uuid(), platform.clock.now());
    let until = now + Duration::from_secs(30);
    let tx = platform.db.system().await.unwrap();
    let job = queue::claim(&tx, owner, now, until, &[]).await.unwrap();
    tx.commit().await.unwrap();
    job.map(|job| {
        let lease = Lease { tenant: job.tenant, job: job.id, owner, until };
        (job, lease)
    })
}

async fn sweep(platform: &Platform) -> Swept {
    queue::sweep(&platform.db, platform.clock.now()).await.unwrap()
}

async fn texts(platform: &TestPlatform) -> Vec<String> {
    let rows = sqlx::query("SELECT text FROM chunks ORDER BY text")
        .fetch_all(&mut platform.database().owner().await)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
