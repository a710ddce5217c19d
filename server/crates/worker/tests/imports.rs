//! NDJSON imports: bad lines, replacement, interruption, nothing doubled and nothing missing.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use chatsphere_contract::documents::{DocumentStatus, ImportAccepted};
use chatsphere_contract::ids::BotId;
use chatsphere_contract::jobs::{Job, JobStatus};
use chatsphere_db::documents::DocumentRecord;
use chatsphere_domain::documents::{self, DocumentError};
use chatsphere_domain::jobs;
use chatsphere_kernel::Ctx;
use chatsphere_testkit::TestPlatform;
use sqlx::Row;

#[tokio::test]
async fn good_lines_become_documents_and_bad_ones_are_reported() {
    let platform = TestPlatform::builder().embedder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let lines = [
        line("a", "Returns", "Returns are free within 30 days."),
        "{broken".to_owned(),
        r#"{"external_id":"b","text":"no title"}"#.to_owned(),
        String::new(),
        line("c", "Shipping", "We ship on weekdays."),
    ];
    let accepted = import(&platform, &ctx, bot.id, &lines).await;
    assert_eq!(accepted.accepted, 2);
    let rejected: Vec<(u64, &str)> = accepted.rejected.iter().map(|r| (r.line, r.code.as_str())).collect();
    assert_eq!(rejected, [(2, "invalid_json"), (3, "missing_field")]);
    platform.run_jobs().await;
    let job = read(&platform, &ctx, &accepted).await;
    assert_eq!((job.status, job.done, job.total, job.failed), (JobStatus::Done, 2, 2, 0));
    let document = find(&platform, &ctx, bot.id, "a").await.unwrap();
    assert_eq!((document.status, document.chunk_count), (DocumentStatus::Ready, 1));
    assert_eq!(document.name, "Returns");
}

#[tokio::test]
async fn the_same_external_id_replaces_and_what_is_unchanged_is_left_alone() {
    let platform = TestPlatform::builder().embedder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let first = [line("a", "Returns", "Within 30 days."), line("b", "Shipping", "On weekdays.")];
    import(&platform, &ctx, bot.id, &first).await;
    platform.run_jobs().await;
    let before = find(&platform, &ctx, bot.id, "a").await.unwrap();

    let second = [
        line("a", "Returns", "Within 14 days."),
        line("b", "Shipping", "On weekdays."),
        line("a", "Returns", "Within 60 days."),
    ];
    let accepted = import(&platform, &ctx, bot.id, &second).await;
    // Until the new text is ready, the old one answers.
    let waiting = find(&platform, &ctx, bot.id, "a").await.unwrap();
    assert_eq!((waiting.status, waiting.chunk_count), (DocumentStatus::Queued, 1));
    assert_eq!(texts(&platform).await, ["On weekdays.", "Within 30 days."]);
    platform.run_jobs().await;
    let after = find(&platform, &ctx, bot.id, "a").await.unwrap();
    assert_eq!((after.id, after.status), (before.id, DocumentStatus::Ready));
    assert_eq!(texts(&platform).await, ["On weekdays.", "Within 60 days."]);
    let job = read(&platform, &ctx, &accepted).await;
    assert_eq!((job.status, job.done, job.total), (JobStatus::Done, 3, 3));
    let removals = sqlx::query("SELECT document_id, version FROM index_removals")
        .fetch_all(&mut platform.database().owner().await)
        .await
        .unwrap();
    assert_eq!(removals.len(), 1);
    assert_eq!(removals[0].get::<i64, _>("version"), 2);
}

#[tokio::test]
async fn lines_without_content_fail_one_by_one() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let lines = [line("a", "Comment", "<!-- nothing to read -->"), line("b", "Fine", "Something to read.")];
    let accepted = import(&platform, &ctx, bot.id, &lines).await;
    platform.run_jobs().await;
    let job = read(&platform, &ctx, &accepted).await;
    assert_eq!((job.status, job.done, job.total, job.failed), (JobStatus::Done, 2, 2, 1));
    let failed = find(&platform, &ctx, bot.id, "a").await.unwrap();
    assert_eq!(failed.error.unwrap().0, "empty");
}

#[tokio::test]
async fn an_import_that_breaks_off_keeps_what_came() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let many: String = (0..600).map(|n| line(&n.to_string(), "Title", "Some text.") + "\n").collect();
    let pieces = [Ok(bytes::Bytes::from(many)), Err(std::io::Error::other("reset"))];
    let outcome = documents::import(&platform, &ctx, bot.id, futures::stream::iter(pieces)).await;
    assert!(matches!(outcome, Err(DocumentError::Interrupted(_))), "{outcome:?}");
    platform.run_jobs().await;
    assert_eq!(texts(&platform).await.len(), 500, "the first batch was stored");
    import(
        &platform,
        &ctx,
        bot.id,
        &(0..600).map(|n| line(&n.to_string(), "Title", "Some text.")).collect::<Vec<_>>(),
    )
    .await;
    platform.run_jobs().await;
    assert_eq!(texts(&platform).await.len(), 600);
}

#[tokio::test]
async fn an_import_waits_until_every_line_is_in() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await;
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<bytes::Bytes, std::io::Error>>(1);
    let body = futures::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|next| (next, receiver))
    });
    let importing = {
        let (platform, ctx) = (std::sync::Arc::clone(&platform), ctx.clone());
        tokio::spawn(async move { documents::import(&platform, &ctx, bot.id, body).await })
    };
    let batch: String = (0..500).map(|n| line(&n.to_string(), "Title", "Some text.") + "\n").collect();
    sender.send(Ok(batch.into())).await.unwrap();
    // The second piece is taken only after the first batch is stored.
    sender.send(Ok("\n".into())).await.unwrap();
    sender.send(Ok("\n".into())).await.unwrap();
    assert_eq!(platform.run_jobs().await, 0, "the job holds still while lines come in");
    drop(sender);
    importing.await.unwrap().unwrap();
    assert_eq!(platform.run_jobs().await, 1);
    assert_eq!(texts(&platform).await.len(), 500);
}

fn line(external_id: &str, title: &str, text: &str) -> String {
    format!(r#"{{"external_id":"{external_id}","title":"{title}","text":"{text}"}}"#)
}

async fn import(platform: &TestPlatform, ctx: &Ctx, bot: BotId, lines: &[String]) -> ImportAccepted {
    let body = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(lines.join("\n")))]);
    documents::import(platform, ctx, bot, body).await.unwrap()
}

async fn read(platform: &TestPlatform, ctx: &Ctx, accepted: &ImportAccepted) -> Job {
    jobs::read(platform, ctx, accepted.job_id).await.unwrap()
}

async fn find(platform: &TestPlatform, ctx: &Ctx, bot: BotId, external_id: &str) -> Option<DocumentRecord> {
    let tx = platform.db.tenant(ctx.tenant).await.unwrap();
    chatsphere_db::documents::find_by_external_id(&tx, bot, external_id).await.unwrap()
}

async fn texts(platform: &TestPlatform) -> Vec<String> {
    let rows = sqlx::query("SELECT text FROM chunks ORDER BY text")
        .fetch_all(&mut platform.database().owner().await)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}
