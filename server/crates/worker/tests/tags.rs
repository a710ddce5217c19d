//! Tags: one vocabulary for the workspace, and answers that keep to it.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use chatsphere_contract::bots::{BotSettings, UpdateBot};
use chatsphere_contract::documents::{DocumentFilter, UpdateDocument};
use chatsphere_contract::ids::{BotId, TagId};
use chatsphere_contract::paging::PageQuery;
use chatsphere_contract::tags::{CreateTag, Tag, TagColor, UpdateTag};
use chatsphere_domain::bots::{self, BotError};
use chatsphere_domain::documents::{self, ListQuery};
use chatsphere_domain::search::{SearchRequest, search};
use chatsphere_domain::tags::{self, TagError};
use chatsphere_kernel::Ctx;
use chatsphere_testkit::TestPlatform;

#[tokio::test]
async fn names_that_look_the_same_are_one_tag_everywhere() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let made = create(&platform, &ctx, "Returns").await.unwrap();
    assert!(matches!(create(&platform, &ctx, "ＲＥＴＵＲＮＳ").await, Err(TagError::Taken)));
    import(&platform, &ctx, bot, &[("a", r#"["returns", " RETURNS ", "new  one"]"#)]).await;
    let document = documents::list(&platform, &ctx, bot, PageQuery::default()).await.unwrap().items.remove(0);
    assert_eq!(document.tags, ["Returns", "new one"]);
    let all = tags::list(&platform, &ctx, Some(bot)).await.unwrap();
    let counted: Vec<(&str, i64)> = all.iter().map(|tag| (tag.name.as_str(), tag.documents)).collect();
    assert_eq!(counted, [("new one", 1), ("Returns", 1)]);
    assert_eq!(made.id, all[1].id);
    let other = platform.workspace().await;
    assert!(tags::list(&platform, &other, None).await.unwrap().is_empty());
    let theirs = UpdateTag { name: Some("mine".to_owned()), ..UpdateTag::default() };
    assert!(matches!(tags::update(&platform, &other, made.id, theirs).await, Err(TagError::NotFound)));
}

#[tokio::test]
async fn renaming_merging_and_deleting_reach_every_document() {
    let platform = TestPlatform::builder().manual_clock().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    import(&platform, &ctx, bot, &[("a", r#"["x", "y"]"#), ("b", r#"["x"]"#), ("c", r#"["z"]"#)]).await;
    let [x, y, z] = ["x", "y", "z"].map(|name| name.to_owned());
    let x = id(&platform, &ctx, &x).await;
    let seen = tags::list(&platform, &ctx, None).await.unwrap().remove(0).updated_at;
    platform.advance(std::time::Duration::from_secs(1));
    let rename =
        UpdateTag { name: Some("Orders".to_owned()), color: Some(TagColor::Teal), ..UpdateTag::default() };
    let renamed = tags::update(&platform, &ctx, x, rename).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.color, renamed.documents), ("Orders", TagColor::Teal, 2));
    // The second of two people is told.
    let late =
        UpdateTag { name: Some("Late".to_owned()), if_unchanged_since: Some(seen), ..UpdateTag::default() };
    assert!(matches!(tags::update(&platform, &ctx, x, late).await, Err(TagError::Changed)));
    let y = id(&platform, &ctx, &y).await;
    let merged = tags::merge(&platform, &ctx, y, x).await.unwrap();
    assert_eq!(merged.documents, 2, "the document with both has it once");
    assert_eq!(tags_of(&platform, &ctx, bot, "a").await, ["Orders"]);
    assert!(matches!(tags::merge(&platform, &ctx, y, x).await, Err(TagError::NotFound)));

    restrict(&platform, &ctx, bot, &["z"]).await.unwrap();
    let z = id(&platform, &ctx, &z).await;
    assert!(
        matches!(tags::delete(&platform, &ctx, z).await, Err(TagError::Restricting(bots)) if bots.len() == 1)
    );
    restrict(&platform, &ctx, bot, &[]).await.unwrap();
    tags::delete(&platform, &ctx, z).await.unwrap();
    assert!(tags_of(&platform, &ctx, bot, "c").await.is_empty());
}

#[tokio::test]
async fn a_restricted_search_gives_a_full_page_and_nothing_else() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let mut lines: Vec<String> =
        (0..60).map(|n| line(&format!("loud{n}"), "warranty warranty warranty", r#"["loud"]"#)).collect();
    lines.extend((0..12).map(|n| {
        line(&format!("quiet{n}"), "A long text about many things, among them a warranty.", r#"["quiet"]"#)
    }));
    import_lines(&platform, &ctx, bot, &lines).await;
    let everything = find(&platform, &ctx, bot, &[]).await;
    assert!(everything.iter().all(|id| id.starts_with("loud")), "{everything:?}");
    let quiet = find(&platform, &ctx, bot, &["QUIET"]).await;
    assert_eq!(quiet.len(), 10);
    assert!(quiet.iter().all(|id| id.starts_with("quiet")));
    let quiet_id = id(&platform, &ctx, "quiet").await.to_string();
    assert_eq!(find(&platform, &ctx, bot, &[&quiet_id]).await.len(), 10);

    // Untagged at this moment, found no more at the next.
    let filter = DocumentFilter { tags: vec!["quiet".to_owned()], ..DocumentFilter::default() };
    let page = PageQuery { cursor: None, limit: Some(100) };
    for document in documents::list(&platform, &ctx, bot, ListQuery { filter, page }).await.unwrap().items {
        let none = UpdateDocument { tags: Some(Vec::new()), ..UpdateDocument::default() };
        documents::update(&platform, &ctx, bot, document.id, none).await.unwrap();
    }
    assert!(find(&platform, &ctx, bot, &["quiet"]).await.is_empty());
}

#[tokio::test]
async fn a_bot_is_restricted_to_tags_that_there_are() {
    let platform = TestPlatform::builder().build().await;
    let ctx = platform.workspace().await;
    let bot = platform.bot(&ctx).await.id;
    let outcome = restrict(&platform, &ctx, bot, &["unheard-of"]).await;
    assert!(
        matches!(outcome, Err(BotError::Tags(TagError::Invalid(errors))) if errors[0].field == "answer_tags")
    );
    create(&platform, &ctx, "Public").await.unwrap();
    restrict(&platform, &ctx, bot, &["public"]).await.unwrap();
    assert_eq!(bots::read(&platform, &ctx, bot).await.unwrap().answer_tags, ["Public"]);
    let id = id(&platform, &ctx, "Public").await;
    let rename = UpdateTag { name: Some("Open".to_owned()), ..UpdateTag::default() };
    tags::update(&platform, &ctx, id, rename).await.unwrap();
    assert_eq!(bots::read(&platform, &ctx, bot).await.unwrap().answer_tags, ["Open"]);
}

async fn create(platform: &TestPlatform, ctx: &Ctx, name: &str) -> Result<Tag, TagError> {
    tags::create(platform, ctx, CreateTag { name: name.to_owned(), ..CreateTag::default() }).await
}

async fn restrict(platform: &TestPlatform, ctx: &Ctx, bot: BotId, tags: &[&str]) -> Result<(), BotError> {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let settings = BotSettings { answer_tags: Some(tags), ..BotSettings::default() };
    bots::update(platform, ctx, bot, UpdateBot { name: None, settings }).await.map(drop)
}

async fn id(platform: &TestPlatform, ctx: &Ctx, name: &str) -> TagId {
    let all = tags::list(platform, ctx, None).await.unwrap();
    all.iter().find(|tag| tag.name == name).unwrap().id
}

async fn tags_of(platform: &TestPlatform, ctx: &Ctx, bot: BotId, external_id: &str) -> Vec<String> {
    let all = documents::list(platform, ctx, bot, PageQuery::default()).await.unwrap().items;
    all.into_iter().find(|document| document.external_id.as_deref() == Some(external_id)).unwrap().tags
}

async fn find(platform: &TestPlatform, ctx: &Ctx, bot: BotId, tags: &[&str]) -> Vec<String> {
    let request = SearchRequest {
        query: "warranty".to_owned(),
        limit: Some(10),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..SearchRequest::default()
    };
    let found = search(platform, ctx, bot, request).await.unwrap();
    found.hits.into_iter().filter_map(|found| found.hit.external_id).collect()
}

fn line(id: &str, text: &str, tags: &str) -> String {
    format!(r#"{{"external_id":"{id}","title":"T","text":"{text}","tags":{tags}}}"#)
}

async fn import(platform: &TestPlatform, ctx: &Ctx, bot: BotId, documents: &[(&str, &str)]) {
    let lines: Vec<String> = documents.iter().map(|(id, tags)| line(id, "Some text.", tags)).collect();
    import_lines(platform, ctx, bot, &lines).await;
}

async fn import_lines(platform: &TestPlatform, ctx: &Ctx, bot: BotId, lines: &[String]) {
    let body = futures::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(lines.join("\n")))]);
    let accepted = documents::import(platform, ctx, bot, body).await.unwrap();
    assert!(accepted.rejected.is_empty(), "{accepted:?}");
    platform.run_jobs().await;
}
