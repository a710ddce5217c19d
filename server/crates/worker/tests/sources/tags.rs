//! Tags of a source: its pages get them, also those that were read already, and a renamed tag is renamed there too.

use chatsphere_contract::sources::{SourceKind, UpdateSource};
use chatsphere_contract::tags::UpdateTag;
use chatsphere_domain::{documents, sources, tags};

use super::site::page;
use super::support::{World, permitted};

async fn tags_of(world: &World, source: chatsphere_contract::ids::SourceId, path: &str) -> Vec<String> {
    let document = world.pages(source).await[path].document_id.unwrap();
    documents::read(&world.platform, &world.ctx, world.bot, document).await.unwrap().tags
}

#[tokio::test]
async fn pages_have_the_tags_of_their_source_whenever_they_came() {
    let world = World::new(permitted()).await;
    let (platform, ctx) = (&world.platform, &world.ctx);
    let text = |about: &str| page(about, &format!("<p>This page tells everything about {about}.</p>"));
    world.site.set("/first", text("lamps"));
    world.site.set("/second", text("bulbs"));
    let named = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
    let source =
        world.add(SourceKind::List, &["/first"], |input| input.tags = named(&["Public", "public"])).await;
    platform.run_jobs().await;
    assert_eq!(source.tags, ["Public"], "names that look the same are one tag");
    assert_eq!(tags_of(&world, source.id, "/first").await, ["Public"]);

    let change = |tags: &[&str]| UpdateSource { tags: Some(named(tags)), ..UpdateSource::default() };
    let changed = sources::update(platform, ctx, world.bot, source.id, change(&["returns"])).await.unwrap();
    assert_eq!(changed.tags, ["returns"]);
    assert_eq!(tags_of(&world, source.id, "/first").await, ["returns"], "without waiting for a sync");

    let all = tags::list(platform, ctx, Some(world.bot)).await.unwrap();
    let returns = all.iter().find(|tag| tag.name == "returns").unwrap();
    assert_eq!((returns.documents, returns.sources), (1, 1));
    let rename = UpdateTag { name: Some("Sending back".to_owned()), ..UpdateTag::default() };
    tags::update(platform, ctx, returns.id, rename).await.unwrap();
    let addresses = ["/first", "/second"].map(|path| world.site.url(path)).to_vec();
    let more = UpdateSource { addresses: Some(addresses), ..UpdateSource::default() };
    sources::update(platform, ctx, world.bot, source.id, more).await.unwrap();
    world.sync(source.id).await;
    assert_eq!(world.source(source.id).await.tags, ["Sending back"]);
    for path in ["/first", "/second"] {
        assert_eq!(tags_of(&world, source.id, path).await, ["Sending back"], "{path}");
    }
    tags::delete(platform, ctx, returns.id).await.unwrap();
    assert!(world.source(source.id).await.tags.is_empty());
    assert!(tags_of(&world, source.id, "/second").await.is_empty());
}
