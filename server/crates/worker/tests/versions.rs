//! Versions of documents and snapshots of a bot's knowledge, from the upload to what is searched.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::sync::Arc;

use chatsphere_contract::documents::{Document, DocumentStatus};
use chatsphere_contract::ids::{BotId, DocumentId};
use chatsphere_contract::jobs::JobStatus;
use chatsphere_contract::paging::PageQuery;
use chatsphere_contract::passages::{ChangePassage, DocumentPassage, PassageQuery};
use chatsphere_contract::versions::{Change, CompareQuery, CreateSnapshot, VersionOrigin, VersionPolicy};
use chatsphere_domain::documents::{self, DocumentError, Upload};
use chatsphere_domain::search::{SearchRequest, search};
use chatsphere_domain::{jobs, snapshots};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::TestPlatform;

const FIRST: &str = "# Returns\n\nYou can return a lamp within fourteen days.\n\n## Shipping\n\nParcels leave our warehouse in Bremen every evening, by bicycle and by train.\n";
const SECOND: &str = "# Returns\n\nYou can return a lamp within thirty days.\n\n## Shipping\n\nParcels leave our warehouse in Bremen every evening, by bicycle and by train.\n";

#[tokio::test]
async fn readers_see_the_old_version_until_the_new_one_is_ready_and_can_go_back() {
    let platform = TestPlatform::builder().embedder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let document = platform.ready_document(&ctx, bot, FIRST).await;
    assert_eq!((document.version, document.indexed_version), (1, Some(1)));

    let queued = new_version(&platform, &ctx, bot, document.id, SECOND).await.unwrap();
    assert_eq!((queued.version, queued.indexed_version, queued.status), (2, Some(1), DocumentStatus::Queued));
    assert!(finds(&platform, &ctx, bot, "fourteen days").await.contains("fourteen"));
    platform.run_jobs().await;
    let found = finds(&platform, &ctx, bot, "return a lamp within days").await;
    assert!(found.contains("thirty") && !found.contains("fourteen"), "{found}");

    let same = new_version(&platform, &ctx, bot, document.id, SECOND).await;
    assert!(matches!(same, Err(DocumentError::Unchanged)), "{same:?}");
    let versions = documents::versions(&platform, &ctx, bot, document.id).await.unwrap();
    let facts: Vec<_> = versions.iter().map(|v| (v.number, v.current, v.in_use, v.origin)).collect();
    let upload = VersionOrigin::Upload;
    assert_eq!(facts, [(2, true, true, upload), (1, false, false, upload)]);

    let query = CompareQuery { from: 1, to: 2 };
    let compared = documents::compare(&platform, &ctx, bot, document.id, query).await.unwrap();
    assert_eq!((compared.added, compared.removed), (1, 1));
    let removed: String = compared
        .groups
        .iter()
        .flatten()
        .filter(|line| line.change == Change::Removed)
        .flat_map(|line| line.parts.iter().filter(|part| part.changed).map(|part| part.text.as_str()))
        .collect();
    assert!(removed.contains("fourteen") && !removed.contains("lamp"), "{removed}");

    let queued = documents::roll_back(&platform, &ctx, bot, document.id, 1).await.unwrap();
    assert_eq!(queued.version, 3);
    platform.run_jobs().await;
    let found = finds(&platform, &ctx, bot, "return a lamp within days").await;
    assert!(found.contains("fourteen") && !found.contains("thirty"), "{found}");
    let versions = documents::versions(&platform, &ctx, bot, document.id).await.unwrap();
    assert_eq!(versions.first().unwrap().origin, VersionOrigin::RollBack);
    assert_eq!(versions.len(), 3);
    let again = documents::roll_back(&platform, &ctx, bot, document.id, 9).await;
    assert!(matches!(again, Err(DocumentError::NoSuchVersion)), "{again:?}");
}

#[tokio::test]
async fn a_version_that_cannot_be_read_leaves_the_answers_as_they_are() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let document = platform.ready_document(&ctx, bot, FIRST).await;
    let refused = new_version(&platform, &ctx, bot, document.id, "").await;
    assert!(matches!(refused, Err(DocumentError::Invalid(_))), "{refused:?}");
    let same = documents::read(&platform, &ctx, bot, document.id).await.unwrap();
    assert_eq!((same.version, same.status), (1, DocumentStatus::Ready));
}

#[tokio::test]
async fn an_import_that_changes_a_document_is_a_version_and_retention_ends_it() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    for text in ["first", "second", "third", "third"] {
        import(&platform, &ctx, bot, "a", text).await;
    }
    let document = only(&platform, &ctx, bot).await;
    assert_eq!((document.version, document.indexed_version), (3, Some(3)));
    let versions = documents::versions(&platform, &ctx, bot, document.id).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.number).collect::<Vec<_>>(), [3, 2, 1]);
    assert!(versions.iter().all(|v| v.origin == VersionOrigin::Import));
    let old = documents::download(&platform, &ctx, bot, document.id, Some(1)).await.unwrap();
    assert_eq!((old.bytes.as_ref(), old.name.as_str()), (&b"first words"[..], "A.md"));
    let counted = documents::read(&platform, &ctx, bot, document.id).await.unwrap();
    assert_eq!(counted.downloads, 1);
    assert!(counted.last_downloaded_at.is_some());

    // A snapshot holds the second version; of the others only one is kept.
    documents::roll_back(&platform, &ctx, bot, document.id, 2).await.unwrap();
    platform.run_jobs().await;
    let name = "kept".to_owned();
    snapshots::create(&platform, &ctx, bot, CreateSnapshot { name }).await.unwrap();
    import(&platform, &ctx, bot, "a", "fifth").await;
    let policy = VersionPolicy { keep_versions: 0, keep_days: None };
    documents::set_version_policy(&platform, &ctx, policy).await.unwrap();
    documents::prune_versions(&platform).await.unwrap();
    let versions = documents::versions(&platform, &ctx, bot, document.id).await.unwrap();
    let left: Vec<_> = versions.iter().map(|v| (v.number, v.held)).collect();
    assert_eq!(left, [(5, false), (4, true)]);
    let wrong = VersionPolicy { keep_versions: -1, keep_days: Some(0) };
    let wrong = documents::set_version_policy(&platform, &ctx, wrong).await.unwrap_err();
    assert!(matches!(wrong, DocumentError::Invalid(errors) if errors.len() == 2));
}

#[tokio::test]
async fn files_of_pruned_versions_and_deleted_documents_are_removed() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let document = platform.ready_document(&ctx, bot, FIRST).await;
    new_version(&platform, &ctx, bot, document.id, SECOND).await.unwrap();
    platform.run_jobs().await;
    documents::preview(&platform, &ctx, bot, document.id, Some(1)).await.unwrap();
    assert_eq!(platform.stored_files(), 3);
    let policy = VersionPolicy { keep_versions: 0, keep_days: None };
    documents::set_version_policy(&platform, &ctx, policy).await.unwrap();
    documents::prune_versions(&platform).await.unwrap();
    documents::remove_orphans(&platform).await.unwrap();
    assert_eq!(platform.stored_files(), 1);
    new_version(&platform, &ctx, bot, document.id, FIRST).await.unwrap();
    platform.run_jobs().await;
    documents::delete(&platform, &ctx, bot, document.id).await.unwrap();
    platform.advance(std::time::Duration::from_secs(10 * 60));
    assert_eq!(documents::purge_deleted(&platform).await.unwrap(), 1);
    documents::remove_orphans(&platform).await.unwrap();
    assert_eq!(platform.stored_files(), 0);
}

#[tokio::test]
async fn what_people_did_to_passages_outlives_a_new_version_where_the_words_stay() {
    let platform = TestPlatform::builder().embedder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let document = platform.ready_document(&ctx, bot, FIRST).await;
    let returns = passage(&platform, &ctx, bot, document.id, "fourteen").await;
    let shipping = passage(&platform, &ctx, bot, document.id, "Bremen").await;
    change(&platform, &ctx, bot, &returns, |c| c.text = Some("A lamp comes back within a moon.".to_owned()))
        .await;
    change(&platform, &ctx, bot, &shipping, |c| {
        c.text = Some("Parcels leave by zeppelin.".to_owned());
        c.pinned = Some(true);
    })
    .await;
    assert!(finds(&platform, &ctx, bot, "zeppelin").await.contains("zeppelin"));
    assert!(!finds(&platform, &ctx, bot, "bicycle train Bremen").await.contains("bicycle"));

    new_version(&platform, &ctx, bot, document.id, SECOND).await.unwrap();
    platform.run_jobs().await;
    let kept = passage(&platform, &ctx, bot, document.id, "zeppelin").await;
    assert!(kept.pinned && kept.has_vector && kept.edited_at.is_some());
    assert!(kept.original_text.unwrap().contains("bicycle"));
    assert!(finds(&platform, &ctx, bot, "zeppelin").await.contains("zeppelin"));
    let told = documents::read(&platform, &ctx, bot, document.id).await.unwrap();
    assert_eq!(told.lost_edits, 1);
    let lost = documents::lost_passages(&platform, &ctx, bot, document.id).await.unwrap();
    assert_eq!(lost.first().unwrap().text, "A lamp comes back within a moon.");
    documents::forget_lost_passages(&platform, &ctx, bot, document.id).await.unwrap();
    let told = documents::read(&platform, &ctx, bot, document.id).await.unwrap();
    assert_eq!(told.lost_edits, 0);
}

#[tokio::test]
async fn a_disabled_passage_is_not_found_and_the_second_editor_is_told() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let document = platform.ready_document(&ctx, bot, FIRST).await;
    let other_process = platform.another_process();
    assert!(finds(&platform, &ctx, bot, "Bremen").await.contains("Bremen"));
    let read = passage(&platform, &ctx, bot, document.id, "bremen BICYCLE").await;
    let disabled = change(&platform, &ctx, bot, &read, |c| c.enabled = Some(false)).await;
    assert_eq!((disabled.enabled, disabled.revision), (false, 1));
    assert!(!finds(&platform, &ctx, bot, "Bremen").await.contains("Bremen"));
    assert!(!finds(&other_process, &ctx, bot, "Bremen").await.contains("Bremen"));
    assert!(finds(&platform, &ctx, bot, "lamp").await.contains("lamp"));

    let stale = ChangePassage { revision: read.revision, enabled: Some(true), ..ChangePassage::default() };
    let stale = documents::change_passage(&platform, &ctx, bot, (document.id, read.id), stale).await;
    assert!(matches!(stale, Err(DocumentError::ChangedMeanwhile)), "{stale:?}");
    change(&platform, &ctx, bot, &disabled, |c| c.enabled = Some(true)).await;
    assert!(finds(&other_process, &ctx, bot, "Bremen").await.contains("Bremen"));

    let theirs = platform.workspace().await;
    let input = ChangePassage { revision: 2, enabled: Some(false), ..ChangePassage::default() };
    let foreign = documents::change_passage(&platform, &theirs, bot, (document.id, read.id), input).await;
    assert!(matches!(foreign, Err(DocumentError::NotFound)), "{foreign:?}");
}

#[tokio::test]
async fn a_snapshot_brings_back_what_was_deleted_changed_and_added_since() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let deleted = platform.ready_document(&ctx, bot, FIRST).await;
    import(&platform, &ctx, bot, "a", "ancient").await;
    let name = "Before the sale".to_owned();
    let snapshot =
        snapshots::create(&platform, &ctx, bot, CreateSnapshot { name: name.clone() }).await.unwrap();
    assert_eq!(snapshot.documents, 2);
    let taken = snapshots::create(&platform, &ctx, bot, CreateSnapshot { name: name.to_uppercase() }).await;
    assert!(matches!(taken, Err(snapshots::SnapshotError::NameTaken)), "{taken:?}");

    documents::delete(&platform, &ctx, bot, deleted.id).await.unwrap();
    documents::remove_orphans(&platform).await.unwrap();
    import(&platform, &ctx, bot, "a", "modern").await;
    import(&platform, &ctx, bot, "b", "newcomer").await;
    let started = snapshots::restore(&platform, &ctx, bot, snapshot.id).await.unwrap();
    platform.run_jobs().await;
    let job = jobs::read(&platform, &ctx, started.job_id).await.unwrap();
    assert_eq!((job.status, job.done, job.total, job.failed), (JobStatus::Done, 2, 2, 0));
    assert!(finds(&platform, &ctx, bot, "fourteen days").await.contains("fourteen"));
    assert!(finds(&platform, &ctx, bot, "ancient").await.contains("ancient"));
    assert!(!finds(&platform, &ctx, bot, "modern newcomer").await.contains("newcomer"));
    let revived = documents::read(&platform, &ctx, bot, deleted.id).await.unwrap();
    assert_eq!(revived.status, DocumentStatus::Ready);

    // What was there before is a snapshot too: the restoring can be undone.
    let all = snapshots::list(&platform, &ctx, bot).await.unwrap();
    let before = all.iter().find(|s| s.name.starts_with("Before “Before the sale”")).unwrap();
    snapshots::restore(&platform, &ctx, bot, before.id).await.unwrap();
    platform.run_jobs().await;
    assert!(finds(&platform, &ctx, bot, "modern newcomer").await.contains("newcomer"));
}

async fn new_version(
    platform: &TestPlatform,
    ctx: &Ctx,
    bot: BotId,
    document: DocumentId,
    text: &str,
) -> Result<Document, DocumentError> {
    let mut upload = Upload::begin(platform, ctx, bot).await.unwrap();
    let body = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(text.to_owned()))]);
    upload.add("document.md", body).await.unwrap();
    upload.finish_as_version_of(document).await
}

async fn import(platform: &TestPlatform, ctx: &Ctx, bot: BotId, id: &str, text: &str) {
    let line =
        serde_json::json!({"external_id": id, "title": id.to_uppercase(), "text": format!("{text} words")});
    let body = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(line.to_string()))]);
    documents::import(platform, ctx, bot, body).await.unwrap();
    platform.run_jobs().await;
}

/// The texts of the hits.
async fn finds(platform: &Arc<chatsphere_domain::Platform>, ctx: &Ctx, bot: BotId, query: &str) -> String {
    let query = query.to_owned();
    let request = SearchRequest { query, ..SearchRequest::default() };
    let found = search(platform, ctx, bot, request).await.unwrap();
    found.hits.into_iter().map(|found| found.hit.text + "\n").collect()
}

async fn passage(
    platform: &TestPlatform,
    ctx: &Ctx,
    bot: BotId,
    document: DocumentId,
    words: &str,
) -> DocumentPassage {
    let query = PassageQuery { q: Some(words.to_owned()), ..PassageQuery::default() };
    let page = documents::list_passages(platform, ctx, bot, document, query).await.unwrap();
    assert_eq!(page.items.len(), 1, "{words}: {page:?}");
    page.items.into_iter().next().unwrap()
}

async fn change(
    platform: &TestPlatform,
    ctx: &Ctx,
    bot: BotId,
    passage: &DocumentPassage,
    change: impl FnOnce(&mut ChangePassage),
) -> DocumentPassage {
    let mut input = ChangePassage { revision: passage.revision, ..ChangePassage::default() };
    change(&mut input);
    documents::change_passage(platform, ctx, bot, (passage.document_id, passage.id), input).await.unwrap()
}

async fn only(platform: &TestPlatform, ctx: &Ctx, bot: BotId) -> Document {
    let page = documents::list(platform, ctx, bot, PageQuery::default()).await.unwrap();
    page.items.into_iter().next().unwrap()
}
