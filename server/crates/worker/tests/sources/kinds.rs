//! Pages, lists, sitemaps; limits and patterns; schedules; deleting.

use std::io::Write as _;
use std::time::Duration;

use chatsphere_contract::sources::{PageState, SourceKind, SourceState, UpdateSource};
use chatsphere_domain::{documents, sources};

use super::site::{page, redirect, reply};
use super::support::{World, permitted, reason};

fn text(about: &str) -> String {
    format!("<p>This page tells everything there is to know about {about}.</p>")
}

#[tokio::test]
async fn one_page_becomes_a_document_and_follows_its_page() {
    let world = World::new(permitted()).await;
    world.site.set("/guide", page("Guide", &format!("{}<a href='/other'>other</a>", text("guides"))));
    let source = world.read(SourceKind::Page, &["/guide"]).await;
    assert_eq!((source.state, source.pages.read), (SourceState::Ready, 1));
    let answers = world.in_answers().await;
    assert_eq!(answers.len(), 1);
    let pages = world.pages(source.id).await;
    let document =
        documents::read(&world.platform, &world.ctx, world.bot, pages["/guide"].document_id.unwrap());
    let document = document.await.unwrap();
    assert_eq!((document.url, document.source_id), (Some(world.site.url("/guide")), Some(source.id)));
    assert_eq!((document.name.as_str(), document.media_type.as_str()), ("Guide", "text/html"));

    // While the new content waits for its turn the old one answers.
    world.site.set("/guide", page("Guide", &text("handbooks")));
    world.sync(source.id).await;
    assert!(world.in_answers().await["/guide"][0].contains("handbooks"));
    assert_eq!(world.platform.stored_files(), 2, "the old content is a version of the document");

    world.site.remove("/guide");
    let gone = world.sync(source.id).await;
    assert!(world.in_answers().await.is_empty());
    assert_eq!((gone.state, gone.pages.gone), (SourceState::Failed, 1));
    assert_eq!(gone.error.unwrap().code, "not_found");
    let kept = documents::read(&world.platform, &world.ctx, world.bot, document.id).await.unwrap();
    assert!(kept.gone_at.is_some());
}

#[tokio::test]
async fn a_page_may_move_anywhere_and_a_list_is_read_as_it_is() {
    let world = World::new(permitted()).await;
    world.site.set("/a", redirect("/b"));
    world.site.set("/b", redirect("/c?utm_source=b"));
    world.site.set("/c", page("C", &text("c")));
    world.site.set("/d", page("D", &format!("{}<a href='/e'>e</a>", text("d"))));
    world.site.set("/e", page("E", &text("e")));
    let source = world.read(SourceKind::List, &["/a", "/d", "/d#again"]).await;
    assert_eq!(source.addresses.len(), 2);
    assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/c", "/d"]);
    assert_eq!(world.in_state(source.id, PageState::Skipped).await, ["/a", "/b"]);
}

#[tokio::test]
async fn a_deleted_document_stays_deleted() {
    let world = World::new(permitted()).await;
    world.site.set("/", page("Start", &format!("{}<a href='/a'>a</a>", text("start"))));
    world.site.set("/a", page("A", &text("a")));
    let source = world.read(SourceKind::Crawl, &["/"]).await;
    let document = world.pages(source.id).await["/"].document_id.unwrap();
    documents::delete(&world.platform, &world.ctx, world.bot, document).await.unwrap();
    world.site.set("/", page("Start", &format!("{}<a href='/a'>a</a>", text("something new"))));
    for _ in 0..2 {
        world.sync(source.id).await;
        assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/a"]);
    }
    assert_eq!(reason(&world.pages(source.id).await["/"]), "deleted");
}

#[tokio::test]
async fn a_million_lines_of_a_gzipped_sitemap_are_read_to_the_limit() {
    let world = World::new(permitted()).await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"<urlset>").unwrap();
    for n in 0..1_000_000 {
        writeln!(gzip, "<url><loc>{}/page/{n}</loc></url>", world.site.base).unwrap();
    }
    gzip.write_all(b"</urlset>").unwrap();
    let index = format!(
        "<sitemapindex><sitemap><loc>{0}/big.xml.gz</loc></sitemap><sitemap><loc>{0}/never.xml</loc></sitemap></sitemapindex>",
        world.site.base
    );
    world.site.set("/sitemap.xml", reply(200, index));
    world.site.set("/big.xml.gz", reply(200, gzip.finish().unwrap()));
    for n in 0..5 {
        world.site.set(&format!("/page/{n}"), page(&format!("Page {n}"), &text("a page")));
    }
    let source = world.add(SourceKind::Sitemap, &["/sitemap.xml"], |input| input.page_limit = Some(5)).await;
    world.platform.run_jobs().await;
    let source = world.source(source.id).await;
    assert_eq!((source.state, source.pages.read, source.limit_reached), (SourceState::Ready, 5, true));
    assert!(!world.site.asked().iter().any(|asked| asked.path == "/never.xml" || asked.path == "/page/5"));
}

#[tokio::test]
async fn a_small_gzipped_sitemap_is_read_to_its_end() {
    let world = World::new(permitted()).await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    write!(gzip, "<urlset><url><loc>{0}/a</loc></url><url><loc>{0}/b</loc></url></urlset>", world.site.base)
        .unwrap();
    world.site.set("/sitemap.xml.gz", reply(200, gzip.finish().unwrap()));
    world.site.set("/a", page("A", &text("a")));
    world.site.set("/b", page("B", &text("b")));
    world.read(SourceKind::Sitemap, &["/sitemap.xml.gz"]).await;
    assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/a", "/b"]);
}

#[tokio::test]
async fn a_sitemap_names_pages_of_its_own_site_and_those_it_drops_are_gone() {
    let world = World::new(permitted()).await;
    let list =
        |paths: &[&str]| paths.iter().map(|path| format!("{}{path}\n", world.site.base)).collect::<String>();
    world.site.set("/sitemap.txt", reply(200, list(&["/a", "/b", "/skip/c"]) + "http://other.invalid/x\n"));
    for path in ["/a", "/b", "/skip/c"] {
        world.site.set(path, page(path, &text(path)));
    }
    let source = world.add(SourceKind::Sitemap, &["/sitemap.txt"], |input| {
        input.exclude = vec!["/skip/*".to_owned()];
    });
    let source = source.await;
    world.platform.run_jobs().await;
    assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/a", "/b"]);

    // A sitemap that cannot be had now says nothing about its pages.
    world.site.set("/sitemap.txt", reply(500, ""));
    let failing = world.sync(source.id).await;
    assert_eq!(failing.state, SourceState::Syncing, "it is tried again");
    assert_eq!(world.in_answers().await.len(), 2);
    world.site.set("/sitemap.txt", reply(404, ""));
    world.site.asked();
    while world.source(source.id).await.state == SourceState::Syncing {
        tokio::time::sleep(Duration::from_millis(200)).await;
        world.platform.run_jobs().await;
    }
    let missing = world.source(source.id).await;
    assert_eq!((missing.state, missing.error.unwrap().code.as_str()), (SourceState::Failed, "not_found"));
    assert_eq!(world.in_answers().await.len(), 2);

    world.site.set("/sitemap.txt", reply(200, list(&["/b"])));
    let synced = world.sync(source.id).await;
    assert_eq!((synced.state, synced.pages.gone), (SourceState::Ready, 1));
    assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/b"]);
}

#[tokio::test]
async fn a_change_of_patterns_holds_from_the_next_sync_on() {
    let world = World::new(permitted()).await;
    world
        .site
        .set("/", page("Start", &format!("{}<a href='/docs/a'>a</a><a href='/blog/b'>b</a>", text("start"))));
    world.site.set("/docs/a", page("A", &text("a")));
    world.site.set("/blog/b", page("B", &text("b")));
    let source =
        world.add(SourceKind::Crawl, &["/"], |input| input.include = vec!["/docs/*".to_owned()]).await;
    world.platform.run_jobs().await;
    assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/", "/docs/a"]);
    let change = UpdateSource { include: Some(vec!["/blog/*".to_owned()]), ..UpdateSource::default() };
    sources::update(&world.platform, &world.ctx, world.bot, source.id, change).await.unwrap();
    world.sync(source.id).await;
    assert_eq!(Vec::from_iter(world.in_answers().await.into_keys()), ["/", "/blog/b"]);
    assert_eq!(reason(&world.pages(source.id).await["/docs/a"]), "unreachable");
}

#[tokio::test]
async fn a_limit_that_is_reached_makes_nothing_gone() {
    let world = World::new(permitted()).await;
    let links: String = (0..9).map(|n| format!("<a href='/{n}'>{n}</a>")).collect();
    world.site.set("/", page("Start", &format!("{}{links}", text("start"))));
    for n in 0..9 {
        world.site.set(&format!("/{n}"), page(&n.to_string(), &text("a number")));
    }
    let source = world.read(SourceKind::Crawl, &["/"]).await;
    assert_eq!((source.pages.read, source.limit_reached), (10, false));
    let change = UpdateSource { page_limit: Some(4), ..UpdateSource::default() };
    sources::update(&world.platform, &world.ctx, world.bot, source.id, change).await.unwrap();
    let source = world.sync(source.id).await;
    assert!(source.limit_reached);
    assert_eq!(world.in_answers().await.len(), 10);
}

#[tokio::test]
async fn syncs_begin_when_their_time_has_come_and_only_once() {
    let world = World::new(permitted().manual_clock()).await;
    world.site.set("/", page("Start", &text("start")));
    let source = world.add(SourceKind::Page, &["/"], |input| input.every_hours = Some(24)).await;
    world.platform.run_jobs().await;
    assert_eq!(sources::start_due(&world.platform).await.unwrap(), 0);
    world.platform.advance(Duration::from_secs(24 * 3600 - 1));
    assert_eq!(sources::start_due(&world.platform).await.unwrap(), 0);
    world.platform.advance(Duration::from_secs(2));
    world.site.set("/", page("Start", &text("tomorrow")));
    assert_eq!(sources::start_due(&world.platform).await.unwrap(), 1);
    assert_eq!(sources::start_due(&world.platform).await.unwrap(), 0);
    world.platform.run_jobs().await;
    assert!(world.in_answers().await["/"][0].contains("tomorrow"));
    let change = UpdateSource { every_hours: Some(0), ..UpdateSource::default() };
    let off = sources::update(&world.platform, &world.ctx, world.bot, source.id, change).await.unwrap();
    assert_eq!((off.every_hours, off.next_sync_at), (0, None));
}

#[tokio::test]
async fn deleting_a_source_takes_its_documents_and_files() {
    let world = World::new(permitted()).await;
    world.site.set("/", page("Start", &format!("{}<a href='/a'>a</a>", text("start"))));
    world.site.set("/a", page("A", &text("a")));
    let source = world.read(SourceKind::Crawl, &["/"]).await;
    assert_eq!(world.platform.stored_files(), 2);
    sources::delete(&world.platform, &world.ctx, world.bot, source.id).await.unwrap();
    assert!(world.in_answers().await.is_empty());
    world.platform.run_jobs().await;
    assert_eq!(world.platform.stored_files(), 0);
    let found = sources::read(&world.platform, &world.ctx, world.bot, source.id).await;
    assert!(matches!(found, Err(sources::SourceError::NotFound)));
}
