//! Workers that die, people who stop a sync, sites that are down.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chatsphere_contract::sources::{SourceKind, SourceState};
use chatsphere_domain::jobs;

use super::site::{page, reply};
use super::support::{World, permitted, reason};

/// 40 pages, each linked from the one before and from the start.
fn build(world: &World) -> BTreeSet<String> {
    let links: String = (0..40).map(|n| format!("<a href='/{n}'>{n}</a> ")).collect();
    world.site.set("/", page("Start", &format!("<p>Where everything begins.</p>{links}")));
    for n in 0..40 {
        world
            .site
            .set(&format!("/{n}"), page(&format!("Page {n}"), &format!("<p>This is page number {n}.</p>")));
    }
    (0..40).map(|n| format!("/{n}")).chain(["/".to_owned()]).collect()
}

#[tokio::test]
async fn a_worker_that_dies_leaves_nothing_missing_and_nothing_doubled() {
    let world = World::new(permitted().manual_clock()).await;
    let expected = build(&world);
    let source = world.add(SourceKind::Crawl, &["/"], |_| {}).await;
    // Killed three times on the way; the site answers too few requests for a worker to come to the end.
    for _ in 0..3 {
        let before = world.source(source.id).await.pages.read;
        world.site.answer_only(12);
        let platform = Arc::clone(&world.platform);
        let worker = tokio::spawn(async move { chatsphere_worker::run_all(&platform).await });
        while world.source(source.id).await.pages.read < before + 5 {
            assert!(!worker.is_finished(), "the worker ended by itself");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        worker.abort();
        let _ = worker.await;
        world.platform.sweep_the_dead().await;
    }
    world.site.answer_all();
    world.platform.run_jobs().await;
    let read = world.source(source.id).await;
    assert_eq!((read.state, read.pages.read, read.pages.failed), (SourceState::Ready, 41, 0));
    assert_eq!(BTreeSet::from_iter(world.in_answers().await.into_keys()), expected);
    let asked = world.site.asked();
    assert!(
        asked.len() <= expected.len() + 4 + 3 * 7,
        "{} requests: only those under way are repeated",
        asked.len()
    );
    assert_eq!(world.platform.stored_files(), 41);
}

#[tokio::test]
async fn a_sync_that_is_stopped_can_be_gone_on_with() {
    let world = World::new(permitted()).await;
    let expected = build(&world);
    let source = world.add(SourceKind::Crawl, &["/"], |_| {}).await;
    world.site.answer_only(20);
    let platform = Arc::clone(&world.platform);
    let worker = tokio::spawn(async move { chatsphere_worker::run_all(&platform).await });
    while world.source(source.id).await.pages.read < 10 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    jobs::cancel(&world.platform, &world.ctx, source.job_id.unwrap()).await.unwrap();
    worker.await.unwrap().unwrap();
    let stopped = world.source(source.id).await;
    assert_eq!(stopped.state, SourceState::Stopped);
    assert!(stopped.pages.read < 41);
    world.site.answer_all();
    let again = world.sync(source.id).await;
    assert_eq!((again.state, again.pages.read), (SourceState::Ready, 41));
    assert_eq!(BTreeSet::from_iter(world.in_answers().await.into_keys()), expected);
}

#[tokio::test]
async fn a_site_that_is_down_takes_nothing_away() {
    let world = World::new(permitted().manual_clock()).await;
    let expected = build(&world);
    let source = world.read(SourceKind::Crawl, &["/"]).await;
    world.site.set("/robots.txt", reply(503, ""));
    world.sync(source.id).await;
    while world.source(source.id).await.state == SourceState::Syncing {
        world.platform.advance(Duration::from_secs(61));
        world.platform.run_jobs().await;
    }
    let down = world.source(source.id).await;
    assert_eq!((down.pages.failed, down.pages.gone), (41, 0));
    assert_eq!(reason(&world.pages(source.id).await["/"]), "robots_unreachable");
    assert_eq!(BTreeSet::from_iter(world.in_answers().await.into_keys()), expected);
    world.site.remove("/robots.txt");
    let up = world.sync(source.id).await;
    assert_eq!((up.state, up.pages.read, up.pages.changed), (SourceState::Ready, 41, 0));
}
