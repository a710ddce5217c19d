//! The crawl of a site of 300 pages: exactly what is expected, and afterwards only what changed.

use std::collections::BTreeSet;

use chatsphere_contract::jobs::JobStatus;
use chatsphere_contract::sources::{PageState, SourceKind, SourceState};
use chatsphere_domain::jobs;

use super::site::{Asked, TestSite, page, redirect, reply};
use super::support::{World, permitted, reason};

const SECTIONS: usize = 10;
const PAGES: usize = 28;

/// 300 pages, and what must not become one. The addresses of the 300.
fn build(site: &TestSite) -> BTreeSet<String> {
    let mut expected = BTreeSet::new();
    let mut read = |path: &str, title: &str, body: &str| {
        site.set(path, page(title, &format!("<p>{title}: some text that tells of {path}.</p>{body}")));
        expected.insert(path.to_owned());
    };
    let sections: String =
        (1..=SECTIONS).map(|n| format!("<a href='section/{n}'>Section {n}</a> ")).collect();
    let more = "<a href='/'>here</a> <a href='#top'>top</a> <a href='/loop/a?utm_source=start'>a</a>
        <a href='/private/x'>private</a> <a href='/old'>old</a> <a href='/forever/0'>forever</a>
        <a href='/print?page=1'>print</a> <a href='http://other.invalid/'>elsewhere</a> <a href='/logo.png'>logo</a>
        <a href='/noindex'>n</a> <a href='/nofollow'>n</a> <a href='/second'>second</a> <a href='/terms.txt'>terms</a>
        <a href='/flaky'>flaky</a> <a href='/shop/x'>shop</a> <a href='/deep/1'>deep</a> <a href='/missing'>missing</a>
        <a href='mailto:a@b.c'>mail</a> <a href='/alone'>alone</a> <a rel='nofollow' href='/ad'>ad</a>";
    read("/", "Start", &format!("{sections}{more}"));
    for section in 1..=SECTIONS {
        let links: String =
            (1..=PAGES).map(|n| format!("<a href='/section/{section}/page/{n}'>{n}</a> ")).collect();
        read(&format!("/section/{section}"), &format!("Section {section}"), &links);
        for n in 1..=PAGES {
            let (before, after) = (n.max(2) - 1, n.min(PAGES - 1) + 1);
            let links = format!(
                "<a href='{before}'>before</a><a href='{after}'>after</a><a href='/section/{section}'>up</a>"
            );
            read(&format!("/section/{section}/page/{n}"), &format!("Page {section}.{n}"), &links);
        }
    }
    read("/loop/a", "Loop a", "<a href='/loop/b'>b</a>");
    read("/loop/b", "Loop b", "<a href='/loop/a'>a</a><a href='/loop/b#x'>b</a>");
    read("/flaky", "Flaky", "");
    read("/alone", "Alone", "");
    read("/found-through-noindex", "Through noindex", "");
    read("/shop/help", "Shop help", "");
    read("/deep/1", "Deep 1", "<a href='/deep/2'>2</a>");
    read("/nofollow", "Nofollow", "<meta name='robots' content='nofollow'><a href='/hidden'>hidden</a>");
    site.set(
        "/terms.txt",
        reply(200, "Terms: some text that is not a page.")
            .header("content-type", "text/plain")
            .header("etag", "\"t\""),
    );
    expected.insert("/terms.txt".to_owned());
    assert_eq!(expected.len(), 300);

    site.set(
        "/robots.txt",
        reply(200, "User-agent: *\nDisallow: /private/\nDisallow: /shop/\nAllow: /shop/help\n"),
    );
    site.once("/flaky", reply(503, "later").header("retry-after", "1"));
    site.set("/private/x", page("Private", ""));
    site.set("/hidden", page("Hidden", ""));
    site.set("/ad", page("Ad", ""));
    site.set("/shop/x", page("Shop", ""));
    site.set("/deep/2", page("Deep 2", "<a href='/deep/3'>3</a>"));
    site.set("/deep/3", page("Deep 3", ""));
    site.set("/print?page=1", page("Print", ""));
    site.set("/old", redirect("/section/1/page/1"));
    site.set("/logo.png", reply(200, "\u{89}PNG").header("content-type", "image/png"));
    let noindex = "<a href='/found-through-noindex'>x</a><a href='/shop/help'>y</a>";
    site.set("/noindex", page("Noindex", noindex).header("x-robots-tag", "noindex"));
    site.set("/second", page("Second", "<link rel='canonical' href='/alone'>"));
    expected
}

fn of_status(asked: &[Asked], status: u16) -> BTreeSet<&str> {
    asked.iter().filter(|asked| asked.status == status).map(|asked| asked.path.as_str()).collect()
}

#[tokio::test]
async fn a_site_gives_exactly_its_pages_and_later_only_what_changed() {
    let world = World::new(permitted()).await;
    let mut expected = build(&world.site);
    // A page too deep: the limit is two links from the start, sections and pages are one and two away.
    let source = world.add(SourceKind::Crawl, &["/"], |input| {
        input.max_depth = Some(2);
        input.exclude = vec!["/print*".to_owned()];
    });
    let source = source.await;
    // `/deep/2` is two links away as well, `/deep/3` is three.
    expected.insert("/deep/2".to_owned());
    world.platform.run_jobs().await;
    let read = world.source(source.id).await;
    assert_eq!((read.state, read.error.clone()), (SourceState::Ready, None));
    assert_eq!(BTreeSet::from_iter(world.in_answers().await.into_keys()), expected);
    assert_eq!(BTreeSet::from_iter(world.in_state(source.id, PageState::Read).await), expected);
    let pages = world.pages(source.id).await;
    for (path, why) in [
        ("/private/x", "robots"),
        ("/shop/x", "robots"),
        ("/old", "redirect"),
        ("/logo.png", "unsupported_type"),
        ("/noindex", "noindex"),
        ("/second", "canonical"),
    ] {
        assert_eq!((pages[path].state, reason(&pages[path])), (PageState::Skipped, why), "{path}");
    }
    assert_eq!(pages["/second"].leads_to.as_deref(), Some(world.site.url("/alone").as_str()));
    assert_eq!((pages["/missing"].state, reason(&pages["/missing"])), (PageState::Gone, "not_found"));
    assert_eq!(
        (pages["/forever/5"].state, reason(&pages["/forever/5"])),
        (PageState::Failed, "redirect_failed")
    );
    for path in ["/hidden", "/ad", "/print?page=1", "/deep/3", "/forever/6", "http://other.invalid/"] {
        assert!(!pages.contains_key(path), "{path}");
    }
    let job = jobs::read(&world.platform, &world.ctx, read.job_id.unwrap()).await.unwrap();
    assert_eq!((job.status, job.failed), (JobStatus::Done, 1));
    assert_eq!((job.done, job.total), (pages.len() as i64, pages.len() as i64));

    // Every page once, the flaky one twice, nothing that robots.txt forbids, and always under our name.
    let asked = world.site.asked();
    assert!(asked.iter().all(|asked| asked.user_agent.starts_with("ChatSphere/")));
    assert!(!asked.iter().any(|asked| asked.path.starts_with("/private/") || asked.path == "/shop/x"));
    let times = |path: &str| asked.iter().filter(|asked| asked.path == path).count();
    assert!(expected.iter().all(|path| times(path) == 1 + usize::from(path == "/flaky")));
    assert_eq!(times("/robots.txt"), 1);

    // Nothing has changed: nothing is sent again, nothing is read again.
    let before = world.in_answers().await;
    let again = world.sync(source.id).await;
    assert_eq!((again.state, again.pages.changed), (SourceState::Ready, 0));
    assert_eq!(world.in_answers().await, before, "the very same passages");
    let asked = world.site.asked();
    assert_eq!(of_status(&asked, 200), BTreeSet::from(["/robots.txt", "/logo.png"]));
    assert!(expected.iter().all(|path| of_status(&asked, 304).contains(path.as_str())));
    assert_eq!(again.last_changed_at, read.last_changed_at);
    assert!(again.last_synced_at > read.last_synced_at);

    changes_are_followed(&world, source.id, before).await;
}

async fn changes_are_followed(
    world: &World,
    source: chatsphere_contract::ids::SourceId,
    before: std::collections::BTreeMap<String, Vec<String>>,
) {
    let site = &world.site;
    // Two pages change; of one only the frame that no reader sees.
    site.set("/section/1/page/3", page("Page 1.3", "<p>This text is new and quite another.</p>"));
    site.set("/loop/b", page("Loop b", "<p>Also new here.</p>"));
    site.set("/new", page("New", "<p>A page that was not there before.</p>"));
    let framed = page(
        "Page 2.2",
        "<p>Page 2.2: some text that tells of /section/2/page/2.</p><script>now()</script>\
        <a href='1'>before</a><a href='3'>after</a><a href='/section/2'>up</a>",
    );
    site.set("/section/2/page/2", framed);
    // One is gone and still linked, one is gone for good, one cannot be had now, one is linked no more.
    site.remove("/section/1/page/5");
    site.set("/section/1/page/6", reply(410, ""));
    site.set("/section/1", reply(500, "").header("retry-after", "1"));
    site.set("/deep/1", page("Deep 1", "<p>It leads elsewhere now.</p><a href='/new'>new</a>"));
    let synced = world.sync(source).await;
    let after = world.in_answers().await;
    let gone = ["/section/1/page/5", "/section/1/page/6", "/deep/2"];
    let changed = ["/section/1/page/3", "/loop/b", "/deep/1"];
    for (path, passages) in &before {
        match path.as_str() {
            path if gone.contains(&path) => assert!(!after.contains_key(path), "{path}"),
            path if changed.contains(&path) => assert_ne!(&after[path], passages, "{path}"),
            path => assert_eq!(&after[path], passages, "{path}"),
        }
    }
    assert_eq!(after.len(), before.len() - gone.len() + 1);
    assert!(after["/new"][0].contains("was not there before"));
    assert_eq!(
        BTreeSet::from_iter(world.in_state(source, PageState::Gone).await),
        BTreeSet::from_iter(gone.iter().map(|path| (*path).to_owned()).chain(["/missing".to_owned()]))
    );
    let pages = world.pages(source).await;
    assert_eq!(reason(&pages["/deep/2"]), "unreachable");
    assert_eq!(
        (pages["/section/1"].state, reason(&pages["/section/1"])),
        (PageState::Failed, "server_error")
    );
    assert!(pages["/section/1"].document_id.is_some());
    assert_eq!(synced.pages.changed, 4, "three changed, one new");

    // What comes back is back, with its passages.
    site.asked();
    site.set("/section/1/page/5", page("Page 1.5", "<p>Back again.</p>"));
    site.set("/deep/1", page("Deep 1", "<a href='/deep/2'>2</a>"));
    let links: String = (1..=PAGES).map(|n| format!("<a href='/section/1/page/{n}'>{n}</a> ")).collect();
    site.set("/section/1", page("Section 1", &links));
    world.sync(source).await;
    let back = world.in_answers().await;
    assert!(back["/section/1/page/5"][0].contains("Back again."));
    assert!(back.contains_key("/deep/2"));
    assert!(!back.contains_key("/section/1/page/6"));
    let asked = site.asked();
    assert!(
        of_status(&asked, 304).contains("/deep/2"),
        "its content was kept, and only had to be read again"
    );
    assert_eq!(
        of_status(&asked, 200),
        BTreeSet::from(["/robots.txt", "/logo.png", "/section/1/page/5", "/deep/1", "/section/1"])
    );
}
